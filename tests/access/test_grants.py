"""What an install grants: to whom, again and again, and where it may not create roles."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from access.logins import ROLES, Logins
from lifecycle.inspect_database import ask, run, schema_objects
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.doctor import examine
from servers import FAST, WAYS, Servers, temporary_folder

RULES = "SELECT DISTINCT object FROM lookalike.access_rules() WHERE kind = %s"


def rules(connection: Connection[Any], kind: str) -> set[str]:
    """The names of one kind that access_rules() has."""
    return {name for (name,) in connection.execute(RULES, (kind,))}


def test_everything_named_exists(archive: Connection[Any]) -> None:
    """A name that is misspelt would grant nothing, and nobody would be told."""
    relations = archive.execute(
        "SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'lookalike%'"
        " AND relkind IN ('r', 'v', 'm', 'p')"
    )
    assert rules(archive, "TABLE") <= {name for (name,) in relations}
    functions = archive.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace::regnamespace::text LIKE 'lookalike%'"
    )
    assert rules(archive, "FUNCTION") <= {name for (name,) in functions}


def test_functions_of_the_owner_are_not_for_everybody(archive: Connection[Any]) -> None:
    definers = archive.execute(
        "SELECT p.proname, has_function_privilege('public', p.oid, 'EXECUTE'),"
        " array_to_string(p.proconfig, ', ') LIKE 'search_path=pg_catalog, pg_temp%%',"
        " p.prorettype = 'trigger'::regtype"
        " FROM pg_proc p WHERE p.pronamespace::regnamespace::text LIKE 'lookalike%' AND p.prosecdef"
    ).fetchall()
    named = {name for name, _, _, is_trigger in definers if not is_trigger}
    assert named <= rules(archive, "FUNCTION")
    assert [row for row in definers if row[1:3] != (False, True)] == []


def test_second_install_grants_the_same(archive_url: str) -> None:
    before = [line for line in schema_objects(archive_url) if "lookalike_" in line]
    install(archive_url, force=True)
    assert len(before) > 100
    assert [line for line in schema_objects(archive_url) if "lookalike_" in line] == before


def test_what_was_granted_by_hand(logins: Logins, owner: Connection[Any]) -> None:
    """To our roles, an install puts it right; to others, it stays."""
    owner.execute("GRANT UPDATE, DELETE ON lookalike_internal.event TO lookalike_reviewer")
    owner.execute("GRANT UPDATE (reason) ON lookalike_internal.legal_hold TO lookalike_analyst")
    owner.execute(
        "GRANT EXECUTE ON FUNCTION lookalike_internal.record_event TO lookalike_loader, PUBLIC"
    )
    guest = logins.connect(name="guest of the archive")
    owner.execute('GRANT USAGE ON SCHEMA lookalike_detail TO "guest of the archive"')
    owner.execute('GRANT SELECT ON lookalike_detail.duplicate_pair TO "guest of the archive"')
    install(logins.url, force=True)
    granted = owner.execute(
        "SELECT has_table_privilege('lookalike_reviewer', 'lookalike_internal.event', 'UPDATE,"
        " DELETE'),"
        " has_any_column_privilege('lookalike_analyst', 'lookalike_internal.legal_hold', 'UPDATE'),"
        " has_function_privilege('lookalike_loader', p.oid, 'EXECUTE')"
        " FROM pg_proc p WHERE p.proname = 'record_event'"
    )
    assert granted.fetchall() == [(False, False, False)]
    # The right is still there. To use it, the guest needs the rights to what the view reads.
    kept = "SELECT has_table_privilege('lookalike_detail.duplicate_pair', 'SELECT')"
    assert guest.execute(kept).fetchone() == (True,)
    guest.close()
    owner.execute('REVOKE ALL ON SCHEMA lookalike_detail FROM "guest of the archive"')
    owner.execute('REVOKE ALL ON lookalike_detail.duplicate_pair FROM "guest of the archive"')


def warnings(url: str) -> list[str]:
    """What doctor warns of."""
    return [found.message for found in examine(url, None) if found.level == "warning"]


@pytest.fixture
def humble() -> Iterator[EmbeddedServer]:
    """A server whose owner of databases may not create roles."""
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", settings=FAST)
        with server.in_use():
            run(server.url("postgres", "postgres"), "ALTER ROLE lookalike NOCREATEROLE")
            yield server


def test_an_install_that_may_not_create_roles(
    humble: EmbeddedServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert install(humble.url()).changed
    shown = capsys.readouterr().err
    assert all(f"CREATE ROLE {role}; then SELECT lookalike.grant" in shown for role in ROLES)
    assert "skipping" not in shown
    assert ask(humble.url(), "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'lookalike_%'") == 0
    with connect(humble.url()) as connection:
        said: list[tuple[str | None, str | None]] = []
        connection.add_notice_handler(
            lambda notice: said.append((notice.message_primary, notice.message_hint))
        )
        connection.execute("SELECT lookalike.grant_access()")
        for role, (message, hint) in zip(ROLES, said, strict=True):
            assert message == f'role "{role}" does not exist, and "lookalike" may not create it'
            assert hint is not None
            assert "grant_access()" in hint
        connection.execute("CALL lookalike.find_matches()")  # it works all the same
    assert any(said.startswith("no role lookalike_analyst, ") for said in warnings(humble.url()))

    # Later, somebody makes them who may.
    run(humble.url("postgres", "postgres"), *(f"CREATE ROLE {role}" for role in ROLES))
    run(humble.url("postgres", "postgres"), "CREATE ROLE ana LOGIN IN ROLE lookalike_analyst")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(humble.url("lookalike", "ana"), "SELECT count(*) FROM lookalike_detail.duplicate_pair")
    run(humble.url(), "SELECT lookalike.grant_access()")
    assert (
        ask(humble.url("lookalike", "ana"), "SELECT count(*) FROM lookalike_detail.duplicate_pair")
        == 0
    )


def test_a_superuser_as_owner_is_warned_of(servers: Servers, archive_url: str) -> None:
    """Functions that run as the owner would run as a superuser."""
    assert not any("superuser" in said for said in warnings(archive_url))
    with servers.database(WAYS[0], "vector") as url:
        superuser = make_conninfo(url, user="postgres")
        install(superuser)
        assert any("belongs to a superuser" in said for said in warnings(superuser))


def test_the_owner_gives_the_roles_to_people(logins: Logins) -> None:
    """On the embedded server and in the container no superuser is needed for that."""
    with logins.connect("lookalike_analyst") as person:
        assert person.execute("SELECT count(*) FROM lookalike_internal.image").fetchone() == (0,)
    with logins.connect() as stranger, pytest.raises(psycopg.errors.InsufficientPrivilege):
        stranger.execute("SELECT count(*) FROM lookalike_internal.image")
