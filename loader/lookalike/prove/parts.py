"""Two documents drawn in one frame, and the parts of it that differ."""

from typing import Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.ink import Grey

# Where a letter differs, all windows that hold it do. A thinner part is the edge of a dark area.
_THICK = np.ones((3, 3), np.uint8)
Answer = Literal["same", "different", "illegible"]
RIM = 0.03  # of the longer side: what is beside the page shows at its rim


class Part(NamedTuple):
    """A connected part of a frame that differs: its number among the labels, its box in pixels."""

    number: int
    left: int
    top: int
    width: int
    height: int
    area: int


class Frame(NamedTuple):
    """Two documents drawn in one frame: how dark their ink is, and where both are to be read."""

    a: Grey
    b: Grey
    mask: NDArray[np.bool_]


def inner(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave out what lies right at the edge of where both are to be read."""
    return cv2.erode(mask.astype(np.uint8), np.ones((9, 9), np.uint8), borderValue=0) > 0


def find_parts(
    frame: Frame, differs: NDArray[np.bool_], window: int, least_ink: float
) -> tuple[list[Part], NDArray[np.int32]]:
    """Return the parts that differ, the largest first, and the number of the part at each pixel.

    Specks of dust are left out: windows of this many pixels differ there, but less than `least_ink`
    in all. So is what lies at the rim of the page.
    """
    differs = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, _THICK) > 0
    number, label, stats, _ = cv2.connectedComponentsWithStats(
        differs.astype(np.uint8), connectivity=8
    )
    if number == 1:
        return [], np.asarray(label, np.int32)
    far = cv2.distanceTransform(
        np.pad(frame.mask, 1).astype(np.uint8), cv2.DIST_L2, 3
    )[1:-1, 1:-1]  # fmt: skip
    nearest, deepest, mass = np.full(number, np.inf), np.zeros(number), np.zeros(number)
    at = np.asarray(label[differs], np.int64)
    np.minimum.at(nearest, at, far[differs])
    np.maximum.at(deepest, at, far[differs])
    np.add.at(mass, at, np.abs(frame.a - frame.b)[differs])
    keep = stats[:, 4] >= max(0.25 * window**2, 20)
    keep &= mass >= least_ink
    keep &= (deepest > RIM * max(differs.shape)) | (nearest > window)
    keep[0] = False
    parts = [Part(int(at), *(int(value) for value in stats[at])) for at in np.flatnonzero(keep)]
    return sorted(parts, key=lambda part: -part.area), np.asarray(label, np.int32)
