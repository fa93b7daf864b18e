"""The hash of an event once more, from what docs/security.md says of it and nothing else."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from psycopg import Connection


class Row(NamedTuple):
    """A row of the log, as any client reads it."""

    event_id: int
    happened_at: datetime
    action: str
    event_type: str
    done_by: str
    database_role: str
    object_type: str | None
    object_id: str | None
    outcome: str
    detail: str
    previous_hash: str | None
    hash: str


def read(connection: Connection[Any]) -> list[Row]:
    """Every event in order."""
    rows = connection.execute(f"SELECT {', '.join(Row._fields)} FROM lookalike_detail.event_log")
    return sorted(Row(*row) for row in rows)


def seal(row: Row) -> str:
    """The hash that a row has to have, in hexadecimal."""
    when = row.happened_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = [str(row.event_id), when, *row[2:10]]
    text = b"".join(
        b"-," if field is None else b"%d:%s," % (len(field.encode()), field.encode())
        for field in fields
    )
    return hashlib.sha256(bytes.fromhex(row.previous_hash or "") + text).hexdigest()


def is_chain(rows: Iterable[Row]) -> bool:
    """Whether rows are numbered from 1, sealed as they are, and each with the one before."""
    last: Row | None = None
    for number, row in enumerate(rows, 1):
        previous = last.hash if last else None
        if (row.event_id, row.previous_hash, row.hash) != (number, previous, seal(row)):
            return False
        last = row
    return True
