"""The SQL files: which there are, in which order they run, and how they become an extension."""

import hashlib
import re
from pathlib import Path

from lookalike.database.lock import follow_owner
from lookalike.resources import MIGRATIONS, SQL

EXTENSION = SQL / "extension"
ARCHIVE = SQL / "archive"
CONTROL = EXTENSION / "lookalike.control"


def extension_files() -> list[Path]:
    """Return the files of the stateless functions, in the order they run."""
    return sorted(EXTENSION.glob("*.sql"))


def state_files() -> list[Path]:
    """Return the files that say what the tables are today, in the order a fresh install runs."""
    return sorted(ARCHIVE.glob("*/tables.sql"))


def replaceable_files() -> list[Path]:
    """Return the files of the archive that every install runs again, in order.

    State (`tables.sql`) is made once, and a delta (`delta_*.sql`) belongs to a revision in
    migrations/.
    """
    files = ARCHIVE.glob("*/*.sql")
    return sorted(p for p in files if p.name != "tables.sql" and not p.name.startswith("delta_"))


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
    """Write the control file and the script of the extension into `folder`, as `make` does."""
    script = "".join(path.read_text() for path in extension_files())
    _write(folder / extension_script(), script)
    _write(folder / CONTROL.name, CONTROL.read_text())


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
    follow_owner(draft)
    draft.replace(path)
