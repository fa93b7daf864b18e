"""Looks for a picture that a browser sent: confined processes decode it, and it is not kept."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.find import Found, Work, look_for
from lookalike.pool import WorkerPool
from lookalike.prove.run import prepare_proofs
from lookalike.prove.source import forget_pictures

_TIME_LIMIT = 60.0  # seconds for one picture, or one pair
_WAITING = 6  # searches at once: each keeps a thread of the server from other pages


@dataclass(frozen=True)
class _Task:
    """A piece of work, its number, and the search that it belongs to."""

    search: str
    number: int
    work: Work


class Finder:
    """Looks for one picture at a time. Its processes start with the first, and stay.

    All is done in one thread: the system ends the processes with the thread that has started them.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="finder")
        self._pool: WorkerPool | None = None
        self._places = BoundedSemaphore(_WAITING)

    def find(self, connection: Connection[Any], file: BinaryIO, name: str) -> list[Found]:
        """As lookalike.find; `name` is what the browser calls the file. Raises LookalikeError."""
        if not self._places.acquire(blocking=False):
            raise LookalikeError(
                "other people are looking for pictures", hint="Try again in a minute."
            )
        try:
            return self._thread.submit(self._find, connection, file, name).result()
        finally:
            self._places.release()

    def close(self) -> None:
        """End the processes."""
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _find(self, connection: Connection[Any], file: BinaryIO, name: str) -> list[Found]:
        # No part of the name that the browser gives becomes a name here.
        with TemporaryDirectory(prefix="lookalike-find-") as folder:
            place = Path(folder) / "picture"
            with place.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            return look_for(connection, place, name, lambda work: self._do(folder, work))

    def _do(self, search: str, work: Sequence[Work]) -> list[Any]:
        if self._pool is None:
            self._pool = WorkerPool(time_limit=_TIME_LIMIT, prepare=prepare_proofs, chunk_size=1)
            self._pool.__enter__()
        tasks = [_Task(search, number, one) for number, one in enumerate(work)]
        try:
            done = {task.number: one for task, one in self._pool.map_unordered(_run, tasks)}
        except BaseException:
            self._end()  # the next search starts others
            raise
        return [done[task.number] for task in tasks]

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.__exit__(None, None, None)
            self._pool = None


_last_search = ""


def _run(task: _Task) -> Any:
    """Do a piece of work in a worker; for another search, files are read again."""
    global _last_search
    if task.search != _last_search:
        forget_pictures()
        _last_search = task.search
    return task.work()
