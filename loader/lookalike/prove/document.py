"""Recognises what is drawn: paper with strokes on it, as text, a form, a map or a score has it.

In a photograph, light varies everywhere. On a page, all that varies is thin strokes: with them
filled up, what is left is even paper.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

PLAIN, DRAWN, PHOTOGRAPHIC = range(3)
CELL = 8  # pixels of a side of a cell
_FILL = 13  # pixels: strokes and letters of this width are filled up with paper
_AROUND = 25  # pixels of the side of the window that is looked at
_WIDELY = 81  # pixels of the side of the window in which most has to be drawn
_DETAIL = 6.0  # grey levels by which pixels vary where there is any detail
_INK = 20.0  # grey levels by which a stroke differs from its paper
_UNEVEN = 0.3  # how much paper may vary, as a share of how much all varies
_PAPER = 0.4  # the least share of pixels that are paper
_MOST = 0.75  # of the detail around that has to be drawn, too


def find_kinds(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return for the cells (h / 8, w / 8) of a grey picture (h, w) if they are plain or drawn.

    PLAIN is without detail, DRAWN is paper with strokes, all other detail is PHOTOGRAPHIC.

    Strokes may be darker or lighter than the paper. The picture has a longer side of some 500
    pixels: a line of small type is then a bar of grey, and the paper shows between two lines.
    """
    soft = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.6), np.float32)
    varies = _spread(soft, _AROUND)
    detail = varies > _DETAIL
    drawn = np.zeros(grey.shape, np.bool_)
    for light in (soft, 255 - soft):
        paper = cv2.morphologyEx(
            light, cv2.MORPH_CLOSE, np.ones((_FILL, _FILL), np.uint8),
            borderType=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        ink = paper - light
        darkest = cv2.dilate(ink, np.ones((_AROUND, _AROUND), np.uint8))
        empty = cv2.blur((ink < darkest / 4).astype(np.float32), (_AROUND, _AROUND))
        even = _spread(np.asarray(paper, np.float32), _AROUND) < _UNEVEN * varies
        drawn |= even & (empty > _PAPER) & (darkest > _INK)
    drawn &= detail
    around = (_WIDELY, _WIDELY)
    share = cv2.blur(drawn.astype(np.float32), around)
    drawn &= share > _MOST * cv2.blur(detail.astype(np.float32), around)
    kinds = np.where(_cells(drawn), DRAWN, PHOTOGRAPHIC)
    return np.asarray(np.where(_cells(detail), kinds, PLAIN), np.uint8)


def _spread(values: NDArray[np.float32], window: int) -> NDArray[np.float32]:
    """The standard deviation in a window around each pixel."""
    mean = cv2.blur(values, (window, window))
    square = cv2.blur(values * values, (window, window))
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


def _cells(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether most of each cell's pixels are set; cells at the rim may be smaller."""
    size = (-(-pixels.shape[1] // CELL), -(-pixels.shape[0] // CELL))
    share = cv2.resize(pixels.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0.5, np.bool_)
