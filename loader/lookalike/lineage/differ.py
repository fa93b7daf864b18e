"""Where one picture differs from another, cell by cell over all that both show.

A prediction looks at some tiles, and a caption may lie beside them. Means of cells say little of a
coder's noise, and much of what was laid over a picture.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.lineage.member import Member
from lookalike.lineage.place import straight
from lookalike.prove.align import Map, corners, counted_from, inverse

_CELL = 8  # pixels: a block of a JPEG
_CELLS = 128  # on the longer side at most
_FEWEST = 4  # cells on a side
_OFF = 5.0  # levels that a cell differs by
_NOISE = 5.0  # times the usual difference
_LEVELS = 32  # of a curve of tones
_ENOUGH = 8  # cells that give a level of it
_BLOTS = 0.0005  # share of cells that noise may change


@dataclass(frozen=True)
class Difference:
    """How b differs from a, as shares from 0 to 1.

    `over` is the share of the cells that both show where they differ, `added` the share of b that a
    does not cover, and `lost` the share of a that b does not cover.
    """

    over: float
    added: float
    lost: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing was laid over either."""
        return self.over <= _BLOTS


def differ(a: Member, b: Member, map_: Map, is_toned: bool) -> Difference | None:
    """Compare b with a laid on it; None if a lies askew, or they share too little."""
    axes = straight(map_)
    if axes is None:
        return None
    ends = corners(a.size, map_)
    low, high = np.maximum(ends.min(axis=0), 0), np.minimum(ends.max(axis=0), b.size)
    step = _CELL * -(-max(b.size) // (_CELL * _CELLS))
    first, last = np.ceil(low / step - 1e-3), np.floor(high / step + 1e-3)
    count = (last - first).astype(int)
    if count.min() < _FEWEST:
        return None
    there = _cells(b.grey, first * step, last * step, count)
    back = inverse(map_)
    ends = corners(tuple((last - first) * step), counted_from(back, first * step))
    turned = count if axes == (0, 1) else count[::-1]
    here = _cells(a.grey, ends.min(axis=0), ends.max(axis=0), turned)
    if axes == (1, 0):
        here = here.T
    here = here[:: -1 if map_[1, axes[1]] < 0 else 1, :: -1 if map_[0, axes[0]] < 0 else 1]
    if is_toned:
        here = _match(here, there)
    off = np.abs(here - there)
    coarse = b.coding.tables[0][0] / 16 if b.coding.tables else 0.0
    limit = max(_OFF + coarse, _NOISE * float(np.median(off)))
    shared = float(np.prod(high - low))
    return Difference(
        float((off > limit).mean()),
        max(1 - shared / (b.size[0] * b.size[1]), 0.0),
        max(1 - shared / abs(float(np.linalg.det(map_[:, :2]))) / (a.size[0] * a.size[1]), 0.0),
    )


def _cells(
    grey: NDArray[np.uint8],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    count: NDArray[np.int_],
) -> NDArray[np.float32]:
    """Means (rows, columns) of equal cells of a rectangle."""
    size = np.array(grey.shape[::-1], float)
    box = np.concatenate([np.clip(low, 0, size), np.clip(high, 0, size)])
    drawn = Image.fromarray(grey).resize(
        (int(count[0]), int(count[1])), Image.Resampling.BOX, box=tuple(box.tolist())
    )
    return np.asarray(drawn, np.float32)


def _match(here: NDArray[np.float32], there: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cells with the tones of the other picture: by a line, and by what it leaves."""
    x, y = here.ravel().astype(np.float64), there.ravel().astype(np.float64)
    spread = x - x.mean()
    line = y.mean() + spread * float(spread @ y) / max(float(spread @ spread), 1.0)
    level, left = (x * (_LEVELS / 256)).astype(int), y - line
    at, tone = [], []
    for number in np.flatnonzero(np.bincount(level) >= _ENOUGH):
        use = level == number
        at.append(float(x[use].mean()))
        tone.append(float(np.median(left[use])))
    if at:
        line += np.interp(x, at, tone)
    return np.asarray(line.reshape(here.shape), np.float32)
