"""Two archives of two owners on one server, and logins that commands make."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from typer.testing import CliRunner

from command import run_command
from lifecycle.command_line import MAIN
from lifecycle.inspect_database import ask, run
from lookalike.cli import app
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.doctor import role_findings
from lookalike.errors import LookalikeError
from lookalike.verify.installed import compare_with_shipped
from pictures import fill
from servers import FAST, temporary_folder


class House(NamedTuple):
    """A server of two owners, each with a database; roles and logins are in nobody else's way."""

    server: EmbeddedServer
    first: str
    second: str


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with temporary_folder() as folder:
        log = {"log_statement": "all", "log_min_messages": "debug1"}
        server = EmbeddedServer(folder / "data", settings=FAST | log)
        server.start(tcp_port=0)
        for name in ("first", "second"):
            run(
                server.url("postgres", "postgres"),
                f"CREATE ROLE owner_{name} LOGIN CREATEROLE",
                f"CREATE DATABASE archive_{name} OWNER owner_{name}",
            )
            run(server.url(f"archive_{name}", "postgres"), "CREATE EXTENSION vector")
        urls = [server.url(f"archive_{name}", f"owner_{name}") for name in ("first", "second")]
        for url in urls:
            install(url)
        yield House(server, *urls)
        server.stop()


def grants(url: str) -> list[tuple[str, str, str | None]]:
    """What doctor says of who may grant the roles."""
    with connect(url) as connection:
        return [(said.level, said.message, said.remedy) for said in role_findings(connection)]


def test_doctor_says_who_may_grant_what(house: House) -> None:
    ((level, message, _),) = grants(house.first)
    assert level == "ok"
    assert message.startswith("owner_first may grant lookalike_analyst, lookalike_dashboard, ")
    ((level, message, remedy),) = grants(house.second)
    assert level == "warning"
    assert message.startswith("owner_second, the owner of the archive, may not grant lookalike_a")
    assert message.endswith("they belong to owner_first")
    assert remedy is not None
    assert "lookalike install --role-prefix NAME" in remedy
    with pytest.raises(LookalikeError, match='may not grant "lookalike_reviewer"') as refused:
        run_command(house.second, "user", "add", "maria", "--role", "reviewer", "--no-password")
    assert "--role-prefix" in str(refused.value.hint)
    roles = "SELECT count(*) FROM pg_roles WHERE rolname = 'maria'"
    assert ask(house.second, roles) == 0


def test_each_archive_has_roles_of_its_own(house: House, tmp_path: Path) -> None:
    run_command(house.first, "user", "add", "stew", "--role", "steward", "--no-password")
    shown = run_command(house.second, "install", "--role-prefix", "museum")
    assert "may not grant" not in shown
    assert all(level == "ok" for level, _, _ in grants(house.second))
    assert not install(house.second).changed, "the prefix is kept"
    with connect(house.second) as connection:
        assert [found for found in compare_with_shipped(connection) if found.is_fault] == []
    run_command(house.second, "user", "add", "lou", "--role", "loader", "--no-password")
    run_command(house.second, "user", "add", "ana", "--role", "analyst", "--no-password")
    run_command(house.second, "user", "add", "rita", "--role", "steward", "--no-password")

    shown = run_command(house.second, "user", "list")
    assert [line.split() for line in shown.splitlines()[-3:]] == [
        ["ana", "museum_analyst"],
        ["lou", "museum_loader"],
        ["rita", "museum_steward"],
    ]
    there = house.server.url("archive_second", "lou")
    run_command(there, "scan", fill(tmp_path / "archive", 4), "--workers", 1)
    analyst = house.server.url("archive_second", "ana")
    assert ask(analyst, "SELECT count(*) FROM image") == 6  # by the search_path of the login
    # The steward of the first archive is nobody in the second, and the other way round.
    for database, login in (("archive_second", "stew"), ("archive_first", "rita")):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(house.server.url(database, login), "SELECT count(*) FROM lookalike_detail.image")
    restrict = (
        "SELECT lookalike.restrict_access('donor', 'deed', by => 'rita',"
        " reason => 'closed', image_id => (SELECT min(image_id) FROM lookalike_detail.image))"
    )
    run(house.server.url("archive_second", "rita"), restrict)
    assert ask(analyst, "SELECT count(*) FROM image") == 4  # and its copy
    assert ask(there, "SELECT count(*) FROM lookalike_detail.image") == 6


