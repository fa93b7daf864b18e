"""What runs on the executors of a cluster.

A Python process of Spark reads no file. It keeps one worker of our own pool, which is confined and
may crash or hang, as on a single machine.
"""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import ModuleType
from typing import Any

from lookalike.cores import usable_cores
from lookalike.engine.interface import Purpose
from lookalike.engine.processes import RoomPool
from lookalike.errors import LookalikeError
from lookalike.memory import worker_memory

# What decides on the bytes of a result.
_LIBRARIES = (
    *("lookalike", "numpy", "numba", "scipy", "pillow", "pillow-heif", "onnxruntime"),
    *("opencv-python-headless", "blake3"),
)


@dataclass(frozen=True)
class Job:
    """What all items of one call of `map_unordered` have in common."""

    pool: str  # of the driver; its workers serve no other
    function: Callable[..., Any]
    purpose: Purpose
    memory: int | None  # bytes that a worker may take, where the driver's user said so
    versions: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """Why an executor does no work at all, and what to do."""

    message: str
    detail: str | None
    hint: str | None


@dataclass(frozen=True)
class Answers:
    """The results of a chunk, by the positions of its items.

    `seconds` is how long they took; None where the worker had to be started for it.
    """

    results: list[tuple[int, Any]]
    seconds: float | None


class _Kept:
    """The worker of this process. It stays until another pool of a driver wants one."""

    def __init__(self) -> None:
        self._key: object = None
        self._open = ExitStack()
        self._pool: RoomPool | None = None
        self._room: Path | None = None

    def take(self, job: Job) -> tuple[bool, RoomPool]:
        """Return the worker for a job, and whether it had to be started."""
        is_new = self._pool is None or self._key != job.pool
        if self._pool is None or is_new:
            self._open.close()
            self._pool = None
            here = replace(job.purpose, room=self._make_room(job.purpose.room))
            memory = job.memory or worker_memory(usable_cores())
            self._pool = self._open.enter_context(RoomPool(1, here, memory))
            self._key = job.pool
        return is_new, self._pool

    def _make_room(self, name: str | None) -> str | None:
        """Make the room in the scratch folder of the executor, which goes with the executor."""
        if name is None:
            return None
        scratch = os.environ["SPARK_LOCAL_DIRS"].split(",")[0]
        room = Path(scratch).absolute() / name
        if self._room not in (None, room):
            shutil.rmtree(self._room, ignore_errors=True)
        room.mkdir(mode=0o700, exist_ok=True)
        self._room = room
        return str(room)


_kept = _Kept()


def answer_chunk(job: Any, chunk: Sequence[Any]) -> bytes:
    """Work on the items of a chunk; return Answers or Refused, pickled.

    `job` is a broadcast of Job.
    """
    begun = time.monotonic()
    what: Job = job.value
    try:
        _refuse_others(what.versions)
        is_new, pool = _kept.take(what)
        with _no_main():
            found = pool.map_unordered(partial(_answer, what.function), enumerate(chunk))
            results = [(number, result) for (number, _), result in found]
    except LookalikeError as error:
        where = f"on executor {socket.gethostname()}: {error.message}"
        return bytes(ForkingPickler.dumps(Refused(where, error.detail, error.hint)))
    seconds = None if is_new else time.monotonic() - begun
    return bytes(ForkingPickler.dumps(Answers(results, seconds)))


@contextmanager
def _no_main() -> Iterator[None]:
    """Hide the main module, which a new worker would import: here it is one of Spark's."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _answer(function: Callable[..., Any], numbered: tuple[int, Any], **room: str) -> Any:
    return function(numbered[1], **room)


@cache
def versions() -> tuple[str, ...]:
    """Return the libraries on which results depend, with their versions."""
    return tuple(f"{name} {version(name)}" for name in _LIBRARIES)


def _refuse_others(wanted: tuple[str, ...]) -> None:
    """Raise LookalikeError where this machine would find something else than the driver's."""
    here, there = set(versions()), set(wanted)
    if here != there:
        raise LookalikeError(
            "this machine has other versions than the driver",
            detail=f"It has {', '.join(sorted(here - there))}, and the driver has"
            f" {', '.join(sorted(there - here))}.",
            hint="Install the same versions of Lookalike and its libraries on all machines.",
        )
