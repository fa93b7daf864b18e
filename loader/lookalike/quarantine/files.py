"""Moves one file so that at every moment all of its bytes are under at least one of its two names.

Nothing is ever overwritten. The steps are: make the second name (a hard link, or a copy that is
synced and read back), sync its folder, remove the first name, sync that folder. After a kill at any
point, `bring` goes on from the state that it finds on the disk.
"""
# ruff: noqa: PTH104, PTH106, PTH108, PTH118, PTH120
# File names are bytes here, and pathlib takes text only.

import errno
import hashlib
import os
import stat
from contextlib import suppress
from typing import NamedTuple

from lookalike.names import escape_path

_CHUNK = 2**20
# Errors of file systems that cannot link, or cannot link these two places.
_NO_LINK = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


class FileError(Exception):
    """Why a file was left where it is, as a sentence for people."""


class Content(NamedTuple):
    """The content that a file must have."""

    sha256: bytes
    byte_size: int


class _Identity(NamedTuple):
    device: int
    inode: int
    byte_size: int
    modified_ns: int


def bring(source: bytes, destination: bytes, content: Content, partial: str) -> None:
    """Bring the file with this content from `source` to `destination`, or finish doing so.

    `partial` is the name for a copy beside `destination`; no other file may have this name. If the
    file is there already, nothing is done. Raises FileError; the file then keeps its old name.
    """
    for folder in {os.path.dirname(source), os.path.dirname(destination)}:
        with suppress(OSError):
            os.unlink(os.path.join(folder, os.fsencode(partial)))  # of an attempt that was killed
    if _look(destination) is not None:
        if not holds(destination, content):
            raise FileError(f"{_quote(destination)} is another file; nothing is overwritten.")
        if _look(source) is None:
            return
        leaving = identify(source, content)
    else:
        if _look(source) is None:
            raise FileError(
                f"The file is neither at {_quote(source)} nor at {_quote(destination)}."
            )
        leaving = identify(source, content)
        _may_change(os.path.dirname(source))
        folder = os.path.dirname(destination)
        _make_folder(folder)
        if not _link(source, destination):
            _copy(source, destination, content, os.path.join(folder, os.fsencode(partial)))
    _sync_folder(os.path.dirname(destination))
    if _look(destination) is None or _identity(source) != leaving:
        raise FileError(f"{_quote(source)} was changed while it was being moved.")
    _remove(source, destination, content)
    _sync_folder(os.path.dirname(source))


def holds(path: bytes, content: Content) -> bool:
    """Return whether `path` is a plain file with exactly this content."""
    try:
        identify(path, content)
    except FileError:
        return False
    return True


def is_there(path: bytes) -> bool:
    """Say whether a plain file is at `path`. Raises FileError for anything else there."""
    return _look(path) is not None


def identify(path: bytes, content: Content) -> _Identity:
    """Read the whole file, compare its digest, and return which file that was.

    Raises FileError where it is missing, is another, is reached through a link, or was written
    to meanwhile.
    """
    if _look(path) is None:
        raise FileError(f"{_quote(path)} is not there.")
    digest, size = hashlib.sha256(), 0
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            before = os.fstat(descriptor)
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
            after = os.fstat(descriptor)
    except OSError as error:
        raise FileError(f"{_quote(path)} cannot be read: {error.strerror}.") from error
    if _numbers(before) != _numbers(after):
        raise FileError(f"{_quote(path)} was changed while it was read.")
    if size != content.byte_size or digest.digest() != content.sha256:
        raise FileError(
            f"{_quote(path)} has changed: its SHA-256 is {digest.hexdigest()}, not "
            f"{content.sha256.hex()}."
        )
    return _numbers(after)


def is_same_file(one: bytes, other: bytes) -> bool:
    """Return whether two paths are names of one file, so that one is not a copy of the other."""
    a, b = _look(one), _look(other)
    return a is not None and b is not None and (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)


def remove_empty_folders(folder: bytes, top: bytes) -> None:
    """Remove `folder` and the folders above it while they are empty, but never `top` itself."""
    while folder.startswith(top + b"/"):
        try:
            os.rmdir(folder)
        except OSError:
            return
        folder = os.path.dirname(folder)


