"""`within` against brute force, at every radius, down every path the planner may take."""

from collections.abc import Callable

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extension.hashes import RADII, bits, create_table, distance, every_split, fill, hashes, tables
from extension.plans import explain, only_index, only_scan

Pairs = set[tuple[int, int]]
PATHS = {"index": only_index, "scan": only_scan}


def brute_force(table: list[int], queries: list[int]) -> dict[int, Pairs]:
    """For each radius the pairs (id in the table, id of the query) within it."""
    distances = [
        (distance(h, q), (i, j)) for j, q in enumerate(queries) for i, h in enumerate(table)
    ]
    return {radius: {pair for d, pair in distances if d <= radius} for radius in RADII}


def constant(connection: psycopg.Connection, queries: list[int], radius: int) -> Pairs:
    """A constant hash and radius in WHERE."""
    return {
        (row[0], number)
        for number, q in enumerate(queries)
        for row in psycopg.ClientCursor(connection).execute(
            "SELECT id FROM asset WHERE lookalike.within(h, %s::bit(64), %s)", [bits(q), radius]
        )
    }


def generic(connection: psycopg.Connection, queries: list[int], radius: int) -> Pairs:
    """A prepared statement whose plan knows neither hash nor radius."""
    return {
        (row[0], number)
        for number, q in enumerate(queries)
        for row in connection.execute(
            "SELECT id FROM asset WHERE lookalike.within(h, %s::bit(64), %s)",
            [bits(q), radius],
            prepare=True,
        )
    }


def join(connection: psycopg.Connection, queries: list[int], radius: int) -> Pairs:
    """A column of another table as hash, a constant radius."""
    return set(
        psycopg.ClientCursor(connection).execute(
            "SELECT a.id, q.id FROM query AS q JOIN asset AS a ON lookalike.within(a.h, q.h, %s)",
            [radius],
        )
    )


def lateral(connection: psycopg.Connection, queries: list[int], radius: int) -> Pairs:
    """A sub-query for each row, nearest first."""
    return set(
        psycopg.ClientCursor(connection).execute(
            "SELECT n.id, q.id FROM query AS q, LATERAL (SELECT a.id FROM asset AS a"
            " WHERE lookalike.within(a.h, q.h, %s) ORDER BY a.h <~> q.h LIMIT 1000) AS n",
            [radius],
        )
    )


def column(connection: psycopg.Connection, queries: list[int], radius: int) -> Pairs:
    """Hash and radius both columns of another table."""
    return set(
        psycopg.ClientCursor(connection).execute(
            "SELECT a.id, q.id FROM (SELECT id, h, %s + id * 0 AS radius FROM query) AS q"
            " JOIN asset AS a ON lookalike.within(a.h, q.h, q.radius)",
            [radius],
        )
    )


Form = Callable[[psycopg.Connection, list[int], int], Pairs]
FORMS: list[Form] = [constant, generic, join, lateral, column]


@pytest.fixture
def asset(any_functions: psycopg.Connection) -> psycopg.Connection:
    """A connection to a database with an empty indexed table `asset` and a table `query`."""
    create_table(any_functions, "asset", indexed=True)
    create_table(any_functions, "query", indexed=False)
    any_functions.execute("SET plan_cache_mode = force_generic_plan")
    return any_functions


@pytest.mark.parametrize("form", FORMS)
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=tables(), others=st.lists(hashes, max_size=1))
def test_every_radius(
    asset: psycopg.Connection, form: Form, table: list[int], others: list[int]
) -> None:
    queries = [table[0], table[-1], *others]
    fill(asset, "asset", table)
    fill(asset, "query", queries)
    expected = brute_force(table, queries)
    for path, force in PATHS.items():
        force(asset)
        for radius in RADII:
            assert form(asset, queries, radius) == expected[radius], (path, radius)


def test_every_split_of_the_flips_among_the_chunks(asset: psycopg.Connection) -> None:
    """11,132 hashes, among them the worst for each radius: one flip short of the pigeonhole."""
    centre = 0x8F373714ACFCF4D0
    table = every_split(centre)
    fill(asset, "asset", table)
    only_index(asset)
    found = dict(
        psycopg.ClientCursor(asset).execute(
            "SELECT radius, array_agg(a.id ORDER BY a.id) FROM generate_series(0, 64) AS radius"
            " JOIN asset AS a ON lookalike.within(a.h, %s::bit(64), radius) GROUP BY radius",
            [bits(centre)],
        )
    )
    assert found == {
        radius: [i for i, h in enumerate(table) if distance(h, centre) <= radius]
        for radius in RADII
    }


