"""What was done to files, in words: it is read from the plans, and never taken for granted."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from lookalike.language import ENGLISH, Language
from lookalike.report.query import Row, rows


def describe_moves(moves: Sequence[Row], language: Language = ENGLISH) -> str:
    """Say in one sentence whether plans have moved files; `moves` are the rows of query moves."""
    say, say_many = language.say, language.say_many
    away, between, back = (
        sum(row[column] for row in moves) for column in ("set_aside", "on_their_way", "put_back")
    )
    parts = []
    if away:
        parts.append(
            say_many("Plans have moved %(num)s file", "Plans have moved %(num)s files", away)
        )
    if between:
        parts.append(
            say_many("%(num)s file is on the way", "%(num)s files are on the way", between)
        )
    if back:
        parts.append(
            say_many(
                "%(num)s file was moved and put back",
                "%(num)s files were moved and put back",
                back,
            )
        )
    if not parts:
        return say("Lookalike has moved, changed or deleted no file.")
    moved = say("; ").join(parts)
    return say("%(moved)s. Lookalike has changed or deleted no file.", moved=moved)


def read_moves(connection: Connection[Any]) -> str:
    """Say so of the plans of the archive."""
    return describe_moves(rows(connection, "moves"))
