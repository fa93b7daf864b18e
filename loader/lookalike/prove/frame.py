"""Draws two pictures in one frame, the overlap of both, no finer than either shows it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, corners, square
from lookalike.prove.picture import SLIVER

_STRETCH = 1.6  # a copy is not squeezed more than this
_SHORTEST = 32  # pixels of the longer side
CENTRE = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])  # of the first pixel: OpenCV's start


def place(
    size_a: tuple[int, int],
    size_b: tuple[int, int],
    map_: Map,
    longest: float,
    times: float = 1.0,
) -> tuple[Map, Map, tuple[int, int]] | None:
    """A frame around the overlap, its longer side at most `longest` pixels.

    Sizes are width and height. The frame is so many times as fine as the coarser of the two.
    Returns the maps from b and from a to the frame, and the size of the frame; None where the two
    would touch only in a few pixels or as a sliver.
    """
    across, down = np.linalg.svd(map_[:, :2], compute_uv=False)
    if not (down > 0.04 and across < 25 and across / down < _STRETCH):
        return None
    ends = corners(size_a, map_)
    left, top = np.maximum(ends.min(axis=0), 0.0)
    right, bottom = np.minimum(ends.max(axis=0), size_b)
    long = max(right - left, bottom - top)
    if min(right - left, bottom - top) < SLIVER:
        return None
    side = min(longest, times * min(long, long / (across * down) ** 0.5))
    if side < _SHORTEST:
        return None
    scale = side / long
    size = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
    onto = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    from_a = np.column_stack([onto[:, :2] @ map_[:, :2], onto[:, :2] @ map_[:, 2] + onto[:, 2]])
    return onto, from_a, size


def enlarge(size: tuple[int, int], larger: tuple[int, ...]) -> Map:
    """The matrix (3, 3) from pixels of a picture of one size to those of a larger one."""
    return np.diag([larger[0] / size[0], larger[1] / size[1], 1.0])


def finer(map_: Map, larger_a: Map, larger_b: Map) -> Map:
    """The same map between larger pictures, each enlarged by its matrix."""
    return np.asarray((larger_b @ square(map_) @ np.linalg.inv(larger_a))[:2], np.float64)


def render(rgb: NDArray[np.uint8], map_: Map, width: int, height: int) -> NDArray[np.uint8]:
    """Draw a picture where a map from its pixels puts it."""
    shrink = abs(determinant(map_)) ** 0.5
    if shrink < 0.9:  # otherwise fine texture would become noise
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.45 / shrink), np.uint8)
    drawn = cv2.warpAffine(
        rgb, to_centres(map_), (width, height),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(drawn, np.uint8)


def cover(size: tuple[int, int], map_: Map, width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels of the frame a picture of this size covers."""
    covered = np.zeros((height, width), np.uint8)
    # From the middle of the first pixel, in sixteenths.
    ends = np.round((corners(size, map_) - 0.5) * 16).astype(np.int32)
    cv2.fillConvexPoly(covered, ends, 1, shift=4)
    return np.asarray(covered > 0)


def to_centres(map_: Map) -> Map:
    """The same map as OpenCV counts, from the middle of the first pixel."""
    moved = map_.copy()
    moved[:, 2] += map_[:, :2] @ (0.5, 0.5) - 0.5
    return moved


def determinant(map_: Map) -> float:
    """By how much a map enlarges an area; negative if it mirrors."""
    return float(map_[0, 0] * map_[1, 1] - map_[0, 1] * map_[1, 0])
