"""JSON Lines and Parquet: records with named values, as text."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from lookalike.errors import LookalikeError

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
            for line, text in enumerate(file, start=1):
                if not text.strip():
                    continue
                try:
                    said = json.loads(text, parse_float=str, parse_int=str)
                except json.JSONDecodeError as error:
                    raise LookalikeError(
                        f'line {line} of "{self.path.name}" is not JSON',
                        detail=f"{error.msg} at character {error.colno}. Nothing was changed.",
                        hint="JSON Lines has one object a line.",
                    ) from error
                if not isinstance(said, dict):
                    raise LookalikeError(
                        f'line {line} of "{self.path.name}" is not a JSON object',
                        detail="Nothing was changed.",
                        hint='Each line has to be one, such as {"id": "PH-1", "title": "Flood"}.',
                    )
                yield line, _texts(said, f'line {line} of "{self.path.name}"')


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
        except pyarrow.ArrowInvalid as error:
            raise LookalikeError(
                f'file "{path.name}" is not a Parquet file', detail=f"{error}."
            ) from error
        self.columns = list(self._file.schema_arrow.names)

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Give each row with its number from 1."""
        number = 0
        for batch in self._file.iter_batches(_BATCH):
            for row in batch.to_pylist():
                number += 1
                yield number, _texts(row, f'row {number} of "{self.path.name}"')


def _texts(said: dict[str, Any], where: str) -> dict[str, Any]:
    """Values as the text they would be in a spreadsheet; lists of such are joined, nothing is left
    of what is empty, and what has more structure stays."""
    row: dict[str, Any] = {}
    for name, value in said.items():
        text = _text(value)
        if isinstance(text, str) and not text.strip():
            continue
        if text is not None:
            row[name] = text
    whole = json.dumps(row, ensure_ascii=False)
    if "\\u0000" in whole or any("\ud800" <= character <= "\udfff" for character in whole):
        raise LookalikeError(
            f"{where} holds a NUL character or half of one of two code units",
            detail="No database stores it as text. Nothing was changed.",
        )
    return row


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        parts = [_text(part) for part in value]
        if all(part is None or isinstance(part, str) for part in parts):
            return "; ".join(part for part in parts if part)
        return parts
    if isinstance(value, dict):
        return {str(key): _text(part) for key, part in value.items()}
    return str(value)
