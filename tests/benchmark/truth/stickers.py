"""Photographs with a sticker, a bar and a stamp, and each on a page of one layout."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from unittest import mock

from PIL import Image

from benchmark.truth.audits import audit
from benchmark.truth.report import Report
from lookalike.evaluate.composites import draw
from lookalike.evaluate.composites.make import FOLDER, Composite
from lookalike.evaluate.copies import Photographs
from lookalike.evaluate.results import Made
from lookalike.evaluate.score import File
from lookalike.picture.edits import Edit
from lookalike.picture.further_edits import FURTHER

_EDITS = tuple(edit for edit in FURTHER if edit.name in ("sticker", "black bar", "stamp"))
_PAGE = "printed page of one layout"


def measure_stickers(
    folder: Path, pictures: Iterator[Image.Image], seed: str, report: Report
) -> None:
    """Make the files, audit them, and count."""
    numbers = write_originals(folder, pictures, seed, _EDITS)
    (folder / FOLDER).mkdir()
    pages = []
    with mock.patch.object(draw, "_PAGE", seed):  # the text of another page
        for number in numbers:
            with Image.open(folder / f"{number:05}" / "00 original.jpg") as opened:
                page = draw.printed_page([opened.convert("RGB")], Random(f"{seed} {number}"))
            page.save(folder / FOLDER / f"{number:03} page.{'jpg' if number % 2 else 'png'}")
            pages.append(Composite(number, _PAGE, (number,)))
    files = [File(number, edit) for number in numbers for edit in range(len(_EDITS) + 1)]
    labels = {number: str(number) for number in numbers}
    made = Made(Photographs(labels, files, Counter()), [], pages)
    found = audit(folder, made, _EDITS)
    for row in found.results.score.edits:
        name = f"{row.edit.name}: in one cluster with the original"
        report.share(name, row.clustered, row.copies, 0.97)
        report.share(f"{row.edit.name}: an accepted pair with it", row.paired, row.copies)
    joined = sum(row.joined for row in found.results.composites)
    report.share("pages of one layout in a cluster", joined, len(pages), 0, "most")
    linked = sum(row.linked for row in found.results.composites)
    report.share("photographs linked with their page", linked, len(pages))
    report.share("clusters with two photographs", found.mixed, len(numbers), 0, "most")
    report.value("processor time of a file", found.seconds / (5 * len(numbers)), "s")


def write_originals(
    folder: Path, pictures: Iterator[Image.Image], seed: str, edits: tuple[Edit, ...]
) -> list[int]:
    """Write each picture as a JPEG, and its edits beside it; return their numbers."""
    numbers = []
    for number, picture in enumerate(pictures):
        here = folder / f"{number:05}"
        here.mkdir(parents=True)
        quality = Random(f"{seed} {number}").randint(85, 95)
        picture.save(here / "00 original.jpg", quality=quality)
        with Image.open(here / "00 original.jpg") as opened:
            shown = opened.convert("RGB")
        for place, edit in enumerate(edits, start=1):
            copy = here / f"{place:02} {edit.name}{edit.suffix}"
            copy.write_bytes(edit.make(shown, f"{seed} {number}"))
        numbers.append(number)
    return numbers
