"""Traces many sets, each as soon as it is made, and adds up what was found."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from PIL import Image

from benchmark.truth.edits import make_set, write_set
from benchmark.truth.report import Report
from benchmark.truth.traced import TracedSet, trace_set

_LAST = 8  # failures that are named for each set


def photographs(folder: Path, count: int, rng: Random) -> Iterator[Image.Image]:
    """So many pictures of a folder, in an order that the generator draws."""
    names = sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".png"))
    rng.shuffle(names)
    for path in names[:count]:
        with Image.open(path) as opened:
            yield opened.convert("RGB")


def measure_sets(
    pictures: Iterator[Image.Image],
    seed: str,
    report: Report,
    missing: bool = False,
    only: Sequence[int] | None = None,
) -> None:
    """Make, trace and score the set of each picture; what went wrong goes to standard error.

    With `only`, those with these numbers.
    """
    counts: Counter[str] = Counter()
    seconds = 0.0
    for number, picture in enumerate(pictures):
        if only is not None and number not in only:
            continue
        made = make_set(number, picture, seed)
        with tempfile.TemporaryDirectory() as scratch:
            paths = write_set(made, Path(scratch), seed, missing)
            found = trace_set(Path(scratch), paths, made.edits)
        seconds += found.seconds
        _count(counts, found)
        _tell(number, found)
    if missing:
        report.share(
            "original missing: a copy is named with certainty", counts["claimed"],
            counts["without"], 0.03, "most",
        )  # fmt: skip
        report.value("processor time of a cluster", seconds / max(counts["without"], 1), "s", 3)
        return
    sets = counts["sets"]
    report.share("root is the original or has its pixels", counts["roots"], sets, 0.97)
    report.share("certain, and the original file", counts["certain files"], sets, 0.90)
    report.share("certain and right", sets - counts["undetermined"] - counts["wrong"], sets)
    report.share("certain and wrong", counts["wrong"], sets)
    report.share("parent right", counts["parents"], counts["copies"], 0.85)
    report.value("processor time of a cluster", seconds / max(sets, 1), "s", 3)


def _count(counts: Counter[str], found: TracedSet) -> None:
    score = found.score
    counts["sets"] += score.clusters
    counts["roots"] += score.roots
    counts["certain files"] += score.root_files if found.is_certain else 0
    counts["undetermined"] += score.undetermined
    counts["wrong"] += score.wrong
    counts["parents"] += score.total("parents")
    counts["copies"] += score.total("copies")
    counts["without"] += score.without
    counts["claimed"] += score.claimed


def _tell(number: int, found: TracedSet) -> None:
    how = "certain" if found.is_certain else "undetermined"
    print(
        f"{number}: {found.root}, {how}, {found.seconds:.1f} s; {found.why}"
        f" wrong parents: {'; '.join(found.wrong[:_LAST]) or '-'}",
        file=sys.stderr, flush=True,
    )  # fmt: skip
