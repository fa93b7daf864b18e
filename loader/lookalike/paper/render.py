"""Renders a page from its template, piece by piece."""

from pathlib import Path
from typing import IO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lookalike.database.query_files import QueryFiles

_HERE = Path(__file__).parent
QUERIES = QueryFiles(_HERE / "queries")


def render(stream: IO[bytes], template: str, **facts: object) -> None:
    """Write a page; what it iterates over may be longer than memory."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.get_template(template).stream(**facts).dump(stream, encoding="utf-8")
