"""The inner loops of the search for shared corners, compiled to machine code.

There are two lists: all corners as they are, and the new ones in the four variants of a code. Each
is a list of codes and of tags: a tag is four times the number of a corner, plus a variant. Both are
parted by the bits of one segment after the other, until few enough codes are left to compare each
with each. All this goes through memory in order, and mostly stays in the cache.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from lookalike.compiled import compiled
from lookalike.encode.pattern import BOTH, INVERTED, MIRRORED
from lookalike.match.kernel import bit_count, count_near

BLOCK = 32  # codes compared at once
_TURN = 1024  # rows after which it is looked again which corners are crowded
_FIRST_HALVES = np.uint64(0x0000FFFF0000FFFF)


def _add_one(_typing_context: Any, counts: Any, position: Any) -> Any:
    """Add 1 to an element of an array that other threads count in too."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> ir.Value:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = cgutils.get_item_pointer(  # type: ignore[no-untyped-call]
            context, builder, signature.args[0], array, [arguments[1]], wraparound=False
        )
        one = ir.Constant(place.type.pointee, 1)
        builder.atomic_rmw("add", place, one, "monotonic")
        return context.get_dummy_value()

    return types.void(counts, position), generate


_count_up: Any = intrinsic(_add_one)


@njit(inline="always")
def vary(code: np.uint64, variant: int) -> np.uint64:
    """Return the code of the same corner in a variant of the picture; see `pattern`."""
    if variant in (MIRRORED, BOTH):
        sixteen = np.uint64(16)
        code = ((code & _FIRST_HALVES) << sixteen) | ((code >> sixteen) & _FIRST_HALVES)
    if variant in (INVERTED, BOTH):
        code = ~((code << np.uint64(32)) | (code >> np.uint64(32)))
    return code


@compiled
def count_equal(
    codes: NDArray[np.uint64], masks: NDArray[np.uint64], values: NDArray[np.uint64]
) -> int:
    """Count for how many codes and variants the bits under the mask have the value."""
    count = 0
    for variant in range(len(masks)):
        mask, value = masks[variant], values[variant]
        for i in range(len(codes)):
            count += int((codes[i] ^ value) & mask == 0)
    return count


@compiled
def collect(
    codes: NDArray[np.uint64],
    first: int,
    masks: NDArray[np.uint64],
    values: NDArray[np.uint64],
    table: NDArray[np.uint64],
    into: NDArray[np.uint64],
    tags: NDArray[np.uint32],
) -> None:
    """Write the codes in the variants that count_equal counts, with their bits sorted by segment.

    `first` is the number of the first corner. `table` says where the bits of each byte go.
    """
    at = 0
    for i in range(len(codes)):
        code = codes[i]
        for variant in range(len(masks)):
            if (code ^ values[variant]) & masks[variant] == 0:
                varied = vary(code, variant)
                moved = np.uint64(0)
                for byte in range(8):
                    moved |= table[byte, (varied >> np.uint64(8 * byte)) & np.uint64(255)]
                into[at], tags[at] = moved, 4 * (first + i) + variant
                at += 1


@njit(inline="always")
def _part(
    codes: NDArray[np.uint64],
    tags: NDArray[np.uint32],
    low: int,
    high: int,
    shift: np.uint64,
    bits: np.uint64,
    to: int,
    starts: NDArray[np.int64],
) -> None:
    """Sort codes by the bits of a segment, to behind `to`; equal ones keep their order.

    `starts` gets where each run of equal bits begins, and after the last, where it ends.
    """
    starts[: bits + np.uint64(2)] = 0
    for i in range(low, high):
        starts[((codes[i] >> shift) & bits) + np.uint64(1)] += 1
    starts[0] = to
    for b in range(bits + np.uint64(1)):
        starts[b + 1] += starts[b]
    for i in range(low, high):
        bucket = (codes[i] >> shift) & bits
        at = starts[bucket]
        codes[at], tags[at] = codes[i], tags[i]
        starts[bucket] = at + 1
    # Each start has moved to the end of its run, which is the start of the next.
    for b in range(bits + np.uint64(1), 0, -1):
        starts[b] = starts[b - 1]
    starts[0] = to


