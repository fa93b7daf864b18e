"""Run the queries of `queries/`, one a file."""

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
        # Without parameters a % in the query is a % to psycopg, too.
        return cursor.execute(query_text(name), parameters or None).fetchall()
