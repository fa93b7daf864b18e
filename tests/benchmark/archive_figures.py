"""Matching and clustering in whole archives, from the images a scan leaves to clusters."""

import numpy as np
from figures import Book, Clock, watched_memory
from made_up import (
    Connection,
    add_images,
    archive_database,
    make_copies,
    make_hashes,
    plant_chain,
    plant_crowds,
)
from numpy.typing import NDArray

from lookalike import stages
from lookalike.database import connect
from lookalike.database.embedded import EmbeddedServer

Hashes = NDArray[np.uint64]
DELTA = 10_000


def measure_archive(
    connection: Connection, server: EmbeddedServer, book: Book, phash: Hashes, judge: Hashes
) -> None:
    """The first match of an empty archive, its clusters, and then a delta of new images."""
    size = len(phash)
    add_images(connection, phash, judge)
    is_large = size == 10_000_000
    with watched_memory(_pid(server)) as memory:
        identity, seconds, found = _match(server)
    book.add("match by identity, the first time", size, identity, "s")
    gigabytes = memory.together / 1e9
    book.add(
        "all pairs r = 8, from table to table", size, seconds, "s",
        f"{found.counts['accepted'] + found.counts['possible']:,} pairs; {found.method};"
        f" {memory.own / 1e9:.2f} GB in the loader, {gigabytes:.2f} GB with the server",
        "20 min, 6 GB" if is_large else "",
        identity + seconds < 1200 and gigabytes < 6 if is_large else None,
    )  # fmt: skip
    seconds, counts = _cluster(server)
    book.add("clusters, all of them", size, seconds, "s", f"{counts['clusters']:,} clusters")

    add_images(connection, *make_copies(phash, judge, DELTA))
    identity, seconds, found = _match(server)
    clustering, counts = _cluster(server)
    total = identity + seconds + clustering
    book.add(
        f"a delta of {DELTA:,}, through to clusters", size, total, "s",
        f"identity {identity:.1f} s, {seconds:.1f} s ({found.method}), clusters {clustering:.1f} s",
        "60 s" if is_large else "", total < 60 if is_large else None,
    )  # fmt: skip


def measure_sql_passes(book: Book, size: int) -> None:
    """The passes in SQL find what the loader's find, more slowly."""
    seconds, matches = [], []
    for in_sql in (True, False):
        with archive_database() as (connection, _):
            add_images(connection, *make_hashes(size))
            clock = Clock()
            if in_sql:
                connection.execute("CALL lookalike.find_matches(method => 'passes')")
            else:
                stages.match(connection, method="passes")
            seconds.append(clock.seconds)
            rows = connection.execute(
                "SELECT image_id_a, image_id_b, phash_distance, phash_256_distance, is_accepted"
                " FROM lookalike_internal.match"
            )
            matches.append(set(rows))
    same = matches[0] == matches[1]
    book.add(
        "passes in SQL against the loader's", size, seconds[0] / seconds[1], "times as long",
        f"{seconds[0]:.1f} s against {seconds[1]:.1f} s,"
        f" {'the same' if same else 'OTHER'} matches", "same matches", same,
    )  # fmt: skip


def measure_crowds(book: Book, size: int, identical: int, close: int) -> None:
    """A match of so many images with two crowds among them, against one without."""
    seconds = {}
    remark = ""
    for crowded in (False, True):
        phash, judge = make_hashes(size)
        if crowded:
            plant_crowds(phash, judge, identical, close)
        with archive_database() as (connection, server):
            add_images(connection, phash, judge)
            identity, matching, found = _match(server)
            clustering, _ = _cluster(server)
            seconds[crowded] = identity + matching + clustering
            if crowded:
                row = connection.execute(
                    "SELECT max(images) FROM lookalike_internal.cluster"
                ).fetchone()
                assert row is not None
                remark = (
                    f"{identical:,} identical and {close:,} close among them: {seconds[True]:.0f} s"
                    f" against {seconds[False]:.0f} s; {found.counts['crowded']:,} crowded,"
                    f" {found.counts['accepted']:,} pairs, largest cluster {row[0]:,}"
                )
    ratio = seconds[True] / seconds[False]
    book.add(
        "match and clusters with crowds", size, ratio, "times as long", remark, "about 1",
        ratio < 1.25,
    )  # fmt: skip


def measure_chain(book: Book, size: int, copies: float, length: int) -> None:
    """Clusters among so many images, of which so many are copies of others, and one long chain."""
    phash, judge = make_hashes(size, copies=copies, most_bits=4)
    plant_chain(phash, judge, length)
    with archive_database() as (connection, server):
        add_images(connection, phash, judge)
        _, _, found = _match(server)
        seconds, counts = _cluster(server)
        row = connection.execute(
            "SELECT images, diameter, is_chained FROM lookalike_internal.cluster"
            " WHERE retired_run_id IS NULL ORDER BY images DESC LIMIT 1"
        ).fetchone()
        assert row is not None
        # The same again after a few new matches.
        add_images(connection, *make_copies(phash, judge, 1000))
        _match(server)
        again, _ = _cluster(server)
    mean = counts["images"] / counts["clusters"]
    is_enough = found.counts["accepted"] >= 2_000_000
    book.add(
        f"clusters of {mean:.1f} images and a chain of {length:,}", size, seconds, "s",
        f"{found.counts['accepted']:,} matches, {counts['clusters']:,} clusters; the largest has"
        f" {row[0]:,} images, diameter {row[1]}, {'' if row[2] else 'NOT '}chained;"
        f" after 1,000 more images {again:.1f} s",
        "30 s" if is_enough else "", seconds < 30 if is_enough else None,
    )  # fmt: skip


def _pid(server: EmbeddedServer) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


def _match(server: EmbeddedServer) -> tuple[float, float, stages.MatchResult]:
    """Seconds for the identical, for the alike, and what was found."""
    with connect(server.url("lookalike")) as connection:
        clock = Clock()
        connection.execute("SELECT FROM lookalike_internal.prepare_matches(NULL, NULL, NULL)")
        identity = clock.seconds
        clock = Clock()
        found = stages.match(connection)
        return identity, clock.seconds, found


def _cluster(server: EmbeddedServer) -> tuple[float, dict[str, int]]:
    with connect(server.url("lookalike")) as connection:
        clock = Clock()
        counts = stages.cluster(connection)
        return clock.seconds, counts
