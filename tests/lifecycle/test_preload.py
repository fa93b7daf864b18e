"""A preloaded process: a command that it runs says and does what it says and does by itself."""

import os
import pty
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from pwd import getpwnam
from typing import Any

import psutil
import pytest

from lifecycle.command_line import MAIN, ORDINARY_USER, Cli
from pictures import textured
from servers import temporary_folder

ROOT = Path(__file__).parents[2]
Run = Callable[[Cli], object]


@pytest.fixture
def alone(cli: Cli, folder: Path) -> Cli:
    """The command line where no preloaded process listens."""
    (folder / "alone").mkdir()
    return replace(cli, environment={"XDG_RUNTIME_DIR": str(folder / "alone")})


@pytest.fixture(scope="module")
def process(copies: Callable[[bool], Path]) -> Iterator[Cli]:
    """A command line with a preloaded process, for all tests here."""
    with temporary_folder() as folder:
        cli = Cli(copies(False), environment={"XDG_RUNTIME_DIR": str(folder)})
        cli.run("preload", "start")
        yield cli
        assert cli.out("preload", "stop") == "1 preloaded process stopped."


@pytest.fixture
def preloaded(process: Cli, cli: Cli) -> Cli:
    """The command line where a preloaded process listens."""
    return replace(cli, environment=process.environment)


def place_of(cli: Cli) -> Path:
    """The folder of its sockets."""
    return Path(cli.environment["XDG_RUNTIME_DIR"], f"lookalike-preload-{os.geteuid()}")


@pytest.fixture
def own_process(cli: Cli, folder: Path) -> Iterator[Cli]:
    """The command line with a preloaded process that a test may spoil."""
    cli = replace(cli, environment={"XDG_RUNTIME_DIR": str(folder)})
    cli.run("preload", "start")
    yield cli
    cli.run("preload", "stop")


