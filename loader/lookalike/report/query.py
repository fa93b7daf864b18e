"""Run the report's queries; each is a file in `queries/`, and reads public views only."""

from pathlib import Path

from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
query_text, rows = _QUERIES.text, _QUERIES.rows

__all__ = ["Row", "query_text", "rows"]
