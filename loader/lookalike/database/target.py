"""The database in use: that of the embedded server, or one that the user names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from lookalike.database.embedded import EmbeddedServer
from lookalike.database.install import install as bring_up_to_date


@dataclass(frozen=True)
class Target:
    """The database in use. `url` may hold a password: never print it, print describe(url)."""

    url: str
    embedded: bool
    data_dir: Path | None


def database_url(database: str | None) -> str | None:
    """Return the URL of an external server, from the argument or LOOKALIKE_DATABASE."""
    return database or os.environ.get("LOOKALIKE_DATABASE") or None


def default_data_dir(data_dir: Path | None) -> Path:
    """Return the embedded server's folder: the argument, LOOKALIKE_DATA_DIR or the user's own."""
    named = data_dir or os.environ.get("LOOKALIKE_DATA_DIR")
    return Path(named) if named else platformdirs.user_data_path("lookalike")


def is_made(database: str | None, data_dir: Path | None) -> bool:
    """Whether there is a database: one that the user names, or that of the embedded server."""
    if database_url(database):
        return True
    return EmbeddedServer(default_data_dir(data_dir)).pgdata.exists()


@contextmanager
def open_target(
    database: str | None, data_dir: Path | None, *, install: bool = True
) -> Iterator[Target]:
    """Yield the database in use for a block, started and (with `install`) up to date.

    The embedded server is stopped afterwards unless another command uses it or `lookalike server`
    has started it. Raises LookalikeError with a hint for each error that a user can correct.
    """
    if url := database_url(database):
        if install:
            bring_up_to_date(url)
        yield Target(url, embedded=False, data_dir=None)
        return
    server = EmbeddedServer(default_data_dir(data_dir))
    with server.in_use():
        url = server.url()
        if install:
            bring_up_to_date(url)
        yield Target(url, embedded=True, data_dir=server.data_dir)
