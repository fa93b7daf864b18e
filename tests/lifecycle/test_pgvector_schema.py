"""pgvector in a schema that search_path does not name, and that not everybody may use."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from access.logins import Logins
from command import run_command
from lifecycle.inspect_database import run
from lookalike.database import connect, install
from lookalike.doctor import outside_findings
from lookalike.errors import LookalikeError
from pictures import fill
from servers import Servers, Way

SCHEMA = "its Extensions"
NEAREST = (
    "SELECT count(*) FROM lookalike.nearest_embedding(NULL::lookalike_internal.embedding,"
    " 'embedding', (SELECT embedding FROM lookalike_internal.embedding LIMIT 1), 3)"
)
RECALL = (
    "SELECT queries > 0 FROM lookalike.index_recall((SELECT indexrelid::regclass FROM pg_index"
    " JOIN pg_class c ON c.oid = indexrelid JOIN pg_am m ON m.oid = relam"
    " WHERE amname = 'hnsw' AND indrelid = 'lookalike_internal.embedding'::regclass), 2, 2)"
)


@pytest.fixture(
    params=[Way(18, "loose"), pytest.param(Way(16, "extension"), marks=pytest.mark.long)], ids=str
)
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def empty(servers: Servers, way: Way) -> Iterator[str]:
    """A database with pgvector, and PUBLIC without any right on its schema."""
    with servers.database(way, "vector") as url:
        yield url


def superuser(url: str) -> str:
    return make_conninfo(url, user="postgres")


def move_pgvector(url: str) -> None:
    """Into a schema of an administrator, which only the owner of the archive may use."""
    run(
        superuser(url),
        f'CREATE SCHEMA "{SCHEMA}"',
        f'ALTER EXTENSION vector SET SCHEMA "{SCHEMA}"',
        f'GRANT USAGE ON SCHEMA "{SCHEMA}" TO lookalike',
    )


def search(url: str, image: Path) -> None:
    """All that needs pgvector at run time."""
    assert "000 copy.png" in run_command(url, "find", image)
    with connect(url) as connection:
        assert connection.execute(NEAREST).fetchone() == (3,)
        assert connection.execute(RECALL).fetchone() == (True,)


def warnings(url: str) -> list[tuple[str, str | None]]:
    """What doctor says of rights that roles lack."""
    with connect(url) as connection:
        return [(found.message, found.remedy) for found in outside_findings(connection)]


def test_in_a_schema_of_an_administrator(empty: str, way: Way, tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", 4)
    move_pgvector(empty)
    install(empty, way.mode)
    run_command(empty, "audit", folder, "--report", tmp_path / "report", "--workers", 1)
    search(empty, folder / "box 0" / "000.png")
    ((message, remedy),) = warnings(empty)
    assert "lookalike_analyst, lookalike_dashboard, lookalike_loader" in message
    assert f'lack USAGE ON SCHEMA "{SCHEMA}": their members cannot search' in message
    assert remedy is not None
    with Logins(empty) as logins:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            search(logins.add("lookalike_analyst"), folder / "box 0" / "000.png")
        run(superuser(empty), remedy.partition(": ")[2])  # the remedy is a statement
        assert warnings(empty) == []
        for role in ("lookalike_analyst", "lookalike_loader"):
            search(logins.add(role), folder / "box 0" / "000.png")
        run_command(logins.add("lookalike_loader"), "scan", folder, "--workers", 1)


def test_in_public_that_is_closed(empty: str, way: Way, tmp_path: Path) -> None:
    """The owner of a database may open its schema public, so the install does."""
    folder = fill(tmp_path / "archive", 4)
    run(superuser(empty), "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    install(empty, way.mode)
    assert warnings(empty) == []
    with Logins(empty) as logins:
        loader = logins.add("lookalike_loader")
        for command in ("scan", "match", "cluster", "embed"):
            what = [folder] if command == "scan" else []
            run_command(loader, command, *what)
        search(loader, folder / "box 0" / "000.png")
        search(logins.add("lookalike_analyst"), folder / "box 0" / "000.png")


def test_an_owner_who_may_not_use_the_schema_is_told(empty: str) -> None:
    move_pgvector(empty)
    run(superuser(empty), f'REVOKE ALL ON SCHEMA "{SCHEMA}" FROM lookalike')
    with pytest.raises(LookalikeError) as refused:
        install(empty)
    assert refused.value.message == (
        f'role "lookalike" may not use schema "{SCHEMA}", which holds pgvector'
    )
    assert refused.value.hint is not None
    run(superuser(empty), refused.value.hint.partition(": ")[2])
    install(empty)
