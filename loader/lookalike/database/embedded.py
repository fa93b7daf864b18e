"""The embedded server: PostgreSQL from the wheel, started when needed, stopped when unused.

Layout of the data directory:
    postgres/         the cluster (PGDATA), owned by the user that runs the server
    extension-share/  control file and script of the extension, for PostgreSQL 18
    server.log        the log of the server; server.log.1 is the log before
    password-bi       of role lookalike_bi, which reads as lookalike_dashboard, on TCP
    password-scan     of role lookalike_scan, which runs stages as lookalike_loader, on TCP
    pinned            exists while the server stays up without a command; holds its TCP port
    ready             exists once the running server has its role, database and pgvector
    start.lock        held while a server is started or stopped
    in-use.lock       held, shared, by every command while it uses the server
    server.lock       held by the server's own processes, through an inherited descriptor

server.lock shows whether the server runs; a process id could be out of date or reused.
"""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import struct_passwd
from typing import BinaryIO
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from lookalike.database.account import (
    allow_programs,
    allow_traversal,
    identity,
    owner_of,
    server_account,
)
from lookalike.database.bootstrap import LOGINS, ROLE, bootstrap, forget_password
from lookalike.database.cluster import (
    check_cluster,
    environment,
    init_cluster,
    server_command,
    socket_dir,
    start_failure,
)
from lookalike.database.lock import FileLock
from lookalike.database.login import let_in
from lookalike.database.sizing import server_settings
from lookalike.database.sources import read_extension, write_extension
from lookalike.database.wheel import (
    POSTGRES_VERSIONS,
    PostmasterInfo,
    find_suitable_port,
    pgdata_version,
)
from lookalike.errors import LookalikeError
from lookalike.memory import memory_bytes

DEFAULT_TCP_PORT = 54329
_SOCKET_PORT = 5432  # it is only a part of the socket's name
_LOG_LIMIT = 10 << 20
_POLL_SECONDS = 0.01
_START_SECONDS = 600.0  # crash recovery after heavy loading may take minutes
_LEFTOVER_SECONDS = 10.0  # backends live for a moment after their postmaster was killed
_STOP_SECONDS = 120.0


@dataclass(frozen=True)
class ServerStatus:
    """The state of the server; the fields from `pid` on are None while it does not run."""

    data_dir: Path
    postgres_version: int | None
    pinned: bool
    running: bool
    pid: int | None = None
    url: str | None = None
    tcp_port: int | None = None


