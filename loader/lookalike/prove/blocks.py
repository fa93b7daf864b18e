"""The blocks into which an overlap is cut: each has to agree by itself."""

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove import kernel
from lookalike.prove.align import Map, inverse, square
from lookalike.prove.document import CELL, PHOTOGRAPHIC
from lookalike.prove.frame import to_centres
from lookalike.prove.picture import Picture

_Scalar = TypeVar("_Scalar", bound=np.generic)

BLOCK = kernel.BLOCK
_LEVEL = 6  # levels of grey that count as one, and the next ones
_BESIDE = 6  # cells around a label in which ink is not judged against its own paper


def cells(values: NDArray[_Scalar], rows: int, columns: int) -> NDArray[_Scalar]:
    """(h, w) as (rows, columns, pixels of a block)."""
    whole = values[: rows * BLOCK, : columns * BLOCK]
    parts = whole.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)
    return parts.reshape(rows, columns, BLOCK * BLOCK)


def share(of: NDArray[np.bool_], blocks: NDArray[np.bool_]) -> float:
    return float(of[blocks].mean()) if blocks.any() else 0.0


def pixels(blocks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(np.kron(blocks, np.ones((BLOCK, BLOCK), np.bool_)), np.bool_)


def kinds_of(picture: Picture, map_: Map, rows: int, columns: int) -> NDArray[np.uint8]:
    """What each block of the frame is in a picture, as document.find_kinds names it."""
    moved = np.diag([1 / BLOCK, 1 / BLOCK, 1]) @ square(map_) @ np.diag([CELL, CELL, 1])
    drawn = cv2.warpAffine(
        picture.kinds, to_centres(moved[:2]), (columns, rows), flags=cv2.INTER_NEAREST
    )
    return np.asarray(drawn, np.uint8)


def share_of_one_level(soft: NDArray[np.float32], blocks: NDArray[np.bool_]) -> float:
    """The share of these blocks (rows, columns) that have the commonest level of grey."""
    if not blocks.any():
        return 0.0
    levels = kernel.block_means(soft, *blocks.shape)[blocks]
    count = np.bincount(np.clip(levels, 0, 255).astype(np.int64) // _LEVEL, minlength=2)
    return float((count[1:] + count[:-1]).max() / len(levels))


def without(picture: Picture, onto: Map, blocks: NDArray[np.bool_]) -> Picture:
    """The picture without what is drawn in these blocks (rows, columns) of a frame, and beside."""
    shrink, grow = np.diag([1 / CELL, 1 / CELL, 1]), np.diag([BLOCK, BLOCK, 1])
    back = (shrink @ square(inverse(onto)) @ grow)[:2]
    size = picture.kinds.shape[::-1]
    over = cv2.warpAffine(blocks.astype(np.uint8), to_centres(back), size, flags=cv2.INTER_NEAREST)
    over = cv2.dilate(over, np.ones((2 * _BESIDE + 1, 2 * _BESIDE + 1), np.uint8))
    return picture.with_kinds(np.where(over > 0, PHOTOGRAPHIC, picture.kinds).astype(np.uint8))
