"""Measure the export of the facts of a made-up archive: python bench_export.py [--images N]

The archive is that of bench_facts. Prints rows, bytes, processor seconds of the
command and of the server, and the most memory that the command took.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.bench_classify import make_archive
from benchmark.figures import Book, machine
from benchmark.made_up import archive_database
from lookalike.export.manifest import check_export
from servers import temporary_folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    options = parser.parse_args()
    book = Book()
    with archive_database() as (connection, server), temporary_folder() as folder:
        url = server.url("lookalike", "postgres")
        make_archive(connection, options.images, "facts.sql")
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CALL lookalike.classify_images()")
        connection.execute("CALL lookalike.refresh_facts()")
        connection.execute("VACUUM (ANALYZE)")
        print(f"{machine(connection)}\n", flush=True)
        server_before = _server_seconds(connection.info.backend_pid)
        clock = time.monotonic()
        command = [str(Path(sys.executable).parent / "lookalike"), "export", "facts", "facts"]
        subprocess.run(
            command, cwd=folder, check=True, stdout=subprocess.DEVNULL,
            env=os.environ | {"LOOKALIKE_DATABASE": url},
        )  # fmt: skip
        passed = time.monotonic() - clock
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = check_export(folder / "facts")
        size = options.images
        book.add("rows of all tables", size, found.rows, "rows")
        book.add("size of the export", size, found.bytes / 1e6, "MB", f"{found.files} files")
        book.add("processor time, command", size, used.ru_utime + used.ru_stime, "s")
        ended = _server_seconds(connection.info.backend_pid) - server_before
        book.add("processor time, server", size, ended, "s", f"{passed:.0f} s passed")
        book.add("most memory of the command", size, used.ru_maxrss / 1000, "MB")


def _server_seconds(backend: int) -> float:
    """Processor time of the server, and of those of its processes that have ended."""
    parent = psutil.Process(backend).parent()
    assert parent is not None
    times = parent.cpu_times()
    return float(times.children_user + times.children_system)


if __name__ == "__main__":
    main()
