"""Local codes as the archive keeps them: big-endian numbers in two strings of bytes."""

import numpy as np
from numpy.typing import NDArray

from lookalike.encode.codes import LocalCodes

_PIXEL = 64.0  # parts of a pixel, for x and y
_TURN = 65536.0  # parts of a whole turn
_OCTAVE = 1024.0  # parts of a doubling of the scale


def pack(found: LocalCodes) -> tuple[bytes, bytes]:
    """Return the codes (8 bytes each) and the points (4 numbers of 2 bytes each)."""
    x, y, angle, scale = found.points.T
    numbers = np.stack(
        [x * _PIXEL, y * _PIXEL, angle / (2 * np.pi) * _TURN, np.log2(scale) * _OCTAVE]
    )
    return (
        found.codes.astype(">u8").tobytes(),
        # A negative number, and a whole turn, wrap around.
        np.round(numbers).astype(np.int64).astype(np.uint16).astype(">u2").T.tobytes(),
    )


def unpack_codes(packed: bytes) -> NDArray[np.uint64]:
    """Return the codes of one or more pictures, one after the other."""
    return np.frombuffer(packed, ">u8").astype(np.uint64)


def unpack_numbers(packed: bytes) -> NDArray[np.uint16]:
    """Return the numbers of the points likewise, (n, 4), as they are kept."""
    return np.frombuffer(packed, ">u2").reshape(-1, 4).astype(np.uint16)


def scale_points(kept: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return points as in LocalCodes, from their numbers."""
    points = kept.astype(np.float32)
    points[:, :2] /= _PIXEL
    points[:, 2] *= 2 * np.pi / _TURN
    points[:, 3] = 2 ** (kept[:, 3].astype(np.int16) / np.float32(_OCTAVE))
    return points
