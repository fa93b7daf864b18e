"""Documents of one form are no copies of each other; the same page in other light is one."""

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from audited import Audited, audited
from servers import Servers

pytestmark = pytest.mark.long

PEOPLE = [
    ("Anna Novak", "3. 1. 1920", 1000),
    ("Jan Kovacs", "14. 2. 1921", 1037),
    ("Peter Horvath", "25. 3. 1922", 1074),
    ("Maria Balogh", "6. 4. 1923", 1111),
]
WORDS = (  # noqa: SIM905 -- easier to read
    "registrar district hereby certifies according entry births provisions act further evidence"
    " needed prove what stated above the of and to in a is that for it as was with be by on"
).split()
PAGES = 8
SIZE = (850, 1100)


def write(draw: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int) -> None:
    draw.text((x, y), text, font=ImageFont.load_default(size), fill=20)


def certificate(name: str, born: str, number: int) -> Image.Image:
    sheet = Image.new("L", SIZE, 245)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((40, 40, 810, 1060), outline=0, width=5)
    write(draw, 230, 110, "BIRTH CERTIFICATE", 40)
    for row, (label, value) in enumerate((("Name", name), ("Born", born), ("No.", f"{number}"))):
        write(draw, 90, 260 + 70 * row, f"{label}:", 24)
        write(draw, 260, 260 + 70 * row, value, 28)
        draw.line((250, 298 + 70 * row, 760, 298 + 70 * row), fill=0)
    rng = random.Random(1)
    for line in range(16):
        text = " ".join(rng.choice(WORDS) for _ in range(8))
        write(draw, 85, 520 + 26 * line, text[:62], 18)
    return sheet


def minutes(number: int) -> Image.Image:
    rng = random.Random(number)
    sheet = Image.new("L", SIZE, 250)
    draw = ImageDraw.Draw(sheet)
    write(draw, 70, 60, f"Minutes of the council no. {number + 1}", 22)
    for line in range(36):
        text = ""
        while draw.textlength(text, ImageFont.load_default(17)) < 640:
            text += rng.choice(WORDS) + " "
        write(draw, 70, 120 + 25 * line, text, 17)
    return sheet


def scanned(sheet: Image.Image, seed: int, times: float = 1, lit: float = 1) -> Image.Image:
    """Turned a little and noisy; `lit` is the light on the left, compared with the right."""
    rng = random.Random(seed)
    size = (round(sheet.width * times), round(sheet.height * times))
    turned = sheet.rotate(rng.uniform(-0.3, 0.3), Image.Resampling.BICUBIC, fillcolor=245)
    tones = np.asarray(turned.resize(size, Image.Resampling.LANCZOS), np.float32)
    noise = np.random.default_rng(seed).normal(0, 3, tones.shape)
    shade = np.linspace(lit, 1, size[0])
    return Image.fromarray((tones * shade + noise).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def found(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder: Path = tmp_path_factory.mktemp("documents") / "archive"
    folder.mkdir()
    for place, person in enumerate(PEOPLE):
        half = 0.6 if place % 2 else 1
        scanned(certificate(*person), place, half).save(folder / f"certificate {place}.png")
    again = scanned(certificate(*PEOPLE[0]), 77, 0.6)
    again.save(folder / "certificate 0 again.jpg", quality=85)
    for number in range(PAGES):
        minutes(number).save(folder / f"page {number}.jpg", quality=80)
    for number in range(3):
        sheet = scanned(minutes(number), number, lit=0.7)
        dark = sheet.point([round(v * 0.6) + 10 for v in range(256)])
        dark.save(folder / f"page {number} lit from the right.jpg", quality=80)
    with audited(servers, folder) as said:
        yield said


def test_certificates_of_different_people(found: Audited) -> None:
    assert not found.joined(*(f"certificate {place}.png" for place in range(len(PEOPLE))))


def test_certificate_scanned_again(found: Audited) -> None:
    assert found.joined("certificate 0.png", "certificate 0 again.jpg")


def test_pages_of_different_words(found: Audited) -> None:
    assert not found.joined(*(f"page {number}.jpg" for number in range(PAGES)))


def test_page_in_other_light(found: Audited) -> None:
    lit = {n: f"page {n} lit from the right.jpg" for n in range(3)}
    for number in lit:
        assert found.joined(f"page {number}.jpg", lit[number]), number
    assert not found.joined(*lit.values())
    for one, other in combinations(range(PAGES), 2):
        if one in lit:
            assert not found.joined(lit[one], f"page {other}.jpg"), (one, other)


def test_nothing_is_set_aside(found: Audited) -> None:
    assert not found.set_aside()