def test_a_new_prefix_says_who_and_what_is_left_behind(house: House) -> None:
    """Tables of other owners do not stop it; members of the former roles are told to the owner."""
    admin = house.server.url("archive_second", "postgres")
    install(house.second, role_prefix="before")
    run_command(house.second, "user", "add", "o'neil", "--role", "analyst", "--no-password")
    run_command(house.second, "user", "add", "eve", "--role", "analyst", "--no-password")
    run(
        admin,
        "CREATE ROLE vendor",
        "CREATE TABLE lookalike.theirs (a integer)",
        "CREATE SEQUENCE lookalike.ours",
        "ALTER SEQUENCE lookalike.ours OWNER TO owner_second",
        "CREATE FUNCTION lookalike_detail.ours() RETURNS integer RETURN 1",
        "ALTER FUNCTION lookalike_detail.ours() OWNER TO owner_second",
        "GRANT SELECT (a) ON lookalike.theirs TO before_analyst",
        "ALTER TABLE lookalike.theirs OWNER TO vendor",
    )
    run(
        house.second,
        "GRANT USAGE ON SEQUENCE lookalike.ours TO before_loader",
        "GRANT EXECUTE ON FUNCTION lookalike_detail.ours() TO before_steward",
    )
    shown = run_command(house.second, "install", "--role-prefix", "after")
    assert "before_analyst still have rights on lookalike.theirs" in shown
    remedy = "REVOKE ALL ON TABLE lookalike.theirs FROM before_analyst"
    assert f"As the owner, vendor, or as the role that gave them: {remedy}" in shown
    assert 'can no longer use this archive: "o\'neil", eve' in shown
    left = "SELECT string_agg(object, ', ') FROM ({}) AS o (object)".format(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n"
        " ON n.oid = c.relnamespace, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee"
        " WHERE r.rolname LIKE 'before%' UNION ALL SELECT p.proname FROM pg_proc p,"
        " aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee"
        " WHERE r.rolname LIKE 'before%' UNION ALL SELECT n.nspname FROM pg_namespace n,"
        " aclexplode(n.nspacl) a JOIN pg_roles r ON r.oid = a.grantee"
        " WHERE r.rolname LIKE 'before%'"
    )
    assert ask(admin, left) is None  # but for the column of the table of the vendor

    eve = house.server.url("archive_second", "eve")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(eve, "SELECT count(*) FROM lookalike_detail.image")
    grants_said = shown.partition("Those who shall use it: ")[2].splitlines()[0]
    run(house.second, *grants_said.split("; "))
    assert ask(eve, "SELECT count(*) >= 0 FROM lookalike_detail.image") is True
    run(admin, remedy)
    shown = run_command(house.second, "install", "--role-prefix", "museum")
    assert "still have rights" not in shown
    run(admin, "DROP TABLE lookalike.theirs", "DROP ROLE vendor", "DROP SEQUENCE lookalike.ours",
        "DROP FUNCTION lookalike_detail.ours()")  # fmt: skip


@pytest.mark.parametrize("prefix", ["Muséum; DROP", "pg", "pg_museum", "", "a" * 41])
def test_a_prefix_that_is_no_name(house: House, prefix: str) -> None:
    """The server reserves names that begin with pg_."""
    with pytest.raises(LookalikeError, match="cannot begin the names of roles"):
        install(house.second, role_prefix=prefix)


def test_a_prefix_that_only_begins_like_a_reserved_one(house: House) -> None:
    install(house.second, role_prefix="pgarchive")
    assert (
        ask(house.second, "SELECT lookalike_internal.role_name('analyst')") == "pgarchive_analyst"
    )
    install(house.second, role_prefix="museum")


def test_hints_are_commands_also_for_odd_names(house: House) -> None:
    """Each hint that names a role is run as it is written, until the command works."""
    admin = house.server.url("archive_first", "postgres")
    run(admin, 'CREATE ROLE "odd""name\'s" LOGIN IN ROLE lookalike_analyst')
    odd = make_conninfo(house.first, user="odd\"name's")
    command = ["user", "add", 'an"other', "--role", "analyst", "--role", "reviewer"]
    given = []
    for _ in range(3):
        with pytest.raises(LookalikeError) as refused:
            run_command(odd, *command, "--no-password")
        hint = str(refused.value.hint)
        # What stands after the last colon, or between the first one and "or".
        given.append(hint.partition("administrator: ")[2].partition(", or")[0]
                     or hint.rpartition(": ")[2])  # fmt: skip
        run(admin, given[-1])
    assert [statement.split()[0] for statement in given] == ["ALTER", "GRANT", "GRANT"]
    run_command(odd, *command, "--no-password")
    with pytest.raises(LookalikeError, match='role "an"other" is there already') as refused:
        run_command(odd, *command, "--no-password")
    again = str(refused.value.hint).rpartition(": ")[2]
    assert again == 'GRANT lookalike_analyst, lookalike_reviewer TO "an""other"'
    run(admin, 'DROP ROLE "an""other"')


