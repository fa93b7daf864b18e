"""Sheets, album pages, web pages and film strips, and the photographs on them.

Two strips and two spreads share half of their photographs: neither is a copy of the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from PIL import Image, ImageOps

from benchmark.truth.audits import audit
from benchmark.truth.report import Report
from benchmark.truth.stickers import write_originals
from lookalike.evaluate.composites.make import FOLDER, KINDS, Composite
from lookalike.evaluate.copies import Photographs
from lookalike.evaluate.results import Made
from lookalike.evaluate.score import File
from lookalike.picture.border import find_content
from lookalike.prove.pair import prove_pair
from lookalike.prove.source import Source

_OF_A_PAGE = "printed page of one layout"  # these are measured with stickers
_STRIP, _SPREAD = "film strip", "spread"


def strip(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """Frames side by side on black film with holes along both edges."""
    height = rng.randint(220, 320)
    frames = [ImageOps.fit(one, (round(height * 1.45), height)) for one in photographs]
    gap, edge = height // 14, height // 6
    width = sum(frame.width + gap for frame in frames) + gap
    film = Image.new("RGB", (width, height + 2 * edge), (12, 11, 10))
    for x in range(edge // 3, width - edge // 3, edge):
        for y in (edge // 3, height + edge + edge // 3):
            film.paste((235, 235, 230), (x, y, x + edge // 2, y + edge // 3))
    x = gap
    for frame in frames:
        film.paste(frame, (x, edge))
        x += frame.width + gap
    return film


def spread(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """Photographs in rows of two, without a word, on paper."""
    side = rng.randint(420, 520)
    frames = [ImageOps.fit(one, (side, round(side * 0.7))) for one in photographs]
    rows = -(-len(frames) // 2)
    paper = tuple([rng.randint(225, 250)] * 3)
    sheet = Image.new("RGB", (2 * side + 90, rows * (round(side * 0.7) + 30) + 30), paper)
    for number, frame in enumerate(frames):
        place = 30 + number % 2 * (side + 30), 30 + number // 2 * (frame.height + 30)
        sheet.paste(frame, place)
    return sheet


def measure_composites(
    folder: Path, pictures: Iterator[Image.Image], seed: str, report: Report
) -> None:
    """Lay each photograph on one sheet, and on two strips or spreads; audit and count."""
    numbers = write_originals(folder, pictures, seed, ())
    (folder / FOLDER).mkdir()
    made: list[Composite] = []

    def lay(kind: str, chosen: Sequence[int], how: object, suffix: str = ".jpg") -> None:
        photographs = []
        for number in chosen:
            with Image.open(folder / f"{number:05}" / "00 original.jpg") as opened:
                photographs.append(opened.convert("RGB"))
        rng = Random(f"{seed} {len(made)}")
        path = folder / FOLDER / f"{len(made):03} {kind}{suffix}"
        how(photographs, rng).save(path, quality=rng.randint(80, 92))  # type: ignore[operator]
        made.append(Composite(len(made), kind, tuple(chosen)))

    left = list(numbers)
    kinds = [kind for kind in KINDS if kind.name != _OF_A_PAGE]
    while len(left) >= max(kind.parts for kind in kinds):
        kind = kinds[len(made) % len(kinds)]
        lay(kind.name, left[: kind.parts], kind.draw, kind.suffix)
        del left[: kind.parts]
    for start in range(0, len(numbers) - 5, 6):
        kind, how = ((_STRIP, strip), (_SPREAD, spread))[start // 6 % 2]
        lay(kind, numbers[start : start + 4], how)
        lay(kind, numbers[start + 2 : start + 6], how)
    labels = {number: str(number) for number in numbers}
    files = [File(number, 0) for number in numbers]
    found = audit(folder, Made(Photographs(labels, files, Counter()), [], made), ())
    scores = found.results.composites
    for row in scores:
        report.share(f"{row.kind}: parts linked", row.linked, row.parts, 0.9)
    parts = sum(row.parts for row in scores)
    report.share("all parts linked", sum(row.linked for row in scores), parts, 0.9)
    report.share("false links", sum(row.wrong for row in scores), parts, 0, "most")
    joined = sum(row.joined for row in scores)
    report.share("composites in a cluster", joined, len(made), 0, "most")
    report.share("clusters with two photographs", found.mixed, len(numbers), 0, "most")
    report.value("processor time", found.seconds, "s")


def measure_overlaps(
    folder: Path, pictures: Iterator[Image.Image], seed: str, report: Report
) -> None:
    """Prove pairs of strips and spreads that share half of their photographs, and their copies."""
    shown = list(pictures)
    accepted = found = made = 0
    for start in range(0, len(shown) - 5, 6):
        rng = Random(f"{seed} {start}")
        how = (strip, spread)[start // 6 % 2]
        style = rng.random()
        first = how(shown[start : start + 4], Random(style))
        second = how(shown[start + 2 : start + 6], Random(style))
        small = first.resize((first.width * 2 // 3, first.height * 2 // 3))
        sources = []
        for name, picture in (("a", first), ("b", second), ("copy", small)):
            path = folder / f"{start} {name}.jpg"
            picture.save(path, quality=rng.randint(70, 92))
            sources.append(Source(str(folder), path.name, find_content(picture)))
        proof = prove_pair(sources[0], sources[1], "cluster", 1.0)
        if proof is not None and proof.status in ("proven", "part of"):
            accepted += 1
            print(f"{start}: {how.__name__}s that overlap: {proof.status}", flush=True)
        proof = prove_pair(sources[0], sources[2], "cluster", 1.0)
        found += proof is not None and proof.status == "proven"
        made += 1
    report.share("composites that overlap by half, accepted", accepted, made, 0, "most")
    report.share("smaller copies of these found", found, made, 0.97)
