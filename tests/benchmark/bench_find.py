"""Time lookalike find in a large archive: python bench_find.py FOLDER [--images N]

The pictures of the folder are scanned and embedded, and made-up images, whose hashes and embeddings
are like those of no real ones, are added until there are N. Then edited copies of some pictures are
looked for: by find_image in this process, once the libraries are loaded, and by the command, which
loads them itself, and in turn has a preloaded process run it.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.made_up import Connection, add_images, archive_database, make_hashes
from lookalike import stages
from lookalike.find import find_image
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder

_PROBES = 12


def add_made_up(connection: Connection, count: int) -> None:
    """Images without files, and embeddings for them: each a little like some real one."""
    phash, judge = make_hashes(count, copies=0)
    add_images(connection, phash, judge)
    real = np.array(
        [
            row[0].to_list()
            for row in connection.execute(
                "SELECT embedding FROM lookalike_internal.embedding LIMIT 2000"
            )
        ],
        np.float32,
    )
    digests = [
        row[0]
        for row in connection.execute(
            "SELECT i.pixel_digest FROM lookalike_internal.image i"
            " JOIN lookalike_internal.collection c USING (collection_id) WHERE c.name = 'made-up'"
        )
    ]
    rng = np.random.default_rng(1)
    connection.execute("DROP INDEX lookalike_internal.embedding_embedding_idx")
    with (
        connection.cursor() as cursor,
        cursor.copy(
            "COPY lookalike_internal.embedding (pixel_digest, embedding) FROM STDIN"
        ) as copy,
    ):
        for start in range(0, count, 10_000):
            part = digests[start : start + 10_000]
            vectors = 0.5 * real[rng.integers(0, len(real), len(part))]
            vectors = vectors + rng.normal(size=vectors.shape).astype(np.float32) / 16
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            for digest, vector in zip(part, vectors, strict=True):
                copy.write_row((digest, "[" + ",".join(f"{value:.4f}" for value in vector) + "]"))
    connection.execute("SET maintenance_work_mem = '3GB'")
    connection.execute("SELECT lookalike_internal.index_embeddings()")
    connection.execute("VACUUM ANALYZE")


def make_probes(folder: Path, to: Path) -> list[Path]:
    """Edited copies of some pictures of the folder."""
    rng = random.Random(1)
    pictures = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".png"))
    probes = []
    for number, path in enumerate(rng.sample(pictures, _PROBES)):
        edit = EDITS[number * 2 % len(EDITS)]
        probe = to / f"{number} {edit.name}{edit.suffix}"
        with Image.open(path) as opened:
            probe.write_bytes(edit.make(ImageOps.exif_transpose(opened).convert("RGB"), path.name))
        probes.append(probe)
    return probes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=1_000_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as made,
        archive_database() as (connection, server),
    ):
        scan_folder(connection, options.folder)
        pictures = stages.embed(connection)["pictures"]
        start = time.perf_counter()
        add_made_up(connection, options.images - pictures)
        print(f"{options.images:,} images, {pictures:,} of them real;"
              f" made in {time.perf_counter() - start:.0f} s", flush=True)  # fmt: skip
        url = server.url("lookalike")
        probes = make_probes(options.folder, Path(made))
        find_image(connection, probes[0])  # loads the libraries
        whole, alone, preloaded, proven = [], [], [], 0
        program = Path(sys.executable).with_name("lookalike")
        by_itself = dict(os.environ, TMPDIR=made)  # where no preloaded process listens
        by_itself.pop("XDG_RUNTIME_DIR", None)
        with_process = dict(by_itself, XDG_RUNTIME_DIR=f"{made}/run")
        Path(with_process["XDG_RUNTIME_DIR"]).mkdir()
        subprocess.run([program, "preload", "start"], check=True, env=with_process)
        print(
            "| looked for | found | find_image, s | lookalike find, s | with a preloaded process |"
        )
        print("|---|---|---|---|---|")
        for probe in probes:
            start = time.perf_counter()
            found = find_image(connection, probe)
            whole.append(time.perf_counter() - start)
            proven += any(one.proven for one in found)
            said = []
            for seconds, environment in ((alone, by_itself), (preloaded, with_process)):
                start = time.perf_counter()
                command = [program, "find", probe, "--database", url]
                said.append(subprocess.check_output(command, env=environment))
                seconds.append(time.perf_counter() - start)
            assert said[0] == said[1]
            shown = sum(one.proven for one in found)
            print(f"| {probe.stem} | {shown} of {len(found)} proven | {whole[-1]:.2f} |"
                  f" {alone[-1]:.2f} | {preloaded[-1]:.2f} |", flush=True)  # fmt: skip
        figures = [
            f"{statistics.median(seconds):.2f}, {max(seconds):.2f}"
            for seconds in (whole, alone, preloaded)
        ]
        print(f"| median, slowest | {proven} of {len(probes)} | {' | '.join(figures)} |")
        subprocess.run([program, "preload", "stop"], check=True, env=with_process)


if __name__ == "__main__":
    main()