@pytest.fixture
def deaf() -> Iterator[tuple[socket.socket, str]]:
    """A server that never answers, and the URL of a database there: a command waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener, f"postgresql://u@127.0.0.1:{listener.getsockname()[1]}/x"


def process_of(cli: Cli) -> psutil.Process:
    """The preloaded process."""
    shown = cli.out("preload", "status")
    return psutil.Process(int(shown.split()[1]))


def faults_of_children(process: psutil.Process) -> int:
    """Page faults of all its children, which have ended: more than before if there was another."""
    wait_for(lambda: not process.children())
    return int(Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[8])


def only_child(process: psutil.Process) -> psutil.Process:
    """Its one child, after others have ended, such as that of `preload status`."""
    wait_for(lambda: len(process.children()) == 1)
    (child,) = process.children()
    return child


def wait_for(condition: Callable[[], bool]) -> None:
    while not condition():
        pass


def both(alone: Cli, preloaded: Cli, run: Run) -> object:
    """Run a command both ways, and see that the one and not the other was in the process."""
    process = process_of(preloaded)
    before = faults_of_children(process)
    by_itself = run(alone)
    assert faults_of_children(process) == before
    assert run(preloaded) == by_itself
    assert faults_of_children(process) > before
    return by_itself


def waiting(
    cli: Cli, deaf: tuple[socket.socket, str], **options: Any
) -> tuple[subprocess.Popen[str], socket.socket]:
    """Start a command that waits for a database."""
    listener, url = deaf
    command = cli.popen("status", "--database", url, **options)
    connection, _ = listener.accept()
    return command, connection


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--help"], 0), (["quarantine", "--help"], 0), (["nonsense"], 2), (["find", "/no/file"], 1)],
)
def test_output_and_exit_code_are_the_same(
    alone: Cli, preloaded: Cli, words: list[str], code: int
) -> None:
    def run(cli: Cli) -> tuple[str, str]:
        done = cli.run(*words, code=code)
        return done.stdout, done.stderr

    assert any(both(alone, preloaded, run))  # type: ignore[arg-type]


def test_find_finds_the_same(own_cli: Cli, alone: Cli, preloaded: Cli, folder: Path) -> None:
    """A relative path, a data directory in the environment, a server that the command starts."""
    alone, preloaded = (replace(cli, data_dir=own_cli.data_dir) for cli in (alone, preloaded))
    (folder / "archive").mkdir()
    for seed in range(2):
        textured((320, 240), seed).save(folder / "archive" / f"{seed}.png")
    textured((320, 240), 1).resize((200, 150)).save(folder / "copy.jpg")
    preloaded.run("scan", str(folder / "archive"))
    assert not preloaded.server.status().running

    def run(cli: Cli) -> str:
        command = cli.popen("find", "copy.jpg", cwd=folder)
        shown, errors = command.communicate()
        assert command.returncode == 0, errors
        return shown

    assert "1 image of the archive shows this picture" in str(both(alone, preloaded, run))


def test_a_terminal_is_a_terminal(alone: Cli, preloaded: Cli) -> None:
    def run(cli: Cli) -> bytes:
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 50))
        command = cli.popen("find", "/no/file", stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # the last one has closed it
            pass
        os.close(ours)
        assert command.wait() == 1
        return shown

    shown = both(alone, preloaded, run)
    assert isinstance(shown, bytes)
    assert b"\r\n    " in shown, "lines wrap at the width of the terminal"


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_a_closed_stream(alone: Cli, preloaded: Cli, closed: str) -> None:
    """Python has no object for such a stream, so the command runs by itself."""
    number = ["stdin", "stdout"].index(closed)

    def run(cli: Cli) -> tuple[int, str]:
        command = cli.popen("--version", preexec_fn=lambda: os.close(number))
        _, errors = command.communicate()
        return command.returncode, errors

    assert run(alone) == run(preloaded)


def test_output_that_nobody_reads(alone: Cli, preloaded: Cli) -> None:
    def run(cli: Cli) -> tuple[int, bool]:
        reading, writing = os.pipe()
        os.close(reading)
        command = cli.popen("--help", stdout=writing)
        os.close(writing)
        _, errors = command.communicate()
        return command.returncode, "Broken pipe" in errors

    both(alone, preloaded, run)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted: the finished work is kept"),
        (signal.SIGTERM, 143, ""),
        (signal.SIGHUP, 129, ""),
        (signal.SIGQUIT, -signal.SIGQUIT, ""),
    ],
)
def test_signals_reach_the_command(
    alone: Cli,
    preloaded: Cli,
    deaf: tuple[socket.socket, str],
    number: signal.Signals,
    code: int,
    said: str,
) -> None:
    def run(cli: Cli) -> tuple[int, str]:
        command, connection = waiting(cli, deaf)
        command.send_signal(number)
        _, errors = command.communicate()
        connection.close()
        return command.returncode, errors

    found = both(alone, preloaded, run)
    assert isinstance(found, tuple)
    assert found[0] == code
    assert said in found[1]


def test_signals_that_are_ignored(preloaded: Cli, deaf: tuple[socket.socket, str]) -> None:
    """As in `nohup`, and behind an & in a script."""
    command, connection = waiting(
        preloaded, deaf, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
    )
    child = only_child(process_of(preloaded))
    for each in (command.pid, child.pid):
        ignored = next(
            line
            for line in Path(f"/proc/{each}/status").read_text().splitlines()
            if "SigIgn" in line
        )
        assert int(ignored.split()[1], 16) & 1 << signal.SIGINT - 1
    command.terminate()
    assert command.wait() == 143
    connection.close()


def test_ctrl_z_stops_the_command(preloaded: Cli, deaf: tuple[socket.socket, str]) -> None:
    command, connection = waiting(preloaded, deaf, process_group=0)
    child = only_child(process_of(preloaded))
    both_stop = [psutil.Process(command.pid), child]
    command.send_signal(signal.SIGTSTP)
    wait_for(lambda: all(each.status() == psutil.STATUS_STOPPED for each in both_stop))
    command.send_signal(signal.SIGCONT)
    wait_for(lambda: all(each.status() != psutil.STATUS_STOPPED for each in both_stop))
    command.send_signal(signal.SIGINT)
    assert command.wait() == 130
    connection.close()


def test_what_the_command_has_of_its_own(
    preloaded: Cli, deaf: tuple[socket.socket, str], folder: Path
) -> None:
    core = min(os.sched_getaffinity(0))

    def set_up() -> None:
        os.umask(0o027)
        os.nice(3)
        os.sched_setaffinity(0, {core})
        resource.setrlimit(resource.RLIMIT_NOFILE, (200, 300))

    command, connection = waiting(preloaded, deaf, cwd=folder, preexec_fn=set_up)
    child = only_child(process_of(preloaded))
    status = Path(f"/proc/{child.pid}/status").read_text()
    assert "Umask:\t0027" in status
    assert child.cwd() == str(folder)
    assert child.nice() == psutil.Process(command.pid).nice()
    assert child.cpu_affinity() == [core]
    assert child.rlimit(psutil.RLIMIT_NOFILE) == (200, 300)
    command.kill()
    command.wait()
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running(), "as the command was killed, what runs it is killed"
    connection.close()


def test_process_killed_under_a_command(own_process: Cli, deaf: tuple[socket.socket, str]) -> None:
    command, connection = waiting(own_process, deaf)
    process = process_of(own_process)
    child = only_child(process)
    process.kill()
    _, errors = command.communicate()
    assert command.returncode == 1
    assert "the preloaded process has ended" in errors
    assert "HINT: Run the command again" in errors
    psutil.wait_procs([child], timeout=60)
    assert not child.is_running()
    connection.close()


def test_command_killed_in_the_process(preloaded: Cli, deaf: tuple[socket.socket, str]) -> None:
    command, connection = waiting(preloaded, deaf)
    child = only_child(process_of(preloaded))
    child.kill()
    assert command.wait() == -signal.SIGKILL
    connection.close()


def test_stopped_process_ends_with_its_last_command(
    own_process: Cli, deaf: tuple[socket.socket, str]
) -> None:
    command, connection = waiting(own_process, deaf)
    process = process_of(own_process)
    assert own_process.out("preload", "stop") == "1 preloaded process stopped."
    assert "No preloaded process" in own_process.out("preload", "status")
    assert own_process.run("--version").stdout
    assert process.is_running()
    command.send_signal(signal.SIGINT)
    assert command.wait() == 130
    psutil.wait_procs([process], timeout=60)
    assert not process.is_running()
    connection.close()


@pytest.mark.long
def test_one_process_is_enough(preloaded: Cli) -> None:
    process = process_of(preloaded)
    assert f"runs already (process {process.pid})" in preloaded.out("preload", "start")
    assert "a preloaded process runs commands at once" in preloaded.out("doctor")


def test_a_socket_that_a_killed_process_left(own_process: Cli) -> None:
    place = place_of(own_process)
    process_of(own_process).kill()
    (left,) = place.glob("*.socket")
    version = own_process.out("--version")
    assert version.startswith("lookalike ")
    assert "No preloaded process" in own_process.out("preload", "status")
    assert "has started" in own_process.out("preload", "start")
    assert list(place.glob("*.socket")) == [left]
    assert own_process.out("--version") == version


def test_a_process_that_does_not_answer(own_process: Cli) -> None:
    """It is stopped, and its backlog takes the connection: the command waits, but not for ever."""
    process = process_of(own_process)
    process.suspend()
    try:
        assert own_process.out("--version").startswith("lookalike ")
    finally:
        process.resume()


def test_no_command_for_a_while(alone: Cli) -> None:
    place = place_of(alone)
    place.mkdir(mode=0o700)
    environment = os.environ | alone.environment
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "preload", "serve", "x.socket", "0.0001", str(theirs)],
        pass_fds=[theirs],
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        assert told.read() == b"started"
    assert process.wait(60) == 0
    assert not list(place.glob("*.socket"))


def test_other_settings_of_libraries(preloaded: Cli) -> None:
    """A library has read such a variable when it was loaded: the command runs by itself."""
    other = replace(preloaded, environment=preloaded.environment | {"OMP_NUM_THREADS": "1"})
    shown = other.out("preload", "status")
    assert "No preloaded process runs commands like this one" in shown
    assert "is for other code, rights or settings" in shown


@pytest.mark.long
def test_upgraded_code(alone: Cli, folder: Path) -> None:
    tree = folder / "tree"
    for part in ("loader", "sql", "migrations"):
        shutil.copytree(ROOT / part, tree / part)  # with machine code that was compiled before
    cli = replace(alone, tree=tree)
    cli.run("preload", "start")
    process = process_of(cli)
    assert "Find, explain and govern" in cli.out("--help")
    commands = tree / "loader" / "lookalike" / "cli" / "__init__.py"
    commands.write_text(commands.read_text().replace("Find, explain and", "Seek, explain and"))
    assert "Seek, explain and govern" in cli.out("--help")
    assert "No preloaded process" in cli.out("preload", "status")
    psutil.wait_procs([process], timeout=60)
    assert not process.is_running(), "it sees that its code is old when it is asked anything"
    cli.run("preload", "start")
    assert "Seek, explain and govern" in cli.out("--help")
    assert cli.out("preload", "stop") == "1 preloaded process stopped."


def test_a_folder_that_others_may_enter(preloaded: Cli) -> None:
    process, place = process_of(preloaded), place_of(preloaded)
    before = faults_of_children(process)
    place.chmod(0o755)
    assert preloaded.out("--version").startswith("lookalike ")
    said = preloaded.run("preload", "start", code=1).stderr
    place.chmod(0o700)
    assert f"{place} is not a private folder of yours" in said
    assert "HINT: Remove it" in said
    assert faults_of_children(process) == before


LISTEN = """
import os, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o777)
os.seteuid(int(sys.argv[2]))
listener.listen()
print("listening", flush=True)
print(listener.accept()[0].recv(1))
"""
CONNECT = """
import ctypes, os, socket, sys
os.seteuid(int(sys.argv[2]))
ctypes.CDLL(None).setfsuid(0)  # or it would not even come to the socket
connection = socket.socket(socket.AF_UNIX)
connection.connect(sys.argv[1])
print(connection.recv(1))
"""


def other_user() -> str:
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    return str(getpwnam(ORDINARY_USER).pw_uid)


def test_a_listener_of_another_user_is_told_nothing(preloaded: Cli) -> None:
    user, place = other_user(), place_of(preloaded)
    (path,) = place.glob("*.socket")
    path.rename(path.with_suffix(".away"))
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN, path, user], stdout=subprocess.PIPE, text=True
    ) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "listening\n"
        assert preloaded.out("--version").startswith("lookalike ")
        assert listener.stdout.readline() == "b''\n"
    path.with_suffix(".away").rename(path)


def test_a_caller_who_is_another_user_is_refused(preloaded: Cli) -> None:
    user, place = other_user(), place_of(preloaded)
    (path,) = place.glob("*.socket")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    said = subprocess.check_output([sys.executable, "-c", CONNECT, path, user], text=True)
    assert said == "b''\n"
    assert process_of(preloaded).is_running()
