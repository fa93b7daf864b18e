"""Copies on which something was laid are proven by the rest; another scene is not."""

import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from lookalike.prove.proof import Proof, prove
from prove.series import photograph, seen

NAMES = ("astronaut", "chelsea", "coffee", "immunohistochemistry")


def found(one: Image.Image, other: Image.Image) -> Proof:
    proof = prove(seen(one), seen(other), "cluster")
    assert proof is not None
    return proof


def with_sticker(picture: Image.Image, place: tuple[float, float], share: float) -> Image.Image:
    """A white label with writing over this share of the area."""
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    width, height = (round(side * share**0.5) for side in picture.size)
    x = round((picture.width - width) * place[0])
    y = round((picture.height - height) * place[1])
    draw.rectangle((x, y, x + width, y + height), fill=(250, 250, 240))
    font = ImageFont.load_default(height / 3)
    draw.text((x + width // 8, y + height // 3), "Lot 12", font=font, fill=(200, 20, 20))
    return marked


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.05, 0.15])
@pytest.mark.parametrize("place", [(0.5, 0.5), (0.1, 0.8)])
def test_a_sticker(name: str, share: float, place: tuple[float, float]) -> None:
    picture = photograph(name)
    proof = found(picture, with_sticker(picture, place, share))
    assert proof.status == "proven"
    assert "edited" in proof.relations
    assert share * 0.5 < proof.changed < share * 2


