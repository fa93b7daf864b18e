"""Data directories and a command line to run on them, as root and as an ordinary user."""

import subprocess
from collections.abc import Callable, Iterator
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
    """A data directory with lookalike installed and the server stopped."""
    with temporary_folder() as path:
        server = EmbeddedServer(path / "data", settings=FAST)
        with server.in_use():
            install(server.url())
        with (server.pgdata / "postgresql.conf").open("a") as configuration:
            configuration.write("fsync = off\n")  # for servers that a command starts
        yield server.data_dir


@pytest.fixture(scope="session")
def copies(prepared: Path) -> Iterator[Callable[[bool], Path]]:
    """Gives a copy of `prepared` that the tests share: the tester's or an ordinary user's."""
    with temporary_folder() as path:

        def copy(ordinary: bool) -> Path:
            target = path / ("ordinary" if ordinary else "tester")
            if not target.exists():
                subprocess.run(["cp", "-a", prepared, target], check=True)
                if ordinary:
                    subprocess.run(["chown", "-R", ORDINARY_USER, target], check=True)
            return target

        yield copy


@pytest.fixture
def cli(copies: Callable[[bool], Path]) -> Iterator[Cli]:
    """The command line with a data directory, its server stopped, as the tester."""
    yield from _cli(copies(False), [])


@pytest.fixture(params=["tester", "ordinary user"])
def any_cli(request: pytest.FixtureRequest, copies: Callable[[bool], Path]) -> Iterator[Cli]:
    """The command line as the tester, and where that is root as an ordinary user too."""
    ordinary = request.param == "ordinary user"
    switch = switch_to_ordinary_user() if ordinary else []
    yield from _cli(copies(ordinary), switch)


@pytest.fixture
def own_cli(prepared: Path, folder: Path) -> Iterator[Cli]:
    """The command line with a data directory that a test may spoil."""
    subprocess.run(["cp", "-a", prepared, folder / "data"], check=True)
    yield from _cli(folder / "data", [])


def _cli(data_dir: Path, switch: list[str]) -> Iterator[Cli]:
    cli = Cli(data_dir, switch)
    yield cli
    assert cli.server.stop(), "a process still uses the server"
