"""create_hamming_index: what it makes, where it works, and how it says no."""

import threading

import psycopg
import pytest
from psycopg.rows import scalar_row

from extension.hashes import bits, create_table, fill
from extension.plans import explain, only_index


def create(connection: psycopg.Connection, table: str | None, column: str = "h") -> list[str]:
    cursor = connection.cursor(row_factory=scalar_row)
    return list(
        cursor.execute("SELECT lookalike.create_hamming_index(%s, %s)::text", [table, column])
    )


def connect_again(connection: psycopg.Connection) -> psycopg.Connection:
    """A second connection to the same database."""
    return psycopg.connect(
        connection.info.dsn, password=connection.info.password or None, autocommit=True
    )


def test_three_indexes_once(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=False)
    names = ["asset_h_hamming_0_idx", "asset_h_hamming_1_idx", "asset_h_hamming_2_idx"]
    snapshot = (
        "SELECT c.oid, c.relname, c.relfilenode, pg_get_indexdef(c.oid), c.xmin::text"
        " FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid"
        " WHERE indrelid = 'asset'::regclass ORDER BY c.relname"
    )
    assert create(any_functions, "asset") == names
    before = any_functions.execute(snapshot).fetchall()
    assert [row[3] for row in before] == [
        f"CREATE INDEX {name} ON public.asset USING btree (lookalike.hamming_chunk(h, {chunk}))"
        for chunk, name in enumerate(names)
    ]
    assert create(any_functions, "asset") == names
    assert any_functions.execute(snapshot).fetchall() == before


