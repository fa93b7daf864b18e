"""The function that revisions in migrations/versions call."""

from typing import TYPE_CHECKING, Any, cast

import psycopg

from lookalike.database.sources import ARCHIVE
from lookalike.database.sql_file import run_sql_file, use_search_path

if TYPE_CHECKING:
    import sqlalchemy


def run_files(connection: "sqlalchemy.Connection", *names: str) -> None:
    """Run SQL files, named relative to sql/archive/, on the connection that Alembic uses."""
    raw = cast(psycopg.Connection[Any], connection.connection.driver_connection)
    use_search_path(raw)
    for name in names:
        run_sql_file(raw, ARCHIVE / name)
