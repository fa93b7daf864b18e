"""Correlates two pictures as if both had the same light everywhere: a shadow refutes no copy."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

_LIGHT = 41  # pixels over which light may change
_FEWEST = 64  # pixels


def even(mask: NDArray[np.bool_], *softs: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Pictures in the same light everywhere: what varies over a wide distance is taken out."""
    weight = mask.astype(np.float32)
    known = np.maximum(_wide(weight), 1e-3)
    return [_even(soft, mask, weight, known) for soft in softs]


def _even(
    soft: NDArray[np.float32],
    mask: NDArray[np.bool_],
    weight: NDArray[np.float32],
    known: NDArray[np.float32],
) -> NDArray[np.float32]:
    flat = soft - _wide(soft * weight) / known
    spread = np.sqrt(np.maximum(_wide(flat * flat * weight) / known, 0))
    usual = float(np.sqrt((flat[mask] ** 2).mean())) if mask.any() else 0.0
    return np.asarray(flat / (spread + max(usual, 1.0)), np.float32)


def _wide(values: NDArray[Any]) -> NDArray[np.float32]:
    for _ in range(2):
        values = np.asarray(cv2.blur(values, (_LIGHT, _LIGHT)), np.float32)
    return values


def correlate(x: NDArray[np.float32], y: NDArray[np.float32]) -> float:
    if x.size < _FEWEST or min(x.std(), y.std()) < 1e-3:
        return 0.0
    return float(((x - x.mean()) * (y - y.mean())).mean() / (x.std() * y.std()))
