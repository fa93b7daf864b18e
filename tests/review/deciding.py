"""Decisions by path, as reviewers take them."""

from itertools import count
from typing import Any

from psycopg import Connection

_NUMBERS = count(1)


def image_id(connection: Connection[Any], path: str) -> int:
    row = connection.execute("SELECT lookalike.find_path(%s)", (path,)).fetchone()
    assert row is not None
    return int(row[0])


def decide(
    connection: Connection[Any],
    decision: str,
    path: str,
    other: str | None = None,
    reason: str | None = None,
    reviewer: str = "Anna",
) -> int:
    """Record a decision, with a reason of its own if none is given, and return its number."""
    row = connection.execute(
        "SELECT lookalike.record_decision(%s, %s, %s, %s, %s)",
        (
            decision,
            reviewer,
            reason or f"reason {next(_NUMBERS)}",
            image_id(connection, path),
            image_id(connection, other) if other is not None else None,
        ),
    ).fetchone()
    assert row is not None
    return int(row[0])


def match_and_cluster(connection: Connection[Any]) -> None:
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
