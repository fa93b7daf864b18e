"""Run the report's queries; each is a file in `queries/`, and reads public views only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
query_text, rows = _QUERIES.text, _QUERIES.rows

__all__ = ["Row", "one_snapshot", "query_text", "rows"]


@contextmanager
def one_snapshot(connection: Connection[Any]) -> Iterator[None]:
    """Let every query see the same moment, and write times in UTC, whatever the session says.

    The connection must be in autocommit mode, outside a transaction.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute("SET LOCAL DateStyle = 'ISO'")
        connection.execute("SET LOCAL client_encoding = 'UTF8'")
        yield
