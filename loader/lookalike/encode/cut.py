"""Cuts the 64 bits of a code in segments, some of which two near codes share.

Two codes within the radius r differ in at most r of k segments, so k - r are equal. Bit i is in
segment i mod k, because neighbouring bits are of neighbouring comparisons. See also match.masks.
"""

from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

RADIUS = 7  # bits in which the codes of one corner differ in two copies, at most
FEW = 400  # codes of each side that are faster compared than parted further
VARIANTS = 4
# Of real corners, so many of the bits of a segment tell them apart as if they were random.
_TELLING = 0.85
# Seconds measured on one core: to part a code by a segment, to compare two, to begin a row.
_PART = 4e-9
_COMPARE = 0.15e-9
_ROW = 12e-9


class Cut:
    """The 64 bits in `count` segments."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.equal = count - RADIUS  # segments that are equal in two codes within the radius

    @cached_property
    def bits(self) -> list[NDArray[np.uint64]]:
        """The bits of each segment."""
        return [np.arange(s, 64, self.count, dtype=np.uint64) for s in range(self.count)]

    @cached_property
    def fields(self) -> NDArray[np.uint64]:
        """(count, 2): where each segment begins once its bits lie together, and a mask as wide."""
        widths = np.array([len(bits) for bits in self.bits], np.uint64)
        shifts = np.cumsum(widths, dtype=np.uint64) - widths
        return np.column_stack([shifts, (np.uint64(1) << widths) - np.uint64(1)])

    @cached_property
    def table(self) -> NDArray[np.uint64]:
        """(8, 256): for each value of each byte, its bits where they lie together."""
        place = np.empty(64, np.uint64)
        place[np.concatenate(self.bits)] = np.arange(64, dtype=np.uint64)
        bits = np.arange(256, dtype=np.uint64)[:, None] >> np.arange(8, dtype=np.uint64)
        moved = (bits & np.uint64(1)) << place.reshape(8, 1, 8)
        return np.asarray(np.bitwise_or.reduce(moved, axis=2), np.uint64)


def choose_cut(corners: int, new: int) -> Cut:
    """Return the fastest cut for comparing so many new corners with all."""
    return Cut(min(range(RADIUS + 2, RADIUS + 6), key=lambda count: _seconds(count, corners, new)))


def _seconds(count: int, corners: int, new: int) -> float:
    """Estimate the time on one core for a cut."""
    own, other = float(corners), float(VARIANTS * new)
    seconds = 0.0
    for chosen in range(1, count - RADIUS + 1):
        choices = comb(RADIUS + chosen, chosen)
        seconds += choices * (corners + VARIANTS * new) * _PART
        parts = 2 ** (_TELLING * 64 / count * chosen)
        own, other = corners / parts, VARIANTS * new / parts
        if own * other <= FEW * (own + other):
            break
    rows = min(corners, VARIANTS * new)
    return seconds + choices * (parts * own * other / 2 * _COMPARE + rows * _ROW)
