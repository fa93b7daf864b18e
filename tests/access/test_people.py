"""What reviewers and stewards do, by logins of their own, from catalogue to quarantine."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege
from psycopg.types.json import Jsonb

from access.logins import Logins
from builder import FakeImage, put
from core.sealing import is_chain, read
from lookalike.database import connect

RULE = {
    "name": "identical", "priority": 1, "predicate": "width > 10",
    "class": "identical copy", "disposition": "quarantine", "authority": "RS-1", "reason": "{path}",
}  # fmt: skip
ENTRIES = "SELECT * FROM (VALUES ('PH-1', 'master.tif', 'A view')) AS v (id, file, title)"
# Each with a name for whoever acts, and what it works on: all would change something.
REVIEWING = {
    "record_decision": "SELECT lookalike.record_decision('keep', %(me)s, 'the donor', %(copy)s)",
    "draw_sample": "SELECT lookalike.draw_sample(5)",
    "complete_review": "SELECT lookalike.complete_review('test', %(me)s)",
    "propose_quarantine": "SELECT lookalike.propose_quarantine("
    "'plan of ' || %(me)s, '/quarantine', %(me)s, 'copies', ARRAY[%(other)s::bigint])",
}
STEERING = {
    "import_entries": "SELECT lookalike.import_entries('museum', %(query)s)",
    "place_hold": "SELECT lookalike.place_hold('case', 'subpoena', %(me)s, image_id => %(copy)s)",
    "release_hold": "SELECT lookalike.release_hold(max(hold_id), %(me)s, 'over')"
    " FROM lookalike_internal.legal_hold",
    "refuse_release": "SELECT lookalike.refuse_release(max(hold_id), %(me)s, 'not yet')"
    " FROM lookalike_internal.legal_hold",
    "close_matter": "SELECT lookalike.close_matter('case', %(me)s, 'settled')",
    "refuse_close": "SELECT lookalike.refuse_close('case', %(me)s, 'not yet')",
    "add_policy": "SELECT lookalike.add_policy('ours', 'for the test', %(rules)s, %(me)s)",
    "apply_policy": "SELECT lookalike.apply_policy(max(policy_id), %(me)s)"
    " FROM lookalike_internal.retention_policy",
    "set_review_interval": "SELECT lookalike.set_review_interval('test', 30)",
    "set_setting": "SELECT lookalike.set_setting('match_radius', '9')",
}  # fmt: skip


class Person:
    """A login of a role, who knows the images there are."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)
        self.name = self.connection.info.user
        rows = self.connection.execute(
            "SELECT path, image_id FROM lookalike_internal.image"
        ).fetchall()
        images = {path.partition(".")[0]: image_id for path, image_id in rows}
        self.known = images | {"me": self.name, "query": ENTRIES, "rules": Jsonb([RULE])}

    def do(self, statement: str) -> Any:
        """Run a statement, and return the one value it gives."""
        row = self.connection.execute(statement.encode(), self.known).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def people(logins: Logins, owner: Connection[Any]) -> Iterator[dict[str, Person]]:
    """One of each role, and a second reviewer; three files of one picture."""
    put(
        owner,
        [
            FakeImage("master.tif", pixels="a", width=2000, height=2000, lossless=True),
            FakeImage("copy.tif", pixels="a", width=2000, height=2000, lossless=True),
            FakeImage("other.tif", pixels="a", width=2000, height=2000, lossless=True),
        ],
    )
    for stage in ("find_matches", "form_clusters", "classify_images"):
        owner.execute(f"CALL lookalike.{stage}()".encode())
    roles = {name: f"lookalike_{name}" for name in ("analyst", "loader", "reviewer", "steward")}
    made = {name: Person(logins.add(role)) for name, role in roles.items()}
    made["second reviewer"] = Person(logins.add("lookalike_reviewer"))
    yield made
    for person in made.values():
        person.connection.close()


