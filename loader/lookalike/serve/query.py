"""The queries of the pages; each is a file in `queries/`, and reads public views only."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from psycopg import Connection
from starlette.exceptions import HTTPException

from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
rows = _QUERIES.rows


def one_row(connection: Connection[Any], name: str, **parameters: object) -> Row:
    """Return the only row. Where there is none, or none that the person may see: HTTPException."""
    found = rows(connection, name, **parameters)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found[0]


def may(connection: Connection[Any], *functions: str) -> frozenset[str]:
    """Which of these functions the person may call; a page offers no others."""
    return frozenset(row["name"] for row in rows(connection, "may", names=list(functions)))


__all__ = ["Row", "may", "one_row", "rows"]
