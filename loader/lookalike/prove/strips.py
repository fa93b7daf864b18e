"""Strips at the edges of an overlap in which two pictures differ: captions, bars, frames."""

import numpy as np
from numpy.typing import NDArray

_CUT = 0.35  # the deepest strip at an edge of the overlap that may be something laid over


def cut_strips(
    detail: NDArray[np.bool_], agrees: NDArray[np.bool_]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Leave out strips at the edges in which most blocks differ: captions, bars, frames.

    Returns the rows and the columns that are left, from and to.
    """
    rows, columns = (0, detail.shape[0]), (0, detail.shape[1])
    good = detail & agrees
    rows = _cut_ends(detail.sum(axis=1), good.sum(axis=1), rows)
    columns = _cut_ends(detail[slice(*rows)].sum(axis=0), good[slice(*rows)].sum(axis=0), columns)
    return rows, columns


def _cut_ends(
    judged: NDArray[np.int_], good: NDArray[np.int_], lines: tuple[int, int]
) -> tuple[int, int]:
    most = int(len(judged) * _CUT)
    return (
        lines[0] + _deepest(judged[:most], good[:most]),
        lines[1] - _deepest(judged[::-1][:most], good[::-1][:most]),
    )


def _deepest(judged: NDArray[np.int_], good: NDArray[np.int_]) -> int:
    """Count the lines from the edge that differ in most blocks, together and the last alone."""
    bad = (2 * good < judged) & (2 * np.cumsum(good) < np.cumsum(judged))
    return int(np.flatnonzero(bad)[-1]) + 1 if bad.any() else 0
