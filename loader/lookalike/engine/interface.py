"""What a stage asks of an engine.

Both engines run the same functions on the same items, and the stage stores what comes back. So the
archive is the same, whichever engine did the work.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:  # heavy, and commands that run no stage do without
    import numpy as np
    from numpy.typing import NDArray

    from lookalike.encode.search import Corners
    from lookalike.match.engine import Found, PairFinder
    from lookalike.pool import Failure

Item = TypeVar("Item")
Result = TypeVar("Result")


class Pool(Protocol):
    """Workers that read files. What crashes or hangs one of them costs its own item only."""

    def map_unordered(
        self, function: Callable[..., Result], items: Iterable[Item]
    ) -> "Iterator[tuple[Item, Result | Failure]]":
        """Yield each item once with its result or its failure, in any order.

        `items` is read lazily, from the thread of the caller. The function is one of a module, or
        functools.partial of one. In a room it also gets `folder`, the path of the room.
        """


@dataclass(frozen=True)
class Purpose:
    """What workers are for.

    `prepare` makes a worker fit for it. An item may take `time_limit` seconds. A worker gets
    `chunk_size` items at once to begin with. It may write in `room` and nowhere else.
    """

    prepare: Callable[[], None]
    time_limit: float
    chunk_size: int = 8
    room: str | None = None


class Engine(Protocol):
    """Runs the work of the stages."""

    def open_room(self) -> AbstractContextManager[str]:
        """Give the name of a new private folder, which workers of several pools may share."""

    def open_pool(self, purpose: Purpose) -> AbstractContextManager[Pool]:
        """Give workers for one purpose."""

    def find_matches(self, finder: "PairFinder", done: Collection[int]) -> "Iterator[Found]":
        """Do the passes of a match that are not done yet."""

    def find_corners(
        self, corners: "Corners"
    ) -> "Iterator[tuple[NDArray[np.int32], NDArray[np.int8]]]":
        """Yield the pairs of corners of each part, in the order of the parts."""


# What a stage takes: an engine, or a number of processes; None is one process for each core.
Workers = Engine | int | None


def engine_of(workers: Workers) -> Engine:
    """Return the engine that is meant."""
    from lookalike.engine.processes import Processes

    return Processes(workers) if workers is None or isinstance(workers, int) else workers