@compiled
def explore(
    codes: NDArray[np.uint64],
    tags: NDArray[np.uint32],
    count: int,
    others: NDArray[np.uint64],
    other_tags: NDArray[np.uint32],
    other_count: int,
    segments: NDArray[np.uint64],
    first: int,
    depth: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    limits: tuple[int, int, int],
    pairs: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], int]:
    """Find the pairs of two lists of which segment `first` is the first that is equal.

    The lists are in the first `count` and `other_count` places. Behind them is room for a list that
    is as long and a block longer, for each of the `depth` segments by which they are parted, one
    after the other. `segments` is Cut.fields. `limits` are the radius, the crowd limit, and how
    many codes of both lists are compared rather than parted.

    Writes the number of the first corner and the tag of the second to `pairs` (n, 2), or to a
    larger array if that is full; returns it, and how many there are.
    """
    found = 0
    size, other_size = count + BLOCK, other_count + BLOCK
    widest = np.int64(segments[:, 1].max()) + 2
    starts = np.empty((depth + 1, widest), np.int64)
    other_starts = np.empty((depth + 1, widest), np.int64)
    segment, run = np.full(depth + 1, first - 1), np.full(depth + 1, widest)
    low, high = np.zeros(depth + 1, np.int64), np.full(depth + 1, count)
    other_low, other_high = np.zeros(depth + 1, np.int64), np.full(depth + 1, other_count)
    level, chosen = 1, 0
    # At each level stands the segment that parts, and the run whose codes the next level parts.
    while level > 0:
        run[level] += 1
        if run[level] > np.int64(segments[segment[level], 1]):
            segment[level] += 1
            if segment[level] > (first if level == 1 else len(segments) - 1 - depth + level):
                level -= 1
                if level > 0:
                    chosen ^= 1 << segment[level]
                continue
            shift, bits = segments[segment[level], 0], segments[segment[level], 1]
            _part(
                codes, tags, low[level - 1], high[level - 1], shift, bits,
                level * size, starts[level],
            )  # fmt: skip
            _part(
                others, other_tags, other_low[level - 1], other_high[level - 1], shift, bits,
                level * other_size, other_starts[level],
            )  # fmt: skip
            run[level] = 0
        at = run[level]
        low[level], high[level] = starts[level, at], starts[level, at + 1]
        other_low[level], other_high[level] = other_starts[level, at], other_starts[level, at + 1]
        own, other = high[level] - low[level], other_high[level] - other_low[level]
        if own == 0 or other == 0:
            continue
        if level < depth and own * other > limits[2] * (own + other):
            chosen |= 1 << segment[level]
            level += 1
            segment[level], run[level] = segment[level - 1], widest
        elif min(own, other) > _TURN:
            pairs, found = _compare_in_turns(
                codes, tags, low[level], high[level],
                others, other_tags, other_low[level], other_high[level],
                segments, chosen, segment[level], owner, degree, limits, pairs, found,
            )  # fmt: skip
        elif own <= other:
            pairs, found = _compare(
                codes, tags, low[level], high[level],
                others, other_tags, other_low[level], other_high[level], False,
                segments, chosen, segment[level], owner, degree, limits, pairs, found,
            )  # fmt: skip
        else:
            pairs, found = _compare(
                others, other_tags, other_low[level], other_high[level],
                codes, tags, low[level], high[level], True,
                segments, chosen, segment[level], owner, degree, limits, pairs, found,
            )  # fmt: skip
    return pairs, found


@compiled
def _compare_in_turns(
    rows: NDArray[np.uint64],
    row_tags: NDArray[np.uint32],
    begin: int,
    end: int,
    columns: NDArray[np.uint64],
    column_tags: NDArray[np.uint32],
    low: int,
    high: int,
    segments: NDArray[np.uint64],
    chosen: int,
    last: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    limits: tuple[int, int, int],
    pairs: NDArray[np.uint32],
    found: int,
) -> tuple[NDArray[np.uint32], int]:
    """Compare so few rows at a time that most pairs of two crowded corners are not looked at."""
    for at in range(begin, end, _TURN):
        to = min(at + _TURN, end)
        some, some_tags = _pick(rows, row_tags, at, to, degree, limits[1], False)
        pairs, found = _compare(
            some, some_tags, 0, len(some_tags), columns, column_tags, low, high, False,
            segments, chosen, last, owner, degree, limits, pairs, found,
        )  # fmt: skip
        if len(some_tags) < to - at:
            some, some_tags = _pick(rows, row_tags, at, to, degree, limits[1], True)
            others, other_tags = _pick(columns, column_tags, low, high, degree, limits[1], False)
            pairs, found = _compare(
                some, some_tags, 0, len(some_tags), others, other_tags, 0, len(other_tags), False,
                segments, chosen, last, owner, degree, limits, pairs, found,
            )  # fmt: skip
    return pairs, found


