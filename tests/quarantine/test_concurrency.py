"""Two connections at once: neither may miss what the other does."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from guard.holdings import Holdings
from lookalike.database import connect

LEVELS = ("READ COMMITTED", "REPEATABLE READ")
LOSE = "UPDATE lookalike_internal.image SET missing_since = now() WHERE image_id = %s"


class Waiting:
    """A statement in a thread of its own, known to wait for a lock before the test goes on."""

    def __init__(
        self, watcher: Connection[Any], connection: Connection[Any], query: str, *parameters: object
    ) -> None:
        self.error: psycopg.Error | None = None
        self._thread = threading.Thread(target=self._run, args=(connection, query, parameters))
        self._thread.start()
        blocked = b"SELECT cardinality(pg_blocking_pids(%s)) > 0"
        while self._thread.is_alive():
            if watcher.execute(blocked, (connection.info.backend_pid,)).fetchone() == (True,):
                break

    def _run(self, connection: Connection[Any], query: str, parameters: tuple[object, ...]) -> None:
        try:
            connection.execute(query.encode(), parameters)
        except psycopg.Error as error:
            self.error = error

    def is_waiting(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> psycopg.Error | None:
        """Wait until it is done; return its error."""
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self.error


@pytest.fixture
def one(archive_url: str) -> Iterator[Connection[Any]]:
    with connect(archive_url) as connection:
        yield connection


@pytest.fixture
def other(archive_url: str) -> Iterator[Connection[Any]]:
    with connect(archive_url) as connection:
        yield connection


@pytest.fixture
def pair(holdings: Holdings) -> tuple[int, int]:
    a = holdings.put("a.tif", "x", "archival master")
    return a, holdings.put("b.tif", "x", "identical copy", of=a)


def approved_and_present(holdings: Holdings) -> tuple[set[int], set[int]]:
    """The images that are on their way, and the present ones that are not."""
    rows = holdings.connection.execute(
        "SELECT i.image_id, q.image_id IS NOT NULL FROM lookalike_internal.image i"
        " LEFT JOIN lookalike_internal.leaving_image q USING (image_id) WHERE i.missing_since IS"
        " NULL"
    ).fetchall()
    return {n for n, leaves in rows if leaves}, {n for n, leaves in rows if not leaves}


def test_two_reviewers_approve_away_each_others_last_copy(
    holdings: Holdings, one: Connection[Any], other: Connection[Any], pair: tuple[int, int]
) -> None:
    first, second = holdings.propose(pair[0]), holdings.propose(pair[1])
    approve = "SELECT lookalike.approve_quarantine(%s, %s)"
    with one.transaction():
        one.execute(approve.encode(), (first, "Rita"))
        waiting = Waiting(holdings.connection, other, approve, second, "Robert")
        assert waiting.is_waiting()
    error = waiting.end()
    assert isinstance(error, psycopg.errors.RestrictViolation)
    assert approved_and_present(holdings) == ({pair[0]}, {pair[1]})


@pytest.mark.parametrize("level", LEVELS)
def test_raw_sql_of_two_owners_at_once(
    holdings: Holdings,
    one: Connection[Any],
    other: Connection[Any],
    pair: tuple[int, int],
    level: str,
) -> None:
    """The second is refused, or, where it cannot see the first, has to try again."""
    plans = holdings.propose(pair[0]), holdings.propose(pair[1])
    for plan in plans:
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_plan SET state = 'approved', approved_by ="
            " 'Rita',"
            " approved_at = now() WHERE plan_id = %s",
            (plan,),
        )
    item = "UPDATE lookalike_internal.quarantine_item SET state = 'approved' WHERE plan_id = %s"
    other.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    other.execute("SELECT count(*) FROM lookalike_internal.quarantine_item")
    with one.transaction():
        one.execute(item.encode(), (plans[0],))
        waiting = Waiting(holdings.connection, other, item, plans[1])
        assert waiting.is_waiting()
    error = waiting.end()
    other.execute("ROLLBACK")
    assert isinstance(
        error,
        psycopg.errors.SerializationFailure
        if level == "REPEATABLE READ"
        else psycopg.errors.RestrictViolation,
    )
    assert approved_and_present(holdings) == ({pair[0]}, {pair[1]})


def test_a_hold_comes_while_an_approval_waits(
    holdings: Holdings, one: Connection[Any], other: Connection[Any], pair: tuple[int, int]
) -> None:
    plan = holdings.propose(pair[1])
    with one.transaction():
        one.execute("SELECT lookalike.place_hold('Case 1', 'evidence', 'Stella', %s)", (pair[1],))
        waiting = Waiting(
            holdings.connection, other, "SELECT lookalike.approve_quarantine(%s, 'Rita')", plan
        )
        assert waiting.is_waiting()
    error = waiting.end()
    assert error is not None and 'Held for "Case 1"' in str(error.diag.message_detail)
    assert holdings.states(plan) == {pair[1]: "proposed"}


def test_a_hold_waits_for_an_approval_and_withholds_it(
    holdings: Holdings, one: Connection[Any], other: Connection[Any], pair: tuple[int, int]
) -> None:
    plan = holdings.propose(pair[1])
    with one.transaction():
        one.execute("SELECT lookalike.approve_quarantine(%s, 'Rita')", (plan,))
        waiting = Waiting(
            holdings.connection,
            other,
            "SELECT lookalike.place_hold('Case 1', 'evidence', 'Stella', %s)",
            pair[1],
        )
        assert waiting.is_waiting()
    assert waiting.end() is None
    assert holdings.states(plan) == {pair[1]: "withheld"}


@pytest.mark.parametrize("level", LEVELS)
def test_the_other_copy_goes_missing_while_an_approval_waits(
    holdings: Holdings,
    one: Connection[Any],
    other: Connection[Any],
    pair: tuple[int, int],
    level: str,
) -> None:
    plan = holdings.propose(pair[1])
    one.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    one.execute(LOSE.encode(), (pair[0],))
    waiting = Waiting(
        holdings.connection, other, "SELECT lookalike.approve_quarantine(%s, 'Rita')", plan
    )
    assert waiting.is_waiting()
    one.execute("COMMIT")
    error = waiting.end()
    assert error is not None and "last copy" in str(error.diag.message_detail)
    assert approved_and_present(holdings) == (set(), {pair[1]})


@pytest.mark.parametrize("level", LEVELS)
def test_an_approval_comes_while_the_other_copy_goes_missing(
    holdings: Holdings,
    one: Connection[Any],
    other: Connection[Any],
    pair: tuple[int, int],
    level: str,
) -> None:
    """The loader withholds it, or, where it cannot see it, has to try again."""
    plan = holdings.propose(pair[1])
    other.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    other.execute("SELECT count(*) FROM lookalike_internal.image")
    with one.transaction():
        one.execute("SELECT lookalike.approve_quarantine(%s, 'Rita')", (plan,))
        waiting = Waiting(holdings.connection, other, LOSE, pair[0])
        assert waiting.is_waiting()
    error = waiting.end()
    if level == "REPEATABLE READ":
        assert isinstance(error, psycopg.errors.SerializationFailure)
        other.execute("ROLLBACK")
        assert approved_and_present(holdings) == ({pair[1]}, {pair[0]})
        other.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
        other.execute(LOSE.encode(), (pair[0],))
    else:
        assert error is None
    other.execute("COMMIT")
    assert holdings.states(plan) == {pair[1]: "withheld"}
    assert approved_and_present(holdings) == (set(), {pair[1]})


@pytest.mark.parametrize("level", LEVELS)
def test_two_loaders_each_lose_a_copy(
    holdings: Holdings,
    one: Connection[Any],
    other: Connection[Any],
    pair: tuple[int, int],
    level: str,
) -> None:
    """Each alone leaves one for the sake of which the third may leave."""
    third = holdings.put("c.tif", "x", "identical copy", of=pair[0])
    plan = holdings.approved(third)
    for connection in (one, other):
        connection.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
        connection.execute("SELECT count(*) FROM lookalike_internal.image")
    one.execute(LOSE.encode(), (pair[0],))
    waiting = Waiting(holdings.connection, other, LOSE, pair[1])
    assert waiting.is_waiting()
    one.execute("COMMIT")
    error = waiting.end()
    if level == "REPEATABLE READ":
        assert isinstance(error, psycopg.errors.SerializationFailure)
        other.execute("ROLLBACK")
        assert holdings.states(plan) == {third: "approved"}
        other.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
        other.execute(LOSE.encode(), (pair[1],))
    other.execute("COMMIT")
    assert holdings.states(plan) == {third: "withheld"}


def test_a_keep_comes_while_a_move_begins(
    holdings: Holdings, one: Connection[Any], other: Connection[Any], pair: tuple[int, int]
) -> None:
    plan = holdings.approved(pair[1])
    one.execute("SELECT lookalike_internal.open_plan(%s)", (plan,))
    with one.transaction():
        one.execute("SELECT lookalike_internal.begin_move(%s, %s)", (plan, pair[1]))
        waiting = Waiting(
            holdings.connection,
            other,
            "SELECT lookalike.record_decision('keep', 'Rita', 'a favourite', %s)",
            pair[1],
        )
        assert waiting.is_waiting()
    assert waiting.end() is None
    assert holdings.states(plan) == {pair[1]: "restoring"}


def test_a_forgotten_collection_and_a_catalogue_do_not_block_each_other(
    holdings: Holdings, one: Connection[Any], other: Connection[Any]
) -> None:
    """Both queue entries, and both take the lock of the guards first."""
    linked, free = holdings.entry(holdings.put("a.tif")), holdings.entry()
    change = "UPDATE lookalike_internal.catalogue_entry SET file = 'b.tif' WHERE entry_id = %s"
    with one.transaction():
        one.execute(change.encode(), (free,))
        forget = "SELECT lookalike.forget_collection('test')"
        waiting = Waiting(holdings.connection, other, forget)
        assert waiting.is_waiting()
        one.execute(change.encode(), (linked,))
    assert waiting.end() is None


def test_a_release_is_refused_while_another_confirms_it(
    holdings: Holdings, one: Connection[Any], other: Connection[Any]
) -> None:
    hold = holdings.hold(image_id=holdings.put("a.tif"))
    holdings.one("SELECT lookalike.release_hold(%s, 'Stella', 'over')", hold)
    with one.transaction():
        one.execute("SELECT lookalike.refuse_release(%s, 'Rita', 'not yet')", (hold,))
        confirm = "SELECT lookalike.confirm_release(%s, 'Sam')"
        waiting = Waiting(holdings.connection, other, confirm, hold)
        assert waiting.is_waiting()
    assert "nobody has asked" in str(waiting.end())
    assert holdings.one("SELECT count(*) FROM lookalike.held_image") == 1
