"""Finds a label, a bar or a sticker over a photograph: a solid place of one level of grey.

The label ends at its outline, and the photograph below goes on there. Where two pages of one layout
hold other photographs, or one of them holds none, the photographs end there, too.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.blocks import BLOCK, cells, pixels
from lookalike.prove.document import DRAWN, PHOTOGRAPHIC

Grey = NDArray[np.float32]
Blocks = NDArray[np.bool_]

_DIFFERS = 12.0  # grey levels
_NEAR = 4  # levels to both sides that count as one in a label
_FEWEST = 64  # pixels
_WHOLE = np.ones((3, 3), np.uint8)  # closes what noise leaves open
_SOLID = np.ones((7, 7), np.uint8)  # a stroke of a letter is thinner
_EXPLAINED = 0.7  # of the pixels that differ
_EDGE = 1.4  # times as steep as beside the outline: the picture below ends there
_STEEP = 1.0  # levels a pixel: less is noise
_AT, _BESIDE = 2, 9  # pixels from the outline, to both sides
_MARGIN = 2  # blocks: wider than what lies beside the outline
_STROKES_BELOW = 1 / 3  # of what a label covers that are strokes on paper, at most


def find_label(
    a: Grey, b: Grey, other: Blocks, kinds: tuple[NDArray[np.uint8], NDArray[np.uint8]]
) -> Blocks:
    """Return which of the blocks `other`, where two pictures differ, a label on one hides.

    Both are in the same light. `kinds` is what their blocks show, as document.find_kinds has it. A
    line that only one of two forms has is no label: below it would be strokes.
    """
    blocks, place = _around(other)
    a, b, of_place = a[place], b[place], other[blocks]
    whole = pixels(of_place)
    differs = np.zeros(a.shape, np.bool_)
    differs[: whole.shape[0], : whole.shape[1]] = whole
    differs &= np.abs(a - b) > _DIFFERS
    hidden = np.zeros_like(other)
    for on, below, kind in ((b, a, kinds[0]), (a, b, kinds[1])):
        if _share_of_strokes(kind[other]) > _STROKES_BELOW:
            continue
        label = _solid(on, differs)
        near = cv2.dilate(label, _SOLID) > 0
        explained = int((differs & near).sum())
        if explained >= max(_EXPLAINED * int(differs.sum()), _FEWEST) and not _ends(below, label):
            hidden[blocks] = of_place & cells(near, *of_place.shape).any(axis=2)
            break
    return hidden


def _around(other: Blocks) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """The place of these blocks with the outline of a label there, in blocks and in pixels."""
    left, top, width, height = cv2.boundingRect(other.astype(np.uint8))
    ends = ((top, top + height), (left, left + width))
    rows, columns = ((max(start - _MARGIN, 0), end + _MARGIN) for start, end in ends)
    return (
        (slice(*rows), slice(*columns)),
        (slice(rows[0] * BLOCK, rows[1] * BLOCK), slice(columns[0] * BLOCK, columns[1] * BLOCK)),
    )


def _share_of_strokes(kinds: NDArray[np.uint8]) -> float:
    drawn, photographic = int((kinds == DRAWN).sum()), int((kinds == PHOTOGRAPHIC).sum())
    return drawn / max(drawn + photographic, 1)


def _solid(on: Grey, differs: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """What differs and has the commonest level there, with the writing on it."""
    count = np.bincount(np.clip(on[differs], 0, 255).astype(np.int64), minlength=256)
    near = np.convolve(count, np.ones(2 * _NEAR + 1, np.int64), mode="same")
    label = (differs & (np.abs(on - int(near.argmax()) - 0.5) <= _NEAR + 0.5)).astype(np.uint8)
    label = np.asarray(cv2.morphologyEx(label, cv2.MORPH_CLOSE, _WHOLE), np.uint8)
    outlines, _ = cv2.findContours(label, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(label, outlines, -1, 1, cv2.FILLED)
    return np.asarray(cv2.morphologyEx(label, cv2.MORPH_OPEN, _SOLID), np.uint8)


def _ends(below: Grey, label: NDArray[np.uint8]) -> bool:
    """Whether a picture has an edge of its own at the outline of a label over it."""
    across, down = (cv2.Sobel(below, cv2.CV_32F, *order, ksize=3) / 8 for order in ((1, 0), (0, 1)))
    steep = np.hypot(across, down)
    inwards, outwards = (cv2.distanceTransform(of, cv2.DIST_L2, 3) for of in (label, 1 - label))
    line = np.rint(np.where(label > 0, 0.5 - inwards, outwards - 0.5)).astype(np.int64)
    close = np.abs(line) <= _BESIDE
    at = line[close] + _BESIDE
    count = np.bincount(at, minlength=2 * _BESIDE + 1)
    mean = np.bincount(at, steep[close], minlength=2 * _BESIDE + 1) / np.maximum(count, 1)
    is_at = np.abs(np.arange(-_BESIDE, _BESIDE + 1)) <= _AT
    return float(mean[is_at].max()) > _EDGE * max(float(np.median(mean[~is_at])), _STEEP)
