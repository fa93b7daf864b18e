"""Composites that share pictures are no copies of each other; a copy of a composite is one."""

import random
from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from lookalike.prove.proof import Proof, prove
from prove.series import photograph, seen

NAMES = ("astronaut", "chelsea", "coffee", "immunohistochemistry", "rocket", "coins", "camera")
OTHERS = ("gravel", "hubble_deep_field", "moon")


def found(one: Image.Image, other: Image.Image) -> Proof:
    proof = prove(seen(one), seen(other), "detail", 0.8)
    assert proof is not None
    return proof


def fitted(name: str, size: tuple[int, int]) -> Image.Image:
    return ImageOps.fit(photograph(name), size, Image.Resampling.LANCZOS)


def sheet(names: Sequence[str], columns: int = 3, gap: int = 16, ground: int = 245) -> Image.Image:
    rows = -(-len(names) // columns)
    size = (columns * (300 + gap) + gap, rows * (200 + gap) + gap)
    page = Image.new("RGB", size, (ground,) * 3)
    for number, name in enumerate(names):
        place = (gap + number % columns * (300 + gap), gap + number // columns * (200 + gap))
        page.paste(fitted(name, (300, 200)), place)
    return page


def film(names: Sequence[str]) -> Image.Image:
    strip = Image.new("RGB", (20 + 320 * len(names), 300), (10, 10, 10))
    draw = ImageDraw.Draw(strip)
    for x in range(10, strip.width, 48):
        draw.rectangle((x, 10, x + 24, 30), fill="white")
        draw.rectangle((x, 270, x + 24, 290), fill="white")
    for number, name in enumerate(names):
        strip.paste(fitted(name, (300, 220)), (20 + 320 * number, 40))
    return strip


def frames(names: Sequence[str], gap: int, edge: int) -> Image.Image:
    """A strip of film with the frames, the gaps and nearly the ground of a row of a dark sheet."""
    row = sheet(names, columns=len(names), gap=gap, ground=10)
    strip = ImageOps.expand(row, (0, edge), (10, 10, 10))
    draw = ImageDraw.Draw(strip)
    for x in range(10, strip.width, 40):
        for y in (8, strip.height - edge // 2 - 15):
            draw.rectangle((x, y, x + 18, y + edge // 2 + 6), fill="white")
    return strip


def triptych(names: Sequence[str]) -> Image.Image:
    return sheet(names, gap=0)


def album(names: Sequence[str]) -> Image.Image:
    """Prints with a white rim, each askew, on brown paper."""
    page, chance = Image.new("RGB", (1300, 1000), (225, 214, 190)), random.Random(str(names))
    for number, name in enumerate(names):
        framed = ImageOps.expand(fitted(name, (480, 340)), 10, "white").convert("RGBA")
        tilted = framed.rotate(chance.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True)
        page.paste(tilted, (60 + number % 2 * 640, 60 + number // 2 * 480), tilted)
    return page


def spread(names: Sequence[str]) -> Image.Image:
    """Two pages side by side, a photograph and words on each."""
    pages = Image.new("RGB", (1600, 1000), (250, 248, 243))
    draw = ImageDraw.Draw(pages)
    for number, name in enumerate(names):
        x, chance = 60 + 800 * number, random.Random(name)
        pages.paste(fitted(name, (680, 440)), (x, 60))
        for line in range(12):
            words = " ".join("".join(chance.choices("etaoinsh", k=6)) for _ in range(9))
            draw.text((x, 540 + 34 * line), words, font=ImageFont.load_default(20), fill=20)
    return pages


def calendar(names: Sequence[str]) -> Image.Image:
    """A picture and the days of a month, whose name comes second."""
    page = Image.new("RGB", (900, 1200), "white")
    page.paste(fitted(names[0], (860, 580)), (20, 20))
    draw = ImageDraw.Draw(page)
    draw.text((330, 620), names[1], font=ImageFont.load_default(48), fill="black")
    for day in range(31):
        at = day + len(names[1]) % 7
        place = (80 + 120 * (at % 7), 720 + 85 * (at // 7))
        draw.text(place, str(day + 1), font=ImageFont.load_default(30), fill="black")
    return page


SHARED = [
    (sheet, NAMES[:6], (*NAMES[:5], "camera")),  # one picture is another
    (sheet, NAMES[:6], (*NAMES[:4], *OTHERS[:2])),
    (sheet, NAMES[:6], (*NAMES[3:6], *OTHERS)),  # the second row is the first one
    (film, NAMES[:5], (*NAMES[:4], "camera")),
    (film, NAMES[:5], (*NAMES[2:5], *OTHERS[:2])),  # the strip goes on
    (triptych, NAMES[:3], (*NAMES[:2], "coins")),
    (triptych, NAMES[:3], (*NAMES[1:3], "coins")),
    (album, NAMES[:4], (*NAMES[:3], "coins")),
    (album, NAMES[:4], (*NAMES[2:4], "coins", "moon")),
    (spread, NAMES[:2], NAMES[1:3]),
    (calendar, ("coffee", "January"), ("coffee", "September")),
]


@pytest.mark.parametrize(("make", "one", "other"), SHARED)
def test_shared_pictures_make_no_copy(make, one, other) -> None:  # type: ignore[no-untyped-def]
    assert found(make(one), make(other)).status == "not proven"


def labelled(picture: Image.Image) -> Image.Image:
    """A label over parts of two pictures."""
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    w, h = picture.size
    draw.rectangle((w * 0.2, h * 0.2, w * 0.5, h * 0.5), fill=(230, 200, 30))
    draw.text((w * 0.25, h * 0.3), "LOT 12", font=ImageFont.load_default(h / 12), fill="black")
    return marked


@pytest.mark.parametrize("make", [sheet, film, album])
def test_a_composite_with_a_label_is_a_copy(make) -> None:  # type: ignore[no-untyped-def]
    whole = make(NAMES[:4])
    proof = found(whole, labelled(whole))
    assert (proof.status, "edited" in proof.relations) == ("proven", True)


def test_a_smaller_composite_with_a_caption_is_a_copy() -> None:
    whole = sheet(NAMES[:6])
    copy = ImageOps.expand(whole.resize((600, 273)), (0, 0, 0, 30), "white")
    ImageDraw.Draw(copy).text((10, 278), "Estate of A. Novak", fill="black")
    assert found(whole, copy).status == "proven"


def test_a_page_with_a_picture_is_no_part_of_a_sheet_with_that_picture() -> None:
    page = calendar(("coffee", "May"))
    assert found(page, sheet(("chelsea", "rocket", "coins", "coffee"), columns=2)).status not in (
        "proven",
        "part of",
    )


@pytest.mark.parametrize(("gap", "edge"), [(8, 20), (14, 20), (20, 14), (20, 26)])
def test_a_strip_is_no_crop_of_a_sheet_that_shows_its_frames_in_a_row(gap: int, edge: int) -> None:
    first, row = ("coins", "camera", *OTHERS, "immunohistochemistry"), NAMES[:3] + NAMES[4:5]
    dark = sheet((*first, *row, *OTHERS, "camera", "coins"), columns=5, gap=gap, ground=16)
    assert found(frames(row, gap, edge), dark).status != "proven"
    # A crop of that sheet has its ground, also with a label.
    crop = dark.crop((150, 60, dark.width - 100, dark.height))
    ImageDraw.Draw(crop).rectangle((300, 250, 620, 330), fill="white")
    assert found(crop, dark).status == "proven"
