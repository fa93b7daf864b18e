"""Find the content of a picture that has a border: a mat, a frame, a scan's margin, black bars.

Only luma is looked at, as the hashes see no more of a picture. A border has to be uniform along
its whole side. How uniform depends on the border itself: one that is exactly constant ends at the
first line that is not, even where the picture's own edge is nearly as dark or as light; a noisy
one is given room for its noise, and has to end in a clear step.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.compiled import compiled
from lookalike.picture.pixels import Strip, whole

_THINNEST = 0.01  # of a side; a thinner border is none
_LEAST_CONTENT = 0.2  # of a side; with less left over, it is a page with something on it
_LEAST_SIDE = 16  # pixels; what is smaller has no room for a border

_OUTLIERS = 0.02  # of a line, such as dust
_EXACT = 1  # levels; decoders round
_EXACT_TOLERANCE = 3
_LARGEST_TOLERANCE = 24  # levels
_STEP = 12  # levels that the picture is away from a noisy border, at least
_STEP_SHARE = 0.25  # of a line that has to be so far away
_STEP_LINES = 5  # within which it has to be

# Compression spoils the border beside the picture, in blocks of up to 16 pixels.
_RINGING = 18
_RINGING_SHARE = 0.15  # of the step, at most
_SAMPLES = 128  # of a line, to be done with most edges quickly
_BAND = 64  # lines that are looked at together, at most
_BAND_PIXELS = 2**18  # likewise; these lie in one piece, as in `strips`


class Box(NamedTuple):
    """A rectangle of pixels."""

    x: int
    y: int
    width: int
    height: int

    def shared(self, other: "Box") -> int:
        """How many pixels it shares with another one."""
        w = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        h = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(w, 0) * max(h, 0)


class _Lines(NamedTuple):
    """Per line from an edge inwards, shares and levels (n,): see `_measure`."""

    outside: NDArray[np.float64]
    far: NDArray[np.float64]
    mean: NDArray[np.float64]


_TOP, _BOTTOM, _LEFT, _RIGHT = range(4)


def find_content(picture: Image.Image, pixels: Strip | None = None) -> Box | None:
    """Give what is left of an RGB or L picture when its border is cut off; None without border.

    Each side is measured on its own, from its edge and between the borders of its neighbours, so
    sides may differ in width and colour. Of two borders one within the other, the outer one goes.
    `pixels` is what `whole` gave of the picture, where that is known.
    """
    width, height = picture.size
    if min(width, height) < _LEAST_SIDE:
        return None
    if pixels is None:
        pixels = whole(picture)
    if pixels is not None and not _has_even_edge(
        pixels, _edge(picture, height), _edge(picture, width)
    ):
        return None
    depths = [0, 0, 0, 0]
    for _ in range(3):  # what one side gives away may be what kept its neighbour from being even
        before = depths.copy()
        for side in (_TOP, _BOTTOM, _LEFT, _RIGHT):
            depth = _depth(picture, pixels, side, depths)
            if depth is None:
                return None
            depths[side] = depth
            top, bottom, left, right = depths
            box = Box(left, top, width - left - right, height - top - bottom)
            if box.width < _LEAST_CONTENT * width or box.height < _LEAST_CONTENT * height:
                return None
        if depths == before:
            break
    return box if any(depths) else None


def warm_up(mode: str) -> None:
    """Compile or load the machine code for pictures of a mode, RGB or L."""
    page = Image.new(mode, (_LEAST_SIDE, _LEAST_SIDE))
    find_content(page)


def _depth(picture: Image.Image, pixels: Strip | None, side: int, depths: list[int]) -> int | None:
    """Lines of the border of one side: 0 if it has none, None if it goes on and on."""
    length = picture.height if side in (_TOP, _BOTTOM) else picture.width
    band = _band(picture)
    edge = _edge(picture, length)
    place = _place(picture, pixels, side, depths, 0, edge)
    luma, reach = _look_at_edge(*place, edge)
    if reach < 0:
        return 0
    is_exact = reach <= _EXACT
    tolerance = _EXACT_TOLERANCE if is_exact else min(reach * 3 // 2 + 1, _LARGEST_TOLERANCE)
    far = max(_STEP, tolerance * 5 // 2)
    longest = int(length * (1 - _LEAST_CONTENT))
    skipped = edge // 2
    parts: list[NDArray[np.float64]] = []
    done, end = 0, None
    while done < length and (end is None or done < end + _RINGING):
        last = min(done + band, length)
        place = _place(picture, pixels, side, depths, done, last)
        part, found = _measure(*place, last - done, luma, tolerance, far, max(skipped - done, 0))
        if end is None and found >= 0:
            end = done + found
        parts.append(part)
        done += part.shape[1]
        if end is None and done > longest:
            return None
    if end is None:
        return None
    lines = _Lines(*(parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)))
    depth = _refine(lines, end, is_exact)
    return depth if depth >= _thinnest(length) else 0


def _thinnest(length: int) -> int:
    """Lines that a border has at least, of the `length` lines of a side."""
    return max(round(length * _THINNEST), 2)


def _band(picture: Image.Image) -> int:
    """Lines that are looked at together."""
    return max(1, min(_BAND, _BAND_PIXELS // max(picture.size)))


def _edge(picture: Image.Image, length: int) -> int:
    """Lines that are looked at to see if there may be a border."""
    return min(_thinnest(length), _band(picture))


def _refine(lines: _Lines, end: int, is_exact: bool) -> int:
    """Find the picture's first line, given the first one that is not quite like the border."""
    mean = lines.mean[end : end + _RINGING]
    step = int(np.argmax(mean > _RINGING_SHARE * mean.max()))
    if step and mean[step] >= 2 * mean[:step].max():
        end += step
    if not is_exact and lines.far[end : end + _STEP_LINES].max() < _STEP_SHARE:
        return 0  # it fades, as a sky does, or something sticks out into it
    return end


