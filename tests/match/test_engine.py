"""The loader's engine against brute force: every pair once, crowds, and what need not be found."""

from collections.abc import Collection

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lookalike.match.engine import PairFinder, connect_crowds
from lookalike.match.kernel import equal_segments
from lookalike.match.masks import Passes, choose_passes

Hashes = NDArray[np.uint64]
Pairs = list[tuple[int, int]]


def near_hashes(count: int, seed: int, bases: int = 3, flips: int = 14) -> Hashes:
    """Hashes around a few others, so that distances of all sizes and equal ones occur."""
    rng = np.random.default_rng(seed)
    hashes = rng.choice(rng.integers(0, 2**64, bases, np.uint64), count)
    for _ in range(flips):
        bit = np.uint64(1) << rng.integers(0, 64, count).astype(np.uint64)
        hashes ^= np.where(rng.random(count) < 0.4, bit, np.uint64(0))
    return hashes


def distances(hashes: Hashes) -> NDArray[np.uint8]:
    return np.bitwise_count(hashes[:, None] ^ hashes[None, :])


def brute_force(hashes: Hashes, radius: int) -> set[tuple[int, int]]:
    a, b = np.nonzero(np.triu(distances(hashes) <= radius, 1))
    return set(zip(a.tolist(), b.tolist(), strict=True))


def find(finder: PairFinder, done: Collection[int] = ()) -> Pairs:
    """All pairs, the lower position first, in the order in which they are given."""
    return [
        (min(pair), max(pair))
        for found in finder.find(done, cores=2)
        for pair in found.pairs.tolist()
    ]


@given(
    count=st.integers(0, 200),
    seed=st.integers(0, 2**32),
    radius=st.integers(0, 64),
    more=st.integers(0, 3),
)
@settings(max_examples=150, deadline=None)
def test_every_pair_is_found_once_at_every_radius(
    count: int, seed: int, radius: int, more: int
) -> None:
    hashes = near_hashes(count, seed)
    segments = min(max(radius, 1) + more, 64)
    if len(Passes(segments, radius, 0).choices) > 3000:
        segments = max(radius, 1)
    found = find(PairFinder(hashes, Passes(segments, radius, 0), 1000))
    assert len(found) == len(set(found))
    assert set(found) == brute_force(hashes, radius)


@pytest.mark.parametrize("radius", [0, 8, 15, 64])
@pytest.mark.parametrize("count", [0, 1, 1000, 10**6, 10**8])
def test_there_is_a_plan_for_any_number_of_hashes(count: int, radius: int) -> None:
    plan = choose_passes(count, radius)
    assert plan.passes == len(plan.choices)
    assert max(radius, 1) <= plan.segments <= 64


def test_pairs_come_in_portions_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lookalike.match.engine._PAIRS", 300)
    hashes = near_hashes(250, 4)
    finder = PairFinder(hashes, Passes(9, 8, 0), 1000)
    portions = [found for found in finder.find(cores=2) if len(found.pairs)]
    assert len(portions) > 9 and max(len(found.pairs) for found in portions) <= 300
    pairs = [tuple(sorted(pair)) for found in portions for pair in found.pairs.tolist()]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == brute_force(hashes, 8)


@given(seed=st.integers(0, 2**32), limit=st.integers(1, 60), segments=st.sampled_from([8, 9, 10]))
@settings(max_examples=60, deadline=None)
def test_crowded_is_who_has_too_many_neighbours(seed: int, limit: int, segments: int) -> None:
    hashes = near_hashes(150, seed, flips=9)
    finder = PairFinder(hashes, Passes(segments, 8, 0), limit)
    found = set(find(finder))
    neighbours = (distances(hashes) <= 8).sum(axis=1) - 1
    assert finder.crowded.tolist() == (neighbours > limit).tolist()
    wanted = {
        (a, b) for a, b in brute_force(hashes, 8) if not (finder.crowded[a] and finder.crowded[b])
    }
    assert wanted <= found <= brute_force(hashes, 8)


def test_a_crowd_is_not_multiplied_out() -> None:
    hashes = np.concatenate([near_hashes(3000, 1, bases=1, flips=3), near_hashes(500, 2, 400, 4)])
    finder = PairFinder(hashes, Passes(10, 8, 0), 100)
    pairs = find(finder)
    assert finder.crowded[:3000].all()
    assert len(pairs) < 2000  # 4.5 million pairs lie within the radius


def test_only_pairs_of_what_waits_are_given() -> None:
    hashes = near_hashes(300, 5)
    waiting = np.arange(300) % 7 == 0
    found = find(PairFinder(hashes, choose_passes(300, 8), 1000, waiting=waiting))
    assert set(found) == {(a, b) for a, b in brute_force(hashes, 8) if waiting[a] or waiting[b]}


@pytest.mark.parametrize(("segments", "radius"), [(8, 8), (10, 8), (5, 2), (3, 0)])
def test_the_pass_of_a_pair_is_known_from_its_bits(segments: int, radius: int) -> None:
    hashes = near_hashes(200, 6)
    plan = Passes(segments, radius, 0)
    for found in PairFinder(hashes, plan, 1000).find():
        for a, b in found.pairs.tolist():
            (equal,) = equal_segments(hashes[[a]] ^ hashes[[b]], plan.segment_masks)
            assert plan.number_of(int(equal)) == found.number


@given(seed=st.integers(0, 2**32), threshold=st.sampled_from([0, 20, 40, 60, 256]))
@settings(max_examples=60, deadline=None)
def test_crowds_are_connected_as_all_pairs_would(seed: int, threshold: int) -> None:
    rng = np.random.default_rng(seed)
    count = 120
    hashes = near_hashes(count, seed, flips=9)
    judges = np.stack([near_hashes(count, seed + word, 2) for word in range(4)], axis=1)
    groups = np.arange(count, dtype=np.int32)
    for _ in range(5):  # some are connected already
        a, b = rng.integers(0, count, 2)
        groups[groups == groups[b]] = groups[a]
    links, joined = connect_crowds(hashes, judges, groups, 8, threshold)

    judged = np.bitwise_count(judges[:, None, :] ^ judges[None, :, :]).sum(axis=2)
    matches = (distances(hashes) <= 8) & (judged <= threshold)
    known = [(int(g), n) for n, g in enumerate(groups)]
    graph = networkx.Graph(known + list(zip(*np.nonzero(matches), strict=True)))
    wanted = {frozenset(map(int, c)) for c in networkx.connected_components(graph)}
    forest = networkx.Graph(known + [tuple(link) for link in links.tolist()])
    assert {frozenset(map(int, c)) for c in networkx.connected_components(forest)} == wanted
    assert {frozenset(np.flatnonzero(joined == root).tolist()) for root in joined} == wanted
    assert all(matches[a, b] for a, b in links.tolist())
    # As few as that takes.
    assert len(links) == len(set(groups.tolist())) - len(wanted)