class EmbeddedServer:
    """One PostgreSQL cluster in a data directory.

    `bin_dir` replaces the wheel's programs; `settings` override those sized from the machine.
    """

    def __init__(
        self,
        data_dir: Path,
        postgres_version: int = 18,
        *,
        bin_dir: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir.expanduser().absolute()
        self.postgres_version = postgres_version
        self.bin_dir = bin_dir or POSTGRES_VERSIONS[postgres_version]
        self.pgdata = self.data_dir / "postgres"
        self.log_file = self.data_dir / "server.log"
        self._old_password_file = self.data_dir / "password"  # of the owner, as it once was
        self._pinned_file = self.data_dir / "pinned"
        self._ready_file = self.data_dir / "ready"
        self._share = self.data_dir / "extension-share"
        self._settings = dict(settings or {})
        self._child: subprocess.Popen[bytes] | None = None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the server running for a block; then stop it if no other command needs it."""
        self._make_data_dir()
        with self._lock("in-use.lock") as user:
            try:
                with self._starting():
                    user.shared()
                    self._ensure_running(self._pinned_tcp_port())
                yield
            finally:
                with self._starting():
                    if user.try_exclusive() and not self._pinned_file.exists():
                        self._stop()

    def start(self, tcp_port: int | None = None) -> None:
        """Start the server if needed and keep it until stop().

        With `tcp_port` it also listens on 127.0.0.1; with 0 this function chooses the port.
        Raises LookalikeError if this needs a restart and a command is using the server.
        """
        self._make_data_dir()
        with self._lock("in-use.lock") as user, self._starting():
            pinned_port = self._pinned_tcp_port()
            if tcp_port is None:
                tcp_port = pinned_port
            elif tcp_port == 0:
                tcp_port = self._tcp_port() or pinned_port or _free_port()
            if tcp_port is not None and self._is_running() and tcp_port != self._tcp_port():
                if not user.try_exclusive():
                    raise LookalikeError(
                        "the server must restart for another TCP port, but a command is using it",
                        hint="Wait until the other lookalike command has ended, and try again.",
                    )
                self._stop()
            self._ensure_running(tcp_port)
            self._write_private(self._pinned_file, "" if tcp_port is None else str(tcp_port))

    def let_tools_in(self) -> None:
        """Make the logins by TCP, each with a password of its own; the archive is installed.

        The owner gets in by the private socket alone.
        """
        with self._starting():
            forget_password(self.url("postgres", "postgres"))
            with self._as_owner():
                self._old_password_file.unlink(missing_ok=True)
            for login, kind in LOGINS.items():
                let_in(self.url(), login, kind, self._make_password(self.password_file(login)))

    def password_file(self, login: str) -> Path:
        """Return the private file with the password of a login by TCP."""
        return self.data_dir / f"password-{login.removeprefix('lookalike_')}"

    def stop(self) -> bool:
        """Undo start(). Return False if a command still uses the server: that command stops it."""
        if not self.data_dir.is_dir():
            return True
        with self._lock("in-use.lock") as user, self._starting():
            with self._as_owner():
                self._pinned_file.unlink(missing_ok=True)
            if not user.try_exclusive():
                return False
            self._stop()
            return True

    def status(self) -> ServerStatus:
        """Return the state of the server without a change."""
        with self._as_owner():
            pinned = self._pinned_file.exists()
        with self._as_owner(self.pgdata):
            version = pgdata_version(self.pgdata) if self.pgdata.is_dir() else None
        info = self._postmaster() if version and self._is_running() else None
        if info is None:
            return ServerStatus(self.data_dir, version, pinned, False)
        port = info.port if info.hostname else None
        return ServerStatus(self.data_dir, version, pinned, True, info.pid, self.url(), port)

    def url(self, database: str = ROLE, user: str = ROLE, *, tcp: bool = False) -> str:
        """Return a URL of the running server: its socket, or TCP with the password inside.

        By TCP only the logins of `LOGINS` have passwords.
        """
        info = self._postmaster()
        if info is None or info.socket_dir is None:
            raise LookalikeError(
                "the embedded server is not running", hint="Start it: lookalike server start"
            )
        if not tcp:
            host = quote(str(info.socket_dir), safe="")
            return f"postgresql://{user}@/{quote(database)}?host={host}&port={info.port}"
        if not info.hostname:
            raise LookalikeError(
                "the embedded server does not listen on TCP",
                hint="Let it: lookalike server start --tcp",
            )
        password = quote(self._read_private(self.password_file(user)), safe="")
        return f"postgresql://{user}:{password}@127.0.0.1:{info.port}/{quote(database)}"

    # The data directory.

    @contextmanager
    def _as_owner(self, folder: Path | None = None) -> Iterator[None]:
        """Have no rights but those of the owner of the folder, by default the data directory."""
        try:
            with owner_of(folder or self.data_dir):
                yield
        except OSError as error:
            raise self._not_writable(error) from error

    def _make_data_dir(self) -> None:
        try:
            if not self.data_dir.is_dir():
                # As root, the system user that runs the server must pass through.
                mode = 0o711 if os.geteuid() == 0 else 0o700
                self.data_dir.mkdir(parents=True)
                self.data_dir.chmod(mode)
        except OSError as error:
            raise self._not_writable(error) from error
        allow_traversal(self.pgdata, server_account(self.pgdata))

    def _lock(self, name: str) -> FileLock:
        with self._as_owner():
            return FileLock(self.data_dir / name)

    def _not_writable(self, error: OSError) -> LookalikeError:
        return LookalikeError(
            f"cannot write to data directory {self.data_dir}",
            detail=f"{error.strerror}.",
            hint="Name a folder of your own with --data-dir or LOOKALIKE_DATA_DIR.",
        )

    def _open_log(self) -> BinaryIO:
        with self._as_owner():
            if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT:
                self.log_file.replace(self.log_file.with_name("server.log.1"))
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            return os.fdopen(os.open(self.log_file, flags, 0o600), "ab")

    @contextmanager
    def _starting(self) -> Iterator[None]:
        with self._lock("start.lock") as lock:
            lock.exclusive()
            yield

    def _write_private(self, path: Path, content: str) -> None:
        draft = path.with_name(path.name + ".new")
        with self._as_owner():
            draft.unlink(missing_ok=True)
            draft.touch(mode=0o600, exist_ok=False)
            draft.write_text(content)
            draft.replace(path)

    def _make_password(self, path: Path) -> str:
        """Return the password in a private file, which is made where there is no file yet."""
        with self._as_owner():
            is_there = path.exists()
        if not is_there:
            self._write_private(path, secrets.token_urlsafe(24))
        return self._read_private(path)

    def _read_private(self, path: Path) -> str:
        with self._as_owner():
            return path.read_text()

    def _pinned_tcp_port(self) -> int | None:
        try:
            with owner_of(self.data_dir):
                return int(self._pinned_file.read_text())
        except (OSError, ValueError):  # not pinned, or without TCP
            return None

    # Starting and stopping; the caller holds start.lock.

    def _is_running(self) -> bool:
        with self._lock("server.lock") as lock:
            return not lock.try_shared()

    def _postmaster(self) -> PostmasterInfo | None:
        """Read postmaster.pid; None while it is missing or half written."""
        try:
            with owner_of(self.pgdata):
                return PostmasterInfo.read_from_pgdata(self.pgdata)
        except (OSError, ValueError, AssertionError):
            return None

    def _live_postmaster(self) -> PostmasterInfo | None:
        """Return the postmaster of a running server unless its process is dead."""
        info = self._postmaster()
        if info is None or info.process is None:
            return None
        try:
            dead = info.process.status() == psutil.STATUS_ZOMBIE
            return None if dead or info.process.name() != "postgres" else info
        except psutil.NoSuchProcess:
            return None

    def _tcp_port(self) -> int | None:
        """Return the TCP port of the running server."""
        info = self._postmaster() if self._is_running() else None
        return info.port if info and info.hostname else None

    def _ensure_running(self, tcp_port: int | None) -> None:
        self._write_extension()  # also for a running server, which may be older than this program
        if not (self._is_running() and self._join()):
            self._launch_cluster(tcp_port)
        with self._as_owner():
            is_ready = self._ready_file.exists()
        if not is_ready:
            bootstrap(self.url("postgres", "postgres"), self.url(ROLE, "postgres"))
            self._write_private(self._ready_file, "")

    def _launch_cluster(self, tcp_port: int | None) -> None:
        """Start the server if it does not run; make the cluster if there is no cluster yet."""
        account = server_account(self.pgdata)
        allow_programs(self.bin_dir, account)
        with self._as_owner():
            is_there = self.pgdata.exists()
        if is_there:
            with self._as_owner(self.pgdata):
                check_cluster(self.pgdata, self.postgres_version, account)
        else:
            sync = self._settings.get("fsync") != "off"
            init_cluster(self.bin_dir, self.pgdata, account, sync=sync)
        with self._as_owner():
            self._ready_file.unlink(missing_ok=True)
        self._launch(account, tcp_port)

    def _join(self) -> bool:
        """Wait for a server that somebody started; False if it ended instead.

        Its postmaster may have been killed a moment ago, while its backends still run.
        """
        end = time.monotonic() + _LEFTOVER_SECONDS
        while self._is_running():
            if self._live_postmaster() is not None:
                self._wait_until_ready(lambda: not self._is_running(), log_offset=0)
                return True
            if time.monotonic() > end:
                raise LookalikeError(
                    "processes of an earlier server still hold the data directory",
                    detail="They finish what they were doing, or run in another container.",
                    hint="Wait a moment and try again.",
                )
            time.sleep(_POLL_SECONDS)
        return False

    def _launch(self, account: struct_passwd | None, tcp_port: int | None) -> None:
        port = tcp_port or _SOCKET_PORT
        folder = socket_dir(self.pgdata, port, account)
        quoted_folder = str(folder).replace('"', '""')
        settings = server_settings(memory_bytes()) | {
            "port": str(port),
            "listen_addresses": "127.0.0.1" if tcp_port else "",
            "unix_socket_directories": f'"{quoted_folder}"',
        }
        # A colon separates paths there; without the extension, the functions are installed loose.
        if self.postgres_version >= 18 and ":" not in str(self.data_dir):
            settings["extension_control_path"] = f"{self._share}:$system"
        with self._lock("server.lock") as server, self._open_log() as log:
            if not server.try_exclusive(1.0):  # another status() may hold the lock
                raise LookalikeError("another program starts this server", hint="Try again.")
            # No process of this server lives. Old files would keep it from starting if the
            # process id in them now belongs to another program of the same user.
            with self._as_owner(self.pgdata):
                (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
            with self._as_owner(folder):
                for stale in folder.glob(".s.PGSQL.*"):
                    stale.unlink(missing_ok=True)
            said_before = log.seek(0, os.SEEK_END)
            self._child = child = subprocess.Popen(
                server_command(self.bin_dir, self.pgdata, settings | self._settings),
                cwd=self.pgdata,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[server.descriptor],
                start_new_session=True,  # Ctrl-C in a terminal is not meant for the server
                **identity(account),
            )
        self._wait_until_ready(lambda: child.poll() is not None, said_before)

    def _write_extension(self) -> None:
        extension = read_extension()  # the owner of the folder may not be able to read it
        with self._as_owner():
            for folder in (self._share, self._share / "extension"):
                if not folder.is_dir():
                    folder.mkdir()
                    folder.chmod(0o755)
            write_extension(self._share / "extension", extension)

    def _wait_until_ready(self, ended: Callable[[], bool], log_offset: int) -> None:
        end = time.monotonic() + _START_SECONDS
        while True:
            info = self._postmaster()
            if info is not None and info.status == "ready":
                return
            if ended():
                with self._as_owner():
                    raise start_failure(self.log_file, log_offset)
            if time.monotonic() > end:
                raise LookalikeError(
                    "the embedded server is not ready yet",
                    detail="It may be recovering from a crash.",
                    hint=f"Look into {self.log_file} and try again later.",
                )
            time.sleep(_POLL_SECONDS)

    def _stop(self) -> None:
        """Ask for a fast shutdown and wait for it."""
        if not self._is_running():
            return
        if (info := self._live_postmaster()) is not None:
            # The owner wrote the process id, and may have written that of somebody else.
            with self._as_owner(self.pgdata):
                os.kill(info.pid, signal.SIGINT)
        elif self._child is not None:  # we were interrupted before the server wrote its process id
            self._child.send_signal(signal.SIGINT)
        with self._lock("server.lock") as lock:
            if not lock.try_exclusive(_STOP_SECONDS):
                raise LookalikeError(
                    "the embedded server does not stop",
                    hint=f"See {self.log_file}; it may still write a checkpoint.",
                )
        if self._child is not None:
            self._child.wait()
            self._child = None


def _free_port() -> int:
    """Return the usual port, which a BI tool remembers, or any other free port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", DEFAULT_TCP_PORT))
        except OSError:
            return find_suitable_port()
    return DEFAULT_TCP_PORT
