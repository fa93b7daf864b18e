"""Output for people: a live progress bar on a terminal, plain lines on a pipe."""

import re
import shlex
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from lookalike.errors import LookalikeError
from lookalike.steps import describe_steps

if TYPE_CHECKING:
    from psycopg.errors import Diagnostic

_UNBOUNDED = 1_000_000  # columns of a pipe
_NARROW = 80  # columns in which a suggested command fits
_PLAIN_SECONDS = 10.0  # seconds between two progress lines where there is no bar


def say(message: str = "") -> None:
    """Print one line of result to standard output; a line break in it is spelled out.

    On a terminal it wraps between words, with deeper lines below it. On a pipe it is one line.
    """
    _print_line(message, sys.stdout)


def warn(message: str) -> None:
    """Print one line that needs attention to standard error, as `say` does."""
    _print_line(message, sys.stderr)


def say_command(words: Sequence[str], sql: str) -> None:
    """Print a command that ends in `-c SQL`, in lines that a shell takes as one command.

    A line is longer than `_NARROW` only if one of the words is.
    """
    whole = f'  {shlex.join(words)} -c "{sql}"'
    if "\n" not in sql and len(whole) <= _NARROW:
        parts = [whole]
    else:
        parts = [" "]
        for word in map(shlex.quote, words):
            if len(parts[-1]) + len(word) + 3 > _NARROW:
                parts[-1] += " \\"
                parts.append("   ")
            parts[-1] += f" {word}"
        parts[-1] += " \\"
        parts += f'    -c "{sql}"'.replace("\n", "\n    ").splitlines()
    sys.stdout.writelines(f"{part}\n" for part in parts)


def warn_of_error(error: LookalikeError) -> None:
    """Print an error to standard error, in the lines of which it consists."""
    first, *others = error.lines()
    warn(f"error: {first}")
    for line in others:
        warn(line)


def warn_of_notice(diagnostic: "Diagnostic") -> None:
    """Print a notice of the server; to be added to a connection as a notice handler."""
    note(diagnostic.message_primary or "", diagnostic.message_hint)


def note(message: str, hint: str | None) -> None:
    """Print what needs attention and, if there is one, its remedy."""
    warn(f"note: {message}")
    if hint:
        warn(f"HINT: {hint}")


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in aligned columns; columns of numbers are aligned on the right.

    On a terminal long cells wrap between words. A table that is still too wide is printed as
    records: one line for each cell that is not empty. On a pipe each row is one line.
    """
    lines = [tuple(map(harmless, row)) for row in rows]
    headings = tuple(map(harmless, headings))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        is_numeric = any(line[number] for line in lines) and all(
            _is_number(line[number]) for line in lines
        )
        table.add_column(
            Text(heading), justify="right" if is_numeric else "left", no_wrap=is_numeric
        )
    for line in lines:
        table.add_row(*map(Text, line))
    console = Console(highlight=False)
    least, most = console.measure(table, options=console.options.update(width=_UNBOUNDED))
    width = _width(sys.stdout) or _UNBOUNDED
    if least > width:
        _say_records(headings, lines)
        return
    console.width = max(1, min(most, width))
    with console.capture() as printed:
        console.print(table)
    for printed_line in printed.get().splitlines():
        sys.stdout.write(f"{printed_line.rstrip()}\n")


def _say_records(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    longest = max(map(cell_len, headings))
    for place, line in enumerate(lines):
        if place:
            sys.stdout.write("\n")
        for heading, cell in zip(headings, line, strict=True):
            if cell:
                label = heading + " " * (longest - cell_len(heading) + 2)
                _write_wrapped(label, cell, " " * (longest + 2), sys.stdout)


def _width(stream: TextIO) -> int | None:
    """Columns of the terminal; None on a pipe, where a line is as long as it is."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _print_line(message: str, stream: TextIO) -> None:
    words = harmless(message).lstrip(" ")
    indent = " " * (len(message) - len(message.lstrip(" ")))
    # What follows stands deeper than any line of ours: a name with spaces in it forges no line.
    _write_wrapped(indent, words, indent + "    ", stream)
    stream.flush()  # so that results and remarks stay in order where one file takes both


def _write_wrapped(start: str, words: str, below: str, stream: TextIO) -> None:
    """Write words after `start`, and those that do not fit after `below`, in the lines that follow.

    A word is never broken: it may be a path.
    """
    width = _width(stream)
    if width is None:
        stream.write(f"{start}{words}\n")
        return
    line, is_begun = start, False
    for space, word in re.findall("( *)([^ ]+)", words):
        if is_begun and cell_len(line) + len(space) + cell_len(word) > width:
            stream.write(f"{line}\n")
            line = f"{below}{word}"
        else:
            line += f"{space}{word}"
        is_begun = True
    stream.write(f"{line}\n")


def _is_number(cell: str) -> bool:
    return cell in ("", "-") or cell[:1].isdigit()


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
        self._task = bar.add_task(label, total=total, rate="", whole="") if bar else None

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
            self._bar.update(
                self._task,
                advance=count,
                rate=f"{rate:,.0f} {self._unit}/s",
                whole=describe_steps(self._seconds_left(rate)),
            )
        elif now - self._spoke >= _PLAIN_SECONDS:
            self._spoke = now
            warn(self._line(rate))

    def _line(self, rate: float) -> str:
        done = f"{self._done:,}"
        left = self._seconds_left(rate)
        if left is None:
            line = f"{self._label}: {done} {self._unit}, {rate:,.0f}/s"
        else:
            minutes, seconds = divmod(round(left), 60)
            line = (
                f"{self._label}: {done} of {self._total:,} {self._unit}, {rate:,.0f}/s, "
                f"{minutes}:{seconds:02d} left"
            )
        whole = describe_steps(left)
        return f"{line}; {whole}" if whole else line

    def _seconds_left(self, rate: float) -> float | None:
        if not self._total or not self._done:
            return None
        return max(self._total - self._done, 0) / rate


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
        TextColumn("{task.fields[whole]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Meter(label, total, unit, bar)
