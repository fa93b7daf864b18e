"""Copies the files of a plan into a bag (BagIt, RFC 8493). The files themselves stay as they are.

The bag is made under a name that nobody knows, beside its place, and gets its name when all of it
is on the disk and its manifest is what the database holds.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from lookalike.beneath import open_beneath
from lookalike.console import progress
from lookalike.database import one
from lookalike.database.query_files import QueryFiles, Row
from lookalike.database.snapshot import one_snapshot
from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path
from lookalike.paper.certificate import read_plan
from lookalike.premis.document import images_of_plan, write_premis
from lookalike.quarantine.place import FileError, Place
from lookalike.quarantine.roots import Roots

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_CHUNK = 2**20
_LONGEST_NAME = 255  # bytes, on nearly every file system


@dataclass(frozen=True)
class Bag:
    """What was copied; `manifest` is the SHA-256 of the manifest, in hexadecimal."""

    files: int
    byte_size: int
    manifest: str


def make_bag(connection: Connection[Any], plan_id: int, folder: Path, by: str) -> Bag:
    """Make a bag of the files of a plan in a new or empty folder, and log it.

    `connection` is in autocommit. Raises LookalikeError, and then leaves nothing behind.
    """
    if find_spec("bagit") is None:
        raise LookalikeError(
            "bags need the library bagit", hint="Install it: pip install 'lookalike[bagit]'"
        )
    plan = read_plan(connection, plan_id)
    _check(connection, plan, folder)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.part")
    try:
        try:
            draft.mkdir()
            copied = _copy(connection, plan, draft)
            manifest = _seal(connection, plan, draft, copied)
            _sync(draft)
            draft.rename(folder)
            _sync_folder(folder.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except (OSError, FileError) as error:
        raise LookalikeError(
            f'cannot make the bag "{folder}"',
            detail=str(error),
            hint="Name a new folder, on a disk that is large enough.",
        ) from error
    bag = Bag(len(copied), sum(size for _, size in copied.values()), manifest)
    one(
        connection,
        "SELECT lookalike_internal.record_export(%s, %s, %s, %s, %s, %s)",
        plan_id,
        by,
        escape_path(os.fsencode(folder)),
        bag.manifest,
        bag.files,
        bag.byte_size,
    )
    return bag


def _check(connection: Connection[Any], plan: Row, folder: Path) -> None:
    """Raise LookalikeError, or an error of the database, unless a bag may be made there."""
    name = plan["plan"]
    if plan["kind"] == "record disposal":
        raise LookalikeError(
            f'plan "{name}" has no files',
            detail="They were disposed of.",
            hint="lookalike quarantine export writes the list of the files.",
        )
    if plan["state"] not in ("approved", "applied"):
        raise LookalikeError(
            f'plan "{name}" is {plan["state"]}',
            hint="A bag is made of a plan that another person has approved.",
        )
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise LookalikeError(
            f'"{folder}" is there already', hint="Name a new folder, or an empty one."
        )
    escaped = escape_path(os.fsencode(folder))
    connection.execute(_QUERIES.text("check_bag"), {"plan_id": plan["plan_id"], "folder": escaped})


def _copy(connection: Connection[Any], plan: Row, draft: Path) -> dict[str, tuple[str, int]]:
    """Copy the files; return the digest and size of each by its path in the bag."""
    copied: dict[str, tuple[str, int]] = {}
    roots = Roots(unescape_path(plan["destination"] or "/"))
    try:
        with progress("export", plan["images"], "files") as meter:
            for row in _files(connection, plan["plan_id"]):
                inside = Path(str(row["image_id"]), _name(row["path"]))
                target = draft / inside
                target.parent.mkdir(exist_ok=True)
                _copy_file(_place(roots, plan, row), row, target)
                copied[f"data/{inside}"] = row["sha256"].hex(), row["byte_size"]
                meter.advance()
    finally:
        roots.close()
    if not copied:
        raise FileError("The plan has no file that could be copied.")
    return copied


def _files(connection: Connection[Any], plan_id: int) -> Iterator[Row]:
    with connection.transaction(), connection.cursor("bag", row_factory=dict_row) as cursor:
        cursor.execute(_QUERIES.text("bag_files"), {"plan_id": plan_id})
        yield from cursor


def _name(path: str) -> str:
    """Return the name of a file in a bag: its own, or a short one where that is too long."""
    name = path.rpartition("/")[2]
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    return "file" + Path(name).suffix[:20]


def _place(roots: Roots, plan: Row, row: Row) -> Place:
    if row["state"] == "moved":
        top = unescape_path(plan["destination"]).rstrip(b"/") + b"/"
        return roots.in_quarantine(unescape_path(row["destination"]).removeprefix(top))
    return roots.in_collection(unescape_path(row["root"]), unescape_path(row["path"]))


def _copy_file(place: Place, row: Row, target: Path) -> None:
    """Copy a file that has the bytes of the database. Raises FileError or OSError."""
    try:
        source = open_beneath(place.root_fd, place.path)
    except OSError as error:
        raise FileError(f"{place} cannot be read: {error.strerror}.") from error
    digest, size = hashlib.sha256(), 0
    with os.fdopen(source, "rb", buffering=0) as read, target.open("xb", buffering=0) as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            written.write(chunk)
        status = os.fstat(read.fileno())
        os.utime(written.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
    if size != row["byte_size"] or digest.digest() != row["sha256"]:
        raise FileError(f"{place} has changed: its SHA-256 is {digest.hexdigest()}.")


def _seal(
    connection: Connection[Any], plan: Row, draft: Path, copied: dict[str, tuple[str, int]]
) -> str:
    """Turn a folder of copies into a bag, and return the SHA-256 of its manifest."""
    import bagit

    made = bagit.make_bag(str(draft), _info(plan), checksums=["sha256"])
    with (draft / "premis.xml").open("xb") as stream, one_snapshot(connection):
        images = images_of_plan(connection, plan["plan_id"])
        write_premis(connection, stream, images, plan["plan_id"])
    made.save()  # the manifest of tag files gets premis.xml
    # The library has read the copies again.
    found = {path: digests["sha256"] for path, digests in made.payload_entries().items()}
    if found != {path: digest for path, (digest, _) in copied.items()}:
        raise FileError("The copies on the disk are not what was copied. Is the disk in order?")
    return hashlib.sha256((draft / "manifest-sha256.txt").read_bytes()).hexdigest()


def _info(plan: Row) -> dict[str, str]:
    """Return what bag-info.txt says, one line each."""
    info = {
        "External-Identifier": f"{plan['archive_id']}/plan/{plan['plan_id']}",
        "External-Description": plan["reason"],
        "Internal-Sender-Identifier": plan["plan"],
        "Plan-Kind": plan["kind"],
        "Authority": plan["authority"],
        "Receiver": plan["receiver"],
        "Proposed-By": plan["proposed_by"],
        "Approved-By": plan["approved_by"],
        "Event-Log-Head": plan["head"],
    }
    return {key: " ".join(value.split()) for key, value in info.items() if value is not None}


def _sync(top: Path) -> None:
    for folder, _, files in os.walk(top, topdown=False):
        for name in files:
            with Path(folder, name).open("rb") as file:
                os.fsync(file.fileno())
        _sync_folder(Path(folder))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