@pytest.mark.parametrize("name", NAMES)
def test_a_black_bar_and_a_stamp(name: str) -> None:
    barred, stamped = photograph(name).copy(), photograph(name).copy()
    w, h = barred.size
    ImageDraw.Draw(barred).rectangle((w // 5, h // 2, w * 4 // 5, h * 3 // 5), fill="black")
    ring = (w // 2, h // 2, w // 2 + h // 3, h // 2 + h // 3)
    ImageDraw.Draw(stamped).ellipse(ring, outline=(160, 30, 40), width=h // 40)
    for copy in (barred, stamped):
        proof = found(photograph(name), copy)
        assert proof.status == "proven"
        assert "edited" in proof.relations


def test_half_a_picture_is_not_covered_but_another() -> None:
    one, other = photograph("chelsea"), photograph("chelsea").copy()
    other.paste(photograph("coffee").resize((other.width // 2, other.height)), (0, 0))
    assert found(one, other).status == "not proven"


def test_one_head_before_other_backgrounds() -> None:
    """The same middle third of a picture, and another scene around it."""
    head = photograph("astronaut").crop((130, 20, 330, 280))
    pictures = []
    for name in ("coffee", "chelsea", "immunohistochemistry"):
        scene = photograph(name).resize((480, 360))
        scene.paste(head, (140, 50))
        pictures.append(scene)
    for one, other in itertools.combinations(pictures, 2):
        assert found(one, other).status == "not proven"


def test_other_paint_is_another_object() -> None:
    """One shape before a plain wall, with shading: red, blue, green."""
    x, y = np.meshgrid(np.linspace(-1.2, 1.2, 420), np.linspace(-1, 1, 350))
    light = np.clip(1 - x**2 - y**2, 0, 1) ** 0.5 * (1 + 0.3 * np.sin(22 * x) * np.sin(17 * y))
    wall = np.full((350, 420), 0.85) + 0.05 * np.sin(9 * x + 4 * y)
    pictures = []
    for paint in ((1, 0.15, 0.15), (0.15, 0.2, 1), (0.1, 0.8, 0.2)):
        shaded = light[..., None] * np.array(paint)
        pixels = np.where((light > 0)[..., None], shaded, wall[..., None])
        pictures.append(Image.fromarray(np.clip(pixels * 255, 0, 255).astype(np.uint8)))
    for one, other in itertools.combinations(pictures, 2):
        assert found(one, other).status == "not proven"


@pytest.mark.parametrize("name", NAMES)
def test_shadow_and_yellowing_do_not_refute(name: str) -> None:
    pixels = np.asarray(photograph(name)).astype(np.float64)
    height, width = pixels.shape[:2]
    shade = np.linspace(0.35, 1, width)[None, :, None] * np.linspace(1, 0.7, height)[:, None, None]
    aged = Image.fromarray((pixels * shade * (1, 0.95, 0.75)).astype(np.uint8))
    assert found(photograph(name), aged).status == "proven"


@pytest.mark.parametrize("place", [(0.3, 0, 0.43, 1), (0, 0.7, 1, 0.83), (0.7, 0, 0.83, 1)])
def test_a_bar_over_a_plain_sky(place: tuple[float, float, float, float]) -> None:
    """Neither the bar nor what it covers has detail, and yet the bar is no other picture."""
    picture = photograph("rocket")
    barred, (w, h) = picture.copy(), picture.size
    left, top, right, bottom = place
    fill = "black" if right == 1 else (250, 240, 60)
    ImageDraw.Draw(barred).rectangle((left * w, top * h, right * w, bottom * h), fill=fill)
    proof = found(picture, barred)
    assert (proof.status, "edited" in proof.relations) == ("proven", True)
    assert 0.08 < proof.changed < 0.2


@pytest.mark.parametrize("noise", [4, 8])
def test_a_line_that_one_page_has_more_is_no_covered_photograph(noise: int) -> None:
    """The other page has even paper there, as below a label; what that would cover is writing."""
    assert found(page(2, 0), page(3, noise)).status == "not proven"
    assert found(page(3, 0), page(3, noise)).status == "proven"


@pytest.mark.parametrize("top", [0.78, 0.84])
def test_a_bar_from_side_to_side_cuts_no_photograph_in_two(top: float) -> None:
    """Its edges are straight seams, and yet what lies beyond them is no other picture."""
    picture = photograph("rocket").resize((480, 320))
    barred = picture.copy()
    bar = (12, top * 320, 468, (top + 0.055) * 320)
    ImageDraw.Draw(barred).rectangle(bar, fill="black")
    assert found(picture, barred).status == "proven"


@pytest.mark.parametrize("ground", [(252, 252, 252), (20, 20, 20)])
@pytest.mark.parametrize("is_bare", [False, True])
def test_an_even_ground_in_a_layout_is_no_label(
    ground: tuple[int, int, int], is_bare: bool
) -> None:
    """One page shows a thing on an even ground, or the ground alone, and the other a photograph."""
    even = Image.new("RGB", (300, 300), ground)
    if not is_bare:
        round_ = Image.new("L", (120, 120), 0)
        ImageDraw.Draw(round_).ellipse((2, 2, 118, 118), fill=255)
        even.paste(photograph("chelsea").resize((120, 120)), (90, 90), round_)
    other = photograph("astronaut").resize((300, 300))
    assert found(with_two(even), with_two(other)).status == "not proven"


def with_two(second: Image.Image) -> Image.Image:
    """A page with a photograph that all have, words, and another picture."""
    sheet = Image.new("RGB", (800, 1000), (245, 245, 242))
    sheet.paste(photograph("coffee").resize((640, 420)), (80, 60))
    sheet.paste(second, (80, 520))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(18)
    for line in range(8):
        words = "Timber and nails for the old house"
        draw.text((420, 530 + 34 * line), words, font=font, fill=20)
    return sheet


def page(lines: int, noise: float) -> Image.Image:
    """A page with a photograph and so many bold lines, as a scanner with noise shows it."""
    sheet = Image.new("L", (800, 1000), 240)
    sheet.paste(photograph("coffee").convert("L").resize((640, 420)), (80, 60))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(30)
    for line in range(lines):
        text = f"{line + 1}. Timber and nails {37 * line + 11}.00"
        draw.text((90, 560 + 60 * line), text, font=font, fill=20, stroke_width=2)
    draw.text((90, 900), "Bank of Milton, account 118 400", font=font, fill=20)
    grain = np.random.default_rng(1).normal(0, noise, (1000, 800))
    tones = (np.asarray(sheet) + grain).clip(0, 255).astype(np.uint8)
    return Image.fromarray(tones).convert("RGB")
