"""Servers whose defaults are not ours, and databases that cannot hold an archive."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from access.logins import Logins
from command import run_command
from lifecycle.inspect_database import ask, run, schema_objects
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.doctor import examine
from lookalike.errors import LookalikeError
from pictures import fill
from servers import FAST, WAYS, Servers, Way, temporary_folder

# What an administrator may have set for a database or for all of them.
ODD = {
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Hong_Kong",
    "bytea_output": "escape",
    "intervalstyle": "iso_8601",
    "default_transaction_isolation": "serializable",
    "statement_timeout": "700ms",
    "idle_session_timeout": "700ms",
    "idle_in_transaction_session_timeout": "700ms",
    "standard_conforming_strings": "off",
    "transform_null_equals": "on",
    "client_min_messages": "error",
    "row_security": "off",
    "search_path": "''",
}


@pytest.fixture(
    params=[Way(18, "loose"), pytest.param(Way(16, "loose"), marks=pytest.mark.long)], ids=str
)
def odd(request: pytest.FixtureRequest, servers: Servers) -> Iterator[str]:
    """A database with pgvector and odd settings."""
    with servers.database(request.param, "vector") as url:
        name = conninfo_to_dict(url)["dbname"]
        settings = ODD | ({"transaction_timeout": "700ms"} if request.param.version >= 17 else {})
        admin = make_conninfo(url, user="postgres")
        run(
            admin,
            *(
                f"ALTER DATABASE {name} SET {key} = {_quoted(value)}"
                for key, value in settings.items()
            ),
        )
        yield url


def _quoted(value: str) -> str:
    return value if value == "''" else f"'{value}'"


def test_odd_settings_change_nothing(odd: str, tmp_path: Path) -> None:
    assert ask(odd, "SHOW statement_timeout") == "700ms"
    folder = fill(tmp_path / "archive", 4)
    install(odd)
    report = tmp_path / "report"
    shown = run_command(odd, "audit", folder, "--report", report, "--quick", "--workers", 1)
    assert "6 images" in shown
    assert "000 copy.png" in run_command(odd, "find", folder / "box 0" / "000.png")
    (tmp_path / "catalogue.csv").write_text("id,file,date\n1,000.png,3. 5. 1920\n")
    options = (
        "--name",
        "museum",
        "--map",
        "external_id=id",
        "--map",
        "file=file",
        "--map",
        "date=date",
    )
    assert "1 new" in run_command(odd, "import", tmp_path / "catalogue.csv", *options)
    for command in (["policy", "list"], ["status"], ["review", "queue"], ["verify", "log"]):
        run_command(odd, *command)
    install(odd, force=True)
    with connect(odd) as connection:
        assert connection.execute("SELECT current_setting('timezone')").fetchone() == ("UTC",)


def test_odd_settings_give_the_same_objects(odd: str, servers: Servers) -> None:
    install(odd)
    way = Way(int(str(ask(odd, "SHOW server_version_num"))) // 10000, "loose")
    with servers.database(way, "archive") as url:
        assert schema_objects(odd) == schema_objects(url)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_another_encoding_is_refused(servers: Servers, encoding: str) -> None:
    admin = servers.server(18).url("postgres", "postgres")
    name = f"in_{encoding.lower()}"
    run(
        admin,
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'",
        f"ALTER DATABASE {name} OWNER TO lookalike",
    )
    try:
        url = servers.server(18).url(name)
        with pytest.raises(LookalikeError, match=f"is encoded in {encoding}") as refused:
            install(url)
        assert "createdb --encoding UTF8" in str(refused.value.hint)
        (said,) = [found for found in examine(url, None) if "encoded in" in found.message]
        assert (said.level, said.remedy) == ("error", refused.value.hint)
        assert ask(url, "SELECT to_regnamespace('lookalike')") is None
    finally:
        run(admin, f"DROP DATABASE {name}")


def test_without_temporary_tables(servers: Servers, tmp_path: Path) -> None:
    """The owner is refused; roles get the right, or doctor says which they lack."""
    with servers.database(WAYS[0], "vector") as url:
        name = conninfo_to_dict(url)["dbname"]
        admin = make_conninfo(url, user="postgres")
        run(admin, f"ALTER DATABASE {name} OWNER TO postgres")
        run(admin, f"REVOKE ALL ON DATABASE {name} FROM PUBLIC, lookalike")
        run(
            admin,
            f"GRANT CONNECT ON DATABASE {name} TO PUBLIC",
            f"GRANT CREATE ON DATABASE {name} TO lookalike",
        )
        with pytest.raises(LookalikeError, match="may not make temporary tables") as refused:
            install(url)
        run(admin, str(refused.value.hint).partition(": ")[2])
        install(url)
        (said,) = [
            found for found in examine(url, None) if "TEMPORARY ON DATABASE" in found.message
        ]
        assert "lookalike_loader, lookalike_reviewer, lookalike_steward lack" in said.message
        run(admin, str(said.remedy).partition(": ")[2])
        with Logins(url) as logins:
            loader = logins.add("lookalike_loader")
            run_command(loader, "scan", fill(tmp_path / "archive", 4), "--workers", 1)
            run_command(loader, "match")


def test_all_tables_are_published(tmp_path: Path) -> None:
    """A server with logical replication, and a publication from before the first audit."""
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", 18, settings=FAST | {"wal_level": "logical"})
        with server.in_use():
            url = server.url()
            install(url)
            run(server.url(user="postgres"), "CREATE PUBLICATION everything FOR ALL TABLES")
            images = fill(tmp_path / "archive", 4)
            audit = ("audit", images, "--report", tmp_path / "report", "--quick", "--workers", 1)
            run_command(url, *audit)
            (images / "box 0" / "000 copy.png").unlink()
            run_command(url, *audit)


def test_every_table_has_a_key(archive_url: str) -> None:
    without = ask(
        archive_url,
        "SELECT string_agg(c.oid::regclass::text, ', ') FROM pg_class c"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text LIKE 'lookalike%'"
        " AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)",
    )
    assert without is None


ENVIRONMENT = """
from alembic import context
import sqlalchemy, os
engine = sqlalchemy.create_engine(os.environ["APP_URL"])
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """
from alembic import op
import sqlalchemy
revision, down_revision = "0004", None
def upgrade():
    op.create_table("asset", sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True))
def downgrade():
    op.drop_table("asset")
"""