def _place(
    picture: Image.Image,
    pixels: Strip | None,
    side: int,
    depths: list[int],
    first: int,
    last: int,
) -> tuple[NDArray[np.uint8] | NDArray[np.uint32], int, int, int, int]:
    """Say where lines `first` to `last` from an edge lie, between the borders of its neighbours.

    Gives pixels (n,), the place of the first one, steps to the next line and to the next pixel
    of a line, and the pixels of a line.
    """
    width, height = picture.size
    top, bottom, left, right = depths
    lines = last - first
    if side in (_TOP, _BOTTOM):
        y = first if side == _TOP else height - last
        box = (left, y, width - right, y + lines)
    else:
        x = first if side == _LEFT else width - last
        box = (x, top, x + lines, height - bottom)
    if pixels is None:  # in several blocks; the part of one that is looked at is not
        pixels = whole(picture.crop(box))
        assert pixels is not None
        box = (0, 0, box[2] - box[0], box[3] - box[1])
    row = pixels.shape[1]
    x, y, x_end, y_end = box
    origin = y * row + x
    flat = pixels.reshape(-1)
    if side == _TOP:
        return flat, origin, row, 1, x_end - x
    if side == _BOTTOM:
        return flat, (y_end - 1) * row + x, -row, 1, x_end - x
    if side == _LEFT:
        return flat, origin, 1, row, y_end - y
    return flat, y * row + x_end - 1, -1, row, y_end - y


@compiled
def _luma(pixel: np.int64) -> np.int64:
    """Pillow's luma of a pixel as `strips` gives it: R in the lowest byte."""
    red, green, blue = pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255
    return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16


