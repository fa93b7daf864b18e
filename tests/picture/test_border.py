"""Borders are found to the pixel, however wide, coloured, noisy or compressed; others are not."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter, ImageOps
from skimage import data

from lookalike.picture.border import find_content
from lookalike.picture.pixels import whole
from pictures import picture, textured


class Sides(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int


def noisy(image: Image.Image, sigma: float) -> Image.Image:
    pixels = np.asarray(image, float)
    grain = np.random.default_rng(7).normal(0, sigma, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def as_jpeg(image: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def bits(a: imagehash.ImageHash, b: imagehash.ImageHash) -> int:
    return int(np.count_nonzero(a.hash != b.hash))


def check(bordered: Image.Image, sides: Sides, off: int = 2) -> None:
    box = find_content(bordered)
    assert box is not None
    found = (box.x, box.y, bordered.width - box.x - box.width, bordered.height - box.y - box.height)
    assert np.abs(np.subtract(found, sides)).max() <= off, (found, sides)


SPOILERS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda image: image,
    "noise": lambda image: noisy(image, 3),
    "JPEG quality 50": lambda image: as_jpeg(image, 50),
    "soft": lambda image: image.filter(ImageFilter.GaussianBlur(0.7)),
    "grey": lambda image: image.convert("L"),
}
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
WIDTHS = st.integers(5, 60)


@pytest.mark.parametrize("spoiler", SPOILERS)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(sides=st.builds(Sides, WIDTHS, WIDTHS, WIDTHS, WIDTHS), colour=COLOURS, seed=st.integers(0))
def test_borders_of_any_colour_and_uneven_widths(
    spoiler: str, sides: Sides, colour: tuple[int, int, int], seed: int
) -> None:
    check(SPOILERS[spoiler](framed(sides, colour, seed)), sides)


def framed(sides: Sides, colour: tuple[int, int, int], seed: int) -> Image.Image:
    """Texture in a border of this colour."""
    # Lighter than a dark border and darker than a light one, as the grain is not everywhere.
    luma = Image.new("RGB", (1, 1), colour).convert("L").getpixel((0, 0))
    lightness = (0, 110) if luma > 160 else (145, 255) if luma < 95 else (0, 40)
    content = textured((230, 170), seed % 2**32, *lightness)
    return ImageOps.expand(content, tuple(sides), colour)


def test_noisy_scans_saved_as_jpeg() -> None:
    """Noise that compression has smeared hides some steps; nine borders of ten are found."""
    rng = np.random.default_rng(5)
    found = 0
    for seed in range(60):
        sides = Sides(*(int(side) for side in rng.integers(5, 61, 4)))
        red, green, blue = (int(value) for value in rng.integers(0, 256, 3))
        scan = as_jpeg(noisy(framed(sides, (red, green, blue), seed), 3), 80)
        box = find_content(scan)
        if box is not None:
            right, bottom = scan.width - box.x - box.width, scan.height - box.y - box.height
            found += bool(np.abs(np.subtract((box.x, box.y, right, bottom), sides)).max() <= 4)
    assert found >= 54


@settings(max_examples=25, deadline=None)
@given(
    width=st.integers(6, 60), sides=st.sets(st.sampled_from(range(4)), min_size=1), colour=COLOURS
)
def test_a_border_of_some_sides_only(
    width: int, sides: set[int], colour: tuple[int, int, int]
) -> None:
    wanted = Sides(*(width if side in sides else 0 for side in range(4)))
    check(ImageOps.expand(textured((230, 170), 1), tuple(wanted), colour), wanted)


@pytest.mark.parametrize("quality", [None, 85, 50])
def test_letterbox_and_sides_of_different_colours(quality: int | None) -> None:
    content = Image.fromarray(data.astronaut())
    boxed = ImageOps.expand(content, (0, 70, 0, 70), "black")
    framed = ImageOps.expand(boxed, (0, 9, 0, 0), "white")  # another above: the outer one goes
    coloured = ImageOps.expand(content, (20, 0, 33, 0), "#408060")
    coloured = ImageOps.expand(coloured, (0, 12), "white")
    for image, sides in (
        (boxed, Sides(0, 70, 0, 70)),
        (framed, Sides(0, 9, 0, 70)),
        (coloured, Sides(20, 12, 33, 12)),
    ):
        check(image if quality is None else as_jpeg(image, quality), sides)


def test_scanned_mount_with_dust_and_a_dark_rim() -> None:
    mount = ImageOps.expand(Image.fromarray(data.coffee()), (40, 25, 31, 52), (236, 231, 220))
    draw = ImageDraw.Draw(mount)
    for n in range(12):  # on lines of their own: a few pixels of each
        draw.line((10 + 40 * n, 3 + n, 14 + 40 * n, 3 + n), (90, 80, 70))
    draw.line((0, 0, mount.width, 0), (30, 30, 30))  # where the scanner's bed begins
    check(as_jpeg(noisy(mount, 2.5), 85), Sides(40, 25, 31, 52))


def test_a_photographs_own_dark_edge_is_kept() -> None:
    """Within an exactly black border even 8 levels of grey are seen to be none of it."""
    night = textured((300, 200), 3, 40, 200)
    night.paste((8, 8, 8), (0, 0, 300, 30))
    night = noisy(night, 1.5)
    sides = Sides(21, 17, 12, 30)
    check(ImageOps.expand(night, tuple(sides), "black"), sides)


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(data, name)())


@pytest.mark.parametrize("name", ["astronaut", "camera", "cat", "coffee"])
@pytest.mark.parametrize("colour", ["white", "black"])
def test_the_content_of_a_bordered_photograph_has_its_hashes(name: str, colour: str) -> None:
    plain = photograph(name).convert("RGB")
    bordered = as_jpeg(ImageOps.expand(plain, (31, 17, 40, 22), colour), 88)
    box = find_content(bordered)
    assert box is not None
    content = bordered.crop((box.x, box.y, box.x + box.width, box.y + box.height))
    assert bits(imagehash.phash(plain), imagehash.phash(content)) <= 4
    assert bits(imagehash.phash(plain, 16), imagehash.phash(content, 16)) <= 32
    assert bits(imagehash.phash(plain), imagehash.phash(bordered)) > 8


@pytest.mark.parametrize("name", ["astronaut", "camera", "cat", "coffee"])
def test_photographs_have_no_border(name: str) -> None:
    assert find_content(photograph(name)) is None


def test_made_up_pictures_have_no_border() -> None:
    assert all(find_content(picture(seed)) is None for seed in range(200))
    assert find_content(textured((300, 200), 5)) is None


def test_few_photographs_are_taken_for_bordered(shared_images: Path) -> None:
    """Some of these are slides of which the mount shows; others begin in exact black."""
    found = []
    for path in sorted((shared_images / "photographs").iterdir()):
        with Image.open(path) as image:
            found.append(find_content(image.convert("RGB")) is not None)
    assert len(found) >= 300
    assert sum(found) <= 0.06 * len(found)


@pytest.mark.parametrize("colour", ["white", "black", "#8a8070"])
def test_bordered_photographs_are_found_within(shared_images: Path, colour: str) -> None:
    near = near_256 = count = 0
    for n, path in enumerate(sorted((shared_images / "photographs").iterdir())):
        if n % 6 == 0:
            with Image.open(path) as image:
                plain = image.convert("RGB")
            sides = tuple(np.random.default_rng(n).integers(14, 48, 4).tolist())
            bordered = as_jpeg(ImageOps.expand(plain, sides, colour), 88)
            box = find_content(bordered)
            count += 1
            if box is not None:
                content = bordered.crop((box.x, box.y, box.x + box.width, box.y + box.height))
                near += bits(imagehash.phash(plain), imagehash.phash(content)) <= 8
                near_256 += bits(imagehash.phash(plain, 16), imagehash.phash(content, 16)) <= 64
    assert count >= 50
    assert near >= 0.99 * count
    assert near_256 >= 0.99 * count


def test_pages_and_skies_have_none() -> None:
    page = Image.new("RGB", (400, 300), "white")
    assert find_content(page) is None
    assert find_content(noisy(page, 3)) is None
    assert find_content(as_jpeg(noisy(page, 3), 70)) is None
    ImageDraw.Draw(page).ellipse((180, 130, 230, 170), fill="black")  # less than 20 % of a side
    assert find_content(page) is None
    flag = Image.new("RGB", (400, 300), "white")
    flag.paste("red", (0, 150, 400, 300))
    assert find_content(flag) is None
    flag.paste("blue", (0, 0, 200, 300))
    assert find_content(flag) is None
    sky = np.zeros((300, 400), float) + np.linspace(200, 90, 300)[:, None]
    assert find_content(noisy(Image.fromarray(sky.astype(np.uint8)), 2)) is None


def test_how_thin_a_border_may_be() -> None:
    content = textured((980, 480), 2, 0, 120)
    assert find_content(ImageOps.expand(content, (5, 2), "white")) is None
    check(ImageOps.expand(content, (12, 6), "white"), Sides(12, 6, 12, 6))


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    mode=st.sampled_from(["L", "RGB"]),
    levels=st.integers(1, 3),
    seed=st.integers(0, 2**32 - 1),
)
def test_pictures_of_any_size(size: tuple[int, int], mode: str, levels: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    image = Image.fromarray(random.integers(0, levels, size[::-1], np.uint8) * 120).convert(mode)
    box = find_content(image)
    assert box is None or (
        box.x >= 0 and box.y >= 0 and 0 < box.width <= size[0] - box.x
        and 0 < box.height <= size[1] - box.y and box != (0, 0, *size)
    )  # fmt: skip


@pytest.mark.parametrize("size", [(2600, 2500), (70_000, 80), (80, 70_000)])
def test_large_pictures_in_several_pieces(size: tuple[int, int]) -> None:
    sides = Sides(max(size[0] // 20, 6), max(size[1] // 15, 6), max(size[0] // 9, 6), 8)
    inner = (size[0] - sides.left - sides.right, size[1] - sides.top - sides.bottom)
    bordered = ImageOps.expand(textured(inner, 4, 0, 120), tuple(sides), "#eeeeee")
    assert (whole(bordered) is None) == (size[0] * size[1] > 2**22)
    wanted = sides._replace(bottom=0) if size[1] > 800 else sides  # under 1 % of this side
    if size[1] > 800:
        check(bordered.crop((0, 0, size[0], size[1] - sides.bottom)), wanted)
    else:
        check(bordered, wanted)
