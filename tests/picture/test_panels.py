"""Where the pictures on a composite lie, on sheets and pages made of known photographs."""

import random

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from lookalike.picture.border import Box
from lookalike.picture.panels import Panel, find_panels
from prove.series import PHOTOGRAPHS, photograph

LANDSCAPE = (150, 100)
NAMES = ("astronaut", "chelsea", "coffee", "coins", "rocket", "immunohistochemistry")


def panels(picture: Image.Image) -> list[Panel]:
    return find_panels(np.asarray(picture))


def fitted(name: str, size: tuple[int, int] = LANDSCAPE) -> Image.Image:
    return ImageOps.fit(photograph(name), size, Image.Resampling.LANCZOS)


def sheet(ground: tuple[int, int, int], gap: int) -> tuple[Image.Image, list[Box]]:
    """Six photographs in three columns and two rows."""
    w, h = LANDSCAPE
    page = Image.new("RGB", (3 * (w + gap) + gap, 2 * (h + gap) + gap), ground)
    boxes = []
    for number, name in enumerate(NAMES):
        x, y = gap + number % 3 * (w + gap), gap + number // 3 * (h + gap)
        page.paste(fitted(name), (x, y))
        boxes.append(Box(x, y, w, h))
    return page, boxes


def differ(panel: Panel, picture: Image.Image) -> int:
    bits = np.unpackbits(np.frombuffer(panel.phash, np.uint8))
    return int((bits != imagehash.phash(picture).hash.ravel()).sum())


def nearest(found: list[Panel], box: Box) -> Panel:
    return min(found, key=lambda one: sum(abs(p - q) for p, q in zip(one.box, box, strict=True)))


@pytest.mark.parametrize("ground", [(250, 250, 248), (110, 30, 60)], ids=str)
@pytest.mark.parametrize("gap", [8, 20, 40])
def test_a_contact_sheet(ground: tuple[int, int, int], gap: int) -> None:
    page, boxes = sheet(ground, gap)
    found = panels(page)
    for name, box in zip(NAMES, boxes, strict=True):
        panel = nearest(found, box)
        assert panel.box == pytest.approx(box, abs=3), name
        assert differ(panel, fitted(name)) <= 6, name


def test_a_collage_without_gaps() -> None:
    page, boxes = sheet((0, 0, 0), 0)
    found = panels(page)
    right = [box for box in boxes if nearest(found, box).box == pytest.approx(box, abs=3)]
    assert len(right) >= 4  # of six: where two dark edges meet there is no seam to be seen


@pytest.mark.parametrize("angle", [-4, 2, 6])
def test_a_print_that_lies_askew_with_its_white_rim(angle: int) -> None:
    rng = np.random.default_rng(1)
    paper = rng.normal(0, 3, (420, 600, 1)) + np.array([70, 60, 52])
    page = Image.fromarray(paper.clip(0, 255).astype(np.uint8))
    for name, x in (("chelsea", 30), ("coffee", 320)):
        framed = ImageOps.expand(fitted(name, (220, 150)), 8, (244, 240, 230)).convert("RGBA")
        turned = framed.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        page.paste(turned, (x, 90), turned)
    for name in ("chelsea", "coffee"):
        assert min(differ(panel, fitted(name, (220, 150))) for panel in panels(page)) <= 8


def test_a_picture_on_a_web_page_and_not_its_text() -> None:
    page = Image.new("RGB", (640, 420), "white")
    draw, chance = ImageDraw.Draw(page), random.Random(2)
    draw.rectangle((0, 0, 640, 34), fill=(222, 225, 230))
    for line in range(24):
        words = " ".join("".join(chance.choices("abcdefgh", k=5)) for _ in range(6))
        draw.text((400, 60 + 14 * line), words, font=ImageFont.load_default(10), fill="black")
    page.paste(fitted("rocket", (330, 220)), (40, 80))
    (panel,) = panels(page)
    assert panel.box == pytest.approx((40, 80, 330, 220), abs=3)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_no_composite(name: str) -> None:
    picture = photograph(name)
    picture.thumbnail((640, 640))
    assert len(panels(picture)) <= 1


def test_pages_of_text_and_blank_pages_have_no_panels() -> None:
    page = Image.new("RGB", (450, 640), (250, 248, 240))
    assert panels(page) == []
    draw = ImageDraw.Draw(page)
    for line in range(40):
        draw.text((40, 30 + 15 * line), "minutes of the meeting " * 3, fill=(30, 30, 30))
    assert panels(page) == []
    assert panels(Image.new("RGB", (30, 30))) == []


def test_panels_in_pixels_of_a_larger_file() -> None:
    panel = Panel(Box(10, 20, 100, 50), b"", b"", 1.0)
    assert panel.enlarged((2.5, 2.0), (270, 200)).box == Box(25, 40, 245, 100)
