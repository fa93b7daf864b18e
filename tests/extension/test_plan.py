"""On 100,000 rows the planner chooses the three indexes by itself."""

import psycopg

from extension.hashes import create_table, fill
from extension.plans import explain, only_index, only_scan

# Rows about as wide as a small catalogue's: narrower ones make a scan cheaper than it is in life.
TABLE = "CREATE TABLE asset (id integer, path text, h bit(64))"
ROWS = (
    "INSERT INTO asset SELECT i, 'collection/' || i || '/' || md5(i::text) || '.tiff',"
    " ('x' || left(md5(i::text), 16))::bit(64) FROM generate_series(1, 100000) AS i"
)
Q = "B'1000111100110111001101110001010010101100111111001111010011010000'"


SEARCH = "PREPARE search (bit, integer) AS SELECT id FROM asset WHERE lookalike.within(h, $1, $2)"
SOME = "(SELECT id, h, id % 10 AS radius FROM asset WHERE id <= 20) AS q"


def test_the_three_indexes_are_used(any_functions: psycopg.Connection) -> None:
    for statement in (TABLE, ROWS, SEARCH, "SET plan_cache_mode = force_generic_plan"):
        any_functions.execute(statement)
    any_functions.execute("SELECT lookalike.create_hamming_index('asset', 'h')")
    # 16 thinks that a look-up of a list in an index costs more than it does: there 10 and 11 are
    # scanned on this few rows, which costs a few milliseconds.
    indexed = range(12 if any_functions.info.server_version >= 170000 else 10)
    queries = [
        *(f"SELECT id FROM asset WHERE lookalike.within(h, {Q}, {radius})" for radius in indexed),
        f"EXECUTE search ({Q}, 8)",
        f"SELECT FROM {SOME} JOIN asset AS a ON lookalike.within(a.h, q.h, 0)",
        f"SELECT FROM {SOME} JOIN asset AS a ON lookalike.within(a.h, q.h, 11)",
        f"SELECT FROM {SOME} JOIN asset AS a ON lookalike.within(a.h, q.h, q.radius)",
        f"SELECT FROM {SOME}, LATERAL (SELECT FROM asset"
        " WHERE lookalike.within(h, q.h, 8) ORDER BY h <~> q.h LIMIT 5) AS a",
    ]
    for query in queries:
        plan = explain(any_functions, query)
        assert "BitmapOr" in plan.nodes, query
        assert plan.hamming_chunks == {0, 1, 2}, query

    for radius in (12, 20, 64):
        for query in (
            f"SELECT id FROM asset WHERE lookalike.within(h, {Q}, {radius})",
            f"SELECT FROM {SOME} JOIN asset AS a ON lookalike.within(a.h, q.h, {radius})",
        ):
            assert explain(any_functions, query).indexes == (), query


def test_the_distance_comes_first_and_the_probe_but_once(
    any_functions: psycopg.Connection,
) -> None:
    create_table(any_functions, "asset", indexed=True)
    fill(any_functions, "asset", range(1000))
    any_functions.execute("SET plan_cache_mode = force_generic_plan")
    any_functions.execute(SEARCH)
    search = f"EXECUTE search ({Q}, 8)"
    join = "SELECT FROM asset AS q JOIN asset AS a ON lookalike.within(a.h, q.h, 8)"

    # By index: what is checked for each candidate is the distance alone.
    only_index(any_functions)
    for query in (search, join):
        (check,) = explain(any_functions, query).filters
        assert "<~>" in check and "hamming" not in check

    # Without: the distance is checked first, so that a row costs little more than that.
    only_scan(any_functions)
    for query in (search, join):
        (check,) = explain(any_functions, query).filters
        assert check.index("<~>") < check.index("hamming")