@pytest.mark.parametrize("length", [128, 256])
def test_longer_hashes(any_functions: psycopg.Connection, length: int) -> None:
    create_table(any_functions, "asset", indexed=False, length=length)
    fill(any_functions, "asset", range(500), length)
    names = [f"asset_h_hamming_{chunk}_idx" for chunk in range(3 * length // 64)]
    assert create(any_functions, "asset") == names
    assert create(any_functions, "asset") == names
    definitions = any_functions.execute(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'asset'::regclass"
        " ORDER BY indexrelid"
    ).fetchall()
    assert [row[0].split(" USING ")[1] for row in definitions] == [
        f"btree (lookalike.hamming_chunk_{length}(h, {chunk}))" for chunk in range(len(names))
    ]
    analyzed = any_functions.execute(
        "SELECT count(*) FROM pg_stats WHERE tablename = ANY (%s)", [names]
    ).fetchone()
    assert analyzed == (len(names),)


def test_only_what_is_missing_is_made(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=True)
    any_functions.execute("ALTER INDEX asset_h_hamming_1_idx RENAME TO mine")
    any_functions.execute("DROP INDEX asset_h_hamming_2_idx")
    # One that does not serve every search does not count, nor may its name be taken away.
    any_functions.execute(
        "CREATE INDEX asset_h_hamming_2_idx ON asset (lookalike.hamming_chunk(h, 2)) WHERE id > 5"
    )
    expected = ["asset_h_hamming_0_idx", "mine", "asset_h_hamming_2_1_idx"]
    assert create(any_functions, "asset") == expected
    assert create(any_functions, "asset") == expected


def test_analyzes(any_functions: psycopg.Connection) -> None:
    any_functions.execute("CREATE TABLE asset (h bit(64))")
    any_functions.execute("INSERT INTO asset SELECT i::bit(64) FROM generate_series(1, 500) AS i")
    create(any_functions, "asset")
    analyzed = any_functions.execute(
        "SELECT tablename FROM pg_stats WHERE tablename LIKE 'asset_h_hamming_%' ORDER BY 1"
    ).fetchall()
    assert [row[0] for row in analyzed] == [f"asset_h_hamming_{chunk}_idx" for chunk in range(3)]


def test_any_name(any_functions: psycopg.Connection) -> None:
    for table, column in (
        ("Bilder (Österreich)", 'hash "64"'),
        ("t" * 63, "h" * 63),
        ("фотография_музея_города_санкт_п", "отпечаток_изображения_64_бита"),
    ):
        names = psycopg.sql.Identifier(table), psycopg.sql.Identifier(column)
        any_functions.execute(psycopg.sql.SQL("CREATE TABLE {} ({} bit(64))").format(*names))
        quoted = names[0].as_string(any_functions)
        made = create(any_functions, quoted, column)
        assert create(any_functions, quoted, column) == made
        stored = any_functions.cursor(row_factory=scalar_row).execute(
            "SELECT relname FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid"
            " WHERE indrelid = %s::regclass ORDER BY relname",
            [quoted],
        )
        for chunk, name in enumerate(stored.fetchall()):
            head, tail = name[: -len("_hamming_0_idx")], name[-len("_hamming_0_idx") :]
            assert tail == f"_hamming_{chunk}_idx"
            assert f"{table}_{column}".startswith(head)
            # Cut no more than is needed: the next character, of two bytes at most, would not fit.
            whole = head == f"{table}_{column}"
            assert len(name.encode()) <= 63 and (whole or len(name.encode()) >= 62)


def test_two_columns_with_one_name_when_cut(any_functions: psycopg.Connection) -> None:
    any_functions.execute(f"CREATE TABLE asset ({'h' * 60}_a bit(64), {'h' * 60}_b bit(64))")
    first = create(any_functions, "asset", "h" * 60 + "_a")
    second = create(any_functions, "asset", "h" * 60 + "_b")
    assert len({*first, *second}) == 6
    assert [name[-16:] for name in second] == [f"_hamming_{c}_1_idx" for c in range(3)]


def test_partitioned_table(any_functions: psycopg.Connection) -> None:
    any_functions.execute("CREATE TABLE asset (id integer, h bit(64)) PARTITION BY RANGE (id)")
    for start in (0, 100):
        any_functions.execute(
            f"CREATE TABLE asset_{start} PARTITION OF asset"
            f" FOR VALUES FROM ({start}) TO ({start + 100})"
        )
    # A partition that has them already keeps them.
    create(any_functions, "asset_0")
    names = create(any_functions, "asset")
    assert names == [f"asset_h_hamming_{chunk}_idx" for chunk in range(3)]
    assert create(any_functions, "asset") == names
    row = any_functions.execute(
        "SELECT count(*) FROM pg_index WHERE indrelid = 'asset_0'::regclass"
    ).fetchone()
    assert row == (3,)
    fill(any_functions, "asset", range(200))
    only_index(any_functions)
    search = "SELECT id FROM asset WHERE lookalike.within(h, 150::bigint::bit(64), 0)"
    assert len(explain(any_functions, search).indexes) >= 6
    assert any_functions.execute(search).fetchall() == [(150,)]


def test_materialized_view_and_temporary_table(any_functions: psycopg.Connection) -> None:
    any_functions.execute("CREATE MATERIALIZED VIEW copy AS SELECT 5::bigint::bit(64) AS h")
    assert create(any_functions, "copy") == [f"copy_h_hamming_{c}_idx" for c in range(3)]
    any_functions.execute("CREATE TEMPORARY TABLE work (h bit(64))")
    assert create(any_functions, "work") == [f"work_h_hamming_{c}_idx" for c in range(3)]


def test_owner_without_superuser(any_functions: psycopg.Connection, role: str) -> None:
    any_functions.execute(f"SET ROLE {role}")
    create_table(any_functions, f"{role}.asset", indexed=True)
    fill(any_functions, f"{role}.asset", range(200))
    only_index(any_functions)
    search = f"SELECT id FROM {role}.asset WHERE lookalike.within(h, %s::bit(64), 0)"
    assert explain(any_functions, search, [bits(7)]).hamming_chunks == {0, 1, 2}
    assert any_functions.execute(search, [bits(7)]).fetchall() == [(7,)]


def test_only_the_owner(any_functions: psycopg.Connection, role: str) -> None:
    create_table(any_functions, "asset", indexed=False)
    any_functions.execute(f"GRANT SELECT ON asset TO {role}")
    any_functions.execute(f"SET ROLE {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        create(any_functions, "asset")


def test_two_calls_at_once(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=False)
    outcome: list[list[str] | Exception] = []

    def call(connection: psycopg.Connection) -> None:
        try:
            outcome.append(create(connection, "public.asset"))
        except psycopg.Error as error:
            outcome.append(error)

    with connect_again(any_functions) as other, connect_again(any_functions) as watcher:
        second = threading.Thread(target=call, args=[other])
        with any_functions.transaction():
            names = create(any_functions, "asset")
            second.start()
            while second.is_alive():
                blocked = watcher.execute(
                    "SELECT cardinality(pg_blocking_pids(%s)) > 0", [other.info.backend_pid]
                ).fetchone()
                if blocked == (True,):
                    break
        second.join()
    assert outcome == [names]


# table, column to index: SQLSTATE, message, detail, hint
ERRORS = {
    ("TABLE asset (id integer, phash bit(64), other bit(64))", "hash"): (
        "42703",
        'column "hash" of relation "asset" does not exist',
        None,
        "Columns of hashes are: phash, other.",
    ),
    ("TABLE asset (id integer)", "hash"): (
        "42703",
        'column "hash" of relation "asset" does not exist',
        None,
        "The relation has no column of type bit(64), bit(128) or bit(256).",
    ),
    ("TABLE asset (id integer)", "ctid"): (
        "42703",
        'column "ctid" of relation "asset" does not exist',
        None,
        "The relation has no column of type bit(64), bit(128) or bit(256).",
    ),
    ("TABLE asset (hash bit varying(64))", "hash"): (
        "42804",
        'cannot create hamming indexes on column "hash" of relation "asset"',
        "The column is of type bit varying(64), not bit(64), bit(128) or bit(256).",
        "Store hashes in a column of type bit(64), bit(128) or bit(256).",
    ),
    ('TABLE asset (hash bytea, phash bit(64), "Long" bit(256))', "hash"): (
        "42804",
        'cannot create hamming indexes on column "hash" of relation "asset"',
        "The column is of type bytea, not bit(64), bit(128) or bit(256).",
        'Columns of hashes are: phash, "Long".',
    ),
    ("VIEW asset AS SELECT 1::bit(64) AS hash", "hash"): (
        "42809",
        'cannot create hamming indexes on "asset"',
        "It is not a table or materialized view.",
        "Name the table that holds the hashes.",
    ),
    ("SEQUENCE asset", "hash"): (
        "42809",
        'cannot create hamming indexes on "asset"',
        "It is not a table or materialized view.",
        "Name the table that holds the hashes.",
    ),
}


def test_errors(any_functions: psycopg.Connection) -> None:
    for (relation, column), expected in ERRORS.items():
        with any_functions.transaction(force_rollback=True):
            any_functions.execute(f"CREATE {relation}")
            with pytest.raises(psycopg.Error) as raised:
                create(any_functions, "asset", column)
            diag = raised.value.diag
            said = diag.sqlstate, diag.message_primary, diag.message_detail, diag.message_hint
            assert said == expected, relation


def test_no_table(any_functions: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable, match='relation "nowhere" does not exist'):
        create(any_functions, "nowhere")
    assert create(any_functions, None) == []
