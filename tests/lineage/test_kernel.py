"""The compiled loops of lineage give what numpy gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lookalike.lineage import kernel

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(1, 500))
@settings(max_examples=30, deadline=None)
def test_misfit_is_the_mean_difference_from_the_usual_level(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 256, (2, count), np.uint8) // rng.integers(1, 60)
    usual = {level: y[x == level].mean() for level in np.unique(x)}
    expected = np.abs(y - np.array([usual[level] for level in x])).mean()
    assert np.isclose(kernel.misfit(x, y), expected)


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_errors_leave_out_the_rim(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, other = rng.uniform(0, 255, (2, 4, 16, 12, 3)).astype(np.float32)
    expected = np.abs(one - other)[:, 2:-2, 2:-2].mean(axis=(1, 2, 3))
    assert np.allclose(kernel.errors(one, other), expected, rtol=1e-5)


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_sums_and_curves_of_levels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    source = rng.integers(0, 256, (3, 8, 8, 3)).astype(np.float32)
    target = rng.uniform(0, 255, source.shape).astype(np.float32)
    use = np.array([True, False, True])
    known, total = kernel.sum_levels(source, target, use)
    for channel in range(3):
        levels = source[use][..., channel].ravel().astype(int)
        assert (known[channel] == np.bincount(levels, minlength=256)).all()
        weights = target[use][..., channel].ravel()
        assert np.allclose(total[channel], np.bincount(levels, weights, minlength=256))
    curves = rng.uniform(0, 255, (3, 256)).astype(np.float32)
    mapped = kernel.apply_curves(source, curves)
    for channel in range(3):
        levels = source[..., channel].astype(int)
        assert (mapped[..., channel] == curves[channel][levels]).all()


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_levels_are_counted_by_channel(seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), np.uint8)
    counts = kernel.count_levels(pixels)
    for channel in range(3):
        expected = np.bincount(pixels[..., channel].ravel(), minlength=256)
        assert (counts[channel] == expected).all()


@given(seeds, st.integers(2, 9))
@settings(max_examples=20, deadline=None)
def test_comb_adds_the_cosines_of_what_is_large_enough(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    found = rng.laplace(0, 4, (40, 64)).astype(np.float32)
    bins, of_level = 200, 8
    level = (np.arange(bins) + 0.5) / of_level
    step = np.arange(steps + 1)
    waves = np.cos(2 * np.pi / np.maximum(step, 1)[None] * level[:, None]).astype(np.float32)
    total, number = kernel.comb(found, waves, of_level)
    at = (np.abs(found) * of_level).astype(int)
    for place in (1, 17, 63):
        for one in range(2, steps + 1):
            tells = [i for i in at[:, place] if i < bins and level[i] > 0.5 * one]
            assert number[place, one] == len(tells)
            assert np.isclose(total[place, one], waves[tells, one].sum(), atol=1e-3)
    assert not number[0].any(), "the mean of a block says nothing"


@given(seeds, st.integers(1, 400))
@settings(max_examples=30, deadline=None)
def test_usual_tones_are_medians(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    grey, usual = rng.uniform(0, 255, (2, count)).astype(np.float32)
    known, median = kernel.usual_tones(grey, usual, 16)
    for level in range(32):
        here = np.sort(usual[grey.astype(int) // 8 == level])
        assert known[level] == len(here)
        if len(here):
            assert abs(median[level] - here[len(here) // 2]) <= 1 / 32 + 1e-4
