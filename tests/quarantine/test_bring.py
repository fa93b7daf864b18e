"""One file from one name to another: no byte lost, none doubled, nothing overwritten."""

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lifecycle.command_line import switch_to_ordinary_user
from lookalike.quarantine import files
from lookalike.quarantine.files import Content, FileError, bring

DATA = bytes(range(256)) * 9000  # more than two chunks
CONTENT = Content(hashlib.sha256(DATA).digest(), len(DATA))
MODIFIED_NS = 1_111_111_111_123_456_789


@pytest.fixture(params=["link", "copy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Within a file system, and from one to another."""
    if request.param == "copy":
        monkeypatch.setattr(files, "_link", lambda source, destination: False)
    return str(request.param)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "here" / "a.tif"
    file.parent.mkdir()
    file.write_bytes(DATA)
    file.chmod(0o604)
    os.utime(file, ns=(MODIFIED_NS, MODIFIED_NS))
    return file


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    return tmp_path / "there" / "deep" / "a.tif"


def move(source: Path, destination: Path) -> None:
    bring(os.fsencode(source), os.fsencode(destination), CONTENT, ".partial")


def everything(tmp_path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(tmp_path)): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file()
    }


def test_there_and_back(way: str, source: Path, destination: Path, tmp_path: Path) -> None:
    move(source, destination)
    assert everything(tmp_path) == {"there/deep/a.tif": DATA}
    move(source, destination)  # done is done
    move(destination, source)
    assert everything(tmp_path) == {"here/a.tif": DATA}
    status = source.stat()
    assert (status.st_mode & 0o7777, status.st_mtime_ns) == (0o604, MODIFIED_NS)
    assert status.st_nlink == 1


def test_from_one_file_system_to_another(source: Path) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == source.stat().st_dev:
        pytest.skip("there is no other file system")
    destination = other / f"lookalike-test-{os.getpid()}" / "a.tif"
    try:
        move(source, destination)
        assert not source.exists()
        assert destination.read_bytes() == DATA
        assert destination.stat().st_mtime_ns == MODIFIED_NS
        move(destination, source)
        assert source.read_bytes() == DATA
        assert source.stat().st_mtime_ns == MODIFIED_NS
    finally:
        destination.unlink(missing_ok=True)
        destination.parent.rmdir()


def test_nothing_is_overwritten(way: str, source: Path, destination: Path, tmp_path: Path) -> None:
    destination.parent.mkdir(parents=True)
    destination.write_bytes(b"somebody else's")
    before = everything(tmp_path)
    with pytest.raises(FileError, match="is another file; nothing is overwritten"):
        move(source, destination)
    assert everything(tmp_path) == before


def _rewrite(source: Path) -> None:
    source.write_bytes(DATA[:-1] + b"!")


def _remove(source: Path) -> None:
    source.unlink()


def _link_away(source: Path) -> None:
    real = source.with_name("real.tif")
    source.rename(real)
    source.symlink_to(real)


def _link_folder(source: Path) -> None:
    real = source.parent.with_name("real")
    source.parent.rename(real)
    source.parent.symlink_to(real)


def _make_folder(source: Path) -> None:
    source.unlink()
    source.mkdir()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_rewrite, "has changed: its SHA-256 is"),
        (_remove, "is neither at .*here/a.tif.* nor at .*there/deep/a.tif"),
        (_link_away, "is a symbolic link"),
        (_link_folder, "is reached through a symbolic link"),
        (_make_folder, "is no plain file"),
    ],
)
def test_what_is_not_the_file_stays(
    source: Path, destination: Path, tmp_path: Path, change: Callable[[Path], None], said: str
) -> None:
    change(source)
    before = everything(tmp_path)
    with pytest.raises(FileError, match=said):
        move(source, destination)
    assert everything(tmp_path) == before


@pytest.mark.parametrize("point", ["_sync_folder", "_remove"])
def test_a_file_that_changes_on_its_way_is_not_lost(
    way: str, source: Path, destination: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """Replaced, as editors do, at the last moment but one: what is new stays where it is."""
    original = getattr(files, point)

    def replace(*arguments: bytes) -> None:
        if point == "_sync_folder" and arguments[0] == os.fsencode(destination.parent):
            draft = source.with_name("draft")
            draft.write_bytes(b"new")
            draft.replace(source)
        original(*arguments)

    monkeypatch.setattr(files, point, replace)
    if point == "_remove":
        move(source, destination)
        assert destination.read_bytes() == DATA
        return
    with pytest.raises(FileError, match="was changed while it was being moved"):
        move(source, destination)
    assert source.read_bytes() == b"new"
    assert destination.read_bytes() == DATA


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("call", ["link", "mkdir", "unlink", "fsync"])
def test_trouble_with_the_disk_leaves_the_file_whole(
    way: str,
    source: Path,
    destination: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    error: int,
) -> None:
    real = getattr(os, call)

    def fail(*arguments: object, **named: object) -> None:
        if call == "unlink" and not os.fsdecode(arguments[0]).endswith("here/a.tif"):  # type: ignore[arg-type]
            real(*arguments, **named)
            return
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(FileError) as raised:
        move(source, destination)
    assert os.strerror(error) in str(raised.value)
    monkeypatch.undo()
    found = everything(tmp_path)
    assert found.pop("here/a.tif") == DATA
    # A second name that could not be synced is finished, or undone, by the next attempt.
    assert set(found.values()) <= {DATA}
    move(source, destination)
    assert everything(tmp_path) == {"there/deep/a.tif": DATA}


def test_a_full_disk(source: Path, destination: Path, tmp_path: Path) -> None:
    """A real one, where we may make one."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("not allowed to mount")
    try:
        with pytest.raises(FileError, match="No space left on device"):
            move(source, small / "deep" / "a.tif")
        assert not [file for file in small.rglob("*") if file.is_file()]
    finally:
        subprocess.run(["umount", small], check=True)
    assert source.read_bytes() == DATA


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_a_folder_that_may_not_be_changed(source: Path, destination: Path, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o011)
    destination.parent.mkdir(parents=True)
    destination.parent.chmod(0o777)
    source.chmod(0o644)
    program = (
        "import sys, os; from lookalike.quarantine.files import *\n"
        "try: bring(*map(os.fsencode, sys.argv[1:3]), Content(bytes.fromhex(sys.argv[3]),"
        " int(sys.argv[4])), '.partial')\n"
        "except FileError as error: print(error)"
    )
    done = subprocess.run(
        [
            *switch_to_ordinary_user(), sys.executable, "-c", program, source, destination,
            CONTENT.sha256.hex(), str(len(DATA)),
        ],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    assert done.stdout == f'The folder "{source.parent}" cannot be changed: Permission denied.\n', (
        done.stderr
    )
    assert everything(tmp_path) == {"here/a.tif": DATA}
