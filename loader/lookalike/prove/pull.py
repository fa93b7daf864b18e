"""Pulls one document onto another, piece by piece: a scanner turns, stretches and bends a page."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, square
from lookalike.prove.frame import render
from lookalike.prove.ink import Grey, ink

_FEW = 6  # pieces that are found again: fewer say nothing
_EMPTY = 0.06  # variation of ink in a piece that says nothing
_FOUND = 0.5  # correlation of a piece where it is found again
_SMOOTH = 1.2  # pieces over which bends are made smooth
_BENT = 4.0  # pixels, the largest bend
_TILE = 64

Points = NDArray[np.float64]


def pull(ink_a: Grey, grey_b: NDArray[np.uint8], onto: Map) -> tuple[Map, Grey | None]:
    """Return a better map from b to the frame, and by how much to move each pixel (h, w, 2) then.

    `ink_a` (h, w) is the ink of a in the frame; `grey_b` are the pixels of b. The map is moved,
    turned and stretched to where most pieces of the page are found again. The field is smooth and
    small, so that it cannot make one letter of another; it is None where too little is found.
    """
    height, width = ink_a.shape
    for shrink, tile, reach in ((2, 48, 10), (1, 80, 6)):
        ink_b = ink(render(grey_b, onto, width, height))
        better = fit(smaller(ink_a, shrink), smaller(ink_b, shrink), tile, reach)
        if better is not None:
            onto = move(onto, better, shrink)
    ink_b = ink(render(grey_b, onto, width, height))
    there, by = find_shifts(ink_a, ink_b, _TILE, round(_BENT))
    return onto, _field(there, by, width, height) if len(there) >= _FEW else None


def fit(x: Grey, y: Grey, tile: int, reach: int) -> Map | None:
    """Return the map from y to x on which most pieces agree, as find_shifts finds them.

    None where too few are found.
    """
    there, by = find_shifts(x, y, tile, reach)
    if len(there) < _FEW:
        return None
    fitted: Any
    fitted, _ = cv2.estimateAffine2D(
        (there + by).astype(np.float32), there.astype(np.float32),
        method=cv2.RANSAC, ransacReprojThreshold=1.5,
    )  # fmt: skip
    return None if fitted is None else np.asarray(fitted, np.float64)


def move(onto: Map, better: Map, shrink: int) -> Map:
    """Apply another map after `onto`; it was found in the frame shrunk by this number."""
    larger = np.diag([shrink, shrink, 1.0])
    return np.asarray((larger @ square(better) @ np.linalg.inv(larger) @ square(onto))[:2])


def find_shifts(x: Grey, y: Grey, tile: int, reach: int) -> tuple[Points, Points]:
    """Look for square pieces of x in y, each within so many pixels of its place.

    Returns the middles of those that are found (n, 2), and by how much each is moved (n, 2).
    """
    there, by = [], []
    height, width = x.shape
    for top in _starts(reach, height - tile - reach, tile):
        for left in _starts(reach, width - tile - reach, tile):
            piece = x[top : top + tile, left : left + tile]
            if float(cv2.meanStdDev(piece)[1][0, 0]) < _EMPTY:
                continue
            around = y[
                top - reach : top + tile + reach,
                left - reach : left + tile + reach,
            ]
            alike = np.asarray(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED), np.float32)
            _, best, _, (across, down) = cv2.minMaxLoc(alike)
            if best < _FOUND or not (0 < across < 2 * reach and 0 < down < 2 * reach):
                continue
            there.append((left + tile / 2, top + tile / 2))
            by.append(
                (
                    across - reach + _peak(alike[down, across - 1 : across + 2]),
                    down - reach + _peak(alike[down - 1 : down + 2, across]),
                )
            )
    return np.array(there, np.float64).reshape(-1, 2), np.array(by, np.float64).reshape(-1, 2)


def _starts(first: int, last: int, step: int) -> list[int]:
    """Numbers from first to last, both included, at most so far from each other."""
    if last < first:
        return []
    count = -(-(last - first) // step) + 1
    return [round(start) for start in np.linspace(first, last, count)]


def _peak(three: NDArray[np.float32]) -> float:
    """Where between its neighbours the highest of three values would be."""
    bend = float(three[0] - 2 * three[1] + three[2])
    return float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5)) if bend < -1e-6 else 0.0


def _field(there: Points, by: Points, width: int, height: int) -> Grey:
    """Shifts of some pieces as a smooth field (h, w, 2)."""
    rows, columns = height // _TILE + 1, width // _TILE + 1
    total, count = np.zeros((rows, columns, 2), np.float32), np.zeros((rows, columns), np.float32)
    down, across = (there[:, 1] // _TILE).astype(int), (there[:, 0] // _TILE).astype(int)
    np.add.at(total, (down, across), by.astype(np.float32))
    np.add.at(count, (down, across), 1)
    mean = _smooth(total) / np.maximum(_smooth(count), 1e-3)[..., None]
    whole = cv2.resize(mean, (columns * _TILE, rows * _TILE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole[:height, :width], np.float32)


def _smooth(values: Grey) -> Grey:
    smooth = cv2.GaussianBlur(values, (0, 0), _SMOOTH, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth, np.float32)


def smaller(values: Grey, by: int) -> Grey:
    """Shrink a drawing by a whole number."""
    if by == 1:
        return values
    smaller = cv2.resize(values, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.float32)
