"""The inner loops of matching, compiled to machine code that lets other threads run.

A pass sorts the hashes by their bits under a mask, so that hashes with equal bits there form a run,
and compares the hashes of each run.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from lookalike.compiled import compiled

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # an odd number without a pattern: 2^64 / golden ratio
BLOCK = 64  # hashes compared at once


def _bit_count(_typing_context: Any, value: Any) -> Any:
    """Return the number of bits set in a uint64; numba itself has no such function."""
    if value != types.uint64:
        return None

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> ir.Value:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


bit_count: Any = intrinsic(_bit_count)  # uint64 -> uint64, in compiled functions only


@njit(inline="always")
def count_near(own: np.uint64, block: NDArray[np.uint64], most: np.uint64) -> np.uint64:
    """Count the near hashes of a block; such a plain loop becomes vector instructions."""
    near = np.uint64(0)
    for i in range(len(block)):
        near += np.uint64(bit_count(own ^ block[i]) <= most)
    return near


@njit(inline="always")
def bucket_of(hash_: np.uint64, mask: np.uint64, bits: int) -> np.uint64:
    """Return the bucket of a hash: the same for hashes that are equal under the mask."""
    return ((hash_ & mask) * _SPREAD) >> np.uint64(64 - bits)


@compiled
def sort_runs(
    hashes: NDArray[np.uint64],
    mask: np.uint64,
    bits: int,
    starts: NDArray[np.int64],
    order: NDArray[np.int32],
) -> None:
    """Sort n hashes into 2^bits runs: `order` (n) gets their positions, `starts` (2^bits + 1)
    where each run begins. Hashes that are equal under the mask are in one run.
    """
    starts[:] = 0
    for i in range(len(hashes)):
        starts[bucket_of(hashes[i], mask, bits) + np.uint64(1)] += 1
    for b in range(len(starts) - 1):
        starts[b + 1] += starts[b]
    for i in range(len(hashes)):
        bucket = bucket_of(hashes[i], mask, bits)
        order[starts[bucket]] = i
        starts[bucket] += 1
    # Each start has moved to the end of its run, which is the start of the next.
    for b in range(len(starts) - 1, 0, -1):
        starts[b] = starts[b - 1]
    starts[0] = 0


@compiled
def longest_run(starts: NDArray[np.int64]) -> int:
    """Return the number of hashes in the longest run."""
    longest = 0
    for b in range(len(starts) - 1):
        longest = max(longest, starts[b + 1] - starts[b])
    return int(longest)


@compiled
def mark_crowds(
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    order: NDArray[np.int32],
    radius: int,
    crowd_limit: int,
    crowded: NDArray[np.bool_],
) -> None:
    """Mark hashes as crowded that have more than `crowd_limit` others near them in their run.

    This comes before the runs are compared: the pairs of a crowd must not be made even once.
    """
    most = np.uint64(radius)
    run = np.empty(longest_run(starts), np.uint64)
    for b in range(len(starts) - 1):
        members = order[starts[b] : starts[b + 1]]
        length = len(members)
        if length <= crowd_limit:
            continue
        for x in range(length):
            run[x] = hashes[members[x]]
        for x in range(length):
            if crowded[members[x]]:
                continue
            neighbours = np.int64(-1)  # it also finds itself
            for y in range(0, length, BLOCK):
                neighbours += np.int64(count_near(run[x], run[y : min(y + BLOCK, length)], most))
                if neighbours > crowd_limit:
                    crowded[members[x]] = True
                    break


@njit(inline="always")
def _move_crowded_last(members: NDArray[np.int32], crowded: NDArray[np.bool_]) -> int:
    """Move the crowded to the end and return how many are not."""
    front, back = 0, len(members)
    while front < back:
        if crowded[members[front]]:
            back -= 1
            members[front], members[back] = members[back], members[front]
        else:
            front += 1
    return front


@njit(inline="always")
def is_found_earlier(difference: np.uint64, gaps: NDArray[np.uint64]) -> bool:
    """Whether an earlier pass finds this pair; see Plan.gaps."""
    for gap in gaps:  # noqa: SIM110 - numba compiles no generators
        if difference & gap == 0:
            return True
    return False


@compiled
def compare_runs(
    hashes: NDArray[np.uint64],
    starts: NDArray[np.int64],
    order: NDArray[np.int32],
    mask: np.uint64,
    gaps: NDArray[np.uint64],
    radius: int,
    waiting: NDArray[np.bool_],
    crowded: NDArray[np.bool_],
    at: NDArray[np.int64],
    pairs: NDArray[np.int32],
) -> int:
    """Find the pairs within the radius that belong to this pass.

    Pairs of two crowded hashes, or of two that do not wait, are left out. Writes the positions of
    each pair to `pairs` (n, 2), where n is at least the longest run, and returns how many. It stops
    when there may be no room for the pairs of the next hash. `at` (run, place in it, how many of
    the run are not crowded) is where the next call goes on, zeros at first; after the last pair,
    the run in it is past the last run.
    """
    most = np.uint64(radius)
    found = 0
    runs = len(starts) - 1
    run = np.empty(longest_run(starts), np.uint64)
    for b in range(at[0], runs):
        members = order[starts[b] : starts[b + 1]]
        length = len(members)
        if length < 2:
            continue
        first = at[1] if b == at[0] else 0
        if first == 0:
            at[2] = _move_crowded_last(members, crowded)
        if at[2] == 0:
            continue
        for x in range(length):
            run[x] = hashes[members[x]]
        for x in range(first, at[2]):
            if found + length > len(pairs):
                at[0], at[1] = b, x
                return found
            a, own = members[x], run[x]
            for block in range(x + 1, length, BLOCK):
                stop = min(block + BLOCK, length)
                if count_near(own, run[block:stop], most) == 0:
                    continue
                for y in range(block, stop):
                    difference = own ^ run[y]
                    if bit_count(difference) > most or difference & mask != 0:
                        continue
                    o = members[y]
                    if not (waiting[a] or waiting[o]) or (crowded[a] and crowded[o]):
                        continue
                    if not is_found_earlier(difference, gaps):
                        pairs[found, 0], pairs[found, 1] = a, o
                        found += 1
    at[0] = runs
    return found


@compiled
def join_runs(
    hashes: NDArray[np.uint64],
    judges: NDArray[np.uint64],
    starts: NDArray[np.int64],
    order: NDArray[np.int32],
    radius: int,
    threshold: int,
    parent: NDArray[np.int32],
    links: NDArray[np.int32],
    count: int,
) -> int:
    """Join the hashes of each run that match, until no pair would join two trees.

    Two match if `hashes` (n) are within the radius and `judges` (n, 4) within the threshold.
    `parent` (n) is a forest: hashes with the same root are joined already. Each pair that joins
    two trees is written to `links` (n, 2), after the first `count`; returns the new count.
    """
    most, judged = np.uint64(radius), np.uint64(threshold)
    for b in range(len(starts) - 1):
        members = order[starts[b] : starts[b + 1]]
        length = len(members)
        roots = np.empty(length, np.int32)
        for x in range(length):
            roots[x] = _root(parent, members[x])
        for x in range(length):
            if np.all(roots == roots[0]):
                break
            for y in range(x + 1, length):
                if roots[x] == roots[y]:
                    continue
                a, o = members[x], members[y]
                if bit_count(hashes[a] ^ hashes[o]) > most:
                    continue
                distance = np.uint64(0)
                for word in range(4):
                    distance += bit_count(judges[a, word] ^ judges[o, word])
                if distance > judged:
                    continue
                links[count, 0], links[count, 1] = a, o
                count += 1
                parent[roots[y]] = roots[x]
                old = roots[y]
                for z in range(length):
                    if roots[z] == old:
                        roots[z] = roots[x]
    return count


@njit(inline="always")
def _root(parent: NDArray[np.int32], node: int) -> int:
    """Return the root of the tree of a node; shortens the path to it."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def find_roots(parent: NDArray[np.int32]) -> None:
    """Make every node a child of its root."""
    for node in range(len(parent)):
        parent[node] = _root(parent, node)


@compiled
def equal_segments(
    differences: NDArray[np.uint64], segments: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Return the segments (one mask each) in which two hashes are equal, one bit each."""
    equal = np.zeros(len(differences), np.int64)
    for i in range(len(differences)):
        for s in range(len(segments)):
            if differences[i] & segments[s] == 0:
                equal[i] |= 1 << s
    return equal
