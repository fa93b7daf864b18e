"""`nearest` against brute force, whatever way it takes."""

import random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.rows import scalar_row

from extension.hashes import bits, distance, flip
from extension.plans import any_path, only_index, only_scan

PATHS = {"index": only_index, "scan": only_scan, "any": any_path}
lengths = pytest.mark.parametrize("length", [64, 128, 256])


def create(connection: psycopg.Connection, values: list[int | None], length: int = 64) -> None:
    """A table `asset (id, h, note)` with its indexes; note is the last digit of id."""
    connection.execute("DROP TABLE IF EXISTS asset")
    connection.execute(
        f"CREATE TABLE asset (gone integer, id integer PRIMARY KEY, h bit({length}), note text)"
    )
    connection.execute("ALTER TABLE asset DROP COLUMN gone")
    with connection.cursor().copy("COPY asset FROM STDIN") as copy:
        for number, value in enumerate(values):
            literal = None if value is None else bits(value, length)
            copy.write_row((number, literal, str(number % 10)))
    connection.execute("SELECT lookalike.create_hamming_index('asset', 'h')")


def nearest(connection: psycopg.Connection, q: int, rest: str = "", length: int = 64) -> list[int]:
    cursor = connection.cursor(row_factory=scalar_row)
    return list(
        cursor.execute(
            f"SELECT n.id FROM lookalike.nearest(NULL::asset, 'h', B'{bits(q, length)}'{rest}) AS n"
        )
    )


def brute_force(values: list[int | None], q: int, k: int, digits: str = "0123456789") -> list[int]:
    found = sorted(
        (distance(h, q), i) for i, h in enumerate(values) if h is not None and str(i % 10) in digits
    )
    return [i for _, i in found[:k]]


@lengths
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_brute_force(any_functions: psycopg.Connection, length: int, data: st.DataObject) -> None:
    chance = random.Random(data.draw(st.integers(0, 2**32 - 1)))
    q = chance.getrandbits(length)
    spread = data.draw(st.sampled_from([1, 4, 12, 40, length]))  # how near most are: many ties
    values: list[int | None] = [
        None if n % 17 == 5 else flip(q, chance.sample(range(length), chance.randrange(spread + 1)))
        for n in range(data.draw(st.integers(0, 120)))
    ]
    values += [chance.getrandbits(length) for _ in range(data.draw(st.integers(0, 30)))]
    create(any_functions, values, length)
    for path, force in PATHS.items():
        force(any_functions)
        for k in (1, data.draw(st.integers(2, 200)), 10):
            for filter, digits in ((None, "0123456789"), ("note = '3'", "3"), ("note > '9'", "")):
                option = "" if filter is None else ", filter => $$" + filter + "$$"
                assert nearest(any_functions, q, f", k => {k}{option}", length) == brute_force(
                    values, q, k, digits
                ), (path, k, filter)


def test_it_gives_whole_rows_nearest_first(any_functions: psycopg.Connection) -> None:
    create(any_functions, [7, 0, None, 1, 3])
    rows = any_functions.execute(
        "SELECT n.*, lookalike.hamming_distance(n.h, 0::bit(64))"
        " FROM lookalike.nearest(NULL::asset, 'h', 0::bit(64), k => 3) AS n"
    ).fetchall()
    assert rows == [(i, bits(h), str(i), d) for i, h, d in ((1, 0, 0), (3, 1, 1), (4, 3, 2))]
    assert len(nearest(any_functions, 0)) == 4
    create(any_functions, list(range(100)))
    assert len(nearest(any_functions, 0)) == 10


def test_no_scan_where_near_rows_are(any_functions: psycopg.Connection) -> None:
    """On 100,000 rows, 50 of them near."""
    chance = random.Random(1)
    centre = chance.getrandbits(64)
    near: list[int | None] = [flip(centre, range(n % 9)) for n in range(50)]
    create(any_functions, near + [chance.getrandbits(64) for _ in range(100000)])

    def is_scanned(rest: str = "") -> bool:
        scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'asset'"
        with any_functions.transaction():
            before = any_functions.execute(scans).fetchone() or (0,)
            nearest(any_functions, centre, rest)
            after = any_functions.execute(scans).fetchone() or (0,)
        return after != before

    assert not is_scanned()
    assert not is_scanned(", k => 50")
    assert not is_scanned(", k => 50, filter => 'id < 3'")  # the primary key does better
    assert is_scanned(", k => 51")
    any_functions.execute("DROP INDEX asset_h_hamming_1_idx")
    assert is_scanned(", k => 1")


