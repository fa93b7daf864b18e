"""Compares two documents at the scale of their strokes, where one letter counts.

Two pages of one form are alike in all but a few letters, and a rescan of a page differs a little
everywhere. So both are drawn as large as the coarser shows them, pulled onto each other piece by
piece, and compared in windows of about a letter. What is left of a window may be noise, of which
there is as much in all windows; where much more is left, side by side, something else is written.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove import small
from lookalike.prove.align import Map, square
from lookalike.prove.document import CELL, PHOTOGRAPHIC
from lookalike.prove.frame import cover, enlarge, finer, place, render, to_centres
from lookalike.prove.ink import ink
from lookalike.prove.letters import letter_height
from lookalike.prove.parts import Answer, Frame, Part, find_parts, inner
from lookalike.prove.picture import CLOSER, Picture
from lookalike.prove.pull import pull
from lookalike.prove.windows import correlate_windows

_SMALL = 6.0  # pixels of height of the usual letter: smaller ones have to be shown to be legible
_ILLEGIBLE = 4.0  # in smaller ones, digits look the same
_FINE = 9.0  # a page with smaller letters is read larger, if the files have more pixels
DARK = 110  # grey level of paper that is dark
INKED = 0.25  # of how much windows with much ink vary: less is paper, or faint
_PAPER = 0.03  # variation of a window that is paper alone
_SAME = 0.85  # correlation of a window that is the same in any case
_OTHER = 0.4  # correlation of a window that differs, however much noise there is
_BEYOND = 6.0  # times what is usually left of a window, where something else is written
_MOSTLY = 0.9  # of the windows that have to be the same, wherever the others lie
_MOVED = 3  # pixels that a part may lie off
_MOST_MOVED = 20  # parts that are looked for: a page with more is another page
_ALL = 0.98  # of a part that has to be the same
_MARGIN = 0.08  # of the longer side: what a dark margin beside the page changes, as its ink
_STEP = 8  # pixels here of a cell that is photographic or not


def compare_strokes(
    a: Picture, b: Picture, map_: Map, inverted: bool, is_page: bool
) -> Answer | None:
    """Say whether the same is written in two pictures; b's pixels are where the map puts a's.

    Photographs in them are left out: what looks like one in both on a page, else in either.
    Returns "illegible" if the same seems to be written, but in letters so small that one could be
    another, and None if there is nothing to read: stars are no letters.
    """
    side = CLOSER
    while True:
        greys = _read(a, b, inverted, side)
        frame = _draw(a, b, greys, map_, is_page, side)
        if frame is None:
            return None
        height = letter_height(frame.a, frame.mask)
        if height is None:
            return None
        if differ(frame, height):
            return "different"
        is_whole = max(frame.a.shape) < 0.95 * side  # the files have no more pixels
        if side > CLOSER or height == 0 or height >= _FINE or is_whole:
            break
        side = 2 * CLOSER
    if height == 0 or height >= _SMALL:
        return "same"
    if small.are_the_same(*greys):
        return "same"
    if height < _ILLEGIBLE:
        return "illegible"
    frame = _draw(a, b, greys, map_, is_page, small.TIMES * side, small.TIMES)
    return "illegible" if frame is None else small.compare(frame)


def _read(
    a: Picture, b: Picture, inverted: bool, side: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The grey pixels (h, w) of both, as strokes that are darker than their paper."""
    grey_a, grey_b = (
        cv2.cvtColor(picture.look_closer(side), cv2.COLOR_RGB2GRAY) for picture in (a, b)
    )
    if inverted:
        grey_a = 255 - grey_a
    if np.median(grey_a) < DARK:  # light strokes on dark paper
        grey_a, grey_b = 255 - grey_a, 255 - grey_b
    return np.asarray(grey_a, np.uint8), np.asarray(grey_b, np.uint8)


