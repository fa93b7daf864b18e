"""Finds all pairs of corners whose codes are within a radius, on all cores.

By covering masks, as match.engine does it: the 64 bits are cut in segments, and two codes within
the radius are equal in some of them. Here the codes are parted by the first of these segments, each
part by the next, and so on. The parts of the first are handed to the cores.
"""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cached_property
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.cores import usable_cores
from lookalike.encode.kernel import collect, count_equal, explore, vary

RADIUS = 7  # bits in which the codes of one corner differ in two copies, at most
CROWD = 400  # a corner that is like more others says nothing
_PAIRS = 1 << 20  # held by each core at a time
_LIST = 1 << 23  # codes of both sides that are parted together, if the first segment can do it
_VARIANTS = 4


class Cut(NamedTuple):
    """The 64 bits in so many segments: bit i in segment i mod k; see match.masks."""

    count: int

    @property
    def chosen(self) -> int:
        """How many segments are equal in two codes within the radius."""
        return self.count - RADIUS

    @property
    def masks(self) -> list[int]:
        """The bits of each segment."""
        return [sum(1 << bit for bit in range(s, 64, self.count)) for s in range(self.count)]

    @property
    def fields(self) -> NDArray[np.uint64]:
        """Where each segment is once its bits lie together: shift, its bits as a mask, width."""
        widths = [mask.bit_count() for mask in self.masks]
        shifts = [sum(widths[:s]) for s in range(self.count)]
        rows = [(s, (1 << w) - 1, w) for s, w in zip(shifts, widths, strict=True)]
        return np.array(rows, np.uint64)

    @property
    def table(self) -> NDArray[np.uint64]:
        """(8, 256): for each value of each byte, its bits where `fields` says."""
        place = np.empty(64, np.uint64)
        for s, shift in enumerate(self.fields[:, 0]):
            own = np.arange(s, 64, self.count)
            place[own] = shift + np.arange(len(own), dtype=np.uint64)
        bits = np.arange(256, dtype=np.uint64)[:, None] >> np.arange(8, dtype=np.uint64) & 1
        return np.stack([(bits << place[8 * b : 8 * b + 8]).sum(axis=1) for b in range(8)])


class Corners:
    """All corners of an archive: first those that were compared with each other before.

    `codes` (n) of uint64, `owner` (n): the number of the picture of each, `old`: how many were
    compared before.
    """

    def __init__(self, codes: NDArray[np.uint64], owner: NDArray[np.int32], old: int) -> None:
        self.codes, self.owner, self.old = codes, owner, old
        self.degree = np.zeros(len(codes), np.uint16)

    @property
    def crowded(self) -> NDArray[np.bool_]:
        """Which corners are like too many others; right after the last pair."""
        return self.degree > CROWD

    @cached_property
    def cut(self) -> Cut:
        return Cut(10)

    def parts(self) -> int:
        return (RADIUS+1) << self.chunk_bits

    @cached_property
    def chunk_bits(self) -> int:
        """How many bits of the first segment say to which part a code belongs."""
        both = len(self.codes) + _VARIANTS * (len(self.codes) - self.old)
        return min(max((both // _LIST).bit_length(), 0), 64 // self.cut.count)

    def find_pairs(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8], bool]]:
        """Yield pairs (m, 2) of corners, the variant of the second, and whether a part is done.

        At least one of the two is new. Pairs of crowded corners are among them as long as it is
        not known that they are crowded.
        """
        left = (
            _Part(self, first, value)
            for first in range(RADIUS + 1)
            for value in range(1 << self.chunk_bits)
        )
        cores = usable_cores()
        with ThreadPoolExecutor(cores) as pool:
            working = {}
            for this in (one for _, one in zip(range(cores), left, strict=False)):
                working[pool.submit(this.work)] = this
            while working:
                ready, _ = wait(working, return_when=FIRST_COMPLETED)
                for future in ready:
                    this = working.pop(future)
                    pairs, variants = future.result()
                    following = next(left, None) if this.is_finished else this
                    if following is not None:
                        working[pool.submit(following.work)] = following
                    yield pairs, variants, this.is_finished


class _Side(NamedTuple):
    codes: NDArray[np.uint64]
    tags: NDArray[np.int32]


def _room(count: int) -> _Side:
    return _Side(np.empty(count, np.uint64), np.empty(count, np.int32))


class _Part:
    """The codes that have some bits of the first equal segment in common."""

    def __init__(self, corners: Corners, first: int, value: int) -> None:
        self._corners, self._first, self._value = corners, first, value
        self._work: Iterator | None = None
        self.is_finished = False
        self._pending = None

    def work(self):
        """Find pairs until all are found or memory holds enough of them."""
        if self._work is None:
            self._work = self._find()
            self._pending = next(self._work, None)
        result = self._pending
        self._pending = next(self._work, None)
        self.is_finished = self._pending is None
        return result or (np.empty((0, 2), np.int32), np.empty(0, np.int8))

    def _find(self):
        corners = self._corners
        cut, fields = corners.cut, corners.cut.fields
        plain = self._collect(corners.codes, 0, 1)
        new = self._collect(corners.codes[corners.old:], corners.old, _VARIANTS)
        pairs = np.empty((_PAIRS, 2), np.int32)
        pairs, found = explore(
            *plain, *new, fields, 0, self._first, self._first + 1, cut.chosen,
            corners.owner, corners.degree, RADIUS, CROWD, pairs, 0,
        )  # fmt: skip
        yield pairs[:found], (pairs[:found, 1] & 3).astype(np.int8)

    def _collect(self, codes, first: int, variants: int) -> _Side:
        cut, bits = self._corners.cut, self._corners.chunk_bits
        own = [bit for bit in range(64) if cut.masks[self._first] >> bit & 1][:bits]
        mask = np.uint64(sum(1 << bit for bit in own))
        value = np.uint64(sum(1 << bit for n, bit in enumerate(own) if self._value >> n & 1))
        # A variant has these bits where the code has them, moved back.
        values = np.array([vary(value, v) for v in range(variants)], np.uint64)
        masks = np.array([vary(value ^ mask, v) for v in range(variants)], np.uint64) ^ values
        side = _room(count_equal(codes, masks, values))
        collect(codes, first, masks, values, cut.table, *side)
        return side
