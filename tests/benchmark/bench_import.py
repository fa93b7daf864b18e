"""Time how a large catalogue is imported: python bench_import.py [--entries N] [--images N]

Writes a made-up CSV file of 12 columns, imports it into an archive of made-up images, imports it
again, and then imports the same rows from a table, into another such archive. Prints seconds,
processor time and memory.
"""

import argparse
import csv
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from figures import Clock, machine, watched_memory
from made_up import Connection, archive_database

from lookalike.catalogue.source import open_source
from lookalike.catalogue.store import choose_mapping, import_query, import_source
from lookalike.database.embedded import EmbeddedServer

_COLUMNS = (
    "id", "file", "title", "creator", "date", "description", "rights", "licence", "credit",
    "published", "box", "technique",
)  # fmt: skip
_DATES = (
    "{year}", "{year}-{month:02}-{day:02}", "ca. {year}", "{day}. {month}. {year}", "{year}s",
    "May–June {year}", "between {year} and 1999", "{year}-", "{year}年{month}月{day}日", "n.d.",
)  # fmt: skip


def write_catalogue(path: Path, entries: int) -> None:
    """Write a catalogue: each entry names a file, every tenth two of them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for n in range(1, entries + 1):
            name = f"{n // 1000}/{n}.jpg"
            form = _DATES[n % len(_DATES)]
            writer.writerow((
                f"PH {n}",
                f"{name}|{(n + 1) // 1000}/{n + 1}.jpg" if n % 10 == 0 else name,
                f"Picture {n}",
                f"Photographer {n % 500}",
                form.format(year=1850 + n % 150, month=1 + n % 12, day=1 + n % 28),
                f"What picture {n} shows, in {'some words, ' * 6}",
                "http://rightsstatements.org/vocab/InC/1.0/" if n % 2 else "Public domain",
                "Editorial use only" if n % 3 else "CC BY 4.0",
                f"Library {n % 20}",
                "yes" if n % 50 == 0 else "no",
                str(n // 100),
                "silver gelatin",
            ))  # fmt: skip


def make_images(connection: Connection, images: int) -> None:
    """Fill the archive with images; the triggers are left out."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            "CREATE TEMP TABLE hash ON COMMIT DROP AS SELECT n AS image_id, n::bit(64) AS phash,"
            " repeat(n::bit(64)::text, 4)::bit(256) AS phash_256"
            " FROM generate_series(1::bigint, %s) AS n",
            (images,),
        )
        connection.execute(Path(__file__).with_name("add_images.sql").read_bytes())
    connection.execute("VACUUM ANALYZE")


def measure(
    connection: Connection, server: EmbeddedServer, what: str, step: Callable[[], dict[str, int]]
) -> None:
    """Run a step; print its seconds, its processor time and the memory that it took."""
    backend = psutil.Process(connection.info.backend_pid)

    def processor() -> tuple[float, float]:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return own.ru_utime + own.ru_stime, sum(backend.cpu_times()[:2])

    pid = server.status().pid
    assert pid is not None
    before, clock = processor(), Clock()
    with watched_memory(pid) as memory:
        counts = step()
    seconds = clock.seconds
    own, other = (now - then for now, then in zip(processor(), before, strict=True))
    print(
        f"{what}: {seconds:.0f} s; processor {own + other:.0f} s (loader {own:.0f},"
        f" server {other:.0f}); memory {memory.own / 2**20:.0f} MB in the loader,"
        f" {memory.together / 2**30:.2f} GB with the server; {counts}",
        flush=True,
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--images", type=int, default=1_200_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.csv"
        write_catalogue(path, arguments.entries)
        with archive_database() as (connection, server):
            print(machine(connection))
            print(f"{path.stat().st_size / 2**20:.0f} MB of CSV")
            make_images(connection, arguments.images)

            def load() -> dict[str, int]:
                source = open_source(path)
                mapping = choose_mapping(connection, "file", source.rows.columns, {})
                return import_source(connection, "file", path.name, source, mapping)

            measure(connection, server, "a file", load)
            measure(connection, server, "the same file again", load)
        with archive_database() as (connection, server):
            make_images(connection, arguments.images)
            columns = ", ".join(f"{column} text" for column in _COLUMNS)
            connection.execute(f"CREATE TABLE public.object ({columns})".encode())
            with (
                path.open("rb") as file,
                connection.cursor() as cursor,
                cursor.copy("COPY public.object FROM STDIN (FORMAT csv, HEADER)") as copy,
            ):
                while data := file.read(1 << 20):
                    copy.write(data)
            measure(
                connection, server, "a query",
                lambda: import_query(connection, "query", "SELECT * FROM public.object", {}),
            )  # fmt: skip


if __name__ == "__main__":
    main()