def _draw(
    a: Picture,
    b: Picture,
    greys: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    map_: Map,
    is_page: bool,
    longest: float,
    times: float = 1.0,
) -> Frame | None:
    """Draw both in one frame, so many times as fine as the coarser, b pulled onto a."""
    grey_a, grey_b = greys
    size_a, size_b = (grey.shape[::-1] for grey in (grey_a, grey_b))
    larger_a, larger_b = enlarge(a.size, size_a), enlarge(b.size, size_b)
    placed = place(size_a, size_b, finer(map_, larger_a, larger_b), longest, times)
    if placed is None:
        return None
    onto, from_a, (width, height) = placed
    ink_a = ink(render(grey_a, from_a, width, height))
    onto, field = pull(ink_a, grey_b, onto)
    drawn_b = render(grey_b, onto, width, height)
    if field is not None:
        across, down = np.meshgrid(np.arange(width), np.arange(height))
        drawn_b = np.asarray(
            cv2.remap(
                drawn_b, (across + field[..., 0]).astype(np.float32),
                (down + field[..., 1]).astype(np.float32), cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            ),
            np.uint8,
        )  # fmt: skip
    mask = cover(size_a, from_a, width, height) & cover(size_b, onto, width, height)
    in_a = mask_photographs(a, square(from_a) @ larger_a, width, height)
    in_b = mask_photographs(b, square(onto) @ larger_b, width, height)
    # A dark margin makes text near it look like a photograph in a scan alone: that is read.
    rim = round(_MARGIN * max(width, height))
    either = in_a | in_b
    if is_page:
        either[rim:-rim, rim:-rim] = (in_a & in_b)[rim:-rim, rim:-rim]
    mask &= ~either
    return Frame(ink_a, ink(drawn_b), mask)


def least_ink(height: float) -> float:
    """How much ink a part of a letter has, of letters of this height in pixels."""
    return 0.06 * height**2 + 2


def differ(frame: Frame, height: float) -> bool:
    """Whether something else is written anywhere, with letters of this height in pixels."""
    window = int(np.clip(2 * round(0.45 * (height or 16)) + 1, 9, 15))
    mask = inner(frame.mask)
    if not mask.any():
        return False
    local, spread = correlate_windows(frame.a, frame.b, window)
    most = float(np.percentile(spread[mask], 95))
    written = mask & (spread > max(INKED * most, _PAPER))
    if not written.any():
        return False
    if float((local[written] > _SAME - 0.15).mean()) < _MOSTLY:
        return True
    left = 1 - np.maximum(local, 0) ** 2
    usual = float(np.median(left[written]))
    noise = float(np.median(spread[mask & ~written])) if (mask & ~written).any() else 0.0
    beyond = left * spread**2 > _BEYOND * (usual * spread**2 + 0.25 * noise**2)
    differs = written & (((local < _SAME) & beyond) | (local < _OTHER))
    parts, label = find_parts(frame, differs, window, least_ink(height or 16))
    # The largest first: one that differs is enough.
    return len(parts) > _MOST_MOVED or any(
        not _is_moved(frame, part, label, window) for part in parts
    )


def _is_moved(frame: Frame, part: Part, label: NDArray[np.int32], window: int) -> bool:
    """Whether the same is written there, a few pixels off: a scanner bends the edges of a page."""
    away = window + _MOVED
    rows = slice(max(part.top - away, 0), part.top + part.height + away)
    columns = slice(max(part.left - away, 0), part.left + part.width + away)
    a, b = frame.a[rows, columns], frame.b[rows, columns]
    there = label[rows, columns] == part.number
    for down in range(-_MOVED, _MOVED + 1, 2):
        for across in range(-_MOVED, _MOVED + 1, 2):
            move = np.array([[1, 0, across], [0, 1, down]], np.float32)
            moved = cv2.warpAffine(b, move, b.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
            local, _ = correlate_windows(a, np.asarray(moved, np.float32), window)
            if float((local[there] > _SAME).mean()) > _ALL:
                return True
    return False


def mask_photographs(
    picture: Picture, map_: NDArray[np.float64], width: int, height: int
) -> NDArray[np.bool_]:
    """Where (h, w) the picture is photographic in more than a narrow strip."""
    size = (-(-width // _STEP), -(-height // _STEP))
    moved = np.diag([1 / _STEP, 1 / _STEP, 1]) @ map_ @ np.diag([CELL, CELL, 1])
    cells = (picture.kinds == PHOTOGRAPHIC).astype(np.uint8)
    cells = cv2.morphologyEx(cells, cv2.MORPH_OPEN, np.ones((4, 4), np.uint8))
    drawn = cv2.warpAffine(cells, to_centres(moved[:2]), size, flags=cv2.INTER_NEAREST)
    return np.asarray(
        np.kron(drawn, np.ones((_STEP, _STEP), np.uint8))[:height, :width] > 0, np.bool_
    )
