"""Fit the projection of EfficientNet-Lite0 that is part of the package, and measure it.

    python tests/benchmark/fit_projection.py [--photographs DIR ...] --output FILE

Photographs are edited in all the ways of lookalike.picture.edits. The first 250 of --measured are
what the figures are of; the projection is fitted to the others that there are in --photographs
and those that scikit-image brings along. Takes about five minutes on one core, and 2 GB of memory.
"""

import argparse
import hashlib
import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from lookalike.embed import Embedder, Projection, default_model, fit_projection
from lookalike.picture.colour import plain_picture
from lookalike.picture.decode import upright
from lookalike.picture.edits import EDITS

Vectors = NDArray[np.float32]

_IMAGES = Path(__file__).parents[3] / "shared" / "images"
_FITTED = (_IMAGES / "photographs", _IMAGES / "distinct", _IMAGES / "archive" / "preview")
_MEASURED = _IMAGES / "photographs"
# Of scikit-image; the other files are drawings, masks and a second view of one scene.
_BUNDLED = frozenset(
    (
        *("astronaut", "brick", "camera", "cell", "chelsea", "clock_motion", "coffee", "coins"),
        *("grass", "gravel", "hubble_deep_field", "ihc", "moon", "motorcycle_left", "page"),
        *("retina", "rocket", "text"),
    )
)


@dataclass(frozen=True)
class Copies:
    """Unit vectors (n, d) of photographs and their edited copies."""

    vectors: Vectors
    photograph: NDArray[np.int64]  # (n,)
    edit: NDArray[np.int64]  # (n,); 0 the original, i the edit EDITS[i - 1]

    @property
    def originals(self) -> Vectors:
        found: Vectors = self.vectors[self.edit == 0]
        return found

    def part(self, chosen: NDArray[np.bool_]) -> "Copies":
        """Some whole photographs, numbered anew."""
        numbers = np.unique(self.photograph[chosen], return_inverse=True)[1]
        return Copies(self.vectors[chosen], numbers, self.edit[chosen])


def main() -> None:
    """Fit, write and measure, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--photographs", type=Path, nargs="+", default=_FITTED, metavar="DIR")
    parser.add_argument("--measured", type=Path, default=_MEASURED, metavar="DIR")
    parser.add_argument("--measured-count", type=int, default=250, metavar="N")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the raw vectors here")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args()

    measured_files = files_in([options.measured])[: options.measured_count]
    seen = {digest for path in measured_files if (digest := pixel_digest(path))}
    fitted_files = []
    for path in files_in(options.photographs) + bundled_files():
        digest = pixel_digest(path)
        if digest and digest not in seen:
            seen.add(digest)
            fitted_files.append(path)
    print(f"{len(fitted_files)} photographs to fit, {len(measured_files)} to measure\n", flush=True)

    fitted = embed_copies(fitted_files, options.processes, options.keep, "fitted")
    measured = embed_copies(measured_files, options.processes, options.keep, "measured")
    projection = fit_projection(fitted.vectors, fitted.photograph)
    content = projection.to_bytes()
    options.output.write_bytes(content)
    print(f"{options.output.name}: {len(content):,} bytes, digest {projection.digest()}\n")
    report(fitted, measured, Projection.from_bytes(content))


def files_in(folders: list[Path]) -> list[Path]:
    """The files under these folders, in the order of their paths."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def bundled_files() -> list[Path]:
    """The photographs inside the package scikit-image."""
    folder = Path(skimage.data.__file__).parent
    return sorted(path for path in folder.iterdir() if path.stem in _BUNDLED)


def picture_of(path: Path) -> Image.Image:
    """Decode a file; raises an OSError or SyntaxError if it cannot be."""
    with Image.open(path) as picture:
        picture.load()
        return plain_picture(upright(picture)).convert("RGB")


def pixel_digest(path: Path) -> str | None:
    """The digest of a picture's pixels; None if it does not open."""
    try:
        picture = picture_of(path)
    except (OSError, SyntaxError):
        return None
    return hashlib.sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest()


