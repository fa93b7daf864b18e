"""What the roles cannot do, tried by logins that have no other role."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.errors import InsufficientPrivilege

from access.logins import ROLES, Logins
from core.sealing import read
from lifecycle.inspect_database import run
from lookalike.database import connect, one

# What nobody but the owner writes to, except through functions.
GOVERNANCE = (
    "event", "fixity_check",
    "decision", "legal_matter", "legal_hold", "legal_hold_picture", "publication",
    "catalogue_entry_history",
    "entry_image", "retention_policy", "retention_rule", "policy_application", "review",
    "review_interval", "review_sample", "quarantine_plan", "quarantine_item", "quarantine_journal",
    "destination_volume", "companion", "setting",
    "collection", "installation", "alembic_version",
)  # fmt: skip
LIMITED = [role for role in ROLES if role != "lookalike_steward"]


@pytest.fixture(params=ROLES)
def person(request: pytest.FixtureRequest, logins: Logins) -> Iterator[Connection[Any]]:
    """A login that is a member of one role."""
    with logins.connect(request.param) as connection:
        yield connection


def test_nobody_writes_to_governance(person: Connection[Any]) -> None:
    for table in GOVERNANCE:
        name = one(
            person,
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND NOT attisdropped ORDER BY attnum DESC LIMIT 1",
            f"lookalike_internal.{table}",
        )
        for statement in (
            f"INSERT INTO lookalike_internal.{table} DEFAULT VALUES",
            f"UPDATE lookalike_internal.{table} SET {name} = NULL",
            f"DELETE FROM lookalike_internal.{table}",
            f"TRUNCATE lookalike_internal.{table}",
            f"COPY lookalike_internal.{table} FROM STDIN",
            f"MERGE INTO lookalike_internal.{table} t USING (SELECT) s ON true WHEN MATCHED THEN"
            f" DELETE",
            f"SELECT * FROM lookalike_internal.{table} FOR UPDATE",
            # Which would keep those waiting who may write.
            f"DO $$ BEGIN LOCK TABLE lookalike_internal.{table} IN ROW SHARE MODE; END $$",
        ):
            with pytest.raises(InsufficientPrivilege):
                person.execute(statement)


@pytest.mark.parametrize("role", ["lookalike_analyst", "lookalike_reviewer"])
def test_who_only_reads_or_decides_writes_to_no_table(logins: Logins, role: str) -> None:
    with logins.connect(role) as person:
        writable = person.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace::regnamespace::text LIKE"
            " 'lookalike%'"
            " AND c.relkind IN ('r', 'p', 'v')"
            " AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE')"
            " OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES'))"
        ).fetchall()
        assert writable == []


def test_nobody_takes_the_protection_off(person: Connection[Any]) -> None:
    for statement in (
        "ALTER TABLE lookalike_internal.event DISABLE TRIGGER ALL",
        "ALTER TABLE lookalike_internal.decision DISABLE TRIGGER USER",
        "DROP TRIGGER event_refuse_trigger ON lookalike_internal.event",
        "DROP TABLE lookalike_internal.event",
        "ALTER TABLE lookalike_internal.legal_hold DROP CONSTRAINT legal_hold_subject_check",
        "CREATE TRIGGER mine BEFORE INSERT ON lookalike_internal.event"
        " FOR EACH ROW EXECUTE FUNCTION lookalike_internal.refuse_change()",
        "CREATE RULE mine AS ON INSERT TO lookalike_internal.event DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION lookalike_internal.refuse_change() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE FUNCTION lookalike.mine() RETURNS int RETURN 1",
        "CREATE TABLE lookalike.mine ()",
        "SET ROLE lookalike",
        "SET SESSION AUTHORIZATION lookalike",
        "GRANT lookalike TO CURRENT_USER",
        "ALTER ROLE lookalike_steward CREATEROLE",
    ):
        with pytest.raises(InsufficientPrivilege):
            person.execute(statement)
    # PostgreSQL gives nothing of what one may not give: it warns, or refuses where one may not even
    # read the table.
    with suppress(InsufficientPrivilege):
        person.execute("GRANT UPDATE ON lookalike_internal.event TO CURRENT_USER")
    with pytest.raises(InsufficientPrivilege):
        person.execute("UPDATE lookalike_internal.event SET done_by = 'x'")


def test_no_function_of_the_owner_runs_on_a_table_of_the_caller(person: Connection[Any]) -> None:
    """Else rows of types with operators of the caller would be compared with the owner's rights."""
    person.execute("CREATE TEMP TABLE mine (image_id bigint, entry_id bigint)")
    triggers = person.execute(
        "SELECT oid::regproc::text FROM pg_proc WHERE pronamespace::regnamespace::text LIKE"
        " 'lookalike%'"
        " AND prosecdef AND prorettype = 'trigger'::regtype"
    ).fetchall()
    assert triggers
    for (function,) in triggers:
        with pytest.raises(InsufficientPrivilege):
            person.execute(
                "CREATE TRIGGER t AFTER INSERT ON pg_temp.mine REFERENCING NEW TABLE AS new_row"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def test_tables_of_the_caller_are_not_taken_for_ours(
    logins: Logins, owner: Connection[Any]
) -> None:
    with logins.connect("lookalike_loader") as loader:
        loader.execute("SET search_path = pg_temp, public, pg_catalog")
        for table in ("event", "run", "installation", "collection"):
            loader.execute(f"CREATE TEMP TABLE {table} (LIKE lookalike_internal.{table})")
        this = loader.execute("SELECT lookalike_internal.start_run('cluster', '{}')").fetchone()
        assert this is not None
        loader.execute("SELECT lookalike_internal.finish_run(%s, '{}')", this)
        for table in ("event", "run", "installation", "collection"):
            rows = loader.execute(f"SELECT count(*) FROM pg_temp.{table}").fetchone()
            assert rows == (0,)
    assert [event.action for event in read(owner)] == ["cluster"]


def test_nobody_forges_an_event(person: Connection[Any]) -> None:
    forged = (
        "INSERT INTO lookalike_internal.event SELECT 1, now(), 'decide', 'appraisal', 'maria',"
        " 'maria',"
        " NULL, NULL, 'success', '{}', NULL, sha256('')"
    )
    for statement in (
        "SELECT lookalike_internal.record_event('decide', 'maria')",
        "SELECT lookalike_internal.record_event(action => 'place hold', by => current_user)",
        forged,
    ):
        with pytest.raises(InsufficientPrivilege):
            person.execute(statement)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "lookalike_loader"])
