"""Imports rows into the archive, all in one transaction."""

import json
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb
from psycopg.types.string import TextLoader

from lookalike.catalogue.source import Source
from lookalike.console import progress
from lookalike.database import one
from lookalike.errors import LookalikeError

_STEP = 1000  # rows between two movements of the progress bar


def choose_mapping(
    connection: Connection[Any], name: str, columns: list[str], given: dict[str, str]
) -> dict[str, str]:
    """Which column is which field, as choose_mapping() of the archive decides it."""
    mapping: dict[str, str] = one(
        connection,
        "SELECT lookalike_internal.choose_mapping(%s, %s, %s)",
        name,
        columns,
        Jsonb(given),
    )
    return mapping


def import_source(
    connection: Connection[Any],
    name: str,
    path: str,
    source: Source,
    mapping: dict[str, str],
    join_rows: bool | None = None,
) -> dict[str, int]:
    """Import all rows as the entries of catalogue `name`; return the counts of store_import.

    `join_rows` makes rows with the same id one entry; None keeps what is saved with the catalogue.
    """
    with connection.transaction(), progress("import", None, "entries") as meter:
        connection.execute("SELECT lookalike_internal.begin_import()")
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY pg_temp.catalogue_row (line, said) FROM STDIN") as copy,
        ):
            for number, (line, said) in enumerate(source.rows.rows(), start=1):
                copy.write_row((line, json.dumps(said, ensure_ascii=False)))
                if number % _STEP == 0:
                    meter.advance(_STEP)
        counts: dict[str, int] = one(
            connection,
            "SELECT lookalike_internal.store_import(%s, %s, %s, %s, %s)",
            name,
            path,
            Jsonb(mapping),
            source.rows.row_noun,
            join_rows,
        )
    return counts


def sample_query(
    connection: Connection[Any], query: str, rows: int
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the columns of a query and its first `rows` rows, as the server writes their values.

    No value becomes an object of Python, which knows no year before 1 and no infinity. Raises
    LookalikeError if the query gives no rows; nothing that it does stays.
    """
    with connection.transaction(force_rollback=True), connection.cursor("sample") as cursor:
        connection.execute("SET TRANSACTION READ ONLY")
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        for kind in connection.adapters.types:
            cursor.adapters.register_loader(kind.oid, TextLoader)
        cursor.execute(query.rstrip(" \t\r\n;").encode())
        columns = [column.name for column in cursor.description or ()]
        if not columns:
            raise LookalikeError("the query gives no rows", hint="Give one SELECT with columns.")
        shown = cursor.fetchmany(rows) if rows else []
    return columns, [
        {c: str(v) for c, v in zip(columns, row, strict=True) if v is not None} for row in shown
    ]


def import_query(
    connection: Connection[Any],
    name: str,
    query: str,
    given: dict[str, str],
    join_rows: bool | None = None,
) -> dict[str, int]:
    """Import the rows of a query (lookalike.import_entries); return its counts."""
    counts: dict[str, int] = one(
        connection,
        "SELECT lookalike.import_entries(%s, %s, %s, %s)",
        name,
        query,
        Jsonb(given),
        join_rows,
    )
    return counts
