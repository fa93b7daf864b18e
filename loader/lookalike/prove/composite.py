"""Whether a picture lies on a composite: a sheet, a page or a screen that holds other things too.

A crop of a photograph goes on smoothly where it was cut out. A picture on a composite ends there:
along most of its sides is a seam, a straight step between the picture and the paper, the black of
a sheet or the next picture. And beyond it there is more than a border: other pictures, or text.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.picture.border import Box
from lookalike.picture.panels import find_boxes

Pixels = NDArray[np.uint8]
Corners = NDArray[np.float64]  # (4, 2) in pixels, in order around

_MOST = 0.5  # of a composite that a part covers
_MOST_BESIDE_MUCH = 0.7  # likewise, where much else is to be seen
_MORE = 0.006  # of what lies beyond that has edges: less is a border
_MUCH = 0.04
_CAPTION = 0.0015  # is enough where the part is small, as on a page of an album
_SMALL = 0.35  # of a composite
_EDGE = 20  # grey levels between neighbouring pixels
_ASIDE = 6  # pixels beside the part that may hold some of it

_LONGEST = 256  # pixels of the longer side of the part, as its sides are looked at
_REACH = 14  # lines on both sides of a side
_OFF = 2  # lines that the side may lie off
_ENDS = 0.08  # of a side, at each end
_STEP = 10.0  # levels across a seam, on average
_FAINT_STEP = 4.0  # beside an even ground
_RIDGE = 1.8  # times as large as usual within the picture
_RIDGE_OF_HIGH = 1.15  # times as large as the larger ones there
_EVEN = 0.93  # of a ground's pixels are so near its usual level
_UNEVEN = 0.8  # at most, of the rim of a picture
_EVEN_LEVELS = 9.0
_CLEAR = 0.7  # of a clear seam that is a step

_SAME = 0.95  # of a panel that lies within the part
_WHOLE = 0.99  # a picture that agrees so far is not cropped
_WHOLLY = 0.9  # one that agrees so far is trimmed at the most
_TRIMMED = 0.85  # of the part that the panel shows then
_SHARED = 0.25  # of the part that the panel shows


def find_part(outer: Pixels, placed: Corners, agreed: float) -> Corners | None:
    """Return the corners of the part of a composite (h, w, 3) that shows what is placed there.

    `placed` are the corners of a picture as it lies on `outer`, and `agreed` is the share of it,
    from 0 to 1, that is the same there. The result is None if `outer` is no composite, but a
    photograph out of which the picture was cropped, or the picture with a border.
    """
    share = _area(_clip(placed, outer)) / (outer.shape[0] * outer.shape[1])
    if share > _MOST_BESIDE_MUCH or not holds_more(outer, placed, share):
        return None
    if has_seams(outer, placed):
        return placed
    # On a composite a picture may be cropped: its own edges are not to be seen there, and the two
    # differ beyond the edges of the part.
    least = _SHARED if agreed < _WHOLLY else _TRIMMED
    for box in find_boxes(outer) if agreed < _WHOLE else ():
        quad = box_corners(box)
        if (
            _within(quad, placed) >= _SAME
            and _area(quad) >= least * _area(placed)
            and has_seams(outer, quad)
        ):
            return quad
    return None


def holds_more(outer: Pixels, placed: Corners, share: float) -> bool:
    """Whether there is more than a border beyond these corners, which cover a share."""
    beyond = np.ones(outer.shape[:2], np.uint8)
    cv2.fillConvexPoly(beyond, np.round(placed * 16).astype(np.int32), 0, shift=4)
    beside = np.ones((2 * _ASIDE + 1, 2 * _ASIDE + 1), np.uint8)
    beyond = np.asarray(cv2.erode(beyond, beside), np.uint8)
    count = cv2.countNonZero(beyond)
    if count < 0.02 * beyond.size:
        return False
    grey = cv2.cvtColor(outer, cv2.COLOR_RGB2GRAY).astype(np.int16)
    edges = np.zeros(grey.shape, np.bool_)
    edges[:, 1:] |= np.abs(np.diff(grey, axis=1)) > _EDGE
    edges[1:] |= np.abs(np.diff(grey, axis=0)) > _EDGE
    more = float((edges & (beyond > 0)).sum()) / count
    if share <= _SMALL:
        return more >= _CAPTION
    return more >= (_MORE if share <= _MOST else _MUCH)


def has_seams(outer: Pixels, placed: Corners) -> bool:
    """Whether the sides between these corners are seams, all of them or all but one clearly."""
    found = [seam for seam in _sides(outer, placed) if seam is not None]
    seams = [share for is_seam, share in found if is_seam]
    clear = sum(share >= _CLEAR for share in seams)
    if len(found) < 3:  # the part lies in a corner or along a side
        return bool(found) and clear == len(found)
    return len(seams) == len(found) or clear >= len(found) - 1


def _sides(outer: Pixels, placed: Corners) -> list[tuple[bool, float] | None]:
    """For each side whether it is a seam and the share that is a step; None at the very edge."""
    across = float(np.linalg.norm(placed[1] - placed[0]))
    down = float(np.linalg.norm(placed[3] - placed[0]))
    scale = min(_LONGEST / max(across, down, 1.0), 1.0)
    w, h = round(across * scale), round(down * scale)
    if min(w, h) < _REACH:
        return []
    # A frame around the part, upright, with lines beyond its sides.
    target = np.array([[0, 0], [w, 0], [w, h]], np.float32) + np.float32(_REACH)
    onto = cv2.getAffineTransform((placed[:3] - 0.5).astype(np.float32), target - 0.5)
    size = (w + 2 * _REACH, h + 2 * _REACH)
    if scale < 0.9:
        outer = np.asarray(cv2.GaussianBlur(outer, (0, 0), 0.45 / scale), np.uint8)
    drawn = cv2.warpAffine(outer, onto, size, borderMode=cv2.BORDER_REPLICATE)
    known = cv2.warpAffine(np.ones(outer.shape[:2], np.uint8), onto, size, flags=cv2.INTER_NEAREST)
    sides = []
    for turn in range(4):
        # Lines from the outside inwards; the first _REACH are beyond the side.
        band = np.rot90(drawn, turn)[: 2 * _REACH].astype(np.float32)
        valid = np.rot90(known, turn)[: 2 * _REACH] > 0
        ends = _REACH + round((band.shape[1] - 2 * _REACH) * _ENDS)
        sides.append(_seam(band[:, ends:-ends], valid[:, ends:-ends]))
    return sides


def _seam(band: NDArray[np.float32], valid: NDArray[np.bool_]) -> tuple[bool, float] | None:
    """Judge lines (2 * _REACH, n, 3) across a side, and whether they are in the picture."""
    if band.shape[1] < 6 or float(valid[_REACH - 5 : _REACH - 2].mean()) < 0.5:
        return None
    # The step over each line: two lines after it and two before it.
    two = (band[:-1] + band[1:]) / 2
    step = np.abs(two[3:] - two[:-3]).max(axis=2)  # (2 * _REACH - 4, n), middle after line 2 + i
    mean = step.mean(axis=1)
    middle = _REACH - 2
    near = slice(middle - _OFF, middle + _OFF + 1)
    at = int(mean[near].argmax()) + middle - _OFF
    inside = mean[at + 4 :]  # the lines of the picture itself
    is_ridge = mean[at] > max(
        _RIDGE * float(np.median(inside)), _RIDGE_OF_HIGH * float(np.quantile(inside, 0.9))
    )
    share = float((step[at] > _STEP).mean())
    if is_ridge and mean[at] > _STEP and share > 0.5:
        return True, share
    # An even ground, which the picture is not, even where it is nearly as dark.
    ground = band[_REACH - 6 : _REACH - 3].mean(axis=0)
    rim = band[_REACH + 3 : _REACH + 6].mean(axis=0)
    is_even = _evenness(ground) >= _EVEN and _evenness(rim) < _UNEVEN
    return is_even and float(mean[at]) > _FAINT_STEP, share


def _evenness(line: NDArray[np.float32]) -> float:
    off = np.abs(line - np.median(line, axis=0)).max(axis=1)
    return float((off <= _EVEN_LEVELS).mean())


def box_corners(box: Box) -> Corners:
    """The corners (4, 2) of a rectangle, from the upper left clockwise."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)


def _clip(quad: Corners, outer: Pixels) -> Corners:
    return np.clip(quad, 0, (outer.shape[1], outer.shape[0]))


def _area(quad: Corners) -> float:
    return float(cv2.contourArea(quad.astype(np.float32)))


def _within(quad: Corners, other: Corners) -> float:
    """The share of a quad that lies in another one."""
    shared, _ = cv2.intersectConvexConvex(quad.astype(np.float32), other.astype(np.float32))
    return float(shared) / max(_area(quad), 1.0)
