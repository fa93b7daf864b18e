"""Shrink pictures to the grey thumbnails that perceptual hashes are made of, quickly.

`imagehash.phash` needs `picture.convert("L").resize((n, n), LANCZOS)`, for n = 32 and n = 64.
Pillow's resize is general, and would take longer than decoding. This is the same integer
arithmetic (weights of 22 fractional bits, rows first and rounded to 8 bits, then columns), fed
strip by strip from one pass over the pixels; tests hold it to Pillow bit for bit. Where Pillow
does it in another order, it is Pillow that does it.
"""

import math
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray
from PIL import Image

from lookalike.compiled import compiled
from lookalike.picture.hashes import THUMBNAIL_SIZES, shrink_with_pillow

_PRECISION = 22  # fractional bits of Pillow's weights for 8-bit pictures
_LOBES = 3.0  # the Lanczos kernel is zero beyond three steps
_VECTOR = 16  # see _Taps
_ROWS = 8  # see _dot_rows
_CACHED_LENGTH = 20_000  # weights of longer sides take megabytes and are not kept


class _Taps(NamedTuple):
    """Which input samples make an output sample, and with what weights.

    All windows have one length, a multiple of _VECTOR where the input allows it: weights of zero
    cost less than the odd samples at the end of a vector loop.
    """

    starts: NDArray[np.int64]  # (n_out,)
    weights: NDArray[np.int32]  # (n_out, taps)


class GreyThumbnails:
    """Takes a picture in strips from the top and gives its 32 x 32 and 64 x 64 grey versions."""

    def __init__(self, width: int, height: int) -> None:
        self._row = 0
        self._height = height
        self._parts = [
            (_taps(width, n), _taps(height, n), np.zeros((n, n), np.int32)) for n in THUMBNAIL_SIZES
        ]

    def feed(self, strip: NDArray[np.uint8] | NDArray[np.uint32]) -> None:
        """Add the next rows: (rows, width), grey as uint8 or R, G, B, any as little-endian uint32.

        Pillow takes luma as (19595 R + 38470 G + 7471 B + 32768) / 65536.
        """
        if strip.dtype == np.uint8:
            grey = cast("NDArray[np.uint8]", strip)
        else:
            grey = _luma(cast("NDArray[np.uint32]", strip))
        for across, down, sums in self._parts:
            _shrink(grey, self._row, *across, *down, sums)
        self._row += len(strip)

    def result(self) -> list[NDArray[np.uint8]]:
        """Thumbnails in the order of THUMBNAIL_SIZES. Raises ValueError if rows are missing."""
        if self._row != self._height:
            raise ValueError(f"got {self._row} of {self._height} rows")
        return [_clip(sums) for _, _, sums in self._parts]


def shrinks_like_pillow(width: int, height: int) -> bool:
    """Say whether GreyThumbnails gives what Pillow would, for a picture of this size.

    Since version 13 Pillow takes columns first where that saves work, in tall pictures.
    """
    tall = any(height - n > max(0, 2 * (width - n)) for n in THUMBNAIL_SIZES)
    return not tall and _agrees_with_pillow()


@lru_cache(maxsize=1)
def _agrees_with_pillow() -> bool:
    """Try it once in each process: a Pillow of the future may change its arithmetic."""
    pixels = np.random.default_rng(0).integers(0, 256, (181, 311), np.uint8)
    pixels[60:120] = 255 * (pixels[60:120] > 127)  # black and white make Lanczos overshoot
    thumbnails = GreyThumbnails(311, 181)
    thumbnails.feed(pixels)
    wanted = shrink_with_pillow(Image.fromarray(pixels))
    return all(map(np.array_equal, thumbnails.result(), wanted))


def _taps(n_in: int, n_out: int) -> _Taps:
    return _cached_taps(n_in, n_out) if n_in <= _CACHED_LENGTH else _Taps(*_weigh(n_in, n_out))


@lru_cache(maxsize=128)
def _cached_taps(n_in: int, n_out: int) -> _Taps:
    return _Taps(*_weigh(n_in, n_out))


