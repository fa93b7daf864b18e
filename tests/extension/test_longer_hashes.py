"""Hashes of 128 and 256 bits: their keys, and within_128 and within_256 against brute force."""

import random
from math import comb

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extension.hashes import CHUNKS, bits, create_table, distance, fill, flip, signed
from extension.plans import any_path, explain, only_index, only_scan

WORD = 2**64 - 1
PATHS = {"index": only_index, "scan": only_scan}
LIMITS = {128: 19, 256: 36}
# A hash and its keys, which are in users' indexes: never edit.
GOLDEN = {
    128: (
        0x67D9849F3C94F8E0D974B822F0A612E1,
        [
            -9205036503638207936,
            2346375406128472192,
            5269352306420367392,
            1317303450559877185,
            292742928906846336,
            4685027876951558176,
        ],
    ),
    256: (
        0x750B79840A35E888CEA8684B60033CD65DB233956EA88F4B4F72FD3F7D254DB8,
        [
            -7923766875343814592,
            2630735518295991312,
            5269369932889606400,
            2287603887931976,
            324832173347636352,
            5188146775101294592,
            1297071954498682889,
            293377190383387794,
            5269229191174293536,
            18054531894251528,
            292814257307787394,
            4692770882639104260,
        ],
    ),
}
slow = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
lengths = pytest.mark.parametrize("length", [128, 256])


def chunks_of(length: int) -> int:
    return 3 * length // 64


def positions(chunk: int, length: int) -> list[int]:
    """Which bits belong to a chunk; bit 0 is the last of the bit string."""
    n, words = chunks_of(length), length // 64
    return [
        64 * (words - 1 - word) + i
        for word in range(words)
        for i in range(64)
        if i % n == (chunk + 3 * word) % n
    ]


