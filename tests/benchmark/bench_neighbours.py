"""Neighbour search, matching and clusters, from a hundred thousand to ten million hashes.

    python tests/benchmark/bench_neighbours.py [--sizes N,N,...] [--chart FILE] [--only PART,...]

Prints a table of every figure that matters at size, with its target where one is set; each
comparison is of two things measured in turn in this run. Needs `pip install '.[test,benchmark]'`.
The full run takes about an hour, 15 GB of memory and 40 GB of disk; --sizes 100000 takes minutes.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from archive_figures import (
    measure_archive,
    measure_chain,
    measure_crowds,
    measure_sql_passes,
)
from figures import Book, machine
from made_up import archive_database, make_hashes
from pair_figures import measure_pairs
from search_figures import measure_search

PARTS = ("search", "pairs", "archive", "sql", "crowds", "chain")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", default="100000,1000000,10000000", help="numbers of hashes")
    parser.add_argument("--only", default=",".join(PARTS), help="some of: " + ", ".join(PARTS))
    parser.add_argument("--chart", type=Path, help="an SVG file to draw the growth into")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    parts = options.only.split(",")
    os.environ["NO_COLOR"] = "1"
    book = Book()
    with archive_database() as (connection, _):
        print(f"{date.today():%d %B %Y}. {machine(connection)}.\n")
    middle = sorted(sizes)[len(sizes) // 2]  # where the slow rivals are measured
    for size in sizes:
        phash, judge = make_hashes(size)
        if "search" in parts:
            with archive_database() as (connection, _):
                measure_search(connection, book, phash, hnsw=size == middle)
        if "pairs" in parts:
            measure_pairs(book, phash, with_faiss=size == middle)
        if "archive" in parts:
            with archive_database() as (connection, server):
                measure_archive(connection, server, book, phash, judge)
    if "sql" in parts:
        measure_sql_passes(book, min(100_000, middle))
    if "crowds" in parts:
        measure_crowds(book, middle, middle // 20, middle // 50)
    if "chain" in parts:
        measure_chain(book, middle * 11 // 10, 0.80, middle // 20)
        measure_chain(book, middle * 3, 0.50, middle // 20)
    if options.chart:
        from growth_chart import draw

        draw(book.figures, options.chart)


if __name__ == "__main__":
    main()
