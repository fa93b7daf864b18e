"""Compares documents in letters so small that noise may make one of another.

Both are made equally soft and laid on each other to a fraction of a pixel, so that little is left
but noise. The pair itself has to show that a letter would be seen to differ: letters of one page
are exchanged for others of it, and nearly all of these have to stand out.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.ink import Grey
from lookalike.prove.letters import Marks, find_marks
from lookalike.prove.parts import RIM, Answer, Frame, find_parts, inner
from lookalike.prove.pull import smaller
from lookalike.prove.windows import correlate_windows

TIMES = 1.5  # as fine as the coarser page shows it: a window is about a letter then
_WINDOW = 9
_COMPRESSED = 12  # grey levels that a softened pixel differs by, in JPEG of quality 75 and better
_SOFTER = (0.0, 0.5, 0.75, 1.0, 1.4, 1.8, 2.4)  # sigma in pixels
_SHRINK = 4
_NEAR = 3.0  # sigma in pixels so much larger: what lies so near is moved together
_SAMPLE = 3  # of so many pixels, one is looked at to choose how soft
_STEPS = 2
_BEYOND = 4.0  # times what is usually left of a window, where something else is written
_BESIDE = np.ones((_WINDOW, _WINDOW), np.uint8)
_INKED = 0.25  # of how much windows with much ink vary: less is paper, or faint
_PAPER = 0.03  # variation of a window that is paper alone
_LEAST_INK = 1.2  # pixels of ink that differ: less is dust
_EXCHANGED = 80  # letters, at most
_ENOUGH = 12  # letters: fewer show nothing
_APART = 36  # pixels between two letters that are exchanged
_OTHER = 0.2  # of the ink of a letter, squared, that is another in another letter
_SEEN = 0.85  # of these that have to stand out


def are_the_same(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Whether two grey pictures of one size are the same but for compression, pixel by pixel.

    That shows more than reading: a digit three pixels high differs by more.
    """
    if one.shape != other.shape:
        return False
    one, other = (
        np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8) for grey in (one, other)
    )
    return int(cv2.absdiff(one, other).max()) < _COMPRESSED


def compare(frame: Frame) -> Answer:
    """Say whether the same is written, or that another letter would not be seen."""
    if not inner(frame.mask).any():
        return "illegible"
    frame, sigma = _sharper_first(frame)
    soft = _soften(frame.a, sigma)
    fitted = Frame(soft, _bend(soft, frame.b, inner(frame.mask)), frame.mask)
    if _stand_out(fitted).any():
        return "different"
    return "same" if _is_legible(frame, fitted, sigma) else "illegible"


def _sharper_first(frame: Frame) -> tuple[Frame, float]:
    """Put the sharper page first; and by how much it has to be softened to be like the other."""
    at = np.flatnonzero(inner(frame.mask))[::_SAMPLE]
    best = (-1.0, frame, 0.0)
    for one in (frame, Frame(frame.b, frame.a, frame.mask)):
        for sigma in _SOFTER:
            like = np.corrcoef(_soften(one.a, sigma).flat[at], one.b.flat[at])[0, 1]
            best = max(best, (float(like), one, sigma), key=lambda found: found[0])
    return best[1:]


def _is_legible(sharp: Frame, fitted: Frame, sigma: float) -> bool:
    """Whether another letter would be seen, if there were one; the pages must not differ.

    Letters are found where they are sharp: softened, words would be taken for letters.
    """
    rim = 2 * round(RIM * max(sharp.mask.shape)) + 1
    inside = cv2.erode(sharp.mask.astype(np.uint8), np.ones((rim, rim), np.uint8), borderValue=0)
    marks = find_marks(sharp.a, inside > 0)
    chosen = _choose(marks, sharp.a.shape)
    other = _exchange(sharp.a, marks, chosen)
    seen = _stand_out(Frame(_soften(other, sigma), fitted.b, fitted.mask))
    places = [_inside(box) for box in marks.boxes[chosen]]
    # A letter may have been exchanged for the same one.
    stands_out = [seen[at].any() for at in places if _differ_in(sharp.a[at], other[at])]
    return len(stands_out) >= _ENOUGH and float(np.mean(stands_out)) >= _SEEN


