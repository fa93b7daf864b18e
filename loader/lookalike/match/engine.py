"""Finds all pairs of hashes within a radius, pass by pass, on all cores.

The result is exact: the covering masks find every pair, each in only one pass. The engine works on
arrays, without a database. For its memory see memory_bytes.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.cores import usable_cores
from lookalike.match.kernel import (
    compare_runs,
    find_roots,
    join_runs,
    longest_run,
    mark_crowds,
    sort_runs,
)
from lookalike.match.masks import Passes, choose_passes

_PAIRS = 1 << 21  # held by each core at a time
_PREVIEWS = 8  # passes looked at for crowds before the first begins


def memory_bytes(hashes: int, cores: int) -> int:
    """Return how many bytes it takes to fetch so many hashes with their numbers and find pairs.

    Each hash takes 24 bytes, and as much again while it is fetched. Each core has the order of a
    pass, 5 bytes for each hash, and the pairs found last. A run of equal bits that is longer than
    _PAIRS (where a large radius leaves one pass) takes 16 more bytes for each hash on each core.
    """
    return 48 * hashes + cores * (5 * hashes + 16 * _PAIRS)


@dataclass(frozen=True)
class Found:
    """Pairs (n, 2) of positions that a pass found, and whether they are the last ones."""

    number: int
    pairs: NDArray[np.int32]
    is_finished: bool


class PairFinder:
    """Finds the pairs among n hashes (uint64) within the plan's radius.

    `waiting` (n) marks new hashes: pairs of two others are left out. A hash with more than
    `crowd_limit` others within the radius is crowded. Pairs of two crowded hashes are left out,
    but some may be given before this is known. `degree` (n) is how many neighbours of each hash
    are known, `crowded` (n) which hashes are crowded. Both are updated; `crowded` is right after
    the last pass.
    """

    def __init__(
        self,
        hashes: NDArray[np.uint64],
        plan: Passes,
        crowd_limit: int,
        waiting: NDArray[np.bool_] | None = None,
        degree: NDArray[np.int32] | None = None,
        crowded: NDArray[np.bool_] | None = None,
    ) -> None:
        self.hashes, self.plan, self.crowd_limit = hashes, plan, crowd_limit
        count = len(hashes)
        self.waiting = np.ones(count, np.bool_) if waiting is None else waiting
        self.degree = np.zeros(count, np.int32) if degree is None else degree
        self.crowded = np.zeros(count, np.bool_) if crowded is None else crowded

    def find(self, done: Collection[int] = (), cores: int | None = None) -> Iterator[Found]:
        """Do all passes that are not done yet, as many at a time as there are cores."""
        cores = cores or usable_cores()
        self.look_for_crowds(done, cores)
        left = (Pass(self, n) for n in range(self.plan.passes) if n not in done)
        with ThreadPoolExecutor(cores) as pool:
            working: dict[Future[Found], Pass] = {}

            def begin(this: Pass | None) -> None:
                if this is not None:
                    working[pool.submit(this.work)] = this

            for _ in range(cores):
                begin(next(left, None))
            while working:
                ready, _ = wait(working, return_when=FIRST_COMPLETED)
                for future in ready:
                    this, found = working.pop(future), future.result()
                    self.count(found.pairs)
                    begin(next(left, None) if found.is_finished else this)
                    yield found

    def look_for_crowds(self, done: Collection[int], cores: int | None = None) -> None:
        """Mark most crowded hashes in advance, from a few passes that have little in common.

        Each pass marks the crowds in its own runs before it compares them. But members of a crowd
        that are in other runs in the first passes would be paired there.
        """
        left = [number for number in range(self.plan.passes) if number not in done]
        if len(self.hashes) > self.crowd_limit:
            with ThreadPoolExecutor(cores or usable_cores()) as pool:
                few = left[:: -(-len(left) // _PREVIEWS) or 1]
                for _ in pool.map(lambda number: self.sorted_runs(number) and None, few):
                    pass

    def sorted_runs(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Sort by the bits of a pass, and mark the hashes that a run shows to be crowded."""
        runs = _sorted_runs(self.hashes, self.plan.mask(number))
        mark_crowds(self.hashes, *runs, self.plan.radius, self.crowd_limit, self.crowded)
        return runs

    def count(self, pairs: NDArray[np.int32]) -> None:
        """Count the pairs (n, 2) that a pass found."""
        positions, times = np.unique(pairs, return_counts=True)
        self.degree[positions] += times.astype(np.int32)
        self.crowded[positions[self.degree[positions] > self.crowd_limit]] = True


class Pass:
    """A pass that has begun; it gives its pairs in portions.

    `at` is where it goes on, for one that was begun elsewhere.
    """

    def __init__(
        self, finder: PairFinder, number: int, at: NDArray[np.int64] | None = None
    ) -> None:
        self._finder, self._number = finder, number
        self._mask, self._gaps = finder.plan.mask(number), finder.plan.gaps(number)
        self._runs: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None
        self.at = np.zeros(3, np.int64) if at is None else at

    def work(self) -> Found:
        """Find pairs until all are found or memory holds enough of them."""
        finder, radius = self._finder, self._finder.plan.radius
        if self._runs is None:
            self._runs = finder.sorted_runs(self._number)
        starts, order = self._runs
        pairs = np.empty((max(_PAIRS, longest_run(starts)), 2), np.int32)
        found = compare_runs(
            finder.hashes, starts, order, self._mask, self._gaps, radius,
            finder.waiting, finder.crowded, self.at, pairs,
        )  # fmt: skip
        is_finished = bool(self.at[0] == len(starts) - 1)
        if is_finished:
            self._runs = None
        return Found(self._number, pairs[:found].copy(), is_finished)


def _sorted_runs(
    hashes: NDArray[np.uint64], mask: np.uint64
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Sort by the bits under a mask; comparing a few hashes is faster than parting them further."""
    bits = max(1, min(int(mask).bit_count() + 1, len(hashes).bit_length() - 4))
    starts = np.empty((1 << bits) + 1, np.int64)
    order = np.empty(len(hashes), np.int32)
    sort_runs(hashes, mask, bits, starts, order)
    return starts, order


def connect_crowds(
    hashes: NDArray[np.uint64],
    judges: NDArray[np.uint64],
    groups: NDArray[np.int32],
    radius: int,
    threshold: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Connect n hashes as all matching pairs would, with as few pairs as possible.

    Two match if `hashes` (n) are within the radius and `judges` (n, 4) within the threshold.
    `groups` (n) gives the groups that are connected already: for each hash the position of one
    member. Returns the pairs (m, 2) that connect groups further, and the new group of each hash.
    """
    parent = groups.copy()
    links = np.empty((len(hashes), 2), np.int32)
    count = 0
    if len(hashes):
        plan = choose_passes(len(hashes), radius)
        for number in range(plan.passes):
            runs = _sorted_runs(hashes, plan.mask(number))
            count = join_runs(hashes, judges, *runs, radius, threshold, parent, links, count)
    find_roots(parent)
    return links[:count], parent
