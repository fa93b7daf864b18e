"""Whether two composites only share a picture: each holds another one that the other does not.

Pages of one layout, sheets, albums and spreads agree in all that is common to them, and may even
show some of the same pictures. A copy has every picture that its original has. A copy with a
sticker has one that is covered, and yet holds no other picture in its place.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.picture.border import Box
from lookalike.picture.panels import is_picture
from lookalike.prove.align import Map, inverse, moved
from lookalike.prove.blocks import BLOCK, cells
from lookalike.prove.composite import Corners, box_corners, has_seams
from lookalike.prove.picture import Picture
from lookalike.prove.verdict import Verdict

_WITHIN = 0.95  # of a picture in the other: then nothing lies beyond
_BEYOND = 0.35  # at most so much of a panel lies in the overlap
_OTHER = 0.65  # of the blocks with detail of a panel that differ
_SHOWN = 0.3  # of the blocks of a panel that have detail
_CHANGED = 0.2  # of what both show
_SEVERAL = 2
_OTHER_GROUND = 0.2  # of what lies around the photographs on a composite that differs, at most
_FEWEST = 6  # blocks of a panel with detail
_RIM = 2.0  # pixels of the frame
_COVERED = 0.45  # of a place that has one level: a label lies there, or it is paper
_LEVELS = 1  # to both sides that count as one: a dark photograph has noise


class _Own(NamedTuple):
    """A picture on one of two composites that the other does not show in its place."""

    placed: Corners  # in pixels of the frame
    is_beyond: bool  # the overlap


def only_share(a: Picture, b: Picture, found: Verdict, part: Corners | None) -> bool:
    """Whether the two are no copies, but composites that show some of the same pictures.

    `part` are the corners of the part of the outer picture on which the inner one lies, if it lies
    on one, in pixels of the outer one.
    """
    lies_beyond = max(found.overlap_a, found.overlap_b) < _WITHIN
    is_whole = min(found.overlap_a, found.overlap_b) >= _WITHIN
    if part is None and is_whole and not found.differs.any():
        return False
    shown = {"a": _photographs(a), "b": _photographs(b)}
    owned = {
        "a": _own(shown["a"], found.onto_a, found),
        "b": _own(shown["b"], found.onto_b, found),
    }
    if owned["a"] and owned["b"]:
        return True
    inner, outer, onto_inner, onto_outer = (
        (a, b, found.onto_a, found.onto_b)
        if found.inner == "a"
        else (b, a, found.onto_b, found.onto_a)
    )
    goes_on = any(one.is_beyond for one in owned["a"] + owned["b"])
    if goes_on and _is_on_another_ground(shown[found.inner], onto_inner, found):
        return True
    if lies_beyond or part is not None:
        # A photograph does not end where the part that both show ends; a composite does.
        shared = box_corners(Box(0, 0, *outer.size)) if part is None else part
        placed = moved(moved(shared, onto_outer), inverse(onto_inner))
        if has_seams(inner.rgb, np.clip(placed, 0, inner.size)):
            return True
    if part is not None:
        # A page with a picture is no part of another page on which only that picture is.
        is_page = bool(shown[found.inner]) and (lies_beyond or found.changed > _CHANGED)
        return is_page or bool(owned[found.inner])
    return any(
        not one.is_beyond
        and _shows_another(other, moved(one.placed, inverse(onto)), len(shown[which]) > 1)
        for which, other, onto in (("a", b, found.onto_b), ("b", a, found.onto_a))
        for one in owned[which]
    )


def _photographs(picture: Picture) -> list[Corners]:
    """The places of the photographs on a composite, in its pixels."""
    boxes = (box_corners(box) for box in picture.boxes)
    return [placed for placed in boxes if _is_photograph(picture.rgb, placed)]


def _own(photographs: list[Corners], onto: Map, found: Verdict) -> list[_Own]:
    """Those of one of the two that are not the same in the other; `onto` maps them to the frame."""
    owned = []
    for place in photographs:
        placed = moved(place, onto)
        blocks = _within(placed, found.differs.shape)
        whole = float(cv2.contourArea(placed.astype(np.float32))) / BLOCK**2
        differs = int((found.differs & blocks & ~found.hidden).sum())
        agrees = int((found.agrees & blocks).sum())
        if blocks.sum() < _BEYOND * whole:
            owned.append(_Own(placed, True))
        elif differs + agrees >= max(_SHOWN * blocks.sum(), _FEWEST) and (
            differs >= _OTHER * (differs + agrees)
        ):
            owned.append(_Own(placed, False))
    return owned


def _is_on_another_ground(photographs: list[Corners], onto: Map, found: Verdict) -> bool:
    """Whether several photographs lie on one composite as on the other, and the ground differs.

    A crop of a sheet has the ground of the sheet. A strip of film whose frames a sheet shows in a
    row has its own.
    """
    if len(photographs) < _SEVERAL:
        return False
    # What one of the two does not cover cannot differ.
    ground = np.asarray(cells(found.mask, *found.shown.shape).all(axis=2), np.bool_)
    for place in photographs:
        ground &= ~_within(moved(place, onto), ground.shape)
    same = found.shown | found.hidden
    return bool(ground.any()) and float((~same)[ground].mean()) > _OTHER_GROUND


def _within(placed: Corners, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The blocks (rows, columns) whose middle lies between these corners, clear of its rim."""
    rows, columns = np.indices(shape) * BLOCK + BLOCK / 2
    within = np.ones(shape, np.bool_)
    turn = np.sign(_twice_area(placed))
    for (x, y), (to_x, to_y) in zip(placed, np.roll(placed, -1, axis=0), strict=True):
        across, down = to_x - x, to_y - y
        off = turn * (across * (rows - y) - down * (columns - x)) / np.hypot(across, down)
        within &= off > _RIM
    return within


def _twice_area(placed: Corners) -> float:
    """Positive if the corners go around clockwise, as they do in a picture that is not mirrored."""
    x, y = placed.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def _shows_another(picture: Picture, placed: Corners, is_one_of_several: bool) -> bool:
    """Whether a photograph lies between these corners, and ends there.

    Among several pictures, a dark one on black need not show where it ends.
    """
    is_photograph = _is_photograph(picture.rgb, placed)
    return is_photograph and (is_one_of_several or has_seams(picture.rgb, placed))


def _is_photograph(rgb: NDArray[np.uint8], placed: Corners) -> bool:
    """Whether what lies between these corners is more than paper, a label or a bar."""
    low = np.clip(placed.min(axis=0), 0, None).round().astype(int)
    right, bottom = placed.max(axis=0).round().astype(int)
    cut = np.ascontiguousarray(rgb[low[1] : max(bottom, 0), low[0] : max(right, 0)])
    if cut.size == 0 or not is_picture(cut):
        return False
    levels = np.bincount(cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY).ravel(), minlength=256)
    around = np.convolve(levels, np.ones(2 * _LEVELS + 1, np.int64), mode="same")
    return int(around.max()) <= _COVERED * int(levels.sum())
