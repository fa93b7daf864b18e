"""Reads a share of the files again, and compares their bytes with what was recorded (fixity)."""

import errno
import math
import os
import secrets
import stat
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.beneath import open_beneath, open_folder_beneath, open_root
from lookalike.console import Meter, progress
from lookalike.database import one
from lookalike.database.query_files import QueryFiles, Row
from lookalike.digest import read_digest
from lookalike.modified import read_modified, to_timestamp
from lookalike.names import unescape_path
from lookalike.scan.volumes import find_volume

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_BATCH = 200  # files; a kill loses the checks of so many
_NAMED = 1000  # failures that are told one by one; the log and view fixity have all

Outcome = Literal["intact", "changed", "missing", "unreadable"]


@dataclass
class FixityResult:
    """The result of one run.

    `failures` are the first of them, by location, each with a sentence. `closed` are folders that
    cannot be opened, likewise; `not_read` counts their files.
    """

    drawn: int = 0
    files: int = 0  # of which they were drawn
    byte_size: int = 0  # that were read
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    not_read: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """How many files were not intact, or not read."""
        return self.outcomes.total() - self.outcomes["intact"] + self.not_read


def check_files(
    connection: Connection[Any], *, share: float, files: int | None = None
) -> FixityResult:
    """Read a share (0 to 1) of all files again, or so many `files`; `connection` is in autocommit.

    The checks are stored batch by batch. Each failure is an event, and so is the run.
    """
    seed = secrets.randbits(63)
    total = one(connection, "SELECT count(*) FROM lookalike_internal.fixity_file")
    wanted = math.ceil(total * share) if files is None else files
    drawn = one(connection, "SELECT lookalike_internal.draw_fixity_files(%s, %s)", wanted, seed)
    result = FixityResult(drawn, total)
    with ExitStack() as stack, progress("verify", drawn, "files") as meter:
        folders = Folders(connection, stack)
        for first in range(1, drawn + 1, _BATCH):
            _check_batch(connection, folders, first, result, meter)
        result.closed = folders.closed()
    one(
        connection,
        "SELECT lookalike_internal.record_fixity(%s, %s, %s, %s, %s, %s, %s, %s)",
        seed,
        drawn,
        *(result.outcomes[kind] for kind in ("intact", "changed", "missing", "unreadable")),
        result.not_read,
        result.byte_size,
    )
    return result


def _check_batch(
    connection: Connection[Any],
    folders: "Folders",
    first: int,
    result: FixityResult,
    meter: Meter,
) -> None:
    rows = _QUERIES.rows(connection, "fixity_batch", first=first, last=first + _BATCH - 1)
    checks = {}
    for row in rows:
        outcome, explanation, byte_size = folders.check(row)
        result.byte_size += byte_size
        meter.advance()
        if outcome is None:
            result.not_read += 1
        else:
            checks[row["image_id"], row["place"]] = row | {
                "sha256": row["sha256"].hex(),
                "outcome": outcome,
                "explanation": explanation,
            }
    names = ("image_id", "place", "path", "sha256", "outcome", "explanation")
    stored = connection.execute(
        "SELECT image_id, place FROM lookalike_internal.store_fixity(%s)",
        [Jsonb([{name: check[name] for name in names} for check in checks.values()])],
    )
    for key in stored.fetchall():
        check = checks[key]
        result.outcomes[check["outcome"]] += 1
        if check["explanation"] is not None and len(result.failures) < _NAMED:
            location = f"{check['folder'].rstrip('/')}/{check['path']}"
            result.failures.append((location, check["explanation"]))


