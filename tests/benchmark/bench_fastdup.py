"""Lookalike and fastdup on the same files, one after the other: time of processors, and recall.

    python tests/benchmark/bench_fastdup.py --fastdup VENV/bin/python [--count 250]

VENV is a virtual environment with fastdup in it (pip install fastdup==2.54; not for commercial
use). The files are the photographs and 25 edited copies of each, as bench_rivals.py makes them.
Processor time is that of all processes that a program starts, the database server among them. The
archive is installed before. What else the machine does makes both slower, and not equally: run it
where nothing else runs.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "loader")]

from bench_rivals import PHOTOGRAPHS, make_pictures
from rivals import Score, score

from lookalike.database import connect
from lookalike.database.embedded import EmbeddedServer

LOOKALIKE = [sys.executable, "-c", "from lookalike.cli import main; main()"]


@dataclass(frozen=True)
class Run:
    """What a program took, and what it found."""

    name: str
    processor: float  # seconds, of all its processes
    clock: float
    score: Score


def timed(command: list[str | Path], folder: Path) -> tuple[float, float]:
    """Run a command in a folder; give its processor seconds and those by the clock."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    log = folder / "said.txt"
    with log.open("w") as said:
        done = subprocess.run(
            [str(part) for part in command], cwd=folder, stdout=said, stderr=said, check=False,
            env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
        )  # fmt: skip
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{log.read_text()[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return processor, time.perf_counter() - started


def run_lookalike(pictures: Path, work: Path) -> Run:
    """A whole audit, with its report."""
    data = work / "data"
    timed([*LOOKALIKE, "install", "--data-dir", data], work)
    report = work / "report"
    processor, clock = timed(
        [*LOOKALIKE, "audit", pictures, "--data-dir", data, "--report", report], work
    )
    server = EmbeddedServer(data)
    with server.in_use(), connect(server.url()) as connection:
        pairs = connection.execute(
            "SELECT path_a, path_b FROM lookalike_detail.duplicate_pair WHERE accepted"
        ).fetchall()
    return Run("Lookalike", processor, clock, _score(pictures, pairs))


def run_fastdup(python: Path, pictures: Path, work: Path, setting: str) -> Run:
    """Its similarity table at a setting of rival_fastdup.py."""
    output = work / f"pairs {setting}.tsv"
    adapter = HERE / "rival_fastdup.py"
    processor, clock = timed([python, adapter, pictures, output, setting], work)
    pairs = [
        (a, b) for a, b, _ in (line.split("\t") for line in output.read_text("utf-8").splitlines())
    ]
    return Run(f"fastdup, {setting}", processor, clock, _score(pictures, pairs))


def _score(pictures: Path, pairs: list[tuple[str, str]]) -> Score:
    return score([path.name for path in pictures.iterdir()], pairs)


def report(runs: list[Run]) -> Iterator[str]:
    """The lines of a table."""
    yield "| | processor time | by the clock | copies found | paired directly | false pairs |"
    yield "|---|---:|---:|---:|---:|---:|"
    for run in runs:
        found = run.score
        yield (
            f"| {run.name} | {run.processor:.0f} s | {run.clock:.0f} s"
            f" | {found.overall_component:.3f} | {found.overall_direct:.3f}"
            f" | {found.false_pairs:,} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fastdup", type=Path, required=True, help="the Python that has fastdup")
    parser.add_argument("--photographs", type=Path, default=PHOTOGRAPHS, help="the originals")
    parser.add_argument("--count", type=int, default=250, help="how many of them, by name")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        pictures = make_pictures(options.photographs, options.count, work)
        python = options.fastdup.absolute()
        runs = [run_fastdup(python, pictures, work, setting) for setting in ("default", "30")]
        runs.append(run_lookalike(pictures, work))
        print(f"{len(list(pictures.iterdir())):,} files, {os.cpu_count()} cores")
        print("\n".join(report(runs)))


if __name__ == "__main__":
    main()
