"""Hashes of a wrong length, and partitions that came later."""

import psycopg
import pytest
from psycopg import Connection

LENGTHS = {"within": 64, "within_128": 128, "within_256": 256}


def ones(bits: int) -> str:
    """A hash, as a constant."""
    return f"repeat('1', {bits})::bit({bits})"


@pytest.mark.parametrize("function", LENGTHS)
@pytest.mark.parametrize("given", [1, 63, 64, 65, 128, 256, 300])
def test_another_length(any_functions: Connection[object], function: str, given: int) -> None:
    """As a constant, as a column, on either side, with and without indexes: one clear error."""
    wanted = LENGTHS[function]
    any_functions.execute(
        f"CREATE TABLE right_one AS SELECT repeat('1', {wanted})::bit({wanted}) h"
    )
    any_functions.execute(f"CREATE TABLE other AS SELECT {ones(given)} AS h")
    any_functions.execute("SELECT lookalike.create_hamming_index('right_one', 'h')")
    calls = (
        f"SELECT count(*) FROM other a JOIN other b ON lookalike.{function}(a.h, b.h, 8)",
        f"SELECT count(*) FROM right_one a JOIN other b ON lookalike.{function}(a.h, b.h, 8)",
        f"SELECT count(*) FROM other a JOIN right_one b ON lookalike.{function}(a.h, b.h, 8)",
        f"SELECT count(*) FROM right_one WHERE lookalike.{function}(h, {ones(given)}, 8)",
        f"SELECT count(*) FROM other WHERE lookalike.{function}(h, {ones(wanted)}, 8)",
    )
    for number, call in enumerate(calls):
        is_one_length = number == 0 or given == wanted
        if is_one_length and given <= wanted:  # as if zeros stood before it
            assert any_functions.execute(call.encode()).fetchone() == (1,)
            continue
        with pytest.raises(psycopg.errors.DataError) as refused:
            any_functions.execute(call.encode())
        said = refused.value.diag
        if given < wanted:
            assert str(said.message_primary).startswith("different bit lengths ")
            continue
        assert said.message_primary == (
            f"{function}() compares hashes of {wanted} bits, not of {given}"
        )
        fitting = [name for name, bits in LENGTHS.items() if bits == given]
        assert said.message_hint is not None
        assert (f"{fitting[0]}()" if fitting else "'x' || text") in said.message_hint


def test_nulls_have_no_length(any_functions: Connection[object]) -> None:
    for h, q in (("NULL", "0::bit(64)"), ("0::bit(64)", "NULL"), ("NULL", "NULL")):
        query = f"SELECT lookalike.within({h}::bit(64), {q}::bit(64), 8)"
        assert any_functions.execute(query.encode()).fetchone() == (None,)


def test_a_partition_that_is_attached_later(any_functions: Connection[object]) -> None:
    """A second create_hamming_index analyzes it, and then its indexes are used."""
    run = any_functions.execute
    rows = (
        "SELECT i AS id, i % 2 AS part, hashtextextended(i::text, 0)::bit(64) AS h"
        " FROM generate_series(1, 20000) AS i"
    )
    run("CREATE TABLE house (id integer, part integer, h bit(64)) PARTITION BY LIST (part)")
    run("CREATE TABLE first PARTITION OF house FOR VALUES IN (0)")
    run(f"INSERT INTO house SELECT * FROM ({rows}) r WHERE part = 0".encode())
    made = run("SELECT lookalike.create_hamming_index('house', 'h')").fetchall()
    assert run("SELECT lookalike.create_hamming_index('house', 'h')").fetchall() == made
    assert run("SELECT lookalike.hamming_index_commands('house', 'h', false)").fetchall() == []
    run(f"CREATE TABLE second AS SELECT * FROM ({rows}) r WHERE part = 1".encode())
    run("ALTER TABLE house ATTACH PARTITION second FOR VALUES IN (1)")
    commands = run("SELECT lookalike.hamming_index_commands('house', 'h', false)").fetchall()
    assert commands == [("ANALYZE public.second",)] or commands == [("ANALYZE second",)]
    assert run("SELECT lookalike.create_hamming_index('house', 'h')").fetchall() == made
    assert run("SELECT lookalike.hamming_index_commands('house', 'h', false)").fetchall() == []
    query = "EXPLAIN SELECT id FROM house WHERE lookalike.within(h, 12345::bigint::bit(64), 8)"
    plan = "\n".join(str(line) for (line,) in run(query.encode()).fetchall())
    assert "Seq Scan" not in plan, plan
    assert plan.count("Bitmap Heap Scan") == 2
