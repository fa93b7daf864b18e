"""A small archive to propose quarantines in."""

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from guard.holdings import Holdings
from quarantine.shelf import Shelf


@pytest.fixture
def holdings(archive: Connection[Any]) -> Holdings:
    return Holdings(archive)


@pytest.fixture
def shelf(archive: Connection[Any], tmp_path: Path) -> Shelf:
    return Shelf(archive, tmp_path / "photographs", tmp_path / "quarantine")
