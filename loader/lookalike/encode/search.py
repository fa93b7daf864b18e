"""Finds all pairs of corners whose codes are within a radius, pass by pass, on all cores.

By covering masks, as match.engine does it. But here one side is sorted, and the other goes by it,
in the four variants of a code: as it is, mirrored, inverted, and both.
"""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cached_property
from math import isqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lookalike.compiled import compiled
from lookalike.cores import usable_cores
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED
from lookalike.match.kernel import (
    BLOCK,
    bit_count,
    bucket_of,
    count_near,
    is_found_earlier,
    longest_run,
    sort_runs,
)
from lookalike.match.masks import Passes, choose_passes

RADIUS = 7  # bits in which the codes of one corner differ in two copies, at most
CROWD = 400  # a corner that is like more others says nothing
_PAIRS = 1 << 20  # held by each core at a time
_FIRST_HALVES = np.uint64(0x0000FFFF0000FFFF)


class Corners:
    """All corners of an archive, and which are new.

    `codes` (n) of uint64, `owner` (n): the number of the picture of each, `new` (n): whether it is
    to be looked up. `crowded` (n) says in the end which corners are like too many others.
    """

    def __init__(
        self, codes: NDArray[np.uint64], owner: NDArray[np.int32], new: NDArray[np.bool_]
    ) -> None:
        self.codes, self.owner = codes, owner
        self.looked_up = np.flatnonzero(new).astype(np.int32)
        self.place = np.full(len(codes), -1, np.int32)
        self.place[self.looked_up] = np.arange(len(self.looked_up), dtype=np.int32)
        self.crowded = np.zeros(len(codes), np.bool_)
        self._degree = np.zeros(len(codes), np.int32)

    @cached_property
    def plan(self) -> Passes:
        """How the codes are cut: as if as many were compared with each other as there are pairs."""
        return choose_passes(isqrt(len(self.codes) * len(self.looked_up)), RADIUS)

    def find_pairs(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8], bool]]:
        """Yield pairs (m, 2) of corners, the variant of the second, and whether a pass has ended.

        At least one of the two is new. Pairs of crowded corners are among them as long as it is
        not known that they are crowded.
        """
        sorted_codes = self.codes[self.looked_up]
        plan, cores = self.plan, usable_cores()
        left = (_Pass(self, sorted_codes, plan, number) for number in range(plan.passes))
        with ThreadPoolExecutor(cores) as pool:
            working: dict[Future[tuple[NDArray[np.int32], NDArray[np.int8]]], _Pass] = {}
            for this in (one for _, one in zip(range(cores), left, strict=False)):
                working[pool.submit(this.work)] = this
            while working:
                ready, _ = wait(working, return_when=FIRST_COMPLETED)
                for future in ready:
                    this = working.pop(future)
                    pairs, variants = future.result()
                    self._count(pairs)
                    following = next(left, None) if this.is_finished else this
                    if following is not None:
                        working[pool.submit(following.work)] = following
                    yield pairs, variants, this.is_finished

    def _count(self, pairs: NDArray[np.int32]) -> None:
        corners, times = np.unique(pairs, return_counts=True)
        self._degree[corners] += times.astype(np.int32)
        self.crowded[corners[self._degree[corners] > CROWD]] = True


class _Pass:
    """A pass that has begun; it gives its pairs in portions."""

    def __init__(
        self, corners: Corners, codes: NDArray[np.uint64], plan: Passes, number: int
    ) -> None:
        self._corners, self._codes = corners, codes
        self._mask, self._gaps = plan.mask(number), plan.gaps(number)
        self._bits = max(1, min(int(self._mask).bit_count() + 1, len(codes).bit_length()))
        self._runs: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]] | None = None
        self._at = 0
        self.is_finished = False

    def work(self) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
        """Find pairs until all are found or memory holds enough of them."""
        corners = self._corners
        if self._runs is None:
            starts = np.empty((1 << self._bits) + 1, np.int64)
            order = np.empty(len(self._codes), np.int32)
            sort_runs(self._codes, self._mask, self._bits, starts, order)
            self._runs = starts, order, self._codes[order]
        starts, order, in_order = self._runs
        room = max(_PAIRS, 4 * longest_run(starts))
        pairs, variants = np.empty((room, 2), np.int32), np.empty(room, np.int8)
        self._at, found = look_up(
            in_order, starts, order, self._bits, corners.looked_up, corners.codes, corners.owner,
            corners.place, self._mask, self._gaps, RADIUS, CROWD, corners.crowded, self._at,
            pairs, variants,
        )  # fmt: skip
        self.is_finished = self._at == len(corners.codes)
        if self.is_finished:
            self._runs = None
        return pairs[:found].copy(), variants[:found].copy()


@njit(inline="always")
def vary(code: np.uint64, variant: int) -> np.uint64:
    """Return the code of the same corner in a variant of the picture; see `pattern`."""
    if variant in (MIRRORED, BOTH):
        sixteen = np.uint64(16)
        code = ((code & _FIRST_HALVES) << sixteen) | ((code >> sixteen) & _FIRST_HALVES)
    if variant in (INVERTED, BOTH):
        code = ~((code << np.uint64(32)) | (code >> np.uint64(32)))
    return code


@compiled
def look_up(
    in_order: NDArray[np.uint64],
    starts: NDArray[np.int64],
    order: NDArray[np.int32],
    bits: int,
    looked_up: NDArray[np.int32],
    codes: NDArray[np.uint64],
    owner: NDArray[np.int32],
    place: NDArray[np.int32],
    mask: np.uint64,
    gaps: NDArray[np.uint64],
    radius: int,
    crowd: int,
    crowded: NDArray[np.bool_],
    at: int,
    pairs: NDArray[np.int32],
    variants: NDArray[np.int8],
) -> tuple[int, int]:
    """Look up the codes from number `at` on among the sorted ones, in all variants.

    `in_order` are the sorted codes in the order of their runs. `looked_up` are the numbers of the
    sorted codes among all, `place` the reverse, -1 for the others. Writes the pairs that belong to
    this pass (see Passes.gaps), each once, and to `variants` the variant of the second. Returns
    where to go on, and how many pairs there are. A code that is like more than `crowd` others in
    one run is marked, and left out.
    """
    most = np.uint64(radius)
    found = 0
    for t in range(at, len(codes)):
        if crowded[t]:
            continue
        before = found
        for variant in range(4):
            code = vary(codes[t], variant)
            bucket = bucket_of(code, mask, bits)
            begin, end = starts[bucket], starts[bucket + np.uint64(1)]
            if found + end - begin > len(pairs):
                return t, before
            first = found
            for block in range(begin, end, BLOCK):
                stop = min(block + BLOCK, end)
                if count_near(code, in_order[block:stop], most) == 0:
                    continue
                for run in range(block, stop):
                    difference = code ^ in_order[run]
                    if bit_count(difference) > most or difference & mask != 0:
                        continue
                    s = order[run]
                    other = looked_up[s]
                    # Of two new corners, each would find the other.
                    is_turned = place[t] >= 0 and s >= place[t]
                    if is_turned or owner[other] == owner[t] or crowded[other]:
                        continue
                    if not is_found_earlier(difference, gaps):
                        pairs[found, 0], pairs[found, 1], variants[found] = other, t, variant
                        found += 1
            if found - first > crowd:
                crowded[t] = True
                found = before
                break
    return len(codes), found
