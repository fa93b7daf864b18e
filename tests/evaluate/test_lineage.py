"""Scoring what lineage says, on cases counted by hand."""

import pytest

from lookalike.evaluate.copies import ALL_EDITS
from lookalike.evaluate.lineage import LineageScore, Link, score_lineage
from lookalike.evaluate.score import File

NAMES = ("grey", "grey, JPEG quality 50", "PNG of the original")
GREY, HARD, SAME = (next(edit for edit in ALL_EDITS if edit.name == name) for name in NAMES)
EDITS = (GREY, HARD, SAME)  # 1 of the original, 2 of copy 1, 3 with the pixels of the original
FILES = [File(3, edit) for edit in range(4)]
CLUSTERS = dict.fromkeys(FILES, 1)
ORIGINAL, FIRST, SECOND, PNG = FILES


def link(file: File, parent: File | None, certain: bool = True) -> Link:
    return Link(file, parent, parent is None, certain)


RIGHT = [link(ORIGINAL, None), link(FIRST, ORIGINAL), link(SECOND, FIRST), link(PNG, ORIGINAL)]


def lineage(links: list[Link], files: list[File] = FILES) -> LineageScore:
    clusters = {file: file.photograph for file in files}
    return score_lineage(EDITS, files, clusters, links, {})


def test_all_right() -> None:
    found = lineage(RIGHT)
    assert (found.clusters, found.roots, found.root_files) == (1, 1, 1)
    assert (found.undetermined, found.wrong, found.set_aside) == (0, 0, 0)
    assert [(row.copies, row.parents) for row in found.parents] == [(1, 1)] * 3
    assert [(row.directions, row.directed) for row in found.parents] == [(1, 1)] * 3
    assert found.without == found.claimed == 0
    assert found.total("parents") == 3


def test_png_of_the_original_as_root() -> None:
    found = lineage([link(PNG, None), link(ORIGINAL, PNG), link(FIRST, PNG), link(SECOND, FIRST)])
    assert (found.roots, found.root_files, found.wrong) == (1, 0, 0)
    grey, hard, png = found.parents
    assert grey.parents == hard.parents == 1 and png.parents == 0
    assert (png.directions, png.directed) == (1, 0)


@pytest.mark.parametrize(("certain", "wrong"), [(True, 1), (False, 0)])
def test_wrong_root(certain: bool, wrong: int) -> None:
    found = lineage([link(FIRST, None, certain), link(ORIGINAL, FIRST), link(SECOND, ORIGINAL)])
    assert (found.roots, found.root_files) == (0, 0)
    assert (found.undetermined, found.wrong) == (1 - wrong, wrong)
    grey, hard, png = found.parents
    # Copy 2 was made of the original in the end, and not directly.
    assert (grey.parents, grey.directions, grey.directed) == (0, 1, 0)
    assert (hard.parents, hard.directions, hard.directed) == (0, 1, 1)
    assert (png.copies, png.parents, png.directions) == (1, 0, 0)


def test_siblings_have_no_direction() -> None:
    found = lineage(
        [link(ORIGINAL, None), link(FIRST, PNG), link(PNG, ORIGINAL), link(SECOND, PNG)]
    )
    grey, hard, _ = found.parents
    assert grey.parents == 1, "it was made of these very pixels"
    assert (hard.parents, hard.directions) == (0, 0)


@pytest.mark.parametrize("is_swapped", [False, True])
def test_copies_with_the_same_pixels(is_swapped: bool) -> None:
    """Which of them was first, nobody can say; one of them hangs below what they were made of."""
    names = ("negative, PNG", "negative, PNG, TIFF")
    edits = [edit for edit in ALL_EDITS if edit.name in names]
    original, *twins = files = [File(3, edit) for edit in range(3)]
    one, other = reversed(twins) if is_swapped else twins
    links = [link(original, None), link(one, original), link(other, one)]
    found = score_lineage(edits, files, dict.fromkeys(files, 1), links, {})
    assert [row.parents for row in found.parents] == [1, 1]
    links = [link(original, None), link(one, original), link(other, original)]
    found = score_lineage(edits, files, dict.fromkeys(files, 1), links, {})
    assert [row.parents for row in found.parents] == [1, 1]


def test_two_roots() -> None:
    found = lineage([*RIGHT[:3], link(PNG, None)])
    assert (found.clusters, found.roots, found.wrong) == (1, 0, 0)


def test_nothing_said() -> None:
    found = lineage([])
    assert (found.clusters, found.roots, found.undetermined) == (1, 0, 1)
    assert found.total("copies") == 3 and found.total("parents") == 0


@pytest.mark.parametrize("certain", [True, False])
def test_original_missing(certain: bool) -> None:
    others = [File(9, 1), File(9, 2)]
    links = [link(others[0], None, certain), link(others[1], others[0])]
    found = lineage(RIGHT + links, FILES + others)
    assert found.clusters == 1 and found.roots == 1
    assert (found.without, found.claimed) == (1, int(certain))
    assert found.total("copies") == 3


def test_original_set_aside() -> None:
    aside = {file: "quarantine" for file in FILES}
    for stays, lost in ((FIRST, 1), (PNG, 0), (ORIGINAL, 0)):
        dispositions = {**aside, stays: "retain"}
        found = score_lineage(EDITS, FILES, CLUSTERS, RIGHT, dispositions)
        assert found.set_aside == lost, stays
