"""Real file systems to move files to; where there is none, a test is skipped, and says so."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def run(*command: str | Path) -> str:
    """Run a command of the system; skip the test if it is missing or refused."""
    if shutil.which(str(command[0]), path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
        pytest.skip(f"{command[0]} is not installed: this file system is not tested")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{command[0]} does not work here: {(done.stdout + done.stderr).strip()}")
    return done.stdout.strip()


@contextmanager
def mounted(folder: Path, *command: str | Path) -> Iterator[Path]:
    """Mount something on a new folder while the context lasts."""
    folder.mkdir()
    run(*command, folder)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def exfat(where: Path) -> Iterator[Path]:
    """A file system that knows no owners, modes and extended attributes, and no two cases."""
    image = where / "exfat.img"
    with image.open("wb") as file:
        file.truncate(8 * 2**20)
    run("mkfs.exfat", image)
    device = run("losetup", "--find", "--show", image)
    try:
        with mounted(where / "exfat", "mount.exfat-fuse", device) as folder:
            yield folder
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)