@compiled
def _weigh(n_in: int, n_out: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Lanczos weights, in double precision and rounded once, in the order Pillow does it."""
    scale = n_in / n_out
    stretch = max(scale, 1.0)  # when enlarging, the kernel keeps its own width
    support = _LOBES * stretch
    most = math.ceil(support) * 2 + 1
    taps = min((most + _VECTOR - 1) // _VECTOR * _VECTOR, n_in)
    starts = np.zeros(n_out, np.int64)
    weights = np.zeros((n_out, taps), np.int32)
    exact = np.zeros(most, np.float64)
    step = 1.0 / stretch
    for i in range(n_out):
        centre = (i + 0.5) * scale
        first = max(int(centre - support + 0.5), 0)
        count = min(int(centre + support + 0.5), n_in) - first
        total = 0.0
        for j in range(count):
            x = (j + first - centre + 0.5) * step
            weight = 0.0
            if x == 0.0:
                weight = 1.0
            elif -_LOBES <= x < _LOBES:
                a = x * math.pi
                b = (x / _LOBES) * math.pi
                weight = (math.sin(a) / a) * (math.sin(b) / b)
            exact[j] = weight
            total += weight
        starts[i] = min(first, n_in - taps)
        for j in range(count):
            weight = exact[j] / total if total != 0.0 else exact[j]
            half = -0.5 if weight < 0 else 0.5
            weights[i, j + first - starts[i]] = int(half + weight * (1 << _PRECISION))
    return starts, weights


@compiled
def _luma(strip: NDArray[np.uint32]) -> NDArray[np.uint8]:
    grey = np.empty(strip.shape, np.uint8)
    for y in range(strip.shape[0]):
        source = strip[y]
        target = grey[y]
        for x in range(source.shape[0]):
            # 32-bit steps all the way, so that the loop becomes vector instructions.
            pixel = source[x]
            red = pixel & np.uint32(255)
            green = (pixel >> np.uint32(8)) & np.uint32(255)
            blue = (pixel >> np.uint32(16)) & np.uint32(255)
            luma = red * np.uint32(19595) + green * np.uint32(38470) + blue * np.uint32(7471)
            target[x] = np.uint8(np.uint32(luma + np.uint32(0x8000)) >> np.uint32(16))
    return grey


@njit(inline="always")
def _rounded(total: np.int32) -> int:
    value = (total + (1 << (_PRECISION - 1))) >> _PRECISION
    return 0 if value < 0 else 255 if value > 255 else int(value)


@njit(inline="always")
def _dot_rows(
    block: NDArray[np.int32], start: int, weights: NDArray[np.int32]
) -> tuple[np.int32, ...]:
    """Weigh the samples from `start` on of eight rows, each with the same weights.

    Written for vector instructions: eight sums keep the multipliers busy, each weight is loaded
    once for all, each step is held to 32 bits (numba would widen it to 64), and the index is
    unsigned (a signed one might count from the end).
    """
    s, t, u, v = block[0], block[1], block[2], block[3]
    w, x, y, z = block[4], block[5], block[6], block[7]
    a, b, c, d = np.int32(0), np.int32(0), np.int32(0), np.int32(0)
    e, f, g, h = np.int32(0), np.int32(0), np.int32(0), np.int32(0)
    first = np.uint64(start)
    for j in range(len(weights)):
        i = first + np.uint64(j)
        k = weights[j]
        a = np.int32(a + np.int32(s[i] * k))
        b = np.int32(b + np.int32(t[i] * k))
        c = np.int32(c + np.int32(u[i] * k))
        d = np.int32(d + np.int32(v[i] * k))
        e = np.int32(e + np.int32(w[i] * k))
        f = np.int32(f + np.int32(x[i] * k))
        g = np.int32(g + np.int32(y[i] * k))
        h = np.int32(h + np.int32(z[i] * k))
    return a, b, c, d, e, f, g, h


@compiled
def _shrink(
    grey: NDArray[np.uint8],
    first_row: int,
    across_starts: NDArray[np.int64],
    across_weights: NDArray[np.int32],
    down_starts: NDArray[np.int64],
    down_weights: NDArray[np.int32],
    sums: NDArray[np.int32],
) -> None:
    """Shrink the rows of `grey`, then add each to all rows of `sums` that it has a part in."""
    rows, width = grey.shape
    size = len(sums)
    block = np.zeros((_ROWS, width), np.int32)
    columns = np.empty((size, rows), np.int32)  # of the shrunk rows, each column in one piece
    for top in range(0, rows, _ROWS):
        count = min(_ROWS, rows - top)
        for y in range(count):
            source = grey[top + y]
            target = block[y]
            for x in range(width):
                target[x] = source[x]
        for i in range(size):
            totals = _dot_rows(block, across_starts[i], across_weights[i])
            for y in range(count):
                columns[i, top + y] = _rounded(totals[y])
    for i in range(size):
        start = down_starts[i] - first_row  # where its window begins, in rows of this strip
        top = max(start, 0)
        bottom = min(start + down_weights.shape[1], rows)
        if top < bottom:
            window = down_weights[i, top - start : bottom - start]
            for x in range(0, size, _ROWS):
                totals = _dot_rows(columns[x : x + _ROWS], top, window)
                for y in range(_ROWS):
                    sums[i, x + y] += totals[y]


@compiled
def _clip(sums: NDArray[np.int32]) -> NDArray[np.uint8]:
    thumbnail = np.empty(sums.shape, np.uint8)
    for y in range(sums.shape[0]):
        for x in range(sums.shape[1]):
            thumbnail[y, x] = _rounded(sums[y, x])
    return thumbnail
