"""Time how conflicts are found in a made-up archive: python bench_conflicts.py [--images N]

Prints the seconds of `conflicted_image` and `metadata_conflicted_image` over the whole archive, and
of `conflicted_among` for a few images. 1.2 million images take about three minutes to make.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from figures import machine
from made_up import Connection, archive_database

_QUERIES = (
    "SELECT count(*) FROM lookalike_detail.conflicted_image",
    "SELECT count(*) FROM lookalike_detail.metadata_conflicted_image",
    "SELECT count(*) FROM lookalike.conflicted_among('{1, 2, 1000, 2000, 3000}')",
)


def make_archive(connection: Connection, images: int) -> None:
    """Fill the archive with images, clusters and entries; the triggers are left out."""
    connection.execute("SELECT set_config('bench.images', %s, false)", (str(images),))
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute((Path(__file__).with_name("conflicts.sql")).read_bytes())
    connection.execute("VACUUM ANALYZE")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    images = parser.parse_args().images
    with archive_database() as (connection, _):
        print(machine(connection))
        make_archive(connection, images)
        for query in _QUERIES:
            for turn in ("first", "again"):
                start = time.monotonic()
                row = connection.execute(query.encode()).fetchone()
                assert row is not None
                print(f"{time.monotonic() - start:7.2f} s, {turn}: {query}: {row[0]:,}")


if __name__ == "__main__":
    main()
