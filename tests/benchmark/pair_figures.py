"""All pairs within a radius, in memory: the loader's engine against faiss."""

import faiss
import numpy as np
from figures import Book, Clock
from numpy.typing import NDArray

from lookalike.match.engine import PairFinder
from lookalike.match.masks import choose_passes

RADIUS = 8


def measure_pairs(book: Book, phash: NDArray[np.uint64], with_faiss: bool) -> None:
    """Find all pairs among the different ones of these hashes."""
    hashes = np.unique(phash)
    plan = choose_passes(len(hashes), RADIUS)
    list(PairFinder(hashes[:1000], plan, 500).find())  # compile
    clock = Clock()
    found = [found.pairs for found in PairFinder(hashes, plan, len(hashes)).find()]
    ours = clock.seconds
    pairs = np.sort(np.concatenate(found), axis=1)
    remark = f"{len(pairs):,} pairs, {plan.passes} passes"
    book.add(f"all pairs r = {RADIUS}, in memory", len(hashes), ours, "s", remark)
    if not with_faiss:
        return
    faiss.omp_set_num_threads(2)
    codes = hashes.view(np.uint8).reshape(-1, 8)
    clock = Clock()
    index = faiss.IndexBinaryMultiHash(64, 3, 21)
    index.nflip = 2
    index.add(codes)
    a, b = [], []
    for start in range(0, len(codes), 100_000):
        limits, _, others = index.range_search(codes[start : start + 100_000], RADIUS + 1)
        queries = np.repeat(np.arange(len(limits) - 1) + start, np.diff(limits).astype(np.int64))
        later = others > queries
        a.append(queries[later])
        b.append(others[later])
    theirs = clock.seconds
    faiss_pairs = np.stack([np.concatenate(a), np.concatenate(b)], axis=1)
    same = _as_set(pairs) == _as_set(faiss_pairs)
    book.add(
        "faiss IndexBinaryMultiHash(3 x 21), nflip 2, 2 threads, against ours", len(hashes),
        theirs / ours, "times as long",
        f"{theirs:.1f} s, {'the same' if same else 'OTHER'} pairs", "3 times, same pairs",
        theirs / ours >= 3 and same,
    )  # fmt: skip


def _as_set(pairs: NDArray[np.int64]) -> set[tuple[int, int]]:
    return set(map(tuple, pairs.tolist()))
