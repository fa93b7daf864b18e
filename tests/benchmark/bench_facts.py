"""Time what analysts ask of a made-up archive: python bench_facts.py [--images N]

1.2 million images in 20 collections of 4 sites, with 1.5 million entries. Prints the seconds of
the first refresh of the facts, of one after a delta, whether both are equal, and for each recipe
of docs/recipes.md the 95th percentile of its times, warm, as lookalike_dashboard.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import quantiles

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.bench_classify import classify, make_archive
from benchmark.figures import Book, Clock, machine
from benchmark.made_up import Connection, archive_database
from docs.recipes import queries

_DELTA = 1000
_TURNS = 20
_TABLES = ("image_fact", "cluster_fact", "pair_fact", "conflict_fact", "queue_fact")


def refresh(connection: Connection, rebuild: bool = False) -> tuple[float, str]:
    """Seconds, and how many of them the server computed: the rest it waited for other work."""
    clock, before = Clock(), _processor_seconds(connection)
    connection.execute("CALL lookalike.refresh_facts(%s)", (rebuild,))
    seconds, after = clock.seconds, _processor_seconds(connection)
    alone, helpers = (b - a for a, b in zip(before, after, strict=True))
    return seconds, f"{alone:.1f} s of processor time, and {helpers:.1f} s of parallel workers"


def _processor_seconds(connection: Connection) -> tuple[float, float]:
    """Of the server process, and of all processes of the server that have ended."""
    server = psutil.Process(connection.info.backend_pid)
    parent = server.parent()
    assert parent is not None
    times = parent.cpu_times()
    return sum(server.cpu_times()[:2]), times.children_user + times.children_system


def digest(connection: Connection) -> list[object]:
    """A sum over all rows of each table of facts."""
    return [
        connection.execute(
            f"SELECT count(*), sum(hashtextextended(f::text, 0)::numeric)"
            f" FROM lookalike_internal.{name} f".encode()
        ).fetchone()
        for name in _TABLES
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    parser.add_argument("--only", type=int, nargs="*", help="the numbers of some recipes")
    parser.add_argument("--explain", action="store_true", help="print the plans of slow ones, too")
    options = parser.parse_args()
    images, book = options.images, Book()
    is_full = images >= 1_200_000
    with archive_database() as (connection, _):
        begun = time.monotonic()
        make_archive(connection, images, "facts.sql")
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        connection.execute("VACUUM (ANALYZE)")
        seconds, computed = classify(connection)
        print(f"{machine(connection)}; made in {time.monotonic() - begun:.0f} s", flush=True)
        book.add("classify all", images, seconds, "s", computed)
        seconds, computed = refresh(connection)
        book.add("first refresh of all facts", images, seconds, "s", computed,
                 "< 90 s" if is_full else "", seconds < 90 if is_full else None)  # fmt: skip
        connection.execute("VACUUM (ANALYZE)")
        connection.execute(
            "UPDATE lookalike_internal.image SET captured_at = '1980-01-01', byte_size = 77"
            " WHERE image_id > %s AND image_id <= %s",
            (images - _DELTA, images),
        )
        classify(connection)
        seconds, computed = refresh(connection)
        book.add(f"refresh, {_DELTA:,} images changed", images, seconds, "s", computed,
                 "< 5 s" if is_full else "", seconds < 5 if is_full else None)  # fmt: skip
        kept = digest(connection)
        seconds, computed = refresh(connection, rebuild=True)
        book.add("refresh, all again", images, seconds, "s", computed,
                 "equal to what was kept", digest(connection) == kept)  # fmt: skip
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("SET search_path = lookalike, public; SET ROLE lookalike_dashboard")
        for number, query in enumerate(queries(), start=1):
            if options.only and number not in options.only:
                continue
            times = []
            for _ in range(_TURNS + 1):
                clock = Clock()
                connection.execute(query).fetchall()
                times.append(clock.seconds)
            slow = quantiles(times[1:], n=20)[-1]  # the first run warms up
            first_line = " ".join(query.split())[:60]
            book.add(f"recipe {number}, p95", images, slow, "s", first_line.replace("|", " "),
                     "< 1 s" if is_full else "", slow < 1 if is_full else None)  # fmt: skip
            if options.explain and slow >= 0.5:
                for (line,) in connection.execute("EXPLAIN (ANALYZE, BUFFERS OFF) " + query):
                    print(line)


if __name__ == "__main__":
    main()
