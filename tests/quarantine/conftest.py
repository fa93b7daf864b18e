"""A small archive to propose quarantines in."""

import os
import shutil
from collections.abc import Iterator
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


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system, in memory."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other file system here: moves from disk to disk are not tested")
    folder = memory / f"lookalike-test-{os.getpid()}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)
