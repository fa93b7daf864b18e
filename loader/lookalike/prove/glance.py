"""Sees at a glance that something else is written in one document than in another.

Reading the strokes of a pair takes long, and most pairs of a series of forms differ in whole words.
So both are looked at first at half the size, where each has its ink drawn only once. What is found
here has to be beyond doubt: all other pairs are read.
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, square
from lookalike.prove.frame import cover, enlarge, finer, place, render
from lookalike.prove.ink import ink
from lookalike.prove.letters import letter_height
from lookalike.prove.parts import Frame, Part, find_parts, inner
from lookalike.prove.picture import Picture
from lookalike.prove.pull import fit, move, smaller
from lookalike.prove.strokes import DARK, least_ink, mask_photographs
from lookalike.prove.windows import correlate_windows

SIDE = 800  # pixels of the longer side
_WINDOW = 11  # pixels: about a letter
_HEIGHT = 16  # pixels of the letter of which a part has to differ: a large one
_FAINT = 16  # of 255: ink that is left out, as the noise of a scanner is
_CLEAR = 0.5  # of how much windows with much ink vary: less may be noise
_SAME = 0.7  # correlation of a window that may be the same
_MUCH = 0.5  # of the windows have to be the same: otherwise the pages may lie off
_OTHER = 0.3  # correlation of a window that differs
_MOVED = 5  # pixels that a part may lie off
_NOWHERE = 0.5  # correlation of a part that is not found again within those
_PARTS = 6  # that are looked for, the largest
_MOST = 96  # pixels of a side of a part that is looked for


def differ_plainly(a: Picture, b: Picture, map_: Map, inverted: bool) -> bool:
    """Whether something else is written in b, beyond doubt; b's pixels are where the map puts a's.

    False says nothing: the strokes have to be read then.
    """
    (is_dark_a, ink_a), (is_dark_b, ink_b) = _strokes(a), _strokes(b)
    if inverted or is_dark_a != is_dark_b:
        return False
    size_a, size_b = ink_a.shape[::-1], ink_b.shape[::-1]
    larger_a, larger_b = enlarge(a.size, size_a), enlarge(b.size, size_b)
    placed = place(size_a, size_b, finer(map_, larger_a, larger_b), SIDE)
    if placed is None:
        return False
    onto, from_a, (width, height) = placed
    drawn_a, drawn_b = _draw(ink_a, from_a, width, height), _draw(ink_b, onto, width, height)
    better = fit(smaller(drawn_a, 2), smaller(drawn_b, 2), 24, 6)
    if better is None:
        return False
    onto = move(onto, better, 2)
    mask = cover(size_a, from_a, width, height) & cover(size_b, onto, width, height)
    mask &= ~mask_photographs(a, square(from_a) @ larger_a, width, height)
    mask &= ~mask_photographs(b, square(onto) @ larger_b, width, height)
    return _differ(Frame(drawn_a, _draw(ink_b, onto, width, height), mask))


def _differ(frame: Frame) -> bool:
    mask = inner(frame.mask)
    if not mask.any():
        return False
    local, spread = correlate_windows(frame.a, frame.b, _WINDOW, play=0)
    written = mask & (spread > _CLEAR * float(np.percentile(spread[mask], 95)))
    if not written.any() or float((local[written] > _SAME).mean()) < _MUCH:
        return False  # the one may not lie well on the other
    parts, _ = find_parts(frame, written & (local < _OTHER), _WINDOW, least_ink(_HEIGHT))
    return (
        any(_is_nowhere(frame, part) for part in parts[:_PARTS])
        and letter_height(frame.a, frame.mask) is not None
    )


def _is_nowhere(frame: Frame, part: Part) -> bool:
    """Whether what is written there in a is not found around there in b."""
    height, width = frame.a.shape
    rows, columns = (
        _around(part.top, part.height, height),
        _around(part.left, part.width, width),
    )
    if rows is None or columns is None:
        return False
    alike = 0.0
    for x, y in ((frame.a, frame.b), (frame.b, frame.a)):
        piece = x[rows, columns]
        around = y[
            rows.start - _MOVED : rows.stop + _MOVED, columns.start - _MOVED : columns.stop + _MOVED
        ]
        alike = max(alike, float(cv2.matchTemplate(around, piece, cv2.TM_CCOEFF_NORMED).max()))
    return alike < _NOWHERE


def _around(start: int, length: int, end: int) -> slice | None:
    """The middle of a part, with some pixels around; None if it is too near to the edge."""
    middle, half = start + length // 2, min(length, _MOST) // 2 + 3
    found = slice(middle - half, middle + half)
    return found if found.start >= _MOVED and found.stop + _MOVED <= end else None


def _draw(strokes: NDArray[np.uint8], map_: Map, width: int, height: int) -> NDArray[np.float32]:
    return np.asarray(render(strokes, map_, width, height) / np.float32(255), np.float32)


@lru_cache(maxsize=100)  # up to 0.6 MB each; pairs of one picture come one after the other
def _strokes(picture: Picture) -> tuple[bool, NDArray[np.uint8]]:
    """Whether the paper is dark, and how dark the ink is (h, w), from 0 to 255."""
    is_dark, packed = picture.keep("strokes", lambda: _find_strokes(picture))
    return is_dark, np.asarray(
        cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8
    )


def _find_strokes(picture: Picture) -> tuple[bool, bytes]:
    grey = np.asarray(cv2.cvtColor(picture.look_closer(SIDE), cv2.COLOR_RGB2GRAY), np.uint8)
    is_dark = bool(np.median(grey) < DARK)
    if is_dark:
        grey = 255 - grey
    dark = np.round(255 * np.clip(ink(grey), 0, 1)).astype(np.uint8)
    dark[dark < _FAINT] = 0
    _, packed = cv2.imencode(".png", dark & 0xF8, [cv2.IMWRITE_PNG_COMPRESSION, 2])
    return is_dark, packed.tobytes()
