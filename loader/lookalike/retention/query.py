"""The queries of `queries/`, one a file."""

from pathlib import Path

from lookalike.database.query_files import QueryFiles

query_text = QueryFiles(Path(__file__).parent / "queries").text
