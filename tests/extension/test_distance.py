import psycopg
import pytest
from hypothesis import HealthCheck, given, settings

from extension.hashes import bits, distance, hashes


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(hashes, hashes)
def test_distance_is_popcount(any_functions: psycopg.Connection, a: int, b: int) -> None:
    row = any_functions.execute(
        "SELECT lookalike.hamming_distance(%s::bit(64), %s::bit(64))", [bits(a), bits(b)]
    ).fetchone()
    assert row == (distance(a, b),)


def test_other_arguments(any_functions: psycopg.Connection) -> None:
    for length in (1, 128, 256):
        row = any_functions.execute(
            "SELECT lookalike.hamming_distance(%s::bit varying, %s::bit varying)",
            ["1" * length, "0" * length],
        ).fetchone()
        assert row == (length,)
    row = any_functions.execute(
        "SELECT pg_typeof(lookalike.hamming_distance(B'1', B'0'))::text,"
        " lookalike.hamming_distance(B'1', NULL), lookalike.hamming_distance(NULL, B'1')"
    ).fetchone()
    assert row == ("integer", None, None)
    with pytest.raises(psycopg.errors.DataException, match="different bit lengths 3 and 4"):
        any_functions.execute("SELECT lookalike.hamming_distance(B'101', B'1010')")
