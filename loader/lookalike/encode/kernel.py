"""The inner loops of the search for shared corners, compiled to machine code.

The search has two sides: all corners as they are, and the new ones in the four variants of a code.
Each side is a list of codes and of tags: a tag is four times the number of a corner, plus a variant.
A list is parted by the bits of some segments again and again, until few enough codes are left to
compare each with each. All this reads and writes memory in order, and mostly in the cache.
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
_FEW = 128
_FIRST_HALVES = np.uint64(0x0000FFFF0000FFFF)


def _count_up(_typing_context: Any, counts: Any, position: Any) -> Any:
    """Add 1 to an element of an array that other threads count in too."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> ir.Value:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = cgutils.get_item_pointer(
            context, builder, signature.args[0], array, [arguments[1]], wraparound=False
        )
        one = ir.Constant(place.type.pointee, 1)
        builder.atomic_rmw("add", place, one, "monotonic")
        return context.get_dummy_value()

    return types.void(counts, position), generate


_count_up_one: Any = intrinsic(_count_up)


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
            count += np.int64((codes[i] ^ value) & mask == 0)
    return count


@compiled
def collect(
    codes: NDArray[np.uint64],
    first: int,
    masks: NDArray[np.uint64],
    values: NDArray[np.uint64],
    table: NDArray[np.uint64],
    into: NDArray[np.uint64],
    tags: NDArray[np.int32],
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
    tags: NDArray[np.int32],
    shift: np.uint64,
    bits: np.uint64,
    starts: NDArray[np.int64],
    into: NDArray[np.uint64],
    into_tags: NDArray[np.int32],
) -> None:
    """Sort a list by the bits of a segment; codes that are equal there keep their order.

    `starts` gets where each run of equal bits begins, and after the last, where it ends.
    """
    starts[: bits + np.uint64(2)] = 0
    for i in range(len(codes)):
        starts[((codes[i] >> shift) & bits) + np.uint64(1)] += 1
    for b in range(bits + np.uint64(1)):
        starts[b + 1] += starts[b]
    for i in range(len(codes)):
        bucket = (codes[i] >> shift) & bits
        at = starts[bucket]
        into[at], into_tags[at] = codes[i], tags[i]
        starts[bucket] = at + 1
    # Each start has moved to the end of its run, which is the start of the next.
    for b in range(bits + np.uint64(1), 0, -1):
        starts[b] = starts[b - 1]
    starts[0] = 0


@compiled
def explore(
    codes: NDArray[np.uint64],
    tags: NDArray[np.int32],
    others: NDArray[np.uint64],
    other_tags: NDArray[np.int32],
    segments: NDArray[np.uint64],
    chosen: int,
    first: int,
    end: int,
    left: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    radius: int,
    crowd: int,
    pairs: NDArray[np.int32],
    found: int,
) -> tuple[NDArray[np.int32], int]:
    """Find pairs that are equal in the segments of `chosen` and in `left` more, from `first` on."""
    widest = np.int64(segments[first:, 1].max()) + 2
    starts, other_starts = np.empty(widest, np.int64), np.empty(widest, np.int64)
    own, own_tags = np.empty(len(codes) + BLOCK, np.uint64), np.empty(len(codes) + BLOCK, np.int32)
    other = np.empty(len(others) + BLOCK, np.uint64)
    those_tags = np.empty(len(others) + BLOCK, np.int32)
    for s in range(first, end):
        shift, bits = segments[s, 0], segments[s, 1]
        _part(codes, tags, shift, bits, starts, own, own_tags)
        _part(others, other_tags, shift, bits, other_starts, other, those_tags)
        for run in range(np.int64(bits) + 1):
            low, high = starts[run], starts[run + 1]
            other_low, other_high = other_starts[run], other_starts[run + 1]
            if low == high or other_low == other_high:
                continue
            count, other_count = high - low, other_high - other_low
            if left > 1 and count * other_count > _FEW * (count + other_count):
                pairs, found = explore(
                    own[low:high], own_tags[low:high],
                    other[other_low:other_high], those_tags[other_low:other_high],
                    segments, chosen | 1 << s, s + 1, len(segments) - left + 2, left - 1,
                    owner, degree, radius, crowd, pairs, found,
                )  # fmt: skip
            elif count <= other_count:
                pairs, found = _compare(
                    own, own_tags, low, high, other, those_tags, other_low, other_high, False,
                    segments, chosen, s, owner, degree, radius, crowd, pairs, found,
                )  # fmt: skip
            else:
                pairs, found = _compare(
                    other, those_tags, other_low, other_high, own, own_tags, low, high, True,
                    segments, chosen, s, owner, degree, radius, crowd, pairs, found,
                )  # fmt: skip
    return pairs, found


@compiled
def _compare(
    rows: NDArray[np.uint64],
    row_tags: NDArray[np.int32],
    row_low: int,
    row_high: int,
    columns: NDArray[np.uint64],
    column_tags: NDArray[np.int32],
    low: int,
    high: int,
    is_turned: bool,
    segments: NDArray[np.uint64],
    chosen: int,
    last: int,
    owner: NDArray[np.int32],
    degree: NDArray[np.uint16],
    radius: int,
    crowd: int,
    pairs: NDArray[np.int32],
    found: int,
) -> tuple[NDArray[np.int32], int]:
    most = np.uint64(radius)
    from_, to = low, high
    if is_turned:
        to = low
    for x in range(row_low, row_high):
        code, number = rows[x], row_tags[x] >> 2
        if is_turned:
            while to < high and column_tags[to] >> 2 < number:
                to += 1
        else:
            while from_ < to and column_tags[from_] >> 2 <= number:
                from_ += 1
        whole = (to - from_ + BLOCK - 1) // BLOCK * BLOCK
        if count_near(code, columns[from_ : from_ + whole], most) == 0:
            continue
        for block in range(from_, to, BLOCK):
            # A block may end in the next run: what is there is not looked at.
            if count_near(code, columns[block : block + BLOCK], most) == 0:
                continue
            for y in range(block, min(block + BLOCK, to)):
                difference = code ^ columns[y]
                if bit_count(difference) > most:
                    continue
                partner = column_tags[y] >> 2
                if owner[partner] == owner[number] or _is_found_earlier(
                    difference, segments, chosen, last
                ):
                    continue
                is_open = degree[number] <= crowd and degree[partner] <= crowd
                if degree[partner] <= crowd:
                    _count_up_one(degree, partner)
                if degree[number] <= crowd:
                    _count_up_one(degree, number)
                if is_open:
                    if found == len(pairs):
                        larger = np.empty((2 * found, 2), np.int32)
                        larger[:found] = pairs
                        pairs = larger
                    pairs[found, 0] = partner if is_turned else number
                    pairs[found, 1] = row_tags[x] if is_turned else column_tags[y]
                    found += 1
    return pairs, found


@njit(inline="always")
def _is_near(own: np.uint64, column: NDArray[np.uint64], begin: int, most: np.uint64) -> bool:
    """Whether any code of a block is near; a loop of fixed length becomes vector instructions."""
    near, at = False, np.uint64(begin)
    for i in range(BLOCK):
        near |= bit_count(own ^ column[at + np.uint64(i)]) <= most
    return near


@njit(inline="always")
def _is_found_earlier(
    difference: np.uint64, segments: NDArray[np.uint64], chosen: int, last: int
) -> bool:
    """Whether a segment before the last is equal that is not chosen: then other segments find it."""
    for s in range(last):
        if not chosen >> s & 1 and (difference >> segments[s, 0]) & segments[s, 1] == 0:
            return True
    return False
