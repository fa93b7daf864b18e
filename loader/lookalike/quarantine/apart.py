"""Keeps the folder of a plan and the collections apart, whatever links and mounts there are."""
# ruff: noqa: PTH116, PTH120
# File names are bytes here, and pathlib takes text only.

import os
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path


def keep_apart(connection: Connection[Any], top: bytes) -> None:
    """Refuse a destination that links or mounts place in a collection or above one."""
    real = os.path.realpath(top)
    if real != top:
        raise LookalikeError(
            f'destination "{escape_path(top)}" is reached through a symbolic link',
            detail=f'It is really "{escape_path(real)}".',
            hint="Withdraw the plan, and propose it with the real path.",
        )
    above_top = {_inode(folder) for folder in _upwards(top)}
    for name, root in connection.execute("SELECT name, root FROM lookalike_internal.collection"):
        folder = os.path.realpath(unescape_path(root))
        inode = _inode(folder)
        if inode is not None and (
            inode in above_top
            or _inode(top) in {_inode(above) for above in _upwards(folder)} - {None}
        ):
            raise LookalikeError(
                f'destination "{escape_path(top)}" overlaps collection "{name}"',
                detail="By another path, or another mount, the one lies in the other.",
                hint="Withdraw the plan, and propose it with a folder that lies in no collection.",
            )


def _upwards(folder: bytes) -> Iterator[bytes]:
    yield folder
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder


def _inode(folder: bytes) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino
