"""Gives a file another name in one step of the kernel that never replaces a file."""

import ctypes
import errno
import os
from functools import cache

_RENAME_NOREPLACE = 1  # Linux
_RENAME_EXCL = 4  # macOS
# What a system or a file system says that has no such step.
_MISSING = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


class NoSuchStepError(Exception):
    """The file system cannot rename without replacing."""


def rename_noreplace(old_folder: int, old: bytes, new_folder: int, new: bytes) -> None:
    """Rename `old` in one open folder to `new` in another.

    Raises FileExistsError if `new` is there already, NoSuchStepError where the file system cannot
    promise that, and otherwise OSError as `os.rename` does.
    """
    function, flags = _function()
    if function is None:
        raise NoSuchStepError
    if function(
        ctypes.c_int(old_folder),
        ctypes.c_char_p(old),
        ctypes.c_int(new_folder),
        ctypes.c_char_p(new),
        ctypes.c_uint(flags),
    ):
        code = ctypes.get_errno()
        if code in _MISSING:
            raise NoSuchStepError
        raise OSError(code, os.strerror(code))


@cache
def _function() -> tuple["ctypes._NamedFuncPointer | None", int]:
    library = ctypes.CDLL(None, use_errno=True)
    for name, flags in (("renameat2", _RENAME_NOREPLACE), ("renameatx_np", _RENAME_EXCL)):
        try:
            return getattr(library, name), flags
        except AttributeError:
            continue
    return None, 0
