"""The rows of a view as tables of Arrow, one bounded part after the other."""

import io
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

from lookalike.errors import LookalikeError
from lookalike.export.columns import Column
from lookalike.export.libraries import load

_ROWS, _BYTES = 65_536, 16_000_000  # of one part, as CSV: the memory that an export takes


def read_tables(
    connection: Connection[Any], view: str, columns: list[Column], first: str | None
) -> Iterator[Any]:
    """Give the rows of a public view in parts, as pyarrow tables.

    They come in the order of all columns, that of `first` before the others, so the same facts
    give the same files.
    """
    statement = sql.SQL(
        "COPY (SELECT {} FROM {} v ORDER BY {}) TO STDOUT WITH (FORMAT csv)"
    ).format(
        sql.SQL(", ").join(column.expression for column in columns),
        sql.Identifier("lookalike", view),
        sql.SQL(", ").join(_order(column) for column in _sorted(columns, first)),
    )
    part: list[bytes] = []
    size = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:  # a whole row each time
            part.append(bytes(row))
            size += len(row)
            if len(part) == _ROWS or size >= _BYTES:
                yield _table(view, columns, part)
                part, size = [], 0
    if part:
        yield _table(view, columns, part)


def schema_of(columns: list[Column], comment: str) -> Any:
    """The pyarrow schema of a view: comments are metadata of the table and of each field."""
    arrow = load("pyarrow", "parquet", "Parquet files")
    fields = [
        arrow.field(column.name, column.arrow_type, metadata={"comment": column.comment})
        for column in columns
    ]
    return arrow.schema(fields, metadata={"comment": comment})


def _sorted(columns: list[Column], first: str | None) -> list[Column]:
    return sorted(columns, key=lambda column: column.name != first)


def _order(column: Column) -> sql.Composable:
    value = sql.Identifier("v", column.name)
    if str(column.arrow_type) == "string":  # by its bytes, whatever the locale of the server
        return sql.SQL('{}::text COLLATE "C"').format(value)
    return value


def _table(view: str, columns: list[Column], rows: list[bytes]) -> Any:
    arrow = load("pyarrow", "parquet", "Parquet files")
    csv = load("pyarrow.csv", "parquet", "Parquet files")
    text = b"".join(rows)
    try:
        return csv.read_csv(
            io.BytesIO(text),
            csv.ReadOptions(
                column_names=[column.name for column in columns],
                block_size=len(text) + 1,  # a value may have line breaks
                use_threads=False,
            ),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types={column.name: column.arrow_type for column in columns},
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except arrow.ArrowInvalid as error:
        raise LookalikeError(
            f'view "{view}" has a value that Parquet cannot hold',
            detail=f"{error}.",
            hint="A date without end, or a number that is none, is such a value: correct it where"
            " it comes from, and export again.",
        ) from error
