"""How commands end: what has changed, what it means, and the next command.

All commands that change something end here. The words are those of the views `disposition_count`
and `next_step`; a plan knows its own next step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from lookalike.cli.query import Row, rows
from lookalike.console import counted, say


@contextmanager
def dry() -> Iterator[None]:
    """Say before and after a dry run what it is."""
    say("Dry run. This is what the command would do and say:")
    yield
    say("Nothing was changed. To do it, leave out --dry-run.")


@dataclass
class Ending:
    """What a command can add to its end.

    `area` is what it is about: steps of this area of view `next_step` come first. `next_step` is a
    step that only the command knows. With `shows_all`, the dispositions are shown also where they
    are as before.
    """

    area: str = ""
    shows_all: bool = False
    next_step: str | None = None
    is_quiet: bool = False  # the command has changed nothing after all
    _before: list[Row] = field(default_factory=list)
    _withheld: dict[int, int] = field(default_factory=dict)

    def begin(self, connection: Connection[Any]) -> None:
        """Note how many images have which disposition, and how many files plans withhold."""
        self._before = rows(connection, "dispositions")
        self._withheld = {
            row["plan_id"]: row["withheld"] for row in rows(connection, "withheld_counts")
        }

    def tell(self, connection: Connection[Any]) -> None:
        """Say what has changed, and what is next."""
        if self.is_quiet:
            return
        self._tell_withheld(connection)
        self._tell_dispositions(rows(connection, "dispositions"))
        tell_next(connection, self.area, self.next_step)

    def _tell_withheld(self, connection: Connection[Any]) -> None:
        if self.area == "plan":
            return  # commands about plans name these files
        for row in rows(connection, "withheld_counts"):
            more = row["withheld"] - self._withheld.get(row["plan_id"], 0)
            if more > 0:
                say(
                    f"Plan {row['plan_id']}, {row['name']}: {counted(more, 'approved file')} may no"
                    f" longer leave. To see why: lookalike quarantine show {row['plan_id']}"
                )

    def _tell_dispositions(self, after: list[Row]) -> None:
        were = {row["disposition"]: row["images"] for row in self._before}
        total = sum(row["images"] for row in after)
        has_changed = any(row["images"] != were.get(row["disposition"], 0) for row in after)
        if not total or not (has_changed or self.shows_all):
            return
        shown = [row for row in after if row["images"] or were.get(row["disposition"])]
        say(
            f"Dispositions of {counted(total, 'image')}"
            + (", before -> after:" if has_changed else " (no change):")
        )
        width = max(len(row["disposition"]) for row in shown)
        numbers = [_numbers(were.get(row["disposition"], 0), row["images"]) for row in shown]
        number_width = max(map(len, numbers))
        for row, number in zip(shown, numbers, strict=True):
            say(f"  {row['disposition']:<{width}}  {number:>{number_width}}  {row['meaning']}")


def tell_next(connection: Connection[Any], area: str = "", own_step: str | None = None) -> None:
    """Say what is next: the stages that are behind, and then the step that the command knows."""
    found = rows(connection, "next_step", area=area)
    if found and (own_step is None or found[0]["area"] == "stage"):
        say(f"{found[0]['step']}. Next: {found[0]['command']}")
    if own_step is not None:
        say(own_step)


def _numbers(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} -> {after:,}"
