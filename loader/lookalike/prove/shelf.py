"""Keeps the features of pictures for all workers, for one run only."""

import os
import pickle
import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

Thing = TypeVar("Thing")

_FREE = 0.2  # of the disk, which may be memory: so much is left to others


class Shelf:
    """A private folder of this user, in which each thing is a file.

    A picture is in many pairs, and finding its features takes ten times as long as comparing them
    with those of another. So the workers share the features that they find. Each worker puts at
    most `most` things there, and leaves a fifth of the disk free.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self._folder = folder
        self._left = most

    def get(self, name: str, make: Callable[[], Thing]) -> Thing:
        """Return the thing with that name; if it is missing, make it and put it there."""
        path = self._folder / blake2b(name.encode(), digest_size=16).hexdigest()
        with suppress(OSError):
            thing: Thing = pickle.loads(path.read_bytes())  # noqa: S301  # our own
            return thing
        made = make()
        if self._left > 0:
            self._left -= 1
            with suppress(OSError):  # proving goes on when the disk is full
                if self._has_room():
                    self._put(path, made)
        return made

    def _has_room(self) -> bool:
        disk = shutil.disk_usage(self._folder)
        return disk.free > _FREE * disk.total

    def _put(self, path: Path, thing: Any) -> None:
        """Write the file in one step, so that nobody reads half of it."""
        part = path.with_suffix(f".{os.getpid()}")
        try:
            part.write_bytes(pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL))
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