def embed_copies(files: list[Path], processes: int, keep: Path | None, name: str) -> Copies:
    """Embed each photograph and its edited copies, or take what was kept of an earlier run."""
    kept = keep / f"{name}.npy" if keep else None
    if kept and kept.is_file():
        vectors = np.load(kept, allow_pickle=False)
    else:
        with ProcessPoolExecutor(processes) as pool:
            vectors = np.concatenate(list(pool.map(_embed_one, enumerate(files))))
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.save(kept, vectors)
    count = len(EDITS) + 1
    if len(vectors) != len(files) * count:
        raise SystemExit(f"{kept} is of other photographs")
    numbers = np.arange(len(vectors))
    return Copies(vectors, numbers // count, numbers % count)


def _embed_one(numbered: tuple[int, Path]) -> Vectors:
    number, path = numbered
    picture = picture_of(path)
    original = io.BytesIO()
    picture.save(original, "JPEG", quality=92)
    files = [original.getvalue(), *(edit.make(picture, f"{number:04}") for edit in EDITS)]
    pictures = [upright(Image.open(io.BytesIO(content))) for content in files]
    return _embedder().embed(pictures, raw=True)


@cache
def _embedder() -> Embedder:
    return Embedder(default_model(projected=False))


# --- what it is worth

_RATES = (1e-3, 1e-4, 1e-5)  # of pairs of different photographs that score higher
_SIMILARITIES = (0.45, 0.5, 0.55, 0.6, 0.65)
_NEIGHBOURS = 8
_BACKGROUND = 1000  # pictures at most
_HIGHEST = 3  # that a picture is normalised by
_POSSIBLE_COPY = 0.9


class Scores:
    """The similarities of the measured files: of each copy to its original, and of strangers."""

    def __init__(self, measured: Copies, vectors: Vectors, bias: Vectors | None = None) -> None:
        """`bias` (n,) is what half of is taken off for either file of a pair."""
        every = vectors @ vectors.T
        if bias is not None:
            every -= (bias[:, np.newaxis] + bias) / 2
        photograph = measured.photograph
        originals = np.flatnonzero(measured.edit == 0)
        copies = np.flatnonzero(measured.edit > 0)
        self.edit = measured.edit[copies]
        self.similarity = every[copies, originals[photograph[copies]]]
        strangers = photograph[:, np.newaxis] != photograph
        ahead = strangers[copies] & (every[copies] > self.similarity[:, np.newaxis])
        self.is_neighbour = ahead.sum(axis=1) < _NEIGHBOURS
        self.strangers = np.sort(every[np.triu(strangers)])

    def threshold(self, rate: float) -> float:
        """The similarity above which this share of the pairs of strangers is."""
        return float(self.strangers[-1 - int(rate * len(self.strangers))])

    def rate(self, similarity: float) -> float:
        """The share of pairs of strangers above a similarity."""
        below = np.searchsorted(self.strangers, similarity, "right")
        return 1 - float(below) / len(self.strangers)

    def recall(self, similarity: float, edit: int | None = None) -> float:
        """The share of pairs of a copy and its original above a similarity."""
        chosen = self.similarity if edit is None else self.similarity[self.edit == edit]
        return float((chosen > similarity).mean())


def report(fitted: Copies, measured: Copies, projection: Projection) -> None:
    """Print the figures as tables in Markdown."""
    # The columns are in order, so a shorter projection is the start of a longer one.
    short = Projection(projection.mean, projection.matrix[:, :128])
    ways = {
        "network, 1280": measured.vectors,
        "PCA, 256": principal(fitted.vectors, 256).apply(measured.vectors),
        "projection, 256": projection.apply(measured.vectors),
        "projection, 128": short.apply(measured.vectors),
    }
    scores = {way: Scores(measured, half(vectors)) for way, vectors in ways.items()}
    scores["projection, 256, normalised"] = Scores(
        measured,
        half(ways["projection, 256"]),
        bias_of(half(ways["projection, 256"]), half(projection.apply(fitted.originals))),
    )
    scores["network, 1280, normalised"] = Scores(
        measured, half(measured.vectors), bias_of(half(measured.vectors), half(fitted.originals))
    )

    pairs = len(next(iter(scores.values())).strangers)
    print(f"Recall where a share of {pairs:,} pairs of different photographs scores higher:\n")
    print("| vectors |" + "".join(f" {rate:.0e} (above) |" for rate in _RATES))
    print("|---" * (1 + len(_RATES)) + "|")
    for way, score in scores.items():
        thresholds = map(score.threshold, _RATES)
        print(f"| {way} |" + "".join(f" {score.recall(t):.4f} ({t:.3f}) |" for t in thresholds))

    print(
        "\nThe same for a third of the fitted photographs, mixed with other pictures, where it is"
    )
    print("fitted to the other two thirds; the mean of all three:\n")
    print("| vectors |" + "".join(f" {rate:.0e} |" for rate in _RATES))
    print("|---" * (1 + len(_RATES)) + "|")
    for way, recalls in across(fitted).items():
        print(f"| {way} |" + "".join(f" {recall:.4f} |" for recall in recalls))

    print("\nBy edit, at " + ", ".join(f"{rate:.0e}" for rate in _RATES) + ":\n")
    print("| edit |" + "".join(f" {way} |" for way in scores))
    print("|---" * (1 + len(scores)) + "|")
    for number, edit in enumerate(EDITS, 1):
        cells = [
            " ".join(f"{score.recall(score.threshold(rate), number):.3f}" for rate in _RATES)
            for score in scores.values()
        ]
        print(f"| {edit.name} | " + " | ".join(cells) + " |")

    chosen = scores["projection, 256"]
    print("\nThe projection to 256 at fixed similarities:\n")
    print("| above | recall | strangers | edits of which less than 99 % |\n|---|---|---|---|")
    for similarity in _SIMILARITIES:
        weak = [
            f"{edit.name} {recall:.3f}"
            for number, edit in enumerate(EDITS, 1)
            if (recall := chosen.recall(similarity, number)) < 0.99
        ]
        shares = f"{chosen.recall(similarity):.4f} | {chosen.rate(similarity):.2e}"
        print(f"| {similarity} | {shares} | {', '.join(weak)} |")

    print(f"\nCopies whose original is among the {_NEIGHBOURS} nearest files, other copies of the")
    print("same photograph left out:\n\n| vectors | all edits | edits of which less than 99 % |")
    print("|---|---|---|")
    for way, score in scores.items():
        weak = [
            f"{edit.name} {share:.3f}"
            for number, edit in enumerate(EDITS, 1)
            if (share := float(score.is_neighbour[score.edit == number].mean())) < 0.99
        ]
        print(f"| {way} | {score.is_neighbour.mean():.4f} | {', '.join(weak)} |")


def across(copies: Copies) -> dict[str, NDArray[np.float64]]:
    """The recall at each rate, of thirds that nothing was fitted to, by what gives the vectors."""
    found: dict[str, list[list[float]]] = {
        "network, 1280": [],
        "PCA, 256": [],
        "projection, 256": [],
    }
    for third in range(3):
        left_out = copies.part(copies.photograph % 3 == third)
        others = copies.part(copies.photograph % 3 != third)
        ways = (
            left_out.vectors,
            principal(others.vectors, 256).apply(left_out.vectors),
            fit_projection(others.vectors, others.photograph).apply(left_out.vectors),
        )
        for recalls, vectors in zip(found.values(), ways, strict=True):
            score = Scores(left_out, half(vectors))
            recalls.append([score.recall(score.threshold(rate)) for rate in _RATES])
    return {way: np.mean(recalls, axis=0) for way, recalls in found.items()}


def principal(vectors: Vectors, dimensions: int) -> Projection:
    """The principal components, to compare with."""
    mean = vectors.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov((vectors - mean).T.astype(np.float64)))
    return Projection(mean, directions[:, ::-1][:, :dimensions].astype(np.float32))


def half(vectors: Vectors) -> Vectors:
    """Round as storing in a halfvec does."""
    return vectors.astype(np.float16).astype(np.float32)


def bias_of(vectors: Vectors, background: Vectors) -> Vectors:
    """How similar each of (n, d) is to the pictures of a background that it is most similar to.

    The mean of the highest few, those left out that may be copies of it.
    """
    similarities = vectors @ background[:_BACKGROUND].T
    similarities[similarities > _POSSIBLE_COPY] = -1
    bias: Vectors = np.sort(similarities, axis=1)[:, -_HIGHEST:].mean(axis=1)
    return bias


if __name__ == "__main__":
    main()
