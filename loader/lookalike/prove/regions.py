"""Where two pictures differ: coherent regions, such as a sticker, apart from scatter, as noise is.

A copy on which something was laid differs in one place and is the same everywhere else. A copy
that was compressed differs a little in many places. Two pictures of one motif differ everywhere.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

_LEAST = 3  # blocks that differ clearly, side by side: fewer are scatter
_DENSE = 0.6  # of the blocks with detail around one in a region that differ
_CLEAR = 0.15  # what is left of a block, as a share of how much the whole picture varies
_NOISE = 3.0  # times what is usually left of a block that agrees
_NEAR = np.ones((3, 3), np.uint8)


def find_regions(
    bad: NDArray[np.bool_], good: NDArray[np.bool_], left: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Return which blocks (rows, columns) lie in coherent regions that differ.

    `bad` and `good` are blocks with detail that differ and that agree; `left` is what of a block
    the other picture does not explain, as a share of how much the whole varies. What a region
    encloses belongs to it: a sticker has detail at its edge alone.
    """
    noise = float(np.median(left[good])) if good.any() else 0.0
    clear = bad & (left > max(_CLEAR, _NOISE * noise))
    # Scatter may touch, too: of the blocks around one in a region, most differ.
    differing, agreeing = (cv2.blur(blocks.astype(np.float32), (3, 3)) for blocks in (bad, good))
    dense = bad & (differing > _DENSE * (differing + agreeing))
    near = cv2.dilate(dense.astype(np.uint8), _NEAR) > 0
    # Gaps are closed over blocks without detail, not over blocks that agree.
    near = cv2.morphologyEx((near & bad).astype(np.uint8), cv2.MORPH_CLOSE, _NEAR) > 0
    near &= ~good
    number, label = cv2.connectedComponents(near.astype(np.uint8), connectivity=8)
    clearly = np.bincount(label[clear], minlength=number)
    clearly[0] = 0
    differ = (clearly >= _LEAST)[label]
    return _filled(np.asarray(differ, np.bool_)) & ~good


def _filled(blocks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The blocks with those that they enclose."""
    if not blocks.any():
        return blocks
    outside = np.pad(~blocks, 1, constant_values=True).astype(np.uint8)
    _, label = cv2.connectedComponents(outside, connectivity=4)
    return np.asarray(blocks | (label != label[0, 0])[1:-1, 1:-1] & ~blocks, np.bool_)
