"""Matches of descriptors against brute force, with ties among them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lookalike.prove.bits import match_bits

Descriptors = NDArray[np.uint64]
RATIOS = st.sampled_from([0.0, 0.5, 0.75, 0.8, 1.0, 1.5])


def brute_force(a: Descriptors, b: Descriptors, ratio: float) -> list[list[int]]:
    """All distances by numpy; of several that are as near, the first."""
    in_bits = [np.unpackbits(one.view(np.uint8), axis=1) for one in (a, b)]
    far = (in_bits[0][:, None] != in_bits[1][None]).sum(axis=2)
    order = np.argsort(far, axis=1, kind="stable")
    return [
        [row, int(order[row, 0])]
        for row in range(len(a))
        if far[row, order[row, 0]] < ratio * far[row, order[row, 1]]
    ]


def drawn(seed: int, count: int, centres: int, flips: int) -> Descriptors:
    """Some descriptors around few centres, so that many are equal or equally far."""
    middle = np.random.default_rng(1).integers(0, 2, (centres, 256), np.uint8)
    chance = np.random.default_rng(seed)
    found = middle[chance.integers(0, centres, count)]
    for one in found:
        one[chance.integers(0, 256, chance.integers(0, flips + 1))] ^= 1
    return np.packbits(found, axis=1).view(np.uint64)


@settings(max_examples=60, deadline=None)
@given(
    seeds=st.tuples(st.integers(0, 2**32), st.integers(0, 2**32)),
    counts=st.tuples(st.integers(1, 30), st.integers(2, 30)),
    centres=st.integers(1, 6),
    flips=st.integers(0, 40),
    ratio=RATIOS,
)
def test_as_brute_force(
    seeds: tuple[int, int], counts: tuple[int, int], centres: int, flips: int, ratio: float
) -> None:
    a, b = (drawn(seed, n, centres, flips) for seed, n in zip(seeds, counts, strict=True))
    assert match_bits(a, b, ratio).tolist() == brute_force(a, b, ratio)


def test_extremes() -> None:
    """All 256 bits differ, or none."""
    none, every = np.zeros((1, 4), np.uint64), np.full((1, 4), 2**64 - 1, np.uint64)
    both = np.vstack([every, none])
    assert match_bits(none, both, 0.8).tolist() == [[0, 1]]
    assert match_bits(both, both, 0.8).tolist() == [[0, 0], [1, 1]]
    assert match_bits(none, np.vstack([every, every]), 0.8).tolist() == []


def test_a_tie_is_no_match() -> None:
    """Two of b that are as near as each other: neither is said to be the one."""
    a = drawn(3, 1, 1, 0)
    near = a ^ np.array([0, 0, 0, 0b1], np.uint64)
    as_near = a ^ np.array([0b1, 0, 0, 0], np.uint64)
    further = a ^ np.array([0b11, 0, 0, 0], np.uint64)
    assert match_bits(a, np.vstack([near, as_near]), 0.8).tolist() == []
    assert match_bits(a, np.vstack([a, a]), 0.8).tolist() == []
    assert match_bits(a, np.vstack([further, near]), 0.8).tolist() == [[0, 1]]
    # The limit itself is too far.
    assert match_bits(a, np.vstack([further, near]), 0.5).tolist() == []


@pytest.mark.parametrize("counts", [(0, 0), (0, 5), (5, 0), (5, 1)])
def test_nothing_to_match(counts: tuple[int, int]) -> None:
    """Of a single one in b it cannot be said that it is nearer than the next."""
    a, b = (drawn(4, count, 2, 3) for count in counts)
    found = match_bits(a, b, 0.8)
    assert found.shape == (0, 2)
    assert found.dtype == np.int64
