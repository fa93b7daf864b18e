"""The keys in users' indexes. A value changed here breaks indexes that exist: never edit."""

import psycopg
from hypothesis import HealthCheck, given, settings
from psycopg.rows import scalar_row

from extension.hashes import CHUNKS, bits, hashes, signed

MASKS = [-7905747460161236407, 2635249153387078802, 5270498306774157604]

# hash: its keys in chunks 0, 1 and 2
GOLDEN = {
    0x0000000000000000: (0, 0, 0),
    0xFFFFFFFFFFFFFFFF: (-7905747460161236407, 2635249153387078802, 5270498306774157604),
    0x0000000000000001: (1, 0, 0),
    0x0000000000000002: (0, 2, 0),
    0x0000000000000004: (0, 0, 4),
    0x2000000000000000: (0, 2305843009213693952, 0),
    0x4000000000000000: (0, 0, 4611686018427387904),
    0x8000000000000000: (-9223372036854775808, 0, 0),
    0x7FFFFFFFFFFFFFFF: (1317624576693539401, 2635249153387078802, 5270498306774157604),
    0x0123456789ABCDEF: (285881766281289, 634574976124034, 81065072474081572),
    0xFEDCBA9876543210: (-7906033341927517696, 2634614578410954768, 5189433234300076032),
    0xA5A5A5A5A5A5A5A5: (-9223050429684482047, 2630103438662378624, 82331435595202852),
    0x8F373714ACFCF4D0: (-9078935722527518656, 293298044576212112, 658671237325668352),
    0xC3C3C3C33C3C3C3C: (-9060960416810397688, 36663215497159696, 4683886828754831396),
}


def keys(connection: psycopg.Connection, value: int) -> tuple[int, ...]:
    row = connection.execute(
        "SELECT array_agg(lookalike.hamming_chunk(%s::bit(64), c) ORDER BY c)"
        " FROM generate_series(0, 2) AS c",
        [bits(value)],
    ).fetchone()
    assert row is not None
    return tuple(row[0])


def test_golden(any_functions: psycopg.Connection) -> None:
    assert {value: keys(any_functions, value) for value in GOLDEN} == GOLDEN
    cursor = any_functions.cursor(row_factory=scalar_row)
    masks = cursor.execute("SELECT lookalike.hamming_mask(c) FROM generate_series(-1, 3) AS c")
    assert list(masks) == [None, *MASKS, None]
    assert [signed(sum(1 << i for i in chunk)) for chunk in CHUNKS] == MASKS
    row = any_functions.execute(
        "SELECT lookalike.hamming_chunk(NULL, 0), lookalike.hamming_chunk(B'1', NULL),"
        " lookalike.hamming_chunk(B'1', 3), lookalike.hamming_chunk(B'1', -1)"
    ).fetchone()
    assert row == (None, None, None, None)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hashes)
def test_chunks_share_out_the_hash(any_functions: psycopg.Connection, value: int) -> None:
    first, second, third = keys(any_functions, value)
    assert signed(value) == first | second | third
    assert 0 == first & second == first & third == second & third
