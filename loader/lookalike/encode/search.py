"""Finds all pairs of corners whose codes are within a radius, on all cores.

The result is exact, as is that of match.engine. Here the codes are parted by the first segment in
which two are equal, each part by the next, and so on; see `cut` and `kernel`. Parts that need not
be in memory together are searched one after the other.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lookalike.cores import usable_cores
from lookalike.encode.cut import FEW, RADIUS, VARIANTS, Cut, choose_cut
from lookalike.encode.kernel import BLOCK, collect, count_equal, explore, vary

CROWD = 400  # a corner that is like more others says nothing
MOST_CORNERS = 1 << 30  # the number of a corner and a variant are 32 bits
_TOGETHER = 1 << 23  # codes of both lists in a part, about
_LEAST_BITS = 5  # of a segment
_PAIRS = 1 << 16  # for which there is room at first


def needed_bytes(corners: int, cores: int) -> int:
    """Return how many bytes it takes to read so many corners and search all of them.

    Each takes 28 while its code, picture and place are read, and fewer then. Each core holds a part
    twice: a code and a tag take 12 bytes.
    """
    both = (1 + VARIANTS) * corners
    return 28 * corners + cores * 24 * max(min(both, _TOGETHER), both >> _LEAST_BITS)


class Corners:
    """All corners of an archive: first those that were compared with each other before.

    `codes` (n) of uint64, `owner` (n): the number of the picture of each, `old`: how many were
    compared before. `degree` (n) counts the pairs of each, up to CROWD + 1.
    """

    def __init__(self, codes: NDArray[np.uint64], owner: NDArray[np.int32], old: int) -> None:
        self.codes, self.owner, self.old = codes, owner, old
        self.degree = np.zeros(len(codes), np.uint16)

    @cached_property
    def cut(self) -> Cut:
        """How the codes are cut."""
        return choose_cut(len(self.codes), len(self.codes) - self.old)

    @property
    def parts(self) -> int:
        """How many parts are searched, one after the other on each core."""
        return (RADIUS + 1) << self._bits

    @cached_property
    def _bits(self) -> int:
        """How many bits of its first equal segment say to which part a code belongs."""
        both = len(self.codes) + VARIANTS * (len(self.codes) - self.old)
        return min((both // _TOGETHER).bit_length(), _LEAST_BITS)

    def find_pairs(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8]]]:
        """Yield for each part pairs (m, 2) of corners, and the variant of the second.

        At least one of the two is new. Pairs of crowded corners are among them as long as it is
        not known that they are crowded.
        """
        cores = usable_cores()
        with ThreadPoolExecutor(cores) as pool:
            begun: deque[Future[NDArray[np.uint32]]] = deque()
            for number in range(self.parts):
                begun.append(pool.submit(self.find_part, number))
                if len(begun) > cores:
                    yield split(begun.popleft().result())
            while begun:
                yield split(begun.popleft().result())

    @property
    def crowded(self) -> NDArray[np.bool_]:
        """Which corners are like too many others; known after the last part."""
        return self.degree > CROWD

    def find_part(self, number: int) -> NDArray[np.uint32]:
        """Return the pairs (m, 2) of a part: a corner, and a corner with a variant; see `split`.

        They are those with one first equal segment, whose lowest bits have one value.
        """
        segment, value = divmod(number, 1 << self._bits)
        own = self._collect(0, 1, segment, value)
        new = self._collect(self.old, VARIANTS, segment, value)
        pairs, found = explore(
            *own, *new, self.cut.fields, segment, self.cut.equal, self.owner, self.degree,
            (RADIUS, CROWD, FEW), np.empty((_PAIRS, 2), np.uint32),
        )  # fmt: skip
        return pairs[:found]

    def _collect(
        self, begin: int, variants: int, segment: int, value: int
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint32], int]:
        """Return one list of a part: codes and tags of the corners from `begin` on, and how many.

        Behind them is the room that `explore` needs. What it does not need takes no memory.
        """
        bits = self.cut.bits[segment][: self._bits]
        mask = np.bitwise_or.reduce(np.uint64(1) << bits, initial=np.uint64(0))
        set_ = bits[value >> np.arange(len(bits)) & 1 == 1]
        wanted = np.bitwise_or.reduce(np.uint64(1) << set_, initial=np.uint64(0))
        # A variant has these bits where the code has them in the same variant of these bits.
        values, others = (
            np.array([vary(value, v) for v in range(variants)], np.uint64)
            for value in (wanted, wanted ^ mask)
        )
        codes = self.codes[begin:]
        count = count_equal(codes, values ^ others, values)
        room = (self.cut.equal + 1) * (count + BLOCK)
        side = np.empty(room, np.uint64), np.empty(room, np.uint32)
        collect(codes, begin, values ^ others, values, self.cut.table, *side)
        return *side, count


def split(pairs: NDArray[np.uint32]) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Return the numbers of both corners of each pair, and the variant in the tag of the second."""
    numbers = pairs >> np.array([0, 2], np.uint32)
    return numbers.astype(np.int32), (pairs[:, 1] & 3).astype(np.int8)
