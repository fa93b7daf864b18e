"""All pairs of hashes, and of corners, on a cluster: the compiled passes of a single machine.

Each Python process of an executor gets all hashes once, as a broadcast, and does pass after pass.
What a pass finds does not depend on the others. Only how much of a crowd is given does, and what is
known of crowds comes back with each pass.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
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

_PAIRS = 1 << 22  # that a pass of a task gives at most, and a few more
_SECONDS = 0.25  # of a task at least: what it costs by itself is little beside it


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
    """What a pass found: pairs, the hashes that are crowded, and where it goes on, if so."""

    number: int
    pairs: NDArray[np.int32]
    crowded: NDArray[np.int64]
    at: NDArray[np.int64] | None


class _Left:
    """The passes that are left, some for each task; one that is put back comes again."""

    def __init__(self, numbers: Iterable[int], together: int) -> None:
        self._passes: deque[tuple[int, NDArray[np.int64] | None]] = deque(
            (number, None) for number in numbers
        )
        self._together = together

    def __iter__(self) -> "_Left":
        return self

    def __next__(self) -> tuple[None, list[tuple[int, NDArray[np.int64] | None]]]:
        if not self._passes:
            raise StopIteration
        count = min(self._together, len(self._passes))
        return None, [self._passes.popleft() for _ in range(count)]

    def put_back(self, number: int, at: NDArray[np.int64]) -> None:
        self._passes.appendleft((number, at))


def find_matches(engine: "Spark", finder: PairFinder, done: Collection[int]) -> Iterator[Found]:
    """Do the passes of a match that are not done yet, and keep `finder` up to date."""
    finder.look_for_crowds(done)
    sent = engine.context.broadcast(
        _Hashes(finder.hashes, finder.plan, finder.crowd_limit, finder.waiting, finder.crowded)
    )
    plan = finder.plan
    together = max(int(_SECONDS * plan.passes / plan.seconds), 1)
    left = _Left((number for number in range(plan.passes) if number not in done), together)
    try:
        for _, some in engine.run(partial(_do_passes, sent), left):
            for found in some:
                assert isinstance(found, _FoundThere)
                finder.count(found.pairs)
                finder.crowded[found.crowded] = True
                if found.at is not None:
                    left.put_back(found.number, found.at)
                yield Found(found.number, found.pairs, found.at is None)
    finally:
        sent.destroy()


def _do_passes(sent: Any, passes: list[tuple[int, NDArray[np.int64] | None]]) -> bytes:
    """Do passes on an executor, or parts of them; return a list of _FoundThere, pickled."""
    have: _Hashes = sent.value
    return bytes(ForkingPickler.dumps([_do_pass(have, number, at) for number, at in passes]))


def _do_pass(have: _Hashes, number: int, at: NDArray[np.int64] | None) -> _FoundThere:
    finder = PairFinder(
        have.hashes, have.plan, have.crowd_limit, have.waiting, crowded=have.crowded.copy()
    )
    work = Pass(finder, number, at)
    portions = [work.work()]
    while not portions[-1].is_finished and sum(len(one.pairs) for one in portions) < _PAIRS:
        portions.append(work.work())
    return _FoundThere(
        number,
        np.concatenate([one.pairs for one in portions]),
        np.flatnonzero(finder.crowded & ~have.crowded),
        None if portions[-1].is_finished else work.at,
    )


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
