"""The engine that a machine has by itself: one process for each core."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lookalike.engine.interface import Item, Purpose, Result
from lookalike.pool import Failure, WorkerPool

if TYPE_CHECKING:
    from lookalike.encode.search import Corners
    from lookalike.match.engine import Found, PairFinder


class RoomPool(WorkerPool):
    """A pool whose workers share a folder, and may write nowhere else."""

    def __init__(self, workers: int | None, purpose: Purpose, memory: int | None = None) -> None:
        super().__init__(
            workers,
            prepare=purpose.prepare,
            time_limit=purpose.time_limit,
            chunk_size=purpose.chunk_size,
            writable=[Path(purpose.room)] if purpose.room else (),
            memory=memory,
        )
        self._room = purpose.room

    def map_unordered(
        self, function: Callable[..., Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Failure]]:
        """As WorkerPool does; the function also gets the folder."""
        work = partial(function, folder=self._room) if self._room else function
        return super().map_unordered(work, items)


@dataclass(frozen=True)
class Processes:
    """Processes and threads of this machine; `workers` None is a process for each core."""

    workers: int | None = None

    def open_room(self) -> AbstractContextManager[str]:
        """Make a folder, which goes when the context ends."""
        return tempfile.TemporaryDirectory(prefix="lookalike-", ignore_cleanup_errors=True)

    def open_pool(self, purpose: Purpose) -> AbstractContextManager[WorkerPool]:
        """Start processes as there are items for them."""
        return RoomPool(self.workers, purpose)

    def find_matches(self, finder: "PairFinder", done: Collection[int]) -> "Iterator[Found]":
        """Do as many passes at a time as there are cores."""
        return finder.find(done)

    def find_corners(
        self, corners: "Corners"
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8]]]:
        """Search as many parts at a time as there are cores."""
        return corners.find_pairs()
