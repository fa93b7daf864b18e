"""Perceptual hashes of grey thumbnails, and how much there is in them to tell pictures apart.

`imagehash.phash(picture)` comes of the 32 x 32 thumbnail, and `imagehash.phash(picture,
hash_size=16)` of the one of 64 x 64: the same transform of the same values, bit for bit.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import fftpack

# Grey levels of noise, in standard deviations, that a bit of a rich picture should outlive.
_NOISE = 3.0

# Below this share of firm bits the 64-bit hash says more of dust and compression than of the
# picture. Measured: blank pages with scanner noise 0.02 to 0.09, with uneven light or a shadow at
# the edge up to 0.17; a page with one line of text from 0.27, drawings of three thin lines from
# 0.5, and 515 photographs from 0.64.
LOW_QUALITY = 0.25


def phash(thumbnail: NDArray[np.uint8]) -> tuple[bytes, float]:
    """Hash a grey (4 n, 4 n) thumbnail into n * n bits; and the share of bits that are firm.

    A bit says whether a low frequency of the cosine transform is above the median of them all;
    bits come row by row, the first on top of the first byte. A bit is firm if noise of one grey
    level in the thumbnail would have to be at three standard deviations to flip it.
    """
    side = len(thumbnail)
    transform = fftpack.dct(fftpack.dct(thumbnail, axis=0), axis=1)
    low = np.ravel(transform[: side // 4, : side // 4])
    # The mean of the middle two, as numpy.median takes it in ten times as long.
    ordered = np.sort(low)
    median = (ordered[len(low) // 2 - 1] + ordered[len(low) // 2]) / 2
    # Independent noise of one level in each pixel gives each frequency a deviation of 2 * side.
    firm = np.abs(low - median) > _NOISE * 2 * side
    return np.packbits(low > median).tobytes(), np.count_nonzero(firm) / len(low)
