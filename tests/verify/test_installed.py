"""An archive that somebody changed is told from the one that was shipped, by name."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner, Result

from access.logins import Logins
from core.sealing import read
from lookalike.cli import app
from lookalike.database import connect, install
from lookalike.doctor import examine
from lookalike.errors import LookalikeError
from lookalike.verify.chain import read_chain
from lookalike.verify.installed import Fact, compare, compare_with_shipped, read_facts
from servers import Servers, Way

# What the owner of an archive did to hide a change of the log.
ATTACK = (
    "ALTER TABLE lookalike_internal.event DISABLE TRIGGER event_refuse_trigger",
    "UPDATE lookalike_internal.event SET done_by = 'Somebody Else' WHERE event_id = 2",
    "ALTER TABLE lookalike_internal.event ENABLE TRIGGER event_refuse_trigger",
    "CREATE OR REPLACE FUNCTION lookalike_internal.hash_event(e lookalike_internal.event)"
    " RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE RETURN (e).hash",
)
ALL_IS_WELL = (
    "CREATE OR REPLACE FUNCTION lookalike.verify_log(expected_head text DEFAULT NULL)"
    " RETURNS TABLE (is_intact boolean, events bigint, head text, first_break text,"
    " event_id bigint, explanation text) LANGUAGE sql STABLE"
    " AS $$ SELECT true, 3::bigint, $1, NULL, NULL::bigint, 'all is well' $$"
)


def verify(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["verify", "--database", url, *arguments])


def record(connection: Connection[Any], events: int) -> None:
    connection.execute(
        "SELECT lookalike_internal.record_event('scan', 'lookalike') FROM generate_series(1, %s)",
        (events,),
    )


def test_the_owner_cannot_hide_a_change(archive: Connection[Any], archive_url: str) -> None:
    """With a kept head and without one; and doctor names the replaced functions."""
    record(archive, 3)
    head = read(archive)[-1].hash
    for statement in ATTACK:
        archive.execute(statement.encode())
    row = archive.execute("SELECT is_intact FROM lookalike.verify_log(%s)", (head,)).fetchone()
    assert row == (True,), "the function in the database believes it"
    differs = (
        "function lookalike_internal.hash_event(lookalike_internal.event) differs from the shipped"
    )
    for arguments, named in ((["--head", head], [differs]), (["--log-only"], [])):
        said = verify(archive_url, *arguments)
        assert isinstance(said.exception, LookalikeError)
        assert said.exception.message == "the event log is broken at event 2: changed row"
        assert said.stderr.splitlines() == named
    found = [finding for finding in examine(archive_url, None) if finding.level == "error"]
    assert [finding.message for finding in found] == [
        differs,
        "the archive is not as it was shipped: 1 difference",
    ]


def test_the_log_is_intact_and_its_functions_are_not(
    archive: Connection[Any], archive_url: str, shipped: list[Fact]
) -> None:
    record(archive, 3)
    assert "are those that lookalike" in verify(archive_url).stdout
    archive.execute(ALL_IS_WELL.encode())
    archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    said = verify(archive_url)
    assert isinstance(said.exception, LookalikeError)
    assert "The event log is intact: 3 events." in said.stdout
    for line in (
        "function lookalike.verify_log(text) differs from the shipped",
        "trigger event_refuse_trigger on lookalike_internal.event is disabled",
    ):
        assert line in said.stderr.splitlines()
    install(archive_url, force=True)  # as the hint says
    assert faults(shipped, archive) == []


def faults(shipped: list[Fact], connection: Connection[Any], *statements: str) -> list[str]:
    """What differs after these statements, which are rolled back; notes in brackets."""
    with connection.transaction(force_rollback=True):
        for statement in statements:
            connection.execute(statement.encode())
        found = compare(shipped, read_facts(connection))
    return [one.text if one.is_fault else f"({one.text})" for one in found]


EVENT = "lookalike_internal.event"
TAMPERING = {
    f"ALTER TABLE {EVENT} DISABLE TRIGGER event_refuse_trigger": (
        f"trigger event_refuse_trigger on {EVENT} is disabled"
    ),
    f"ALTER TABLE {EVENT} ENABLE REPLICA TRIGGER event_refuse_trigger": (
        f"trigger event_refuse_trigger on {EVENT} is enabled only in a replica"
    ),
    f"DROP TRIGGER event_refuse_trigger ON {EVENT}": (
        f"trigger event_refuse_trigger on {EVENT} is missing"
    ),
    f"CREATE TRIGGER mine BEFORE INSERT ON {EVENT} FOR EACH ROW"
    " EXECUTE FUNCTION suppress_redundant_updates_trigger()": (
        f"trigger mine on {EVENT} is not of lookalike"
    ),
    f"CREATE RULE mine AS ON INSERT TO {EVENT} DO INSTEAD NOTHING": (
        f"rule mine on {EVENT} is not of lookalike"
    ),
    f"ALTER TABLE {EVENT} DROP CONSTRAINT event_hash_check": (
        f"constraint event_hash_check on {EVENT} is missing"
    ),
    "ALTER TABLE lookalike_internal.quarantine_plan DROP CONSTRAINT"
    " quarantine_plan_four_eyes_check, ADD CONSTRAINT quarantine_plan_four_eyes_check"
    " CHECK (true)": (
        "constraint quarantine_plan_four_eyes_check on lookalike_internal.quarantine_plan"
        " differs from the shipped"
    ),
    "DROP INDEX lookalike_internal.quarantine_item_leaving_idx": (
        "unique index lookalike_internal.quarantine_item_leaving_idx is missing"
    ),
    f"ALTER TABLE {EVENT} ADD COLUMN note text": f"column {EVENT}.note is not of lookalike",
    "ALTER TABLE lookalike_internal.legal_hold ALTER COLUMN reason DROP NOT NULL": (
        "column lookalike_internal.legal_hold.reason differs from the shipped"
    ),
    f"CREATE TABLE public.more () INHERITS ({EVENT})": (
        f"inheritance public.more from {EVENT} is not of lookalike"
    ),
    "CREATE OR REPLACE VIEW lookalike_internal.staying_image AS"
    " SELECT image_id, pixel_digest FROM lookalike_internal.image": (
        "view lookalike_internal.staying_image differs from the shipped"
    ),
    # Another function of the same name, which a call could find first.
    "CREATE FUNCTION lookalike_internal.record_event(text, name) RETURNS bigint"
    " LANGUAGE sql RETURN 1": (
        "function lookalike_internal.record_event(text,name) is not of lookalike"
    ),
    "ALTER FUNCTION lookalike.place_hold RESET search_path": (
        "function lookalike.place_hold(text,text,text,bigint,bigint,text,bigint[],text,text,text,"
        "date) differs from the shipped"
    ),
    "GRANT EXECUTE ON FUNCTION lookalike_internal.record_event TO PUBLIC": (
        "role PUBLIC may EXECUTE on function"
        " lookalike_internal.record_event(text,text,text,text,jsonb,text); shipped: nothing"
    ),
    f"GRANT UPDATE ON {EVENT} TO lookalike_loader": (
        f"role lookalike_loader may SELECT, UPDATE on table {EVENT}; shipped: SELECT"
    ),
    f"REVOKE SELECT ON {EVENT} FROM lookalike_restricted": (
        f"role lookalike_restricted may do nothing on table {EVENT}; shipped: SELECT"
    ),
    f"GRANT UPDATE (detail) ON {EVENT} TO pg_monitor": (
        f"role pg_monitor may UPDATE on column {EVENT}.detail; shipped: nothing"
    ),
    # What hides restricted rows.
    "DROP POLICY shown ON lookalike_internal.image": (
        "policy shown on lookalike_internal.image is missing"
    ),
    "ALTER POLICY everything ON lookalike_internal.image TO lookalike_analyst, lookalike_loader,"
    " lookalike_restricted, lookalike_steward": (
        "role lookalike_analyst may see the rows on policy everything on"
        " lookalike_internal.image; shipped: nothing"
    ),
    "ALTER TABLE lookalike_internal.image DISABLE ROW LEVEL SECURITY": (
        "table lookalike_internal.image differs from the shipped"
    ),
    "ALTER VIEW lookalike_detail.image RESET (security_invoker)": (
        "options of view lookalike_detail.image differs from the shipped"
    ),
    # What a user may do is told, and is no fault.
    f"GRANT SELECT ON {EVENT} TO pg_monitor": (
        f"(role pg_monitor may SELECT on table {EVENT}; shipped: nothing)"
    ),
    "CREATE VIEW lookalike.mine AS SELECT 1 AS one": "(view lookalike.mine is not of lookalike)",
    f"CREATE INDEX mine ON {EVENT} (done_by)": (
        "(index lookalike_internal.mine is not of lookalike)"
    ),
    f"COMMENT ON TABLE {EVENT} IS 'Nothing to see.'": (
        f"(comment of table {EVENT} differs from the shipped)"
    ),
}  # fmt: skip


def test_what_was_changed_is_named(archive: Connection[Any], shipped: list[Fact]) -> None:
    assert faults(shipped, archive) == []
    for statement, named in TAMPERING.items():
        told = faults(shipped, archive, statement)
        assert named in told, statement
        assert len(told) <= 2 or "CREATE" in statement, told


def test_rows_do_not_come_from_somewhere_else(archive: Connection[Any]) -> None:
    """A view, a rule or row security in place of the table could show a reader another log."""
    record(archive, 3)
    for statements, said in (
        (
            [f"ALTER TABLE {EVENT} RENAME TO stored",
             f"CREATE VIEW {EVENT} AS SELECT * FROM lookalike_internal.stored"],
            "lookalike_internal.event is not a plain table",
        ),
        ([f"ALTER TABLE {EVENT} ENABLE ROW LEVEL SECURITY"], "has row security"),
        (
            [f"ALTER TABLE {EVENT} ALTER COLUMN done_by TYPE varchar"],
            "column done_by of lookalike_internal.event is not stored as it was written",
        ),
        ([f"ALTER TABLE {EVENT} DROP COLUMN detail CASCADE"], "column detail of"),
    ):  # fmt: skip
        with archive.transaction(force_rollback=True):
            archive.execute(
                "DROP VIEW lookalike_detail.event_log; DROP FUNCTION lookalike_internal.hash_event"
            )
            for statement in statements:
                archive.execute(statement.encode())
            with pytest.raises(LookalikeError, match=said):
                read_chain(archive)
    archive.execute(f"CREATE TABLE public.more () INHERITS ({EVENT})".encode())
    archive.execute(f"INSERT INTO public.more SELECT * FROM {EVENT}".encode())
    assert read_chain(archive).events == 3
    with pytest.raises(LookalikeError, match="no event log"), archive.transaction():
        archive.execute(f"DROP TABLE {EVENT} CASCADE".encode())
        read_chain(archive)


def test_functions_of_the_owner_take_no_part(archive: Connection[Any]) -> None:
    """Not even those that are found before the server's own in the search path of the database."""
    record(archive, 3)
    archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    archive.execute("UPDATE lookalike_internal.event SET detail = '{\"n\": 1}' WHERE event_id = 2")
    archive.execute(
        "CREATE FUNCTION public.to_char(timestamp, text) RETURNS text LANGUAGE sql"
        " IMMUTABLE RETURN 'never'"
    )
    # An exact match for the arguments would be taken before the server's own variadic function.
    archive.execute(
        "CREATE FUNCTION public.concat_ws(text, text, text, text) RETURNS text LANGUAGE sql"
        " IMMUTABLE RETURN 'as it was'"
    )
    archive.execute("SET search_path = public, pg_catalog, lookalike")
    assert not [fact for fact in read_facts(archive) if fact.definition == "as it was"]
    found = read_chain(archive).first_break
    assert found is not None
    assert (found.kind, found.event_id) == ("changed row", 2)


