"""Counts, for two pictures, the corners that agree on how one lies on the other."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED

_TURNED = 25.0  # degrees by which two corners that agree may differ in direction
_SCALED = 1.5  # times that they may differ in scale
_OFF = 0.12  # of the way from the corner to the middle of all, and
_NEAR = 12.0  # pixels that they may differ in place, at the scale of the second picture


class Votes(NamedTuple):
    """For m pairs of pictures: their numbers, and how they lie on each other.

    `pairs` (m, 2), the lower number first. `votes` (m): how many corners agree. `maps` (m, 6): the
    map (a row each for x and y) from pixels of the first to those of the second.
    """

    pairs: NDArray[np.int32]
    votes: NDArray[np.int32]
    maps: NDArray[np.float64]


def count_votes(
    corners: NDArray[np.int32],
    variants: NDArray[np.int8],
    owner: NDArray[np.int32],
    points: NDArray[np.float32],
) -> Votes:
    """Count the votes of pairs of corners (n, 2); `variants` (n) are those of the second.

    `owner` gives the picture of each corner, and `points` is as in LocalCodes.
    """
    is_swapped = owner[corners[:, 0]] > owner[corners[:, 1]]
    first = np.where(is_swapped, corners[:, 1], corners[:, 0])
    second = np.where(is_swapped, corners[:, 0], corners[:, 1])
    order = np.lexsort((second, first, variants, owner[second], owner[first]))
    first, second, variants = first[order], second[order], variants[order]
    pairs = np.column_stack([owner[first], owner[second]]).astype(np.int32)
    begins = np.flatnonzero((np.diff(pairs, axis=0, prepend=-1) != 0).any(axis=1))
    starts = np.append(begins, len(pairs)).astype(np.int64)
    votes = np.zeros(len(begins), np.int32)
    maps = np.zeros((len(begins), 6), np.float64)
    if len(begins):
        _count(starts, first, second, variants, points, votes, maps)
    return Votes(pairs[begins], votes, maps)


@compiled
def _count(
    starts: NDArray[np.int64],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    variants: NDArray[np.int8],
    points: NDArray[np.float32],
    votes: NDArray[np.int32],
    maps: NDArray[np.float64],
) -> None:
    """For each pair of pictures, take the pair of corners with which most others agree.

    A pair of corners says how much the second picture is turned and scaled, and where the middle
    of all corners of the first comes to lie. Each corner counts once.
    """
    for g in range(len(starts) - 1):
        low, high = starts[g], starts[g + 1]
        count = high - low
        turn, grow = np.empty(count), np.empty(count)
        to_x, to_y, lever = np.empty(count), np.empty(count), np.empty(count)
        middle_x = middle_y = 0.0
        for i in range(count):
            middle_x += points[first[low + i], 0] / count
            middle_y += points[first[low + i], 1] / count
        for i in range(count):
            x, y, angle, scale = points[first[low + i]]
            there_x, there_y, there_angle, there_scale = points[second[low + i]]
            variant = variants[low + i]
            if variant == MIRRORED:
                angle = math.pi - angle
            elif variant == INVERTED:
                angle = angle + math.pi
            elif variant == BOTH:
                angle = -angle
            turn[i], grow[i] = there_angle - angle, there_scale / scale
            u, v = middle_x - x, middle_y - y
            lever[i] = math.hypot(u, v) * grow[i]
            if variant in (MIRRORED, BOTH):
                u = -u
            cosine, sine = math.cos(turn[i]) * grow[i], math.sin(turn[i]) * grow[i]
            to_x[i] = there_x + cosine * u - sine * v
            to_y[i] = there_y + sine * u + cosine * v
        agree, chosen = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
        for i in range(count):
            agreed, last, taken = 0, -1, -1
            for j in range(count):
                agree[j] = False
                if variants[low + j] != variants[low + i]:
                    continue
                apart = (turn[i] - turn[j] + math.pi) % (2 * math.pi) - math.pi
                ratio = grow[i] / grow[j]
                limit = _NEAR * max(grow[i], 1.0) + _OFF * (lever[i] + lever[j])
                if (
                    abs(apart) <= math.radians(_TURNED)
                    and 1 / _SCALED <= ratio <= _SCALED
                    and math.hypot(to_x[i] - to_x[j], to_y[i] - to_y[j]) <= limit
                    and first[low + j] != last
                    and second[low + j] != taken
                ):
                    agree[j] = True
                    agreed += 1
                    last, taken = first[low + j], second[low + j]
            if agreed > votes[g]:
                votes[g] = agreed
                chosen[:] = agree
        _fit(first[low:high], second[low:high], variants[low:high], points, chosen, maps[g])


@compiled
def _fit(
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    variants: NDArray[np.int8],
    points: NDArray[np.float32],
    chosen: NDArray[np.bool_],
    found: NDArray[np.float64],
) -> None:
    """Fit a similarity to the chosen pairs of corners, by least squares."""
    count = 0
    sign = 1.0
    ax = ay = bx = by = 0.0
    for i in range(len(first)):
        if chosen[i]:
            sign = -1.0 if variants[i] in (MIRRORED, BOTH) else 1.0
            count += 1
            ax += sign * points[first[i], 0]
            ay += points[first[i], 1]
            bx += points[second[i], 0]
            by += points[second[i], 1]
    ax, ay, bx, by = ax / count, ay / count, bx / count, by / count
    along = across = spread = 0.0
    for i in range(len(first)):
        if chosen[i]:
            x, y = sign * points[first[i], 0] - ax, points[first[i], 1] - ay
            u, v = points[second[i], 0] - bx, points[second[i], 1] - by
            along += x * u + y * v
            across += x * v - y * u
            spread += x * x + y * y
    if spread == 0.0:
        return
    cosine, sine = along / spread, across / spread
    found[0], found[1], found[2] = cosine * sign, -sine, bx - cosine * ax + sine * ay
    found[3], found[4], found[5] = sine * sign, cosine, by - sine * ax - cosine * ay
