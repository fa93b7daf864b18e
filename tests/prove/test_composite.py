"""What lies on a composite is part of it; crops, borders and captions are copies as ever."""

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from lookalike.names import escape_path
from lookalike.picture.border import Box
from lookalike.prove.composite import box_corners, find_part
from lookalike.prove.pair import prove_pair
from lookalike.prove.part import prove_panel
from lookalike.prove.picture import Picture
from lookalike.prove.proof import Proof, prove
from lookalike.prove.source import Source
from prove.series import photograph, seen

NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket", "immunohistochemistry")
CELL = (300, 200)


def fitted(name: str, size: tuple[int, int] = (900, 600)) -> Image.Image:
    return ImageOps.fit(photograph(name), size, Image.Resampling.LANCZOS)


def sheet(gap: int, ground: str = "white") -> Image.Image:
    w, h = CELL
    page = Image.new("RGB", (3 * (w + gap) + gap, 2 * (h + gap) + gap), ground)
    for number, name in enumerate(NAMES):
        place = (gap + number % 3 * (w + gap), gap + number // 3 * (h + gap))
        page.paste(fitted(name, CELL), place)
    return page


def web_page() -> Image.Image:
    page = Image.new("RGB", (1000, 700), "white")
    draw, chance = ImageDraw.Draw(page), random.Random(2)
    for line in range(30):
        words = " ".join("".join(chance.choices("abcdefgh", k=5)) for _ in range(9))
        draw.text((620, 40 + 20 * line), words, font=ImageFont.load_default(14), fill="black")
    page.paste(fitted("coffee", (540, 360)), (40, 120))
    return page


def found(one: Image.Image | Picture, other: Image.Image | Picture) -> Proof:
    a, b = (seen(p) if isinstance(p, Image.Image) else p for p in (one, other))
    proof = prove(a, b, "embedding", 0.5)
    assert proof is not None
    return proof


@pytest.mark.parametrize("gap", [0, 12, 30])
@pytest.mark.parametrize("number", range(6))
def test_a_photograph_on_a_sheet_is_part_of_it(gap: int, number: int) -> None:
    x, y = gap + number % 3 * (CELL[0] + gap), gap + number // 3 * (CELL[1] + gap)
    placed = box_corners(Box(x, y, *CELL))
    part = find_part(np.asarray(sheet(gap)), placed, 1.0)
    assert part is not None
    assert np.abs(part - placed).max() <= 3


def test_a_photograph_on_a_web_page_is_part_of_it() -> None:
    proof = found(fitted("coffee", (540, 360)), web_page())
    assert (proof.status, proof.relations, proof.derived) == ("part of", ("part of",), None)
    assert proof.inner == "a"
    assert proof.box == pytest.approx((40, 120, 540, 360), abs=6)


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "immunohistochemistry"])
@pytest.mark.parametrize("share", [0.25, 0.35, 0.5])
def test_a_crop_stays_a_copy(name: str, share: float) -> None:
    whole = fitted(name)
    w, h = (round(side * share**0.5) for side in whole.size)
    for x, y in ((0, 0), (120, 70), (whole.width - w, whole.height - h)):
        proof = found(whole, whole.crop((x, y, x + w, y + h)))
        assert proof.status == "proven"
        assert "cropped" in proof.relations


@pytest.mark.parametrize(
    ("margin", "ground"), [(40, (188, 188, 186)), (260, (188, 188, 186)), (200, (250, 250, 250))]
)
def test_a_border_stays_a_border(margin: int, ground: tuple[int, int, int]) -> None:
    picture = fitted("coffee")
    proof = found(picture, ImageOps.expand(picture, margin, ground))
    assert proof.status == "proven"
    assert "bordered" in proof.relations


def test_a_caption_bar_beside_the_picture_stays_a_copy() -> None:
    picture = fitted("chelsea")
    page = ImageOps.expand(picture, (0, 0, 0, 90), "white")
    draw = ImageDraw.Draw(page)
    draw.text((30, 620), "The cat of the house", font=ImageFont.load_default(40), fill="black")
    assert found(picture, page).status == "proven"


def test_a_picture_that_was_cropped_to_fit_its_place() -> None:
    """The edges of the part are those of its place, not those of the picture."""
    page = np.asarray(sheet(0))
    # The whole picture would reach into its neighbours on both sides.
    placed = box_corners(Box(220, 0, 460, 200))
    part = find_part(page, placed, 0.6)
    assert part is not None
    assert np.abs(part - box_corners(Box(300, 0, 300, 200))).max() <= 4
    assert find_part(page, placed, 1.0) is None  # where the neighbours agree, too, there is no seam


