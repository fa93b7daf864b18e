"""A catalogue in a file: its kind, its columns, its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from lookalike.catalogue.delimited import DELIMITERS, Table, describe
from lookalike.catalogue.encoding import find_encoding
from lookalike.catalogue.records import JsonLines, Parquet
from lookalike.catalogue.spreadsheet import Spreadsheet
from lookalike.catalogue.xml.records import XmlRecords
from lookalike.errors import LookalikeError
from lookalike.nearest import no_such_file

Kind = Literal["csv", "tsv", "jsonl", "parquet", "xlsx", "ods", "xml"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsx",
    ".xls": "xlsx",
    ".ods": "ods",
    ".xml": "xml",
    ".marcxml": "xml",
    ".mods": "xml",
    ".lido": "xml",
}


_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a ZIP, and what Office wrote before 2007


def one_of(names: tuple[str, ...]) -> str:
    """Names as a list in words."""
    return f"{', '.join(names[:-1])} or {names[-1]}"


class Rows(Protocol):
    """Rows that can be imported, each with its line or row number."""

    @property
    def columns(self) -> list[str]: ...

    @property
    def row_noun(self) -> str: ...

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]: ...


@dataclass(frozen=True)
class Source:
    """An opened catalogue, how it is read, and which rows are left out, both in words."""

    rows: Rows
    description: str
    left_out: str = ""


def open_source(
    path: Path,
    kind: Kind | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> Source:
    """Open a catalogue; detect all that is not given. Raises LookalikeError.

    `sheet` is the sheet of a spreadsheet; by default the first visible one that has a value.
    """
    if not path.exists():
        raise no_such_file("cannot read", path, "Name the file that holds the catalogue.")
    if not path.is_file():
        raise LookalikeError(
            f'"{path}" is a folder, not a file', hint="Name the file that holds the catalogue."
        )
    kind = kind or _KINDS.get(path.suffix.lower())
    if kind is None:
        raise LookalikeError(
            f'what kind of file is "{path.name}"?',
            detail=f"Its name ends in none of {', '.join(_KINDS)}.",
            hint=f"Say it: --format {one_of(KINDS)}.",
        )
    if sheet is not None and kind not in ("xlsx", "ods"):
        raise LookalikeError(
            f'"{path.name}" has no sheets', hint="Only a spreadsheet has: leave --sheet out."
        )
    try:
        if kind == "parquet":
            return Source(Parquet(path), "Parquet")
        if kind in ("xlsx", "ods"):
            book = Spreadsheet(path, sheet)
            which = f'sheet "{book.sheet}"' + (f" (of {book.sheets})" if book.sheets > 1 else "")
            return Source(book, f"{path.suffix.lstrip('.').upper() or kind.upper()}, {which}")
        if kind == "xml":
            records = XmlRecords(path, encoding)
            return Source(records, f"XML, {', '.join(records.formats)}", records.left_out)
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(_BINARY):
            raise LookalikeError(
                f'"{path.name}" is no text: it begins like a spreadsheet or an archive',
                hint="If it is a spreadsheet, say so: --format xlsx or --format ods.",
            )
        found, is_guess = find_encoding(path, encoding)
        name = found.removesuffix("-sig").upper() + (" (guessed)" if is_guess else "")
        if kind == "jsonl":
            return Source(JsonLines(path, found), f"JSON Lines, {name}")
        if delimiter is not None:
            delimiter = DELIMITERS.get(delimiter, "\t" if delimiter == "\\t" else delimiter)
            if len(delimiter) != 1 or delimiter in '"\r\n':
                raise LookalikeError(
                    f'"{delimiter}" is no delimiter',
                    hint=f"Give one character, or one of {', '.join(DELIMITERS)}.",
                )
        table = Table(path, found, delimiter or ("\t" if kind == "tsv" else None))
        return Source(table, f"{kind.upper()}, {name}, delimiter {describe(table.delimiter)}")
    except OSError as error:
        raise LookalikeError(
            f'cannot read "{path}"',
            detail=f"{error.strerror or error}.",
            hint="Check its permissions.",
        ) from error
