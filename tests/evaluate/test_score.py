"""Scoring, on cases counted by hand."""

import pytest

from lookalike.evaluate.score import EXAMPLES, File, Pair, interval, score
from lookalike.picture.edits import EDITS

SMALL = next(edit for edit in EDITS if edit.name == "resize to 50 %")  # derived
BLUR = next(edit for edit in EDITS if edit.name == "blur")  # not necessarily
TWO = (SMALL, BLUR)
# Photographs 3 and 7, each an original and two copies.
FILES = [File(photograph, edit) for photograph in (3, 7) for edit in (0, 1, 2)]


def pair(a: tuple[int, int], b: tuple[int, int], relation: str, derived: File | None) -> Pair:
    return Pair(File(*a), File(*b), frozenset(relation.split(", ")), derived, "evidence")


def test_nothing_found() -> None:
    found = score(TWO, FILES, {}, [])
    assert [(row.edit, row.copies, row.clustered, row.paired) for row in found.edits] == [
        (SMALL, 2, 0, 0),
        (BLUR, 2, 0, 0),
    ]
    assert found.foreign_pairs == 9 and found.false_pairs == 0
    assert found.false_per_million == 0.0


def test_clusters_and_pairs() -> None:
    clusters = {
        File(3, 0): 1,
        File(3, 1): 1,
        File(3, 2): 1,
        File(7, 1): 2,  # with its sister, but the original of both is alone
        File(7, 2): 2,
    }
    pairs = [
        pair((3, 0), (3, 1), "resized", File(3, 1)),
        pair((3, 1), (3, 2), "edited", None),  # of two copies: no pair with the original
        pair((7, 1), (7, 2), "edited", None),
    ]
    found = score(TWO, FILES, clusters, pairs)
    small, blur = found.edits
    assert (small.clustered, small.paired, small.related, small.directed) == (1, 1, 1, 1)
    assert (blur.clustered, blur.paired) == (1, 0)
    assert found.total("clustered") == 2 and found.total("copies") == 4
    assert found.false_pairs == 0


@pytest.mark.parametrize(
    ("edit", "relation", "derived", "related", "directed"),
    [
        (1, "resized", File(3, 1), 1, 1),
        (1, "resized, toned", File(3, 1), 1, 1),  # it may name others beside it
        (1, "re-encoded", File(3, 1), 0, 1),
        (1, "resized", None, 1, 0),  # the pixels do show it
        (1, "resized", File(3, 0), 1, 0),  # the wrong way round
        (2, "edited", None, 1, 1),  # need not be shown
        (2, "edited", File(3, 2), 1, 1),
        (2, "edited", File(3, 0), 1, 0),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_relation_and_direction(
    edit: int, relation: str, derived: File | None, related: int, directed: int, swapped: bool
) -> None:
    sides = [(3, 0), (3, edit)]
    a, b = reversed(sides) if swapped else sides
    row = score(TWO, FILES, {}, [pair(a, b, relation, derived)]).edits[edit - 1]
    assert (row.paired, row.related, row.directed) == (1, related, directed)


def test_false_pairs() -> None:
    told: list[tuple[Pair, bool]] = []
    wrong = pair((3, 1), (7, 2), "edited", None)
    found = score(TWO, FILES, {File(3, 0): 1, File(7, 0): 2}, [wrong], lambda *t: told.append(t))
    assert (found.false_pairs, found.false_of_copies) == (1, 0)
    assert found.false_per_million == pytest.approx(1e6 / 9)
    assert found.examples == (wrong,) and told == [(wrong, False)]
    assert found.total("paired") == 0


def test_false_pairs_of_originals_in_one_cluster() -> None:
    told: list[tuple[Pair, bool]] = []
    pairs = [pair((3, n % 3), (7, n // 3), "edited", None) for n in range(9)]
    clusters = {File(3, 0): 1, File(7, 0): 1}
    found = score(TWO, FILES, clusters, iter(pairs), lambda *t: told.append(t))
    assert (found.false_pairs, found.false_of_copies) == (9, 9)
    assert told == [(each, True) for each in pairs]


def test_copies_without_their_original() -> None:
    """They count for false pairs alone."""
    files = [*FILES, File(9, 1)]
    wrong = pair((3, 1), (9, 1), "edited", None)
    found = score(TWO, files, {File(9, 1): 5}, [wrong])
    assert found.edits[0].copies == 2 and found.edits[0].clustered == 0
    assert found.foreign_pairs == 9 + 6 and found.false_pairs == 1


def test_examples_are_the_first() -> None:
    files = [File(n, 0) for n in range(20)]
    pairs = [pair((0, 0), (n, 0), "edited", None) for n in range(1, 20)]
    found = score((), files, {}, pairs)
    assert found.false_pairs == 19 and found.foreign_pairs == 190
    assert found.examples == tuple(pairs[:EXAMPLES])


def test_interval() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    for found, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert interval(found, of) == pytest.approx((low, high), abs=5e-5)
    assert interval(20, 20) == pytest.approx((1 - 0.1611, 1.0), abs=5e-5)
    assert interval(0, 0) == (0.0, 1.0)
