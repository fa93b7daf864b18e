"""What the tables refuse, whoever writes to them: raw SQL of the owner of the archive."""

import psycopg
import pytest

from guard.holdings import Holdings

APPROVE = (
    "UPDATE lookalike_internal.quarantine_plan SET state = 'approved', approved_by = 'Rita',"
    " approved_at = now() WHERE plan_id = %s"
)
ITEM = (
    "UPDATE lookalike_internal.quarantine_item SET state = %s WHERE plan_id = %s AND image_id = %s"
)


@pytest.fixture
def a(holdings: Holdings) -> int:
    return holdings.put("a.tif", "x", "archival master")


@pytest.fixture
def b(holdings: Holdings, a: int) -> int:
    return holdings.put("b.tif", "x", "identical copy", of=a)


def refused(holdings: Holdings, query: str, *parameters: object) -> str:
    with pytest.raises(psycopg.errors.RestrictViolation) as raised:
        holdings.connection.execute(query.encode(), parameters)
    return str(raised.value)


def test_raw_sql_cannot_approve_what_is_guarded(holdings: Holdings, a: int, b: int) -> None:
    plan = holdings.propose(b)
    holdings.decide("keep", b)
    holdings.connection.execute(APPROVE.encode(), (plan,))
    assert "may not leave" in refused(holdings, ITEM, "approved", plan, b)
    assert holdings.states(plan) == {b: "proposed"}


def test_raw_sql_cannot_approve_the_last_two(holdings: Holdings, a: int, b: int) -> None:
    first, second = holdings.propose(a), holdings.propose(b)
    for plan in (first, second):
        holdings.connection.execute(APPROVE.encode(), (plan,))
    both = "UPDATE lookalike_internal.quarantine_item SET state = 'approved'"
    assert "may not leave" in refused(holdings, both)
    holdings.connection.execute(ITEM.encode(), ("approved", first, a))
    assert "may not leave" in refused(holdings, ITEM, "approved", second, b)


def test_raw_sql_cannot_do_without_the_second_person(holdings: Holdings, a: int, b: int) -> None:
    plan = holdings.propose(b)
    assert f"plan {plan} is not approved" in refused(holdings, ITEM, "approved", plan, b)
    with pytest.raises(psycopg.errors.CheckViolation, match="four_eyes"):
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_plan SET state = 'approved', approved_by = '"
            " PAUL',"
            " approved_at = now()"
        )
    with pytest.raises(psycopg.errors.CheckViolation, match="approval"):
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_plan SET state = 'approved'"
        )


def test_raw_sql_cannot_have_who_decided_approve(holdings: Holdings, a: int, b: int) -> None:
    holdings.decide("quarantine", b, reviewer="rita ")
    plan = holdings.propose(b)
    holdings.connection.execute(APPROVE.encode(), (plan,))
    assert "another reviewer has to approve" in refused(holdings, ITEM, "approved", plan, b)


def test_states_go_in_order_only(holdings: Holdings, a: int, b: int) -> None:
    """Every step of every item that is not a legal one is refused."""
    legal = {
        "proposed": {"approved", "withheld"}, "approved": {"moving", "withheld"},
        "moving": {"moved", "withheld", "restoring"}, "moved": {"restoring"},
        "restoring": {"moved", "restored"}, "withheld": set(), "restored": set(),
    }  # fmt: skip
    plan = holdings.propose(b)
    holdings.connection.execute(APPROVE.encode(), (plan,))
    ways: dict[str, list[str]] = {
        "proposed": [], "approved": ["approved"], "moving": ["approved", "moving"],
        "moved": ["approved", "moving", "moved"],
        "restoring": ["approved", "moving", "moved", "restoring"],
        "withheld": ["withheld"], "restored": ["approved", "moving", "restoring", "restored"],
    }  # fmt: skip
    step = "UPDATE lookalike_internal.quarantine_item SET state = %s, obstacle = 'some'"
    for state, way in ways.items():
        for wanted in legal:
            with holdings.connection.transaction(force_rollback=True):
                for passed in way:
                    holdings.connection.execute(step.encode(), (passed,))
                if wanted == state:
                    continue
                if wanted in legal[state]:
                    holdings.connection.execute(step.encode(), (wanted,))
                    continue
                with (
                    pytest.raises(psycopg.errors.RestrictViolation, match="cannot become"),
                    holdings.connection.transaction(),
                ):
                    holdings.connection.execute(step.encode(), (wanted,))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lookalike_internal.quarantine_item SET path = 'z'",
        "UPDATE lookalike_internal.quarantine_item SET image_id = 99",
        "UPDATE lookalike_internal.quarantine_item SET sha256 = '\\x00'",
        "UPDATE lookalike_internal.quarantine_item SET pixel_digest = '\\x00'",
        "UPDATE lookalike_internal.quarantine_item SET archival_pixel_digest = '\\x00'",
        "UPDATE lookalike_internal.quarantine_item SET destination = '/z'",
        "DELETE FROM lookalike_internal.quarantine_item",
        "TRUNCATE lookalike_internal.quarantine_item CASCADE",
        "TRUNCATE lookalike_internal.quarantine_plan CASCADE",
        "UPDATE lookalike_internal.quarantine_plan SET destination = '/z'",
        "UPDATE lookalike_internal.quarantine_plan SET proposed_by = 'Nobody'",
        "UPDATE lookalike_internal.quarantine_plan SET approved_by = 'Somebody'",
        "UPDATE lookalike_internal.quarantine_plan SET state = 'applied'",
        "UPDATE lookalike_internal.quarantine_plan SET state = 'withdrawn'",
        "INSERT INTO lookalike_internal.quarantine_plan (name, destination, state, proposed_by,"
        " reason,"
        " approved_by, approved_at) VALUES ('n', '/n', 'approved', 'A', 'r', 'B', now())",
        "INSERT INTO lookalike_internal.quarantine_item SELECT plan_id, 99, 'approved',"
        " collection_id, path,"
        " byte_size, sha256, pixel_digest, archival_pixel_digest, destination"
        " FROM lookalike_internal.quarantine_item",
        "INSERT INTO lookalike_internal.quarantine_item SELECT plan_id, 99, 'proposed',"
        " collection_id, path,"
        " byte_size, sha256, pixel_digest, archival_pixel_digest, destination"
        " FROM lookalike_internal.quarantine_item",
    ],
)
def test_what_was_approved_stays_as_it_was(
    holdings: Holdings, a: int, b: int, statement: str
) -> None:
    plan = holdings.approved(b)
    refused(holdings, statement)
    assert holdings.states(plan) == {b: "approved"}


def test_images_in_quarantine_are_not_forgotten(holdings: Holdings, a: int, b: int) -> None:
    plan = holdings.approved(b)
    holdings.move(plan, b)
    for statement in (
        "DELETE FROM lookalike_internal.image",
        "TRUNCATE lookalike_internal.image CASCADE",
        "SELECT lookalike.forget_collection('test')",
    ):
        assert f"image {b} is in quarantine" in refused(holdings, statement)
    assert "has files in quarantine" in refused(
        holdings, "UPDATE lookalike_internal.collection SET root = '/elsewhere'"
    )
    holdings.restore(plan, b)
    holdings.connection.execute("SELECT lookalike.forget_collection('test')")
    assert holdings.states(plan) == {b: "restored"}
