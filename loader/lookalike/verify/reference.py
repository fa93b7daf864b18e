"""What this version of lookalike ships, installed afresh on a server that nobody else can reach."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lookalike.database import install
from lookalike.database.embedded import EmbeddedServer
from lookalike.database.wheel import POSTGRES_VERSIONS
from lookalike.errors import LookalikeError

# Nothing on it is to outlive the command.
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@contextmanager
def reference_archive(version: int, against: str | None = None) -> Iterator[str]:
    """Give the URL of an empty archive on PostgreSQL `version`, the major version to compare with.

    It is made on a server in a temporary folder, or in the database at `against`. A server of
    another major version writes the same function in other words. Raises LookalikeError where
    there is no such server.
    """
    if against is not None:
        install(against)
        yield against
        return
    if version not in POSTGRES_VERSIONS:
        raise LookalikeError(
            f"lookalike has no PostgreSQL {version} of its own to compare with",
            detail="The functions of the archive are compared with those of a new archive on a "
            "server of the same major version.",
            hint="lookalike verify --against URL takes an empty database on another server of that "
            "version; lookalike verify --log-only checks only the log.",
        )
    with tempfile.TemporaryDirectory(prefix="lookalike-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # under root, the server runs as another user
        server = EmbeddedServer(Path(folder) / "data", version, settings=_SETTINGS)
        with server.in_use():
            url = server.url()
            # Loose: then no server needs the files of the extension. The functions are the same.
            install(url, "loose")
            yield url