@pytest.mark.parametrize("way", [Way(18, "extension"), Way(16, "loose")], ids=str)
def test_an_archive_as_it_was_shipped(servers: Servers, way: Way) -> None:
    """On a server of our own, also where pgvector is in another schema; and for a mere reader."""
    with servers.database(way, "vector") as url:
        with psycopg.connect(make_conninfo(url, user="postgres"), autocommit=True) as admin:
            admin.execute("CREATE SCHEMA vectors AUTHORIZATION lookalike")
            admin.execute("ALTER EXTENSION vector SET SCHEMA vectors")
            admin.execute("GRANT USAGE ON SCHEMA vectors TO PUBLIC")
        install(url, way.mode)
        with Logins(url) as logins, logins.connect("lookalike_restricted") as auditor:
            assert compare_with_shipped(auditor) == []
            assert read_chain(auditor).events == 0


def test_an_archive_of_other_sources_is_not_called_changed(
    archive: Connection[Any], archive_url: str
) -> None:
    archive.execute("UPDATE lookalike_internal.installation SET source_digest = ''")
    said = verify(archive_url)
    assert isinstance(said.exception, LookalikeError)
    assert "not up to date" in said.exception.message
    assert "lookalike install" in (said.exception.hint or "")
    assert verify(archive_url, "--log-only").exit_code == 0


def test_a_database_to_compare_with(
    archive: Connection[Any], archive_url: str, servers: Servers
) -> None:
    with servers.database(Way(18, "extension"), "vector") as empty:
        assert "are those that lookalike" in verify(archive_url, "--against", empty).stdout
    archive.execute("DROP VIEW lookalike.part_of")
    with servers.database(Way(18, "loose"), "archive") as other:
        said = verify(archive_url, "--against", other)
        assert "view lookalike.part_of is missing" in said.stderr
        assert isinstance(said.exception, LookalikeError)
        assert verify(archive_url, "--against", other, "--log-only").exit_code == 0


def test_no_archive(servers: Servers, tmp_path: Path) -> None:
    with servers.database(Way(18, "loose"), "vector") as url:
        refused = verify(url).exception
        assert isinstance(refused, LookalikeError)
        assert refused.message == "this database holds no archive"
        with connect(url) as connection:
            row = connection.execute("SELECT to_regnamespace('lookalike')").fetchone()
            assert row == (None,), "looking installs nothing"
