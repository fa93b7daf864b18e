"""Renders a page from its template, piece by piece."""

from pathlib import Path
from typing import IO

from lookalike.database.query_files import QueryFiles
from lookalike.templates import page_environment

_HERE = Path(__file__).parent
QUERIES = QueryFiles(_HERE / "queries")


def render(stream: IO[bytes], template: str, **facts: object) -> None:
    """Write a page; what it iterates over may be longer than memory."""
    environment = page_environment(_HERE / "templates")
    environment.get_template(template).stream(**facts).dump(stream, encoding="utf-8")
