"""What was made of an image is never master above it: the original is, or nobody says which."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps
from skimage import data

from audited import Audited, audited
from servers import Servers

# The original, what was made of it, and whether it has to be named: elsewhere it may be said that
# nobody knows, as a colourised picture looks like the source of a grey one.
CASES = [
    ("a original.jpg", "a screenshot.png", True),
    ("b glass negative.tif", "b colourised.jpg", False),
    ("c master.tif", "c access.jpg", True),
    ("d grey.tif", "d bitonal.tif", False),
    ("e original.jpg", "e saved again.png", True),
    ("f original.jpg", "f caption.png", False),
    ("g full page.tif", "g trimmed.jpg", False),
]


def noisy(image: Image.Image, seed: int, sigma: float = 2) -> Image.Image:
    tones = np.asarray(image, np.float32)
    noise = np.random.default_rng(seed).normal(0, sigma, tones.shape)
    return Image.fromarray((tones + noise).clip(0, 255).astype(np.uint8))


def photograph(array: np.ndarray, width: int) -> Image.Image:
    image = Image.fromarray(array)
    return image.resize((width, round(width * image.height / image.width)))


def written(size: tuple[int, int], lines: int, letter: int) -> Image.Image:
    sheet = Image.new("L", size, 250)
    draw = ImageDraw.Draw(sheet)
    for line in range(lines):
        text = f"{line * 37 % 91} minutes of the meeting, item {line * 13 % 47}, decided"
        place = (size[0] // 12, size[1] // 12 + line * letter * 3 // 2)
        draw.text(place, text, font=ImageFont.load_default(letter), fill=10)
    return sheet


@pytest.fixture(scope="module")
def found(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder: Path = tmp_path_factory.mktemp("originals") / "archive"
    folder.mkdir()
    coffee = noisy(photograph(data.coffee(), 900), 1)
    coffee.save(folder / "a original.jpg", quality=92)
    screen = Image.new("RGB", (1200, 750), "white")
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1200, 60), fill=(222, 225, 230))
    draw.text((90, 20), "https://courier.example/coffee", fill=(60, 60, 60))
    screen.paste(coffee.resize((675, 450), Image.Resampling.LANCZOS), (90, 130))
    for line in range(18):
        draw.text((800, 140 + 27 * line), "some words of an article here", fill=(40, 40, 40))
    screen.save(folder / "a screenshot.png")

    glass = noisy(photograph(data.astronaut(), 700).convert("L"), 2)
    ImageOps.invert(glass).save(folder / "b glass negative.tif", compression="tiff_lzw")
    tinted = ImageOps.colorize(glass, (20, 14, 40), (255, 240, 210), mid=(150, 120, 90))
    tinted.save(folder / "b colourised.jpg", quality=90)

    cat = photograph(data.chelsea(), 800)
    backing = Image.new("RGB", (1000, 760), (188, 188, 186))
    backing.paste(cat, (100, 100))
    backing = noisy(backing, 3)
    backing.save(folder / "c master.tif", compression="tiff_lzw")
    backing.crop((100, 100, 100 + cat.width, 100 + cat.height)).save(
        folder / "c access.jpg", quality=80
    )

    page = noisy(written((1275, 1650), 40, 23), 4, 4)
    page.resize((850, 1100), Image.Resampling.LANCZOS).save(
        folder / "d grey.tif", compression="tiff_lzw"
    )
    page.point([255 * (v > 150) for v in range(256)]).convert("1").save(
        folder / "d bitonal.tif", compression="group4"
    )

    rocket = noisy(photograph(data.rocket(), 640), 5)
    rocket.save(folder / "e original.jpg", quality=90)
    with Image.open(folder / "e original.jpg") as saved:
        saved.save(folder / "e saved again.png")
        saved.resize((320, 213)).save(folder / "e small.jpg", quality=80)

    motorcycle = noisy(photograph(data.stereo_motorcycle()[0], 740), 6)
    motorcycle.save(folder / "f original.jpg", quality=92)
    with Image.open(folder / "f original.jpg") as saved:
        saved.convert("L").save(folder / "f grey.jpg", quality=88)
        saved.resize((370, saved.height // 2)).save(folder / "f small.jpg", quality=85)
        captioned = saved.copy()
        bar = ImageDraw.Draw(captioned)
        bar.rectangle((0, saved.height - 60, saved.width, saved.height), fill=(20, 20, 20))
        bar.text((20, saved.height - 45), "Courier photo archive", fill="white")
        captioned.save(folder / "f caption.png")

    full = noisy(ImageOps.expand(written((700, 900), 30, 18), 70, 90), 7, 3)
    full.save(folder / "g full page.tif", compression="tiff_lzw")
    full.crop((70, 70, 770, 970)).save(folder / "g trimmed.jpg", quality=85)
    with audited(servers, folder) as said:
        yield said


@pytest.mark.parametrize(("original", "made", "is_known"), CASES)
def test_master(found: Audited, original: str, made: str, is_known: bool) -> None:
    said, altered = found.classes[original], found.classes[made]
    assert altered.name != "archival master", altered
    assert said.disposition != "quarantine"
    assert said.name not in ("derivative", "identical copy"), said
    if is_known and original in found.clusters:
        assert said.name == "archival master"


def test_a_screenshot_is_no_copy(found: Audited) -> None:
    assert not found.joined("a original.jpg", "a screenshot.png")
    assert ("a screenshot.png", "a original.jpg") in {(p.whole, p.part) for p in found.parts}
