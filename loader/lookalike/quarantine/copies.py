"""Checks that a file which is to leave really has an intact archival copy on the disk."""

import os
from typing import Any

from psycopg import Connection

from lookalike.names import unescape_path
from lookalike.quarantine.move import Move
from lookalike.quarantine.place import Content, FileError, Place
from lookalike.quarantine.roots import Roots


class ArchivalCopies:
    """The files that stay in place of the items of one plan."""

    def __init__(self, connection: Connection[Any], plan_id: int, roots: Roots) -> None:
        self._connection, self._plan_id, self._roots = connection, plan_id, roots
        self._seen: dict[tuple[bytes, bytes], tuple[Content, object]] = {}

    def check(self, image_id: int, move: Move) -> None:
        """Before a move. Raises FileError unless one of the files that stay is whole."""
        self._check(image_id, (move.here, move.away), again=False)

    def check_again(self, image_id: int, move: Move) -> None:
        """After a move: reads the file again, which may have left too, by another path."""
        self._check(image_id, (move.away,), again=True)

    def _check(self, image_id: int, leaving: tuple[Place, ...], *, again: bool) -> None:
        trouble = "The database knows of no file that stays in its place."
        rows = self._connection.execute(
            "SELECT root, path, sha256, byte_size FROM"
            " lookalike_internal.find_archival_copies(%s, %s)",
            (self._plan_id, image_id),
        )
        for root, path, sha256, byte_size in rows:
            try:
                copy = self._roots.in_collection(unescape_path(root), unescape_path(path))
                for place in leaving:
                    if is_same_file(copy, place):
                        raise FileError(f"{copy} is another name of the same file.")
                self._identify(copy, Content(sha256, byte_size), again=again)
            except FileError as problem:
                trouble = f"No archival copy of it is there as it should be: {problem}"
            else:
                return
        raise FileError(trouble)

    def _identify(self, place: Place, content: Content, *, again: bool) -> None:
        key = (place.root, place.path)
        if not again and self._seen.get(key) == (content, _stamp(place.look())):
            return  # before a move, a master of many copies is read once
        self._seen[key] = (content, _stamp(place.identify(content)))


def is_same_file(one: Place, other: Place) -> bool:
    """Return whether two places are names of one file, so that one is not a copy of the other.

    One storage under two mounts may show two device numbers. Its inode and its times, to the
    nanosecond, are then the same.
    """
    a, b = one.look(), other.look()
    if a is None or b is None or a.st_ino != b.st_ino:
        return False
    return a.st_dev == b.st_dev or _times(a) == _times(b)


def _times(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _stamp(status: os.stat_result | None) -> object:
    if status is None:
        return None
    return status.st_dev, status.st_ino, *_times(status)
