"""Spark against one machine by itself, on the same cores: python bench_spark.py [--hashes N ...]

All pairs of made-up hashes, by threads of this process and on Spark, in turn; both find the same,
or the script ends with an error. With --folder also the stages of an audit of that folder, by
processes and on Spark, each in an archive of its own, and the processor time of this process, which
feeds the workers and stores their answers. It needs the extra spark, and Java 17.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from figures import Book

from benchmark.made_up import archive_database, make_hashes
from lookalike import stages
from lookalike.cores import usable_cores
from lookalike.engine.cluster import open_spark
from lookalike.engine.interface import Engine
from lookalike.engine.processes import Processes
from lookalike.match.engine import PairFinder
from lookalike.match.masks import choose_passes
from lookalike.scan.run import scan_folder

RADIUS, CROWD = 8, 500
STAGES = ("scan", "encode", "prove", "lineage")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hashes", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--master", default=f"local[{usable_cores()}]")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--last", choices=STAGES, default=STAGES[-1], help="the last stage to run")
    options = parser.parse_args()
    book = Book()
    with open_spark(options.master) as spark:
        engines: list[Engine] = [Processes(), spark]
        for size in options.hashes:
            _measure_pairs(book, engines, size, options.rounds)
        if options.folder is not None:
            names = STAGES[: STAGES.index(options.last) + 1]
            _measure_stages(book, engines, options.folder, options.rounds, names)


def _measure_pairs(book: Book, engines: list[Engine], size: int, rounds: int) -> None:
    hashes, _ = make_hashes(size)
    plan = choose_passes(size, RADIUS)
    best = [float("inf")] * len(engines)
    found: list[int] = [0] * len(engines)
    for _ in range(rounds):
        for n, engine in enumerate(engines):
            finder = PairFinder(hashes, plan, CROWD)
            begun = time.monotonic()
            pairs = [one.pairs for one in engine.find_matches(finder, ())]
            best[n] = min(best[n], time.monotonic() - begun)
            joined = np.sort(np.concatenate(pairs), axis=1).astype(np.int64)
            keys = np.sort(joined[:, 0] * size + joined[:, 1])
            found[n] = hash(keys.tobytes())
    assert len(set(found)) == 1, "Spark found other pairs"
    ratio = best[1] / best[0]
    book.add(f"all pairs r = {RADIUS}, threads", size, best[0], "s", f"{plan.passes} passes")
    book.add(f"all pairs r = {RADIUS}, Spark", size, best[1], "s")
    book.add("Spark against threads", size, ratio, "times", "", "1.5", ratio <= 1.5)


def _measure_stages(
    book: Book, engines: list[Engine], folder: Path, rounds: int, names: tuple[str, ...]
) -> None:
    best = [dict.fromkeys(names, (float("inf"), float("inf"))) for _ in engines]
    for _ in range(rounds):
        for n, engine in enumerate(engines):
            files, figures = _run_stages(engine, folder, names[-1])
            best[n] = {name: min(best[n][name], figures[name]) for name in names}
    for name in names:
        for engine, figures in zip(("processes", "Spark"), best, strict=True):
            seconds, own = figures[name]
            book.add(f"{name}, {engine}", files, seconds, "s", f"{own:.2g} s of this process")
        ratio = best[1][name][0] / best[0][name][0]
        target = "1.3" if name in ("scan", "prove") else ""
        book.add(f"{name}: Spark against processes", files, ratio, "times", "", target,
                 ratio <= 1.3 if target else None)  # fmt: skip


def _run_stages(
    engine: Engine, folder: Path, last: str
) -> tuple[int, dict[str, tuple[float, float]]]:
    """Audit a folder in a new archive; return how many images there are, and figures by stage.

    They are the seconds, and the processor seconds of this process.
    """
    figures: dict[str, tuple[float, float]] = {}
    with archive_database() as (connection, _):
        work: list[tuple[str, Callable[[], object]]] = [
            ("scan", lambda: scan_folder(connection, folder, workers=engine)),
            ("encode", lambda: stages.encode(connection, engine)),
            ("match", lambda: stages.match(connection, workers=engine)),
            ("prove", lambda: stages.prove_and_embed(connection, engine)),
            ("cluster", lambda: stages.cluster(connection)),
            ("lineage", lambda: stages.lineage(connection, engine)),
        ]
        for name, run in work:
            begun, before = time.monotonic(), time.process_time()
            run()
            figures[name] = time.monotonic() - begun, time.process_time() - before
            if name == last:
                break
        row = connection.execute("SELECT count(*) FROM lookalike_internal.image").fetchone()
        assert row is not None
        return row[0], figures


if __name__ == "__main__":
    main()
