"""Compares the colours of two pictures, apart from a cast, a tone or faded dyes."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

_COLOURFUL = 30.0  # levels by which a block's colour differs from grey
_OTHER = 0.6  # of its colour that the other picture does not have: another paint
_PAINTED = 15.0  # levels by which colour differs where something coloured was laid over
_VIVID = 60.0  # levels of colour on average, where there is any
_IN_COMMON = 0.3  # cosine of the colours of two pictures
_FEW = 3  # blocks side by side: fewer are noise
_COLOURED = 0.02  # of the blocks that have colour in both: fewer say nothing
_TONED = 4.0  # levels that colour varies by, for the same light, in a picture in colours
_CLIPPED = 240.0  # level from which brighter light loses its colour
_LEVELS = 16  # of light, each with a cast of its own
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


class Colours(NamedTuple):
    """`other`: the share of what has colour in both pictures that has another colour.

    `is_painted`: whether blocks side by side have another colour than the rest lets expect.
    """

    other: float
    is_painted: bool


def compare_colours(
    a: NDArray[np.uint8], b: NDArray[np.uint8], use: NDArray[np.bool_], block: int
) -> Colours:
    """Compare the colours of two pictures (h, w, 3) in the blocks (rows, columns) to be used.

    Colour is how a block differs from grey. A copy may have more or less of it, and a cast that
    depends on light; if one has hardly any, it is a copy without colours. But where red became
    blue, it is another paint.
    """
    rows, columns = use.shape
    small_a, small_b = (
        cv2.resize(
            rgb[: rows * block, : columns * block], (columns, rows), interpolation=cv2.INTER_AREA
        ).astype(np.float32)
        for rgb in (a, b)
    )
    chroma_a, light = _chroma(small_a)
    chroma_b, _ = _chroma(small_b)
    if use.sum() < _FEW:
        return Colours(0.0, False)
    x, y = chroma_a[use], chroma_b[use]
    strong_a, strong_b = np.linalg.norm(x, axis=1), np.linalg.norm(y, axis=1)
    if _are_opposed(x, y, np.maximum(strong_a, strong_b) > _COLOURFUL):
        return Colours(1.0, True)
    level = np.clip(light[use] / (256 / _LEVELS), 0, _LEVELS - 1).astype(np.int64)
    own_a, own_b = x - _mean(x, level), y - _mean(y, level)
    if min(float((own_a**2).sum(axis=1).mean()), float((own_b**2).sum(axis=1).mean())) < _TONED**2:
        return Colours(0.0, False)
    more = max(float((own_a * own_b).sum()), 0.0) / max(float((own_a * own_a).sum()), 1e-3)
    off = np.linalg.norm(y - more * x - _mean(y - more * x, level), axis=1)
    both = np.minimum(strong_a, strong_b) > _COLOURFUL
    other = both & (off > np.maximum(_COLOURFUL, _OTHER * np.maximum(strong_a, strong_b)))
    painted = np.zeros(use.shape, np.uint8)
    brightest = np.maximum(small_a, small_b).max(axis=2)[use]
    painted[use] = (off > _PAINTED) & (brightest < _CLIPPED)
    number, label = cv2.connectedComponents(painted, connectivity=8)
    largest = int(np.bincount(label.ravel(), minlength=number)[1:].max(initial=0))
    share = float(other.sum() / both.sum()) if both.mean() > _COLOURED else 0.0
    return Colours(share, largest >= _FEW)


def _are_opposed(
    x: NDArray[np.float32], y: NDArray[np.float32], coloured: NDArray[np.bool_]
) -> bool:
    """Whether both are vivid, and their colours have nothing in common."""
    if coloured.mean() < _COLOURED:
        return False
    x, y = x[coloured], y[coloured]
    if min(np.linalg.norm(x, axis=1).mean(), np.linalg.norm(y, axis=1).mean()) < _VIVID:
        return False
    return float(np.vdot(x, y)) < _IN_COMMON * float(np.linalg.norm(x) * np.linalg.norm(y))


def _chroma(rgb: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    light = rgb @ _LUMA
    return rgb - light[..., None], light


def _mean(values: NDArray[np.float32], level: NDArray[np.int64]) -> NDArray[np.float32]:
    """For each of the values (n, 3) the mean of those of its level."""
    count = np.maximum(np.bincount(level, minlength=_LEVELS), 1)
    mean = np.column_stack([np.bincount(level, v, minlength=_LEVELS) / count for v in values.T])
    return np.asarray(mean[level], np.float32)
