"""Queries that are kept in files, one in each, beside the module that uses them."""

from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

Row = dict[str, Any]


class QueryFiles:
    """The queries of a folder, by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def text(self, name: str) -> LiteralString:
        """Return the text of <name>.sql."""
        text: Any = (self._folder / f"{name}.sql").read_text(encoding="utf-8")
        literal: LiteralString = text  # it comes from our own package, not from a user
        return literal

    def rows(self, connection: Connection[Any], name: str, **parameters: object) -> list[Row]:
        """Return all rows of a query, which must be few, for example by a LIMIT."""
        with connection.cursor(row_factory=dict_row) as cursor:
            # Without parameters, psycopg leaves a % in the query as it is.
            return cursor.execute(self.text(name), parameters or None).fetchall()
