"""Scans broken images: python tests/fuzz/fuzz_images.py [--count 2000] [--seed 1] [--keep DIR].

Each is a real image of the shared ones, or a made one, of any format, with a few faults. Every file
must come out of the scan as an image, as a problem or as another file, with a reason in words;
memory stays bounded. Exit code 1 where that does not hold. Runs outside CI: it takes minutes.
"""

import argparse
import io
import re
import resource
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.mutate import mutated
from lookalike.database import connect
from lookalike.scan.run import scan_folder
from pictures import textured
from servers import WAYS, Servers, temporary_folder

SHARED = Path(__file__).parents[3] / "shared" / "images"
LARGEST = 400_000  # bytes: larger files hold no other headers, and take long
# What an exception of Python looks like where nobody has put it into words.
UNWORDED = re.compile(r"^[A-Za-z]*(Error|Exception)\b")


def seeds() -> dict[str, list[bytes]]:
    """Files by their format."""
    found: dict[str, list[bytes]] = {}
    for path in sorted(SHARED.rglob("*")):
        if path.suffix and path.is_file() and path.stat().st_size <= LARGEST:
            found.setdefault(path.suffix.lower(), []).append(path.read_bytes())
    for suffix in (".csv", ".md", ".txt"):
        found.pop(suffix, None)
    for suffix, content in made().items():
        found.setdefault(suffix, []).append(content)
    return found


def made() -> dict[str, bytes]:
    """Kinds of files that the shared images lack."""
    picture, other = textured((96, 64), 1), textured((96, 64), 2)
    variants: dict[str, tuple[Image.Image, str, dict[str, object]]] = {
        ".pages.tif": (picture, "TIFF", {"save_all": True, "append_images": [other]}),
        ".lzw.tif": (picture, "TIFF", {"compression": "tiff_lzw"}),
        ".deep.png": (picture.convert("L").convert("I;16"), "PNG", {}),
        ".frames.webp": (picture, "WEBP", {"save_all": True, "append_images": [other]}),
        ".frames.png": (picture, "PNG", {"save_all": True, "append_images": [other]}),
        ".heic": (picture, "HEIF", {}),
        ".cmyk.jpg": (picture.convert("CMYK"), "JPEG", {}),
        ".progressive.jpg": (picture, "JPEG", {"progressive": True, "comment": "a" * 300}),
    }
    contents = {}
    for suffix, (image, form, options) in variants.items():
        buffer = io.BytesIO()
        image.save(buffer, form, **options)  # type: ignore[arg-type]
        contents[suffix] = buffer.getvalue()
    return contents


def fill(folder: Path, count: int, seed: int) -> None:
    """Write `count` broken files, as many of each format."""
    random = Random(seed)
    formats = seeds()
    everything = [content for contents in formats.values() for content in contents]
    suffixes = sorted(formats)
    for number in range(count):
        suffix = suffixes[number % len(suffixes)]
        content = mutated(random.choice(formats[suffix]), everything, random)
        (folder / f"{number:05}{suffix}").write_bytes(content)


def main() -> int:
    """Run, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the files that are at fault")
    options = parser.parse_args()
    with temporary_folder() as folder, temporary_folder() as programs:
        fill(folder, options.count, options.seed)
        servers = Servers(programs)
        started = time.monotonic()
        with (
            servers.database(WAYS[0], "archive") as url,
            connect(url) as connection,
        ):
            scan_folder(connection, folder, workers=2)
            seconds = time.monotonic() - started
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            images = connection.execute("SELECT path FROM lookalike_internal.image").fetchall()
            problems = connection.execute(
                "SELECT path, problem, message FROM lookalike_internal.scan_problem"
            ).fetchall()
        servers.stop()
        recorded = {path for path, *_ in (*images, *problems)}
        lost = {path.name for path in folder.iterdir()} - recorded
        unworded = {path: text for path, _, text in problems if UNWORDED.match(text)}
        kinds = Counter(problem for _, problem, _ in problems)
        print(f"{options.count} files of {len(seeds())} kinds, seed {options.seed}")
        print(f"{len(images)} images; {dict(kinds.most_common())}")
        print(f"{seconds:.0f} seconds, at most {peak:.0f} MiB in a worker")
        print(f"lost from the record: {sorted(lost)}")
        for path, text in sorted(unworded.items()):
            print(f"not in words: {path}: {text}")
        if options.keep:
            for name in (*lost, *unworded):
                shutil.copy(folder / name, options.keep / name)
        return 1 if lost or unworded else 0


if __name__ == "__main__":
    sys.exit(main())