class Folders:
    """The folders of collections and plans, each opened once."""

    def __init__(self, connection: Connection[Any], stack: ExitStack) -> None:
        self._stack = stack
        self._opened: dict[str, int | str] = {}  # a descriptor, or why there is none
        self._gone: set[str] = set()
        # Where the scan followed links, files may be reached only through them.
        self._following = {
            row["root"] for row in _QUERIES.rows(connection, "roots_that_follow_links")
        }
        self._volumes = {
            row["folder"]: (row["mount_point"], row["file_system"])
            for row in _QUERIES.rows(connection, "volumes")
        }

    def closed(self) -> list[tuple[str, str]]:
        """Return the folders that cannot be opened, each with a sentence."""
        return [(name, why) for name, why in self._opened.items() if isinstance(why, str)]

    def check(self, row: Row) -> tuple[Outcome | None, str | None, int]:
        """Read a file. Return the outcome, the explanation, and the number of bytes read.

        The outcome is None where the folder of the file cannot be opened.
        """
        folder = self._open(row["folder"])
        if isinstance(folder, str):
            return None, folder, 0
        path = unescape_path(row["path"])
        try:
            if row["folder"] in self._following:
                descriptor = _open_through_links(folder, path)
            else:
                descriptor = open_beneath(folder, path)
        except OSError as error:
            return (*_failure(error), 0)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            try:
                before, digest, size = _read(file.fileno())
                after = os.fstat(file.fileno())
            except OSError as error:
                return (*_failure(error), 0)
        if _stamp(before) != _stamp(after):
            return "unreadable", "It was written to while it was read.", size
        if digest == row["sha256"]:
            return "intact", None, size
        return "changed", _explain(row, digest, after), size

    def size(self, folder: str, path: bytes) -> int | None:
        """Return the size of a plain file, without reading it; None where it is gone.

        Raises OSError where nobody can tell, such as where another volume is mounted now.
        """
        opened = self._open(folder)
        if isinstance(opened, str):
            if folder in self._volumes and folder in self._gone:
                return None  # its volume is there, and the folder is not
            raise OSError(errno.ENXIO, opened)
        try:
            descriptor = open_folder_beneath(opened, os.path.dirname(path))  # noqa: PTH120
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            status = os.stat(
                os.path.basename(path),  # noqa: PTH119
                dir_fd=descriptor,
                follow_symlinks=False,
            )
        except FileNotFoundError:
            return None
        finally:
            os.close(descriptor)
        return status.st_size

    def _open(self, folder: str) -> int | str:
        if folder not in self._opened:
            other_volume = self._find_other_volume(folder)
            if other_volume is not None:
                self._opened[folder] = other_volume
                return other_volume
            try:
                descriptor = open_root(unescape_path(folder))
            except OSError as error:
                if isinstance(error, FileNotFoundError):
                    self._gone.add(folder)
                self._opened[folder] = (
                    f"The folder cannot be opened: {error.strerror}. Its files were not read."
                )
            else:
                self._opened[folder] = descriptor
                self._stack.callback(os.close, descriptor)
        return self._opened[folder]

    def _find_other_volume(self, folder: str) -> str | None:
        """Say where the folder lies now, if its volume is not the one on which its files lay."""
        known = self._volumes.get(folder)
        now = find_volume(Path(os.fsdecode(unescape_path(folder))))
        if known is None or now is None or (now.mount_point, now.file_system) == known:
            return None
        return (
            f'The folder lay on the {known[1]} file system at "{known[0]}", and lies on the'
            f' {now.file_system} file system at "{now.mount_point}" now. Is its share mounted?'
            " Its files were not read."
        )


def _open_through_links(folder: int, path: bytes) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file")
    return descriptor


def _failure(error: OSError) -> tuple[Outcome, str]:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return "missing", "It is not there."
    return "unreadable", f"It cannot be read: {error.strerror}."


def _read(descriptor: int) -> tuple[os.stat_result, bytes, int]:
    """Read a whole file, from the disk and not from memory where the system allows it."""
    before = os.fstat(descriptor)
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return before, *read_digest(descriptor)


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _explain(row: Row, digest: bytes, status: os.stat_result) -> str:
    words = f"Its SHA-256 is {digest.hex()}, not {row['sha256'].hex()}."
    if status.st_size != row["byte_size"]:
        return f"{words} It has {status.st_size:,} bytes, not {row['byte_size']:,}."
    if row["modified_at"] is None:
        return words
    modified_at = to_timestamp(read_modified(status))
    if modified_at == row["modified_at"]:
        return f"{words} Its size and date are as recorded."
    return f"{words} It was written on {modified_at:%Y-%m-%d %H:%M:%S} UTC."
