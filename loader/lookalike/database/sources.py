"""The SQL files: which there are, in which order they run, and how they become an extension."""

import hashlib
import re
from pathlib import Path

from lookalike.database.lock import follow_owner
from lookalike.resources import MIGRATIONS, SQL

EXTENSION = SQL / "extension"
ARCHIVE = SQL / "archive"
CONTROL = EXTENSION / "lookalike.control"
# Of the extension, that this one can upgrade; the Makefile has them too.
EARLIER_VERSIONS = ("0.1.0", "0.2.0", "0.3.0")


def extension_files() -> list[Path]:
    """Return the files of the stateless functions, in the order they run."""
    return sorted(EXTENSION.glob("*.sql"))


def replaceable_files() -> list[Path]:
    """Return the files of the archive that every install runs again, in order.

    Files whose name starts with `tables` hold state and belong to a revision in migrations/.
    """
    files = ARCHIVE.rglob("*.sql")
    return sorted(path for path in files if not path.name.startswith("tables"))


def name_of(path: Path) -> str:
    """Return how messages name a source file, such as `sql/archive/30_match/pair.sql`."""
    return path.relative_to(SQL.parent).as_posix()


def extension_version() -> str:
    """Return the version that the control file names."""
    found = re.search(r"^\s*default_version\s*=\s*'([^']+)'", CONTROL.read_text(), re.MULTILINE)
    if not found:
        raise ValueError(f"{CONTROL} names no default_version")
    return found[1]


def source_digest() -> str:
    """Return a digest of everything that decides what an installation looks like."""
    files = [CONTROL, *SQL.rglob("*.sql"), *(MIGRATIONS / "versions").glob("*.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"{name_of(path)}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def write_extension(folder: Path) -> None:
    """Write the control file and scripts of the extension into `folder`, as `make` does.

    Every file can run again, so the whole script is also the upgrade from an earlier version.
    """
    script = "".join(path.read_text() for path in extension_files())
    for name in extension_scripts():
        _write(folder / name, script)
    _write(folder / CONTROL.name, CONTROL.read_text())


def extension_scripts() -> list[str]:
    """Return the names of the scripts that create the extension and upgrade it."""
    version = extension_version()
    steps = [version, *(f"{earlier}--{version}" for earlier in EARLIER_VERSIONS)]
    return [f"lookalike--{step}.sql" for step in steps]


def _write(path: Path, content: str) -> None:
    """Replace `path` in one step, so that a server never reads half of it."""
    if path.exists() and path.read_text() == content:
        return
    draft = path.with_name(path.name + ".new")
    draft.write_text(content)
    draft.chmod(0o644)
    follow_owner(draft)
    draft.replace(path)
