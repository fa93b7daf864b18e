"""A place for a file: a name beneath an open folder, looked at without following any link."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

from lookalike.beneath import BeneathError, open_beneath, open_folder_beneath
from lookalike.digest import read_digest
from lookalike.names import escape_path

_TRIES = 3
# Of file systems whose folders cannot be synced.
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


class FileError(Exception):
    """Why a file was left where it is, as a sentence for people."""


class Content(NamedTuple):
    """The content that a file must have."""

    sha256: bytes
    byte_size: int


@dataclass(frozen=True)
class Place:
    """`path` is relative to the open folder `root_fd`; `root` is its path, for messages."""

    root_fd: int
    root: bytes
    path: bytes

    def __str__(self) -> str:
        return f'"{escape_path(os.path.join(self.root, self.path))}"'  # noqa: PTH118

    @property
    def name(self) -> bytes:
        """The name within the last folder."""
        return os.path.basename(self.path)  # noqa: PTH119

    @property
    def folder_path(self) -> bytes:
        """The path of the last folder, relative to the root."""
        return os.path.dirname(self.path)  # noqa: PTH120

    @property
    def shown_folder(self) -> str:
        """The last folder, for messages."""
        folder = os.path.join(self.root, self.folder_path).rstrip(b"/")  # noqa: PTH118
        return f'"{escape_path(folder)}"'

    @contextmanager
    def folder(self) -> Iterator[int]:
        """Open the folder of this place. Raises FileError or FileNotFoundError."""
        try:
            descriptor = open_folder_beneath(self.root_fd, self.folder_path)
        except FileNotFoundError:
            raise
        except BeneathError as error:
            raise FileError(f"The folder {self.shown_folder} was refused: {error.strerror}.") from (
                error
            )
        except NotADirectoryError as error:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error
        except OSError as error:
            raise FileError(
                f"The folder {self.shown_folder} cannot be opened: {error.strerror}."
            ) from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def look(self, name: bytes | None = None) -> os.stat_result | None:
        """Return what lies here, or under another name in this folder; None if nothing does.

        Raises FileError if it is no plain file, or is reached through a link.
        """
        try:
            with self.folder() as folder:
                status = os.stat(
                    self.name if name is None else name, dir_fd=folder, follow_symlinks=False
                )
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise FileError(f"{self} cannot be looked at: {error.strerror}.") from error
        if stat.S_ISLNK(status.st_mode):
            raise FileError(f"{self} is a symbolic link.")
        if not stat.S_ISREG(status.st_mode):
            raise FileError(f"{self} is no plain file.")
        return status

    def identify(self, content: Content) -> os.stat_result:
        """Read the file that lies here, and return which file that was.

        Raises FileError where it is missing, has other content, or was written to meanwhile.
        """
        if self.look() is None:
            raise FileError(f"{self} is not there.")
        try:
            descriptor = open_beneath(self.root_fd, self.path)
        except FileNotFoundError as error:  # a network disk may know a name that is gone
            raise FileError(f"{self} is not there.") from error
        except OSError as error:
            raise FileError(f"{self} cannot be read: {error.strerror}.") from error
        with os.fdopen(descriptor, "rb", buffering=0):
            return read_whole(descriptor, content, str(self))


def read_whole(descriptor: int, content: Content, shown: str) -> os.stat_result:
    """Read an open file from its start, and return its status. Raises FileError as `identify`."""
    try:
        before = os.fstat(descriptor)
        os.lseek(descriptor, 0, os.SEEK_SET)
        digest, size = read_digest(descriptor)
        after = os.fstat(descriptor)
    except OSError as error:
        raise FileError(f"{shown} cannot be read: {error.strerror}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileError(f"{shown} was changed while it was read.")
    if size != content.byte_size or digest != content.sha256:
        raise FileError(
            f"{shown} has changed: its SHA-256 is {digest.hex()}, not {content.sha256.hex()}."
        )
    return after


def open_in(folder: int, name: bytes) -> int:
    """Open a file in an open folder for reading. Raises OSError; a link is refused."""
    return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)


def exists_in(folder: int, name: bytes) -> bool:
    """Return whether anything has this name in an open folder."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def make_folders(root_fd: int, root: bytes, path: bytes) -> None:
    """Make the folders of a relative path that are missing, and sync each. Raises FileError."""
    for attempt in range(1, _TRIES + 1):
        try:
            _make(root_fd, path)
        except FileNotFoundError as error:  # another plan removed an empty folder meanwhile
            if attempt == _TRIES:
                raise _not_made(root, path, error) from error
        except OSError as error:
            raise _not_made(root, path, error) from error
        else:
            return


def _make(root_fd: int, path: bytes) -> None:
    folder = open_folder_beneath(root_fd, b"")
    try:
        for part in path.split(b"/"):
            try:
                below = open_folder_beneath(folder, part)
            except FileNotFoundError:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=folder)
                _sync(folder)
                below = open_folder_beneath(folder, part)
            os.close(folder)
            folder = below
    finally:
        os.close(folder)


def _not_made(root: bytes, path: bytes, error: OSError) -> FileError:
    shown = escape_path(os.path.join(root, path))  # noqa: PTH118
    return FileError(f'The folder "{shown}" cannot be made: {error.strerror}.')


def remove_empty_folders(place: Place) -> None:
    """Remove the folders of a place while they are empty, but never its root."""
    folder = place.folder_path
    while folder:
        above, name = os.path.split(folder)
        try:
            descriptor = open_folder_beneath(place.root_fd, above)
        except OSError:
            return
        try:
            os.rmdir(name, dir_fd=descriptor)
        except OSError:
            return
        finally:
            os.close(descriptor)
        folder = above


def sync_folder(folder: int, place: Place) -> None:
    """Have the disk keep the names in an open folder. Raises FileError."""
    try:
        _sync(folder)
    except OSError as error:
        raise FileError(
            f"The folder {place.shown_folder} cannot be synced: {error.strerror}."
        ) from error


def _sync(folder: int) -> None:
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
