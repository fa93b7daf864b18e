"""A glance refuses documents that differ in whole words, and only those."""

import numpy as np
import pytest
from PIL import Image

from lookalike.prove.align import direct_placements
from lookalike.prove.glance import differ_plainly
from lookalike.prove.picture import Picture
from prove.documents import certificate, scan
from prove.series import seen

FORM = certificate()


def differ(one: Image.Image, other: Image.Image) -> bool:
    a, b = seen(one), seen(other)
    return differ_plainly(a, b, direct_placements(a, b)[0].map, False)


def test_another_name_is_seen() -> None:
    other = certificate("Eva Szabo", "2255")
    assert differ(FORM, other)
    assert differ(scan(FORM, 1, 0.0), scan(other, 2, 0.0))


@pytest.mark.parametrize("scale", [1.0, 0.6])
def test_a_rescan_is_never_refused(scale: float) -> None:
    again = scan(FORM, 3, 0.0, scale)
    assert not differ(FORM, again)
    assert not differ(scan(FORM, 4, 0.0), again)


def test_pages_that_do_not_lie_on_each_other_are_not_refused() -> None:
    """Where a placement is off by a line, all differs, and that says nothing."""
    a, b = seen(FORM), seen(FORM)
    map_ = direct_placements(a, b)[0].map.copy()
    map_[1, 2] += 14
    assert not differ_plainly(a, b, map_, False)


def test_ink_is_found_once_for_each_picture() -> None:
    asked: list[str] = []
    picture = seen(FORM)

    def keep(name: str, make):  # type: ignore[no-untyped-def]
        asked.append(name)
        return make()

    kept = Picture(picture.pixels, picture.size, picture.width, picture.height, keep=keep)
    for _ in range(3):
        differ_plainly(kept, seen(FORM), np.eye(2, 3), False)
    assert asked.count("strokes") == 1
