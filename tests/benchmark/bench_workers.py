"""What one process that feeds the workers takes: python bench_workers.py FOLDER [--workers N ...]

Runs all stages of an audit of a folder with 1, 2 and more workers, each in an archive of its own.
For each stage it prints the seconds, the processor seconds of this process, which feeds workers and
stores their answers, and those of the workers. Where the share of this process is 1/20, up to 20
cores stay busy. The server has its own processes, which are not counted.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.made_up import archive_database
from lookalike import stages
from lookalike.scan.run import scan_folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    print("| stage | workers | seconds | processor: this process | workers | share of this |")
    print("|---|---:|---:|---:|---:|---:|")
    for workers in options.workers:
        _measure(options.folder, workers)


def _measure(folder: Path, workers: int) -> None:
    with archive_database() as (connection, _):
        work: list[tuple[str, Callable[[], object]]] = [
            ("scan", lambda: scan_folder(connection, folder, workers=workers)),
            ("encode", lambda: stages.encode(connection, workers)),
            ("match", lambda: stages.match(connection)),
            ("prove", lambda: stages.prove_and_embed(connection, workers)),
            ("cluster", lambda: stages.cluster(connection)),
            ("lineage", lambda: stages.lineage(connection, workers)),
            ("classify", lambda: stages.classify(connection)),
        ]
        all_seconds = all_own = all_others = 0.0
        for name, run in work:
            begun, before = time.monotonic(), os.times()
            run()
            seconds, after = time.monotonic() - begun, os.times()
            own = after.user + after.system - before.user - before.system
            others = (
                after.children_user + after.children_system
                - before.children_user - before.children_system
            )  # fmt: skip
            _print(name, workers, seconds, own, others)
            all_seconds, all_own, all_others = (
                all_seconds + seconds, all_own + own, all_others + others,
            )  # fmt: skip
        _print("**all**", workers, all_seconds, all_own, all_others)


def _print(name: str, workers: int, seconds: float, own: float, others: float) -> None:
    share = own / max(own + others, 0.01)
    figures = f"{seconds:.1f} | {own:.1f} | {others:.1f} | {share:.3f}"
    print(f"| {name} | {workers} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
