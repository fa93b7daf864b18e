"""What a person is told when the database cannot be used."""

import socket
from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lifecycle.inspect_database import run
from lookalike.database import connect, install
from lookalike.errors import LookalikeError
from servers import Servers, Way


def failure(url: str) -> LookalikeError:
    """Connect, expect to fail, and check that the password is not shown."""
    with pytest.raises(LookalikeError) as raised:
        connect(url, connect_timeout=5)
    error = raised.value
    assert error.hint
    for text in (str(error), repr(error), repr(error.__cause__)):
        assert "s3cret" not in text
        assert "p@ss" not in text
        assert "p%40ss" not in text
    return error


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can
        port = free.getsockname()[1]
        error = failure(f"postgresql://me:s3cret%2Fp%40ss@127.0.0.1:{port}/db")
    assert error.message == f'cannot connect to database "db" on 127.0.0.1 port {port}'
    assert "running there" in str(error.hint)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:s3cret%zz@localhost/db",
        "postgresql://me:s3cret/x@localhost/db",
        "postgresql://me:s3cret/x:5@localhost/db",
        "postgresql://me:x@s3cret@localhost/db",
        "postgresql://me:x/s3cret@localhost/db",
        "postgresql://localhost/db?no_such_thing=s3cret",
        "password=s3cret host",
    ],
)
def test_url_that_is_none(url: str) -> None:
    assert failure(url).message == "the database URL is not valid"


def test_no_such_database(servers: Servers) -> None:
    error = failure(servers.server(18).url("no_such_database"))
    assert 'database "no_such_database" does not exist' in str(error.detail)
    assert "createdb" in str(error.hint)


def test_no_such_host() -> None:
    error = failure("postgresql://me:s3cret@host.invalid/db")
    assert "host.invalid" in error.message


@pytest.fixture
def bare(servers: Servers) -> Iterator[tuple[str, str]]:
    """A fresh database with pgvector, as role lookalike and as superuser."""
    with servers.database(Way(18, "extension"), "vector") as url:
        name = str(conninfo_to_dict(url)["dbname"])
        yield url, servers.server(18).url(name, "postgres")


def test_no_right_to_create(bare: tuple[str, str]) -> None:
    url, admin = bare
    run(admin, "CREATE ROLE visitor LOGIN")
    try:
        with pytest.raises(LookalikeError, match="may not create schema lookalike") as refused:
            install(make_conninfo(url, user="visitor"))
        assert "GRANT CREATE ON DATABASE" in str(refused.value.hint)
        install(url)
        with pytest.raises(LookalikeError) as refused:
            install(make_conninfo(url, user="visitor"), force=True)
        assert 'belongs to role "lookalike"' in str(refused.value)
    finally:
        run(admin, "DROP ROLE visitor")


def test_no_right_to_create_one_of_the_schemas(bare: tuple[str, str]) -> None:
    """As before an upgrade, where an administrator made the schemas."""
    url, admin = bare
    run(admin, f"ALTER DATABASE {conninfo_to_dict(url)['dbname']} OWNER TO postgres")
    run(admin, "CREATE SCHEMA lookalike AUTHORIZATION lookalike")
    with pytest.raises(LookalikeError, match="may not create schema lookalike_detail") as refused:
        install(url)
    assert "GRANT CREATE ON DATABASE" in str(refused.value.hint)


def test_pgvector_not_created(bare: tuple[str, str]) -> None:
    url, admin = bare
    run(admin, "DROP EXTENSION vector")
    with pytest.raises(LookalikeError, match="vector is not created") as refused:
        install(url)
    assert "CREATE EXTENSION vector" in str(refused.value.hint)
    install(admin)  # a superuser needs no administrator


def test_pgvector_too_old(bare: tuple[str, str]) -> None:
    url, admin = bare
    run(admin, "UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'")
    with pytest.raises(LookalikeError, match=r"pgvector in this database is 0\.7\.4") as refused:
        install(url)
    assert "ALTER EXTENSION vector UPDATE" in str(refused.value.hint)


def test_table_locked_by_another_session(archive_url: str) -> None:
    with connect(archive_url, autocommit=False) as other:
        other.execute("LOCK TABLE lookalike_internal.installation IN EXCLUSIVE MODE")
        with pytest.raises(LookalikeError, match="locked"):
            install(archive_url, force=True, patience=0.01)
