"""Sets of an original and its edits, all in one archive: a whole audit, as its views tell of it."""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from PIL import Image

from benchmark.made_up import archive_database
from benchmark.truth.audits import seconds_of_workers
from benchmark.truth.edits import Set, make_set, write_set
from benchmark.truth.report import Report
from lookalike import stages
from lookalike.evaluate.copies import read_name
from lookalike.evaluate.lineage import Link, score_lineage
from lookalike.evaluate.query import rows
from lookalike.evaluate.score import File
from lookalike.scan.run import scan_folder


def measure_whole(
    folder: Path,
    pictures: Iterator[Image.Image],
    seed: str,
    report: Report,
    missing: bool,
    workers: int,
) -> None:
    """Make the sets, audit them in one archive, and count what its views say."""
    sets, files = [], []
    for number, picture in enumerate(pictures):
        made = make_set(number, picture, seed)
        paths = write_set(made, folder, seed, missing)
        files += [read_name(str(path.relative_to(folder))) for path in paths]
        sets.append(made)
    with archive_database() as (connection, _):
        begun = seconds_of_workers()
        for name, step in (
            ("scan", lambda: scan_folder(connection, folder, name="truth", workers=workers)),
            ("encode", lambda: stages.encode(connection, workers)),
            ("match", lambda: stages.match(connection)),
            ("prove", lambda: stages.prove_and_embed(connection, workers)),
            ("cluster", lambda: stages.cluster(connection)),
            ("lineage", lambda: stages.lineage(connection, workers)),
            ("classify", lambda: stages.classify(connection)),
        ):
            started = time.monotonic()
            step()
            took, spent = time.monotonic() - started, seconds_of_workers() - begun
            text = f"{name}: {took:.0f} s, {spent:.0f} processor seconds in all"
            print(text, file=sys.stderr, flush=True)
        cluster_of = {
            read_name(row["path"]): row["cluster_id"] for row in rows(connection, "clusters")
        }
        _count_pairs(connection, sets, files, cluster_of, report)
        _count_lineage(connection, sets, files, cluster_of, report, missing)
    report.value("processor time of a file", spent / len(files), "s")


def _count_pairs(
    connection: psycopg.Connection[Any],
    sets: Sequence[Set],
    files: Sequence[File],
    cluster_of: Mapping[File, int],
    report: Report,
) -> None:
    there = set(files)
    copies = [file for file in files if file.edit and File(file.photograph, 0) in there]
    together = [
        file for file in copies
        if file in cluster_of and cluster_of[file] == cluster_of.get(File(file.photograph, 0))
    ]  # fmt: skip
    for file in sorted(set(copies) - set(together)):
        print(f"missed: {file.photograph} {sets[file.photograph].edits[file.edit - 1].name}",
              file=sys.stderr)  # fmt: skip
    shown = defaultdict(set)
    for file, cluster in cluster_of.items():
        shown[cluster].add(file.photograph)
    pairs = false = 0
    for row in rows(connection, "pairs", of_others=False):
        pairs += 1
        if read_name(row["path_a"]).photograph != read_name(row["path_b"]).photograph:
            false += 1
            print(f"false: {row}", file=sys.stderr)
    if copies:
        report.share("in one cluster with the original", len(together), len(copies), 0.99)
    report.share("accepted pairs of two photographs", false, pairs, 0, "most")
    mixed = sum(len(photographs) > 1 for photographs in shown.values())
    report.share("clusters with two photographs", mixed, len(shown), 0, "most")


def _count_lineage(
    connection: psycopg.Connection[Any],
    sets: Sequence[Set],
    files: Sequence[File],
    cluster_of: Mapping[File, int],
    report: Report,
    missing: bool,
) -> None:
    """Score each set by itself, as each has its own edits."""
    links = defaultdict(list)
    for row in rows(connection, "lineage"):
        one = read_name(row["path"])
        parent = read_name(row["parent_path"]) if row["parent_path"] else None
        links[one.photograph].append(Link(one, parent, row["is_root"], row["is_certain"]))
    dispositions = {
        read_name(row["path"]): row["disposition"] for row in rows(connection, "dispositions")
    }
    counts: Counter[str] = Counter(dispositions.values())
    for made in sets:
        own = [file for file in files if file.photograph == made.number]
        clusters = {file: cluster_of[file] for file in own if file in cluster_of}
        score = score_lineage(
            made.edits, own, clusters, links[made.number],
            {file: dispositions[file] for file in own},
        )  # fmt: skip
        for count in ("clusters", "roots", "root_files", "undetermined", "wrong", "set_aside",
                      "without", "claimed"):  # fmt: skip
            counts[count] += getattr(score, count)
        counts["parents"] += score.total("parents")
        counts["copies"] += score.total("copies")
        certain = any(link.is_root and link.is_certain for link in links[made.number])
        counts["certain files"] += score.root_files if certain else 0
        if score.wrong or score.set_aside or score.claimed or score.roots < score.clusters:
            roots = [link.file for link in links[made.number] if link.is_root]
            names = [made.edits[f.edit - 1].name if f.edit else "original" for f in roots]
            print(f"{made.number}: root {names}, certain {certain}", file=sys.stderr)
    if missing:
        report.share(
            "original missing: a copy is named with certainty", counts["claimed"],
            counts["without"], 0.03, "most",
        )  # fmt: skip
        return
    of = counts["clusters"]
    report.share("root is the original or has its pixels", counts["roots"], of, 0.97)
    report.share("root is the original file", counts["root_files"], of, 0.90)
    report.share("certain, and the original file", counts["certain files"], of)
    report.share("certain and wrong", counts["wrong"], of)
    report.share("parent right", counts["parents"], counts["copies"], 0.85)
    report.share("originals set aside, and nothing with their pixels stays", counts["set_aside"],
                 of, 0, "most")  # fmt: skip
    report.share("files with disposition quarantine", counts["quarantine"], len(files))
