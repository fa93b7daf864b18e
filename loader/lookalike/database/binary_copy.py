"""COPY in PostgreSQL's binary format, in both directions, as numpy arrays.

A row is the number of its fields and then, for each field, its length and its bytes, all
big-endian (PostgreSQL documentation, COPY, "Binary Format"). If all fields have a fixed length and
no field is null, all rows have one size, and numpy reads and writes them without a loop.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_ROWS = 65_536  # in memory at a time

# The fields of a record for each type of column; a bit string begins with its number of bits.
_FIELDS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "int8": (("", ">i8"),),
    "bool": (("", "?"),),
    "bit64": ((".bits", ">i4"), ("", ">u8")),
    "bit256": ((".bits", ">i4"), ("", (">u8", 4))),
}


def read_rows(
    connection: psycopg.Connection[Any], query: str, columns: Mapping[str, str]
) -> Iterator[NDArray[np.void]]:
    """Yield the rows of a query as records of `columns` (name to type), some thousands at a time.

    Types are int8, bool, bit64 (one unsigned integer) and bit256 (four, the first bits in
    the first), in the order of the query; no value may be null.
    """
    record = _record(columns)
    with connection.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT binary)".encode()) as copy:
        rows = iter(copy)
        rest = bytes(next(rows))[len(_HEADER) :]  # the header may come with the first row
        while parts := list(islice(rows, _ROWS)):
            data = b"".join((rest, *parts))
            size = len(data) // record.itemsize * record.itemsize
            rest = data[size:]
            yield np.frombuffer(data[:size], record)
        if rest.removesuffix(_TRAILER):
            yield np.frombuffer(rest.removesuffix(_TRAILER), record)


def write_rows(
    connection: psycopg.Connection[Any],
    target: str,
    columns: Mapping[str, str],
    values: Mapping[str, NDArray[Any]],
) -> None:
    """Append rows to a table: `target` is its name, `values` one array for each of `columns`."""
    record = _record(columns)
    count = len(next(iter(values.values())))
    statement = f"COPY {target} ({', '.join(columns)}) FROM STDIN (FORMAT binary)"
    with connection.cursor().copy(statement.encode()) as copy:
        copy.write(_HEADER)
        for start in range(0, count, _ROWS):
            rows = np.zeros(min(_ROWS, count - start), record)
            rows["fields"] = len(columns)
            for name, type_ in columns.items():
                own = _FIELDS[type_]
                rows[name] = values[name][start : start + _ROWS]
                rows[f"{name}.length"] = sum(np.dtype(kind).itemsize for _, kind in own)
                if len(own) > 1:
                    rows[f"{name}.bits"] = 8 * np.dtype(own[-1][1]).itemsize
            copy.write(rows.tobytes())
        copy.write(_TRAILER)


def _record(columns: Mapping[str, str]) -> np.dtype[np.void]:
    """Return the layout of one row: the number of fields, then length and value of each."""
    layout: list[tuple[str, Any]] = [("fields", ">i2")]
    for name, type_ in columns.items():
        layout.append((f"{name}.length", ">i4"))
        layout += [(name + suffix, kind) for suffix, kind in _FIELDS[type_]]
    return np.dtype(layout)
