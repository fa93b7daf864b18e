"""Finds the strongest corners of a picture, and the code of each."""

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled
from lookalike.encode.pattern import HALF, PATTERN

SIDE = 512  # pixels of the longer side of a picture, as its corners are looked for
POINTS = 80  # corners of a picture, the strongest
OCTAVE = 1.2  # how much larger the corners of one level are than those of the level below
_SMALL = 400  # pixels: smaller pictures are enlarged, or too few corners have room
_FAST_THRESHOLD = 8  # grey levels by which a corner stands out

cv2.setNumThreads(1)  # there is a process for each core already


class LocalCodes(NamedTuple):
    """The corners of a picture, the strongest first.

    `codes` (n) of uint64. `points` (n, 4) of float32: x and y in pixels from the upper left corner
    of the picture, the direction in radians, clockwise from the right, and the scale: how many
    pixels of the picture one step of the pattern is.
    """

    codes: NDArray[np.uint64]
    points: NDArray[np.float32]


def find_codes(grey: NDArray[np.uint8]) -> LocalCodes:
    """Return the local codes of a grey picture (h, w), its longer side SIDE pixels or fewer.

    Corners and their directions are those of ORB (E. Rublee et al., 2011), as OpenCV finds them.
    """
    factor = max(_SMALL / max(grey.shape), 1.0)
    if factor > 1:
        size = (max(round(grey.shape[1] * factor), 1), max(round(grey.shape[0] * factor), 1))
        grey = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    detector: Any = cv2.ORB.create(
        nfeatures=POINTS, scaleFactor=OCTAVE, fastThreshold=_FAST_THRESHOLD
    )
    corners = sorted(detector.detect(grey, None), key=lambda one: -one.response)[:POINTS]
    points = np.array(
        # OpenCV counts from the middle of the first pixel; we count from its corner.
        [(*(np.add(c.pt, 0.5)), np.deg2rad(c.angle), OCTAVE**c.octave) for c in corners],
        np.float32,
    ).reshape(-1, 4)
    codes = np.zeros(len(points), np.uint64)
    sums = np.asarray(cv2.integral(grey), np.int32)
    _compare(sums, points, PATTERN, HALF, codes)
    points[:, [0, 1, 3]] /= np.float32(factor)
    return LocalCodes(codes, points)


def warm_up() -> None:
    """Compile or load the machine code."""
    find_codes(np.zeros((SIDE, SIDE), np.uint8))


@compiled
def _compare(
    sums: NDArray[np.int32],
    points: NDArray[np.float32],
    pattern: NDArray[np.float32],
    half: float,
    codes: NDArray[np.uint64],
) -> None:
    """Set the bits of each code; `sums` (h + 1, w + 1) add up all pixels above and to the left."""
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    for i in range(len(points)):
        x, y, angle, scale = points[i]
        along, across = np.cos(angle) * scale, np.sin(angle) * scale
        reach = max(half * scale, 1.0)
        code = np.uint64(0)
        for bit in range(len(pattern)):
            means = (0.0, 0.0)
            for place in range(2):
                u, v = pattern[bit, place]
                at_x, at_y = x + along * u - across * v, y + across * u + along * v
                left = min(max(int(np.floor(at_x - reach + 0.5)), 0), width - 1)
                right = min(max(int(np.floor(at_x + reach + 0.5)), left + 1), width)
                top = min(max(int(np.floor(at_y - reach + 0.5)), 0), height - 1)
                bottom = min(max(int(np.floor(at_y + reach + 0.5)), top + 1), height)
                total = (
                    sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
                )
                mean = total / ((right - left) * (bottom - top))
                means = (mean, means[1]) if place == 0 else (means[0], mean)
            if means[0] < means[1]:
                code |= np.uint64(1) << np.uint64(bit)
        codes[i] = code
