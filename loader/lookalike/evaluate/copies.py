"""Makes the files that detection is measured on: an original of each photograph, and its copies.

Below the folder lies "00012/00 original.jpg", the photograph numbered 12 as JPEG, in sRGB and
upright, and beside it "01 jpeg-quality-30.jpg", that file after the first edit, and so on. Of some
photographs only the copies stay, to see what is said where the original is missing.
"""

import hashlib
import io
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from lookalike.console import progress
from lookalike.errors import LookalikeError
from lookalike.evaluate.disk import cannot_write
from lookalike.evaluate.sample import SMALLEST, Source
from lookalike.evaluate.score import File
from lookalike.picture.edits import EDITS, Edit
from lookalike.picture.further_edits import FURTHER
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import read_reduced
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool
from lookalike.prove import tones

LONGEST = 1600  # pixels of the longer side of an original
QUALITY = 92  # of its JPEG
ALL_EDITS = EDITS + FURTHER

Reason = Literal["not readable", "too small", "the same as another"]


@dataclass(frozen=True, slots=True)
class Made:
    """The files of one photograph: the digest of its original, and the numbers of its edits."""

    digest: str
    edits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotMade:
    """Why there are no files of a photograph; `disk` says why nothing can be written at all."""

    reason: Reason
    disk: str | None = None


@dataclass(frozen=True, slots=True)
class Photographs:
    """All that was made: who the photographs are, the files, and how many sources were no use."""

    labels: dict[int, str]  # by the number of the photograph
    files: list[File]
    skipped: Counter[Reason]
    missing: frozenset[int] = frozenset()  # photographs without their original

    @property
    def whole(self) -> list[int]:
        """The photographs whose original is there."""
        return sorted(self.labels.keys() - self.missing)


def make_copies(
    sources: Sequence[Source],
    sample: int,
    folder: Path,
    edits: Sequence[Edit] = ALL_EDITS,
    workers: int | None = None,
    missing: int = 0,
) -> Photographs:
    """Make the files of the first `sample` of `sources` that are of use, on all cores.

    Of up to `missing` further photographs only the copies are made that differ from the original.
    Memory does not grow with the sample. Raises LookalikeError where fewer than two are of use, or
    where `folder` cannot be written to.
    """
    wanted = sample + missing
    lost: set[int] = set()
    labels: dict[int, str] = {}
    files: list[File] = []
    skipped: Counter[Reason] = Counter()
    digests: set[str] = set()
    job = partial(_make, folder, tuple(edit.name for edit in edits))
    items = enumerate(sources)
    with (
        WorkerPool(workers, prepare=prepare_decoders, chunk_size=1, writable=[folder]) as pool,
        progress("edit", wanted, "photographs") as meter,
    ):
        # In rounds, so that it does not depend on who is quicker which sources are taken.
        while len(labels) < wanted and (batch := list(islice(items, wanted - len(labels)))):
            results: dict[int, Made | NotMade] = {}
            for (number, _), made in pool.map_unordered(job, batch):
                if isinstance(made, NotMade) and made.disk:
                    raise cannot_write(made.disk)
                results[number] = NotMade("not readable") if isinstance(made, Failure) else made
                meter.advance(isinstance(made, Made))
            for number, made in sorted(results.items()):
                if isinstance(made, Made) and made.digest in digests:
                    made = NotMade("the same as another")
                if isinstance(made, NotMade):
                    skipped[made.reason] += 1
                    shutil.rmtree(folder / _folder_name(number), ignore_errors=True)
                    continue
                digests.add(made.digest)
                there = [0, *made.edits]
                if len(labels) >= sample:
                    lost.add(number)
                    there = _lose(folder, number, there, edits)
                labels[number] = sources[number].label
                files.extend(File(number, edit) for edit in there)
    if len(labels) < 2:
        raise _too_few(len(labels), skipped)
    return Photographs(labels, files, skipped, frozenset(lost))


def read_name(path: str) -> File:
    """The file that a path below the folder names."""
    folder, name = path.split("/")
    return File(int(folder), int(name.partition(" ")[0]))


def _make(folder: Path, edits: tuple[str, ...], item: tuple[int, Source]) -> Made | NotMade:
    """Make all files of one photograph; in a worker, which is given edits by their names."""
    number, source = item
    try:
        picture, width, height = read_reduced(source.root, source.path, LONGEST)
    except BadImage:
        return NotMade("not readable")
    if min(width, height) < SMALLEST:
        return NotMade("too small")
    original = _saved(picture)
    seed = hashlib.sha256(original).hexdigest()
    here = folder / _folder_name(number)
    with Image.open(io.BytesIO(original)) as opened:
        opened.load()
        shown = opened.convert("RGB")
    is_coloured = has_colour(shown)
    by_name = {edit.name: edit for edit in ALL_EDITS}
    parents = {by_name[name].of for name in edits}
    pictures = {"": shown}  # what copies are made of, by the name of the edit
    made = []
    try:
        here.mkdir()
        (here / "00 original.jpg").write_bytes(original)
        for place, name in enumerate(edits, start=1):
            edit = by_name[name]
            if edit.of not in pictures or (edit.colour_only and not is_coloured):
                continue
            copy = edit.make(pictures[edit.of], seed)
            (here / _file_name(place, edit)).write_bytes(copy)
            made.append(place)
            if name in parents:
                with Image.open(io.BytesIO(copy)) as opened:
                    pictures[name] = opened.convert("RGB")
    except OSError as error:
        return NotMade("not readable", disk=error.strerror or str(error))
    return Made(seed, tuple(made))


def _lose(folder: Path, number: int, there: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """Remove the original of a photograph and what has its pixels; the edits that stay."""
    same = (n for n, edit in enumerate(edits, start=1) if edit.keeps_pixels and not edit.of)
    gone = {0, *same}
    for place in gone.intersection(there):
        for path in (folder / _folder_name(number)).glob(f"{place:02} *"):
            path.unlink()
    return [place for place in there if place not in gone]


def _saved(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    # Without what its file said of it: a colour profile has been applied, a thumbnail is stale.
    Image.fromarray(np.asarray(picture)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def has_colour(picture: Image.Image) -> bool:
    """Whether an RGB picture has colours, as proofs tell it of the pixels they compare."""
    small = np.asarray(picture.resize((128, 128), Image.Resampling.BOX), np.float32)
    return tones.has_colour(small.reshape(-1, 3))


def _folder_name(number: int) -> str:
    return f"{number:05}"


def _file_name(place: int, edit: Edit) -> str:
    name = re.sub("[^a-z0-9]+", "-", edit.name.lower()).strip("-")
    return f"{place:02} {name}{edit.suffix}"


def _too_few(usable: int, skipped: Counter[Reason]) -> LookalikeError:
    reasons = ", ".join(f"{n:,} {reason}" for reason, n in sorted(skipped.items()))
    return LookalikeError(
        f"an evaluation needs at least two different pictures, and there are {usable}",
        detail=(f"Not of use: {reasons}." if reasons else "No other files were found.")
        + f" A picture has to be at least {SMALLEST} pixels wide and high.",
        hint="Name folders that hold photographs: lookalike evaluate PATH",
    )
