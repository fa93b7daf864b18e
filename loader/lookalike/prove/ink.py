"""How dark ink is against its paper."""

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]


def ink(grey: NDArray[np.uint8]) -> Grey:
    """How dark each pixel is against the paper around it, from 0 to 1, whatever the light."""
    values = grey.astype(np.float32)
    small = cv2.resize(values, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((11, 11), np.uint8)), (11, 11))
    size = (grey.shape[1], grey.shape[0])
    paper = cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 - values / np.maximum(paper, 24), np.float32)
