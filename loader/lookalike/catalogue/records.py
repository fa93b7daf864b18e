"""JSON Lines and Parquet: records with named values, as text."""

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from lookalike.catalogue.lines import limited_lines
from lookalike.errors import LookalikeError

_DEEPEST = 64  # lists and objects within each other; the database takes some thousands
_BATCH = 4096  # rows of a Parquet file in memory at a time


class JsonLines:
    """A file with one JSON object a line."""

    row_noun = "line"

    def __init__(self, path: Path, encoding: str) -> None:
        """Read the file for its columns, in the order they come. Raises LookalikeError."""
        self.path, self.encoding = path, encoding
        columns: dict[str, None] = {}
        for _, row in self.rows():
            columns.update(dict.fromkeys(row))
        self.columns = list(columns)

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each object with its line. Raises LookalikeError for any other line."""
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            for line, text in enumerate(limited_lines(file, self.path.name), start=1):
                if text.strip():
                    yield line, _read_object(text, f'line {line} of "{self.path.name}"')


def _read_object(text: str, where: str) -> dict[str, Any]:
    """Return the values of one JSON object, as text."""
    try:
        said = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=_constant,
            object_pairs_hook=lambda pairs: _object(pairs, where),
        )
    except json.JSONDecodeError as error:
        raise LookalikeError(
            f"{where} is not JSON",
            detail=f"{error.msg} at character {error.colno}. Nothing was changed.",
            hint="JSON Lines has one object a line.",
        ) from error
    except RecursionError:
        raise _too_deep(where) from None
    if not isinstance(said, dict):
        raise LookalikeError(
            f"{where} is not a JSON object",
            detail="Nothing was changed.",
            hint='Each line has to be one, such as {"id": "PH-1", "title": "Flood"}.',
        )
    return _texts(said, where)


def _constant(name: str) -> str | None:
    """What is not a number is nothing; programs write NaN for an empty cell."""
    return None if name == "NaN" else name


def _object(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    _check_names([name for name, _ in pairs], where)
    return dict(pairs)


def _check_names(names: list[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise LookalikeError(
                f'{where} has the name "{name}" twice',
                detail="Only one of the two values could be kept. Nothing was changed.",
                hint="Give each value a name of its own, or write both as a list.",
            )
        seen.add(name)


class Parquet:
    """A Parquet file."""

    row_noun = "row"

    def __init__(self, path: Path) -> None:
        """Open the file. Raises LookalikeError if it is not Parquet or cannot be read here."""
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise LookalikeError(
                "Parquet files need pyarrow",
                hint="Install it along: pip install 'lookalike[parquet]'",
            ) from error
        self.path = path
        try:
            self._file = pyarrow.parquet.ParquetFile(path)
            self.columns = list(self._file.schema_arrow.names)
        except PermissionError:
            raise
        except Exception as error:  # damaged files fail in a dozen ways
            raise LookalikeError(
                f'file "{path.name}" is not a Parquet file',
                detail=f"{error}.",
                hint="Export the catalogue again.",
            ) from error
        _check_names(self.columns, f'file "{path.name}"')

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give each row with its number from 1."""
        number = 0
        for batch in self._batches():
            for row in batch:
                number += 1
                yield number, _texts(row, f'row {number} of "{self.path.name}"')

    def _batches(self) -> Iterator[list[dict[str, Any]]]:
        first = 1
        try:
            for batch in self._file.iter_batches(_BATCH):
                yield batch.to_pylist()
                first += batch.num_rows
        except Exception as error:  # damaged files fail in a dozen ways
            raise LookalikeError(
                f'file "{self.path.name}" is damaged',
                detail=f"What stands from row {first} on cannot be read: {error}."
                " Nothing was changed.",
                hint="Export the catalogue again.",
            ) from error


def _texts(said: dict[str, Any], where: str) -> dict[str, Any]:
    """Values as the text they would be in a spreadsheet; lists of such are joined, nothing is left
    of what is empty, and what has more structure stays."""
    row: dict[str, Any] = {}
    for name, value in said.items():
        text = _text(value, where, 1)
        if isinstance(text, str) and not text.strip():
            continue
        if text is not None:
            row[name] = text
    whole = json.dumps(row, ensure_ascii=False)
    if "\\u0000" in whole or any("\ud800" <= character <= "\udfff" for character in whole):
        raise LookalikeError(
            f"{where} holds a NUL character or half of one of two code units",
            detail="No database stores it as text. Nothing was changed.",
            hint="Correct the file, and import it again.",
        )
    return row


def _too_deep(where: str) -> LookalikeError:
    return LookalikeError(
        f"{where} is nested too deeply",
        detail=f"More than {_DEEPEST} lists or objects lie within each other. Nothing was changed.",
        hint="Write the values of an entry side by side, each under a name of its own.",
    )


def _text(value: Any, where: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise _too_deep(where)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        parts = [_text(part, where, depth + 1) for part in value]
        if all(part is None or isinstance(part, str) for part in parts):
            return "; ".join(part for part in parts if part)
        return parts
    if isinstance(value, dict):
        return {str(key): _text(part, where, depth + 1) for key, part in value.items()}
    return str(value)
