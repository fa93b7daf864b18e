"""Correlates two pictures as if both had the same light everywhere: a shadow refutes no copy."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove import kernel

_LIGHT = 41  # pixels over which light may change


def even(mask: NDArray[np.bool_], *softs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Pictures in the same light everywhere: what varies over a wide distance is taken out."""
    weight = mask.astype(np.float32)
    known = np.maximum(_wide(weight), 1e-3)
    return [_even(soft, weight, known) for soft in softs]


def _even(
    soft: NDArray[np.float32],
    weight: NDArray[np.float32],
    known: NDArray[np.float32],
) -> NDArray[np.float32]:
    flat, squares, usual = kernel.take_out(soft, _wide(soft * weight), weight, known)
    kernel.divide(flat, _wide(squares), known, max(usual, 1.0))
    return flat


def _wide(values: NDArray[Any]) -> NDArray[np.float32]:
    for _ in range(2):
        values = np.asarray(cv2.blur(values, (_LIGHT, _LIGHT)), np.float32)
    return values
