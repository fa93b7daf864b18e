"""Small type: a rescan is proven where another letter would be seen, and only there."""

import io
import random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from lookalike.prove.ink import ink
from lookalike.prove.parts import Frame
from lookalike.prove.proof import prove
from lookalike.prove.small import are_the_same, compare
from prove.documents import scan
from prove.series import seen

SIZE = 14
FONT = ImageFont.load_default(SIZE)
WORDS = "harbour council report spring vote coast early damage letter tide water".split()  # noqa: SIM905
PRICE = (430, 460)  # where one number stands


def page(price: str = "58317", size: int = SIZE) -> Image.Image:
    """A page of words and numbers in small type, on which one number may be another."""
    sheet = Image.new("L", (800, 1000), 244)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size)
    chance = random.Random(4)
    for line in range(40):
        text = ""
        while draw.textlength(text, font) < 620:
            text += f"{chance.choice([*WORDS, chance.randint(10, 99999)])} "
        draw.text((70, 60 + 22 * line), text, font=font, fill=25)
    draw.rectangle((PRICE[0] - 8, PRICE[1] - 4, PRICE[0] + 60, PRICE[1] + 18), fill=244)
    draw.text(PRICE, price, font=font, fill=25)
    return sheet


def as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


def status(one: Image.Image, other: Image.Image) -> str:
    proof = prove(seen(one), seen(other), "hash")
    assert proof is not None
    return proof.status


@pytest.fixture(scope="module")
def half() -> Image.Image:
    return scan(page(), 5, 0.5, 0.5)


def test_a_rescan_at_half_the_size_is_proven(half: Image.Image) -> None:
    assert status(page(), half) == "proven"
    assert status(scan(page(), 6, -0.4), half) == "proven"


@pytest.mark.parametrize("price", ["58347", "51317"])
def test_another_digit_is_seen_at_half_the_size(half: Image.Image, price: str) -> None:
    assert status(page(price), half) == "not proven"


def drawn(price: str, noise: float) -> NDArray[np.float32]:
    """The ink of the page at half its size, enlarged as it is compared."""
    grey = np.asarray(page(price).resize((400, 500)).resize((600, 750)), np.float32)
    grain = np.random.default_rng(2).normal(0, noise, grey.shape)
    return ink(np.clip(grey + grain, 0, 255).astype(np.uint8))


def test_noise_decides_what_can_be_read() -> None:
    mask = np.ones((750, 600), np.bool_)
    one, other, noisy = drawn("58317", 0), drawn("58347", 4), drawn("58317", 60)
    assert compare(Frame(one, drawn("58317", 4), mask)) == "same"
    assert compare(Frame(one, other, mask)) == "different"
    assert compare(Frame(other, one, mask)) == "different"
    assert compare(Frame(one, noisy, mask)) == "illegible"
    assert compare(Frame(one, one, np.zeros_like(mask))) == "illegible"


@pytest.mark.parametrize("height", [300, 500])
def test_a_page_is_proven_against_itself_and_its_jpeg(height: int) -> None:
    small = page().resize((height * 4 // 5, height), Image.Resampling.LANCZOS)
    assert status(small, small) == "proven"
    assert status(small, as_jpeg(small, 80)) == "proven"


def test_the_same_pixels() -> None:
    one, other = (np.asarray(page(price).resize((400, 500))) for price in ("58317", "58347"))
    assert are_the_same(one, one)
    assert not are_the_same(one, other)
    assert not are_the_same(one, one[1:])


def test_lines_are_no_letters() -> None:
    """A page of notes has short lines of one pixel, many more than letters."""
    sheet = Image.new("L", (800, 1000), 250)
    draw = ImageDraw.Draw(sheet)
    chance = random.Random(8)
    draw.text((250, 40), "Exercises for the violin", font=ImageFont.load_default(30), fill=10)
    for staff in range(8):
        y = 140 + 105 * staff
        for line in range(5):
            draw.line((50, y + 10 * line, 750, y + 10 * line), fill=30)
        for note in range(18):
            x, step = 70 + 37 * note, chance.randint(0, 9)
            draw.ellipse((x, y + 5 * step - 5, x + 12, y + 5 * step + 5), fill=10)
            draw.line((x - 4, y + 55, x + 16, y + 55), fill=10)
            draw.line((x - 4, y - 15, x + 16, y - 15), fill=10)
    assert status(sheet, sheet) == "proven"
    assert status(sheet, scan(sheet, 3, 0.4, 0.5)) == "proven"
