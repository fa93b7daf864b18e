"""Output for people: a live progress bar on a terminal, plain lines on a pipe."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lookalike.errors import LookalikeError

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

_PLAIN_SECONDS = 10.0  # seconds between two progress lines where there is no bar


def say(message: str = "") -> None:
    """Print one line of result to standard output; a line break in it is spelled out."""
    _print_line(message, Console(soft_wrap=True))


def warn(message: str) -> None:
    """Print one line that needs attention to standard error; a line break in it is spelled out."""
    _print_line(message, Console(stderr=True, soft_wrap=True))


def warn_of_error(error: LookalikeError) -> None:
    """Print an error to standard error, in the lines of which it consists."""
    first, *others = error.lines()
    warn(f"error: {first}")
    for line in others:
        warn(line)


def warn_of_notice(diagnostic: "Diagnostic") -> None:
    """Print a notice of the server; to be added to a connection as a notice handler."""
    warn(f"note: {diagnostic.message_primary}")
    if diagnostic.message_hint:
        warn(f"HINT: {diagnostic.message_hint}")


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in aligned columns; columns of numbers are aligned on the right.

    On a terminal long cells are folded to its width. On a pipe each row is one line.
    """
    lines = [tuple(map(harmless, row)) for row in rows]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        is_numeric = any(line[number] for line in lines) and all(
            _is_number(line[number]) for line in lines
        )
        table.add_column(
            Text(harmless(heading)), justify="right" if is_numeric else "left", overflow="fold"
        )
    for line in lines:
        table.add_row(*map(Text, line))
    console = Console(highlight=False)
    if not sys.stdout.isatty():
        console.width = max(1, console.measure(table, options=_unbounded(console)).maximum)
    with console.capture() as printed:
        console.print(table)
    for printed_line in printed.get().splitlines():
        sys.stdout.write(f"{printed_line.rstrip()}\n")


def _print_line(message: str, console: Console) -> None:
    console.print(harmless(message), highlight=False, markup=False, emoji=False)


def _is_number(cell: str) -> bool:
    return cell in ("", "-") or cell[:1].isdigit()


def _unbounded(console: Console) -> ConsoleOptions:
    return console.options.update(width=1_000_000)


def harmless(text: str) -> str:
    """Spell out each character that is not plain print: line breaks, controls, marks of direction.

    So a file name can neither steer the terminal nor pass for a line of ours.
    """
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def format_bytes(count: int) -> str:
    """Write a number of bytes in decimal units, three digits: 1.23 GB."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if size < 999.5 or unit == "PB":
            break
        size /= 1000
    return f"{count:,} bytes" if unit == "bytes" else f"{size:.3g} {unit}"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 image, 1,234 images."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


class Meter:
    """Counts finished work and shows the rate and the time left."""

    def __init__(self, label: str, total: int | None, unit: str, bar: Progress | None) -> None:
        self._label, self._total, self._unit, self._bar = label, total, unit, bar
        self._done = 0
        self._started = time.monotonic()
        self._spoke = self._started
        self._task = bar.add_task(label, total=total, rate="") if bar else None

    def expect(self, total: int) -> None:
        """Set how much work there is, where this becomes known only later."""
        if self._total != total:
            self._total = total
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, total=total)

    def advance(self, count: int = 1) -> None:
        """Count `count` more units as finished."""
        self._done += count
        now = time.monotonic()
        rate = self._done / max(now - self._started, 1e-3)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=count, rate=f"{rate:,.0f} {self._unit}/s")
        elif now - self._spoke >= _PLAIN_SECONDS:
            self._spoke = now
            warn(self._line(rate))

    def _line(self, rate: float) -> str:
        done = f"{self._done:,}"
        if not self._total or not self._done:
            return f"{self._label}: {done} {self._unit}, {rate:,.0f}/s"
        left = max(self._total - self._done, 0) / rate
        minutes, seconds = divmod(round(left), 60)
        return (
            f"{self._label}: {done} of {self._total:,} {self._unit}, {rate:,.0f}/s, "
            f"{minutes}:{seconds:02d} left"
        )


@contextmanager
def progress(label: str, total: int | None, unit: str) -> Iterator[Meter]:
    """Show progress for a block of work; `total` is None where it is not known.

    Goes to standard error, so that standard output holds results only.
    """
    if not sys.stderr.isatty():
        yield Meter(label, total, unit, None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Meter(label, total, unit, bar)