def test_the_paths_are_what_they_are_called(asset: psycopg.Connection) -> None:
    """Else the tests above would prove one path many times."""
    fill(asset, "asset", list(range(200)))
    fill(asset, "query", [1, 2])
    asset.execute(
        "PREPARE search (bit, integer) AS SELECT FROM asset WHERE lookalike.within(h, $1, $2)"
    )
    queries = [
        "SELECT FROM asset WHERE lookalike.within(h, 5::bigint::bit(64), 8)",
        "EXECUTE search (B'1', 8)",
        "SELECT FROM query AS q JOIN asset AS a ON lookalike.within(a.h, q.h, 8)",
        "SELECT FROM query AS q JOIN asset AS a ON lookalike.within(a.h, q.h, q.id)",
    ]
    only_index(asset)
    for query in queries:
        assert explain(asset, query).hamming_chunks == {0, 1, 2}, query
    only_scan(asset)
    for query in queries:
        assert explain(asset, query).hamming_chunks == set(), query


def test_strange_arguments(asset: psycopg.Connection) -> None:
    fill(asset, "asset", [0, 1, 2**64 - 1])
    asset.execute("INSERT INTO asset VALUES (3, NULL)")
    for force in PATHS.values():
        force(asset)
        for radius, expected in {
            "NULL": [],
            "-1": [],
            "-2147483648": [],
            "0": [0],
            "63": [0, 1],
            "64": [0, 1, 2],
            "65": [0, 1, 2],
            "2147483647": [0, 1, 2],
        }.items():
            where = f"lookalike.within(h, 0::bigint::bit(64), {radius})"
            found = asset.execute(f"SELECT id FROM asset WHERE {where} ORDER BY id")
            assert [row[0] for row in found] == expected, radius
            missed = asset.execute(f"SELECT id FROM asset WHERE NOT {where} ORDER BY id")
            rest = [] if radius == "NULL" else [i for i in range(3) if i not in expected]
            assert [row[0] for row in missed] == rest, radius
        nulls = asset.execute("SELECT FROM asset WHERE lookalike.within(h, NULL, 8)")
        assert nulls.rowcount == 0


def test_null_only_where_an_argument_is(any_functions: psycopg.Connection) -> None:
    for arguments in ("NULL, B'1', 3", "B'1', NULL, 3", "B'1', B'1', NULL"):
        row = any_functions.execute(f"SELECT lookalike.within({arguments})").fetchone()
        assert row == (None,), arguments


def test_sub_select_is_right_though_not_inlined(asset: psycopg.Connection) -> None:
    table = every_split(77)[:2000]
    fill(asset, "asset", table)
    fill(asset, "query", [77])
    for radius in (0, 8, 12, 64):
        found = asset.execute(
            "SELECT id FROM asset WHERE lookalike.within(h, (SELECT h FROM query), %s)", [radius]
        )
        assert {row[0] for row in found} == {
            i for i, h in enumerate(table) if distance(h, 77) <= radius
        }


def test_wrong_lengths(any_functions: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.DataException, match="different bit lengths 3 and 4"):
        any_functions.execute("SELECT lookalike.within(B'101', B'1010', 3)")
    with pytest.raises(psycopg.errors.StringDataLengthMismatch, match="of 64 bits, not of 128"):
        any_functions.execute("SELECT lookalike.within(1::bit(128), 1::bit(128), 3)")


def test_empty_search_path(asset: psycopg.Connection) -> None:
    fill(asset, "asset", list(range(200)))
    for force in PATHS.values():
        force(asset)
        asset.execute("SET search_path = ''")
        rows = asset.execute(
            "SELECT id FROM public.asset WHERE lookalike.within(h, 0::bigint::bit(64), 1)"
        )
        assert {row[0] for row in rows} == {0, 1, 2, 4, 8, 16, 32, 64, 128}
