"""Several queries that see the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection


@contextmanager
def one_snapshot(connection: Connection[Any]) -> Iterator[None]:
    """Let every query see the same moment, and write times in UTC, whatever the session says.

    The connection must be in autocommit mode, outside a transaction.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        connection.execute("SET LOCAL DateStyle = 'ISO'")
        connection.execute("SET LOCAL client_encoding = 'UTF8'")
        yield
