"""With what an evaluation was made: everything that its figures may depend on."""

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from psycopg import Connection

from lookalike import __version__
from lookalike.cores import usable_cores
from lookalike.evaluate.query import rows

_MODES = {"extension": "as an extension", "loose": "loose, without the extension"}
_LIBRARIES = ("numpy", "numba", "opencv-python-headless", "onnxruntime")


def read_versions(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Versions by name: of programs and libraries, and of the model that embeds pictures."""
    server = rows(connection, "server")[0]
    found = [
        ("Lookalike", __version__),
        ("SQL functions", _MODES[server["mode"]]),
        ("PostgreSQL", server["postgresql"]),
        ("pgvector", server["pgvector"]),
        ("Python", platform.python_version()),
    ]
    found.extend((row["name"], row["version"]) for row in rows(connection, "libraries"))
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:  # another build of the same library
            continue
    found.extend(
        ("model", f"{row['name']}, SHA-256 {row['sha256']}") for row in rows(connection, "models")
    )
    found.append(("machine", f"{platform.system()} {platform.machine()}, {usable_cores()} cores"))
    return found
