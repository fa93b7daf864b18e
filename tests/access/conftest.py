"""People and programs that connect as members of one group role each, and as nothing more."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from access.logins import Logins
from lookalike.database import connect
from servers import Servers, Way


@pytest.fixture
def logins(archive_url: str) -> Iterator[Logins]:
    """Makes logins for the archive on PostgreSQL 18, and takes them away afterwards."""
    with Logins(archive_url) as logins:
        yield logins


@pytest.fixture(params=[Way(18, "extension"), Way(16, "loose")], ids=str)
def any_logins(request: pytest.FixtureRequest, servers: Servers) -> Iterator[Logins]:
    """The same on both versions, which differ in who may analyze a table."""
    with servers.database(request.param, "archive") as url, Logins(url) as logins:
        yield logins


@pytest.fixture
def owner(logins: Logins) -> Iterator[Connection[Any]]:
    """A connection of the owner of the archive."""
    with connect(logins.url) as connection:
        yield connection
