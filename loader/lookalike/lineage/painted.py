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
_GAP = 31  # pixels between two pieces of one place
_ONE_LEVEL = 3  # levels to both sides: a coder and a matched tone move it
_EVEN = 0.5  # of a bar, beside its words
_LESS = 0.75  # times as much around it, at most
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
    opened = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    place = np.asarray(opened > 0)
    place = place & ~_find_bars(other, place, inside)
    if place.sum() <= _LEAST * inside.sum():
        return False
    near = np.ones((5, 5), np.uint8)
    mask = place.astype(np.uint8)
    wide, narrow = cv2.dilate(mask, near) > 0, cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0
    rim = wide & ~narrow
    along = rim & inside
    elsewhere = inside & ~wide
    if along.sum() < _SEEN * rim.sum():
        return False  # it lies in what the other has lost
    if not along.any() or not elsewhere.any():
        return False
    return _edge(one, along, elsewhere) > _CLEARER * _edge(other, along, elsewhere)


def _find_bars(grey: Grey, place: Mask, inside: Mask) -> Mask:
    """The parts of a place where a bar or a label lies on this picture.

    It has one level there, and another one around. A picture below a bar breaks the place where
    the two differ into pieces, whose edges are its own; so pieces that lie near are taken together.
    """
    gap = (_GAP, _GAP, _GAP, _GAP)
    wide = cv2.copyMakeBorder(place.astype(np.uint8), *gap, cv2.BORDER_CONSTANT)
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((_GAP, _GAP), np.uint8))
    closed = np.ascontiguousarray(closed[_GAP:-_GAP, _GAP:-_GAP])
    count, parts = cv2.connectedComponents(closed)
    bars = np.zeros_like(place)
    for part in range(1, count):
        whole = (parts == part).astype(np.uint8)
        around = (cv2.dilate(whole, np.ones((11, 11))) > 0) & inside
        around &= cv2.dilate(whole, np.ones((5, 5))) == 0
        within = (whole > 0) & place
        levels = np.bincount(grey[within].clip(0, 255).astype(int), minlength=256)
        level = int(np.convolve(levels, np.ones(2 * _ONE_LEVEL + 1), "same").argmax())
        is_even = np.abs(grey - level) <= _ONE_LEVEL + 1
        share = float(is_even[within].mean())
        if share >= _EVEN and around.any() and is_even[around].mean() < _LESS * share:
            bars |= within
    return bars


def _edge(grey: Grey, along: Mask, elsewhere: Mask) -> float:
    """How steep the picture is along a line, as against elsewhere: a soft picture is less steep."""
    steep = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return float(steep[along].mean()) / max(float(steep[elsewhere].mean()), 1.0)
