"""Fixtures that all tests share: databases on real servers, and the shared images."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from PIL import Image

from examples import ALL
from lookalike.database import connect
from schedule import ByFile, longest_first
from servers import WAYS, Servers, Way, place_for_data, temporary_folder

Connection = psycopg.Connection[Any]
# Two runs of the same code try the same examples, so that a failure is due to a change.
settings.register_profile("repeatable", derandomize=not ALL)
settings.load_profile("repeatable")
_SHARED_IMAGES = Path(__file__).parents[2] / "shared" / "images"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL 18 and 16, each started by the first test that wants it."""
    with temporary_folder() as folder, temporary_folder(place_for_data()) as data:
        running = Servers(folder, data)
        yield running
        running.stop()


@pytest.fixture(autouse=True)
def pixel_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of Pillow, which the last picture that was decoded sets, is that of the test."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture(
    params=[
        WAYS[0],
        pytest.param(WAYS[1], marks=pytest.mark.long),
        pytest.param(WAYS[2], marks=pytest.mark.long),
        WAYS[3],
    ],
    ids=str,
)
def any_way(request: pytest.FixtureRequest) -> Way:
    """Both versions of PostgreSQL, both ways of installing the functions; all four when asked."""
    way: Way = request.param
    return way


@pytest.fixture
def any_archive_url(servers: Servers, any_way: Way) -> Iterator[str]:
    """A fresh database with lookalike installed, on both versions and in both modes."""
    with servers.database(any_way, "archive") as url:
        yield url


@pytest.fixture
def any_archive(any_archive_url: str) -> Iterator[Connection]:
    """A connection (autocommit) to `any_archive_url`."""
    with connect(any_archive_url) as connection:
        yield connection


@pytest.fixture
def archive_url(servers: Servers) -> Iterator[str]:
    """A fresh database with lookalike installed, PostgreSQL 18 and the extension."""
    with servers.database(WAYS[0], "archive") as url:
        yield url


@pytest.fixture
def archive(archive_url: str) -> Iterator[Connection]:
    """A connection (autocommit) to `archive_url`."""
    with connect(archive_url) as connection:
        yield connection


@pytest.fixture
def any_functions(servers: Servers, any_way: Way) -> Iterator[Connection]:
    """A connection to a fresh database with pgvector and our functions, but no archive."""
    with servers.database(any_way, "functions") as url, connect(url) as connection:
        yield connection


@pytest.fixture(scope="session")
def shared_images() -> Path:
    """The real images with ground truth; they are not a part of the project."""
    if not (_SHARED_IMAGES / "MANIFEST.csv").is_file():
        pytest.skip(f"no real images: {_SHARED_IMAGES} has no MANIFEST.csv")
    return _SHARED_IMAGES
