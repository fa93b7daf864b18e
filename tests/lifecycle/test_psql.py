"""`lookalike psql`: arguments, exit codes and passwords pass through as they should."""

import contextlib
import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from lifecycle.command_line import MAIN, Cli
from lifecycle.inspect_database import run
from lookalike.cli import app
from lookalike.cli.psql import _set_pager
from lookalike.database.login import set_password
from lookalike.database.programs import service
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
    assert shown == ':x,100%,"public,lookalike,lookalike_detail"'
    assert psql.out("psql", "-Atv", "n=42", "-c", "SELECT 1", "-c", "\\echo :n") == "1\n42"
    assert "psql is the PostgreSQL interactive terminal" in psql.out("psql", "--", "--help")


def in_terminal(columns: int, *command: str, **environment: str) -> list[str]:
    """The lines that a command prints on a terminal of so many columns."""
    process, terminal = pty.fork()
    if process == 0:
        variables = os.environ | environment | {"COLUMNS": str(columns)}
        os.execvpe(command[0], command, variables)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    printed = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(terminal, 65536):
            printed += part
    assert os.waitpid(process, 0)[1] == 0, printed
    return printed.decode().split("\r\n")


def test_wide_rows_are_records_on_a_terminal(archive_url: str) -> None:
    query = "SELECT 'a path' AS path, repeat('word ', 15) AS reason FROM generate_series(1, 2)"
    command = [sys.executable, "-c", MAIN, "psql", "--database", archive_url]
    shell = {"PAGER": "cat", "PYTHONPATH": os.pathsep.join(sys.path)}
    shown = in_terminal(70, *command, "-c", query, **shell)
    assert shown[0].startswith("-[ RECORD 1 ]") and len(shown[0]) == 70
    assert shown[1:3] == ["path   | a path", f"reason | {'word ' * 15}"]
    headings = in_terminal(120, *command, "-c", query, **shell)[0].split("|")
    assert [heading.strip() for heading in headings] == ["path", "reason"]
    assert in_terminal(70, *command, "-Atc", query, **shell)[0] == f"a path|{'word ' * 15}"


@pytest.mark.parametrize(
    ("programs", "given", "chosen"),
    [
        ({"less", "more"}, {}, {"PSQL_PAGER": "less", "LESS": "-FRX"}),
        ({"more"}, {"LESS": "-i"}, {"PSQL_PAGER": "more", "LESS": "-i"}),
        (set(), {}, None),
        (set(), {"PAGER": "mine"}, {"PAGER": "mine"}),
    ],
)
def test_no_result_is_lost_for_want_of_a_pager(
    monkeypatch: pytest.MonkeyPatch,
    programs: set[str],
    given: dict[str, str],
    chosen: dict[str, str] | None,
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: name if name in programs else None)
    assert _set_pager(given) == (chosen is not None)
    assert given == (chosen or {})


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
        password, port = "a secret", server.status().tcp_port
        with psycopg.connect(admin, autocommit=True) as superuser:
            set_password(superuser, password, "lookalike")
        url = f"postgresql://lookalike:a%20secret@127.0.0.1:{port}/{name}"
        url += "?keepalives=0&application_name=mine&sslpassword=hush"
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
    with service({}, {"sslpassword": "hush"}) as variables:
        file = Path(variables["PGSERVICEFILE"])
        assert file.stat().st_mode & 0o077 == 0
        assert file.read_text() == f"[{variables['PGSERVICE']}]\nsslpassword=hush\n"
    assert not file.exists()
    with (
        pytest.raises(LookalikeError, match="cannot stand beside a service"),
        service({"PGSERVICE": "mine"}, {"sslpassword": "hush"}),
    ):
        pass
