"""Finds the letters of a document among its marks."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.ink import Grey

_INK = 0.25  # of a pixel that is ink: how dark it is against its paper
_LARGEST = 80  # pixels of a side of a letter
_FLAT = 4.0  # times as wide as high: a dash, a line under a note, or a word that runs together
_APART = 0.73  # of marks that do not touch each other if they are grown by half their height


class Marks(NamedTuple):
    """Connected marks that may be letters: the number of the mark at each pixel (h, w), and the
    numbers, boxes (n, 4: left, top, width, height) of those that may be letters.
    """

    label: NDArray[np.int32]
    numbers: NDArray[np.int64]
    boxes: NDArray[np.int32]


def find_marks(dark: Grey, mask: NDArray[np.bool_]) -> Marks:
    """Find what may be letters, by how dark it is; lines and what runs together are left out."""
    written = ((dark > _INK) & mask).astype(np.uint8)
    _, label, stats, _ = cv2.connectedComponentsWithStats(written, connectivity=8)
    width, height, area = (stats[:, at] for at in (2, 3, 4))
    letter = (area > 4) & (height < _LARGEST) & (width < _LARGEST) & (width < _FLAT * height)
    letter[0] = False
    numbers = np.flatnonzero(letter)
    return Marks(np.asarray(label, np.int32), numbers, np.asarray(stats[numbers, :4], np.int32))


def letter_height(dark: Grey, mask: NDArray[np.bool_]) -> float | None:
    """The usual height of a letter in pixels, 0 if there are hardly any, None for other marks.

    Letters stand together in words and lines. Marks that stand apart are others, as stars.
    """
    marks = find_marks(dark, mask)
    if len(marks.numbers) <= 5:
        return 0.0
    usual = float(np.median(marks.boxes[:, 3]))
    grown = 2 * round(0.6 * usual) + 1
    is_letter = np.zeros(marks.label.max() + 1, np.uint8)
    is_letter[marks.numbers] = 1
    letters = is_letter[marks.label]
    number, _ = cv2.connectedComponents(cv2.dilate(letters, np.ones((grown, grown), np.uint8)))
    is_apart = number - 1 > _APART * len(marks.numbers)
    return None if usual >= 3 and is_apart else usual
