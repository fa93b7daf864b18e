"""One database for all tests of a module; each leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from lookalike.database import connect
from servers import WAYS, Servers


@pytest.fixture(scope="module")
def shared_archive(servers: Servers) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database with lookalike installed."""
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        yield connection


@pytest.fixture
def archive(shared_archive: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """The same in a transaction that is undone."""
    with shared_archive.transaction(force_rollback=True):
        yield shared_archive
