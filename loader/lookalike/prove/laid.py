"""Draws two pictures in one frame, one laid on the other, and shows where they differ.

How they lie is not kept with a proof: its columns say the scale, the angle and a rectangle, from
which a crop at the edge or a stretched copy could not be laid again to the pixel. So the two are
laid once more, in all the ways that a proof may try.
"""

import io
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.border import Box
from lookalike.prove.align import Map, corners, square
from lookalike.prove.frame import cover, enlarge, finer, render, to_centres
from lookalike.prove.judge import pull_pixels
from lookalike.prove.part import cut_out
from lookalike.prove.perspective import Straight
from lookalike.prove.picture import CLOSER, Picture
from lookalike.prove.proof import best_fit, better
from lookalike.prove.source import Source, forget_pictures, read_picture
from lookalike.prove.tones import LUMA, are_coloured, measure_colour, tone_curve

_CHANGED = 16.0  # levels by which a pixel differs that is shown as changed
_NOISE = 6.0  # times the usual difference, which noise does not reach
_STRONG = 96.0  # levels by which a pixel differs that is shown in full colour
_EDGE = 9  # pixels at the rim of the overlap that may hold some of what lies beyond it, twice
_NEAR = np.ones((3, 3), np.uint8)  # pixels that may lie a little off
_TOGETHER = np.ones((17, 17), np.uint8)  # changes that are so near are one region
_PULLS = 2
_MOST_PULLED = 0.01  # of the longer side: further is not where the proof laid it
_STILL = 0.3  # pixels: another pull is not worth its time
_MOST_REGIONS = 60  # the largest ones
_BEYOND = 216  # the grey where the other picture has no pixels
_RED, _WHITE = (200.0, 24.0, 24.0), (255.0, 255.0, 255.0)
_QUALITY = 88

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two pictures: its file, and the place on it or the page of it that is meant."""

    source: Source
    place: Box | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """Two pictures in one frame, as JPEG files of one size.

    `a` is drawn as it lies on b, `b` as it is, and `difference` shows where the two differ: so many
    `regions` are outlined in it. `map` are the two rows of the affine map from pixels of the file
    of a to pixels of that of b, and `frame` is x, y, width and height of the frame in the file of
    b. Both are None where the frame is no part of that file: where b was straightened or is a page,
    or where a was or is.
    """

    a: bytes
    b: bytes
    difference: bytes
    regions: int
    map: tuple[float, ...] | None
    frame: tuple[float, ...] | None


def lay(a: Side, b: Side) -> Laid | None:
    """Lay a on b; None where they show so little alike that no way is the right one.

    Raises BadImage.
    """
    forget_pictures()
    cut_a, cut_b = _read(a), _read(b)
    fit = _fit(cut_a.picture, cut_b.picture)
    if fit is None or not fit.verdict.is_near:
        return None
    is_flat = fit.a is cut_a.picture and fit.b is cut_b.picture
    is_of_files = is_flat and a.source.page is None and b.source.page is None
    close = _look_closer(fit)
    difference, regions = _show_difference(close, fit.verdict.inverted)
    laid = np.where(close.mask[..., None], close.a, np.uint8(_BEYOND))
    corner = cut_b.corner
    return Laid(
        a=_as_jpeg(laid),
        b=_as_jpeg(close.b),
        difference=_as_jpeg(difference),
        regions=regions,
        map=_between_files(close.map, cut_a, cut_b) if is_of_files else None,
        frame=(*corner, cut_b.picture.width, cut_b.picture.height) if is_of_files else None,
    )


class _Close(NamedTuple):
    """Two pictures (h, w, 3) in the frame of b at CLOSER, and which pixels a covers there.

    `same` are those where the proof found the two alike. `map` is from a to b, in pixels of the two
    pictures at the size for proofs.
    """

    a: Rgb
    b: Rgb
    mask: NDArray[np.bool_]
    same: NDArray[np.bool_]
    map: Map


def _look_closer(fit: Straight) -> _Close:
    """Draw both as closely as a document is read, and let the pixels there pull a into place."""
    rgb_a, rgb_b = fit.a.look_closer(CLOSER), fit.b.look_closer(CLOSER)
    size_a, size_b = rgb_a.shape[1::-1], rgb_b.shape[1::-1]
    larger_a, larger_b = enlarge(fit.a.size, size_a), enlarge(fit.b.size, size_b)
    onto = finer(fit.verdict.placement.map, larger_a, larger_b)
    for _ in range(_PULLS):
        drawn = render(rgb_a, onto, *size_b), cover(size_a, onto, *size_b)
        moved = pull_pixels(drawn[0], rgb_b, drawn[1], fit.verdict.inverted, cv2.MOTION_AFFINE)
        if moved is None:
            break
        better_onto = np.asarray((moved @ square(onto))[:2])
        off = np.abs(corners(size_a, better_onto) - corners(size_a, onto)).max()
        if off > _MOST_PULLED * max(size_b):
            break
        onto = better_onto
        if off < _STILL:
            break
    laid, mask = render(rgb_a, onto, *size_b), cover(size_a, onto, *size_b)
    from_proof = (larger_b @ np.linalg.inv(square(fit.verdict.onto_b)))[:2]
    same = cv2.warpAffine(
        fit.verdict.same.astype(np.uint8), to_centres(from_proof), size_b, flags=cv2.INTER_NEAREST
    )
    back = finer(onto, enlarge(size_a, fit.a.size), enlarge(size_b, fit.b.size))
    return _Close(laid, rgb_b, mask, mask & (same > 0), back)


class _Cut(NamedTuple):
    """A picture, and where its corner lies in the file."""

    picture: Picture
    corner: tuple[int, int]


def _read(side: Side) -> _Cut:
    picture = read_picture(side.source)
    if side.place is None:
        return _Cut(picture, (0, 0))
    return _Cut(*cut_out(side.source, side.place, picture))


def _fit(a: Picture, b: Picture) -> Straight | None:
    """The best of all ways in which a may lie on b."""
    found = best_fit(a, b, "cluster", 1.0)
    for part in (1, -1):
        if found is not None and found.verdict.accepted:
            return found
        other = best_fit(a, b, "detail", 0.0, part=part)
        if other is not None and (
            found is None or better(found.verdict, other.verdict) is other.verdict
        ):
            found = other
    return found


def _between_files(map_: Map, a: _Cut, b: _Cut) -> tuple[float, ...]:
    to_a, to_b = (
        np.array([[zoom[0], 0, cut.corner[0]], [0, zoom[1], cut.corner[1]], [0, 0, 1]])
        for cut, zoom in ((a, a.picture.zoom), (b, b.picture.zoom))
    )
    whole = to_b @ square(map_) @ np.linalg.inv(to_a)
    return tuple(float(value) for value in whole[:2].ravel())


def _show_difference(close: _Close, is_negative: bool) -> tuple[Rgb, int]:
    """Draw b pale, what differs in red, and a line around each region that differs."""
    a, b, mask = close.a, close.b, close.mask
    grey = cv2.cvtColor(b, cv2.COLOR_RGB2GRAY)
    pale = cv2.cvtColor((128 + grey // 2).astype(np.uint8), cv2.COLOR_GRAY2RGB)
    drawn = np.where(mask[..., None], pale, np.uint8(_BEYOND)).astype(np.float32)
    inside = cv2.erode(mask.astype(np.uint8), np.ones((_EDGE, _EDGE), np.uint8)) > 0
    if not inside.any():
        return drawn.astype(np.uint8), 0
    same = inside & close.same if (inside & close.same).any() else inside
    off = np.where(inside, _differences(255 - a if is_negative else a, b, same), 0)
    limit = max(_CHANGED, _NOISE * float(off[same].mean()))
    changed = cv2.morphologyEx((off > limit).astype(np.uint8), cv2.MORPH_OPEN, _NEAR)
    share = (np.clip(off / _STRONG, 0, 1) * (off > limit))[..., None]
    shown = np.asarray(drawn * (1 - share) + np.array(_RED, np.float32) * share, np.uint8)
    count, _, boxes, _ = cv2.connectedComponentsWithStats(cv2.dilate(changed, _TOGETHER))
    largest = sorted(range(1, count), key=lambda number: -boxes[number][4])[:_MOST_REGIONS]
    width = max(max(shown.shape) // 500, 1)
    for number in largest:
        x, y, w, h = (int(value) for value in boxes[number][:4])
        for colour, line in ((_WHITE, 3 * width), (_RED, width)):
            cv2.rectangle(shown, (x, y), (x + w - 1, y + h - 1), colour, line)
    return shown, len(largest)


def _differences(a: Rgb, b: Rgb, same: NDArray[np.bool_]) -> NDArray[np.float32]:
    """By how many levels each pixel differs, in one tone: colours count where both have some.

    The tone is that of the pixels that are the same.
    """
    soft_a, soft_b = (np.asarray(cv2.GaussianBlur(rgb, (0, 0), 1.0), np.float32) for rgb in (a, b))
    colours = [measure_colour(soft[same]) for soft in (soft_a, soft_b)]
    if are_coloured(*colours):
        channels = [(soft_a[..., n], soft_b[..., n]) for n in range(3)]
    else:
        channels = [(soft_a @ LUMA, soft_b @ LUMA)]
    return np.asarray(np.max([_off(x, y, same) for x, y in channels], axis=0), np.float32)


def _off(
    x: NDArray[np.float32], y: NDArray[np.float32], same: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """By how much x, in the tone of y, lies beyond what y has beside each pixel, and y likewise."""
    curve = tone_curve(x[same], y[same])
    like_y = curve[np.clip(x, 0, 255).astype(np.uint8)]
    beyond = [
        np.maximum(cv2.erode(other, _NEAR) - one, one - cv2.dilate(other, _NEAR))
        for one, other in ((like_y, y), (y, like_y))
    ]
    return np.asarray(np.maximum(*beyond), np.float32)


def _as_jpeg(rgb: Rgb) -> bytes:
    written = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgb)).save(
        written, "JPEG", quality=_QUALITY, subsampling=0
    )
    return written.getvalue()
