"""A catalogue in a file: its kind, its columns, its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from lookalike.catalogue.delimited import DELIMITERS, Table, describe
from lookalike.catalogue.encoding import find_encoding
from lookalike.catalogue.records import JsonLines, Parquet
from lookalike.errors import LookalikeError
from lookalike.nearest import no_such_file

Kind = Literal["csv", "tsv", "jsonl", "parquet"]
_KINDS: dict[str, Kind] = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}


class Rows(Protocol):
    """Rows that can be imported, each with its line or row number."""

    @property
    def columns(self) -> list[str]: ...

    @property
    def row_noun(self) -> str: ...

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]: ...


@dataclass(frozen=True)
class Source:
    """An opened catalogue, and how it is read, in words."""

    rows: Rows
    description: str


def open_source(
    path: Path,
    kind: Kind | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Source:
    """Open a catalogue; detect all that is not given. Raises LookalikeError."""
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
            hint="Say it: --format csv, tsv, jsonl or parquet.",
        )
    try:
        if kind == "parquet":
            return Source(Parquet(path), "Parquet")
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
