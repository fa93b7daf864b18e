"""Small archives whose images are classified, not only given a class."""

from typing import Any

import pytest
from psycopg import Connection

from guard.holdings import Holdings


@pytest.fixture
def holdings(archive: Connection[Any]) -> Holdings:
    return Holdings(archive)
