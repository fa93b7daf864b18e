"""Looks for a picture that a browser sent: confined processes decode it, and it is not kept."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, BinaryIO

from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.find import Found, Work, look_for
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import WorkerPool
from lookalike.prove.source import forget_pictures
from lookalike.serve.cache import private_folder

_TIME_LIMIT = 60.0  # seconds for one picture, or one pair
_WAITING = 6  # searches at once: each keeps a thread of the server from other pages


@dataclass(frozen=True)
class _Task:
    """A piece of work, its number, and the search that it belongs to."""

    search: int
    number: int
    work: Work


class Finder:
    """Looks for one picture at a time. Its processes start with the first, and stay.

    All is done in one thread: processes that are no forks end with the thread that started them.
    """

    def __init__(self, workers: int, memory: int) -> None:
        """`memory` is how many bytes each of so many processes may take."""
        self._workers, self._memory = workers, memory
        self._open = ExitStack()
        self._folder: Path | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="finder")
        self._pool: WorkerPool | None = None
        self._searches = 0
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
        self._open.close()
        self._thread.shutdown()

    def _find(self, connection: Connection[Any], file: BinaryIO, name: str) -> list[Found]:
        if self._folder is None:
            self._folder = self._open.enter_context(private_folder())
        self._searches += 1
        # No part of the name that the browser gives becomes a name here.
        place = self._folder / str(self._searches)
        try:
            with place.open("wb") as copy:
                shutil.copyfileobj(file, copy)
            return look_for(connection, place, name, partial(self._do, self._searches))
        finally:
            place.unlink(missing_ok=True)

    def _do(self, search: int, work: Sequence[Work]) -> list[Any]:
        if self._pool is None:
            self._pool = WorkerPool(
                self._workers,
                prepare=prepare_decoders,
                time_limit=_TIME_LIMIT,
                chunk_size=1,
                memory=self._memory,
            )
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


_last_search = 0


def _run(task: _Task) -> Any:
    """Do a piece of work in a worker; for another search, files are read again."""
    global _last_search
    if task.search != _last_search:
        forget_pictures()
        _last_search = task.search
    return task.work()
