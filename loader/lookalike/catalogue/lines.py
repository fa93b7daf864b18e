"""Lines of a text file, none of them longer than memory should hold."""

from collections.abc import Iterator
from typing import TextIO

from lookalike.errors import LookalikeError

LONGEST = 1 << 26  # characters of a line or a field; more is no catalogue


def limited_lines(file: TextIO, name: str) -> Iterator[str]:
    """Yield the lines as the file itself does. Raises LookalikeError at one that is too long."""
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith("\n"):
            raise LookalikeError(
                f'line {number} of "{name}" is longer than {LONGEST:,} characters',
                detail="So long a line is not read into memory. Nothing was changed.",
                hint="Write one entry a line.",
            )
        yield line
