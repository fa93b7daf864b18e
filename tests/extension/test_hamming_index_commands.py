"""hamming_index_commands: what is to be run, and what it mends."""

import psycopg
import pytest
from psycopg.rows import scalar_row

from extension.hashes import create_table
from extension.test_create_hamming_index import connect_again, create

INDEXES = [f"asset_h_hamming_{chunk}_idx" for chunk in range(3)]


def commands(
    connection: psycopg.Connection, table: str = "asset", *, concurrently: bool | None = None
) -> list[str]:
    option = "" if concurrently is None else f", concurrently => {concurrently}"
    cursor = connection.cursor(row_factory=scalar_row)
    return list(cursor.execute(f"SELECT lookalike.hamming_index_commands('{table}', 'h'{option})"))


def valid(connection: psycopg.Connection) -> dict[str, bool]:
    return dict(
        connection.execute(
            "SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
            " WHERE indrelid = 'asset'::regclass ORDER BY 1"
        ).fetchall()
    )


def leave_one_behind(connection: psycopg.Connection) -> None:
    """Let the building of the first index fail, as it does where a transaction outlasts it."""
    first = commands(connection)[0]
    with connect_again(connection) as other, other.transaction():
        other.execute("INSERT INTO public.asset VALUES (1, 1::bit(64))")
        connection.execute("SET statement_timeout = '300ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute(first)
        connection.execute("RESET statement_timeout")
    assert valid(connection) == {INDEXES[0]: False}


@pytest.mark.parametrize("length", [64, 128, 256])
def test_commands(any_functions: psycopg.Connection, length: int) -> None:
    create_table(any_functions, "asset", indexed=False, length=length)
    function = "hamming_chunk" if length == 64 else f"hamming_chunk_{length}"
    for concurrently, word in ((None, "CONCURRENTLY "), (True, "CONCURRENTLY "), (False, "")):
        assert commands(any_functions, concurrently=concurrently) == [
            *(
                f"CREATE INDEX {word}asset_h_hamming_{chunk}_idx ON public.asset"
                f" (lookalike.{function}(h, {chunk}))"
                for chunk in range(3 * length // 64)
            ),
            "ANALYZE public.asset",
        ]
    for command in commands(any_functions):
        any_functions.execute(command)
    assert commands(any_functions) == []
    assert create(any_functions, "asset") == [
        f"asset_h_hamming_{chunk}_idx" for chunk in range(3 * length // 64)
    ]
    any_functions.execute("DROP INDEX asset_h_hamming_1_idx")
    assert len(commands(any_functions)) == 2


def test_leftover_of_a_failed_build(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=False)
    leave_one_behind(any_functions)
    assert commands(any_functions)[:2] == [
        f"DROP INDEX CONCURRENTLY public.{INDEXES[0]}",
        f"CREATE INDEX CONCURRENTLY {INDEXES[0]} ON public.asset (lookalike.hamming_chunk(h, 0))",
    ]
    for command in commands(any_functions):
        any_functions.execute(command)
    assert valid(any_functions) == dict.fromkeys(INDEXES, True)


def test_create_hamming_index_mends_a_leftover(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=False)
    leave_one_behind(any_functions)
    assert create(any_functions, "asset") == INDEXES
    assert valid(any_functions) == dict.fromkeys(INDEXES, True)


def test_an_index_that_is_being_built_is_no_leftover(any_functions: psycopg.Connection) -> None:
    create_table(any_functions, "asset", indexed=False)
    leave_one_behind(any_functions)
    with connect_again(any_functions) as other, other.transaction():
        other.execute("LOCK TABLE public.asset IN SHARE UPDATE EXCLUSIVE MODE")
        with pytest.raises(psycopg.errors.ObjectInUse, match="may be building") as raised:
            commands(any_functions)
    assert raised.value.diag.message_hint == "Try again when that session is done."
    assert len(commands(any_functions)) == 5


def test_quoted_names(any_functions: psycopg.Connection) -> None:
    any_functions.execute('CREATE TABLE "Old ""prints" (h bit(64))')
    for command in commands(any_functions, '"Old ""prints"'):
        any_functions.execute(command)
    assert commands(any_functions, '"Old ""prints"') == []


def test_partitioned_table(any_functions: psycopg.Connection) -> None:
    any_functions.execute("CREATE TABLE asset (id integer, h bit(64)) PARTITION BY RANGE (id)")
    any_functions.execute("CREATE TABLE part PARTITION OF asset FOR VALUES FROM (0) TO (100)")
    with pytest.raises(psycopg.errors.FeatureNotSupported) as raised:
        commands(any_functions)
    assert raised.value.diag.message_primary == (
        'cannot create indexes on partitioned table "asset" concurrently'
    )
    assert "each partition" in str(raised.value.diag.message_hint)
    # What the hint says.
    for command in commands(any_functions, "part"):
        any_functions.execute(command)
    for command in commands(any_functions, concurrently=False):
        any_functions.execute(command)
    assert commands(any_functions) == []
    assert commands(any_functions, "part") == []
    row = any_functions.execute(
        "SELECT count(*) FROM pg_index WHERE indrelid = 'part'::regclass"
    ).fetchone()
    assert row == (3,)