def test_only_the_loader_logs_runs(logins: Logins, role: str) -> None:
    with logins.connect(role) as person, pytest.raises(InsufficientPrivilege):
        person.execute("SELECT lookalike_internal.record_run(1)")


def test_a_loader_cannot_log_what_did_not_end_or_twice(
    logins: Logins, owner: Connection[Any]
) -> None:
    with logins.connect("lookalike_loader") as loader:
        this = loader.execute("SELECT lookalike_internal.start_run('match', '{}')").fetchone()
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
            loader.execute("SELECT lookalike_internal.record_run(%s)", this)
        assert this is not None
        loader.execute("SELECT lookalike_internal.finish_run(%s, '{}')", this)
        loader.execute("SELECT lookalike_internal.record_run(%s)", this)
        loader.execute("UPDATE lookalike_internal.run SET counts = '{\"forged\": 1}'")
        loader.execute("SELECT lookalike_internal.record_run(%s)", this)
        (event,) = read(owner)
        assert (event.done_by, event.database_role) == (loader.info.user, loader.info.user)
        assert "forged" not in event.detail


def test_a_loader_analyzes_and_indexes_nothing_else(logins: Logins, owner: Connection[Any]) -> None:
    """Functions that run as the owner do to the archive's tables what they are for, and no more."""
    owner.execute("CREATE TABLE public.theirs ()")
    with logins.connect("lookalike_loader") as loader:
        for table in ("public.theirs", "pg_catalog.pg_authid"):
            with pytest.raises(psycopg.errors.InvalidParameterValue, match="not in the archive"):
                loader.execute("SELECT lookalike_internal.analyze_if_grown(%s::regclass)", (table,))


@pytest.mark.parametrize("role", LIMITED)
def test_the_journal_of_the_mover_is_for_stewards(logins: Logins, role: str) -> None:
    """It holds the names of files that are about to be made, and removed."""
    query = "SELECT FROM lookalike_internal.quarantine_journal"
    with logins.connect("lookalike_steward") as steward:
        steward.execute(query)
    with logins.connect(role) as person, pytest.raises(InsufficientPrivilege):
        person.execute(query)


@pytest.mark.parametrize("role", LIMITED)
def test_functions_of_stewards(logins: Logins, role: str) -> None:
    with logins.connect(role) as person:
        others = person.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN lookalike.access_rules() k"
            " ON k.object = p.proname AND k.kind = 'FUNCTION' AND k.role = 'lookalike_steward'"
            " WHERE p.pronamespace::regnamespace::text LIKE 'lookalike%%'"
            " AND has_function_privilege(p.oid, 'EXECUTE') AND NOT EXISTS ("
            "  SELECT FROM lookalike.access_rules() o WHERE o.role = %s AND o.object = k.object)",
            (role,),
        ).fetchall()
        assert others == []
        with pytest.raises(InsufficientPrivilege):
            person.execute("SELECT lookalike.set_setting('match_radius', '9')")


