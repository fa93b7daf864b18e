"""Other tools that find duplicate images, on the generated edits that Lookalike is measured with.

    python tests/benchmark/bench_rivals.py [--photographs DIR] [--count 250] [--work DIR]

Prints what each finds of 25 edits of every photograph, and how many pairs it gives falsely. Each
tool is installed from the package index into a virtual environment of its own in the work folder
(2 GB in all); none is a dependency of Lookalike. Without --work everything is thrown away
afterwards. Takes about seven minutes on two cores for 250 photographs of 0.15 megapixels.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "loader")]

from PIL import Image
from rivals import Score, score

from lookalike.picture.edits import EDITS

PHOTOGRAPHS = HERE.parents[2] / "shared" / "images" / "photographs"
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}
HOUR = 3600


@dataclass(frozen=True)
class Rival:
    """A tool at a setting: its column in the table, and how it is installed and run."""

    name: str
    adapter: str  # rival_<adapter>.py, and the name of the virtual environment
    settings: str
    packages: tuple[str, ...]
    bare: tuple[str, ...] = ()  # installed first, without what they depend on
    setting: str = "default"


_PDQ = ("pdqhash==0.2.8", "opencv-python-headless==5.0.0.93", "numpy==2.4.6")
_FASTDUP = ("fastdup==2.54",)
RIVALS = (
    Rival(
        "imagehash",
        "imagehash",
        "imagehash.phash, at most 8 of 64 bits, brute force",
        ("imagehash==4.3.2", "numpy==2.4.6", "pillow==13.0.0", "scipy==1.17.1"),
    ),
    Rival(
        "imagededup",
        "imagededup",
        "PHash, max_distance_threshold 10 (default)",
        (
            "numpy==2.4.6",
            "pillow==13.0.0",
            "scipy==1.17.1",
            "pywavelets==1.9.0",
            "tqdm==4.70.1",
            "scikit-learn==1.9.1",
        ),
        bare=("imagededup==0.3.3.post2",),
    ),
    Rival("PDQ", "pdqhash", "PDQ, at most 31 of 256 bits, brute force", _PDQ, setting="one"),
    Rival(
        "PDQ, 8 ways",
        "pdqhash",
        "the same, the least over the 8 hashes of a picture turned and mirrored",
        _PDQ,
        setting="eight",
    ),
    Rival(
        "czkawka",
        "czkawka",
        "defaults of the binding: gradient, 8 by 8, at most 10 bits; all pairs of its groups",
        ("czkawka==0.1.2",),
    ),
    Rival(
        "fastdup",
        "fastdup",
        "defaults: 2 neighbours, similarity 0.9; its similarity table",
        _FASTDUP,
    ),
    Rival(
        "fastdup, k=30",
        "fastdup",
        "30 neighbours, similarity 0.9; its similarity table",
        _FASTDUP,
        setting="30",
    ),
)


class RivalError(Exception):
    """A tool that could not be installed or run, with the last line of what it said."""


@dataclass(frozen=True)
class Outcome:
    """What came of a tool: a score, or why there is none."""

    rival: Rival
    score: Score | None = None
    seconds: float = 0.0  # wall clock of the adapter's process, without installing
    versions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: str = ""


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--photographs", type=Path, default=PHOTOGRAPHS, help="the originals")
    parser.add_argument("--count", type=int, default=250, help="how many of them, by name")
    parser.add_argument("--work", type=Path, help="a folder to work in, and to keep")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = (options.work or Path(scratch)).resolve()
        pictures = make_pictures(options.photographs, options.count, work)
        names = [path.name for path in pictures.iterdir()]
        outcomes = []
        for rival in RIVALS:
            print(f"{rival.name} ...", file=sys.stderr, flush=True)
            outcomes.append(measure(rival, pictures, names, work))
        photographs = len(names) // (len(EDITS) + 1)
        print(
            f"{date.today():%d %B %Y}. {photographs} photographs, {len(EDITS)} edits of each:"
            f" {len(names):,} files. {os.cpu_count()} cores, Python {sys.version.split()[0]}.\n"
        )
        print(report(outcomes))


def make_pictures(photographs: Path, count: int, work: Path) -> Path:
    """Write the first `count` photographs and the edits of each; the folder they are written to.

    Files of an earlier run are overwritten. Exits where there is no photograph, or where the folder
    holds a file that would be none of these.
    """
    sources = sorted(
        path for path in photographs.iterdir() if path.suffix.lower() in SUFFIXES
    )[:count]  # fmt: skip
    if not sources:
        sys.exit(f"no photographs in {photographs}")
    folder = work / f"edits of {len(sources)}"
    folder.mkdir(parents=True, exist_ok=True)
    written = set()
    for number, source in enumerate(sources):
        seed = f"{number:04d}"
        with Image.open(source) as opened:
            picture = opened.convert("RGB")
        original = folder / f"{seed}.00 original.jpg"
        picture.save(original, "JPEG", quality=92)
        written.add(original)
        for place, edit in enumerate(EDITS, start=1):
            copy = folder / f"{seed}.{place:02d} {edit.name}{edit.suffix}"
            copy.write_bytes(edit.make(picture, seed))
            written.add(copy)
    if others := set(folder.iterdir()) - written:
        sys.exit(f"{folder} holds a file that is not of this run: {min(others).name}")
    return folder


def measure(rival: Rival, pictures: Path, names: list[str], work: Path) -> Outcome:
    """Install and run one tool, and score what it gives; a failure is an outcome too."""
    try:
        python = install(rival, work)
        output = work / f"pairs of {rival.adapter} {rival.setting}.tsv"
        output.unlink(missing_ok=True)
        started = time.perf_counter()
        said = _run(
            [python, HERE / f"rival_{rival.adapter}.py", pictures, output, rival.setting], work
        )
        seconds = time.perf_counter() - started
    except RivalError as error:
        return Outcome(rival, failure=str(error))
    rows = (line.split("\t") for line in output.read_text(encoding="utf-8").splitlines())
    scored = score(names, ((a, b) for a, b, _ in rows))
    told = [line.split("\t", 1) for line in said.splitlines() if "\t" in line]
    return Outcome(
        rival,
        scored,
        seconds,
        versions=[text for kind, text in told if kind == "version"],
        notes=[text for kind, text in told if kind == "note"],
    )


def install(rival: Rival, work: Path) -> Path:
    """The Python of the tool's own virtual environment, made where it is not there yet."""
    environment = work / f"venv-{rival.adapter}"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _run([sys.executable, "-m", "venv", environment], work)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if rival.bare:
        _run([*pip, "--no-deps", *rival.bare], work)
    _run([*pip, *rival.packages], work)
    return python