def test_a_password_file_that_is_not_utf_8(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes("geheim-ü\n".encode("latin-1"))
    with pytest.raises(LookalikeError, match="is not in UTF-8") as refused:
        run_command(house.first, "user", "add", "ute", "--role", "analyst",
                    "--password-file", tmp_path / "secret")  # fmt: skip
    assert "Save it as UTF-8" in str(refused.value.hint)
    assert "geheim" not in str(refused.value)
    assert ask(house.first, "SELECT count(*) FROM pg_roles WHERE rolname = 'ute'") == 0


def test_a_password_is_in_no_log_and_on_no_command_line(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush-hush-42\n")
    command = ["user", "add", "peter", "--role", "analyst", "--role", "reviewer"]
    run_command(house.first, *command, "--password-file", tmp_path / "secret")
    port = house.server.status().tcp_port
    address = f"host=127.0.0.1 port={port} user=peter dbname=archive_first"
    there = make_conninfo(address, password="hush-hush-42")
    assert ask(there, "SELECT current_user::text") == "peter"
    log = house.server.log_file.read_text()
    assert "CREATE ROLE" in log
    assert "hush-hush" not in log
    with pytest.raises(LookalikeError, match='role "peter" is there already'):
        run_command(house.first, *command, "--no-password")

    given = CliRunner().invoke(
        app,
        ["user", "add", "paul", "--role", "analyst", "--password-file", "-", "--database",
         house.first],
        input="by-pipe-43\n",
    )  # fmt: skip
    assert given.exit_code == 0, given.output
    assert ask(make_conninfo(address, user="paul", password="by-pipe-43"), "SELECT 1") == 1
    with pytest.raises(LookalikeError, match='no password for "nobody"'):
        run_command(house.first, "user", "add", "nobody", "--role", "analyst")


@pytest.fixture
def reader(house: House) -> str:
    """The address of a login with the password "hush", without the password."""
    port = house.server.status().tcp_port
    if ask(house.first, "SELECT count(*) FROM pg_roles WHERE rolname = 'reader'") == 0:
        CliRunner().invoke(
            app,
            ["user", "add", "reader", "--role", "analyst", "--password-file", "-", "--database",
             house.first],
            input="hush\n",
        )  # fmt: skip
    return f"postgresql://reader@127.0.0.1:{port}/archive_first"


COMMANDS = [["status"], ["policy", "list"], ["psql", "-Atc", "SELECT 42"]]


@pytest.mark.parametrize("way", ["password file", "service file"])
def test_files_with_passwords(reader: str, tmp_path: Path, way: str) -> None:
    parts = conninfo_to_dict(reader)
    environment = dict(os.environ)
    if way == "password file":
        file = tmp_path / "pgpass"
        file.write_text(f"127.0.0.1:{parts['port']}:*:reader:hush\n")
        environment["PGPASSFILE"] = str(file)
        database = reader
    else:
        file = tmp_path / "service"
        lines = [f"{key}={value}\n" for key, value in (parts | {"password": "hush"}).items()]
        file.write_text("[archive]\n" + "".join(lines))
        environment["PGSERVICEFILE"] = str(file)
        database = "service=archive"
    file.chmod(0o600)
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *command, "--database", database],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "cannot connect" not in done.stdout


def test_a_person_is_asked_once(reader: str) -> None:
    for command in (["status"], ["psql", "-Atc", "SELECT 6 * 7"]):
        process, terminal = pty.fork()
        if process == 0:
            os.environ["PAGER"] = "cat"
            words = [sys.executable, "-c", MAIN, *command, "--database", reader]
            os.execv(sys.executable, words)
        shown = b""
        typed = 0
        try:
            while part := os.read(terminal, 65536):
                shown += part
                if shown.count(b"Password for ") > typed:
                    os.write(terminal, b"hush\n")
                    typed += 1
        except OSError:  # the end of a terminal
            pass
        assert os.waitpid(process, 0)[1] == 0, shown
        assert typed == 1
        assert b"hush" not in shown
    assert b"42" in shown


def test_without_a_person_the_remedy_is_named(reader: str) -> None:
    with pytest.raises(LookalikeError, match="cannot connect") as refused:
        connect(reader)
    assert "PGPASSFILE" in str(refused.value.hint)
