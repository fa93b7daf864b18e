"""Covering masks: which bits two hashes within a radius must share, and in how many passes.

Bit i of the 64 is in segment i mod k of k segments, because neighbouring bits of a perceptual hash
are correlated. Hashes that differ in at most r bits differ in at most r segments, so at least k - r
segments are equal: one pass for each choice of k - r segments finds every pair.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

_BITS = 64
# Seconds measured on one core, to choose among plans: to sort a hash, to compare two hashes.
_SORT = 40e-9
_COMPARE = 0.2e-9


@dataclass(frozen=True)
class Passes:
    """A way to cut hashes, and what it costs on one core."""

    segments: int
    radius: int
    seconds: float

    @cached_property
    def choices(self) -> list[tuple[int, ...]]:
        """The segments that are equal in each pass, in lexicographic order."""
        return list(combinations(range(self.segments), self.segments - self.radius))

    @property
    def passes(self) -> int:
        return comb(self.segments, self.radius)

    @property
    def name(self) -> str:
        """The name under which finished passes are kept."""
        return f"engine {self.segments} {self.radius}"

    def mask(self, number: int) -> np.uint64:
        """Return the bits that are equal in a pass."""
        chosen = self.segment_masks[list(self.choices[number])]
        return np.uint64(np.bitwise_or.reduce(chosen, initial=0))

    def gaps(self, number: int) -> NDArray[np.uint64]:
        """Return the segments left out before the last one chosen, one mask each.

        The first pass to find a pair is the one that chooses its lowest equal segments. So a pair
        that is equal in a pass belongs to it only if it differs in each of these.
        """
        choice = self.choices[number]
        before = range(choice[-1]) if choice else range(0)
        return self.segment_masks[[s for s in before if s not in choice]]

    def number_of(self, equal: int) -> int:
        """Return the pass that finds hashes whose equal segments are the bits of `equal`."""
        lowest = [s for s in range(self.segments) if equal >> s & 1]
        return self._numbers[tuple(lowest[: self.segments - self.radius])]

    @cached_property
    def _numbers(self) -> dict[tuple[int, ...], int]:
        return {choice: number for number, choice in enumerate(self.choices)}

    @cached_property
    def segment_masks(self) -> NDArray[np.uint64]:
        masks = np.zeros(self.segments, np.uint64)
        for bit in range(_BITS):
            masks[bit % self.segments] |= np.uint64(1) << np.uint64(bit)
        return masks


def choose_passes(hashes: int, radius: int) -> Passes:
    """Return the fastest plan for comparing so many hashes: the more segments, the more passes,
    and the fewer hashes that are equal in each. `radius` is from 0 to 64.
    """
    plans = []
    for segments in range(max(radius, 1), min(max(radius, 1) + 5, _BITS) + 1):
        equal_bits = _BITS * (segments - radius) / segments
        compared = hashes**2 / 2 / 2**equal_bits
        seconds = comb(segments, radius) * (_SORT * hashes + _COMPARE * compared)
        plans.append(Passes(segments, radius, seconds))
    return min(plans, key=lambda plan: plan.seconds)
