"""On which of two pictures something was painted, where they differ in some place.

What is painted has an edge of its own, and so has the place where the two differ. In the picture
below, that line runs across whatever is there.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Mask = NDArray[np.bool_]

_OFF = 14.0  # levels that a place differs by
_NOISE = 5.0  # times the usual difference, which noise does not reach
_SMOOTH = 5
_LEAST = 0.002  # share of what both show
_SEEN = 0.5  # share of the rim of a place that both show
_CLEARER = 1.3  # times as much edge as in the other picture


def is_painted(one: Grey, other: Grey, both: Mask) -> bool:
    """Whether something was painted on one, as against the other; their tones are matched.

    Both are (h, w) from 0 to 255, and `both` is where both show the picture.
    """
    inside = cv2.erode(both.astype(np.uint8), np.ones((_SMOOTH, _SMOOTH), np.uint8)) > 0
    if not inside.any():
        return False
    off = np.abs(cv2.blur(one - other, (_SMOOTH, _SMOOTH)))
    differs = inside & (off > max(_OFF, _NOISE * float(np.median(off[inside]))))
    place = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    if place.sum() <= _LEAST * inside.sum():
        return False
    near = np.ones((5, 5), np.uint8)
    wide, narrow = cv2.dilate(place, near) > 0, cv2.erode(place, np.ones((3, 3), np.uint8)) > 0
    rim = wide & ~narrow
    along = rim & inside
    elsewhere = inside & ~wide
    if along.sum() < _SEEN * rim.sum():
        return False  # it lies in what the other has lost
    if not along.any() or not elsewhere.any():
        return False
    return _edge(one, along, elsewhere) > _CLEARER * _edge(other, along, elsewhere)


def _edge(grey: Grey, along: Mask, elsewhere: Mask) -> float:
    """How steep the picture is along a line, as against elsewhere: a soft picture is less steep."""
    steep = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return float(steep[along].mean()) / max(float(steep[elsewhere].mean()), 1.0)
