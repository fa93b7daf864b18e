"""Tampering by the owner, who can disable triggers: the first break is named, exactly."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from core.sealing import Row, read, seal
from examples import examples
from lookalike.verify.chain import read_chain

EVENTS = 12


def record(connection: Connection[Any], events: int = 1) -> None:
    """Append so many events."""
    connection.execute(
        "SELECT lookalike_internal.record_event("
        "'decide', 'maria', 'image', n::text, jsonb_build_object('n', n))"
        " FROM generate_series(1, %s) AS n",
        (events,),
    )


def verify(connection: Connection[Any], head: str | None = None) -> dict[str, Any]:
    """What verify_log says, and the command, which computes the hashes itself, says too."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute("SELECT * FROM lookalike.verify_log(%s)", (head,)).fetchone()
        assert found is not None
    chain = read_chain(connection, [] if head is None else [bytes.fromhex(head)])
    broken = chain.first_break
    assert found["is_intact"] == (broken is None)
    if broken is None:
        assert (chain.events, chain.head and chain.head.hex()) == (found["events"], found["head"])
    else:
        assert (broken.kind, broken.event_id) == (found["first_break"], found["event_id"])
        assert broken.explanation == found["explanation"]
    return found


def first_break(connection: Connection[Any], head: str | None = None) -> tuple[str, int | None]:
    """Kind and place of the first break; nothing is said to be the head of a broken log."""
    found = verify(connection, head)
    assert (found["is_intact"], found["head"]) == (False, None)
    return found["first_break"], found["event_id"]


@pytest.fixture
def log(archive: Connection[Any]) -> Iterator[Connection[Any]]:
    """A log of some events whose protection its owner has taken off."""
    record(archive, EVENTS)
    archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    archive.execute("ALTER TABLE lookalike_internal.event DROP CONSTRAINT event_chain_check")
    yield archive


def test_intact(archive: Connection[Any]) -> None:
    empty = verify(archive)
    assert (empty["is_intact"], empty["events"], empty["head"]) == (True, 0, None)
    record(archive, EVENTS)
    found = verify(archive)
    assert (found["is_intact"], found["events"]) == (True, EVENTS)
    assert (found["first_break"], found["event_id"]) == (None, None)
    assert found["head"] == read(archive)[-1].hash


CHANGES = (
    "happened_at = happened_at + interval '1 microsecond'",
    "action = 'scan'",
    "event_type = 'deletion'",
    "done_by = 'anna'",
    "database_role = 'anna'",
    "object_type = 'hold'",
    "object_id = NULL",
    "outcome = ''",
    "detail = detail || '{\"n\": 99}'",
    "previous_hash = sha256('x')",
    "hash = sha256('x')",
)


@pytest.mark.parametrize("number", [1, 5, EVENTS])
def test_changed_row(log: Connection[Any], number: int) -> None:
    for change in CHANGES:
        with log.transaction(force_rollback=True):
            log.execute(
                f"UPDATE lookalike_internal.event SET {change} WHERE event_id = %s", (number,)
            )
            assert first_break(log) == ("changed row", number), change
    assert verify(log)["is_intact"]


def test_fields_cannot_run_into_each_other(log: Connection[Any]) -> None:
    log.execute(
        "UPDATE lookalike_internal.event SET done_by = 'mari', database_role = 'a' || database_role"
        " WHERE event_id = 3"
    )
    assert first_break(log) == ("changed row", 3)


@pytest.mark.parametrize(
    ("gone", "named", "said"),
    [
        ([1], 1, "Event 1 is gone"),
        ([5], 5, "the next event is 6"),
        ([4, 5, 6, 9], 4, "Events 4 to 6"),
    ],
)
def test_missing_row(log: Connection[Any], gone: list[int], named: int, said: str) -> None:
    log.execute("DELETE FROM lookalike_internal.event WHERE event_id = ANY (%s)", (gone,))
    assert first_break(log) == ("missing row", named)
    assert said in verify(log)["explanation"]


def test_resealed_row_breaks_the_link(log: Connection[Any]) -> None:
    """Who knows the hash and seals a row anew gives themselves away at the next."""
    log.execute("UPDATE lookalike_internal.event SET done_by = 'anna' WHERE event_id = 5")
    log.execute(
        "UPDATE lookalike_internal.event e SET hash = lookalike_internal.hash_event(e) WHERE"
        " event_id = 5"
    )
    assert first_break(log) == ("broken link", 6)
    assert "event 5" in verify(log)["explanation"]


