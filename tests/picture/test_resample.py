"""The quick thumbnails are Pillow's, bit for bit; so are the hashes made of them imagehash's."""

from pathlib import Path
from typing import Any

import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.hashes import THUMBNAIL_SIZES, firmness, phash, shrink_with_pillow
from lookalike.picture.pixels import strips
from lookalike.picture.resample import (
    GreyThumbnails,
    compiled,
    shrinks_like_pillow,
)

LANCZOS = Image.Resampling.LANCZOS
SIZES = [
    (1, 1),
    (1, 500),
    (500, 1),
    (2, 3),
    (31, 33),
    (32, 32),
    (32, 64),
    (64, 64),
    (64, 32),
    (33, 65),
    (95, 96),
    (97, 191),
    (481, 321),
    (999, 1001),
    (4000, 37),
    (37, 4000),
    (2600, 2500),  # 26 MB: several of Pillow's blocks
    (70_000, 3),  # weights that are not cached
]


def noise(size: tuple[int, int], mode: str, seed: int = 0) -> Image.Image:
    """Random pixels, with steps to black and white that make Lanczos overshoot."""
    random = np.random.default_rng(seed)
    shape = (size[1], size[0]) if mode == "L" else (size[1], size[0], 3)
    pixels = random.integers(0, 256, shape, dtype=np.uint8)
    pixels[: size[1] // 3] = 255 * (pixels[: size[1] // 3] > 128)
    return Image.fromarray(pixels)


def shrink(image: Image.Image) -> list[NDArray[np.uint8]]:
    thumbnails = GreyThumbnails(*image.size)
    for strip in strips(image):
        thumbnails.feed(strip)
    return thumbnails.result()


def check(image: Image.Image) -> None:
    """Hold thumbnails and hashes of a picture to Pillow and imagehash."""
    quick = shrinks_like_pillow(*image.size)
    small, large = shrink(image) if quick else shrink_with_pillow(image)
    for side, thumbnail in zip(THUMBNAIL_SIZES, (small, large), strict=True):
        wanted = np.asarray(image.convert("L").resize((side, side), LANCZOS))
        assert np.array_equal(thumbnail, wanted), (image.size, side)
    assert phash(small)[0].hex() == str(imagehash.phash(image))
    assert phash(large)[0].hex() == str(imagehash.phash(image, hash_size=16))


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_any_size_is_as_pillow_makes_it(size: tuple[int, int], mode: str) -> None:
    check(noise(size, mode))


@settings(deadline=None, max_examples=150)
@given(
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.sampled_from(["L", "RGB"]),
    st.integers(0, 2**32),
)
def test_any_small_picture_is_as_pillow_makes_it(
    size: tuple[int, int], mode: str, seed: int
) -> None:
    check(noise(size, mode, seed))


@pytest.mark.parametrize("level", [0, 1, 127, 254, 255])
@pytest.mark.parametrize("size", [(1, 1), (64, 48), (700, 501)])
def test_flat_pictures(level: int, size: tuple[int, int]) -> None:
    check(Image.new("L", size, level))
    check(Image.new("RGB", size, (level, 255 - level, level)))


@pytest.mark.parametrize("size", [(481, 321), (321, 481), (4000, 37), (1, 1), (1000, 1900)])
def test_ordinary_shapes_take_the_quick_way(size: tuple[int, int]) -> None:
    assert shrinks_like_pillow(*size)


def test_every_colour_has_pillows_luma() -> None:
    levels = np.arange(0, 256, 3, dtype=np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(86, 86 * 86, 3)
    check(Image.fromarray(cube))


def test_photographs(shared_images: Path) -> None:
    for path in sorted((shared_images / "photographs").glob("*.jpg"))[::10]:
        with Image.open(path) as image:
            check(image.convert("RGB"))


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 64, 1000])
def test_how_a_picture_is_cut_makes_no_difference(rows: int) -> None:
    image = noise((123, 217), "RGB")
    whole = next(strips(image)).copy()
    thumbnails = GreyThumbnails(*image.size)
    for top in range(0, image.height, rows):
        thumbnails.feed(whole[top : top + rows])
    assert all(
        np.array_equal(one, other)
        for one, other in zip(thumbnails.result(), shrink(image), strict=True)
    )


def test_a_picture_with_rows_missing_has_no_thumbnail() -> None:
    thumbnails = GreyThumbnails(10, 10)
    thumbnails.feed(np.zeros((9, 10), np.uint8))
    with pytest.raises(ValueError, match="9 of 10"):
        thumbnails.result()


def test_bits_come_in_imagehashs_order() -> None:
    image = noise((200, 200), "L")
    bits = imagehash.phash(image).hash.flatten()
    assert (
        "".join("01"[int(bit)] for bit in bits)
        == f"{int(phash(shrink(image)[0])[0].hex(), 16):064b}"
    )


def test_firmness_is_a_share() -> None:
    flat = phash(np.full((32, 32), 200, np.uint8))[1]
    rich = phash(np.random.default_rng(0).integers(0, 256, (32, 32), dtype=np.uint8))[1]
    assert 0 <= firmness(flat) < 0.1 < 0.9 < firmness(rich) <= 1


def test_it_works_where_no_machine_code_can_be_kept() -> None:
    source: dict[str, Any] = {}
    exec("def double(x): return 2 * x", source)  # a function in no file, so with no cache beside it
    with pytest.raises(RuntimeError, match="cache"):
        njit(cache=True)(source["double"])
    assert compiled(source["double"])(21) == 42
