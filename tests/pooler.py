"""PgBouncer from the system, in front of a test server."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from lookalike.database.wheel import find_suitable_port
from servers import temporary_folder

_ORDINARY_USER = "nobody"  # PgBouncer does not run as root
_INI = """
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = {size}
ignore_startup_parameters = extra_float_digits
server_connect_timeout = 5
query_wait_timeout = 20
logfile = {log}
admin_users = pgbouncer
"""


@contextmanager
def pooler(url: str, mode: str = "transaction", size: int = 3) -> Iterator[str]:
    """Give the URL of the same database behind a PgBouncer with so many connections to it."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer on this machine: apt-get install pgbouncer")
    parts = conninfo_to_dict(url)
    listen = find_suitable_port()
    with temporary_folder() as folder:
        folder.chmod(0o777)
        ini = folder / "pgbouncer.ini"
        # "any" lets everybody in as the one user that the entry names.
        text = _INI.format(
            **{"host": parts["host"], "port": parts["port"], "listen": listen},
            mode=mode,
            size=size,
            log=folder / "log",
        )
        ini.write_text(text.replace("\n[pgbouncer]", f" user={parts['user']}\n[pgbouncer]"))
        as_other = {}
        if os.geteuid() == 0:
            # The socket lies in the folder of the server, which only its user may enter.
            account = pwd.getpwuid(Path(str(parts["host"])).stat().st_uid)
            as_other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        with (folder / "out").open("wb") as out:
            process = subprocess.Popen([program, ini], stdout=out, stderr=out, **as_other)
        try:
            _wait(listen, process, folder)
            yield make_conninfo(
                "", user=parts["user"], dbname=parts["dbname"], host="127.0.0.1", port=listen
            )
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert process.poll() is None, (folder / "out").read_text()
            assert time.monotonic() < end, "PgBouncer does not listen"
            time.sleep(0.02)
