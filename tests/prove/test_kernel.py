"""The compiled loops of proofs give what numpy gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lookalike.prove import kernel
from lookalike.prove.blocks import BLOCK, cells

seeds = st.integers(0, 2**32 - 1)
_ROWS, _COLUMNS = 4, 5


def _pictures(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    one = rng.uniform(0, 255, (_ROWS * BLOCK + 3, _COLUMNS * BLOCK + 5)).astype(np.float32)
    other = (one * rng.uniform(-1, 1) + rng.uniform(0, 60, one.shape)).astype(np.float32)
    return one, other


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_blocks_are_compared_without_mean_and_slope(seed: int) -> None:
    one, other = _pictures(seed)
    own_a, own_b, local = kernel.compare_blocks(one, other, _ROWS, _COLUMNS)
    down, across = np.indices((BLOCK, BLOCK)).reshape(2, -1)
    plane = np.column_stack([np.ones(BLOCK * BLOCK), across, down])
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            a, b = (
                pixels - plane @ np.linalg.lstsq(plane, pixels, rcond=None)[0]
                for pixels in (cells(p, _ROWS, _COLUMNS)[row, column] for p in (one, other))
            )
            assert np.isclose(own_a[row, column], a.std(), rtol=1e-3)
            assert np.isclose(own_b[row, column], b.std(), rtol=1e-3)
            expected = (a * b).mean() / (a.std() * b.std())
            assert np.isclose(local[row, column], expected, atol=1e-3)


@given(seeds)
@settings(max_examples=30, deadline=None)
def test_means_spread_and_correlation(seed: int) -> None:
    one, other = _pictures(seed)
    rng = np.random.default_rng(seed)
    means = kernel.block_means(one, _ROWS, _COLUMNS)
    assert np.allclose(means, cells(one, _ROWS, _COLUMNS).mean(axis=2), rtol=1e-5)
    mask = rng.random(one.shape) < 0.5
    assert np.isclose(kernel.spread(one, mask), one[mask].std(), rtol=1e-4)
    use = rng.random((_ROWS, _COLUMNS)) < 0.7
    x, y = (cells(p, _ROWS, _COLUMNS)[use].ravel() for p in (one, other))
    expected = np.corrcoef(x, y)[0, 1] if use.any() else 0.0
    assert np.isclose(kernel.correlate_blocks(one, other, use), expected, atol=1e-4)


def test_what_does_not_vary_does_not_correlate() -> None:
    flat = np.full((BLOCK, BLOCK), 7.0, np.float32)
    assert kernel.correlate_blocks(flat, flat, np.ones((1, 1), np.bool_)) == 0
    assert kernel.spread(flat, np.zeros(flat.shape, np.bool_)) == 0


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_light_is_taken_out_as_numpy_does_it(seed: int) -> None:
    one, wide = _pictures(seed)
    weight = (np.random.default_rng(seed).random(one.shape) < 0.8).astype(np.float32)
    known = np.maximum(weight, np.float32(0.5))
    flat, squares, usual = kernel.take_out(one, wide, weight, known)
    assert np.allclose(flat, one - wide / known, atol=1e-3)
    assert np.allclose(squares, flat * flat * weight, rtol=1e-4)
    assert np.isclose(usual, np.sqrt((flat[weight > 0] ** 2).mean()), rtol=1e-4)
    expected = flat / (np.sqrt(squares / known) + 3)
    kernel.divide(flat, squares, known, 3.0)
    assert np.allclose(flat, expected, rtol=1e-3, atol=1e-4)