def test_reviewers_review(people: dict[str, Person], owner: Connection[Any]) -> None:
    before = len(read(owner))
    reviewer = people["reviewer"]
    for statement in REVIEWING.values():
        reviewer.do(statement)
    plan = reviewer.do("SELECT max(plan_id) FROM lookalike_internal.quarantine_plan")
    approve = f"SELECT lookalike.approve_quarantine({plan}, %(me)s)"
    with pytest.raises(Exception, match=r"four.eyes|same person|proposed"):
        reviewer.do(approve)
    people["second reviewer"].do(approve)
    reviewer.do(f"SELECT lookalike.withdraw_quarantine({plan}, %(me)s, 'thought better of it')")
    events = read(owner)
    assert is_chain(events)
    done = [(event.action, event.done_by) for event in events[before:]]
    assert ("decide", reviewer.name) in done
    assert ("propose quarantine", reviewer.name) in done
    assert ("approve quarantine", people["second reviewer"].name) in done
    assert {event.database_role for event in events[before:]} == {
        reviewer.name,
        people["second reviewer"].name,
    }


def test_stewards_steer(people: dict[str, Person], owner: Connection[Any]) -> None:
    before = len(read(owner))
    steward = people["steward"]
    for statement in STEERING.values():
        steward.do(statement)
    events = read(owner)[before:]
    assert {event.done_by for event in events} == {steward.name}
    assert {event.action for event in events} >= {
        "import catalogue",
        "place hold",
        "ask release",
        "refuse release",
        "ask close",
        "refuse close",
        "add policy",
        "apply policy",
        "set review interval",
        "set setting",
    }
    linked = owner.execute("SELECT path FROM lookalike.catalogue_record").fetchall()
    assert linked == [("master.tif",)]


def test_links_by_hand_are_logged(people: dict[str, Person], owner: Connection[Any]) -> None:
    """A hold on an entry reaches what is linked to it."""
    steward = people["steward"]
    steward.do(STEERING["import_entries"])
    for function in ("unlink_entry", "link_entry"):
        change = f"lookalike.{function}(entry_id, %(master)s, %(me)s)"
        steward.do(f"SELECT {change} FROM lookalike_internal.catalogue_entry")
        with pytest.raises(InsufficientPrivilege):
            people["reviewer"].do(f"SELECT {change} FROM lookalike_internal.catalogue_entry")
        event = read(owner)[-1]
        assert (event.action, event.done_by) == (function.replace("_", " "), steward.name)
        assert f'"image_id": {steward.known["master"]}' in event.detail


def test_stewards_review_too(people: dict[str, Person]) -> None:
    for statement in REVIEWING.values():
        people["steward"].do(statement)


def test_others_do_not(people: dict[str, Person], owner: Connection[Any]) -> None:
    before = read(owner)
    for role in ("analyst", "loader"):
        for statement in (*REVIEWING.values(), *STEERING.values()):
            with pytest.raises(InsufficientPrivilege):
                people[role].do(statement)
    for statement in STEERING.values():
        with pytest.raises(InsufficientPrivilege):
            people["reviewer"].do(statement)
    assert read(owner) == before


def test_nobody_signs_for_another(people: dict[str, Person], owner: Connection[Any]) -> None:
    before = read(owner)
    for role, statements in (("reviewer", REVIEWING), ("steward", STEERING)):
        person = people[role]
        person.known["me"] = people["second reviewer"].name
        for statement in statements.values():
            if "%(me)s" in statement:
                with pytest.raises(InsufficientPrivilege, match="may not act as"):
                    person.do(statement)
    assert read(owner) == before


def test_a_query_to_import_has_the_rights_of_the_caller(
    people: dict[str, Person], owner: Connection[Any]
) -> None:
    owner.execute("CREATE TABLE public.secret AS SELECT 'PH-2' AS id, 'x' AS file")
    people["steward"].known["query"] = "SELECT * FROM public.secret"
    with pytest.raises(InsufficientPrivilege, match="secret"):
        people["steward"].do(STEERING["import_entries"])
