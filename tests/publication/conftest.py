"""A small archive with publications."""

from typing import Any

import pytest
from psycopg import Connection

from guard.holdings import Holdings


@pytest.fixture
def holdings(archive: Connection[Any]) -> Holdings:
    return Holdings(archive)
