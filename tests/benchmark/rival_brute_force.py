"""All pairs of hashes within a distance, for tools that hash and leave the search to others."""

from collections.abc import Iterator

import numpy as np


def pack(bits: np.ndarray) -> np.ndarray:
    """Bits (n, 64 w), bool, as words (n, w), uint64."""
    return np.packbits(bits, axis=1).view(np.uint64)


def near_pairs(
    hashes: np.ndarray, variants: np.ndarray, radius: int
) -> Iterator[tuple[int, int, int]]:
    """Pairs i < j, and in how many bits they differ, where these are `radius` or less.

    hashes: (n, w) uint64. variants: (n, v, w) uint64, the hashes of each picture however it is
    turned. The difference is the least between the hash of one and any variant of the other.
    """
    for i in range(len(hashes) - 1):
        ahead = np.bitwise_count(variants[i + 1 :] ^ hashes[i]).sum(axis=2, dtype=np.uint16)
        back = np.bitwise_count(variants[i][None] ^ hashes[i + 1 :, None]).sum(
            axis=2, dtype=np.uint16
        )
        least = np.minimum(ahead.min(axis=1), back.min(axis=1))
        for j in np.flatnonzero(least <= radius):
            yield i, i + 1 + int(j), int(least[j])
