"""Audits a folder of made files in a scratch archive, and counts with the scores of `evaluate`."""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmark.made_up import Connection, archive_database
from lookalike import stages
from lookalike.evaluate.query import rows
from lookalike.evaluate.results import Made, Results, read_results
from lookalike.evaluate.score import File
from lookalike.evaluate.things import read_path
from lookalike.picture.edits import Edit
from lookalike.scan.run import scan_folder


@dataclass(frozen=True)
class Audit:
    """What an audit found, and its processor seconds without those of the server."""

    results: Results
    mixed: int  # clusters with two photographs
    seconds: float


@contextmanager
def audited(folder: Path) -> Iterator[Connection]:
    """Audit the files below a folder in a scratch archive, up to the clusters."""
    with archive_database() as (connection, _):
        scan_folder(connection, folder, name="truth", workers=1)
        stages.encode(connection, 1)
        stages.match(connection)
        stages.prove_and_embed(connection, 1)
        stages.cluster(connection)
        yield connection


def audit(folder: Path, made: Made, edits: Sequence[Edit]) -> Audit:
    """Audit the files below a folder, and count what was found."""
    begun = seconds_of_workers()
    with audited(folder) as connection:
        shown = defaultdict(set)
        for row in rows(connection, "clusters"):
            thing = read_path(row["path"])
            if isinstance(thing, File):
                shown[row["cluster_id"]].add(thing.photograph)
        mixed = sum(len(photographs) > 1 for photographs in shown.values())
        results = read_results(connection, folder.parent, edits, made, False)
    print((folder.parent / "false_pairs.csv").read_text(), file=sys.stderr, flush=True)
    return Audit(results, mixed, seconds_of_workers() - begun)


def seconds_of_workers() -> float:
    """Processor seconds of this process and of those of its children that have ended."""
    times = psutil.Process().cpu_times()
    return time.process_time() + times.children_user + times.children_system
