"""Run the report's queries; each is a file in `queries/`, and reads public views only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

_QUERIES = Path(__file__).parent / "queries"

Row = dict[str, Any]


def query_text(name: str) -> LiteralString:
    """The text of queries/<name>.sql."""
    text: Any = (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    literal: LiteralString = text  # it comes from our own package, not from a user
    return literal


def rows(connection: Connection[Any], name: str, **parameters: object) -> list[Row]:
    """All rows of a query that is bounded by its nature or by a LIMIT."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query_text(name), parameters).fetchall()


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
