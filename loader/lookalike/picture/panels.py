"""Finds the panels of a composite: the pictures on a contact sheet, an album page, a web page.

A panel is a rectangle that stands out from an even ground (the paper, the black of a sheet, the
white of a page), or one of the pieces into which straight seams cut a collage without a ground. A
photograph alone has few of either, so this takes a few milliseconds for most pictures.
"""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.border import Box
from lookalike.picture.hashes import firmness, phash, shrink_with_pillow

Pixels = NDArray[np.uint8]

SIDE = 640  # pixels of the longer side of a picture, as panels are looked for
MOST = 120  # panels of one picture

_GROUND = 14  # levels of a channel that a pixel of the ground is off, at most
_LEAST_SPREAD = 8
_LEAST_GROUND = 0.06  # of the picture
_LEAST_SIDE = 36  # pixels of a panel at SIDE
_LEAST_AREA = 0.004  # of the picture
_COLOURS = 9  # that are looked at, to find two that are far apart
_STRIP = 0.06  # of the area: so large a panel may be a strip of film
_PAGE = 0.5  # of the area: so large a panel may be a page with pictures on it
_FILLED = 0.86  # of the rectangle around a panel that its outline encloses
_STRAIGHT = 0.8  # degrees by which an upright panel is turned, at most
_TURNED = 12.0  # degrees by which a panel is turned, at most
_LEAST_TONES = 14  # of 64 levels that a photograph has
_LEAST_CONTRAST = 8.0  # grey levels, as a standard deviation
_TONE_SHARE = 0.002  # of the pixels that a tone counts from
_STEP = 12  # grey levels across a seam
_SEAM = 0.72  # of its length that a seam is a step
_SAME = 0.95  # of either of two rectangles in the other
_RIM = 2  # pixels from the edge, at which the rim of a print is looked at
_RIM_LEVELS = 24
_EVEN_RIM = 0.85
_BEGINS = 0.4  # of a line that differs from the rim where the print begins
_LEAST_WITHIN = 0.4  # of a panel
_DEEPEST = 3  # pages within pages


class Panel(NamedTuple):
    """A panel: the upright rectangle around it, in pixels of the picture, and its fingerprint."""

    box: Box
    phash: bytes  # as in look.Hashes
    phash_256: bytes
    quality: float

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        x, y, w, h = self.box
        return x, y, x + w, y + h

    def enlarged(self, zoom: tuple[float, float], size: tuple[int, int]) -> "Panel":
        """The panel in pixels of a picture of this width and height, `zoom` times as large."""
        left, top, right, bottom = (
            min(round(value * factor), most)
            for value, factor, most in zip(self.corners, zoom * 2, size * 2, strict=True)
        )
        box = Box(left, top, max(right - left, 1), max(bottom - top, 1))
        return self._replace(box=box)


class _Turned(NamedTuple):
    """A rectangle, maybe turned, as OpenCV's minAreaRect describes it; `box` is around it."""

    box: Box
    centre: tuple[float, float]
    size: tuple[float, float]
    angle: float


def find_panels(rgb: Pixels) -> list[Panel]:
    """Return the panels of a picture (h, w, 3) that hold enough tones for a photograph.

    The longer side of `rgb` is SIDE pixels or somewhat more or less. Panels come in rows from the
    upper left. The result is empty for a picture with one panel that fills it.
    """
    found: list[Panel] = []
    for rectangle in _unlike(_rectangles(rgb, 0)):
        cut = _cut(rgb, rectangle)
        if not is_picture(cut):
            continue
        found.append(_fingerprint(cut, rectangle.box))
        within = _within_rim(cut)
        if within is not None:
            inner = _within(rectangle, within)
            found.append(_fingerprint(_part(cut, within), inner))
        if len(found) >= MOST:
            break
    return found[:MOST]


def find_boxes(rgb: Pixels) -> list[Box]:
    """Return where rectangles lie on a picture (h, w, 3), whatever they hold."""
    return [one.box for one in _unlike(_rectangles(rgb, 0))]


