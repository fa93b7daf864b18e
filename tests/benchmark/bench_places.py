"""Time pictures in several places and snapshots: python bench_places.py [--images N]

A made-up archive as in bench_facts.py: 20 collections of 4 sites. Prints the seconds of questions
to shared_picture, warm, with the plan of the first; of a first snapshot, of one after a delta and
of one with nothing new; of an import of foreign fingerprints, of which a third are here; and of the
match after a delta.
"""

import argparse
import json
import sys
from pathlib import Path
from statistics import quantiles

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.bench_classify import classify, make_archive
from benchmark.figures import Book, Clock, machine
from benchmark.made_up import Connection, archive_database

_DELTA = 1000
_TURNS = 20
_QUESTIONS = {
    "how many pictures in two jurisdictions": "SELECT count(DISTINCT picture_id), sum(images)"
    " FROM shared_picture WHERE has_different_jurisdictions",
    "those in most collections": "SELECT * FROM shared_picture ORDER BY collections DESC,"
    " picture_id LIMIT 50",
    "of one cluster": "SELECT * FROM shared_picture WHERE picture_id ="
    " (SELECT max(cluster_id) FROM cluster_fact)",
    "pairs of sites": "SELECT a.site, b.site, count(*) FROM shared_picture a"
    " JOIN shared_picture b ON b.picture_id = a.picture_id AND b.site > a.site GROUP BY 1, 2",
    "by jurisdiction": "SELECT jurisdiction, count(*), sum(images), sum(bytes)"
    " FROM shared_picture WHERE has_different_jurisdictions GROUP BY 1",
}
# As another archive would export them: every 30th image here, and twice as many others.
_FOREIGN = """
INSERT INTO pg_temp.fingerprint_row (line, said)
SELECT row_number() OVER (), jsonb_build_object('collection', 'x', 'number', row_number() OVER (),
    'sha256', encode(sha256(int8send(i.image_id * n)), 'hex'),
    'pixel_digest', encode(sha256(int8send(-i.image_id * n)), 'hex'),
    'phash', encode(substr(bit_send(
        CASE n WHEN 1 THEN f.phash ELSE hashint8extended(i.image_id, n)::bit(64) END), 5), 'hex'),
    'phash_256', encode(substr(bit_send(f.phash_256), 5), 'hex'),
    'quality', 1, 'byte_size', 1, 'width', 1, 'height', 1, 'frames', 1, 'format', 'JPEG')
FROM lookalike_internal.image i
JOIN lookalike_internal.fingerprint f ON f.image_id = i.image_id AND f.region = 'full',
     generate_series(1, 3) n
WHERE i.image_id % 30 = 0
"""


def timed(connection: Connection, statement: str) -> tuple[float, str]:
    """Seconds, and how many of them the server computed: the rest it waited for other work."""
    server = psutil.Process(connection.info.backend_pid)
    clock, before = Clock(), sum(server.cpu_times()[:2])
    connection.execute(statement.encode())
    return clock.seconds, f"{sum(server.cpu_times()[:2]) - before:.1f} s of processor time"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    images, book = parser.parse_args().images, Book()
    with archive_database() as (connection, _):
        make_archive(connection, images, "facts.sql")
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        connection.execute("VACUUM (ANALYZE)")
        classify(connection)
        connection.execute("CALL lookalike.refresh_facts()")
        connection.execute("VACUUM (ANALYZE)")
        print(machine(connection), flush=True)
        connection.execute("SET search_path = lookalike, public")
        (rows,) = connection.execute("SELECT count(*) FROM shared_picture").fetchone() or (0,)
        book.add("rows of shared_picture", images, rows, "rows", "")
        seconds, computed = timed(
            connection, "SELECT count(*) FROM lookalike_internal.list_shared_pictures(NULL, NULL)"
        )
        book.add("count all shared pictures anew", images, seconds, "s", computed)
        connection.execute("SET ROLE lookalike_analyst")
        for name, query in _QUESTIONS.items():
            times = []
            for _ in range(_TURNS + 1):
                clock = Clock()
                connection.execute(query).fetchall()
                times.append(clock.seconds)
            book.add(f"{name}, p95", images, quantiles(times[1:], n=20)[-1], "s", "")
        for (line,) in connection.execute("EXPLAIN (ANALYZE) " + next(iter(_QUESTIONS.values()))):
            print(line)
        connection.execute("RESET ROLE")
        snapshot = "SELECT lookalike.take_snapshot()"
        book.add("first snapshot", images, *_named(timed(connection, snapshot)))
        connection.execute("VACUUM (ANALYZE)")
        connection.execute(
            "UPDATE lookalike_internal.image SET path = path || '.moved', byte_size = 78"
            f" WHERE image_id <= {_DELTA}".encode()
        )
        classify(connection)
        connection.execute("CALL lookalike.refresh_facts()")
        book.add(f"snapshot, {_DELTA:,} changed", images, *_named(timed(connection, snapshot)))
        book.add("snapshot, nothing new", images, *_named(timed(connection, snapshot)))
        with connection.transaction():
            connection.execute("SELECT lookalike_internal.begin_fingerprints()")
            connection.execute(_FOREIGN.encode())
            row = connection.execute("SELECT count(*) FROM pg_temp.fingerprint_row").fetchone()
            assert row is not None
            head = {
                "format": "lookalike fingerprints", "version": 1, "hashes": None,
                "archive": "00000000-0000-4000-8000-000000000000",
                "collections": [{"collection": "x", "images": row[0], "jurisdiction": "ZZ"}],
            }  # fmt: skip
            store = f"SELECT lookalike_internal.store_fingerprints('{json.dumps(head)}')"
            seconds, computed = timed(connection, store)
            book.add(f"import of {row[0]:,} fingerprints", images, seconds, "s", computed)
        book.add("refresh after it", images, *_named(timed(connection, "CALL refresh_facts()")))
        connection.execute(
            "INSERT INTO lookalike_internal.unmatched_foreign SELECT image_id"
            f" FROM lookalike_internal.image WHERE image_id <= {_DELTA}".encode()
        )
        match = "SELECT lookalike_internal.match_foreign()"
        book.add(f"match of {_DELTA:,} new images", images, *_named(timed(connection, match)))


def _named(measured: tuple[float, str]) -> tuple[float, str, str]:
    seconds, computed = measured
    return seconds, "s", computed


if __name__ == "__main__":
    main()
