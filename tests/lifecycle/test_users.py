"""Root and other users: who may use a data directory, and what root opens for the server."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from lifecycle.command_line import ORDINARY_USER, Cli, switch_to_ordinary_user
from lookalike.database.embedded import EmbeddedServer
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
