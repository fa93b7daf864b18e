"""A PostgreSQL cluster on disk: how to make it, the command that serves it, its failures."""

import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from lookalike.database.account import give, identity, owner_of
from lookalike.database.wheel import pgdata_version
from lookalike.errors import LookalikeError

_SOCKET_PATH_LIMIT = 107  # bytes that fit in sockaddr_un
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "TZ")


def environment() -> dict[str, str]:
    """Return the environment of the server: no secrets, no PG* variables, plain messages."""
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return kept | {"LC_ALL": "C"}


def check_cluster(pgdata: Path, version: int, account: pwd.struct_passwd | None) -> None:
    """Refuse a cluster of another version or another user, with a message for people."""
    owner = pgdata.stat().st_uid
    if account is None and owner != os.geteuid():
        raise LookalikeError(
            f"data directory {pgdata.parent} belongs to another user (id {owner})",
            hint="Run lookalike as that user, or name a folder of your own with --data-dir.",
        )
    made_by = pgdata_version(pgdata)
    if made_by != version:
        what = f"PostgreSQL {made_by}" if made_by else "something that is not PostgreSQL"
        raise LookalikeError(
            f"{pgdata} was made by {what}, and this is PostgreSQL {version}",
            hint="Name another folder with --data-dir; carry data over with pg_dump and "
            "pg_restore of the version that made it.",
        )


def init_cluster(
    bin_dir: Path, pgdata: Path, account: pwd.struct_passwd | None, *, sync: bool
) -> None:
    """Make a cluster: UTF-8, C locale, trust on the private socket, passwords on TCP.

    initdb works in a folder beside it, which is then renamed: a kill leaves no half cluster.
    """
    for leftover in pgdata.parent.glob(f"{pgdata.name}.new-*"):
        _remove(leftover)
    draft = pgdata.with_name(f"{pgdata.name}.new-{secrets.token_hex(8)}")
    with owner_of(pgdata.parent):
        draft.mkdir(mode=0o700)
    if account is not None:
        give(draft, account)
    command: list[str | Path] = [bin_dir / "initdb", "--pgdata", draft, "--username", "postgres"]
    command += ["--encoding", "UTF8", "--no-locale", "--no-instructions"]
    command += ["--auth-local", "trust", "--auth-host", "scram-sha-256"]
    if not sync:
        command.append("--no-sync")
    try:
        subprocess.run(
            command,
            check=True,
            cwd=draft,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **identity(account),
        )
    except (OSError, subprocess.CalledProcessError) as error:
        _remove(draft)
        said = error.stderr if isinstance(error, subprocess.CalledProcessError) else str(error)
        raise LookalikeError(
            f"could not create a database cluster in {pgdata.parent}",
            shown=said.strip().splitlines(),
            hint="See what `lookalike doctor` says.",
        ) from error
    with owner_of(pgdata.parent):
        draft.rename(pgdata)


def server_command(bin_dir: Path, pgdata: Path, settings: Mapping[str, str]) -> list[str | Path]:
    """Return the command that serves `pgdata`; `settings` override those in postgresql.conf."""
    command: list[str | Path] = [bin_dir / "postgres", "-D", pgdata]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command


def socket_dir(pgdata: Path, port: int, account: pwd.struct_passwd | None) -> Path:
    """Return a folder for the socket that only the server's user may enter.

    It is the cluster itself. If its path is too long for a socket, or holds a comma (which
    separates hosts in a URL), it is a short private folder.
    """
    path = pgdata / f".s.PGSQL.{port}"
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT and "," not in str(path):
        return pgdata
    base = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if account is not None or not base.is_absolute() or not base.is_dir():
        base = Path(tempfile.gettempdir())
    owner = os.geteuid() if account is None else account.pw_uid
    digest = sha256(os.fsencode(pgdata)).hexdigest()[:12]
    folder = base / f"lookalike-{owner}-{digest}"
    try:
        folder.mkdir(mode=0o700)
        if account is not None:
            give(folder, account)
    except FileExistsError:
        pass
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != owner:
        raise LookalikeError(
            f"{folder} is not a private folder of the user that runs the server",
            hint="Remove it, or name a shorter --data-dir.",
        )
    return folder


def _remove(draft: Path) -> None:
    with owner_of(draft.parent):
        shutil.rmtree(draft, ignore_errors=True)


def start_failure(log_file: Path, offset: int) -> LookalikeError:
    """Return why the server ended, from its log after `offset`."""
    with log_file.open("rb") as log:
        log.seek(offset)
        said = log.read().decode(errors="replace")
    if "Address already in use" in said:
        return LookalikeError(
            "the TCP port is in use by another program",
            hint="Choose another one: lookalike server start --tcp --port N",
        )
    fatal = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    return LookalikeError(
        "the embedded server did not start",
        shown=fatal[-1:] or said.strip()[-500:].splitlines(),
        hint=f"See {log_file} and what `lookalike doctor` says.",
    )
