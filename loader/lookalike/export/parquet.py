"""Writes the rows of one view into Parquet files, and says what it wrote."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lookalike.export.libraries import load

_ROWS = 1_000_000  # of one file
_NO_COLLECTION = "__HIVE_DEFAULT_PARTITION__"  # what DuckDB and Spark take for null


@dataclass(slots=True)
class WrittenFile:
    """A file below the folder of the export, as the manifest lists it."""

    path: str
    rows: int
    bytes: int
    sha256: str
    collection: str | None = None


@dataclass
class ParquetFolder:
    """Writes tables that come in the order of their collections, a row group each.

    `collections` maps names to numbers. With it, the files of each collection are in a folder that
    is named by the number, as Hive does: names of collections may be anything.
    """

    root: Path
    name: str
    schema: Any
    collections: dict[str, int] | None
    files: list[WrittenFile] = field(default_factory=list)
    _writer: Any = None
    _current: str | None = None

    def write(self, table: Any) -> None:
        """Append a table."""
        for collection, part in self._split(table):
            if self._writer is None or (
                collection != self._current or self.files[-1].rows + part.num_rows > _ROWS
            ):
                self._open(collection)
            self._writer.write_table(part)
            self.files[-1].rows += part.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and not self.files:  # no rows, but still the columns
            self._open(None, self.name)
        self._close()

    def _split(self, table: Any) -> Iterator[tuple[str | None, Any]]:
        table = table.cast(self.schema)
        if self.collections is None:
            yield None, table
            return
        compute = load("pyarrow.compute", "parquet", "Parquet files")
        column = table["collection"].combine_chunks()
        runs = compute.run_end_encode(column)
        start = 0
        for end, collection in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            yield collection, table.slice(start, end - start)
            start = end

    def _open(self, collection: str | None, place: str | None = None) -> None:
        parquet = load("pyarrow.parquet", "parquet", "Parquet files")
        self._close()
        place = place or self._place(collection)
        number = sum(one.path.startswith(f"{place}/") for one in self.files)
        path = f"{place}/part-{number:05}.parquet"
        (self.root / place).mkdir(parents=True, exist_ok=True)
        self._writer = parquet.ParquetWriter(self.root / path, self.schema, compression="zstd")
        self._current = collection
        self.files.append(WrittenFile(path, 0, 0, "", collection))

    def _place(self, collection: str | None) -> str:
        if self.collections is None:
            return self.name
        number = _NO_COLLECTION if collection is None else self.collections[collection]
        return f"{self.name}/collection_id={number}"

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            written, path = self.files[-1], self.root / self.files[-1].path
            written.bytes, written.sha256 = path.stat().st_size, digest_of(path)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
