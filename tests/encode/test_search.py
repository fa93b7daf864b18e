"""The search for shared corners, against brute force, and the votes, against known maps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lookalike.encode import search
from lookalike.encode.cut import RADIUS, Cut, choose_cut
from lookalike.encode.kernel import vary
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED, PLAIN
from lookalike.encode.search import Corners
from lookalike.encode.vote import count_votes

Pair = tuple[int, int, int]


def near_codes(seed: int, count: int) -> NDArray[np.uint64]:
    """Codes of which many are within the radius of each other, in all variants."""
    rng = np.random.default_rng(seed)
    bases = rng.integers(0, 2**64, max(count // 6, 1), np.uint64)
    codes = np.empty(count, np.uint64)
    for i in range(count):
        flipped = rng.choice(64, rng.integers(0, 6), replace=False)
        noise = np.bitwise_or.reduce(np.uint64(1) << flipped.astype(np.uint64), initial=0)
        codes[i] = vary(rng.choice(bases) ^ np.uint64(noise), int(rng.integers(0, 4)))
    return codes


def found(corners: Corners) -> list[Pair]:
    rows: list[Pair] = []
    for pairs, variants in corners.find_pairs():
        rows += [
            (min(a, b), max(a, b), v)
            for (a, b), v in zip(pairs.tolist(), variants.tolist(), strict=True)
        ]
    return sorted(rows)


def brute_force(codes: NDArray[np.uint64], owner: NDArray[np.int32], old: int = 0) -> list[Pair]:
    return sorted(
        (a, b, variant)
        for a in range(len(codes))
        for b in range(a + 1, len(codes))
        if owner[a] != owner[b] and b >= old
        for variant in (PLAIN, MIRRORED, INVERTED, BOTH)
        if np.bitwise_count(codes[a] ^ np.uint64(vary(codes[b], variant))) <= RADIUS
    )


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(0, 90),
    share=st.sampled_from([0.0, 0.2, 1.0]),
    segments=st.integers(RADIUS + 2, RADIUS + 5),
    together=st.sampled_from([1, 100, 1000]),
    few=st.sampled_from([0, 3, 192]),
)
def test_all_pairs_are_found_once(
    seed: int, count: int, share: float, segments: int, together: int, few: int
) -> None:
    """However the codes are cut, and however many are parted or compared together."""
    rng = np.random.default_rng(seed)
    codes = near_codes(seed, count)
    owner = rng.integers(0, max(count // 4, 1), count).astype(np.int32)
    corners = Corners(codes, owner, count - round(count * share))
    corners.cut = Cut(segments)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "_TOGETHER", together)
        patched.setattr(search, "_PAIRS", 1)
        patched.setattr(search, "FEW", few)
        assert found(corners) == brute_force(codes, owner, corners.old)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), crowd=st.integers(1, 60), old=st.sampled_from([0, 60]))
def test_a_corner_is_crowded_that_is_like_too_many_others(seed: int, crowd: int, old: int) -> None:
    """Which are crowded depends on nothing else, and all other pairs are found."""
    count = 150
    codes, owner = near_codes(seed, count), np.arange(count, dtype=np.int32)
    codes[:70:2] = codes[0]
    pairs = brute_force(codes, owner, old)
    like = np.bincount(np.array([pair[:2] for pair in pairs], int).ravel(), minlength=count)
    corners = Corners(codes, owner, old)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(search, "CROWD", crowd)
        kept = [pair for pair in found(corners) if not corners.crowded[list(pair[:2])].any()]
        assert corners.crowded.tolist() == (like > crowd).tolist()
    assert kept == [pair for pair in pairs if (like[list(pair[:2])] <= crowd).all()]


def test_a_crowd_is_not_multiplied_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "CROWD", 20)
    codes = np.concatenate([np.full(3000, 5, np.uint64), near_codes(3, 60)])
    corners = Corners(codes, np.arange(3060, dtype=np.int32), 0)
    pairs = found(corners)
    assert len(pairs) < 21 * 3000  # 4.5 million pairs are alike
    assert corners.crowded[:3000].all() and not corners.crowded[3000:].any()
    kept = [pair for pair in pairs if not corners.crowded[list(pair[:2])].any()]
    others = brute_force(codes[3000:], np.arange(60, dtype=np.int32))
    assert kept == [(a + 3000, b + 3000, v) for a, b, v in others]


@pytest.mark.parametrize("new", [1, 100, 10**6, 10**8])
@pytest.mark.parametrize("old", [0, 10**6, 10**8])
def test_there_is_a_cut_for_any_number_of_corners(old: int, new: int) -> None:
    cut = choose_cut(old + new, new)
    assert cut.equal >= 2
    assert sorted(np.concatenate(cut.bits).tolist()) == list(range(64))


def laid(
    rng: np.random.Generator, variant: int, count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float64]]:
    """Points of a picture, those of a copy, and the map between them."""
    points = np.column_stack(
        [
            rng.uniform(0, 500, (count, 2)),
            rng.uniform(0, 2 * np.pi, count),
            1.2 ** rng.integers(0, 5, count),
        ]
    )
    turn, grow = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 2)
    sign = -1 if variant in (MIRRORED, BOTH) else 1
    rotation = (
        grow
        * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        @ np.diag([sign, 1])
    )
    map_ = np.column_stack([rotation, rng.uniform(-50, 50, 2)])
    angle = np.pi - points[:, 2] if sign < 0 else points[:, 2]
    if variant in (INVERTED, BOTH):
        angle = angle + np.pi
    copy = np.column_stack(
        [points[:, :2] @ rotation.T + map_[:, 2], (angle + turn) % (2 * np.pi), points[:, 3] * grow]
    )
    return points.astype(np.float32), copy.astype(np.float32), map_


@pytest.mark.parametrize("variant", [PLAIN, MIRRORED, INVERTED, BOTH])
@pytest.mark.parametrize("swapped", [False, True])
def test_votes_find_the_map_among_chance_pairs(variant: int, swapped: bool) -> None:
    rng = np.random.default_rng(variant)
    one, other, map_ = laid(rng, variant, 20)
    points = np.concatenate([one, other])
    owner = np.repeat(np.array([0, 1], np.int32), 20)
    true = np.column_stack([np.arange(12), np.arange(20, 32)])
    one_of = rng.integers(0, 8, 30)
    chance = np.column_stack([12 + one_of, 32 + (one_of + rng.integers(1, 8, 30)) % 8])
    corners = np.concatenate([true, chance]).astype(np.int32)
    if swapped:
        corners = corners[:, ::-1].copy()
    votes = count_votes(corners, np.full(len(corners), variant, np.int8), owner, points)
    assert votes.pairs.tolist() == [[0, 1]]
    assert 12 <= votes.votes[0] <= 14
    assert np.allclose(votes.maps[0].reshape(2, 3), map_, atol=8 if votes.votes[0] > 12 else 0.5)


def test_a_corner_votes_once() -> None:
    one, other, _ = laid(np.random.default_rng(1), PLAIN, 3)
    points = np.concatenate([one, np.repeat(other, 5, axis=0)])
    owner = np.array([0] * 3 + [1] * 15, np.int32)
    corners = np.array([(a, 3 + 5 * a + k) for a in range(3) for k in range(5)], np.int32)
    votes = count_votes(corners, np.zeros(15, np.int8), owner, points)
    assert votes.votes.tolist() == [3]


def test_no_pairs_give_no_votes() -> None:
    nothing = count_votes(
        np.empty((0, 2), np.int32), np.empty(0, np.int8), np.empty(0, np.int32),
        np.empty((0, 4), np.float32),
    )  # fmt: skip
    assert len(nothing.votes) == 0
