"""A photograph on a page is judged by itself: the layout around it is the same on all pages."""

import numpy as np
import pytest

from lookalike.prove.photographs import Blocks, inside_rims, worst_photograph, worst_place

SHAPE = (40, 30)


def blocks(top: int, left: int, bottom: int, right: int) -> Blocks:
    made = np.zeros(SHAPE, np.bool_)
    made[top:bottom, left:right] = True
    return made


PHOTOGRAPH = blocks(5, 3, 22, 27)
EVERYWHERE = blocks(0, 0, *SHAPE)


def agree(differs: Blocks, shows: Blocks = PHOTOGRAPH) -> float:
    return worst_photograph(inside_rims(shows), EVERYWHERE, ~differs)


def test_another_photograph_on_the_same_page() -> None:
    """All that agrees is the page and the rim of the photograph."""
    assert agree(blocks(7, 5, 20, 25)) == 0


def test_a_sticker_on_a_photograph() -> None:
    assert agree(blocks(8, 8, 14, 16)) > 0.75


def test_one_of_two_photographs_differs() -> None:
    other = blocks(26, 3, 38, 27)
    assert agree(blocks(28, 5, 36, 25), PHOTOGRAPH | other) == 0


@pytest.mark.parametrize("differs", [blocks(0, 0, 2, 30), blocks(0, 28, 40, 30)])
def test_what_a_scanner_shows_beside_a_page_does_not_count(differs: Blocks) -> None:
    assert agree(differs, EVERYWHERE) == 1
    assert worst_place(EVERYWHERE, ~differs) == 1


def test_few_blocks_say_nothing() -> None:
    assert agree(blocks(5, 3, 12, 10), blocks(5, 3, 12, 10)) > 0
    small = blocks(10, 10, 17, 17)
    assert agree(small, small) == 1


def test_one_place_that_differs() -> None:
    assert worst_place(PHOTOGRAPH, ~blocks(8, 8, 17, 17)) == 0
    assert worst_place(PHOTOGRAPH, EVERYWHERE) == 1
