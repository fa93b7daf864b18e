"""Root and other users: who may use a data directory, and what root opens for the server."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from lifecycle.command_line import ORDINARY_USER, Cli, switch_to_ordinary_user
from lookalike.database.account import owner_of
from lookalike.database.embedded import EmbeddedServer
from lookalike.errors import LookalikeError
from servers import FAST, stage_programs

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has this problem")


def mode(path: Path) -> int:
    """Return the permission bits of a file."""
    return stat.S_IMODE(path.stat().st_mode)


@needs_root
def test_root_opens_its_folders_for_passing_only(folder: Path) -> None:
    """As under /root: closed above the data and above the programs, installed with umask 077."""
    home = folder / "home"
    bin_dir = stage_programs(home / "venv", 18, copy=shutil.copy2)
    subprocess.run(["chmod", "-R", "go-rwx", home], check=True)
    server = EmbeddedServer(home / "share" / "data", bin_dir=bin_dir, settings=FAST)
    with server.in_use():
        assert server.status().running
    assert mode(home) == 0o701
    assert mode(home / "venv") == 0o701
    assert mode(server.data_dir) == 0o711
    assert mode(server.pgdata) == 0o700
    assert mode(server.log_file) == 0o600
    assert server.pgdata.stat().st_uid != 0


@needs_root
def test_root_keeps_an_ordinary_users_data_theirs(prepared: Path, folder: Path) -> None:
    user = Cli(folder / "data", switch_to_ordinary_user())
    subprocess.run(["cp", "-a", prepared, user.data_dir], check=True)
    subprocess.run(["chown", "-R", ORDINARY_USER, user.data_dir], check=True)
    for name in ("start.lock", "in-use.lock", "server.lock", "server.log"):
        (user.data_dir / name).unlink()

    root = Cli(user.data_dir)
    assert root.out("psql", "-Atc", "SELECT 1") == "1"
    owner = user.data_dir.stat().st_uid
    assert {path.stat().st_uid for path in user.data_dir.rglob("*")} == {owner}
    assert user.out("psql", "-Atc", "SELECT 1") == "1"


@needs_root
def test_root_runs_the_server_as_the_owner_of_the_folder(folder: Path) -> None:
    """Else that user could never use what root began."""
    data_dir = folder / "data"
    data_dir.mkdir()
    shutil.chown(data_dir, ORDINARY_USER)
    server = EmbeddedServer(data_dir, settings=FAST)
    with server.in_use():
        assert server.pgdata.owner() == ORDINARY_USER
    assert {path.owner() for path in data_dir.rglob("*")} == {ORDINARY_USER}


@needs_root
def test_ordinary_user_is_told_of_roots_data(own_cli: Cli) -> None:
    own_cli.data_dir.chmod(0o755)
    stranger = Cli(own_cli.data_dir, switch_to_ordinary_user())
    said = stranger.run("psql", "-c", "SELECT 1", code=1).stderr
    assert "cannot write to data directory" in said
    assert "--data-dir" in said
    assert "Traceback" not in said


@needs_root
@pytest.mark.parametrize(
    "planted",
    [
        *("in-use.lock", "start.lock", "server.lock", "server.log"),
        *("extension-share", "extension-share/extension", "postgres"),
    ],
)
def test_root_follows_no_link_of_another_user(folder: Path, planted: str) -> None:
    """A link in that user's data directory gives them nothing that is root's."""
    secret = folder / "secret"
    if planted.endswith((".lock", ".log")):
        secret.write_text("root's own")
        secret.chmod(0o600)
    else:
        secret.mkdir(mode=0o700)
    before = secret.lstat()
    data_dir = folder / "data"
    link = data_dir / planted
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    subprocess.run(["chown", "-hR", ORDINARY_USER, data_dir], check=True)
    with pytest.raises(LookalikeError) as refused, EmbeddedServer(data_dir, settings=FAST).in_use():
        pass
    assert "data directory" in refused.value.message
    after = secret.lstat()
    assert (after.st_uid, after.st_gid, after.st_mode) == (
        *(before.st_uid, before.st_gid, before.st_mode),
    )
    assert secret.is_dir() or secret.read_text() == "root's own"
    assert secret.is_file() or not list(secret.iterdir())


@needs_root
def test_root_is_not_led_elsewhere(folder: Path) -> None:
    """Root takes the rights of the owner of the folder, so no third user may choose the folder."""
    (folder / "data").mkdir(mode=0o700)
    link = folder / "link"
    link.symlink_to(folder / "data")
    subprocess.run(["chown", "-h", ORDINARY_USER, link], check=True)
    with pytest.raises(LookalikeError, match="a link of another user"):
        EmbeddedServer(link, settings=FAST).status()
    assert not list((folder / "data").iterdir())


@needs_root
def test_root_has_the_rights_of_the_owner_for_a_block_only(folder: Path) -> None:
    (folder / "data").mkdir()
    shutil.chown(folder / "data", ORDINARY_USER)
    groups = os.getgroups()
    with pytest.raises(ZeroDivisionError), owner_of(folder / "data"):
        assert os.geteuid() == (folder / "data").stat().st_uid
        assert os.getgroups() == []
        raise ZeroDivisionError
    assert (os.geteuid(), os.getegid(), os.getgroups()) == (0, 0, groups)
