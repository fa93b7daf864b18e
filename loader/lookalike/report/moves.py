"""What was done to files, in words: it is read from the plans, and never taken for granted."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from lookalike.console import counted
from lookalike.report.query import Row, rows


def describe_moves(moves: Sequence[Row]) -> str:
    """Say in one sentence whether plans have moved files; `moves` are the rows of query moves."""
    away, between, back = (
        sum(row[column] for row in moves) for column in ("set_aside", "on_their_way", "put_back")
    )
    parts = []
    if away:
        parts.append(f"Plans have moved {counted(away, 'file')}")
    if between:
        parts.append(f"{counted(between, 'file is', 'files are')} on the way")
    if back:
        parts.append(f"{counted(back, 'file was', 'files were')} moved and put back")
    if not parts:
        return "Lookalike has moved, changed or deleted no file."
    return f"{'; '.join(parts)}. Lookalike has changed or deleted no file."


def read_moves(connection: Connection[Any]) -> str:
    """Say so of the plans of the archive."""
    return describe_moves(rows(connection, "moves"))
