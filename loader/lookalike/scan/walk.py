"""Lists the files below a folder without opening, following or changing any of them."""
# ruff: noqa: PTH115, PTH116, PTH118, PTH120
# File names are bytes here, and pathlib takes text only.

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lookalike.errors import LookalikeError
from lookalike.modified import read_modified
from lookalike.names import escape_path, name_problem
from lookalike.picture.problem import ProblemClass
from lookalike.scan.exclude import NOTHING, Excludes
from lookalike.scan.record import ScanProblem, WalkedFile

_SPECIAL = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)

# A path is a key in the database, and a key has to fit a third of an index page.
LONGEST_PATH = 2400

_Identity = tuple[int, int]  # device and inode


class _Folder(NamedTuple):
    path: bytes  # below the root
    ancestors: frozenset[_Identity]  # of the folders above it


def walk(
    root: Path, follow_symlinks: bool = False, excludes: Excludes = NOTHING
) -> Iterator[WalkedFile | ScanProblem]:
    """Yield every regular file below `root`, also hidden ones, and a problem for all else.

    What `excludes` leaves out is an `excluded` problem; a folder that is left out is not entered.

    Folders are read one at a time and in order, so that the same tree is always walked in the
    same way. A bad entry never raises; only a `root` that cannot be listed does
    (LookalikeError). A file whose name is trouble comes with a `file_name` problem beside it.
    """
    top = os.fsencode(root)
    try:
        os.scandir(top).close()
        pending = [_Folder(b"", _parents(top))]
    except OSError as error:
        raise LookalikeError(
            f'cannot list the folder "{escape_path(top)}": {error.strerror}',
            hint="Name an existing folder that this user may read.",
        ) from error
    while pending:
        folder = pending.pop()
        full = os.path.join(top, folder.path) if folder.path else top
        try:
            identity = _identity(os.stat(full))
            if identity in folder.ancestors:  # only by way of a link that is followed
                yield _loop(folder.path)
                continue
            ancestors = folder.ancestors | {identity}
            with os.scandir(full) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    below = os.path.join(folder.path, entry.name)
                    yield from _visit(entry, below, ancestors, pending, follow_symlinks, excludes)
        except OSError as error:
            yield _trouble(folder.path, error, "the folder")


def _visit(
    entry: os.DirEntry[bytes],
    path: bytes,
    ancestors: frozenset[_Identity],
    pending: list[_Folder],
    follow_symlinks: bool,
    excludes: Excludes,
) -> Iterator[WalkedFile | ScanProblem]:
    try:
        is_folder = entry.is_dir(follow_symlinks=follow_symlinks)
        if words := excludes.find(path, entry.name, is_folder):
            yield _excluded(entry, path, is_folder, words)
            return
        if entry.is_symlink() and not follow_symlinks:
            yield _unfollowed(entry, path, ancestors)
            return
        status = entry.stat(follow_symlinks=follow_symlinks)
    except OSError as error:
        if entry.is_symlink() and error.errno == errno.ENOENT:
            yield ScanProblem(_named(path), "symlink", "the link points at nothing")
        else:
            yield _trouble(path, error, "it")
        return
    trouble = name_problem(entry.name)
    if stat.S_ISDIR(status.st_mode):
        if trouble:
            yield ScanProblem(_named(path), "file_name", trouble, scanned=True)
        pending.append(_Folder(path, ancestors))
    elif stat.S_ISREG(status.st_mode):
        file = WalkedFile(escape_path(path), status.st_size, read_modified(status))
        if len(file.path.encode()) > LONGEST_PATH:
            yield ScanProblem(
                _named(path), "path_too_long", f"its path is over {LONGEST_PATH} bytes"
            )
            return
        yield file
        if trouble:
            yield ScanProblem(
                file.path, "file_name", trouble, True, file.byte_size, file.modified_us
            )
    else:
        kind = next((name for test, name in _SPECIAL if test(status.st_mode)), "not a file")
        yield ScanProblem(_named(path), "special_file", f"{kind}; it was not opened")


def _excluded(entry: os.DirEntry[bytes], path: bytes, is_folder: bool, words: str) -> ScanProblem:
    """Say that a file or folder is left out; of a folder, size and time are not told."""
    if is_folder:
        return ScanProblem(_named(path), "excluded", words)
    status = entry.stat(follow_symlinks=False)
    return ScanProblem(
        _named(path), "excluded", words, False, status.st_size, read_modified(status)
    )


def _unfollowed(
    entry: os.DirEntry[bytes], path: bytes, ancestors: frozenset[_Identity]
) -> ScanProblem:
    """Say what a link that is not followed is; looks at the target's inode, never into it."""
    try:
        target = os.readlink(entry.path)
        if _identity(os.stat(entry.path)) in ancestors:
            return _loop(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return _loop(path)
        if error.errno != errno.ENOENT:
            return ScanProblem(_named(path), "symlink", f"not followed: {error.strerror}")
        return ScanProblem(_named(path), "symlink", "the link points at nothing")
    message = f'not followed: points at "{escape_path(target)[:1000]}"'
    return ScanProblem(_named(path), "symlink", message)


def _named(path: bytes) -> str:
    """Return the path as text; of a path that is too long, its beginning and a digest."""
    text = escape_path(path)
    if len(raw := text.encode()) <= LONGEST_PATH:
        return text
    digest = hashlib.sha256(raw).hexdigest()[:16]
    return f"{raw[: LONGEST_PATH - 100].decode(errors='ignore')}... ({digest})"


def _loop(path: bytes) -> ScanProblem:
    message = "the link leads back to itself or to a folder above it; it was not followed"
    return ScanProblem(_named(path), "symlink_loop", message)


def _trouble(path: bytes, error: OSError, what: str) -> ScanProblem:
    problem: ProblemClass = "unreadable"
    if error.errno == errno.ENOENT:
        problem = "vanished"
    elif error.errno == errno.ELOOP:
        return _loop(path)
    return ScanProblem(
        _named(path) or ".",
        problem,
        f"cannot read {what}: {error.strerror or error}",
    )


def _identity(status: os.stat_result) -> _Identity:
    return status.st_dev, status.st_ino


def _parents(top: bytes) -> frozenset[_Identity]:
    """Identities of the folders above `top`: a link to any of them would come back to it."""
    real = os.path.realpath(top)
    found = set()
    while (parent := os.path.dirname(real)) != real:
        real = parent
        found.add(_identity(os.stat(real)))
    return frozenset(found)
