"""A dump restores with an empty search_path: bodies must not need one."""

import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from extension.hashes import create_table, fill
from extension.plans import explain, only_index


@pytest.fixture
def empty_database(
    any_functions: psycopg.Connection, superuser: psycopg.Connection
) -> Iterator[str]:
    """The conninfo of an empty database on the same server, with pgvector."""
    name = f"restored_{uuid.uuid4().hex[:8]}"
    superuser.execute(f"CREATE DATABASE {name} OWNER {any_functions.info.user} TEMPLATE template0")
    with psycopg.connect(conninfo(superuser, name), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    yield conninfo(any_functions, name)
    superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


def conninfo(connection: psycopg.Connection, database: str) -> str:
    info = connection.info
    return make_conninfo(info.dsn, dbname=database, password=info.password or None)


def programs(superuser: psycopg.Connection) -> Path:
    """The folder of the server's own psql and pg_dump."""
    row = superuser.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    assert row is not None
    return Path(row[0])


def test_dump_and_restore(
    any_functions: psycopg.Connection, superuser: psycopg.Connection, empty_database: str
) -> None:
    create_table(any_functions, "asset", indexed=True)
    fill(any_functions, "asset", range(1000))
    folder = programs(superuser)
    source = conninfo(any_functions, any_functions.info.dbname)
    # Comments on extensions are their owner's to set, and pgvector's owner is another.
    dump = subprocess.run(
        [folder / "pg_dump", "--no-comments", source], check=True, stdout=subprocess.PIPE
    ).stdout
    assert b"SELECT pg_catalog.set_config('search_path', '', false)" in dump
    subprocess.run(
        [folder / "psql", "-Xqo/dev/null", "-vON_ERROR_STOP=1", "-d", empty_database],
        input=dump,
        check=True,
    )
    with psycopg.connect(empty_database, autocommit=True) as restored:
        restored.execute("SET search_path = ''")
        only_index(restored)
        search = "SELECT id FROM public.asset WHERE lookalike.within(h, 1000::bigint::bit(64), 2)"
        assert explain(restored, search).hamming_chunks == {0, 1, 2}
        found = {row[0] for row in restored.execute(search)}
        assert found == {i for i in range(1000) if (i ^ 1000).bit_count() <= 2}
        made = restored.execute("SELECT lookalike.create_hamming_index('public.asset', 'h')")
        assert made.rowcount == 3
        count = restored.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'asset'")
        assert count.fetchone() == (3,)
