"""Whether the photographs on a page are the same: the layout around them may have far more detail.

Blocks are given as (rows, columns). Those of a photograph are judged by themselves here.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Blocks = NDArray[np.bool_]

_AROUND = (9, 9)  # blocks in which a photograph has to agree by itself
_FEW = 15.5  # blocks with detail of a photograph: fewer are a stain or a large letter
_EDGE = 2  # blocks at each side of the picture
_RIM = np.ones((5, 5), np.uint8)  # blocks: two at each side


def inside_rims(shows: Blocks) -> Blocks:
    """The blocks of photographs without their rims: these belong to the layout, and it is common.

    The edge of the picture is no rim.
    """
    return np.asarray(cv2.erode(shows.astype(np.uint8), _RIM, borderValue=1) > 0, np.bool_)


def worst_place(judged: Blocks, good: Blocks) -> float:
    """The share of blocks that agree around the one where fewest do.

    1 where so few blocks are judged around each that their share says nothing. The blocks at the
    edge of the picture are left out: there a scanner shows what lies beside a page.
    """
    judged = _without_edge(judged)
    count, agree = (
        cv2.boxFilter(blocks.astype(np.float32), -1, _AROUND, normalize=False,
                      borderType=cv2.BORDER_CONSTANT)
        for blocks in (judged, judged & good)
    )  # fmt: skip
    return _least(count, agree)


def worst_photograph(core: Blocks, judged: Blocks, good: Blocks) -> float:
    """The share of blocks that agree in the photograph where fewest do; 1 if there is none.

    `core` are the blocks inside the rims of photographs. What touches there is one photograph. The
    blocks at the edge of the picture are left out.
    """
    core = _without_edge(core)
    number, label = cv2.connectedComponents(core.astype(np.uint8), connectivity=8)
    count, agree = (
        np.bincount(label[blocks], minlength=number).astype(np.float32)
        for blocks in (core & judged, core & judged & good)
    )
    return _least(count, agree)


def _without_edge(blocks: Blocks) -> Blocks:
    kept = np.zeros_like(blocks)
    kept[_EDGE:-_EDGE, _EDGE:-_EDGE] = blocks[_EDGE:-_EDGE, _EDGE:-_EDGE]
    return kept


def _least(count: NDArray[Any], agree: NDArray[Any]) -> float:
    enough = count > _FEW
    return float((agree[enough] / count[enough]).min(initial=1.0))