def test_rows_renumbered_over_a_gap(log: Connection[Any]) -> None:
    log.execute("DELETE FROM lookalike_internal.event WHERE event_id = 5")
    log.execute("ALTER TABLE lookalike_internal.event DROP CONSTRAINT event_pkey")
    log.execute("UPDATE lookalike_internal.event SET event_id = event_id - 1 WHERE event_id > 5")
    assert first_break(log) == ("changed row", 5)


@pytest.mark.parametrize("number", [0, -3])
def test_foreign_row_before_all(log: Connection[Any], number: int) -> None:
    put_in(log, number)
    assert first_break(log) == ("foreign row", number)


def test_foreign_row_with_a_number_twice(log: Connection[Any]) -> None:
    log.execute("ALTER TABLE lookalike_internal.event DROP CONSTRAINT event_pkey")
    put_in(log, 5)
    assert first_break(log)[1] == 5


def put_in(connection: Connection[Any], number: int) -> None:
    """A forged event that is sealed as it should be, with the last one."""
    last = read(connection)[-1]
    forged = Row(number, *last[1:10], previous_hash=last.hash, hash="")
    connection.execute(
        "INSERT INTO lookalike_internal.event VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
        " %s, %s)",
        (*forged[:9], last.detail, bytes.fromhex(last.hash), bytes.fromhex(seal(forged))),
    )


def test_written_anew_from_the_start(log: Connection[Any]) -> None:
    """A chain that holds together and is another: only the head that was kept tells."""
    head = verify(log)["head"]
    log.execute("TRUNCATE lookalike_internal.event")
    record(log, EVENTS)
    assert verify(log)["is_intact"]
    assert first_break(log, head) == ("wrong head", None)


@pytest.mark.parametrize("kept", [0, 7, EVENTS - 1])
def test_cut_off_at_the_end(log: Connection[Any], kept: int) -> None:
    head = verify(log)["head"]
    log.execute("DELETE FROM lookalike_internal.event WHERE event_id > %s", (kept,))
    assert verify(log)["is_intact"]
    assert first_break(log, head) == ("wrong head", None)


def test_a_head_stays_good(archive: Connection[Any]) -> None:
    record(archive, 3)
    head = verify(archive)["head"]
    assert "events since: 0" in verify(archive, head)["explanation"]
    record(archive, 2)
    found = verify(archive, f" {head.upper()}\n")
    assert (found["is_intact"], found["events"]) == (True, 5)
    assert "Event 3" in found["explanation"]
    assert "events since: 2" in found["explanation"]
    assert found["head"] != head


@pytest.mark.parametrize("head", ["", "x", "0" * 63, "g" * 64])
def test_what_is_no_head(archive: Connection[Any], head: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="not the head"):
        verify(archive, head)


_PLACES = st.sets(st.integers(1, EVENTS), max_size=4)


@examples(60)
@given(changed=_PLACES, resealed=_PLACES, gone=_PLACES)
def test_the_first_of_many(
    log: Connection[Any], changed: set[int], resealed: set[int], gone: set[int]
) -> None:
    """However many breaks there are, the first is named; the rows at the end may be gone unseen."""
    with log.transaction(force_rollback=True):
        for number in resealed:
            log.execute(
                "UPDATE lookalike_internal.event SET detail = %s WHERE event_id = %s",
                (Jsonb({"forged": number}), number),
            )
            log.execute(
                "UPDATE lookalike_internal.event e SET hash = lookalike_internal.hash_event(e)"
                " WHERE event_id = %s",
                (number,),
            )
        for number in changed:
            log.execute(
                "UPDATE lookalike_internal.event SET done_by = 'x' WHERE event_id = %s", (number,)
            )
        log.execute("DELETE FROM lookalike_internal.event WHERE event_id = ANY (%s)", (list(gone),))
        found = verify(log)
        assert (found["first_break"], found["event_id"]) == expected(read(log))


def expected(rows: list[Row]) -> tuple[str | None, int | None]:
    """The first break, going row by row."""
    last = None
    for number, row in enumerate(rows, 1):
        if row.event_id != number:
            return "missing row", number
        if row.hash != seal(row):
            return "changed row", number
        if row.previous_hash != last:
            return "broken link", number
        last = row.hash
    return None, None
