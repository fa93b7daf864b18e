"""CSV for people and their spreadsheets: UTF-8 without a byte order mark, one line end, \\n.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and a formula can
send what is on the sheet to somebody. A file in the archive may have such a name. So an apostrophe
is put before such a beginning, unless the caller wants the values as they are.
"""

import re
from collections.abc import Callable, Sequence
from typing import IO

# With the wide, the small and the raised forms, which some programs take for the plain ones.
_SIGNS = "=+@\uff1d\uff0b\uff20\ufe66\ufe62\ufe6b\u207c\u207a\uff0d\ufe63\u207b\u2212\\-"
_BLANK = r"[\s\ufeff\u200b]"
# Where a cell begins. In many countries a semicolon separates cells, and few readers of CSV care
# that it stands between quotes; the same holds for tabs and line breaks.
_BEGINNING = r"(?<![^\0;\t\r\n])"
_FORMULA = re.compile(rf"{_BEGINNING}(?={_BLANK}*[{_SIGNS}])|(?<![^\0])(?=[\t\r\n])")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

# Python's own writer leaves a carriage return without quotes where lines end in \n.
_QUOTED = re.compile(r'[",\r\n]|^$')

WriteRow = Callable[[Sequence[object]], None]


def csv_writer(file: IO[bytes], raw_values: bool) -> WriteRow:
    """Return a function that writes a row of values to an open binary file.

    As in COPY of PostgreSQL, None is an empty cell and an empty text is "". Numbers stay numbers.
    With `raw_values` every text is written as it is, so that it can be joined with the database.
    """

    def write_row(row: Sequence[object]) -> None:
        cells = [None if value is None else str(value) for value in row]
        # One search for the whole row, as almost no row needs more.
        if not raw_values and _FORMULA.search("\0".join(cell or "" for cell in cells)):
            cells = [cell and plain_cell(cell) for cell in cells]
        line = ",".join("" if cell is None else _quoted(cell) for cell in cells)
        file.write(f"{line}\n".encode())

    return write_row


def plain_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: the same, or with apostrophes."""
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub("'", text)


def _quoted(cell: str) -> str:
    if not _QUOTED.search(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'
