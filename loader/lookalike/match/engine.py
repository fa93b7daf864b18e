"""All pairs of hashes within a radius, pass by pass, on all cores.

Exact: the covering masks find every pair, and each in one pass only. Memory: see memory_bytes. It
works on arrays and knows nothing of a database.
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
    """What it takes to fetch so many hashes with their numbers and find the pairs, in bytes.

    Each takes 24 bytes, and as much again while they are fetched; on each core there are the order
    of a pass, 5 bytes a hash, and the pairs found last. A run of equal bits that is longer than
    _PAIRS, as where a large radius leaves one pass, takes 16 bytes a hash of it more on each core.
    """
    return 48 * hashes + cores * (5 * hashes + 16 * _PAIRS)


@dataclass(frozen=True)
class Found:
    """Pairs (n, 2) of positions that a pass found, and whether that was all."""

    number: int
    pairs: NDArray[np.int32]
    is_finished: bool


class PairFinder:
    """Finds the pairs among n hashes (uint64) within the plan's radius.

    `waiting` (n) says which are new: pairs of two others are left out. Who has more than
    `crowd_limit` others within the radius is crowded; pairs of two that are crowded are left out,
    but some may be given before that is known. `degree` (n) is how many others are known of each,
    `crowded` (n) who is crowded; both are updated, and `crowded` is right after the last pass.
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
        """Do all passes but those that are done already, as many at a time as there are cores."""
        cores = cores or usable_cores()
        self._look_for_crowds(done, cores)
        left = (_Pass(self, n) for n in range(self.plan.passes) if n not in done)
        with ThreadPoolExecutor(cores) as pool:
            working: dict[Future[Found], _Pass] = {}

            def begin(this: _Pass | None) -> None:
                if this is not None:
                    working[pool.submit(this.work)] = this

            for _ in range(cores):
                begin(next(left, None))
            while working:
                ready, _ = wait(working, return_when=FIRST_COMPLETED)
                for future in ready:
                    this, found = working.pop(future), future.result()
                    self._count(found.pairs)
                    begin(next(left, None) if found.is_finished else this)
                    yield found

    def _look_for_crowds(self, done: Collection[int], cores: int) -> None:
        """Mark most of who is crowded beforehand, from a few passes that have little in common.

        Each pass marks the crowds in its own runs before it compares them; but members of a crowd
        that lie apart from it in the first passes would be paired there.
        """
        left = [number for number in range(self.plan.passes) if number not in done]
        if len(self.hashes) > self.crowd_limit:
            with ThreadPoolExecutor(cores) as pool:
                few = left[:: -(-len(left) // _PREVIEWS) or 1]
                for _ in pool.map(lambda number: self.sorted_runs(number) and None, few):
                    pass

    def sorted_runs(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Sort by the bits of a pass, and mark whom a run shows to be crowded."""
        runs = _sorted_runs(self.hashes, self.plan.mask(number))
        mark_crowds(self.hashes, *runs, self.plan.radius, self.crowd_limit, self.crowded)
        return runs

    def _count(self, pairs: NDArray[np.int32]) -> None:
        positions, times = np.unique(pairs, return_counts=True)
        self.degree[positions] += times.astype(np.int32)
        self.crowded[positions[self.degree[positions] > self.crowd_limit]] = True


class _Pass:
    """One pass under way, which gives its pairs in portions."""

    def __init__(self, finder: PairFinder, number: int) -> None:
        self._finder, self._number = finder, number
        self._mask, self._gaps = finder.plan.mask(number), finder.plan.gaps(number)
        self._runs: tuple[NDArray[np.int64], NDArray[np.int32]] | None = None
        self._at = np.zeros(3, np.int64)

    def work(self) -> Found:
        """Find pairs until all are found or no more should be held."""
        finder, radius = self._finder, self._finder.plan.radius
        if self._runs is None:
            self._runs = finder.sorted_runs(self._number)
        starts, order = self._runs
        pairs = np.empty((max(_PAIRS, longest_run(starts)), 2), np.int32)
        found = compare_runs(
            finder.hashes, starts, order, self._mask, self._gaps, radius,
            finder.waiting, finder.crowded, self._at, pairs,
        )  # fmt: skip
        is_finished = bool(self._at[0] == len(starts) - 1)
        if is_finished:
            self._runs = None
        return Found(self._number, pairs[:found].copy(), is_finished)


def _sorted_runs(
    hashes: NDArray[np.uint64], mask: np.uint64
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Sort by the bits under a mask; some hashes a run are compared faster than they are parted."""
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
    """Connect n hashes with as few pairs as connect what all pairs that match would.

    They match where `hashes` (n) are within the radius and `judges` (n, 4) within the threshold.
    `groups` (n) says who is connected already: the position of one of the group for all of it.
    Returns the pairs (m, 2) that connect the groups further, and for each the group it is in then.
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
