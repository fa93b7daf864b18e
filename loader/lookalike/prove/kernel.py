"""Loops over the pixels of an overlap, in compiled code."""

import numpy as np
from numpy.typing import NDArray

from lookalike.compiled import compiled

BLOCK = 8  # pixels of a side
_PIXELS = 64
_MOMENT = 336.0  # sum of the squares of a block's offsets from its middle, along one axis
_FEWEST = 64  # pixels


def warm_up() -> None:
    """Compile or load the machine code."""
    grey, mask = np.zeros((BLOCK, BLOCK), np.float32), np.ones((BLOCK, BLOCK), np.bool_)
    compare_blocks(grey, grey, 1, 1)
    block_means(grey, 1, 1)
    spread(grey, mask)
    correlate_blocks(grey, grey, mask[:1, :1].copy())
    take_out(grey, grey, grey, grey + 1)
    divide(grey.copy(), grey, grey + 1, 1.0)


@compiled
def compare_blocks(
    a: NDArray[np.float32], b: NDArray[np.float32], rows: int, columns: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """How much each block of two pictures (h, w) varies, and how the two correlate there.

    Mean and slope are taken out of a block: slopes agree by chance, as of two skies. Returns the
    standard deviations and the correlation, (rows, columns) each.
    """
    own_a = np.zeros((rows, columns), np.float32)
    own_b = np.zeros((rows, columns), np.float32)
    local = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            a_, ax, ay, aa, b_, bx, by, bb, ab = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            for i in range(BLOCK):
                down = i - (BLOCK - 1) / 2
                for j in range(BLOCK):
                    across = j - (BLOCK - 1) / 2
                    x = float(a[row * BLOCK + i, column * BLOCK + j])
                    y = float(b[row * BLOCK + i, column * BLOCK + j])
                    a_ += x
                    ax += x * across
                    ay += x * down
                    aa += x * x
                    b_ += y
                    bx += y * across
                    by += y * down
                    bb += y * y
                    ab += x * y
            aa -= a_ * a_ / _PIXELS + (ax * ax + ay * ay) / _MOMENT
            bb -= b_ * b_ / _PIXELS + (bx * bx + by * by) / _MOMENT
            ab -= a_ * b_ / _PIXELS + (ax * bx + ay * by) / _MOMENT
            one, other = (max(aa, 0.0) / _PIXELS) ** 0.5, (max(bb, 0.0) / _PIXELS) ** 0.5
            own_a[row, column] = one
            own_b[row, column] = other
            local[row, column] = ab / _PIXELS / max(one * other, 1e-3)
    return own_a, own_b, local


@compiled
def block_means(values: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """The mean of each block of a picture (h, w): (rows, columns)."""
    means = np.zeros((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            total = 0.0
            for i in range(BLOCK):
                for j in range(BLOCK):
                    total += values[row * BLOCK + i, column * BLOCK + j]
            means[row, column] = total / _PIXELS
    return means


@compiled
def spread(values: NDArray[np.float32], mask: NDArray[np.bool_]) -> float:
    """The standard deviation of the masked pixels (h, w); 0 where there is none."""
    count, total, squares = 0, 0.0, 0.0
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            if mask[row, column]:
                value = float(values[row, column])
                count += 1
                total += value
                squares += value * value
    if not count:
        return 0.0
    return float(max(squares / count - (total / count) ** 2, 0.0) ** 0.5)


@compiled
def correlate_blocks(
    a: NDArray[np.float32], b: NDArray[np.float32], use: NDArray[np.bool_]
) -> float:
    """The correlation of two pictures (h, w) in the blocks (rows, columns) to be used."""
    count, a_, b_, aa, bb, ab = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for row in range(use.shape[0]):
        for column in range(use.shape[1]):
            if use[row, column]:
                count += _PIXELS
                for i in range(row * BLOCK, (row + 1) * BLOCK):
                    for j in range(column * BLOCK, (column + 1) * BLOCK):
                        x, y = float(a[i, j]), float(b[i, j])
                        a_ += x
                        b_ += y
                        aa += x * x
                        bb += y * y
                        ab += x * y
    if count < _FEWEST:
        return 0.0
    vary_a = max(aa / count - (a_ / count) ** 2, 0.0) ** 0.5
    vary_b = max(bb / count - (b_ / count) ** 2, 0.0) ** 0.5
    if min(vary_a, vary_b) < 1e-3:
        return 0.0
    return float((ab / count - a_ * b_ / count / count) / (vary_a * vary_b))


@compiled
def take_out(
    soft: NDArray[np.float32],
    wide: NDArray[np.float32],
    weight: NDArray[np.float32],
    known: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """The picture (h, w) without what varies widely, its weighted squares, and their usual root."""
    flat, squares = np.empty_like(soft), np.empty_like(soft)
    count, total = 0.0, 0.0
    for row in range(soft.shape[0]):
        for column in range(soft.shape[1]):
            off = soft[row, column] - wide[row, column] / known[row, column]
            square = off * off * weight[row, column]
            flat[row, column] = off
            squares[row, column] = square
            total += square
            count += weight[row, column]
    return flat, squares, (total / max(count, 1.0)) ** 0.5


@compiled
def divide(
    flat: NDArray[np.float32],
    wide: NDArray[np.float32],
    known: NDArray[np.float32],
    usual: float,
) -> None:
    """Divide a picture (h, w) by how much it varies around each pixel, in place."""
    for row in range(flat.shape[0]):
        for column in range(flat.shape[1]):
            around = max(wide[row, column] / known[row, column], np.float32(0)) ** np.float32(0.5)
            flat[row, column] /= around + np.float32(usual)
