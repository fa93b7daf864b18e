"""Reads all that an archive keeps, so that two archives can be compared row for row."""

import re
from collections import Counter
from typing import Any

from psycopg import Connection, sql

Rows = dict[str, Counter[str]]
# What differs between two audits of the same folder: times, and digests over times.
_TIMES = ("timestamptz", "interval", "pg_lsn", "xid8")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")  # in the detail of an event
_OVER_TIMES = [("lookalike_internal.event", name) for name in ("hash", "previous_hash")]


def read_rows(connection: Connection[Any]) -> Rows:
    """Return the rows of each table, without times, as text."""
    columns: dict[str, list[str]] = {}
    for table, column, type_name in connection.execute(
        "SELECT format('%I.%I', n.nspname, c.relname), a.attname, t.typname"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relkind = 'r' AND n.nspname IN ('lookalike', 'lookalike_internal')"
    ):
        columns.setdefault(table, [])
        if type_name not in _TIMES and (table, column) not in _OVER_TIMES:
            columns[table].append(column)
    found = {}
    for table, names in columns.items():
        query = sql.SQL("SELECT row({})::text FROM {}").format(
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(table),  # type: ignore[arg-type]
        )
        found[table] = Counter(_TIME.sub("time", row) for (row,) in connection.execute(query))
    return found


def differing(rows: Rows, others: Rows) -> dict[str, tuple[list[str], list[str]]]:
    """Return the tables that differ, each with the rows that only one of the two has."""
    return {
        table: (list((own - others[table]).elements()), list((others[table] - own).elements()))
        for table, own in rows.items()
        if own != others[table]
    }
