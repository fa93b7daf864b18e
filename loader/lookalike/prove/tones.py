"""The tones of corresponding pixels, and how strong colours are, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled

LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_LEVELS = 32  # of light: eight levels of grey each
_COLOUR = 4.0  # levels of colour that a colour picture has, as measure_colour counts them


def has_colour(rgb: NDArray[np.float32]) -> bool:
    """Whether pixels (n, 3) have colours that do not depend only on brightness, as sepia does."""
    return measure_colour(rgb) > _COLOUR


def is_grey_beside(one: float, other: float) -> bool:
    """Whether one of two pictures has colour and the other has not, by measure_colour of both."""
    return max(one, other) > _COLOUR and min(one, other) < max(one, other) / 3


def are_coloured(one: float, other: float) -> bool:
    """Whether both pictures have colour, by measure_colour of both."""
    return min(one, other) > _COLOUR


def measure_colour(rgb: NDArray[np.float32]) -> float:
    """Levels by which the colour of pixels (n, 3) varies for the same brightness."""
    return _measure_colour(rgb) if len(rgb) else 0.0


def tone_curve(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return for each of 256 levels of one picture the usual level of the other; pixels (n)."""
    known, total = _sum_tones(x, y)
    at = np.flatnonzero(known)
    curve = np.interp(np.arange(256), at * 8 + 3.5, total[at] / known[at])
    return curve.astype(np.float32)


def warm_up() -> None:
    """Compile or load the machine code."""
    measure_colour(np.zeros((1, 3), np.float32))
    tone_curve(np.zeros(1, np.float32), np.zeros(1, np.float32))


@compiled
def _measure_colour(rgb: NDArray[np.float32]) -> float:
    count = np.zeros(_LEVELS)
    sums = np.zeros((2, _LEVELS))
    squares = 0.0
    for i in range(len(rgb)):
        red, green, blue = rgb[i]
        light = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
        level = int(min(max(light, 0.0), 255.0)) // 8
        warm, cold = red - green, blue - green
        count[level] += 1
        sums[0, level] += warm
        sums[1, level] += cold
        squares += warm * warm + cold * cold
    for level in range(_LEVELS):
        if count[level] > 0:
            squares -= (sums[0, level] ** 2 + sums[1, level] ** 2) / count[level]
    return float((max(squares, 0.0) / len(rgb)) ** 0.5)


@compiled
def _sum_tones(
    x: NDArray[np.float32], y: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    known = np.zeros(_LEVELS, np.int64)
    total = np.zeros(_LEVELS)
    for i in range(len(x)):
        level = int(min(max(x[i], 0.0), 255.0)) // 8
        known[level] += 1
        total[level] += y[i]
    return known, total
