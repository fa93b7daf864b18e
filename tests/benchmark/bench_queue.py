"""Time the queue of reviews of a made-up archive: python bench_queue.py [--images N]

The archive is that of bench_classify. Prints the seconds of the first rows of the
queue, of the count of what waits for people, and of the images that wait.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.bench_classify import make_archive
from benchmark.figures import Book, Clock, machine
from benchmark.made_up import archive_database

_QUERIES = {
    "the first 20 rows of the queue": "SELECT path_a, explanation FROM lookalike.review_queue"
    " ORDER BY priority DESC LIMIT 20",
    "all that waits for people": "SELECT * FROM lookalike_detail.open_work",
    "the images that wait, by kind": "SELECT kind, count(*) FROM lookalike_detail.image_to_review"
    " GROUP BY kind ORDER BY kind",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    parser.add_argument("--explain", action="store_true", help="Print the plans, too.")
    options = parser.parse_args()
    book = Book()
    with archive_database() as (connection, _):
        make_archive(connection, options.images, "queued.sql")
        print(f"{machine(connection)}\n", flush=True)
        for name, query in _QUERIES.items():
            clock = Clock()
            found = connection.execute(query.encode()).fetchall()
            seconds = clock.seconds
            said = "; ".join(f"{row[0]}: {row[1]}" for row in found) if len(found) < 20 else ""
            book.add(name, options.images, seconds, "s", said)
            if options.explain:
                for (line,) in connection.execute(f"EXPLAIN (ANALYZE) {query}".encode()):
                    print(line)


if __name__ == "__main__":
    main()