def test_a_steward_changes_settings(logins: Logins, owner: Connection[Any]) -> None:
    with logins.connect("lookalike_steward") as steward:
        steward.execute("SELECT lookalike.set_setting('match_radius', '9')")
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            steward.execute("SELECT lookalike.set_setting('match_radius', '99')")
    assert owner.execute("SELECT lookalike.get_setting('match_radius')").fetchone() == ("9",)


def test_a_steward_declares_what_a_collection_holds(logins: Logins, owner: Connection[Any]) -> None:
    owner.execute("SELECT lookalike_internal.add_collection('scans', '/made-up/scans')")
    with logins.connect("lookalike_steward") as steward:
        steward.execute("SELECT lookalike.set_collection('scans', 'masters')")
        name = steward.execute("SELECT session_user").fetchone()
    for role in ("lookalike_loader", "lookalike_reviewer"):
        with logins.connect(role) as other, pytest.raises(InsufficientPrivilege):
            other.execute("SELECT lookalike.set_collection('scans', NULL)")
    assert owner.execute("SELECT holds FROM lookalike.collection").fetchone() == ("masters",)
    by = owner.execute(
        "SELECT done_by FROM lookalike_detail.event_log WHERE action = 'set collection'"
    ).fetchone()
    assert by == name


def test_everybody_reads_everything_but_the_table_of_the_log(person: Connection[Any]) -> None:
    """Its details name images that some may not see; view event_log leaves those out.

    The role of dashboards does not read the detail: test_dashboard.py.
    """
    (is_dashboard,) = person.execute(
        "SELECT pg_has_role('lookalike_dashboard', 'MEMBER')"
    ).fetchone() or (False,)
    reads_log = person.execute(
        "SELECT has_table_privilege('lookalike_internal.event', 'SELECT')"
    ).fetchone()
    relations = person.execute(
        "SELECT c.oid::regclass::text FROM pg_class c"
        " WHERE c.relnamespace::regnamespace::text LIKE 'lookalike%' AND c.relkind IN ('r', 'v',"
        " 'm', 'p')"
    ).fetchall()
    assert len(relations) > 40
    for (relation,) in relations:
        if relation == "lookalike_internal.quarantine_journal":
            continue  # for stewards alone
        if relation == "lookalike_internal.event" and reads_log == (False,):
            continue
        if is_dashboard and relation.startswith("lookalike_detail."):
            continue
        person.execute(f"SELECT * FROM {relation} LIMIT 1")
    if reads_log == (True,):
        person.execute("SELECT * FROM lookalike.verify_log()")


def test_people_act_under_their_own_names(logins: Logins, owner: Connection[Any]) -> None:
    confirm = "SELECT lookalike_internal.confirm_person(%s)"
    with logins.connect("lookalike_reviewer", name="maria nováková") as maria:
        assert maria.execute(confirm, (" maria nováková\n",)).fetchone() == ("maria nováková",)
        for other in ("anna", "Maria Nováková", "maria", "lookalike"):
            with pytest.raises(InsufficientPrivilege, match=f'may not act as "{other}"'):
                maria.execute(confirm, (other,))
        maria.execute("SET ROLE lookalike_reviewer")
        with pytest.raises(InsufficientPrivilege):
            maria.execute(confirm, ("lookalike_reviewer",))
    # Who owns the archive writes down what others have said.
    assert owner.execute(confirm, (" anna ",)).fetchone() == ("anna",)
    for nobody in ("", " \t\n", None):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match="no person is named"):
            owner.execute(confirm, (nobody,))


def test_who_was_made_an_owner_acts_for_others(logins: Logins) -> None:
    superuser = make_conninfo(logins.url, user="postgres")
    run(superuser, "CREATE ROLE deputy LOGIN")
    try:
        with connect(make_conninfo(logins.url, user="deputy")) as deputy:
            run(superuser, "GRANT USAGE ON SCHEMA lookalike, lookalike_internal TO deputy")
            confirm = "SELECT lookalike_internal.confirm_person('anna')"
            with pytest.raises(InsufficientPrivilege):
                deputy.execute(confirm)
            run(superuser, "GRANT lookalike TO deputy")
            assert deputy.execute(confirm).fetchone() == ("anna",)
    finally:
        run(superuser, "DROP OWNED BY deputy", "DROP ROLE deputy")
