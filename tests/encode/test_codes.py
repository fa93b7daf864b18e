"""Local codes: the pattern's laws, and what becomes of codes in copies."""

import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageOps

from lookalike.encode import LocalCodes, find_codes
from lookalike.encode.codes import POINTS
from lookalike.encode.cut import RADIUS
from lookalike.encode.kernel import vary
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED, PATTERN, PLAIN
from lookalike.encode.stored import pack, scale_points, unpack_codes, unpack_numbers

Grey = NDArray[np.uint8]


def grey(picture: Image.Image) -> Grey:
    return np.asarray(picture.convert("L"))


def photograph() -> Image.Image:
    picture = Image.fromarray(skimage.data.chelsea())
    picture.thumbnail((512, 512))
    return picture


def varied(code: np.uint64, variant: int) -> np.uint64:
    return np.uint64(vary(np.uint64(code), variant))


def shared(one: LocalCodes, other: LocalCodes, variant: int) -> int:
    """How many codes of one are within the radius of a code of the other, by brute force."""
    copies = np.array([varied(code, variant) for code in one.codes], np.uint64)
    return int((np.bitwise_count(copies[:, None] ^ other.codes[None]).min(axis=1) <= RADIUS).sum())


def test_the_pattern_is_16_comparisons_and_their_images() -> None:
    base = PATTERN[:16]
    assert np.array_equal(PATTERN[16:32], base * [1, -1])
    assert np.array_equal(PATTERN[32:48], -base)
    assert np.array_equal(PATTERN[48:], base * [-1, 1])


@settings(deadline=None)
@given(code=st.integers(0, 2**64 - 1), other=st.integers(0, 2**64 - 1))
def test_variants_are_a_group_and_keep_distances(code: int, other: int) -> None:
    a, b = np.uint64(code), np.uint64(other)
    for variant in (PLAIN, MIRRORED, INVERTED, BOTH):
        assert varied(varied(a, variant), variant) == a
        apart = varied(a, variant) ^ varied(b, variant)
        assert int(apart).bit_count() == (code ^ other).bit_count()
    assert varied(a, PLAIN) == a
    assert varied(varied(a, MIRRORED), INVERTED) == varied(a, BOTH)
    assert varied(varied(a, INVERTED), MIRRORED) == varied(a, BOTH)


@pytest.mark.parametrize(
    ("variant", "edited"),
    [
        (PLAIN, photograph().rotate(90, expand=True)),
        (PLAIN, photograph().resize((330, 220))),
        (PLAIN, photograph().crop((60, 40, 390, 260))),
        (MIRRORED, ImageOps.mirror(photograph())),
        (MIRRORED, ImageOps.flip(photograph())),
        (INVERTED, ImageOps.invert(photograph())),
        (BOTH, ImageOps.mirror(ImageOps.invert(photograph()))),
    ],
    ids=["turned", "smaller", "cropped", "mirrored", "upside down", "inverted", "both"],
)
def test_a_copy_shares_codes_in_its_variant_alone(variant: int, edited: Image.Image) -> None:
    whole, copy = find_codes(grey(photograph())), find_codes(grey(edited))
    counts = [shared(whole, copy, v) for v in (PLAIN, MIRRORED, INVERTED, BOTH)]
    assert counts[variant] >= 12
    assert max(counts[:variant] + counts[variant + 1 :]) <= 3


def test_another_photograph_shares_no_codes() -> None:
    other = find_codes(grey(Image.fromarray(skimage.data.coffee())))
    assert shared(find_codes(grey(photograph())), other, PLAIN) <= 1


def test_the_strongest_come_first_and_there_are_no_more_than_so_many() -> None:
    found = find_codes(grey(photograph()))
    assert 0 < len(found.codes) <= POINTS
    assert found.points.shape == (len(found.codes), 4)
    width, height = photograph().size
    assert (found.points[:, :2] >= 0).all()
    assert (found.points[:, 0] <= width).all() and (found.points[:, 1] <= height).all()


@pytest.mark.parametrize("size", [(1, 1), (512, 3), (40, 40), (512, 512)])
def test_a_plain_picture_has_none(size: tuple[int, int]) -> None:
    assert len(find_codes(np.full(size, 128, np.uint8)).codes) == 0


def test_points_of_a_small_picture_are_in_its_own_pixels() -> None:
    small = photograph().resize((150, 100))
    found = find_codes(grey(small))
    assert len(found.codes) > 20
    assert (found.points[:, 0] <= 150).all() and (found.points[:, 1] <= 100).all()


def test_what_is_packed_comes_back() -> None:
    found = find_codes(grey(photograph()))
    codes, points = pack(found)
    assert np.array_equal(unpack_codes(codes), found.codes)
    apart = np.abs(scale_points(unpack_numbers(points)) - found.points)
    assert apart[:, :2].max() <= 1 / 128 + 1e-6
    turned = np.minimum(apart[:, 2], 2 * np.pi - apart[:, 2])
    assert turned.max() < 1e-3
    assert apart[:, 3].max() < 2e-3
