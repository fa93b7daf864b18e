"""Measure how much facts slow down what writes: python bench_writes.py [--images N] [--full]

On the archive of bench_facts: a scan that finds new and changed images, their matches, clusters
and classes; with --full, a first classification of all images. Each step runs with the triggers
that queue facts and without them, in turns, in transactions that are rolled back. Prints the
processor seconds of the server for both, and the ratio.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.bench_classify import make_archive
from benchmark.figures import machine
from benchmark.made_up import Connection, archive_database

_DELTA = 20_000
_ROUNDS = 5
_HERE = Path(__file__).parent
_PARTS = (
    """
    INSERT INTO lookalike_internal.image (collection_id, path, byte_size, modified_at, sha256,
        pixel_digest, format, width, height, mode, frame_count, is_lossless, captured_at,
        first_seen_run_id, changed_run_id)
    SELECT i.collection_id, 'new/' || i.path, i.byte_size, i.modified_at, sha256(i.sha256),
           sha256(i.pixel_digest), i.format, i.width, i.height, i.mode, 1, false, i.captured_at,
           i.first_seen_run_id, i.changed_run_id
    FROM lookalike_internal.image i WHERE i.image_id <= %(delta)s
    """,
    """
    UPDATE lookalike_internal.image SET byte_size = byte_size + 1, sha256 = sha256(sha256)
    WHERE image_id <= %(delta)s
    """,
)
_MATCH = """
    INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes, has_same_pixels,
        phash_distance, phash_256_distance, relation, is_accepted, run_id, found_by)
    SELECT i.image_id, i.image_id + %(last)s, false, false, 3, 12, 're-encoded', true,
           i.first_seen_run_id, 'hash'
    FROM lookalike_internal.image i WHERE i.image_id <= %(delta)s
"""


def _delta(connection: Connection) -> dict[str, Callable[[], object]]:
    row = connection.execute("SELECT max(image_id) FROM lookalike_internal.image").fetchone()
    assert row is not None
    values = {"delta": _DELTA, "last": row[0]}
    # New images get the numbers after the last one.
    connection.execute(
        "SELECT setval(pg_get_serial_sequence('lookalike_internal.image', 'image_id'), %s)", row
    )
    return {
        "scan": lambda: [connection.execute(part, values) for part in _PARTS],
        "match": lambda: connection.execute(_MATCH, values),
        "cluster": lambda: connection.execute("CALL lookalike.form_clusters()"),
        "classify": lambda: connection.execute("CALL lookalike.classify_images()"),
    }


def _full(connection: Connection) -> dict[str, Callable[[], object]]:
    connection.execute("TRUNCATE lookalike_internal.retention_class")
    return {
        "first classification": lambda: connection.execute(
            "CALL lookalike.classify_images(rebuild => true)"
        )
    }


def measure(
    connection: Connection,
    steps: Callable[[Connection], dict[str, Callable[[], object]]],
    with_facts: bool,
) -> dict[str, float]:
    """Processor seconds of each step, and of all; nothing stays."""
    server = psutil.Process(connection.info.backend_pid)
    seconds = {}
    with connection.transaction(force_rollback=True):
        if not with_facts:
            connection.execute((_HERE / "facts_off.sql").read_text())
        for name, step in steps(connection).items():
            before = sum(server.cpu_times()[:2])
            step()
            seconds[name] = sum(server.cpu_times()[:2]) - before
    if len(seconds) > 1:
        seconds["all"] = sum(seconds.values())
    connection.execute("VACUUM (ANALYZE)")
    return seconds


def compare(connection: Connection, full: bool) -> None:
    steps = _full if full else _delta
    measure(connection, steps, with_facts=True)  # warms up
    rounds = [
        (measure(connection, steps, with_facts=True), measure(connection, steps, with_facts=False))
        for _ in range(_ROUNDS)
    ]
    print("| step | with facts, s | without, s | ratio |\n|---|---|---|---|")
    for name in rounds[0][0]:
        kept, bare = (median(r[which][name] for r in rounds) for which in (0, 1))
        ratio = median(r[0][name] / r[1][name] for r in rounds)
        print(f"| {name} | {kept:.2f} | {bare:.2f} | {ratio:.3f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    parser.add_argument("--full", action="store_true", help="classify all images instead")
    options = parser.parse_args()
    with archive_database() as (connection, _):
        make_archive(connection, options.images, "facts.sql")
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CALL lookalike.classify_images()")
        connection.execute("CALL lookalike.refresh_facts()")
        connection.execute("VACUUM (ANALYZE)")
        print(f"{machine(connection)}\n", flush=True)
        compare(connection, options.full)


if __name__ == "__main__":
    main()
