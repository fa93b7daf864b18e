"""Owner, mode, times and extended attributes of a file: kept when it leaves, set when it is back.

Access control lists are extended attributes, so they are among these.
"""

import base64
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from lookalike.names import escape_path, unescape_path

# What the journal keeps of a file, as JSON.
Attributes = dict[str, Any]


def read_attributes(descriptor: int) -> Attributes:
    """Return the attributes of an open file; times are in nanoseconds."""
    status = os.fstat(descriptor)
    return {
        "uid": status.st_uid,
        "gid": status.st_gid,
        "mode": stat.S_IMODE(status.st_mode),
        "accessed_ns": status.st_atime_ns,
        "modified_ns": status.st_mtime_ns,
        "extended": {
            escape_path(name): base64.b64encode(value).decode()
            for name, value in _extended(descriptor).items()
        },
    }


def set_attributes(descriptor: int, wanted: Attributes) -> list[str]:
    """Set what differs on an open file, and return what could not be set, in words."""
    trouble = []

    def attempt(what: str, function: Callable[[], object], is_set: Callable[[], bool]) -> None:
        if is_set():
            return
        try:
            function()
        except OSError as error:
            trouble.append(f"{what} could not be set: {error.strerror}")
        else:
            if not is_set():
                trouble.append(f"{what} could not be set: the file system does not keep it")

    def status() -> os.stat_result:
        return os.fstat(descriptor)

    uid, gid, mode = wanted["uid"], wanted["gid"], wanted["mode"]
    attempt(
        f"owner {uid}:{gid}",
        lambda: os.fchown(descriptor, uid, gid),
        lambda: (status().st_uid, status().st_gid) == (uid, gid),
    )
    for name, text in wanted["extended"].items():
        _attempt_extended(attempt, descriptor, name, base64.b64decode(text))
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


def _attempt_extended(
    attempt: Callable[[str, Callable[[], object], Callable[[], bool]], None],
    descriptor: int,
    name: str,
    value: bytes,
) -> None:
    raw = unescape_path(name)
    attempt(
        f"extended attribute {name}",
        lambda: os.setxattr(descriptor, raw, value),
        lambda: _extended(descriptor).get(raw) == value,
    )


def _extended(descriptor: int) -> dict[bytes, bytes]:
    if not hasattr(os, "listxattr"):
        return {}
    found = {}
    with suppress(OSError):  # the file system has none, or hides one of them
        for name in os.listxattr(descriptor):
            found[os.fsencode(name)] = os.getxattr(descriptor, name)
    return found
