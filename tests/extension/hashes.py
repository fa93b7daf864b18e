"""Hashes for the tests, as Python integers; Python's own popcount is the oracle.

They are of 64 bits where no length is said.
"""

import itertools
import random
from collections.abc import Iterable

import psycopg
from hypothesis import strategies as st

BITS = range(64)
RADII = range(65)
# Which bits belong to each chunk: a copy on purpose, to hold the SQL to.
CHUNKS = [[i for i in BITS if i % 3 == chunk] for chunk in range(3)]

hashes = st.integers(0, 2**64 - 1)
radii = st.integers(0, 64)


def bits(value: int, length: int = 64) -> str:
    """The literal of a bit string."""
    return f"{value:0{length}b}"


def signed(value: int) -> int:
    """The bigint with these 64 bits."""
    return value - 2**64 if value >= 2**63 else value


def distance(a: int, b: int) -> int:
    return (a ^ b).bit_count()


def flip(value: int, positions: Iterable[int]) -> int:
    for i in positions:
        value ^= 1 << i
    return value


@st.composite
def tables(draw: st.DrawFn) -> list[int]:
    """200 hashes: clusters of near ones, copies, far ones and extremes, in any order."""
    centres = draw(st.lists(hashes, min_size=1, max_size=4))
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    near = [
        flip(centre, chance.sample(BITS, count))
        for centre in centres
        for count in (0, 0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 32, 63, 64)
    ]
    extremes = [0, 2**64 - 1, 2**63, 1]
    rest = [chance.getrandbits(64) for _ in range(200 - len(near) - len(extremes))]
    table = near + extremes + rest
    chance.shuffle(table)
    return table


def every_split(centre: int) -> list[int]:
    """For each way to deal flips to the three chunks, one hash with that many flips in each."""
    chance = random.Random(centre)
    counts = itertools.product(*(range(len(chunk) + 1) for chunk in CHUNKS))
    return [
        flip(
            centre,
            (
                i
                for chunk, count in zip(CHUNKS, split, strict=True)
                for i in chance.sample(chunk, count)
            ),
        )
        for split in counts
    ]


def fill(
    connection: psycopg.Connection, table: str, values: Iterable[int], length: int = 64
) -> None:
    """Empty `table (id, h)` and fill it: id counts from 0."""
    connection.execute(f"TRUNCATE {table}")
    with connection.cursor().copy(f"COPY {table} (id, h) FROM STDIN") as copy:
        for number, value in enumerate(values):
            copy.write_row((number, bits(value, length)))
    connection.execute(f"ANALYZE {table}")


def create_table(
    connection: psycopg.Connection, table: str, *, indexed: bool, length: int = 64
) -> None:
    connection.execute(f"CREATE TABLE {table} (id integer, h bit({length}))")
    if indexed:
        connection.execute("SELECT lookalike.create_hamming_index(%s, 'h')", [table])
