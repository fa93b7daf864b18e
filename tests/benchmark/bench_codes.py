"""How long the search for shared corners takes: all with all, and a few new pictures.

    python tests/benchmark/bench_codes.py [PICTURES ...] [--new N]

The corners are made up: random codes, and a fifth of the pictures are copies of which each code
differs in a few bits. In real archives more corners are alike, so more pairs are counted. Memory is
that of this process.
"""

import argparse
import time

import numpy as np
import psutil
from numpy.typing import NDArray

from lookalike.encode.codes import POINTS
from lookalike.encode.search import Corners
from lookalike.encode.vote import count_votes

_COPIES = 0.2
_FLIPS = 3  # random bits, each of which may be set already


def made_up(pictures: int, rng: np.random.Generator) -> NDArray[np.uint64]:
    """Codes (pictures * POINTS); the last fifth of the pictures are copies of the first."""
    codes = rng.integers(0, 2**64, pictures * POINTS, np.uint64)
    copies = round(pictures * _COPIES) * POINTS
    noise = np.zeros(copies, np.uint64)
    for _ in range(_FLIPS):
        noise |= np.uint64(1) << rng.integers(0, 64, copies, np.uint64)
    codes[-copies:] = codes[:copies] ^ noise
    return codes


def measure(pictures: int, new: int | None) -> None:
    """Search, count the votes, and print a row of the table."""
    rng = np.random.default_rng(pictures)
    codes = made_up(pictures, rng)
    owner = np.repeat(np.arange(pictures, dtype=np.int32), POINTS)
    started, begun = time.perf_counter(), time.process_time()
    corners = Corners(codes, owner, 0 if new is None else (pictures - new) * POINTS)
    found = [pairs for pairs, _ in corners.find_pairs()]
    seconds, spent = time.perf_counter() - started, time.process_time() - begun
    pairs = np.concatenate(found)
    points = rng.uniform(1, 500, (len(codes), 4)).astype(np.float32)
    points[:, 3] = 1
    copies = round(pictures * _COPIES) * POINTS
    points[-copies:] = points[:copies]
    started = time.perf_counter()
    votes = count_votes(pairs, np.zeros(len(pairs), np.int8), owner, points)
    counted = time.perf_counter() - started
    peak = psutil.Process().memory_info().rss / 1e9
    wanted = min(new or pictures, round(pictures * _COPIES))
    true = int((votes.votes >= POINTS // 2).sum())
    print(
        f"| {pictures:,} | {'all' if new is None else f'{new:,}'} | {corners.cut.count}"
        f" | {seconds:,.1f} s | {spent:,.1f} s | {counted:,.1f} s | {peak:.2f} GB"
        f" | {true:,} of {wanted:,} |",
        flush=True,
    )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pictures", type=int, nargs="*", default=[12_500, 50_000, 200_000])
    parser.add_argument("--new", type=int, help="of these, so many are new (default: all)")
    options = parser.parse_args()
    print("| pictures | new | segments | search | processor | votes | memory | copies found |")
    print("|---|---|---|---|---|---|---|---|")
    for pictures in options.pictures:
        measure(pictures, options.new)


if __name__ == "__main__":
    main()