def test_view(any_functions: psycopg.Connection) -> None:
    create(any_functions, [*range(50)])
    any_functions.execute("CREATE VIEW even AS SELECT id, h AS hash FROM asset WHERE id % 2 = 0")
    for force in PATHS.values():
        force(any_functions)
        found = any_functions.execute(
            "SELECT n.id FROM lookalike.nearest(NULL::even, 'hash', 0::bit(64), 5,"
            " filter => 'even.id > 2') AS n"
        ).fetchall()
        # A view has no primary key, so the fifth is any of those with two bits.
        assert {row[0] for row in found[:4]} == {4, 8, 16, 32}
        assert len(found) == 5 and found[4][0].bit_count() == 2


def test_names_that_need_quotes(any_functions: psycopg.Connection) -> None:
    any_functions.execute('CREATE SCHEMA "My Own"')
    any_functions.execute(
        'CREATE TABLE "My Own"."The ""good"" one" ("a key" integer, "B" integer, "select" bit(128),'
        ' PRIMARY KEY ("B", "a key"))'
    )
    any_functions.execute(
        'INSERT INTO "My Own"."The ""good"" one" SELECT i % 7, i, 0::bit(128)'
        " FROM generate_series(1, 30) AS i"
    )
    any_functions.execute(
        """SELECT lookalike.create_hamming_index('"My Own"."The ""good"" one"', 'select')"""
    )
    for force in PATHS.values():
        force(any_functions)
        found = any_functions.execute(
            """SELECT n."B" FROM lookalike.nearest(NULL::"My Own"."The ""good"" one", 'select',
            1::bit(128), 4, '"a key" <> 1 AND "The ""good"" one"."B" > 1') AS n"""
        ).fetchall()
        assert found == [(2,), (3,), (4,), (5,)]


def test_column_with_the_name_of_its_table(any_functions: psycopg.Connection) -> None:
    any_functions.execute("CREATE TABLE h (h bit(64))")
    any_functions.execute("INSERT INTO h VALUES (0::bit(64)), (NULL)")
    found = any_functions.execute("SELECT * FROM lookalike.nearest(NULL::h, 'h', 1::bit(64))")
    assert found.fetchall() == [(bits(0),)]


def test_partitioned_and_temporary_table(any_functions: psycopg.Connection) -> None:
    any_functions.execute(
        "CREATE TABLE parted (id integer PRIMARY KEY, h bit(64)) PARTITION BY RANGE (id)"
    )
    for start in (0, 100):
        any_functions.execute(
            f"CREATE TABLE part_{start} PARTITION OF parted"
            f" FOR VALUES FROM ({start}) TO ({start + 100})"
        )
    any_functions.execute(
        "INSERT INTO parted SELECT i, (i % 100)::bigint::bit(64) FROM generate_series(0, 199) AS i"
    )
    any_functions.execute("CREATE TEMPORARY TABLE near AS TABLE parted")
    any_functions.execute("ALTER TABLE near ADD PRIMARY KEY (id)")
    for table in ("parted", "near"):
        any_functions.execute("SELECT lookalike.create_hamming_index(%s, 'h')", [table])
        for force in PATHS.values():
            force(any_functions)
            found = any_functions.execute(
                f"SELECT n.id FROM lookalike.nearest(NULL::{table}, 'h', 0::bit(64), 5) AS n"
            ).fetchall()
            assert found == [(0,), (100,), (1,), (2,), (4,)]


def test_lateral(any_functions: psycopg.Connection) -> None:
    values: list[int | None] = [*range(0, 3000, 7)]
    create(any_functions, values)
    for force in PATHS.values():
        force(any_functions)
        found = any_functions.execute(
            "SELECT q.id, array_agg(n.id ORDER BY n.position) FROM asset AS q,"
            " LATERAL lookalike.nearest(NULL::asset, 'h', q.h, 3) WITH ORDINALITY"
            " AS n (id, h, note, position) WHERE q.id < 20 GROUP BY q.id"
        ).fetchall()
        assert dict(found) == {i: brute_force(values, i * 7, 3) for i in range(20)}