def test_a_dark_picture_on_black_film_is_no_copy_of_the_strip() -> None:
    """Its edges are not to be seen there, and of the picture less than half is the same."""
    size = (600, 900)
    light = Image.new("L", size)
    ImageDraw.Draw(light).ellipse((110, 200, 490, 700), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(30))
    black = Image.new("RGB", size, (12, 11, 10))
    picture = Image.composite(fitted("astronaut", size), black, light)
    strip = Image.new("RGB", (1500, 340), (12, 11, 10))
    for number, frame in enumerate((picture, fitted("coffee"), fitted("chelsea"))):
        strip.paste(ImageOps.fit(frame, (460, 280)), (20 + 490 * number, 30))
    assert found(picture, strip).status != "proven"


def test_a_picture_that_was_trimmed_to_fit_its_place() -> None:
    """Nearly all of it agrees, and it reaches a little over its place on both sides."""
    page = np.full((700, 1000, 3), 240, np.uint8)
    page[30:230, 30:330] = np.asarray(fitted("coffee", (300, 200)))
    page[30:230, 360:660] = np.asarray(fitted("chelsea", (300, 200)))
    page[260:460, 30:330] = np.asarray(fitted("rocket", (300, 200)))
    part = find_part(page, box_corners(Box(352, 30, 316, 200)), 0.95)
    assert part is not None
    assert np.abs(part - box_corners(Box(360, 30, 300, 200))).max() <= 4


def test_a_rectangle_of_an_even_page_is_no_part() -> None:
    page = np.full((400, 600, 3), 240, np.uint8)
    assert find_part(page, box_corners(Box(50, 50, 200, 150)), 1.0) is None


def on_panel(part: Image.Image, composite: Image.Image, panel: Box, folder: Path) -> Proof | None:
    composite.save(folder / "composite.png")
    source = Source(escape_path(bytes(folder)), "composite.png", None)
    return prove_panel(seen(part), seen(composite), source, panel, whole_is_a=False)


def test_a_photograph_is_proven_on_its_panel(tmp_path: Path) -> None:
    proof = on_panel(fitted("coffee"), web_page(), Box(40, 120, 540, 360), tmp_path)
    assert proof is not None
    assert proof.status == "part of"


@pytest.mark.parametrize("gap", [0, 8])
def test_a_photograph_that_is_cropped_to_its_panel(gap: int, tmp_path: Path) -> None:
    """Upright photographs on a sheet of flat cells: beyond its cell each goes on, in the file."""
    tall = [fitted(name, (400, 600)) for name in NAMES]
    w, h = CELL
    page = Image.new("RGB", (3 * (w + gap) + gap, 2 * (h + gap) + gap), "black")
    places = [
        Box(gap + number % 3 * (w + gap), gap + number // 3 * (h + gap), w, h)
        for number in range(len(NAMES))
    ]
    for picture, place in zip(tall, places, strict=True):
        page.paste(ImageOps.fit(picture, CELL, Image.Resampling.LANCZOS), (place.x, place.y))
    for number, (picture, place) in enumerate(zip(tall, places, strict=True)):
        proof = on_panel(picture, page, place, tmp_path)
        assert proof is not None
        assert (proof.status, proof.box) == ("part of", place)
        assert on_panel(tall[number - 1], page, place, tmp_path) is None


def test_a_panel_is_looked_for_where_none_was_proposed(tmp_path: Path) -> None:
    """The whole photograph reaches over its neighbours, so laid on the page it is not proven."""
    tall = {"coffee": (30, 30), "chelsea": (530, 30), "rocket": (30, 380), "astronaut": (530, 380)}
    page = Image.new("RGB", (1040, 730), (240, 238, 232))
    for name, corner in tall.items():
        page.paste(ImageOps.fit(fitted(name, (400, 600)), (480, 320)), corner)
    page.save(tmp_path / "page.png")
    fitted("astronaut", (400, 600)).save(tmp_path / "one.png")
    folder = escape_path(bytes(tmp_path))
    one, whole = (Source(folder, name, None) for name in ("one.png", "page.png"))
    for a, b, inner in ((one, whole, "a"), (whole, one, "b")):
        proof = prove_pair(a, b, "code", 0.0)
        assert proof is not None
        assert (proof.status, proof.inner) == ("part of", inner)
        assert proof.box == pytest.approx((530, 380, 480, 320), abs=6)


def test_what_a_bar_cuts_off_a_copy_is_no_panel(tmp_path: Path) -> None:
    """Below the bar, the copy looks like a picture that was cropped to fit its place."""
    picture = fitted("coffee")
    barred = picture.copy()
    ImageDraw.Draw(barred).rectangle((0, 200, 900, 260), fill="black")
    assert on_panel(picture, barred, Box(0, 260, 900, 340), tmp_path) is None
