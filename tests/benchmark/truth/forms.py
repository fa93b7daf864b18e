"""Documents that share a form, clean and as two scans, proven pair by pair.

The forms are those of `lookalike evaluate`, filled in and dated from another seed and in another
type. The scans are of another scanner: it shows a margin beside the page, stretches it and is soft.
"""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from unittest import mock

from PIL import Image, ImageFilter, ImageFont, ImageOps

from benchmark.truth.report import Report
from lookalike.evaluate.forms import sheet
from lookalike.evaluate.forms.make import KINDS
from lookalike.evaluate.forms.rescan import rescan
from lookalike.picture.border import find_content
from lookalike.prove.pair import prove_pair
from lookalike.prove.source import Source, forget_pictures

NAMES = ("clean", "full", "half")
_TYPES = ("DejaVuSerif", "DejaVuSans", "LiberationSerif-Regular", "LiberationSans-Regular")
_ACCEPTED = "proven"


def measure_forms(
    folder: Path, seed: str, count: int, kinds: list[str], report: Report, pairs: int
) -> None:
    """Prove each scan with its clean document, and so many pairs of different documents a kind."""
    found: Counter[str] = Counter()
    for kind in kinds:
        of_kind: Counter[str] = Counter()
        begun = time.process_time()
        forget_pictures()
        sources = _make(folder, kind, count, seed)
        for number in range(count):
            for scan in NAMES[1:]:
                of_kind["scans"] += 1
                is_found = _is_accepted(sources[number, "clean"], sources[number, scan])
                of_kind["found"] += is_found
                if not is_found:
                    print(f"{kind} {number}: {scan} is not found", flush=True)
        for (one, this), (other, that) in _different(count, f"{seed} {kind}", pairs):
            of_kind["different"] += 1
            if _is_accepted(sources[one, this], sources[other, that]):
                of_kind["false"] += 1
                print(f"{kind}: {one} {this} and {other} {that} are accepted", flush=True)
        found.update(of_kind)
        report.share(f"{kind}: scans found", of_kind["found"], of_kind["scans"], 0.97)
        report.share(f"{kind}: different ones", of_kind["false"], of_kind["different"], 0, "most")
        report.value(f"{kind}: processor time", time.process_time() - begun, "s")
    report.share("scans of the same document found", found["found"], found["scans"], 0.97)
    report.share("different documents accepted", found["false"], found["different"], 0, "most")


def _different(count: int, seed: str, most: int) -> Iterator[tuple[tuple[int, str], ...]]:
    """Pairs of documents, each at most once, of any of their files; as many as are wanted."""
    rng = Random(seed)
    chosen = list(combinations(range(count), 2))
    rng.shuffle(chosen)
    for one, other in chosen[:most]:
        yield (one, rng.choice(NAMES)), (other, rng.choice(NAMES))


def _is_accepted(a: Source, b: Source) -> bool:
    """Whether a proof accepts two files; all ways of laying them on each other are tried."""
    proof = prove_pair(a, b, "cluster", 1.0)
    return proof is not None and proof.status == _ACCEPTED


def _make(folder: Path, kind: str, count: int, seed: str) -> dict[tuple[int, str], Source]:
    """Write the documents of a kind and their scans."""
    here = folder / kind
    here.mkdir(parents=True)
    sources = {}
    type_ = Random(f"{seed} {kind}").choice(_TYPES)
    fonts = {size: ImageFont.truetype(f"{type_}.ttf", size) for size in range(6, 120)}
    with mock.patch.object(sheet, "font", lambda size: fonts[max(round(size), 6)]):
        for number in range(count):
            form, own = Random(f"{seed} {kind}"), Random(f"{seed} {kind} {number}")
            clean = KINDS[kind](form, number, own)
            for name in NAMES:
                rng = Random(f"{seed} {kind} {number} {name}")
                path = here / f"{number:03} {name}{'.png' if name == 'clean' else '.jpg'}"
                picture = clean if name == "clean" else _scan(clean, rng, name == "half")
                picture.save(path, quality=rng.randint(70, 92))
                content = find_content(picture.convert("RGB"))
                sources[number, name] = Source(str(folder), f"{kind}/{path.name}", content)
    return sources


def _scan(document: Image.Image, rng: Random, is_half: bool) -> Image.Image:
    """The document on the glass of a scanner, which has a margin, stretches and is soft."""
    width, height = document.size
    size = round(width * rng.uniform(0.985, 1.015)), round(height * rng.uniform(0.985, 1.015))
    page = document.resize(size, Image.Resampling.BICUBIC)
    margins = tuple(rng.randint(0, 24) for _ in range(4))
    ground = rng.randint(200, 252)
    fill = ground if page.mode == "L" else (ground, ground, ground)
    on_glass = ImageOps.expand(page, margins, fill)
    return rescan(on_glass.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.7))), rng, is_half)
