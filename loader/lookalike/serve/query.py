"""The queries of the pages; each is a file in `queries/`, and reads public views only."""

from pathlib import Path

from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
rows = _QUERIES.rows

__all__ = ["Row", "rows"]
