"""Rows of PostgreSQL as tables of Arrow and pandas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from lookalike.export.libraries import load

if TYPE_CHECKING:
    import pandas
    import pyarrow

_PURPOSE = "tables of the Python API"
_TYPES = {
    "bool": "bool_",
    "int2": "int16",
    "int4": "int32",
    "int8": "int64",
    "float4": "float32",
    "float8": "float64",
    "date": "date32",
    "bytea": "binary",
}
_DECIMAL = (38, 18)  # where no row says how many digits there are


def to_arrow(
    names: Sequence[str], oids: Sequence[int], rows: Sequence[Sequence[Any]]
) -> "pyarrow.Table":
    """Return rows as a pyarrow.Table; `oids` are the types of the columns in PostgreSQL."""
    arrow = load("pyarrow", "notebook", _PURPOSE)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    arrays = [_array(arrow, oid, column) for oid, column in zip(oids, columns, strict=True)]
    table: pyarrow.Table = arrow.Table.from_arrays(arrays, names=list(names))
    return table


def _array(arrow: Any, oid: int, values: Sequence[Any]) -> Any:
    known = psycopg.adapters.types.get(oid)
    name = known.name if known and known.oid == oid else ""  # no array of that type
    if name in _TYPES:
        return arrow.array(values, getattr(arrow, _TYPES[name])())
    if name == "timestamptz":
        return arrow.array(values, arrow.timestamp("us", "UTC"))
    if name == "timestamp":
        return arrow.array(values, arrow.timestamp("us"))
    if name == "numeric":
        exact = arrow.array(values)  # as many digits as the values have
        return exact.cast(arrow.decimal128(*_DECIMAL)) if exact.null_count == len(exact) else exact
    return arrow.array([None if value is None else str(value) for value in values], arrow.string())


def to_pandas(table: "pyarrow.Table") -> "pandas.DataFrame":
    """Return a table as a pandas.DataFrame: whole numbers and truth stay so where some are null."""
    arrow = load("pyarrow", "notebook", _PURPOSE)
    frames = load("pandas", "notebook", _PURPOSE)
    nullable = {
        arrow.bool_(): frames.BooleanDtype(),
        arrow.int16(): frames.Int16Dtype(),
        arrow.int32(): frames.Int32Dtype(),
        arrow.int64(): frames.Int64Dtype(),
    }
    floats = [
        field.with_type(arrow.float64()) if arrow.types.is_decimal(field.type) else field
        for field in table.schema
    ]
    frame: pandas.DataFrame = table.cast(arrow.schema(floats)).to_pandas(
        types_mapper=nullable.get, date_as_object=False
    )
    return frame
