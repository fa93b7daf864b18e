"""The search for shared corners, against brute force, and the votes, against known maps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lookalike.encode import search
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED, PLAIN
from lookalike.encode.search import RADIUS, Corners, vary
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
    for pairs, variants, _ in corners.find_pairs():
        rows += [
            (min(a, b), max(a, b), v)
            for (a, b), v in zip(pairs.tolist(), variants.tolist(), strict=True)
        ]
    return sorted(rows)


def brute_force(
    codes: NDArray[np.uint64], owner: NDArray[np.int32], new: NDArray[np.bool_]
) -> list[Pair]:
    return sorted(
        (a, b, variant)
        for a in range(len(codes))
        for b in range(a + 1, len(codes))
        if owner[a] != owner[b] and (new[a] or new[b])
        for variant in (PLAIN, MIRRORED, INVERTED, BOTH)
        if np.bitwise_count(codes[a] ^ np.uint64(vary(codes[b], variant))) <= RADIUS
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(0, 90), share=st.sampled_from([0.0, 0.2, 1.0]))
def test_all_pairs_are_found_once(seed: int, count: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    codes = near_codes(seed, count)
    owner = np.sort(rng.integers(0, max(count // 4, 1), count)).astype(np.int32)
    new = rng.random(count) <= share
    assert found(Corners(codes, owner, new)) == brute_force(codes, owner, new)


def test_portions_of_a_pass_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = near_codes(7, 120)
    owner = np.arange(120, dtype=np.int32)
    whole = found(Corners(codes, owner, np.ones(120, np.bool_)))
    monkeypatch.setattr(search, "_PAIRS", 1)
    assert found(Corners(codes, owner, np.ones(120, np.bool_))) == whole


def test_a_corner_like_too_many_others_is_crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "CROWD", 20)
    codes = np.concatenate([np.full(30, 5, np.uint64), near_codes(3, 40)])
    corners = Corners(codes, np.arange(70, dtype=np.int32), np.ones(70, np.bool_))
    kept = [pair for pair in found(corners) if not corners.crowded[list(pair[:2])].any()]
    assert corners.crowded[:30].all() and not corners.crowded[30:].any()
    others = brute_force(codes[30:], np.arange(40, dtype=np.int32), np.ones(40, np.bool_))
    assert kept == [(a + 30, b + 30, v) for a, b, v in others]


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
