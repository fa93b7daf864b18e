"""All pairs of hashes, and of corners, on a cluster: the compiled passes of a single machine.

Each Python process of an executor gets all hashes once, as a broadcast, and does pass after pass.
What a pass finds does not depend on the others. Only how much of a crowd is given does, and what is
known of crowds comes back with each pass.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lookalike.encode.search import CROWD, Corners, split
from lookalike.match.engine import Found, PairFinder, Pass
from lookalike.match.masks import Passes

if TYPE_CHECKING:
    from lookalike.engine.spark import Spark

_PAIRS = 1 << 22  # that a task gives at most, and a few more


@dataclass(frozen=True)
class _Hashes:
    """What executors need of a PairFinder."""

    hashes: NDArray[np.uint64]
    plan: Passes
    crowd_limit: int
    waiting: NDArray[np.bool_]
    crowded: NDArray[np.bool_]


@dataclass(frozen=True)
class _FoundThere:
    """What a task found: pairs, the hashes that are crowded, and where the pass goes on, if so."""

    pairs: NDArray[np.int32]
    crowded: NDArray[np.int64]
    at: NDArray[np.int64] | None


class _Left:
    """The tasks that are left; one that is put back comes again."""

    def __init__(self, tasks: Collection[tuple[Any, Any]]) -> None:
        self._tasks = deque(tasks)

    def __iter__(self) -> "_Left":
        return self

    def __next__(self) -> tuple[Any, Any]:
        if not self._tasks:
            raise StopIteration
        return self._tasks.popleft()

    def put_back(self, task: tuple[Any, Any]) -> None:
        self._tasks.appendleft(task)


def find_matches(engine: "Spark", finder: PairFinder, done: Collection[int]) -> Iterator[Found]:
    """Do the passes of a match that are not done yet, and keep `finder` up to date."""
    finder.look_for_crowds(done)
    sent = engine.context.broadcast(
        _Hashes(finder.hashes, finder.plan, finder.crowd_limit, finder.waiting, finder.crowded)
    )
    left = _Left([(n, (n, None)) for n in range(finder.plan.passes) if n not in done])
    try:
        for number, found in engine.run(partial(_do_pass, sent), left):
            assert isinstance(found, _FoundThere)
            finder.count(found.pairs)
            finder.crowded[found.crowded] = True
            if found.at is not None:
                left.put_back((number, (number, found.at)))
            yield Found(number, found.pairs, found.at is None)
    finally:
        sent.destroy()


def _do_pass(sent: Any, task: tuple[int, NDArray[np.int64] | None]) -> bytes:
    """Do a pass, or a part of it, on an executor; return _FoundThere, pickled."""
    have: _Hashes = sent.value
    finder = PairFinder(
        have.hashes, have.plan, have.crowd_limit, have.waiting, crowded=have.crowded.copy()
    )
    number, at = task
    work = Pass(finder, number, at)
    portions = [work.work()]
    while not portions[-1].is_finished and sum(len(one.pairs) for one in portions) < _PAIRS:
        portions.append(work.work())
    found = _FoundThere(
        np.concatenate([one.pairs for one in portions]),
        np.flatnonzero(finder.crowded & ~have.crowded),
        None if portions[-1].is_finished else work.at,
    )
    return bytes(ForkingPickler.dumps(found))


@dataclass(frozen=True)
class _PairsThere:
    """The pairs of a part, and the corners whose count they raise, with how much."""

    pairs: NDArray[np.uint32]
    corners: NDArray[np.int64]
    times: NDArray[np.uint16]


def find_corners(
    engine: "Spark", corners: Corners
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8]]]:
    """Search all parts, yield their pairs in order, and keep the counts of `corners`."""
    sent = engine.context.broadcast((corners.codes, corners.owner, corners.old))
    early: dict[int, NDArray[np.uint32]] = {}  # parts that come before their turn
    turn = 0
    try:
        tasks = ((number, number) for number in range(corners.parts))
        for number, found in engine.run(partial(_search_part, sent), tasks):
            assert isinstance(found, _PairsThere)
            counts = corners.degree[found.corners] + found.times
            corners.degree[found.corners] = np.minimum(counts, CROWD + 1)
            early[number] = found.pairs
            while turn in early:
                yield split(early.pop(turn))
                turn += 1
    finally:
        sent.destroy()


class _Searched:
    """The corners that this process of an executor has, and the parts that it has counted."""

    def __init__(self) -> None:
        self.codes: object = None
        self.corners = Corners(np.empty(0, np.uint64), np.empty(0, np.int32), 0)
        self.parts: set[int] = set()

    def begin(self, value: tuple[Any, Any, int], number: int) -> Corners:
        """Return the corners for a part. Each part is counted once, also where it is repeated."""
        if self.codes is not value[0] or number in self.parts:
            self.codes, self.corners, self.parts = value[0], Corners(*value), set()
        self.parts.add(number)
        return self.corners


_searched = _Searched()


def _search_part(sent: Any, number: int) -> bytes:
    """Search a part on an executor; return _PairsThere, pickled.

    What earlier parts here have shown to be crowded is skipped.
    """
    corners = _searched.begin(sent.value, number)
    before = corners.degree.copy()
    pairs = corners.find_part(number)
    raised = np.flatnonzero(corners.degree != before)
    found = _PairsThere(pairs, raised, corners.degree[raised] - before[raised])
    return bytes(ForkingPickler.dumps(found))
