"""The columns of a view: their types in Arrow, and how PostgreSQL writes their values.

PostgreSQL writes CSV, which Arrow reads in compiled code. A null is an empty cell, an empty text
is "".
"""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from lookalike.database.query_files import QueryFiles
from lookalike.export.libraries import load

# Digits of a decimal, and of these behind the point. DuckDB and Spark have no longer ones. The same
# in every export, so that two exports can be put together, unless a number has more of them.
_DIGITS, _SCALE = 38, 18
_PLAIN = {
    "boolean": "bool_",
    "smallint": "int16",
    "integer": "int32",
    "bigint": "int64",
    "real": "float32",
    "double precision": "float64",
    "text": "string",
    "date": "date32",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view. `arrow_type` is a pyarrow.DataType; `note` says what is not as it was."""

    name: str
    comment: str
    arrow_type: Any
    expression: sql.Composable
    note: str | None = None


def read_columns(connection: Connection[Any], queries: QueryFiles, view: str) -> list[Column]:
    """Return the columns of a public view, in order; none if there is no such view."""
    found = queries.rows(connection, "columns", view=view)
    numbers = [row["name"] for row in found if row["type"] == "numeric"]
    scales = _read_scales(connection, view, numbers) if numbers else {}
    return [
        _column(row["name"], row["type"], row["comment"] or "", scales.get(row["name"], 0))
        for row in found
    ]


def _column(name: str, type_name: str, comment: str, scale: int | None) -> Column:
    arrow = load("pyarrow", "parquet", "Parquet files")
    value: sql.Composable = sql.Identifier("v", name)
    text = sql.SQL("{}::text").format(value)
    if type_name in _PLAIN:
        return Column(name, comment, getattr(arrow, _PLAIN[type_name])(), value)
    if type_name == "timestamp with time zone":
        return Column(name, comment, arrow.timestamp("us", "UTC"), value)
    if type_name == "numeric" and scale is not None:
        exact = sql.SQL("trim_scale({})").format(value)
        return Column(name, comment, arrow.decimal128(_DIGITS, scale), exact)
    note = "text, as a number of it has too many digits" if type_name == "numeric" else None
    return Column(name, comment, arrow.string(), text, note)


def _read_scales(
    connection: Connection[Any], view: str, numbers: list[str]
) -> dict[str, int | None]:
    """The digits behind the point that each column needs; None where no decimal holds it all."""
    most = sql.SQL(", ").join(
        sql.SQL("max(min_scale({0})), max(length(trunc(abs({0}))::text))").format(
            sql.Identifier("v", name)
        )
        for name in numbers
    )
    query = sql.SQL("SELECT {} FROM {} v").format(most, sql.Identifier("lookalike", view))
    row = connection.execute(query).fetchone()
    assert row is not None
    scales: dict[str, int | None] = {}
    for name, behind, before in zip(numbers, row[::2], row[1::2], strict=True):
        scale = max(behind or 0, _SCALE)
        if (before or 0) + scale > _DIGITS:
            scale = behind or 0
        scales[name] = scale if (before or 0) + scale <= _DIGITS else None
    return scales