@compiled
def _sample(
    pixels: NDArray[np.uint8] | NDArray[np.uint32],
    origin: int,
    to_pixel: int,
    length: int,
) -> int:
    """Give the median luma of some pixels of a line; -1 if others are too far from it."""
    deep = pixels.itemsize == 4
    counts = np.zeros(256, np.int64)
    sparse = max(length // _SAMPLES, 1)
    samples = length // sparse
    at = origin
    for _ in range(samples):
        value = np.int64(pixels[at])
        counts[_luma(value) if deep else value] += 1
        at += sparse * to_pixel
    luma, seen = 0, int(counts[0])
    while 2 * seen < samples:
        luma += 1
        seen += int(counts[luma])
    near = int(counts[max(luma - _LARGEST_TOLERANCE, 0) : luma + _LARGEST_TOLERANCE + 1].sum())
    return luma if near >= (1 - 2 * _OUTLIERS) * samples else -1


@compiled
def _has_even_edge(pixels: NDArray[np.uint8] | NDArray[np.uint32], rows: int, columns: int) -> bool:
    """Say whether there may be a border, from one line within `rows` or `columns` of each edge.

    Most pictures are done with here.
    """
    height, width = pixels.shape
    flat = pixels.reshape(-1)
    return (
        _sample(flat, (rows - 1) * width, 1, width) >= 0
        or _sample(flat, (height - rows) * width, 1, width) >= 0
        or _sample(flat, columns - 1, width, height) >= 0
        or _sample(flat, width - columns, width, height) >= 0
    )


@compiled
def _look_at_edge(
    pixels: NDArray[np.uint8] | NDArray[np.uint32],
    origin: int,
    to_line: int,
    to_pixel: int,
    length: int,
    lines: int,
) -> tuple[int, int]:
    """Give the luma of what may be a border, and how far nearly all of its pixels keep to it.

    That is -1 where the lines are not of one luma. The outermost half of them does not count: it
    is the scanner's or the resizer's as often as the border's.
    """
    deep = pixels.itemsize == 4
    luma = _sample(pixels, origin + (lines - 1) * to_line, to_pixel, length)
    if luma < 0:
        return luma, -1
    counts = np.zeros(256, np.int64)  # of distances
    looked_at = lines - lines // 2
    for i in range(looked_at):
        at = origin + (lines - 1 - i) * to_line
        for _ in range(length):
            value = np.int64(pixels[at])
            counts[abs((_luma(value) if deep else value) - luma)] += 1
            at += to_pixel
        if counts[: _LARGEST_TOLERANCE + 1].sum() < (1 - _OUTLIERS) * length * (i + 1):
            return luma, -1
    reach = 0
    near = int(counts[0])
    while near < (1 - _OUTLIERS) * length * looked_at:
        reach += 1
        near += int(counts[reach])
    return luma, reach


@compiled
def _measure(
    pixels: NDArray[np.uint8] | NDArray[np.uint32],
    origin: int,
    to_line: int,
    to_pixel: int,
    length: int,
    lines: int,
    luma: int,
    tolerance: int,
    far: int,
    skipped: int,
) -> tuple[NDArray[np.float64], int]:
    """Compare lines with the border's luma; gives (3, n), and the first line that differs or -1.

    Per line: the share of pixels outside the tolerance, the share of those further away than
    `far`, and the mean distance in levels. A line differs if more than _OUTLIERS are
    outside; the first `skipped` lines are let pass. It stops _RINGING lines after the first one.
    """
    shares = np.empty((3, lines), np.float64)
    deep = pixels.itemsize == 4
    end = -1
    for i in range(lines):
        outside, distant, total = 0, 0, 0
        at = origin + i * to_line
        for _ in range(length):
            value = np.int64(pixels[at])
            distance = int(abs((_luma(value) if deep else value) - luma))
            outside += distance > tolerance
            distant += distance > far
            total += distance
            at += to_pixel
        shares[0, i] = outside / length
        shares[1, i] = distant / length
        shares[2, i] = total / length
        if end < 0 and i >= skipped and shares[0, i] > _OUTLIERS:
            end = i
        if end >= 0 and i + 1 == end + _RINGING:
            return shares[:, : i + 1], end
    return shares, end
