"""Small archives with restrictions, and people who may see them or not."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from access.logins import Logins
from guard.holdings import Holdings
from lookalike.database import connect


@pytest.fixture
def logins(archive_url: str) -> Iterator[Logins]:
    with Logins(archive_url) as logins:
        yield logins


@pytest.fixture
def owner(archive_url: str) -> Iterator[Connection[Any]]:
    with connect(archive_url) as connection:
        yield connection


@pytest.fixture
def holdings(owner: Connection[Any]) -> Holdings:
    return Holdings(owner)
