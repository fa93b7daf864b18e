"""Time each stage of an audit of a folder, in an archive of its own: python bench_audit.py FOLDER

With --make N FOLDER, first fills the folder with N pictures made of real photographs (by default
those beside the repository): three quarters are double exposures of two photographs,
each turned a little and cut, and a quarter are edited copies of these, as lookalike evaluate makes
them. Double exposures of the same photograph resemble each other, so there is much to refuse.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from lookalike import stages
from lookalike.database import connect, open_target
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder

_SIZE = (640, 427)
_BOXES = 50  # subfolders


def make_picture(number: int, count: int, folder: Path, photographs: list[Path]) -> None:
    """Write picture `number`, and an edited copy if it is among the first third."""
    rng = random.Random(number)
    first, second = (_part(rng, path) for path in rng.sample(photographs, 2))
    picture = Image.blend(first, second, rng.uniform(0.35, 0.65))
    box = folder / f"{number % _BOXES:02}"
    box.mkdir(parents=True, exist_ok=True)
    picture.save(box / f"{number:06}.jpg", quality=90)
    if number < count // 4:
        edit = EDITS[number % len(EDITS)]
        copy = box / f"{number:06} {edit.name}{edit.suffix}"
        copy.write_bytes(edit.make(picture, str(number)))


def _part(rng: random.Random, path: Path) -> Image.Image:
    with Image.open(path) as opened:
        turned = opened.convert("RGB").rotate(rng.uniform(-15, 15), Image.Resampling.BICUBIC)
    share = rng.uniform(0.6, 0.85)
    width, height = int(turned.width * share), int(turned.height * share)
    left, top = rng.randint(0, turned.width - width), rng.randint(0, turned.height - height)
    cut = turned.crop((left, top, left + width, top + height)).resize(_SIZE)
    return ImageOps.mirror(cut) if rng.random() < 0.5 else cut


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--make", type=int, metavar="N")
    beside = Path(__file__).parents[3] / "shared/images/photographs"
    parser.add_argument("--photographs", type=Path, default=beside)
    options = parser.parse_args()
    if options.make:
        photographs = sorted(options.photographs.iterdir())
        make = partial(
            make_picture, count=options.make, folder=options.folder, photographs=photographs
        )
        with ProcessPoolExecutor() as pool:
            list(pool.map(make, range(options.make * 3 // 4), chunksize=50))

    with (
        tempfile.TemporaryDirectory() as data,
        open_target(None, Path(data)) as target,
        connect(target.url) as connection,
    ):
        work: list[tuple[str, Callable[[], object]]] = [
            ("scan", lambda: scan_folder(connection, options.folder).counts),
            ("encode", lambda: stages.encode(connection)),
            ("match", lambda: stages.match(connection)),
            ("prove", lambda: stages.prove_and_embed(connection)),
            ("cluster", lambda: stages.cluster(connection)),
            ("classify", lambda: stages.classify(connection)),
        ]
        total = 0.0
        print("| stage | seconds | what it found |\n|---|---|---|")
        for name, run in work:
            begun = time.monotonic()
            found = run()
            seconds = time.monotonic() - begun
            total += seconds
            print(f"| {name} | {seconds:.1f} | {found} |", flush=True)
        print(f"| **all** | {total:.1f} | |")


if __name__ == "__main__":
    main()
