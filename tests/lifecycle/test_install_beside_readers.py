"""An install while other sessions read the archive: nobody waits long, and the error says who."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from access.logins import Logins
from lifecycle.inspect_database import run
from lookalike.database import connect, install
from lookalike.errors import LookalikeError

READ = "SELECT count(*) FROM lookalike_detail.duplicate_image"


@pytest.fixture
def reader(archive_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A tab of a BI tool: an idle transaction that has read a view."""
    with Logins(archive_url) as logins:
        url = make_conninfo(logins.add("lookalike_analyst"), application_name="Metabase 7")
        with psycopg.connect(url) as connection:
            connection.execute(READ)
            yield connection


def test_the_error_names_the_session(
    archive_url: str, reader: psycopg.Connection[tuple[object, ...]]
) -> None:
    owner = "lookalike"
    run(make_conninfo(archive_url, user="postgres"), f"GRANT pg_read_all_stats TO {owner}")
    try:
        with pytest.raises(LookalikeError, match="so nothing was installed") as refused:
            install(archive_url, force=True, patience=0.5)
    finally:
        run(make_conninfo(archive_url, user="postgres"), f"REVOKE pg_read_all_stats FROM {owner}")
    pid = reader.info.backend_pid
    (said,) = refused.value.shown
    assert said.startswith(f'process {pid} of the server, application "Metabase 7", role "login_')
    assert "uses lookalike_detail.duplicate_image and " in said
    assert "(idle in transaction)" in said
    assert f"SELECT pg_terminate_backend({pid})" in str(refused.value.hint)


def test_others_read_meanwhile_and_the_install_gets_its_turn(
    archive_url: str, reader: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Another reader with a time limit never meets it; the install ends once the tab is closed."""
    done = []
    installing = threading.Thread(
        target=lambda: done.append(install(archive_url, force=True, patience=120.0))
    )
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with connect(archive_url) as other:
        other.execute("SET statement_timeout = '5s'")
        installing.start()
        turns = 0
        while turns < 2:  # it has asked for a lock, and has gone away again
            while other.execute(waiting).fetchone() == (0,):
                assert installing.is_alive()
            while other.execute(waiting).fetchone() != (0,):
                pass
            other.execute(READ.encode())
            turns += 1
        assert not done
        reader.rollback()
        installing.join(120)
    assert [result.changed for result in done] == [True]


def test_what_the_owner_may_not_see_is_left_out(
    archive_url: str, reader: psycopg.Connection[tuple[object, ...]]
) -> None:
    with pytest.raises(LookalikeError) as refused:
        install(archive_url, force=True, patience=0.1)
    (said,) = refused.value.shown
    assert said.startswith(f"process {reader.info.backend_pid} of the server, ")


def test_another_role_is_told_so(archive_url: str) -> None:
    """Also where a file of SQL fails, not only our own statements."""
    with Logins(archive_url) as logins:
        stranger = logins.add()
        run(
            make_conninfo(archive_url, user="postgres"),
            "ALTER TABLE lookalike_internal.setting OWNER TO postgres",
        )
        with pytest.raises(LookalikeError, match="not allowed to install: permission denied"):
            install(archive_url, force=True)
        with pytest.raises(LookalikeError, match='belongs to role "lookalike"'):
            install(stranger, force=True)
