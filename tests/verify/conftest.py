"""What lookalike ships, as facts of a new archive, read once."""

import pytest

from lookalike.database import connect
from lookalike.verify.installed import Fact, read_facts
from servers import Servers, Way


@pytest.fixture(scope="session")
def shipped(servers: Servers) -> list[Fact]:
    """The facts of a new archive on PostgreSQL 18."""
    with servers.database(Way(18, "loose"), "archive") as url, connect(url) as connection:
        return read_facts(connection)
