"""Which pairs of pictures that share corners are worth a proof."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lookalike.encode.partners import choose_partners


def choose(rows: list[tuple[int, int, int]], most: int = 80) -> set[tuple[int, int]]:
    pairs = np.array([row[:2] for row in rows], np.int32).reshape(-1, 2)
    votes = np.array([row[2] for row in rows], np.int32)
    chosen = choose_partners(pairs, votes, np.full(len(rows), most))
    return {(a, b) for (a, b), taken in zip(pairs.tolist(), chosen, strict=True) if taken}


def test_many_copies_do_not_hide_the_page_on_which_a_picture_lies() -> None:
    copies = [(a, b, 70) for a in range(30) for b in range(a + 1, 30)]
    page = [(a, 30, 4) for a in range(30)]
    assert {(a, 30) for a in range(30)} <= choose(copies + page)


def test_a_picture_takes_its_best_partners_from_either_side() -> None:
    # Picture 0 is a little like 40 others, and each of these like no other.
    rows = [(0, other, 5 + other % 3) for other in range(1, 41)]
    assert choose(rows) == {(0, other) for other in range(1, 41)}
    # With better partners of their own, only the best of picture 0 are left.
    own = [(other, 100 + 20 * other + k, 20) for other in range(1, 41) for k in range(12)]
    best = {pair for pair in choose(rows + own) if pair[0] == 0}
    assert len(best) == 10
    assert {other % 3 for _, other in best} == {2}


def test_one_shared_corner_is_chance() -> None:
    assert choose([(0, 1, 1)]) == set()
    assert choose([(0, 1, 2)]) == {(0, 1)}
    assert choose([]) == set()


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_the_order_of_rows_does_not_matter(data: st.DataObject) -> None:
    pairs = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1])
    rows = [
        (a, b, data.draw(st.integers(1, 60)))
        for a, b in data.draw(st.lists(pairs, unique=True, max_size=60))
    ]
    assert choose(rows) == choose(data.draw(st.permutations(rows)))
