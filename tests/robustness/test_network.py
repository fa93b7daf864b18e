"""No command opens a connection but to its database, also where onnxruntime may report.

And no command prints a line that a narrow terminal breaks.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import platformdirs
import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.main import get_command

from lookalike.cli import app
from servers import WAYS, Servers, temporary_folder

COMMANDS = Path(__file__).with_name("every_command.py")
# The first network call of each way to send; strace stops a process at no other.
TRACED = "trace=connect,sendto,sendmsg,sendmmsg,bind"
# Where the C library asks for names of users, on this machine.
NAME_SERVICES = re.compile(r"/(?:var/)?run/(?:nscd/socket|systemd/userdb/.*)")
PRELOADED = re.compile(r"/proc/self/fd/\d+/[0-9a-f]{24}\.socket")  # of a process of this user
WORKERS = re.compile(r".*/pymp-\w+/listener-\w+")  # the process that forks them is asked there
DATABASE = re.compile(r".*/\.s\.PGSQL\.\d+")
KNOWN = (DATABASE, NAME_SERVICES, PRELOADED, WORKERS)

ADDRESS = re.compile(
    r'sa_family=(\w+)(?:, sun_path=@?"([^"]*)")?'
    r'(?:, sin_port=\w+\(\d+\), sin_addr=inet_addr\("([^"]*)"\))?'
)


class Address(NamedTuple):
    """A socket's address as strace writes it: its family, and a path or a host where it has one."""

    family: str
    path: str | None
    host: str | None = None


PAGES = Address("AF_INET", None, "127.0.0.1")  # serve listens on this machine
LACKING = "namespaces, unshare or strace do not work here"


def start_denied(trace: Path) -> list[str] | None:
    """What to put before a command so that it runs without any network, with every attempt written
    to `trace`; None where this machine cannot do that.
    """
    if shutil.which("unshare") is None or shutil.which("strace") is None:
        return None
    # An ordinary user becomes themselves in a namespace of their own.
    user = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    start = ["unshare", "--net", *user, "strace", "-f", "--seccomp-bpf", "-e", TRACED]
    start += ["-o", str(trace)]
    works = subprocess.run([*start, "true"], capture_output=True, text=True, check=False)
    trace.unlink(missing_ok=True)
    return start if works.returncode == 0 else None


def addresses(trace: Path) -> set[Address]:
    """Every address that was connected, bound or sent to."""
    found = ADDRESS.findall(trace.read_text())
    return {Address(family, path or None, host or None) for family, path, host in found}


def is_allowed(address: Address) -> bool:
    if address == PAGES:
        return True
    path = address.path or ""
    is_known = any(known.fullmatch(path) for known in KNOWN)
    return address.family == "AF_UNIX" and is_known


def test_an_attempt_is_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "try: s.connect(('192.0.2.1', 53))\n"
        "except OSError: pass"
    )
    start = start_denied(trace)
    if start is None:
        pytest.skip(LACKING)
    subprocess.run([*start, sys.executable, "-c", program], check=True)
    assert addresses(trace) == {Address("AF_INET", None, "192.0.2.1")}
    assert not is_allowed(Address("AF_INET", None, "192.0.2.1"))
    assert not is_allowed(Address("AF_UNIX", "/run/elsewhere"))


class Run(NamedTuple):
    """What running every command said, and what it tried to connect to."""

    printed: str
    attempts: set[Address] | None  # None if this machine cannot tell
    is_reported: bool  # onnxruntime kept what it means to report


@pytest.fixture(scope="module")
def run_of_all(servers: Servers) -> Iterator[Run]:
    """Every command, once for all tests of this module."""
    with servers.database(WAYS[0], "archive") as archive_url, temporary_folder() as folder:
        url = servers.server(18).url(str(conninfo_to_dict(archive_url)["dbname"]), "postgres")
        home, work, trace = folder / "home", folder / "work", folder / "trace"
        home.mkdir()
        work.mkdir()
        (folder / "data").mkdir(mode=0o711)
        environment = os.environ | {
            "HOME": str(home),
            "ORT_DISABLE_TELEMETRY": "0",  # what the user says does not count
            "LOOKALIKE_CACHE_DIR": str(platformdirs.user_cache_path("lookalike")),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        environment.pop("LOOKALIKE_DATABASE", None)
        command = [sys.executable, str(COMMANDS), url, str(work)]
        ran = subprocess.run(
            [*(start_denied(trace) or []), *command],
            env=environment,
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        attempts = addresses(trace) if trace.exists() else None
        yield Run(ran.stdout, attempts, (home / ".cache" / "Microsoft").exists())


@pytest.mark.long
def test_no_command_connects_elsewhere(run_of_all: Run) -> None:
    if run_of_all.attempts is None:
        pytest.skip(LACKING)
    found = run_of_all.attempts
    assert any(DATABASE.fullmatch(address.path or "") for address in found)
    assert {address for address in found if not is_allowed(address)} == set()
    assert not run_of_all.is_reported


@pytest.mark.long
def test_every_command_is_tried(run_of_all: Run) -> None:
    names = {line.partition(" ")[0] for line in run_of_all.printed.splitlines()}
    everything = {name for name, one in get_command(app).commands.items() if not one.hidden}
    assert names >= everything  # a new command is tried as well


@pytest.mark.long
def test_every_command_fits_a_terminal_of_80_columns(run_of_all: Run) -> None:
    wide = [line for line in run_of_all.printed.splitlines() if line.startswith("too wide: ")]
    assert wide == []
