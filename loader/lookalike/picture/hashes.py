"""Perceptual hashes of grey thumbnails, and how much there is in them to tell pictures apart.

`imagehash.phash(picture)` comes of the 32 x 32 thumbnail, and `imagehash.phash(picture,
hash_size=16)` of the one of 64 x 64: the same transform of the same values, bit for bit.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import fftpack

THUMBNAIL_SIZES = (32, 64)

# Grey levels of noise, in standard deviations, that a bit of a rich picture should outlive.
_NOISE = 3.0

# Below this share of firm bits the 64-bit hash says more of dust and compression than of the
# picture. Measured: blank pages with scanner noise 0.02 to 0.09, with uneven light or a shadow at
# the edge up to 0.17; a page with one line of text from 0.27, drawings of three thin lines from
# 0.5, and 515 photographs from 0.64.
LOW_QUALITY = 0.25


def shrink_with_pillow(image: Image.Image) -> list[NDArray[np.uint8]]:
    """Give the thumbnails that the hashes are defined by, at Pillow's speed."""
    grey = image.convert("L")
    return [np.asarray(grey.resize((n, n), Image.Resampling.LANCZOS)) for n in THUMBNAIL_SIZES]


def phash(thumbnail: NDArray[np.uint8]) -> tuple[bytes, NDArray[np.float64]]:
    """Hash a grey (4 n, 4 n) thumbnail into n * n bits; and by how much each bit is what it is.

    A bit says whether a low frequency of the cosine transform is above the median of them all;
    bits come row by row, the first on top of the first byte.
    """
    margins = _margins(_low_frequencies(thumbnail).ravel())
    return np.packbits(margins > 0).tobytes(), margins


def phash_flips(thumbnail: NDArray[np.uint8]) -> bytes:
    """The hashes of the picture mirrored left and right, top and bottom, and both, in a row.

    Mirroring changes the sign of every odd frequency in its direction, and so the median of all.
    """
    low = _low_frequencies(thumbnail)
    odd = np.where(np.arange(len(low)) % 2, -1.0, 1.0)
    flipped = (low * odd, low * odd[:, None], low * np.outer(odd, odd))
    return b"".join(np.packbits(_margins(one.ravel()) > 0).tobytes() for one in flipped)


def _low_frequencies(thumbnail: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The (n, n) lowest frequencies of a (4 n, 4 n) thumbnail: down by across."""
    side = len(thumbnail) // 4
    # Of the transformed columns only the low frequencies go on; the library keeps the rest too.
    low: NDArray[np.float64] = fftpack.dct(fftpack.dct(thumbnail, axis=0)[:side], axis=1)[:, :side]
    return low


def _margins(low: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much each frequency is above the median of them all."""
    ordered = low.copy()
    ordered.sort()
    # The mean of the middle two, as numpy.median takes it in ten times as long.
    margins: NDArray[np.float64] = low - (ordered[low.size // 2 - 1] + ordered[low.size // 2]) / 2
    return margins


def firmness(margins: NDArray[np.float64]) -> float:
    """The share of a hash's bits that noise would not flip, 0 to 1.

    Independent noise of one grey level in each pixel of the thumbnail moves each frequency by
    twice the thumbnail's side, as a standard deviation. A bit is firm if its margin is three.
    """
    side = 4 * math.isqrt(margins.size)
    return int(np.count_nonzero(np.abs(margins) > _NOISE * 2 * side)) / margins.size
