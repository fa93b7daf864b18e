"""The SQL files, the order in which they run, and the extension that is made from them."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from lookalike.resources import MIGRATIONS, SQL

EXTENSION = SQL / "extension"
ARCHIVE = SQL / "archive"
CONTROL = EXTENSION / "lookalike.control"


def extension_files() -> list[Path]:
    """Return the files of the stateless functions, in the order they run."""
    return sorted(EXTENSION.glob("*.sql"))


def state_files() -> list[Path]:
    """Return the files that define the tables of today, in the order in which they run."""
    return sorted(ARCHIVE.glob("*/tables.sql"))


def replaceable_files() -> list[Path]:
    """Return the files of the archive that every install runs again, in order.

    They leave out state (`tables.sql`), which runs once, and deltas (`delta_*.sql`), which
    revisions in migrations/ run.
    """
    files = ARCHIVE.glob("*/*.sql")
    return sorted(p for p in files if p.name != "tables.sql" and not p.name.startswith("delta_"))


def name_of(path: Path) -> str:
    """Return the name of a source file for messages, such as `sql/archive/25_prove/prove.sql`."""
    return path.relative_to(SQL.parent).as_posix()


def extension_version() -> str:
    """Return the version in the control file."""
    found = re.search(r"^\s*default_version\s*=\s*'([^']+)'", CONTROL.read_text(), re.MULTILINE)
    if not found:
        raise ValueError(f"{CONTROL} names no default_version")
    return found[1]


def source_digest() -> str:
    """Return a digest of all files that determine an installation."""
    files = [CONTROL, *SQL.rglob("*.sql"), *(MIGRATIONS / "versions").glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{name_of(path)}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def read_extension() -> dict[str, str]:
    """Return the script and the control file of the extension by their names, as `make` does."""
    return {
        extension_script(): "".join(path.read_text() for path in extension_files()),
        CONTROL.name: CONTROL.read_text(),
    }


def write_extension(folder: Path, extension: Mapping[str, str]) -> None:
    """Write the files of the extension, as `read_extension` returns them, into `folder`."""
    for name, text in extension.items():
        _write(folder / name, text)


def extension_script() -> str:
    """Return the name of the script that creates the extension."""
    return f"lookalike--{extension_version()}.sql"


def _write(path: Path, content: str) -> None:
    """Replace `path` in one step, so that a server never reads half of it."""
    if path.exists() and path.read_text() == content:
        return
    draft = path.with_name(path.name + ".new")
    draft.write_text(content)
    draft.chmod(0o644)
    draft.replace(path)
