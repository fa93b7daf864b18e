"""What an install waits for that is no session: an autovacuum, and a prepared transaction."""

import time
from collections.abc import Iterator

import pytest
from psycopg.conninfo import make_conninfo

from lifecycle.inspect_database import run
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.doctor import lock_findings
from lookalike.errors import LookalikeError
from servers import FAST, temporary_folder

WAITED_FOR = {
    "autovacuum": "on",
    "autovacuum_naptime": "1s",
    "autovacuum_vacuum_cost_delay": "0",
    "max_prepared_transactions": "2",
}
GID = "E'it''s \\\\ prepared'"


@pytest.fixture(scope="module")
def archive() -> Iterator[str]:
    """An archive on a server that has autovacuum and prepared transactions."""
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", settings=FAST | WAITED_FOR)
        with server.in_use():
            install(server.url())
            yield server.url()


@pytest.fixture
def prepared(archive: str) -> Iterator[str]:
    """A prepared transaction that has read a view; no session has it any more."""
    read = "SELECT count(*) FROM lookalike_detail.duplicate_image"
    run(archive, "BEGIN", read, f"PREPARE TRANSACTION {GID}")
    yield archive
    run(archive, f"ROLLBACK PREPARED {GID}")


def test_a_prepared_transaction_is_named_with_its_remedy(prepared: str) -> None:
    with pytest.raises(LookalikeError, match="so nothing was installed") as refused:
        install(prepared, force=True, patience=0.5)
    (said,) = refused.value.shown
    assert f'prepared transaction {GID}, role "lookalike", uses ' in said
    hint = str(refused.value.hint)
    assert f'as role "lookalike", COMMIT PREPARED {GID} or ROLLBACK PREPARED {GID}' in hint
    assert "pg_terminate_backend" not in hint


def test_doctor_names_it(prepared: str) -> None:
    with connect(prepared) as connection:
        (found,) = lock_findings(connection)
    assert found.level == "warning"
    assert "prepared transaction" in found.message
    assert found.remedy is not None
    assert "ROLLBACK PREPARED" in found.remedy


def test_an_autovacuum_gives_way(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It lasts for minutes, and the server ends it only for a lock that waits long enough."""
    run(
        archive,
        "CREATE TABLE lookalike_internal.heavy WITH (autovacuum_vacuum_cost_delay = 100,"
        " autovacuum_vacuum_cost_limit = 1) AS"
        " SELECT n, repeat('x', 1000) AS filler FROM generate_series(1, 20000) n",
        "DELETE FROM lookalike_internal.heavy",
    )
    vacuums = (
        "SELECT count(*) FROM pg_locks WHERE relation = 'lookalike_internal.heavy'::regclass"
        " AND mode = 'ShareUpdateExclusiveLock' AND granted"
    )
    admin = make_conninfo(archive, user="postgres")
    with connect(admin) as connection:
        end = time.monotonic() + 60
        while connection.execute(vacuums).fetchone() == (0,):
            assert time.monotonic() < end, "no autovacuum came"
    assert install(archive, force=True, patience=60.0).changed
    assert "of the server, autovacuum, uses lookalike_internal." in capsys.readouterr().err
