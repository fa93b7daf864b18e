"""Matches descriptors of 256 bits, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled
from lookalike.match.kernel import bit_count


def match_bits(a: NDArray[np.uint64], b: NDArray[np.uint64], ratio: float) -> NDArray[np.int64]:
    """Return pairs (k, 2) of positions in a (n, 4) and b (m, 4), both uint64, that are most alike.

    The distance of two descriptors is the number of different bits. Each descriptor of a is paired
    with the nearest of b, if the distance to it is below `ratio` times the distance to the second
    nearest (D. Lowe's ratio test, 2004).
    """
    nearest = np.empty(len(a), np.int64)
    if len(b) < 2:
        return np.empty((0, 2), np.int64)
    _find_nearest(a, b, ratio, nearest)
    found = np.flatnonzero(nearest >= 0)
    return np.column_stack([found, nearest[found]])


def warm_up() -> None:
    """Compile or load the machine code."""
    match_bits(np.zeros((1, 4), np.uint64), np.zeros((2, 4), np.uint64), 1.0)


@compiled
def _find_nearest(
    a: NDArray[np.uint64], b: NDArray[np.uint64], ratio: float, nearest: NDArray[np.int64]
) -> None:
    """Find for each descriptor of a the position of its match in b, or -1."""
    for i in range(len(a)):
        w, x, y, z = a[i, 0], a[i, 1], a[i, 2], a[i, 3]
        first, second, at = np.int64(257), np.int64(257), -1
        for j in range(len(b)):
            far = np.int64(
                bit_count(w ^ b[j, 0])
                + bit_count(x ^ b[j, 1])
                + bit_count(y ^ b[j, 2])
                + bit_count(z ^ b[j, 3])
            )
            if far < second:
                if far < first:
                    first, second, at = far, first, j
                else:
                    second = far
        nearest[i] = at if first < ratio * second else -1
