"""Compare fingerprinting with bare Pillow decoding: same files, same workers, one run.

    python tests/benchmark/bench_fingerprint.py [FOLDER] [--workers N] [--rounds N] [--large N]

Prints images a second of both and their ratio, for the files of FOLDER (by default the
photographs in ../shared/images, or generated ones where these are not there), and for generated
JPEG files of 12 megapixels. The two take turns, so that a busy machine slows both alike; the
ratio is that of the medians. The target is 0.6.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lookalike.names import unescape_path
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import WorkerPool
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, WalkedFile
from lookalike.scan.walk import walk

TARGET = 0.6
PHOTOGRAPHS = Path(__file__).parents[2] / ".." / "shared" / "images" / "photographs"
LARGE = (4000, 3000)


def decode_file(root: Path, file: WalkedFile) -> bool:
    """What Pillow alone does: open the file and decode every pixel of it."""
    with Image.open(root / unescape_path(file.path).decode()) as image:
        image.load()
    return True


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="images to read")
    parser.add_argument("--workers", type=int, help="processes (default: all cores)")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each (default: 7)")
    parser.add_argument("--large", type=int, default=24, help="12-megapixel files (default: 24)")
    options = parser.parse_args()
    with (
        WorkerPool(options.workers, prepare=prepare_decoders) as pool,
        tempfile.TemporaryDirectory() as made,
        _folder(options.folder, Path(made)) as folder,
    ):
        _compare(pool, folder, str(options.folder or "photographs"), options.rounds)
        if options.large:
            large = Path(made) / "large"
            _make_large(folder, large, options.large)
            _compare(pool, large, "12-megapixel JPEG files", options.rounds)


def _compare(pool: WorkerPool, root: Path, label: str, rounds: int) -> None:
    files = [found for found in walk(root) if isinstance(found, WalkedFile)]
    # Both ways skip what is no image; and the first reading fills the system's file cache.
    results = dict(pool.map_unordered(partial(fingerprint_file, root), files))
    files = [file for file in files if isinstance(results[file], ScannedImage)]
    pixels = sum(r.width * r.height for r in results.values() if isinstance(r, ScannedImage))
    print(f"{label}: {len(files)} images, {pixels / 1e6 / len(files):.2f} megapixels on average")
    # A round of small files lasts a second or so, or its beginning and end would weigh too much.
    files *= max(1, 1500 // len(files)) if pixels < 1e8 else 1
    ways: dict[str, Callable[[WalkedFile], Any]] = {
        "bare Pillow decoding": partial(decode_file, root),
        "fingerprint_file": partial(fingerprint_file, root),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            done = sum(1 for _ in pool.map_unordered(way, files))
            rates[name].append(done / (time.perf_counter() - start))
    for name, found in rates.items():
        spread = f"{min(found):,.1f} to {max(found):,.1f}"
        print(f"  {name:22} {statistics.median(found):10,.1f} images/s   ({spread})")
    bare, ours = (statistics.median(found) for found in rates.values())
    print(f"  ratio {ours / bare:.3f} (target {TARGET})")


@contextmanager
def _folder(given: Path | None, made: Path) -> Iterator[Path]:
    if given is None and PHOTOGRAPHS.is_dir():
        given = PHOTOGRAPHS
    if given is None:
        given = made / "photographs"
        given.mkdir()
        for number, picture in enumerate(_samples()):
            for part in range(20):  # different cuts of each, at the size of a preview
                cut = picture.crop((part * 4, part * 3, picture.width, picture.height))
                cut.resize((481, 321)).save(given / f"{number}-{part}.jpg", quality=85)
    yield given


def _samples() -> Iterator[Image.Image]:
    from skimage import data

    for name in ("astronaut", "chelsea", "coffee", "rocket"):
        yield Image.fromarray(getattr(data, name)())


def _make_large(folder: Path, target: Path, count: int) -> None:
    """Enlarge photographs to 12 megapixels, with the grain and file size of a camera's."""
    target.mkdir()
    grain = np.random.default_rng(0)
    sources = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    for number, source in enumerate((sources * count)[:count]):
        with Image.open(source) as image:
            picture = np.asarray(image.convert("RGB").resize(LARGE, Image.Resampling.BICUBIC))
        noisy = picture + grain.normal(0, 6, (*picture.shape[:2], 1))
        smooth = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
        smooth.save(target / f"{number:03}.jpg", quality=90)


if __name__ == "__main__":
    main()
