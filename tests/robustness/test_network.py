"""No command opens a connection but to its database, also where onnxruntime may report."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import platformdirs
import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.main import get_command

from lookalike.cli import app
from servers import Servers, temporary_folder

COMMANDS = Path(__file__).with_name("every_command.py")
# The first network call of each way to send; strace stops a process at no other.
TRACED = "trace=connect,sendto,sendmsg,sendmmsg,bind"
# Where the C library asks for names of users, on this machine.
NAME_SERVICES = re.compile(r"/(?:var/)?run/(?:nscd/socket|systemd/userdb/.*)")
DATABASE = re.compile(r".*/\.s\.PGSQL\.\d+")


class Address(NamedTuple):
    """A socket's address as strace writes it: its family, and a path for AF_UNIX."""

    family: str
    path: str | None


def denied(trace: Path, *command: str) -> list[str]:
    """The command in a namespace without any network, with every attempt written to `trace`."""
    missing = [name for name in ("unshare", "strace") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"this machine lacks {' and '.join(missing)}")
    # An ordinary user becomes themselves in a namespace of their own.
    user = [] if os.geteuid() == 0 else ["--user", "--map-current-user"]
    start = ["unshare", "--net", *user, "strace", "-f", "--seccomp-bpf", "-e", TRACED]
    start += ["-o", str(trace)]
    works = subprocess.run([*start, "true"], capture_output=True, text=True, check=False)
    if works.returncode != 0:
        pytest.skip(f"namespaces or strace do not work here: {works.stderr.strip()}")
    return [*start, *command]


def addresses(trace: Path) -> set[Address]:
    """Every address that was connected, bound or sent to."""
    found = re.findall(r'sa_family=(\w+)(?:, sun_path=@?"([^"]*)")?', trace.read_text())
    return {Address(family, path or None) for family, path in found}


def is_allowed(address: Address) -> bool:
    path = address.path or ""
    is_known = DATABASE.fullmatch(path) or NAME_SERVICES.fullmatch(path)
    return address.family == "AF_UNIX" and is_known is not None


def test_an_attempt_is_seen(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    program = (
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "try: s.connect(('192.0.2.1', 53))\n"
        "except OSError: pass"
    )
    subprocess.run(denied(trace, sys.executable, "-c", program), check=True)
    assert addresses(trace) == {Address("AF_INET", None)}
    assert not is_allowed(Address("AF_UNIX", "/run/elsewhere"))


def test_no_command_connects_elsewhere(servers: Servers, archive_url: str) -> None:
    url = servers.server(18).url(str(conninfo_to_dict(archive_url)["dbname"]), "postgres")
    with temporary_folder() as folder:
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
        ran = subprocess.run(
            denied(trace, sys.executable, str(COMMANDS), url, str(work)),
            env=environment,
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        found = addresses(trace)
        assert any(DATABASE.fullmatch(address.path or "") for address in found)
        assert {address for address in found if not is_allowed(address)} == set()
        # onnxruntime keeps there what it means to report.
        assert not (home / ".cache" / "Microsoft").exists()
        names = {line.partition(" ")[0] for line in ran.stdout.splitlines()}
        everything = {name for name, one in get_command(app).commands.items() if not one.hidden}
        assert names >= everything  # a new command is tried as well
