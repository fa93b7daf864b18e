"""The embedded server: who starts it, who stops it, and what it survives."""

import os
import re
import signal
import socket
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from command import run_command
from lifecycle.command_line import Cli
from lifecycle.inspect_database import ask, run
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.database.login import set_password
from lookalike.database.wheel import POSTGRES_VERSIONS
from pictures import picture
from servers import FAST


def test_command_starts_the_server_and_stops_it(any_cli: Cli) -> None:
    assert any_cli.out("psql", "-Atc", "SELECT 6 * 7") == "42"
    assert not any_cli.server.status().running


def test_started_server_stays_until_it_is_stopped(any_cli: Cli) -> None:
    any_cli.run("server", "start")
    pid = any_cli.server.status().pid
    shown = any_cli.out("server", "status")
    assert f"running, process {pid}" in shown
    assert str(any_cli.data_dir) in shown
    assert "pgvector 0." in shown
    assert any_cli.out("psql", "-Atc", "SELECT 6 * 7") == "42"
    assert any_cli.server.status().pid == pid
    assert "stopped" in any_cli.out("server", "stop")
    assert not any_cli.server.status().running


def test_server_that_does_not_run(cli: Cli) -> None:
    assert "not running" in cli.out("server", "status")
    assert "was not running" in cli.out("server", "stop")


def test_url_is_all_that_is_printed_and_works(cli: Cli) -> None:
    shown = cli.run("server", "url").stdout
    assert shown.count("\n") == 1
    assert ask(shown.strip(), "SELECT current_user || current_database()") == "lookalike" * 2
    assert cli.server.status().pinned


def test_nothing_needs_a_superuser(cli: Cli) -> None:
    with cli.server.in_use():
        url = cli.server.url()
        # It makes the roles of the archive, and can manage those alone.
        query = (
            "SELECT ARRAY[rolsuper, rolcreatedb, rolbypassrls] FROM pg_roles WHERE rolname = user"
        )
        assert ask(url, query) == [False, False, False]
        owners = "SELECT array_agg(DISTINCT relowner::regrole::text) FROM pg_class"
        ours = "WHERE relnamespace::regnamespace::text LIKE 'lookalike%'"
        assert ask(url, f"{owners} {ours}") == ["lookalike"]


def test_tcp_needs_the_password(cli: Cli) -> None:
    port = free_port()
    # As it once was: the owner had a password by TCP.
    (cli.data_dir / "password").write_text("old")
    with cli.server.in_use(), connect(cli.server.url(user="postgres")) as superuser:
        set_password(superuser, "old", "lookalike")
    shown = cli.run("server", "start", "--tcp", "--port", str(port)).stdout
    file = cli.server.password_file("lookalike_bi")
    password = file.read_text()
    assert str(port) in shown
    assert password not in shown
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    url = cli.out("server", "url", "--tcp")
    assert url == f"postgresql://lookalike_bi:{password}@127.0.0.1:{port}/lookalike"
    assert ask(url, "SHOW listen_addresses") == "127.0.0.1"
    assert psql_over_tcp(port, password, "lookalike_bi").stdout == "lookalike_bi\n"

    wrong = [("lookalike_bi", "wrong"), ("lookalike_bi", ""), ("postgres", password)]
    # The owner gets in by the private socket alone.
    for user, guess in (*wrong, ("lookalike", password), ("lookalike", "old"), ("lookalike", "")):
        refused = psql_over_tcp(port, guess, user)
        assert refused.returncode == 2, refused
    assert not (cli.data_dir / "password").exists()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "wrong"))

    log = cli.server.log_file.read_text()
    assert password not in log
    # A BI tool keeps what was typed into it: port and password are the same next time.
    cli.server.stop()
    cli.server.start(tcp_port=port)
    assert ask(url, "SELECT user") == "lookalike_bi"