@compiled
def _compare(
    rows: NDArray[np.uint64],
    row_tags: NDArray[np.uint32],
    begin: int,
    end: int,
    columns: NDArray[np.uint64],
    column_tags: NDArray[np.uint32],
    low: int,
    high: int,
    is_turned: bool,
    segments: NDArray[np.uint64],
    chosen: int,
    last: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    limits: tuple[int, int, int],
    pairs: NDArray[np.uint32],
    found: int,
) -> tuple[NDArray[np.uint32], int]:
    """Compare codes of one list with codes of another, both in the order of their corners.

    The columns are the variants, or the rows if `is_turned`. The corner of a variant has the higher
    number. `columns` has room for a block behind its end. The rest is as in `explore`.
    """
    most = np.uint64(limits[0])
    from_, to = low, low if is_turned else high
    for x in range(begin, end):
        code, number = rows[x], row_tags[x] >> 2
        if is_turned:
            while to < high and column_tags[to] >> 2 < number:
                to += 1
        else:
            while from_ < to and column_tags[from_] >> 2 <= number:
                from_ += 1
        # Whole blocks are faster to compare. What is behind the end is not looked at further.
        whole = (to - from_ + BLOCK - 1) // BLOCK * BLOCK
        if count_near(code, columns[from_ : from_ + whole], most) > 0:
            pairs, found = _scan(
                code, row_tags[x], columns, column_tags, from_, to, is_turned,
                segments, chosen, last, owner, degree, limits, pairs, found,
            )  # fmt: skip
    return pairs, found


@njit(inline="always")
def _pick(
    codes: NDArray[np.uint64],
    tags: NDArray[np.uint32],
    low: int,
    high: int,
    degree: NDArray[np.uint16],
    crowd: int,
    is_crowded: bool,
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Return the crowded codes of a list, or the others, with room for a block behind the end."""
    kept, kept_tags = np.empty(high - low + BLOCK, np.uint64), np.empty(high - low, np.uint32)
    at = 0
    for i in range(low, high):
        if (degree[tags[i] >> 2] > crowd) == is_crowded:
            kept[at], kept_tags[at] = codes[i], tags[i]
            at += 1
    return kept, kept_tags[:at]


@compiled
def _scan(
    code: np.uint64,
    tag: int,
    columns: NDArray[np.uint64],
    column_tags: NDArray[np.uint32],
    low: int,
    high: int,
    is_turned: bool,
    segments: NDArray[np.uint64],
    chosen: int,
    last: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    limits: tuple[int, int, int],
    pairs: NDArray[np.uint32],
    found: int,
) -> tuple[NDArray[np.uint32], int]:
    """Find the pairs of one code and the columns from `low` to before `high`."""
    most, crowd = np.uint64(limits[0]), limits[1]
    number = tag >> 2
    for block in range(low, high, BLOCK):
        if count_near(code, columns[block : block + BLOCK], most) == 0:
            continue
        for y in range(block, min(block + BLOCK, high)):
            difference = code ^ columns[y]
            partner = column_tags[y] >> 2
            if (
                bit_count(difference) > most
                or owner[partner] == owner[number]
                or _is_found_earlier(difference, segments, chosen, last)
            ):
                continue
            is_given = degree[number] <= crowd and degree[partner] <= crowd
            # A count goes on until it says that the corner is crowded.
            for one in (number, partner):
                if degree[one] <= crowd:
                    _count_up(degree, one)
            if is_given:
                if found == len(pairs):
                    pairs = np.concatenate((pairs, np.empty_like(pairs)))
                pairs[found, 0] = partner if is_turned else number
                pairs[found, 1] = tag if is_turned else column_tags[y]
                found += 1
    return pairs, found


@njit(inline="always")
def _is_found_earlier(
    difference: np.uint64, segments: NDArray[np.uint64], chosen: int, last: int
) -> bool:
    """Whether a segment before the last is equal that is not chosen: then that one finds it."""
    for s in range(last):
        if not chosen >> s & 1 and (difference >> segments[s, 0]) & segments[s, 1] == 0:
            return True
    return False