@pytest.mark.parametrize(
    "path", ["public, lookalike, lookalike_detail", "lookalike, public", '"$user", public']
)
def test_an_alembic_app_of_somebody_else(archive_url: str, tmp_path: Path, path: str) -> None:
    """In the same database, neither finds the table of revisions of the other."""
    name = conninfo_to_dict(archive_url)["dbname"]
    run(
        make_conninfo(archive_url, user="postgres"),
        f"ALTER DATABASE {name} SET search_path = {path}",
        "GRANT CREATE ON SCHEMA public TO lookalike",
    )
    (tmp_path / "versions").mkdir()
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = .\n")
    (tmp_path / "env.py").write_text(ENVIRONMENT)
    (tmp_path / "versions" / "first.py").write_text(REVISION)

    def alembic(*arguments: str) -> None:
        parts = conninfo_to_dict(archive_url)
        there = f"postgresql+psycopg://lookalike@/{name}?host={parts['host']}&port={parts['port']}"
        subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=tmp_path,
            env=os.environ | {"APP_URL": there},
            check=True,
            capture_output=True,
        )

    ours = "SELECT version_num FROM lookalike_internal.alembic_version"
    before = ask(archive_url, ours)
    alembic("upgrade", "head")
    alembic("stamp", "--purge", "head")
    assert ask(archive_url, ours) == before
    assert install(archive_url, force=True).changed
    assert ask(archive_url, ours) == before
    alembic("downgrade", "base")
    assert ask(archive_url, ours) == before
