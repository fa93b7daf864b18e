"""Measure one promise on fresh files: python bench_truth.py LINE [--seed N] [--sets N]

LINE says what is made and measured; each prints one line a measure, with the figure that is wanted:

edits       an original and 25 files made of it: root, parents, certainty; traced directly
grounds     the same of objects on even grounds, real ones and made-up ones in turns
missing, grounds-missing
            the same, without the original and what has its pixels
audit, audit-missing
            the sets of `edits` and `missing`, all in one archive: a whole audit, with clusters,
            false pairs, and what retention proposes
forms       documents of eleven kinds, each clean and as two scans; pairs are proven directly
stickers    a sticker, a bar and a stamp on each photograph, and pages of one layout; an audit
portraits   a crop to the face of each of many portraits that resemble each other; an audit
combinations
            several edits at once: one copy of each photograph, of eight kinds in turns; an audit
composites  sheets, album pages, web pages, film strips and spreads; an audit
overlaps    strips and spreads that share half of their photographs; pairs are proven directly

"Directly" means that the files are given to the function that the stage calls, without an archive.
For a set the answer is the same. A proof may accept more than an audit does, as an audit proves
only pairs that resemble each other. --sets is the number of sets, of documents of a kind, or of
photographs. A seed on which something was tuned is no seed to measure with.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from random import Random

# As in the workers of the stages: threads that wait for each other take processor time.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
sys.path.insert(0, str(Path(__file__).parents[1]))

import cv2

from benchmark.truth.combinations import measure_combinations
from benchmark.truth.composites import measure_composites, measure_overlaps
from benchmark.truth.forms import measure_forms
from benchmark.truth.grounds import objects
from benchmark.truth.portraits import measure_portraits
from benchmark.truth.report import Report
from benchmark.truth.sets import measure_sets, photographs
from benchmark.truth.stickers import measure_stickers
from benchmark.truth.whole import measure_whole
from lookalike.evaluate.forms.make import KINDS

_IMAGES = Path(__file__).parents[3] / "shared/images"
_LINES = (
    "edits",
    "grounds",
    "missing",
    "grounds-missing",
    "audit",
    "audit-missing",
    "forms",
    "stickers",
    "portraits",
    "combinations",
    "composites",
    "overlaps",
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("line", choices=_LINES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("--photographs", type=Path, default=_IMAGES / "photographs")
    parser.add_argument("--museum", type=Path, default=_IMAGES / "archive/catalogue")
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), help="of forms")
    parser.add_argument("--pairs", type=int, default=190, help="of different forms of a kind")
    parser.add_argument("--only", type=int, nargs="*", help="the numbers of some sets")
    parser.add_argument("--workers", type=int, default=1, help="of a whole audit")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    seed = f"{options.line} {options.seed}"
    rng = Random(seed)
    report = Report()
    if options.line.startswith("grounds"):
        pictures = objects(options.museum, options.photographs, options.sets, rng)
    else:
        pictures = photographs(options.photographs, options.sets, rng)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "files"
        folder.mkdir()
        if options.line == "forms":
            measure_forms(folder, seed, options.sets, options.kinds, report, options.pairs)
        elif options.line == "stickers":
            measure_stickers(folder, pictures, seed, report)
        elif options.line == "portraits":
            measure_portraits(folder, pictures, seed, report)
        elif options.line == "combinations":
            measure_combinations(folder, pictures, seed, report)
        elif options.line == "composites":
            measure_composites(folder, pictures, seed, report)
        elif options.line == "overlaps":
            measure_overlaps(folder, pictures, seed, report)
        elif options.line.startswith("audit"):
            is_missing = options.line.endswith("missing")
            measure_whole(folder, pictures, seed, report, is_missing, options.workers)
        else:
            is_missing = options.line.endswith("missing")
            measure_sets(pictures, seed, report, is_missing, options.only)


if __name__ == "__main__":
    main()
