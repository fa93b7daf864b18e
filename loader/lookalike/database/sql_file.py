"""Runs one SQL file as it is, and finds the place of an error in it."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from lookalike.database.query_files import QueryFiles
from lookalike.database.sources import name_of
from lookalike.errors import LookalikeError

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


def run_sql_file(connection: psycopg.Connection[Any], path: Path) -> None:
    """Run all statements of `path` in the transaction of `connection`.

    The file goes to the server as a whole and without parameters, so ':' and '%' stay as they are.
    Raises LookalikeError with the file and line, or with the number of the statement if the
    server gives no position.
    """
    connection.execute("SELECT")  # begins the transaction if the caller has not
    text = path.read_bytes()
    connection.pgconn.send_query(text)
    finished, failed = 0, None
    while (result := connection.pgconn.get_result()) is not None:
        if result.status == ExecStatus.FATAL_ERROR:
            failed = result
        elif failed is None:
            finished += 1
    if failed is None:
        return
    error = error_from_result(failed)
    position = error.diag.statement_position
    if position is None:
        place = f"statement {finished + 1}"
    else:
        place = f"line {text.decode()[: int(position)].count(chr(10)) + 1}"
    context = "" if error.diag.message_detail else error.diag.context or ""
    raise LookalikeError(
        f"{name_of(path)}, {place}: {error.diag.message_primary}",
        shown=context.splitlines(),
        detail=error.diag.message_detail,
        hint=error.diag.message_hint,
    ) from error


def use_search_path(connection: psycopg.Connection[Any]) -> None:
    """Resolve names as in an extension script: in our schema and pgvector's, never in the user's.

    This holds until the end of the transaction.
    """
    row = connection.execute(_QUERIES.text("search_path")).fetchone()
    if row is None:
        raise LookalikeError(
            "extension vector is not created in this database", hint="CREATE EXTENSION vector"
        )
    connection.execute("SELECT set_config('search_path', %s, true)", [row[0]])