def test_stages_by_tcp_run_as_the_loader(own_cli: Cli, tmp_path: Path) -> None:
    url = own_cli.out("server", "url", "--loader")
    picture(1).save(tmp_path / "a.png")
    # A folder that any user of the command may read.
    tmp_path.chmod(0o755)
    assert "1 image" in run_command(url, "scan", tmp_path, "--workers", 1)
    memberships = (
        "SELECT array_agg(roleid::regrole::text) FROM pg_auth_members WHERE member = user::regrole"
    )
    assert ask(url, memberships) == ["lookalike_loader"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(url, "SELECT lookalike.set_setting('match_radius', '4')")


def test_bi_tools_read_and_change_nothing(cli: Cli) -> None:
    port = free_port()
    shown = cli.run("server", "start", "--tcp", "--port", str(port)).stdout
    password = cli.server.password_file("lookalike_bi").read_text()
    assert password != cli.server.password_file("lookalike_scan").read_text()
    assert password not in shown
    assert stat.S_IMODE(cli.server.password_file("lookalike_bi").stat().st_mode) == 0o600
    # What is shown is what works.
    (url,) = re.findall(r"Superset +postgresql\+psycopg2(\S+)", shown)
    url = "postgresql" + url.replace("PASSWORD", password)
    assert url == cli.server.url(user="lookalike_bi", tcp=True)
    (jdbc,) = re.findall(r"Metabase +jdbc:(\S+)", shown)
    (odbc,) = re.findall(r"Excel +(\S.*)", shown)
    given = dict(field.split("=") for field in odbc.split(";"))
    words = f"host={given['Server']} port={given['Port']} user={given['Uid']} password={password}"
    for address in (url, jdbc.replace("PASSWORD", password), f"{words} dbname=lookalike"):
        assert ask(address, "SELECT user::text") == "lookalike_bi"

    assert ask(url, "SELECT count(*) FROM image_fact") == 0
    memberships = (
        "SELECT array_agg(roleid::regrole::text) FROM pg_auth_members WHERE member = user::regrole"
    )
    assert ask(url, memberships) == ["lookalike_dashboard"]
    for change in (
        "INSERT INTO lookalike_internal.unclassified VALUES (1)",
        "CALL lookalike.refresh_facts()",
        "CREATE TABLE public.mine ()",
        "SET ROLE lookalike",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(url, change)
    refused = psql_over_tcp(port, "wrong", "lookalike_bi")
    assert refused.returncode == 2
    log = cli.server.log_file.read_text()
    assert password not in log
    cli.run("server", "start", "--tcp")
    assert ask(url, "SELECT user::text") == "lookalike_bi"


def psql_over_tcp(
    port: int, password: str, user: str = "lookalike"
) -> subprocess.CompletedProcess[str]:
    """Ask for the user's name with the wheel's psql."""
    return subprocess.run(
        [POSTGRES_VERSIONS[18] / "psql", "-XAtw", "-c", "SELECT user", "lookalike"],
        env={"PGHOST": "127.0.0.1", "PGPORT": str(port), "PGUSER": user, "PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_tcp_port_in_use(cli: Cli) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = cli.run("server", "start", "--port", str(port), code=1).stderr
    assert "port is in use" in said
    assert "--port" in said
    assert not cli.server.status().pinned
    assert cli.out("psql", "-Atc", "SELECT 1") == "1"


def test_tcp_has_to_wait_for_a_command(cli: Cli) -> None:
    with cli.server.in_use():
        said = cli.run("server", "start", "--port", str(free_port()), code=1).stderr
        assert "a command is using it" in said
        cli.server.start()  # this needs no restart
        assert cli.server.status().tcp_port is None


def test_first_command_leaves_the_server_to_the_second(cli: Cli) -> None:
    with cli.server.in_use():
        pid = cli.server.status().pid
        assert cli.out("psql", "-Atc", "SELECT 1") == "1"
        assert cli.server.status().pid == pid
        assert "another" in cli.out("server", "stop").lower()
        assert cli.server.status().pid == pid
    assert not cli.server.status().running


def test_commands_at_once_share_one_server(cli: Cli) -> None:
    commands = [cli.popen("psql", "-Atc", "SELECT pg_postmaster_start_time()") for _ in range(3)]
    for command in commands:
        out, said = command.communicate()
        assert command.returncode == 0, said
        assert out.strip()
    assert not cli.server.status().running


def test_killed_command_leaves_nothing_in_the_way(any_cli: Cli) -> None:
    user = any_cli.use_forever()
    pid = any_cli.server.status().pid
    user.kill()
    user.wait()
    assert any_cli.server.status().pid == pid, "nobody was left to stop it"
    assert any_cli.out("psql", "-Atc", "SELECT 1") == "1"
    assert not any_cli.server.status().running


def test_killed_server_comes_back_with_its_data(own_cli: Cli) -> None:
    own_cli.server.start()
    run(own_cli.server.url(), "CREATE TABLE kept AS SELECT 42 AS answer")
    kill_server(own_cli.server)
    assert not own_cli.server.status().running
    # As after a restart of the machine: a server that was to stay up does so again.
    assert own_cli.out("psql", "-Atc", "TABLE kept") == "42"
    assert own_cli.server.status().running


def kill_server(server: EmbeddedServer) -> None:
    """Kill all processes of a server, as a power cut does."""
    pid = server.status().pid
    assert pid is not None
    postmaster = psutil.Process(pid)
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # they end by themselves once their parent is gone
            process.kill()
    psutil.wait_procs(processes)


def test_server_killed_under_a_command(cli: Cli) -> None:
    user = cli.use_forever()
    pid = cli.server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)  # its parent lives, so it stays as a zombie
    assert cli.out("psql", "-Atc", "SELECT 1") == "1"
    user.kill()
    user.wait()


def test_stale_process_id_of_another_program(cli: Cli) -> None:
    """After a restart of the machine the old process id may belong to anything."""
    server = cli.server
    names = ("postmaster.pid", ".s.PGSQL.5432.lock")
    with server.in_use():
        left = {name: (server.pgdata / name).read_text().splitlines() for name in names}
    for name, (_, *lines) in left.items():
        stale = server.pgdata / name
        stale.write_text("\n".join([str(os.getpid()), *lines]) + "\n")
        owner = server.pgdata.stat()
        os.chown(stale, owner.st_uid, owner.st_gid)
    assert not server.status().running
    with server.in_use():
        assert ask(server.url(), "SELECT 1") == 1


def test_ctrl_c_cancels_the_query_only(cli: Cli) -> None:
    cli.server.start()
    waiting = cli.popen("psql", "-c", "SELECT pg_sleep(600)", start_new_session=True)
    url = cli.server.url()
    seen = "SELECT count(*) FROM pg_stat_activity WHERE query ~ '^SELECT pg_sleep.600'"
    while ask(url, f"{seen} AND wait_event = 'PgSleep'") == 0:
        assert waiting.poll() is None
    os.killpg(waiting.pid, signal.SIGINT)
    _, said = waiting.communicate()
    assert "canceling statement due to user request" in said
    assert waiting.returncode == 1, "what psql returns"
    assert "Traceback" not in said
    assert cli.server.status().running


@pytest.mark.parametrize(
    ("name", "is_apart", "mode"),
    [
        ("d\u00e9p\u00f4t \"old\" 100%20 'x' $HOME", False, "extension"),
        ("a, b", True, "extension"),  # a comma separates hosts
        ("long" * 30, True, "extension"),  # a socket's path is limited
        ("a:b", False, "loose"),  # a colon separates the folders of extensions
    ],
)
def test_any_folder_will_do(folder: Path, name: str, is_apart: bool, mode: str) -> None:
    server = EmbeddedServer(folder / name, settings=FAST)
    with server.in_use():
        assert install(server.url()).mode == mode
        socket_folder = Path(str(conninfo_to_dict(server.url())["host"]))
        assert (socket_folder != server.pgdata) == is_apart
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        assert socket_folder.stat().st_uid == server.pgdata.stat().st_uid
    if is_apart:
        socket_folder.rmdir()


def test_leftover_of_a_killed_first_start(folder: Path) -> None:
    server = EmbeddedServer(folder / "data", settings=FAST)
    half = server.data_dir / "postgres.new-0123"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with server.in_use():
        assert ask(server.url(), "SELECT 1") == 1
    assert not half.exists()


def test_first_start_killed_half_way(folder: Path) -> None:
    """The server is up, but the database was not made yet: the next command makes it."""
    server = EmbeddedServer(folder / "data", settings=FAST)
    with server.in_use():
        (server.data_dir / "ready").unlink()
        run(server.url("postgres", "postgres"), "DROP DATABASE lookalike", "DROP ROLE lookalike")
        with EmbeddedServer(server.data_dir).in_use():
            assert ask(server.url(), "SELECT user") == "lookalike"


def test_cluster_of_another_version(own_cli: Cli) -> None:
    (own_cli.server.pgdata / "PG_VERSION").write_text("16\n")
    said = own_cli.run("psql", "-c", "SELECT 1", code=1).stderr
    assert re.search("made by PostgreSQL 16, and this is PostgreSQL 18", said)
    assert "HINT: Name another folder with --data-dir" in said


def test_data_directory_that_cannot_be(folder: Path) -> None:
    (folder / "file").touch()
    said = Cli(folder / "file" / "data").run("psql", "-c", "SELECT 1", code=1).stderr
    assert "cannot write to data directory" in said
    assert "--data-dir" in said
    assert "Traceback" not in said


def test_server_that_does_not_start_says_why(own_cli: Cli) -> None:
    configuration = own_cli.server.pgdata / "postgresql.conf"
    with configuration.open("a") as file:
        file.write("no_such_setting = 1\n")
    said = own_cli.run("psql", "-c", "SELECT 1", code=1).stderr
    assert "did not start" in said
    assert "FATAL" in said
    assert "server.log" in said
