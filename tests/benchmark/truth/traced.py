"""The lineage of one set of files, found as the stage finds it, but without an archive."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from lookalike.evaluate.copies import read_name
from lookalike.evaluate.lineage import LineageScore, Link, score_lineage
from lookalike.evaluate.score import File as Made
from lookalike.lineage.run import Cluster, File, trace_files
from lookalike.picture.edits import Edit

_LOSSLESS = (".png", ".tif")


@dataclass(frozen=True)
class TracedSet:
    """What lineage says of a set, in processor seconds."""

    score: LineageScore
    seconds: float
    root: str
    is_certain: bool
    why: str
    wrong: tuple[str, ...]  # copies with a wrong parent, each with the parent


def trace_set(folder: Path, paths: Sequence[Path], edits: Sequence[Edit]) -> TracedSet:
    """Trace the files of one set as one cluster."""
    files = _files(folder, paths)
    names = {file.image_id: file.path for file in files}
    begun = time.process_time()
    found = trace_files(Cluster(0, tuple(files)))
    seconds = time.process_time() - begun
    links = [
        Link(
            read_name(names[one]),
            None if parent is None else read_name(names[parent]),
            parent is None,
            parent is None and found.is_certain,
        )
        for one, parent in found.parents.items()
    ]
    made = [read_name(file.path) for file in files]
    clusters = dict.fromkeys(made, 0)
    score = score_lineage(edits, made, clusters, links, {})
    wrong = []
    for link in links:
        one = score_lineage(edits, [made[0], link.file], clusters, [link], {})
        if link.parent is not None and not made[0].edit and not one.total("parents"):
            wrong.append(f"{_name(edits, link.file)} < {_name(edits, link.parent)}")
    root = found.root
    return TracedSet(
        score, seconds, names[root], found.is_certain, found.origins[root].evidence, tuple(wrong)
    )


def _name(edits: Sequence[Edit], file: Made) -> str:
    return edits[file.edit - 1].name if file.edit else "original"


def _files(folder: Path, paths: Sequence[Path]) -> list[File]:
    """The files as the archive gives them: a lossy file stands for a lossless one with its pixels.

    As no collection is declared, and no file is dated, the path decides among others.
    """
    ordered = sorted(paths, key=lambda path: (path.suffix in _LOSSLESS, path))
    seen: set[bytes] = set()
    files = []
    for path in ordered:
        with Image.open(path) as opened:
            pixels = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
        digest = hashlib.sha256(str(pixels.shape).encode() + pixels.tobytes()).digest()
        name = str(path.relative_to(folder))
        number = int(path.name[:2])
        files.append(File(number, str(folder), name, digest, digest not in seen))
        seen.add(digest)
    return sorted(files, key=lambda file: file.image_id)
