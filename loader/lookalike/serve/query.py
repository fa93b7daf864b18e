"""The queries of the pages; each is a file in `queries/`, and reads public views only."""

from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
rows = _QUERIES.rows


def may(connection: Connection[Any], *functions: str) -> frozenset[str]:
    """Which of these functions the person may call; a page offers no others."""
    return frozenset(row["name"] for row in rows(connection, "may", names=list(functions)))


__all__ = ["Row", "may", "rows"]
