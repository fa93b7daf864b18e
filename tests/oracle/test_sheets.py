"""Photographs are part of the sheets and pages that show them, and copies of none."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from audited import Audited, audited
from lookalike.evaluate.forms.pages import made_up_photograph
from servers import Servers

# By name of the sheet: columns, rows, size of a frame, and ground.
SHEETS = {
    "sheet of 6.jpg": (3, 2, (300, 200), (18, 18, 18)),
    "sheet of 12.jpg": (4, 3, (240, 160), (250, 250, 248)),
}
PAGES = ("page 0.png", "page 1.png")


def frames(sheet: str) -> list[str]:
    columns, rows, _, _ = SHEETS[sheet]
    return [f"{sheet.removesuffix('.jpg')} {n:02}.jpg" for n in range(columns * rows)]


@pytest.fixture(scope="module")
def found(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder: Path = tmp_path_factory.mktemp("sheets") / "archive"
    folder.mkdir()
    for name, (columns, rows, (width, height), ground) in SHEETS.items():
        sheet = Image.new("RGB", (20 + columns * (width + 20), 20 + rows * (height + 20)), ground)
        for number, frame in enumerate(frames(name)):
            picture = made_up_photograph(Random(frame), 600, 400)
            picture.save(folder / frame, quality=92)
            place = (20 + number % columns * (width + 20), 20 + number // columns * (height + 20))
            sheet.paste(picture.resize((width, height), Image.Resampling.LANCZOS), place)
        sheet.save(folder / name, quality=88)
    for number, name in enumerate(PAGES):
        picture = made_up_photograph(Random(name), 800, 600)
        picture.save(folder / f"photograph {number}.jpg", quality=92)
        page = Image.new("RGB", (900, 1200), (246, 243, 235))
        page.paste(ImageOps.contain(picture, (780, 585)), (60, 120))
        draw = ImageDraw.Draw(page)
        draw.text((60, 40), "THE ILLUSTRATED WEEKLY", font=ImageFont.load_default(40), fill=20)
        for line in range(18):
            text = f"{line * 7 % 23} words of one article that is on every page, line {line}"
            draw.text((60, 760 + 23 * line), text, font=ImageFont.load_default(17), fill=20)
        page.save(folder / name)
    with audited(servers, folder) as said:
        yield said


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_frame_is_part_of_its_sheet(found: Audited, sheet: str) -> None:
    assert {p.part for p in found.parts if p.whole == sheet} == set(frames(sheet))


def test_photographs_on_pages_of_one_layout(found: Audited) -> None:
    for number, page in enumerate(PAGES):
        assert {p.part for p in found.parts if p.whole == page} == {f"photograph {number}.jpg"}
    assert not found.joined(*PAGES)


def test_nothing_is_redundant(found: Audited) -> None:
    assert not found.clusters
    assert not found.set_aside()
    assert not {
        path
        for path, said in found.classes.items()
        if said.name in ("derivative", "identical copy")
    }