def key(value: int, chunk: int, length: int) -> int:
    chosen = value & sum(1 << i for i in positions(chunk, length))
    return signed(sum(chosen >> 64 * word & WORD for word in range(length // 64)))


def keys(connection: psycopg.Connection, value: int, length: int) -> list[int]:
    row = connection.execute(
        f"SELECT array_agg(lookalike.hamming_chunk_{length}(%s::bit({length}), c) ORDER BY c)"
        f" FROM generate_series(0, {chunks_of(length) - 1}) AS c",
        [bits(value, length)],
    ).fetchone()
    assert row is not None
    return list(row[0])


def allowed_flips(radius: int, chunk: int, length: int) -> int:
    n = chunks_of(length)
    return (radius + n - chunk) // n - 1


def probe_count(radius: int, length: int) -> int:
    return sum(
        comb(len(CHUNKS[chunk % 3]), flips)
        for chunk in range(chunks_of(length))
        for flips in range(allowed_flips(radius, chunk, length) + 1)
    )


@lengths
def test_golden(any_functions: psycopg.Connection, length: int) -> None:
    value, expected = GOLDEN[length]
    assert keys(any_functions, value, length) == expected
    n = chunks_of(length)
    row = any_functions.execute(
        f"SELECT array_agg(lookalike.hamming_chunk_{length}(h, c))"
        f" FROM (VALUES (NULL, 0), (0::bit({length}), NULL), (0::bit({length}), -1),"
        f" (0::bit({length}), {n})) AS v (h, c)"
    ).fetchone()
    assert row == ([None] * 4,)


@lengths
@slow
@given(data=st.data())
def test_keys_are_the_rule(
    any_functions: psycopg.Connection, length: int, data: st.DataObject
) -> None:
    value = data.draw(st.integers(0, 2**length - 1))
    expected = [key(value, chunk, length) for chunk in range(chunks_of(length))]
    assert keys(any_functions, value, length) == expected


@lengths
def test_every_bit_goes_to_one_place_of_one_chunk(
    any_functions: psycopg.Connection, length: int
) -> None:
    masks = [signed(sum(1 << i for i in CHUNKS[chunk % 3])) for chunk in range(chunks_of(length))]
    assert keys(any_functions, 2**length - 1, length) == masks
    places = any_functions.execute(
        "WITH place AS ("
        f" SELECT i, c, lookalike.hamming_chunk_{length}(set_bit(0::bit({length}), i, 1), c) AS key"
        f" FROM generate_series(0, {length - 1}) AS i, generate_series(0, {len(masks) - 1}) AS c)"
        " SELECT count(*), count(DISTINCT i), count(DISTINCT (c, key)),"
        " sum(bit_count(key::bit(64))) FROM place WHERE key <> 0"
    ).fetchone()
    assert places == (length, length, length, length)


@lengths
def test_the_limit_is_the_last_radius_with_5000_keys(
    any_functions: psycopg.Connection, length: int
) -> None:
    limit = max(radius for radius in range(length) if probe_count(radius, length) <= 5000)
    row = any_functions.execute(
        "SELECT lookalike.hamming_probe_limit(%s), lookalike.hamming_probe_limit(64)"
        " = lookalike.hamming_probe_limit(), lookalike.hamming_probe_limit(65)",
        [length],
    ).fetchone()
    assert row == (limit, True, None)
    assert limit == LIMITS[length]
    for radius in range(limit + 1):
        n = chunks_of(length)
        assert sum(allowed_flips(radius, c, length) + 1 for c in range(n)) == radius + 1
    probed = any_functions.execute(
        "SELECT r, sum(cardinality(lookalike.hamming_probe(0, r, c, %s)))::integer"
        f" FROM generate_series(-3, {limit + 2}) AS r, generate_series(0, {n - 1}) AS c"
        " GROUP BY r ORDER BY r",
        [length],
    ).fetchall()
    assert probed == [
        (radius, probe_count(radius, length) if 0 <= radius <= limit else 0)
        for radius in range(-3, limit + 3)
    ]


def table_around(centre: int, length: int, seed: int) -> list[int]:
    """Hashes at many distances, copies and extremes among them, in any order."""
    chance = random.Random(seed)
    counts = [*range(2 * LIMITS[length]), 0, 0, length // 2, length - 1, length]
    table = [flip(centre, chance.sample(range(length), count)) for count in counts]
    table += [
        0,
        2**length - 1,
        1,
        1 << (length - 1),
        *(chance.getrandbits(length) for _ in range(40)),
    ]
    chance.shuffle(table)
    return table


def found_at(connection: psycopg.Connection, length: int, radius: str) -> dict[int, set[int]]:
    """For each radius in a FROM clause what a join finds for the first row of `query`."""
    found = connection.execute(
        "SELECT r, array_agg(a.id) FILTER (WHERE a.id IS NOT NULL)"
        f" FROM query AS q CROSS JOIN {radius}"
        f" LEFT JOIN asset AS a ON lookalike.within_{length}(a.h, q.h, r) GROUP BY r"
    )
    return {r: set(ids or ()) for r, ids in found}


@lengths
@slow
@given(data=st.data())
def test_every_radius(any_functions: psycopg.Connection, length: int, data: st.DataObject) -> None:
    q = data.draw(st.integers(0, 2**length - 1))
    table = table_around(q, length, data.draw(st.integers(0, 2**32 - 1)))
    radii = data.draw(st.lists(st.integers(0, length), min_size=1, max_size=3))
    any_functions.execute("DROP TABLE IF EXISTS asset, query")
    create_table(any_functions, "asset", indexed=True, length=length)
    create_table(any_functions, "query", indexed=False, length=length)
    any_functions.execute("SET plan_cache_mode = force_generic_plan")
    fill(any_functions, "asset", table, length)
    fill(any_functions, "query", [q], length)
    any_functions.execute("INSERT INTO asset VALUES (-1, NULL)")
    expected = {
        radius: {i for i, h in enumerate(table) if distance(h, q) <= radius}
        for radius in range(-2, length + 3)
    }
    client = psycopg.ClientCursor(any_functions)
    for path, force in PATHS.items():
        force(any_functions)
        # Hash and radius are columns.
        every = f"generate_series(-2, {length + 2}) AS r"
        assert found_at(any_functions, length, every) == expected, path
        for radius in (*radii, LIMITS[length], LIMITS[length] + 1):
            where = (
                f"SELECT id FROM asset WHERE lookalike.within_{length}(h, %s::bit({length}), %s)"
            )
            search = bits(q, length), radius
            ids = {row[0] for row in client.execute(where, search)}
            assert ids == expected[radius], ("constant", path)
            ids = {row[0] for row in any_functions.execute(where, search, prepare=True)}
            assert ids == expected[radius], ("parameter", path)
            joined = client.execute(
                "SELECT a.id FROM query AS q JOIN asset AS a"
                f" ON lookalike.within_{length}(a.h, q.h, %s)",
                [radius],
            )
            assert {row[0] for row in joined} == expected[radius], ("join", path)
            lateral = client.execute(
                "SELECT n.id FROM query AS q, LATERAL (SELECT a.id FROM asset AS a"
                f" WHERE lookalike.within_{length}(a.h, q.h, %s) LIMIT 1000) AS n",
                [radius],
            )
            assert {row[0] for row in lateral} == expected[radius], ("lateral", path)


@lengths
def test_each_chunk_alone_may_find_a_hash(any_functions: psycopg.Connection, length: int) -> None:
    """The worst there is: every other chunk has one flip more than it is allowed."""
    n, chance = chunks_of(length), random.Random(length)
    q = chance.getrandbits(length)
    table = []
    for radius in range(LIMITS[length] + 1):
        for finder in range(n):
            flipped: list[int] = []
            for chunk in range(n):
                allowed = allowed_flips(radius, chunk, length)
                count = allowed if chunk == finder else allowed + 1
                flipped += chance.sample(positions(chunk, length), max(count, 0))
            if allowed_flips(radius, finder, length) >= 0:
                table.append(flip(q, flipped))
                assert distance(table[-1], q) == radius
    create_table(any_functions, "asset", indexed=True, length=length)
    create_table(any_functions, "query", indexed=False, length=length)
    fill(any_functions, "asset", table, length)
    fill(any_functions, "query", [q], length)
    only_index(any_functions)
    assert found_at(any_functions, length, f"generate_series(0, {length}) AS r") == {
        radius: {i for i, h in enumerate(table) if distance(h, q) <= radius}
        for radius in range(length + 1)
    }


@lengths
def test_all_indexes_are_used(any_functions: psycopg.Connection, length: int) -> None:
    """On 50,000 rows as the planner likes, and by force in every form."""
    any_functions.execute(f"CREATE TABLE asset (id integer, path text, h bit({length}))")
    any_functions.execute(
        "INSERT INTO asset SELECT i, repeat(md5(i::text), 3),"
        f" ('x' || left(encode(sha256(i::text::bytea), 'hex'), {length // 4}))::bit({length})"
        " FROM generate_series(1, 50000) AS i"
    )
    any_functions.execute("SELECT lookalike.create_hamming_index('asset', 'h')")
    any_functions.execute(
        "PREPARE search (bit, integer) AS"
        f" SELECT FROM asset WHERE lookalike.within_{length}(h, $1, $2)"
    )
    any_functions.execute("SET plan_cache_mode = force_generic_plan")
    q = f"B'{bits(2**90 + 5, length)}'"
    some = "(SELECT id, h, id % 10 AS radius FROM asset WHERE id <= 20) AS q"
    within = f"lookalike.within_{length}"
    n = chunks_of(length)
    natural = [
        f"SELECT FROM asset WHERE {within}(h, {q}, {2 * n - 1})",
        f"SELECT FROM {some} JOIN asset AS a ON {within}(a.h, q.h, {n - 1})",
    ]
    forced = [
        *natural,
        f"SELECT FROM asset WHERE {within}(h, {q}, {LIMITS[length]})",
        f"EXECUTE search ({q}, 8)",
        f"SELECT FROM {some} JOIN asset AS a ON {within}(a.h, q.h, q.radius)",
        f"SELECT FROM {some}, LATERAL (SELECT FROM asset"
        f" WHERE {within}(h, q.h, {n}) ORDER BY h <~> q.h LIMIT 5) AS a",
    ]
    for force, queries in ((any_path, natural), (only_index, forced)):
        force(any_functions)
        for query in queries:
            plan = explain(any_functions, query)
            assert "BitmapOr" in plan.nodes, query
            assert plan.hamming_chunks == set(range(n)), query
    any_path(any_functions)
    beyond = f"SELECT FROM asset WHERE {within}(h, {q}, {LIMITS[length] + 1})"
    assert explain(any_functions, beyond).indexes == ()


@lengths
def test_strange_arguments(any_functions: psycopg.Connection, length: int) -> None:
    one = f"B'{bits(1, length)}'"
    for arguments in (f"NULL, {one}, 3", f"{one}, NULL, 3", f"{one}, {one}, NULL"):
        row = any_functions.execute(f"SELECT lookalike.within_{length}({arguments})").fetchone()
        assert row == (None,), arguments
    for radius, expected in ((-(2**31), False), (-1, False), (0, True), (2**31 - 1, True)):
        row = any_functions.execute(
            f"SELECT lookalike.within_{length}({one}, {one}, {radius})"
        ).fetchone()
        assert row == (expected,), radius
    with pytest.raises(psycopg.errors.DataException, match="different bit lengths"):
        any_functions.execute(f"SELECT lookalike.within_{length}({one}, B'1', 3)")
