"""Made-up hashes and archives of any size, with copies planted in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray

from lookalike.database import connect, install
from lookalike.database.binary_copy import write_rows
from lookalike.database.embedded import EmbeddedServer
from servers import temporary_folder

Connection = psycopg.Connection[Any]


def flip(
    words: NDArray[np.uint64], bits: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.uint64]:
    """Hashes (n, words) with so many bits (n) of each turned over, some of them twice."""
    words = words.copy()
    rows = np.arange(len(words))
    for turn in range(int(bits.max(initial=0))):
        at = rng.integers(0, 64 * words.shape[1], len(words))
        bit = np.uint64(1) << (at % 64).astype(np.uint64)
        words[rows, at // 64] ^= np.where(bits > turn, bit, np.uint64(0))
    return words


def make_hashes(
    count: int, seed: int = 1, copies: float = 0.2, most_bits: int = 10
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """64-bit (n) and 256-bit (n, 4) hashes; a share of them are copies of others, a few bits off:
    0 to `most_bits` of 64 and four times as many of 256.
    """
    rng = np.random.default_rng(seed)
    phash = rng.integers(0, 2**64, (count, 1), np.uint64)
    judge = rng.integers(0, 2**64, (count, 4), np.uint64)
    first_copy = count - int(count * copies)
    original = rng.integers(0, first_copy, count - first_copy)
    bits = rng.integers(0, most_bits + 1, count - first_copy)
    phash[first_copy:] = flip(phash[original], bits, rng)
    judge[first_copy:] = flip(judge[original], 4 * bits, rng)
    return phash[:, 0], judge


def make_copies(
    phash: NDArray[np.uint64], judge: NDArray[np.uint64], count: int, seed: int = 3
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """New hashes to come to these: half of them copies of others, half like nothing known."""
    rng = np.random.default_rng(seed)
    new_phash, new_judge = make_hashes(count, seed, copies=0)
    original = rng.integers(0, len(phash), count // 2)
    bits = rng.integers(0, 9, count // 2)
    new_phash[: count // 2] = flip(phash[original, None], bits, rng)[:, 0]
    new_judge[: count // 2] = flip(judge[original], 4 * bits, rng)
    return new_phash, new_judge


def plant_chain(phash: NDArray[np.uint64], judge: NDArray[np.uint64], length: int) -> None:
    """Turn the first hashes into a chain: each differs from the one before in a few bits."""
    rng = np.random.default_rng(8)
    for words, few in ((phash[:, None], 4), (judge, 16)):
        steps = flip(np.zeros((length, words.shape[1]), np.uint64), np.full(length, few), rng)
        words[:length] = words[0] ^ np.bitwise_xor.accumulate(steps, axis=0)


def plant_crowds(
    phash: NDArray[np.uint64], judge: NDArray[np.uint64], identical: int, close: int, seed: int = 9
) -> None:
    """Turn the first hashes into crowds: so many identical ones, then so many within 6 bits of
    each other (3 of a common one), all of them different.
    """
    rng = np.random.default_rng(seed)
    phash[:identical], judge[:identical] = phash[0], judge[0]
    crowd = slice(identical, identical + close)
    middle = np.full((close, 1), phash[identical])
    phash[crowd] = flip(middle, rng.integers(0, 4, close), rng)[:, 0]
    judge[crowd] = flip(np.tile(judge[identical], (close, 1)), rng.integers(1, 20, close), rng)


@contextmanager
def archive_database(folder: Path | None = None) -> Iterator[tuple[Connection, EmbeddedServer]]:
    """A superuser's connection to an archive without images, on a server with our own settings."""
    with temporary_folder() as scratch:
        server = EmbeddedServer((folder or scratch) / "data", 18)
        server.start()
        try:
            install(server.url("lookalike"))
            with connect(server.url("lookalike", "postgres")) as connection:
                yield connection, server
        finally:
            server.stop()


def add_images(
    connection: Connection, phash: NDArray[np.uint64], judge: NDArray[np.uint64]
) -> None:
    """Put images with these hashes into the archive, as a scan would, behind those it has."""
    row = connection.execute(
        "SELECT coalesce(max(image_id), 0) FROM lookalike_internal.image"
    ).fetchone()
    assert row is not None
    first = row[0] + 1
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # no foreign keys
        connection.execute(
            "CREATE TEMP TABLE hash (image_id bigint, phash bit(64), phash_256 bit(256))"
            " ON COMMIT DROP"
        )
        write_rows(
            connection,
            "pg_temp.hash",
            {"image_id": "int8", "phash": "bit64", "phash_256": "bit256"},
            {
                "image_id": np.arange(first, first + len(phash)),
                "phash": phash,
                "phash_256": judge,
            },
        )
        connection.execute((Path(__file__).parent / "add_images.sql").read_text())
    connection.execute(
        "VACUUM (ANALYZE) lookalike_internal.image, lookalike_internal.fingerprint,"
        " lookalike_internal.unmatched_image"
    )
