"""Installing: both versions, both modes, again and again, and after somebody broke it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lifecycle.inspect_database import ask, dump, restore, run, schema_objects
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.errors import LookalikeError
from lookalike.resources import MIGRATIONS
from servers import FAST, WAYS, Servers, Way, temporary_folder

MEMBERS = (
    "SELECT count(*) FILTER (WHERE classid = 'pg_proc'::regclass) > 3 AND count(*) = "
    "count(*) FILTER (WHERE classid = 'pg_proc'::regclass) FROM pg_depend "
    "WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' "
    "AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'lookalike')"
)
A_FINGERPRINT = (Path(__file__).parent / "a_fingerprint.sql").read_text()


@pytest.fixture
def empty(servers: Servers, any_way: Way) -> Iterator[str]:
    """A fresh database with nothing but pgvector."""
    with servers.database(any_way, "vector") as url:
        yield url


@pytest.mark.parametrize("version", [18, 16])
def test_both_modes_give_the_same_catalogue(servers: Servers, version: int) -> None:
    found = {}
    for way in WAYS:
        if way.version == version:
            with servers.database(way, "archive") as url:
                found[way.mode] = schema_objects(url)
                assert ask(url, "SELECT mode FROM lookalike_internal.installation") == way.mode
                assert ask(url, MEMBERS) == (way.mode == "extension")
    assert len(found["loose"]) > 100
    assert found["extension"] == found["loose"]


def test_second_install_changes_nothing(empty: str, any_way: Way) -> None:
    first = install(empty, any_way.mode)
    assert first.changed
    before = dump(empty)  # with data: not even the row that says when
    second = install(empty)
    assert not second.changed
    assert (second.mode, second.version) == (any_way.mode, first.version)
    assert dump(empty) == before


def test_forced_install_gives_the_same_schema(any_archive_url: str) -> None:
    before = dump(any_archive_url, "--schema-only")
    assert install(any_archive_url, force=True).changed
    assert dump(any_archive_url, "--schema-only") == before


def test_installs_at_once(empty: str, any_way: Way) -> None:
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda _: install(empty, any_way.mode), range(3)))
    assert sorted(result.changed for result in results) == [False, False, True]


def test_objects_of_users_stay(any_archive_url: str) -> None:
    run(
        any_archive_url,
        "CREATE TABLE lookalike.mine AS SELECT 42 AS answer",
        "CREATE VIEW lookalike.my_view AS SELECT path FROM lookalike_detail.duplicate_image",
        "CREATE FUNCTION lookalike.my_function() RETURNS int RETURN 42",
        "SELECT lookalike.grant_access()",  # our roles read every view of the schema
    )
    before = schema_objects(any_archive_url)
    install(any_archive_url, force=True)
    assert schema_objects(any_archive_url) == before


@pytest.mark.parametrize("version", [18, 16])
def test_dropping_the_extension_takes_no_row(servers: Servers, version: int) -> None:
    with servers.database(Way(version, "extension"), "archive") as url:
        run(url, A_FINGERPRINT)
        before, rows = schema_objects(url), audit_rows(url)
        run(url, "DROP EXTENSION lookalike CASCADE")
        assert schema_objects(url) != before
        assert audit_rows(url) == rows
        repaired = install(url)
        assert (repaired.mode, repaired.changed) == ("extension", True)
        assert schema_objects(url) == before
        (event,) = set(audit_rows(url)) - set(rows)
        assert "\tgrant access\t" in event  # on the views that came back
        assert not set(rows) - set(audit_rows(url))


def audit_rows(url: str) -> list[str]:
    """Return all rows but the one that says when lookalike was installed."""
    return dump(url, "--data-only", "--exclude-table=lookalike_internal.installation")


def test_dump_restores_elsewhere(any_archive_url: str, servers: Servers, any_way: Way) -> None:
    run(any_archive_url, A_FINGERPRINT)
    before = schema_objects(any_archive_url)
    lines = dump(any_archive_url, "--no-owner")
    not_ours = ("CREATE EXTENSION IF NOT EXISTS vector", "COMMENT ON EXTENSION")
    lines = [line for line in lines if not line.startswith(not_ours)]
    with servers.database(any_way, "vector") as url:
        restore(lines, url)
        install(url, force=True)
        assert schema_objects(url) == before


def test_pgvector_in_a_schema_of_its_own(empty: str, servers: Servers, any_way: Way) -> None:
    """As managed servers have it."""
    server = servers.server(any_way.version)
    name = empty.split("/")[3].split("?")[0]
    admin = server.url(name, "postgres")
    run(
        admin,
        'CREATE SCHEMA "its Own"',
        'GRANT USAGE ON SCHEMA "its Own" TO public',
        'ALTER EXTENSION vector SET SCHEMA "its Own"',
    )
    install(empty, any_way.mode)
    run(empty, A_FINGERPRINT)
    with connect(empty) as connection:
        query = (
            "SELECT count(*) FROM lookalike_internal.fingerprint"
            " WHERE lookalike.within(phash, B'0'::bit(64), 5)"
        )
        assert connection.execute(query).fetchone() == (1,)


def test_a_mode_is_kept(any_archive_url: str, any_way: Way) -> None:
    assert install(any_archive_url, force=True).mode == any_way.mode
    for other in {"extension", "loose"} - {any_way.mode}:
        with pytest.raises(LookalikeError, match=f"installed already, in mode {any_way.mode}"):
            install(any_archive_url, other)  # type: ignore[arg-type]


def test_server_without_the_extension() -> None:
    """PostgreSQL 16 as it comes: no folder of ours can be added to it."""
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", 16, settings=FAST)
        with server.in_use():
            with pytest.raises(LookalikeError, match="does not offer extension") as refused:
                install(server.url(), "extension")
            assert "make install" in str(refused.value)
            assert install(server.url()).mode == "loose"


def test_alembic_command_line(archive_url: str) -> None:
    alembic = [sys.executable, "-m", "alembic", "-c", MIGRATIONS / "alembic.ini"]
    done = subprocess.run(
        [*alembic, "-x", f"url={archive_url}", "current"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env=os.environ,
    )
    assert done.stdout.endswith("(head)\n")


def test_revisions_hold_no_sql() -> None:
    for path in (MIGRATIONS / "versions").glob("*.py"):
        text = path.read_text().lower()
        for word in ("create ", "alter ", "select ", "op.execute", "op.create"):
            assert word not in text, path
