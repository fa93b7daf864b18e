"""Every entry below a folder is a file or a problem, whatever is done to the folder."""
# ruff: noqa: PTH102, PTH116, PTH118
# File names are bytes in places, and pathlib takes text only.

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lookalike.errors import LookalikeError
from lookalike.modified import read_modified
from lookalike.scan.record import ScanProblem, WalkedFile
from lookalike.scan.walk import walk


def files(folder: Path, follow_symlinks: bool = False) -> dict[str, WalkedFile]:
    found = walk(folder, follow_symlinks)
    return {item.path: item for item in found if isinstance(item, WalkedFile)}


def problems(folder: Path, follow_symlinks: bool = False) -> dict[str, str]:
    found = walk(folder, follow_symlinks)
    return {item.path: item.problem for item in found if isinstance(item, ScanProblem)}


def test_files_of_all_depths_and_hidden_ones(tmp_path: Path) -> None:
    wanted = {"a.jpg", ".hidden", "one/b.jpg", "one/.two/c.jpg", "one/.two/no suffix"}
    for path in wanted:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x" * len(path))
    (tmp_path / "empty folder").mkdir()
    found = files(tmp_path)
    assert set(found) == wanted
    assert all(file.byte_size == len(path) for path, file in found.items())
    assert problems(tmp_path) == {}


def test_the_time_is_that_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.touch()
    os.utime(file, ns=(0, 1_234_567_890_123_456_789))
    assert files(tmp_path)["a.jpg"].modified_us == 1_234_567_890_123_456


def test_times_that_no_timestamp_holds(tmp_path: Path) -> None:
    values = list(os.stat(tmp_path))
    far = os.stat_result(values, {"st_mtime_ns": 10**22})
    before = os.stat_result(values, {"st_mtime_ns": -(10**22)})
    assert read_modified(far) == 253_402_300_799_999_999
    assert read_modified(before) == -62_135_596_800_000_000


def test_links_are_recorded_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.jpg").touch()
    (tmp_path / "to file").symlink_to("folder/a.jpg")
    (tmp_path / "to folder").symlink_to("folder")
    (tmp_path / "to nothing").symlink_to("gone")
    (tmp_path / "to itself").symlink_to("to itself")
    (tmp_path / "folder" / "to parent").symlink_to("..")
    (tmp_path / "folder" / "to above the root").symlink_to(tmp_path.parent)
    assert set(files(tmp_path)) == {"folder/a.jpg"}
    assert problems(tmp_path) == {
        "to file": "symlink",
        "to folder": "symlink",
        "to nothing": "symlink",
        "to itself": "symlink_loop",
        "folder/to parent": "symlink_loop",
        "folder/to above the root": "symlink_loop",
    }


def test_links_are_followed_when_asked_and_loops_end(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "b.jpg").write_bytes(b"xyz")
    (outside / "back").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "file").symlink_to(outside / "b.jpg")
    (root / "loop").symlink_to(root)
    (root / "up").symlink_to(tmp_path)
    (root / "gone").symlink_to("nothing")
    found = files(root, follow_symlinks=True)
    assert set(found) == {"out/b.jpg", "file"}
    assert found["file"].byte_size == 3
    assert problems(root, follow_symlinks=True) == {
        "out/back": "symlink_loop",
        "loop": "symlink_loop",
        "up": "symlink_loop",
        "gone": "symlink",
    }


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")  # opening one would wait for ever
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert problems(tmp_path) == {"pipe": "special_file", "socket": "special_file"}
    assert files(tmp_path) == {}


def test_names_that_are_trouble_are_files_too(tmp_path: Path) -> None:
    top = os.fsencode(tmp_path)
    for name in (b"caf\xe9.jpg", b"two\nlines.jpg", b"fine.jpg"):
        Path(os.fsdecode(os.path.join(top, name))).write_bytes(b"abc")
    os.mkdir(os.path.join(top, b"\xff"))
    Path(os.fsdecode(os.path.join(top, b"\xff", b"inner.jpg"))).touch()
    found = list(walk(tmp_path))
    assert set(files(tmp_path)) == {
        r"caf\xE9.jpg",
        "two\nlines.jpg",
        "fine.jpg",
        r"\xFF/inner.jpg",
    }
    trouble = {item.path: item for item in found if isinstance(item, ScanProblem)}
    assert set(trouble) == {r"caf\xE9.jpg", "two\nlines.jpg", r"\xFF"}
    assert all(item.problem == "file_name" and item.scanned for item in trouble.values())
    assert trouble["two\nlines.jpg"].byte_size == 3


def test_a_folder_that_may_not_be_read() -> None:
    with unprivileged(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shut").mkdir(mode=0)
        (folder / "a.jpg").touch()
        assert problems(folder) == {"shut": "unreadable"}
        assert set(files(folder)) == {"a.jpg"}
        (folder / "shut").chmod(0o700)


@contextmanager
def unprivileged() -> Iterator[None]:
    """For a while be a user whom permissions stop, should this be root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_vanishes_meanwhile(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jpg").touch()
    found = walk(tmp_path)
    first = next(found)  # both folders were listed before the first of them was entered
    other = "two" if first.path.startswith("one") else "one"
    (tmp_path / other / "a.jpg").unlink()
    (tmp_path / other).rmdir()
    gone = [(item.path, item.problem) for item in found if isinstance(item, ScanProblem)]
    assert gone == [(other, "vanished")]


def test_a_path_longer_than_the_system_allows(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(25):  # 25 x 200 bytes are over PATH_MAX
            os.mkdir("d" * 200, dir_fd=here)
            inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = inner
    finally:
        os.close(here)
    assert set(problems(tmp_path).values()) == {"unreadable"}


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_root_that_is_no_folder(tmp_path: Path, kind: str) -> None:
    root = tmp_path / kind
    if kind == "file":
        root.touch()
    with pytest.raises(LookalikeError, match="cannot list the folder"):
        list(walk(root))