def _run(command: list[str | Path], work: Path) -> str:
    """What a command printed. Raises RivalError with its last line where it fails."""
    try:
        # In the work folder, and with its caches there: tools leave files about.
        done = subprocess.run(
            [str(part) for part in command],
            cwd=work,
            env={**os.environ, "XDG_CACHE_HOME": str(work / "cache"), "PYTHONPATH": ""},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=HOUR,
        )
    except subprocess.TimeoutExpired as error:
        raise RivalError(f"not done after {HOUR} seconds") from error
    if done.returncode:
        lines = [line for line in (done.stdout + "\n" + done.stderr).splitlines() if line.strip()]
        last = lines[-1].strip() if lines else "nothing said"
        raise RivalError(f"{last} (exit status {done.returncode})")
    return done.stdout


def report(outcomes: list[Outcome]) -> str:
    """The tables, the settings and versions, and what failed, as Markdown."""
    scored = [(outcome, outcome.score) for outcome in outcomes if outcome.score]
    parts = []
    if scored:
        columns = [outcome.rival.name for outcome, _ in scored]
        scores = [score for _, score in scored]
        component = _by_edit(scores, lambda score: score.component)
        parts += [
            "Share of the copies in one component with their original:\n",
            _table(columns, component + _summary([outcome for outcome, _ in scored])),
            "\nShare of the copies paired directly with their original:\n",
            _table(columns, _by_edit(scores, lambda score: score.direct)),
            "\nSettings and versions:\n",
        ]
    for outcome, _ in scored:
        parts.append(
            f"- {outcome.rival.name}: {outcome.rival.settings}."
            f" {', '.join([*outcome.versions, *outcome.notes])}."
        )
    failures = [
        f"- {outcome.rival.name} ({outcome.rival.settings}): {outcome.failure}"
        for outcome in outcomes
        if outcome.failure
    ]
    if failures:
        parts += ["\nNot measured:\n", *failures]
    return "\n".join(parts)


def _by_edit(scores: list[Score], of: Callable[[Score], dict[str, float]]) -> list[list[str]]:
    edits = (edit.name for edit in EDITS)
    return [[edit, *(f"{of(score)[edit]:.3f}" for score in scores)] for edit in edits]


def _summary(outcomes: list[Outcome]) -> list[list[str]]:
    rows: list[tuple[str, Callable[[Score], str]]] = [
        ("**overall, paired directly**", lambda score: f"{score.overall_direct:.3f}"),
        ("**overall, in one component**", lambda score: f"{score.overall_component:.3f}"),
        ("**false pairs**", lambda score: f"{score.false_pairs:,}"),
        ("**false pairs a million**", lambda score: f"{score.false_per_million:.2f}"),
        ("**photographs in one component, at most**", lambda score: f"{score.joined:,}"),
    ]
    scores = [outcome.score for outcome in outcomes if outcome.score]
    return [
        *([title, *map(say, scores)] for title, say in rows),
        ["**seconds (one run, noisy)**", *(f"{outcome.seconds:.0f}" for outcome in outcomes)],
    ]


def _table(columns: list[str], rows: list[list[str]]) -> str:
    head = ["| edit | " + " | ".join(columns) + " |", "|---" + "|---:" * len(columns) + "|"]
    return "\n".join([*head, *("| " + " | ".join(row) + " |" for row in rows)])


if __name__ == "__main__":
    main()
