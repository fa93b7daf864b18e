"""Opens files and folders that lie beneath a folder, and never leaves that folder.

A path here is never followed through a symbolic link or `..`, not even if somebody swaps a folder
for a link while it is opened. On Linux the kernel sees to that in one call (openat2); elsewhere the
folders of a path are opened one after the other.
"""

import ctypes
import errno
import os
import stat
from contextlib import suppress
from functools import cache

from lookalike.names import escape_path

_OPENAT2 = 437  # the number is the same on every processor
_RESOLVE_NO_MAGICLINKS, _RESOLVE_NO_SYMLINKS, _RESOLVE_BENEATH = 0x02, 0x04, 0x08
# What a kernel without openat2 answers, or one whose sandbox does not let it through.
_NO_OPENAT2 = {errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.E2BIG}
_TRIES = 8
# To open a folder for its names alone; the right to list it is not needed then.
_BY_NAME = getattr(os, "O_PATH", os.O_RDONLY)


class BeneathError(OSError):
    """A path leads out of its folder or through a link, or no plain file is there.

    `errno` is ELOOP, EXDEV, EINVAL or EISDIR, and `filename` the path.
    """


def open_root(root: bytes) -> int:
    """Return a descriptor of the folder in which files are looked for. The caller closes it.

    Links in the path of this folder itself are followed. Raises OSError.
    """
    return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def open_beneath(root_fd: int, path: bytes, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of the plain file at this relative path. The caller closes it.

    With O_DIRECTORY in the flags it must be a folder instead. A device or a named pipe is never
    opened, so no call waits for one. Raises BeneathError, or OSError as `os.open` does.
    """
    if flags & os.O_DIRECTORY:
        return _open_folder(root_fd, path, flags)
    folder, name = os.path.split(_checked(path))
    if name in (b"", b"."):
        raise BeneathError(errno.EISDIR, "it is a folder", escape_path(path))
    folder_fd = _open_folder(root_fd, folder, _BY_NAME)
    try:
        _expect_file(os.stat(name, dir_fd=folder_fd, follow_symlinks=False), path)
        only_this = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        descriptor = os.open(name, flags | only_this, dir_fd=folder_fd)
    finally:
        os.close(folder_fd)
    try:
        _expect_file(os.fstat(descriptor), path)
    except BeneathError:
        os.close(descriptor)
        raise
    return descriptor


def open_folder_beneath(root_fd: int, path: bytes) -> int:
    """Return a descriptor of the folder at this relative path; the empty path is the root itself.

    The caller closes it. Raises BeneathError, or OSError as `os.open` does.
    """
    return _open_folder(root_fd, path, os.O_RDONLY)


def _expect_file(status: os.stat_result, path: bytes) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise BeneathError(errno.ELOOP, "it is a symbolic link", escape_path(path))
    if stat.S_ISDIR(status.st_mode):
        raise BeneathError(errno.EISDIR, "it is a folder", escape_path(path))
    if not stat.S_ISREG(status.st_mode):
        raise BeneathError(errno.EINVAL, "it is no plain file", escape_path(path))


def _checked(path: bytes) -> bytes:
    """Return the path, if its words do not lead out."""
    if b"\0" in path:
        raise BeneathError(errno.EINVAL, "its name holds a NUL byte", path.hex())
    if path.startswith(b"/") or b".." in path.split(b"/"):
        raise BeneathError(errno.EXDEV, "it leads out of its folder", escape_path(path))
    return path


def _open_folder(root_fd: int, path: bytes, flags: int) -> int:
    path = _checked(path).rstrip(b"/") or b"."
    flags |= os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return _openat2(root_fd, path, flags)
    except OSError as error:
        if error.errno not in _NO_OPENAT2:
            raise _explained(root_fd, path, error) from error
    return _walk(root_fd, path, flags)


def _openat2(root_fd: int, path: bytes, flags: int) -> int:
    how = (ctypes.c_uint64 * 3)(  # struct open_how
        flags, 0, _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS
    )
    libc = _libc()
    if libc is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    for _ in range(_TRIES):
        descriptor = libc.syscall(
            ctypes.c_long(_OPENAT2),
            ctypes.c_int(root_fd),
            ctypes.c_char_p(path),
            how,
            ctypes.c_size_t(ctypes.sizeof(how)),
        )
        if descriptor >= 0:
            return int(descriptor)
        if ctypes.get_errno() not in (errno.EAGAIN, errno.EINTR):
            break
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code), escape_path(path))


@cache
def _libc() -> ctypes.CDLL | None:
    if os.uname().sysname != "Linux":
        return None
    return ctypes.CDLL(None, use_errno=True)


def _walk(root_fd: int, path: bytes, flags: int) -> int:
    """Open one folder after the other, none of them through a link."""
    on_the_way = _BY_NAME | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    parts = [part for part in path.split(b"/") if part not in (b"", b".")] or [b"."]
    folder_fd = root_fd
    try:
        for number, part in enumerate(parts, start=1):
            try:
                below = os.open(
                    part, flags if number == len(parts) else on_the_way, dir_fd=folder_fd
                )
            except OSError as error:
                raise _explained(root_fd, b"/".join(parts[:number]), error) from error
            if folder_fd != root_fd:
                os.close(folder_fd)
            folder_fd = below
    except OSError:
        if folder_fd != root_fd:
            os.close(folder_fd)
        raise
    return folder_fd


def _explained(root_fd: int, path: bytes, error: OSError) -> OSError:
    """Return a clearer error, if the cause is a link."""
    is_link = error.errno == errno.ELOOP
    if error.errno == errno.ENOTDIR:  # what some kernels say of a link, where a folder must be
        with suppress(OSError):
            is_link = stat.S_ISLNK(os.stat(path, dir_fd=root_fd, follow_symlinks=False).st_mode)
    if is_link:
        return BeneathError(errno.ELOOP, "it is reached through a symbolic link", escape_path(path))
    if error.errno == errno.EXDEV:
        return BeneathError(errno.EXDEV, "it leads out of its folder", escape_path(path))
    return OSError(error.errno, error.strerror, escape_path(path))
