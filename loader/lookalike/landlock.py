"""Landlock, by which a process gives up rights to the file system for good (Linux 5.13 or newer).

Three system calls, as `linux/landlock.h` describes them. They have no wrappers in the C library.
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on every processor
_VERSION = 1  # as a flag of the first call: only tell the version
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38  # of prctl

# Rights by the version that brought them; reading and executing are left alone.
_WRITE_FILE = 1 << 1
_WRITING = (
    (1, _WRITE_FILE | sum(1 << bit for bit in range(4, 13))),  # remove and make files of all kinds
    (2, 1 << 13),  # rename or link from one folder into another
    (3, 1 << 14),  # truncate
    (5, 1 << 15),  # control devices
)
_SCOPES = (6, 0b11)  # abstract sockets and signals of other processes


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """Return the version of Landlock that the kernel has; 0 if it has no Landlock."""
    if sys.platform != "linux":
        return 0
    found = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    return max(int(found), 0)


def refuse_writing(writable: Iterable[Path] = ()) -> None:
    """Take the right to write from this thread, and from those that it starts.

    It may still write below the folders `writable`, and to what is open already. Without Landlock
    nothing happens. Raises OSError if the kernel refuses.
    """
    known = version()
    if not known:
        return
    rights = sum(bits for since, bits in _WRITING if known >= since)
    rules = _Ruleset(rights, 0, _SCOPES[1] if known >= _SCOPES[0] else 0)
    size = ctypes.sizeof(rules) if known >= _SCOPES[0] else 8
    libc = _libc()
    handle = _check(libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0))
    try:
        for folder in writable:
            try:
                place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            except OSError:  # it cannot be written to anyway
                continue
            try:
                beneath = _PathBeneath(rights, place)
                _check(libc.syscall(_ADD_RULE, handle, _PATH_BENEATH, ctypes.byref(beneath), 0))
            finally:
                os.close(place)
        _check(libc.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))))
        _check(libc.syscall(_RESTRICT, handle, 0))
    finally:
        os.close(handle)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
