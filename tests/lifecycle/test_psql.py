"""`lookalike psql`: arguments, exit codes and passwords pass through as they should."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from lifecycle.command_line import Cli
from lifecycle.inspect_database import run
from lookalike.cli import app
from lookalike.cli.psql import _service
from lookalike.errors import LookalikeError
from servers import Servers


@pytest.fixture
def psql(cli: Cli) -> Iterator[Cli]:
    """The command line with a server that stays up."""
    cli.server.start()
    yield cli


def test_arguments_pass_through(psql: Cli) -> None:
    query = "SELECT ':x', '100%', current_setting('search_path')"
    shown = psql.out("psql", "--csv", "-t", "-c", query)
    assert shown == ':x,100%,"public,lookalike"'
    assert psql.out("psql", "-Atv", "n=42", "-c", "SELECT 1", "-c", "\\echo :n") == "1\n42"
    assert "psql is the PostgreSQL interactive terminal" in psql.out("psql", "--", "--help")


def test_exit_code_is_psqls(psql: Cli) -> None:
    assert "division by zero" in psql.run("psql", "-c", "SELECT 1/0", code=1).stderr
    psql.run("psql", "no_such_database", code=2)


def test_views_are_there_without_installing_first(cli: Cli) -> None:
    assert cli.out("psql", "-Atc", "SELECT count(*) FROM duplicate_pair") == "0"


def test_other_server_and_its_password(cli: Cli, servers: Servers) -> None:
    """The password is not on a command line, where everybody on the machine can read it."""
    server = servers.server(16)
    server.start(tcp_port=0)
    name = "other_server"
    admin = server.url("postgres", "postgres")
    run(admin, f"CREATE DATABASE {name} OWNER lookalike")
    try:
        url = server.url(name, tcp=True) + "?keepalives=0&application_name=mine&sslpassword=hush"
        password = server.password_file.read_text()
        arguments = ["--database", url, "-Atc", "SHOW application_name"]
        ran = cli.run("psql", *arguments, "-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline")
        shown = ran.stdout
        assert shown.startswith("mine\n")
        assert "SHOW application_name" in shown
        assert password not in shown and "hush" not in shown
        assert "everybody on this machine can see the password" in ran.stderr
        assert password not in ran.stderr and "hush" not in ran.stderr
        with psycopg.connect(server.url(name)) as connection:
            there = connection.execute("SELECT to_regnamespace('lookalike')").fetchone()
        assert there == (None,), "looking must not install"
    finally:
        run(admin, f"DROP DATABASE {name} WITH (FORCE)")


def test_only_a_password_on_the_command_line_is_warned_of(archive_url: str) -> None:
    secret = make_conninfo(archive_url, password="hush")
    runner = CliRunner()
    for options, environment, is_warned in (
        (["--database", secret], {}, True),
        (["--database", archive_url], {}, False),
        ([], {"LOOKALIKE_DATABASE": secret}, False),
    ):
        done = runner.invoke(app, ["settings", "list", *options], env=environment)
        assert done.exit_code == 0, done.output
        assert ("can see the password" in done.stderr) == is_warned
        assert "hush" not in done.output


def test_secrets_go_into_a_file_for_psql_alone() -> None:
    with _service({}, {"sslpassword": "hush"}) as variables:
        file = Path(variables["PGSERVICEFILE"])
        assert file.stat().st_mode & 0o077 == 0
        assert file.read_text() == f"[{variables['PGSERVICE']}]\nsslpassword=hush\n"
    assert not file.exists()
    with (
        pytest.raises(LookalikeError, match="cannot stand beside a service"),
        _service({"PGSERVICE": "mine"}, {"sslpassword": "hush"}),
    ):
        pass
