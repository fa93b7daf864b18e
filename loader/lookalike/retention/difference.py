"""The changes that another policy would make."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from lookalike.csv_output import csv_writer
from lookalike.database import one
from lookalike.output import replaced
from lookalike.retention.policy import Policy

_COLUMNS = (
    "image_id", "collection", "path", "class_before", "class_after", "disposition_before",
    "disposition_after", "rule_before", "rule_after", "reason_before", "reason_after",
)  # fmt: skip
_ROWS_A_FETCH = 2000


class Move(NamedTuple):
    """The old and the new class and disposition of images; None if they have no class yet."""

    class_before: str | None
    disposition_before: str | None
    class_after: str
    disposition_after: str


@dataclass
class Difference:
    """The number of images for each move, the number of all images, and the first that move."""

    images: int
    moves: Counter[Move] = field(default_factory=Counter)
    first: list[tuple[str, str, Move]] = field(default_factory=list)  # collection, path

    @property
    def changed(self) -> int:
        return self.moves.total()


def find_difference(
    connection: Connection[Any],
    policy: Policy,
    most: int = 20,
    csv_path: Path | None = None,
    raw_values: bool = False,
) -> Difference:
    """Find the images with another class or disposition under a policy, stored or not.

    Keeps `most` of them; all go into the file `csv_path`, if one is given, with `raw_values` as
    they are (see csv_output). Nothing in the archive is changed: the transaction is read-only.
    Memory does not grow with the archive.
    """
    with ExitStack() as stack:
        stack.enter_context(connection.transaction())
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        present = "SELECT count(*) FROM lookalike_internal.image WHERE missing_since IS NULL"
        difference = Difference(one(connection, present))
        write = None
        if csv_path is not None:
            write = csv_writer(stack.enter_context(replaced(csv_path)), raw_values)
            write(_COLUMNS)
        cursor = stack.enter_context(connection.cursor(name="difference"))
        cursor.itersize = _ROWS_A_FETCH
        cursor.execute("SELECT * FROM lookalike.diff_rules(%s::jsonb)", (policy.rules_as_json(),))
        for found in cursor:
            if write is not None:
                write(found)
            _, collection, path, class_before, class_after, before, after, *_ = found
            move = Move(class_before, before, class_after, after)
            difference.moves[move] += 1
            if len(difference.first) < most:
                difference.first.append((collection, path, move))
    return difference