def _rectangles(rgb: Pixels, depth: int) -> list[_Turned]:
    """The rectangles on the ground of a picture, or between its seams, in rows."""
    found = _on_grounds(rgb)
    if not found and depth == 0:
        found = [_upright(box) for box in _between_seams(rgb)]
    deeper: list[_Turned] = []
    height, width = rgb.shape[:2]
    for one in found:
        share = one.box.width * one.box.height / (width * height)
        if share < _STRIP or depth >= _DEEPEST or one.angle != 0.0:
            continue
        inset = _inset(one.box)
        inside = _rectangles(_part(rgb, inset), depth + 1)
        if share > _PAGE or len(inside) > 1:  # one thing in a photograph may look like a panel
            deeper += [_moved(inner, inset.x, inset.y) for inner in inside]
    return found + deeper


def _on_grounds(rgb: Pixels) -> list[_Turned]:
    """The rectangles that stand out from one of the two most usual colours."""
    if min(rgb.shape[:2]) < 2 * _LEAST_SIDE:
        return []
    best: list[_Turned] = []
    for colour in _usual_colours(rgb):
        found = _on_ground(rgb, colour)
        if len(found) > len(best):
            best = found
        if len(best) > 1:
            break
    return best


def _on_ground(rgb: Pixels, colour: NDArray[np.int16]) -> list[_Turned]:
    """The rectangles that stand out from a colour (3,)."""
    height, width = rgb.shape[:2]
    near = _spread(rgb, colour)
    low, high = np.clip(colour - near, 0, 255), np.clip(colour + near, 0, 255)
    ground = cv2.inRange(rgb, low, high)
    if cv2.countNonZero(ground) < _LEAST_GROUND * height * width:
        return []
    figure: Pixels = np.asarray(cv2.bitwise_not(ground), np.uint8)
    # Compression blurs edges; a thin line does not make two panels one.
    figure = np.asarray(
        cv2.morphologyEx(figure, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8
    )
    outlines, _ = cv2.findContours(figure, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        if min(w, h) < _LEAST_SIDE or w * h < _LEAST_AREA * height * width:
            continue
        # What reaches three edges is the other half of a photograph with an even sky.
        if (x <= 1) + (y <= 1) + (x + w >= width - 1) + (y + h >= height - 1) > 2:
            continue
        rectangle = _fit(np.asarray(outline, np.int32), Box(x, y, w, h))
        if rectangle is not None:
            found.append(rectangle)
    found += [_upright(box) for box in _missing_cells([one.box for one in found], figure)]
    return sorted(found, key=lambda one: (one.box.y, one.box.x))


def _usual_colours(rgb: Pixels) -> Iterator[NDArray[np.int16]]:
    """The two most usual colours (3,) of a picture, if they are far apart and not rare."""
    sample = rgb[::3, ::3].reshape(-1, 3)
    coarse = (sample >> 4).astype(np.int32)
    code = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
    count = np.bincount(code, minlength=4096)
    first = None
    for most in np.argsort(count)[:-_COLOURS:-1]:
        if count[most] < _LEAST_GROUND / 3 * code.size:  # noise spreads a colour over neighbours
            return
        colour = np.median(sample[code == most], axis=0).astype(np.int16)
        if first is None:
            first = colour
            yield colour
        elif np.abs(colour - first).max() > 3 * _GROUND:
            yield colour
            return


def _spread(rgb: Pixels, colour: NDArray[np.int16]) -> int:
    """Levels by which the ground is off its colour: few on a screen, more on scanned paper.

    The more exact it is, the darker a picture may be that stands out from black.
    """
    off = np.abs(rgb[::3, ::3].astype(np.int16) - colour).max(axis=2)
    usual = off[off <= _GROUND]
    return int(min(max(2 * float(np.quantile(usual, 0.8)) + 2, _LEAST_SPREAD), _GROUND))


def _fit(outline: NDArray[np.int32], box: Box) -> _Turned | None:
    """The rectangle that an outline fills, upright or turned a little; None if it fills none."""
    enclosed = cv2.contourArea(cv2.convexHull(outline))
    own = cv2.contourArea(outline)
    area = (box.width - 1) * (box.height - 1)
    if own >= _FILLED * area and own >= 0.97 * enclosed:
        rectangle = _turn(outline, box)
        return rectangle if rectangle is not None else _upright(box)
    rectangle = _turn(outline, box)
    if rectangle is not None:
        if own >= _FILLED * rectangle.size[0] * rectangle.size[1]:
            return rectangle
        return None
    return _upright(box) if own >= _FILLED * area else None


def _turn(outline: NDArray[np.int32], box: Box) -> _Turned | None:
    """The least rectangle around an outline, if it is turned by more than an upright one."""
    centre, (w, h), angle = cv2.minAreaRect(outline)
    if abs(angle) > 45:  # from -90 or up to 90, by the version of OpenCV
        angle, w, h = angle - float(np.copysign(90, angle)), h, w
    if not _STRAIGHT < abs(angle) <= _TURNED or min(w, h) < _LEAST_SIDE:
        return None
    # Around a rough outline the least rectangle is turned by chance.
    if w * h > 0.97 * box.width * box.height:
        return None
    return _Turned(box, (float(centre[0]), float(centre[1])), (float(w), float(h)), float(angle))


def _missing_cells(boxes: list[Box], figure: Pixels) -> Iterator[Box]:
    """Cells of the grid in which panels lie, where one as dark as the ground was not found."""
    if len(boxes) < 3:
        return
    width = float(np.median([box.width for box in boxes]))
    height = float(np.median([box.height for box in boxes]))
    alike = [
        box
        for box in boxes
        if abs(box.width - width) < 0.03 * width + 1
        and abs(box.height - height) < 0.03 * height + 1
    ]
    if len(alike) < 3:
        return
    lefts, tops = _lines([box.x for box in alike]), _lines([box.y for box in alike])
    if len(lefts) * len(tops) > 2 * MOST:
        return
    w, h = round(width), round(height)
    for y in tops:
        for x in lefts:
            cell = Box(x, y, w, h)
            if any(_overlap(cell, box) > 0.1 for box in alike):
                continue
            inside = figure[y : y + h, x : x + w]
            if cv2.countNonZero(inside) > 0.04 * w * h:
                yield cell


def _lines(values: list[int]) -> list[int]:
    """Where several values are, within four pixels."""
    lines: list[list[int]] = []
    for value in sorted(values):
        if lines and value - lines[-1][-1] <= 4:
            lines[-1].append(value)
        else:
            lines.append([value])
    return [round(float(np.median(line))) for line in lines]


def _between_seams(rgb: Pixels) -> list[Box]:
    """The pieces into which straight seams from edge to edge cut a picture again and again."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.int16)
    pieces: list[Box] = []
    waiting = [Box(0, 0, grey.shape[1], grey.shape[0])]
    while waiting and len(pieces) + len(waiting) <= MOST:
        box = waiting.pop()
        part = grey[box.y : box.y + box.height, box.x : box.x + box.width]
        across = _seam(part)
        down = _seam(part.T)
        if across is not None and (down is None or across[1] >= down[1]):
            y = across[0]
            waiting += [
                Box(box.x, box.y, box.width, y),
                Box(box.x, box.y + y, box.width, box.height - y),
            ]
        elif down is not None:
            x = down[0]
            waiting += [
                Box(box.x, box.y, x, box.height),
                Box(box.x + x, box.y, box.width - x, box.height),
            ]
        else:
            pieces.append(box)
    return sorted(pieces, key=lambda box: (box.y, box.x)) if len(pieces) > 1 else []


def _seam(grey: NDArray[np.int16]) -> tuple[int, float] | None:
    """The row before which the clearest seam runs, and the share of it that is a step."""
    if min(grey.shape) < 2 * _LEAST_SIDE:
        return None
    # Over two rows, because scaling blurs a seam.
    step = np.abs(grey[2:] - grey[:-2]) > _STEP
    share = step.mean(axis=1)
    inner = share[_LEAST_SIDE:-_LEAST_SIDE]
    if not inner.size:
        return None
    at = int(inner.argmax()) + _LEAST_SIDE
    beside = np.concatenate([share[at - 12 : at - 3], share[at + 4 : at + 13]])
    if share[at] < _SEAM or share[at] < 1.7 * float(np.median(beside)):
        return None
    # The two steps across one seam are alike; it runs between them.
    if at + 1 < len(share) and share[at + 1] > share[at - 1]:
        at += 1
    return at + 1, float(share[at])


def _within_rim(cut: Pixels) -> Box | None:
    """The place of a print within its rim of one colour, which may be a little askew."""
    height, width = cut.shape[:2]
    rim = np.concatenate(
        [cut[_RIM], cut[-1 - _RIM], cut[:, _RIM], cut[:, -1 - _RIM]], axis=0
    ).astype(np.int16)
    colour = np.median(rim, axis=0)
    if float((np.abs(rim - colour).max(axis=1) <= _RIM_LEVELS).mean()) < _EVEN_RIM:
        return None
    inner = np.abs(cut.astype(np.int16) - colour).max(axis=2) > _RIM_LEVELS
    inner[: _RIM + 1] = inner[-1 - _RIM :] = False
    inner[:, : _RIM + 1] = inner[:, -1 - _RIM :] = False
    rows = np.flatnonzero(inner.mean(axis=1) > _BEGINS)
    columns = np.flatnonzero(inner.mean(axis=0) > _BEGINS)
    if not rows.size or not columns.size:
        return None
    x, y = int(columns[0]), int(rows[0])
    w, h = int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y
    share = w * h / (width * height)
    if min(w, h) < _LEAST_SIDE or not _LEAST_WITHIN < share < _SAME:
        return None
    return Box(x, y, w, h)


def is_picture(cut: Pixels) -> bool:
    """Whether a part has the tones of a photograph, as text, a line or a button has not."""
    grey = np.asarray(cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY), np.uint8)
    if float(grey.std()) < _LEAST_CONTRAST:
        return False
    tones = np.bincount(grey.ravel() >> 2, minlength=64)
    return int((tones > _TONE_SHARE * grey.size).sum()) >= _LEAST_TONES


def _fingerprint(cut: Pixels, box: Box) -> Panel:
    small, large = shrink_with_pillow(Image.fromarray(cut))
    hash_64, margins = phash(small)
    hash_256, _ = phash(large)
    return Panel(box, hash_64, hash_256, firmness(margins))


def _cut(rgb: Pixels, rectangle: _Turned) -> Pixels:
    """The pixels of a rectangle, turned upright."""
    if rectangle.angle == 0.0:
        return _part(rgb, rectangle.box)
    w, h = round(rectangle.size[0]), round(rectangle.size[1])
    turn = np.asarray(cv2.getRotationMatrix2D(rectangle.centre, rectangle.angle, 1.0), np.float64)
    turn[:, 2] += np.array([w / 2, h / 2]) - rectangle.centre
    return np.asarray(cv2.warpAffine(rgb, turn, (w, h), flags=cv2.INTER_LINEAR), np.uint8)


def _part(rgb: Pixels, box: Box) -> Pixels:
    return np.ascontiguousarray(rgb[box.y : box.y + box.height, box.x : box.x + box.width])


def _within(rectangle: _Turned, part: Box) -> Box:
    """The box around a part of a rectangle that was cut out and turned upright."""
    w, h = rectangle.size
    angle = np.deg2rad(rectangle.angle)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    ends = np.array(
        [(x, y) for x in (part.x, part.x + part.width) for y in (part.y, part.y + part.height)]
    )
    placed = (ends - (w / 2, h / 2)) @ turn.T + rectangle.centre
    low, high = np.maximum(placed.min(axis=0), 0).round(), placed.max(axis=0).round()
    return Box(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def _inset(box: Box) -> Box:
    """Without the rim, which holds some of what lies beyond."""
    return Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)


def _upright(box: Box) -> _Turned:
    centre = (box.x + box.width / 2, box.y + box.height / 2)
    return _Turned(box, centre, (float(box.width), float(box.height)), 0.0)


def _moved(one: _Turned, x: int, y: int) -> _Turned:
    box = Box(one.box.x + x, one.box.y + y, one.box.width, one.box.height)
    return one._replace(box=box, centre=(one.centre[0] + x, one.centre[1] + y))


def _overlap(one: Box, other: Box) -> float:
    """The share of the first box that lies in the other."""
    return one.shared(other) / (one.width * one.height)


def _unlike(rectangles: list[_Turned]) -> Iterator[_Turned]:
    """Each rectangle once, although it may be found again within a page."""
    kept: list[Box] = []
    for one in rectangles:
        if all(min(_overlap(one.box, box), _overlap(box, one.box)) < _SAME for box in kept):
            kept.append(one.box)
            yield one