def _look(path: bytes) -> os.stat_result | None:
    """Return what is at `path`, or None; FileError if it is no plain file, or behind a link."""
    folder = os.path.dirname(path)
    try:
        if b".." in path.split(b"/") or os.path.realpath(folder) != folder:
            raise FileError(f"{_quote(path)} is reached through a symbolic link.")
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise FileError(f"{_quote(path)} cannot be looked at: {error.strerror}.") from error
    if stat.S_ISLNK(status.st_mode):
        raise FileError(f"{_quote(path)} is a symbolic link.")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{_quote(path)} is no plain file.")
    return status


def _numbers(status: os.stat_result) -> _Identity:
    return _Identity(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _identity(path: bytes) -> _Identity | None:
    status = _look(path)
    return None if status is None else _numbers(status)


def _may_change(folder: bytes) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileError(f"The folder {_quote(folder)} cannot be changed: {_why_not(folder)}.")


def _why_not(folder: bytes) -> str:
    with suppress(OSError):
        if os.statvfs(folder).f_flag & os.ST_RDONLY:
            return os.strerror(errno.EROFS)
    return os.strerror(errno.EACCES)


def _make_folder(folder: bytes) -> None:
    missing = []
    while not os.path.isdir(folder):  # noqa: PTH112
        missing.append(folder)
        folder = os.path.dirname(folder)
    try:
        for made in reversed(missing):
            with suppress(FileExistsError):
                os.mkdir(made)  # noqa: PTH102
            _sync_folder(os.path.dirname(made))
    except OSError as error:
        raise FileError(f"The folder {_quote(made)} cannot be made: {error.strerror}.") from error


def _link(source: bytes, destination: bytes) -> bool:
    """Give the file its second name; False where the file system cannot."""
    try:
        os.link(source, destination, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINK:
            return False
        raise FileError(f"{_quote(destination)} cannot be made: {error.strerror}.") from error
    return True


def _copy(source: bytes, destination: bytes, content: Content, partial: bytes) -> None:
    """Make a copy under a temporary name, read it back, and only then give it its final name."""
    try:
        _write_copy(source, partial)
        identify(partial, content)  # from the disk, if the system lets us
        _name_copy(partial, destination)
    except FileError:
        with suppress(OSError):
            os.unlink(partial)
        raise
    except OSError as error:
        with suppress(OSError):
            os.unlink(partial)
        raise FileError(f"{_quote(destination)} cannot be made: {error.strerror}.") from error


def _write_copy(source: bytes, partial: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with (
        os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as reader,
        os.fdopen(os.open(partial, flags, 0o600), "wb") as writer,
    ):
        status = os.fstat(reader.fileno())
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
        writer.flush()
        target = writer.fileno()
        with suppress(OSError):  # only root may, and not everywhere
            os.fchown(target, status.st_uid, status.st_gid)
        with suppress(OSError):
            for name in os.listxattr(reader.fileno()):
                os.setxattr(target, name, os.getxattr(reader.fileno(), name))
        os.fchmod(target, stat.S_IMODE(status.st_mode))
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
        os.fsync(target)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(target, 0, 0, os.POSIX_FADV_DONTNEED)


def _name_copy(partial: bytes, destination: bytes) -> None:
    try:
        os.link(partial, destination, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINK:
            raise
        if os.path.lexists(destination):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.rename(partial, destination)
    else:
        os.unlink(partial)


def _remove(source: bytes, destination: bytes, content: Content) -> None:
    """Remove the first name, or, if that is not allowed, the second name."""
    try:
        os.unlink(source)
    except OSError as error:
        if holds(source, content):
            with suppress(OSError):
                os.unlink(destination)
        raise FileError(f"{_quote(source)} cannot be moved: {error.strerror}.") from error


def _sync_folder(folder: bytes) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise FileError(
            f"The folder {_quote(folder)} cannot be synced: {error.strerror}."
        ) from error
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # folders that cannot be synced
            raise FileError(
                f"The folder {_quote(folder)} cannot be synced: {error.strerror}."
            ) from error
    finally:
        os.close(descriptor)


def _quote(path: bytes) -> str:
    return f'"{escape_path(path)}"'
