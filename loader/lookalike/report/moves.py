"""What was done to files, in words: it is read from the plans, and never taken for granted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
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


def describe_plans(moves: Sequence[Row]) -> list[str]:
    """Say of each plan what it did, when, and how to undo it."""
    return [f"{_name(row)}: {'; '.join(_did(row))}." for row in moves]


def _name(row: Row) -> str:
    return f"Plan {row['plan_id']} ({row['plan']})"


def _did(row: Row) -> Iterator[str]:
    number = row["plan_id"]
    if row["set_aside"]:
        yield (
            f"{counted(row['set_aside'], 'file')} moved to {row['destination']},"
            f" the last on {_day(row['last_set_aside_at'])}"
            f" (to put back: lookalike quarantine restore {number})"
        )
    if row["on_their_way"]:
        yield (
            f"{counted(row['on_their_way'], 'file is', 'files are')} on the way"
            f" (to go on: lookalike quarantine apply {number})"
        )
    if row["put_back"]:
        yield (
            f"{counted(row['put_back'], 'file')} moved and put back,"
            f" the last on {_day(row['last_put_back_at'])}"
        )
    if row["received_on"] is not None:
        yield (
            f"{counted(row['images'], 'file')} handed over to {row['receiver']}, with a receipt"
            f" of {row['received_on']}; Lookalike moved no file"
        )
    if row["kind"] == "record disposal":
        files = counted(row["images"], "file was", "files were")
        yield f"a record that {files} disposed of elsewhere on {row['disposed_on']}"


def _day(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d}"
