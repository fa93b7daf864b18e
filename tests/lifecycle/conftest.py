"""Data directories and a command line to run on them, as root and as an ordinary user."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle.command_line import ORDINARY_USER, Cli, switch_to_ordinary_user
from lookalike.database import install
from lookalike.database.embedded import EmbeddedServer
from servers import FAST, temporary_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A temporary folder that other users may pass through."""
    with temporary_folder() as path:
        yield path


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A data directory with lookalike installed and the server stopped, to copy."""
    with temporary_folder() as path:
        server = EmbeddedServer(path / "data", settings=FAST)
        with server.in_use():
            install(server.url())
        yield server.data_dir


@pytest.fixture
def cli(prepared: Path, folder: Path) -> Iterator[Cli]:
    """The command line with a data directory of its own, as the user who runs the tests."""
    yield from _cli(prepared, folder / "data", [])


@pytest.fixture(params=["tester", "ordinary user"])
def any_cli(request: pytest.FixtureRequest, prepared: Path, folder: Path) -> Iterator[Cli]:
    """The command line as the user who runs the tests, and for root as an ordinary one too."""
    switch = [] if request.param == "tester" else switch_to_ordinary_user()
    yield from _cli(prepared, folder / "data", switch)


def _cli(source: Path, data_dir: Path, switch: list[str]) -> Iterator[Cli]:
    subprocess.run(["cp", "-a", source, data_dir], check=True)
    if switch:
        subprocess.run(["chown", "-R", ORDINARY_USER, data_dir], check=True)
    cli = Cli(data_dir, switch)
    yield cli
    cli.server.stop()
