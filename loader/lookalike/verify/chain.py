"""Computes the hashes of the event log here, from its rows, and finds the first break.

No function or view of the archive takes part: the owner can replace those. docs/security.md says
how an event is sealed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection

from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_BATCH = 5000  # events in memory at once


class Event(NamedTuple):
    """A row of the log. `fields` are the ten that are sealed, as text, `event_id` first."""

    event_id: int
    fields: tuple[str | None, ...]
    previous_hash: bytes | None
    hash: bytes


@dataclass(frozen=True)
class Break:
    """The first place where the log is not as it was written; `event_id` is None for its end."""

    kind: str
    event_id: int | None
    explanation: str


@dataclass(frozen=True)
class Chain:
    """The log from end to end. `found` has the number of the event of each expected head."""

    events: int
    head: bytes | None
    found: Mapping[bytes, int]
    first_break: Break | None


def read_chain(connection: Connection[Any], expected: Iterable[bytes] = ()) -> Chain:
    """Check the log of a database, with few events in memory at a time.

    `expected` are heads of earlier times; none of them may be missing. Raises LookalikeError where
    the log is not the table that holds it.
    """
    with connection.transaction(), connection.cursor("events") as cursor:
        connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        _check_table(connection)
        cursor.itersize = _BATCH
        cursor.execute(_QUERIES.text("events"))
        events = (Event(int(row[0]), row[:10], row[10], row[11]) for row in cursor)
        return check_chain(events, expected)


def check_chain(events: Iterable[Event], expected: Iterable[bytes] = ()) -> Chain:
    """Check events in the order of their numbers, up to the first break."""
    wanted = set(expected)
    found: dict[bytes, int] = {}
    count, head, last_id = 0, None, 0
    for event in events:
        if broken := _check_event(event, last_id, head):
            return Chain(count, None, found, broken)
        count, head, last_id = count + 1, event.hash, event.event_id
        if head in wanted:
            found[head] = last_id
    if wanted - found.keys():
        return Chain(count, None, found, _WRONG_HEAD)
    return Chain(count, head, found, None)


_WRONG_HEAD = Break(
    "wrong head",
    None,
    "The chain holds together, but no event has the hash that was kept: events were cut off at "
    "the end, or the log was written again.",
)


def _check_event(event: Event, last_id: int, last_hash: bytes | None) -> Break | None:
    """Return what is wrong with an event that stands after event `last_id`."""
    number = event.event_id
    if number > last_id + 1:
        gone = f"Event {number - 1} is" if number == last_id + 2 else (
            f"Events {last_id + 1} to {number - 1} are"
        )  # fmt: skip
        return Break("missing row", last_id + 1, f"{gone} gone: the next event is {number}.")
    if event.hash != seal(event):
        return Break(
            "changed row",
            number,
            f"Event {number} does not have the hash with which it was sealed: it was changed "
            "after it was written.",
        )
    if number <= last_id:
        return Break(
            "foreign row",
            number,
            f"A row with the number {number} was inserted: event {last_id} must be followed by "
            f"event {last_id + 1}.",
        )
    if event.previous_hash != last_hash:
        return Break(
            "broken link",
            number,
            f"Event {number} was sealed with another event {last_id} than the log has now: that "
            f"event, or all from event {number} on, were written again.",
        )
    return None


def seal(event: Event) -> bytes:
    """Return the SHA-256 that an event has to have."""
    digest = hashlib.sha256(event.previous_hash or b"")
    for field in event.fields:
        if field is None:
            digest.update(b"-,")
        else:
            text = field.encode()
            digest.update(b"%d:%s," % (len(text), text))
    return digest.digest()


def _check_table(connection: Connection[Any]) -> None:
    """Raise LookalikeError unless the rows come from the table itself, as they are stored.

    The lock keeps another session from putting something else in its place meanwhile.
    """
    try:
        connection.execute("LOCK TABLE lookalike_internal.event IN ACCESS SHARE MODE")
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        raise LookalikeError(
            "this database has no event log",
            detail="There is no table lookalike_internal.event.",
            hint="Is it the right database? lookalike doctor says what is installed.",
        ) from None
    except psycopg.errors.InsufficientPrivilege:
        raise LookalikeError(
            "this role may not read the table of the event log",
            detail="Events name images that are restricted, and a hash covers the whole event.",
            hint="Connect as a member of lookalike_restricted, or as the owner of the archive.",
        ) from None
    for trouble in _QUERIES.rows(connection, "event_table"):
        raise LookalikeError(
            f"the event log is broken: {trouble['object']} {trouble['problem']}",
            detail="So what a reader gets is not what the rows hold.",
            hint="Do not change the database. Compare it with a backup.",
        )
