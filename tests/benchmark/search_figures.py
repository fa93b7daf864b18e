"""Neighbour search on one table: within() against a scan, and against pgvector's HNSW."""

import statistics

import numpy as np
from figures import Book, Clock
from made_up import Connection
from numpy.typing import NDArray

from lookalike.database.binary_copy import write_rows

RADIUS = 8
QUERIES = 60


def measure_search(
    connection: Connection, book: Book, phash: NDArray[np.uint64], hnsw: bool
) -> None:
    """Build the indexes over a table of these hashes, and search it; leaves no table behind."""
    size = len(phash)
    connection.execute("CREATE TABLE public.asset (id bigint, phash bit(64))")
    write_rows(
        connection,
        "public.asset",
        {"id": "int8", "phash": "bit64"},
        {"id": np.arange(size), "phash": phash},
    )
    connection.execute("VACUUM ANALYZE public.asset")
    clock = Clock()
    connection.execute("SELECT lookalike.create_hamming_index('public.asset', 'phash')")
    build = clock.seconds
    row = connection.execute("SELECT pg_indexes_size('public.asset')").fetchone()
    assert row is not None
    megabytes = row[0] / 1e6
    at_most = size == 10_000_000
    book.add(
        "index build", size, build, "s", f"{megabytes:,.0f} MB",
        "30 s, 450 MB" if at_most else "",
        build < 30 and megabytes < 450 if at_most else None,
    )  # fmt: skip

    rng = np.random.default_rng(2)
    probes = [int(phash[at]) for at in rng.integers(0, size, QUERIES)]
    _search(connection, probes, _WITHIN)  # reads into memory what a scan has in memory
    by_index, found = _search(connection, probes, _WITHIN)
    connection.execute("SET enable_bitmapscan = off; SET enable_indexscan = off")
    # The scan as it would be written without us, on one core as the search, and on all.
    some = probes[: 10 if size > 1_000_000 else QUERIES]
    on_all, _ = _search(connection, some, _SCAN)
    connection.execute("SET max_parallel_workers_per_gather = 0")
    by_scan, truth = _search(connection, some, _SCAN)
    connection.execute("RESET max_parallel_workers_per_gather")
    connection.execute("RESET enable_bitmapscan; RESET enable_indexscan")
    book.add(f"within r = {RADIUS}, one search", size, by_index, "s")
    book.add("the same by a scan on one core", size, by_scan, "s")
    found_of_true = sum(len(a & b) for a, b in zip(found, truth, strict=False))
    recall = found_of_true / sum(map(len, truth))
    book.add(
        f"within r = {RADIUS} against a scan", size, by_scan / by_index, "times faster",
        f"{1000 * by_index:.2f} ms against {1000 * by_scan:.0f} ms on one core"
        f" ({1000 * on_all:.0f} ms on all), recall {recall:.3f}",
        "100 times, recall 1.0" if at_most else "",
        by_scan / by_index >= 100 and recall == 1 if at_most else None,
    )  # fmt: skip
    if hnsw:
        _measure_hnsw(connection, book, probes, found, by_index, build, size)
    connection.execute("DROP TABLE public.asset")


_WITHIN = (
    "SELECT id FROM public.asset WHERE lookalike.within(phash, {probe}::bigint::bit(64), {radius})"
)
_SCAN = "SELECT id FROM public.asset WHERE (phash <~> {probe}::bigint::bit(64)) <= {radius}"
_HNSW = (
    "SELECT id FROM (SELECT id, phash FROM public.asset"
    " ORDER BY phash <~> {probe}::bigint::bit(64) LIMIT 40) near"
    " WHERE (phash <~> {probe}::bigint::bit(64)) <= {radius}"
)


def _search(connection: Connection, probes: list[int], query: str) -> tuple[float, list[set[int]]]:
    """The median seconds a query, planning and transfer included, and what each found."""
    times, found = [], []
    for probe in [probes[0], *probes]:
        signed = probe - (1 << 64) if probe >> 63 else probe
        text = query.format(probe=f"({signed})", radius=RADIUS)
        clock = Clock()
        rows = connection.execute(text.encode()).fetchall()
        times.append(clock.seconds)
        found.append({row[0] for row in rows})
    return statistics.median(times[1:]), found[1:]


def _measure_hnsw(
    connection: Connection, book: Book, probes: list[int], truth: list[set[int]],
    by_index: float, build: float, size: int,
) -> None:  # fmt: skip
    connection.execute("SET maintenance_work_mem = '2GB'")
    clock = Clock()
    connection.execute(
        "CREATE INDEX asset_hnsw ON public.asset USING hnsw (phash public.bit_hamming_ops)"
    )
    hnsw_build = clock.seconds
    row = connection.execute("SELECT pg_relation_size('public.asset_hnsw')").fetchone()
    assert row is not None
    book.add(
        "HNSW build against ours", size, hnsw_build / build, "times as long",
        f"{hnsw_build:.0f} s, {row[0] / 1e6:,.0f} MB", "50 times", hnsw_build / build >= 50,
    )  # fmt: skip
    for breadth in (40, 100, 200, 400, 800, 1000):
        connection.execute(f"SET hnsw.ef_search = {breadth}")
        seconds, found = _search(connection, probes, _HNSW)
        recall = sum(len(a & b) for a, b in zip(found, truth, strict=True)) / sum(map(len, truth))
        reached = recall == 1
        book.add(
            "HNSW search against within", size, seconds / by_index, "times as long",
            f"ef_search {breadth}: {1000 * seconds:.2f} ms, recall {recall:.4f}",
            "1 at recall 1.0" if reached else "", seconds >= by_index if reached else None,
        )  # fmt: skip
        if reached:
            break
