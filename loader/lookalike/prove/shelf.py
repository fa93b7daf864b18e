"""Keeps what was found in pictures where all workers can take it from, for one run only."""

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

Thing = TypeVar("Thing")


class Shelf:
    """A folder of this user's alone, in which each thing is a file of some 25 kB.

    A picture is in many pairs, and to look for its features takes ten times as long as to compare
    them with another's. What one worker has found, the others need not look for. Each puts
    `most` things there at most.
    """

    def __init__(self, folder: Path, most: int = 40_000) -> None:
        self._folder = folder
        self._left = most

    def get(self, name: str, make: Callable[[], Thing]) -> Thing:
        """The thing of that name; if it is not there, it is made and put there."""
        path = self._folder / blake2b(name.encode(), digest_size=16).hexdigest()
        with suppress(OSError):
            thing: Thing = pickle.loads(path.read_bytes())  # noqa: S301  # our own
            return thing
        made = make()
        if self._left > 0:
            self._left -= 1
            with suppress(OSError):  # a full disk is no reason to prove nothing
                self._put(path, made)
        return made

    def _put(self, path: Path, thing: Any) -> None:
        """Under its name all at once, so that nobody reads half of it."""
        part = path.with_suffix(f".{os.getpid()}")
        try:
            part.write_bytes(pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL))
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