def test_an_approximate_index_is_not_asked(any_functions: psycopg.Connection) -> None:
    chance = random.Random(3)
    values: list[int | None] = [chance.getrandbits(64) for _ in range(3000)]
    create(any_functions, values)
    any_functions.execute("DROP INDEX asset_h_hamming_0_idx")
    any_functions.execute("CREATE INDEX ON asset USING hnsw (h bit_hamming_ops)")
    any_functions.execute("SET hnsw.ef_search = 1")
    only_index(any_functions)
    assert nearest(any_functions, 0, ", k => 20") == brute_force(values, 0, 20)


def test_filter(any_functions: psycopg.Connection) -> None:
    create(any_functions, [*range(20)])
    first = ", k => 2, filter => "
    assert nearest(any_functions, 0, f"{first}'id > 16 OR id = 3 -- or so'") == [3, 17]
    assert nearest(any_functions, 0, f"{first}'asset.note = ''%5'' OR asset.id = 6'") == [6]
    none = "'id IN (SELECT n.id FROM public.asset AS n LIMIT 0)'"
    assert nearest(any_functions, 0, first + none) == []
    with pytest.raises(psycopg.errors.UndefinedColumn, match='column "colour" does not exist'):
        nearest(any_functions, 0, f"{first}'colour = 3'")
    for broken in ("'id >'", "''", "'true) OR (true; SELECT 1'"):
        with pytest.raises(psycopg.errors.SyntaxError):
            nearest(any_functions, 0, f"{first}{broken}")


def test_rights_are_the_callers(any_functions: psycopg.Connection, role: str) -> None:
    create(any_functions, [1, 2, 3])
    any_functions.execute("CREATE TABLE secret AS SELECT 1 AS id")
    any_functions.execute(f"GRANT SELECT ON asset TO {role}")
    any_functions.execute(f"SET ROLE {role}")
    assert nearest(any_functions, 0) == [0, 1, 2]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="secret"):
        nearest(any_functions, 0, ", filter => 'id IN (SELECT s.id FROM public.secret AS s)'")


# arguments of nearest(): SQLSTATE, message, detail, hint
ERRORS = {
    "5, 'h', B'1'": (
        "42809",
        "type integer is not the row type of a table or view",
        None,
        "Give a null of the row type of the table to search, such as NULL::asset.",
    ),
    "NULL::pair, 'h', B'1'": (
        "42809",
        "type public.pair is not the row type of a table or view",
        None,
        "Give a null of the row type of the table to search, such as NULL::asset.",
    ),
    "NULL::asset, 'hash', B'1'": (
        "42703",
        'column "hash" of relation "asset" does not exist',
        None,
        "Columns of hashes are: h.",
    ),
    "NULL::asset, 'note', B'1'": (
        "42804",
        'cannot search column "note" of relation "asset"',
        "The column is of type text, not bit(64), bit(128) or bit(256).",
        "Columns of hashes are: h.",
    ),
    "NULL::asset, 'h', B'101'": (
        "22026",
        'cannot search column "h" of relation "asset" for a hash of 3 bits',
        "The column is of type bit(64).",
        None,
    ),
    "NULL::asset, 'h', 1::bit(64), 0": (
        "22023",
        "k must be at least 1",
        None,
        "It is the number of rows to return.",
    ),
    "NULL::asset, 'h', 1::bit(64), NULL": (
        "22023",
        "k must be at least 1",
        None,
        "It is the number of rows to return.",
    ),
}


def test_errors(any_functions: psycopg.Connection) -> None:
    create(any_functions, [1])
    any_functions.execute("CREATE TYPE pair AS (a integer, h bit(64))")
    for arguments, expected in ERRORS.items():
        with pytest.raises(psycopg.Error) as raised:
            any_functions.execute(f"SELECT lookalike.nearest({arguments})")
        diag = raised.value.diag
        said = diag.sqlstate, diag.message_primary, diag.message_detail, diag.message_hint
        assert said == expected, arguments
    nothing = any_functions.execute("SELECT lookalike.nearest(NULL::asset, 'h', NULL)")
    assert nothing.fetchall() == []
