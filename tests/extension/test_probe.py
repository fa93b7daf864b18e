"""Laws of the probe: what makes three index look-ups enough."""

from math import comb

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import scalar_row

from extension.hashes import CHUNKS, bits, distance, flip, hashes, signed

LIMIT = 11
law = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
probed_radii = st.integers(0, LIMIT)
chunks = st.integers(0, 2)


def probe(connection: psycopg.Connection, q: int, radius: int | None, chunk: int) -> list[int]:
    cursor = connection.cursor(row_factory=scalar_row)
    return cursor.execute(
        "SELECT lookalike.hamming_probe(%s::bit(64), %s::integer, %s)", [bits(q), radius, chunk]
    ).fetchone()


def allowed_flips(radius: int, chunk: int) -> int:
    return (radius + 3 - chunk) // 3 - 1


def key(value: int, chunk: int) -> int:
    return signed(value & sum(1 << i for i in CHUNKS[chunk]))


@law
@given(hashes, probed_radii, chunks)
def test_probe_holds_each_key_within_the_allowance_once(
    any_functions: psycopg.Connection, q: int, radius: int, chunk: int
) -> None:
    keys = probe(any_functions, q, radius, chunk)
    allowed = allowed_flips(radius, chunk)
    # As many as there are, all different, and none that should not be: then none is missing.
    assert len(keys) == sum(comb(len(CHUNKS[chunk]), n) for n in range(allowed + 1))
    assert len(set(keys)) == len(keys)
    base = key(q, chunk)
    outside = ~sum(1 << i for i in CHUNKS[chunk])
    assert all((k ^ base) & outside & (2**64 - 1) == 0 for k in keys)
    assert all(((k ^ base) & (2**64 - 1)).bit_count() <= allowed for k in keys)


@law
@given(hashes, st.sets(st.integers(0, 63), max_size=LIMIT))
def test_a_hash_within_the_radius_is_probed_in_some_chunk(
    any_functions: psycopg.Connection, q: int, flipped: set[int]
) -> None:
    h = flip(q, flipped)
    assert any(key(h, c) in probe(any_functions, q, distance(h, q), c) for c in range(3))


def test_allowances_add_up() -> None:
    # The pigeonhole principle needs exactly radius + 1 in all; none to spare, none short.
    for radius in range(LIMIT + 1):
        assert sum(allowed_flips(radius, c) + 1 for c in range(3)) == radius + 1


def test_beyond_the_limit(any_functions: psycopg.Connection) -> None:
    row = any_functions.execute("SELECT lookalike.hamming_probe_limit()").fetchone()
    assert row == (LIMIT,)
    for chunk in range(3):
        for radius in (LIMIT + 1, 64, 65, 2**31 - 1, -1, -2, -3, -4, -(2**31)):
            assert probe(any_functions, 12345, radius, chunk) == []
        assert probe(any_functions, 12345, None, chunk) is None
    floors = any_functions.cursor(row_factory=scalar_row).execute(
        "SELECT lookalike.hamming_floor(r) FROM unnest(ARRAY[NULL, -1, 0, 11, 12, 64, 65]) AS r"
    )
    assert list(floors) == [None, None, None, None, -(2**63), -(2**63), -(2**63)]