def _stand_out(frame: Frame) -> NDArray[np.bool_]:
    """Where (h, w) much more is left than noise leaves usually."""
    mask = inner(frame.mask)
    local, spread = correlate_windows(frame.a, frame.b, _WINDOW)
    written = mask & (spread > max(_INKED * float(np.percentile(spread[mask], 95)), _PAPER))
    if not written.any():
        return written
    paper = mask & ~written
    noise = float(np.median(spread[paper])) if paper.any() else 0.0
    left = 1 - np.maximum(local, 0) ** 2
    usual = float(np.median(left[written]))
    around = cv2.dilate(spread, _BESIDE)  # a window that touches a letter alone has its noise
    beyond = left * spread**2 > _BEYOND * (usual * around**2 + 0.25 * noise**2)
    parts, label = find_parts(frame, written & beyond, _WINDOW, _LEAST_INK)
    return np.asarray(np.isin(label, [part.number for part in parts]), np.bool_)


def _choose(marks: Marks, shape: tuple[int, ...]) -> list[int]:
    """Letters of a usual size, far enough from each other that each may stand out by itself."""
    left, top, width, height = marks.boxes.T
    usual = float(np.median(height)) if len(height) else 0.0
    fit = (height >= 0.8 * usual) & (height <= 1.8 * usual) & (width <= 1.5 * height)
    fit &= (np.minimum(left, top) > 0) & (left + width < shape[1]) & (top + height < shape[0])
    taken: set[tuple[int, int]] = set()
    chosen = []
    for at in np.flatnonzero(fit):
        across, down = int(left[at]) // _APART, int(top[at]) // _APART
        if not taken.intersection((across + x, down + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            taken.add((across, down))
            chosen.append(int(at))
    return chosen[:: -(-len(chosen) // _EXCHANGED) or 1]


def _exchange(dark: Grey, marks: Marks, chosen: list[int]) -> Grey:
    """The page with each of these letters exchanged for another of them."""
    page = dark.copy()
    for one, other in zip(chosen, np.roll(chosen, len(chosen) // 2), strict=True):
        page[_inside(marks.boxes[one])][_near(marks, one)] = 0
        width, height = marks.boxes[other, 2:]
        letter = np.where(_near(marks, int(other)), dark[_inside(marks.boxes[other])], 0)
        x, y = marks.boxes[one, 0] - 1, marks.boxes[one, 1] + marks.boxes[one, 3] - height - 1
        place = page[max(y, 0) :, x:][: height + 2, : width + 2]
        np.maximum(place, letter[: place.shape[0], : place.shape[1]], out=place)
    return page


def _differ_in(one: Grey, other: Grey) -> bool:
    """Whether the ink of two letters is another."""
    return float(np.square(one - other).sum()) > _OTHER * float(np.square(one).sum())


def _near(marks: Marks, at: int) -> NDArray[np.bool_]:
    """Which pixels of the box of a mark, one larger at each side, belong to it."""
    mark = marks.label[_inside(marks.boxes[at])] == marks.numbers[at]
    return np.asarray(cv2.dilate(mark.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _inside(box: NDArray[np.int32]) -> tuple[slice, slice]:
    """The pixels of a box, one larger at each side."""
    left, top, width, height = box
    return slice(max(top - 1, 0), top + height + 1), slice(max(left - 1, 0), left + width + 1)


def _bend(a: Grey, b: Grey, mask: NDArray[np.bool_]) -> Grey:
    """Move each place of b by a fraction of a pixel to where it is most like a.

    By the method of B. Lucas and T. Kanade (1981). Only what both show counts: the dark margin
    beside one page would pull at the other.
    """
    size = a.shape[::-1]
    across, down = np.meshgrid(np.arange(size[0], dtype=np.float32),
                               np.arange(size[1], dtype=np.float32))  # fmt: skip
    moved = b
    for _ in range(_STEPS):
        x, y = (cv2.Sobel(moved, cv2.CV_32F, *order, ksize=3) / 8 for order in ((1, 0), (0, 1)))
        x, y, off = (np.where(mask, values, 0) for values in (x, y, a - moved))
        xx, yy, xy, x_off, y_off = (
            cv2.GaussianBlur(smaller(np.asarray(values, np.float32), _SHRINK), (0, 0), _NEAR)
            for values in (x * x + 1e-5, y * y + 1e-5, x * y, x * off, y * off)
        )
        area = xx * yy - xy * xy
        across += cv2.resize(np.clip((yy * x_off - xy * y_off) / area, -1, 1), size)
        down += cv2.resize(np.clip((xx * y_off - xy * x_off) / area, -1, 1), size)
        moved = np.asarray(
            cv2.remap(b, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.float32
        )
    return moved


def _soften(dark: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(dark, (0, 0), sigma), np.float32) if sigma else dark
