"""A small archive to hold things in."""

from typing import Any

import pytest
from psycopg import Connection

from guard.holdings import Holdings


@pytest.fixture
def holdings(archive: Connection[Any]) -> Holdings:
    return Holdings(archive)


@pytest.fixture
def any_holdings(any_archive: Connection[Any]) -> Holdings:
    """On PostgreSQL 18 and 16, with the extension and without."""
    return Holdings(any_archive)
