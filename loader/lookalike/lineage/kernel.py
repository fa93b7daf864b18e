"""Loops over pixels, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled

_RIM = 2  # pixels of a tile: colours of a JPEG reach over its edge


def warm_up() -> None:
    """Compile or load the machine code."""
    pixels = np.zeros(1, np.uint8)
    misfit(pixels, pixels)
    tiles = np.zeros((1, 2 * _RIM + 1, 2 * _RIM + 1, 3), np.float32)
    errors(tiles, tiles)
    sum_levels(tiles, tiles, np.ones(1, np.bool_))
    apply_curves(tiles, np.zeros((3, 256), np.float32))
    count_levels(np.zeros((1, 1, 3), np.uint8))
    count_levels(np.frombuffer(bytes(3), np.uint8).reshape(1, 1, 3))  # as Pillow gives them
    comb(np.zeros((1, 64), np.float32), np.zeros((1, 3), np.float32), 1)
    usual_tones(np.zeros(1, np.float32), np.zeros(1, np.float32), 1)


@compiled
def misfit(x: NDArray[np.uint8], y: NDArray[np.uint8]) -> float:
    """Mean difference of y from the usual level of y at each level of x; pixels (n)."""
    known, mean = np.zeros(256), np.zeros(256)
    for i in range(len(x)):
        known[x[i]] += 1
        mean[x[i]] += y[i]
    for level in range(256):
        mean[level] /= max(known[level], 1.0)
    total = 0.0
    for i in range(len(x)):
        total += abs(y[i] - mean[x[i]])
    return total / len(x)


@compiled
def errors(predicted: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean difference of each tile (tiles, h, w, 3) without its rim."""
    count, height, width, channels = target.shape
    found = np.zeros(count, np.float32)
    for tile in range(count):
        total = 0.0
        for row in range(_RIM, height - _RIM):
            for column in range(_RIM, width - _RIM):
                for channel in range(channels):
                    total += abs(
                        predicted[tile, row, column, channel] - target[tile, row, column, channel]
                    )
        found[tile] = total / ((height - 2 * _RIM) * (width - 2 * _RIM) * channels)
    return found


@compiled
def sum_levels(
    source: NDArray[np.float32], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many pixels of the used tiles have each level, and the sum of the target there.

    Tiles are (tiles, h, w, 3); both results are (3, 256).
    """
    known, total = np.zeros((3, 256)), np.zeros((3, 256))
    count, height, width, channels = source.shape
    for tile in range(count):
        if use[tile]:
            for row in range(height):
                for column in range(width):
                    for channel in range(channels):
                        level = int(source[tile, row, column, channel])
                        known[channel, level] += 1
                        total[channel, level] += target[tile, row, column, channel]
    return known, total


@compiled
def apply_curves(source: NDArray[np.float32], curves: NDArray[np.float32]) -> NDArray[np.float32]:
    """The pixels (tiles, h, w, 3) with each level as the curve (3, 256) of its channel gives it."""
    mapped = np.empty_like(source)
    count, height, width, channels = source.shape
    for tile in range(count):
        for row in range(height):
            for column in range(width):
                for channel in range(channels):
                    level = int(source[tile, row, column, channel])
                    mapped[tile, row, column, channel] = curves[channel, level]
    return mapped


@compiled
def count_levels(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many pixels (h, w, 3) have each level: (3, 256)."""
    counts = np.zeros((3, 256), np.int64)
    for row in range(pixels.shape[0]):
        for column in range(pixels.shape[1]):
            for channel in range(3):
                counts[channel, pixels[row, column, channel]] += 1
    return counts


@compiled
def comb(
    found: NDArray[np.float32], waves: NDArray[np.float32], bins_of_level: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How much coefficients (blocks, 64) cluster at multiples of each step, at each place.

    `waves` (bins, steps) is the cosine for each bin. A coefficient tells of steps that are not
    twice as large. Returns the sum of the cosines and the number of coefficients, (64, steps) each.
    """
    bins, steps = waves.shape
    counts = np.zeros((64, bins), np.int64)
    for block in range(len(found)):
        for place in range(64):
            at = int(abs(found[block, place]) * bins_of_level)
            if at < bins:
                counts[place, at] += 1
    total, number = np.zeros((64, steps)), np.zeros((64, steps), np.int64)
    for place in range(1, 64):
        for at in range(bins):
            if counts[place, at]:
                for step in range(2, min(steps, (2 * at + 1) // bins_of_level + 2)):
                    if (at + 0.5) / bins_of_level > 0.5 * step:
                        total[place, step] += counts[place, at] * waves[at, step]
                        number[place, step] += counts[place, at]
    return total, number


@compiled
def usual_tones(
    grey: NDArray[np.float32], usual: NDArray[np.float32], parts: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each of 32 levels of one picture the number of its pixels, and the median of the other.

    Pixels are (n), from 0 to 255; the median is exact to one of `parts` of a level.
    """
    tones = 257 * parts
    counts = np.zeros((32, tones), np.int32)
    known, median = np.zeros(32, np.int64), np.zeros(32, np.float32)
    for i in range(len(grey)):
        level = int(min(max(grey[i], 0.0), 255.0)) // 8
        tone = int(min(max(usual[i] * parts + 0.5, 0.0), tones - 1.0))
        counts[level, tone] += 1
        known[level] += 1
    for level in range(32):
        passed = 0
        for tone in range(tones):
            passed += counts[level, tone]
            if passed > known[level] // 2:
                median[level] = tone / parts
                break
    return known, median
