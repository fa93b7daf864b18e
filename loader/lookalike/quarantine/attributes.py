"""Owner, mode, times and extended attributes of a file: kept when it leaves, set when it is back.

Access control lists are extended attributes, so they are among these.
"""

import base64
import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from lookalike.names import escape_path, unescape_path

# What the journal keeps of a file, as JSON.
Attributes = dict[str, Any]


def read_attributes(descriptor: int) -> Attributes:
    """Return the attributes of an open file; times are in nanoseconds.

    An extended attribute whose value cannot be read is None. Raises OSError.
    """
    status = os.fstat(descriptor)
    return {
        "uid": status.st_uid,
        "gid": status.st_gid,
        "mode": stat.S_IMODE(status.st_mode),
        "accessed_ns": status.st_atime_ns,
        "modified_ns": status.st_mtime_ns,
        "extended": {
            escape_path(name): None if value is None else base64.b64encode(value).decode()
            for name, value in _extended(descriptor).items()
        },
    }


def set_attributes(descriptor: int, wanted: Attributes) -> list[str]:
    """Set what differs on an open file, and return what could not be set, in words.

    Extended attributes that the file did not have, as a default access control list of its folder
    gives them, are removed.
    """
    trouble = []

    def attempt(
        what: str, function: Callable[[], object], is_done: Callable[[], bool], deed: str = "set"
    ) -> None:
        if is_done():
            return
        try:
            function()
        except OSError as error:
            trouble.append(f"{what} could not be {deed}: {error.strerror}")
        else:
            if not is_done():
                trouble.append(f"{what} could not be {deed}: the file system ignores that")

    def status() -> os.stat_result:
        return os.fstat(descriptor)

    uid, gid, mode = wanted["uid"], wanted["gid"], wanted["mode"]
    attempt(
        f"owner {uid}:{gid}",
        lambda: os.fchown(descriptor, uid, gid),
        lambda: (status().st_uid, status().st_gid) == (uid, gid),
    )
    _set_extended(attempt, descriptor, wanted["extended"])
    attempt(
        f"mode {mode:04o}",
        lambda: os.fchmod(descriptor, mode),
        lambda: stat.S_IMODE(status().st_mode) == mode,
    )
    accessed, modified = wanted["accessed_ns"], wanted["modified_ns"]
    attempt(
        "modification time",
        lambda: os.utime(descriptor, ns=(accessed, modified)),
        lambda: status().st_mtime_ns == modified,
    )
    if status().st_atime_ns != accessed and status().st_mtime_ns == modified:
        # Each reader of a file changes this time, and only its owner may set it.
        with suppress(OSError):
            os.utime(descriptor, ns=(accessed, modified))
    return trouble


def _set_extended(
    attempt: Callable[..., None], descriptor: int, wanted: dict[str, str | None]
) -> None:
    values = {unescape_path(name): text for name, text in wanted.items()}
    for extra in _extended(descriptor).keys() - values.keys():
        attempt(
            f"extended attribute {escape_path(extra)}",
            partial(os.removexattr, descriptor, extra),
            partial(_lacks_extended, descriptor, extra),
            "removed",
        )
    for name, text in values.items():
        if text is not None:
            value = base64.b64decode(text)
            attempt(
                f"extended attribute {escape_path(name)}",
                partial(os.setxattr, descriptor, name, value),
                partial(_has_extended, descriptor, name, value),
            )


def _has_extended(descriptor: int, name: bytes, value: bytes) -> bool:
    return _extended(descriptor).get(name) == value


def _lacks_extended(descriptor: int, name: bytes) -> bool:
    return name not in _extended(descriptor)


def _extended(descriptor: int) -> dict[bytes, bytes | None]:
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(descriptor)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
            return {}
        raise
    found: dict[bytes, bytes | None] = {}
    for name in names:
        try:
            found[os.fsencode(name)] = os.getxattr(descriptor, name)
        except OSError as error:
            if error.errno != errno.ENODATA:  # else it went meanwhile
                found[os.fsencode(name)] = None
    return found
