"""Files are opened beneath a folder, whatever lies on the way."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lookalike import beneath
from lookalike.beneath import BeneathError, open_beneath, open_folder_beneath, open_root


@pytest.fixture(params=["one call", "walk"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By openat2, and as where there is no openat2."""
    if request.param == "walk":
        monkeypatch.setattr(beneath, "_libc", lambda: None)
        return
    top = open_root(b"/")
    try:
        os.close(beneath._openat2(top, b".", os.O_RDONLY | os.O_DIRECTORY))
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EPERM):
            raise
        pytest.skip("this kernel or its sandbox has no openat2: only the walk is tested")
    finally:
        os.close(top)


@pytest.fixture
def root(tmp_path: Path) -> Iterator[int]:
    top = tmp_path / "top"
    (top / "a" / "b").mkdir(parents=True)
    (top / "a" / "b" / "file").write_bytes(b"content")
    (tmp_path / "outside").write_bytes(b"secret")
    (top / "link").symlink_to("a")
    (top / "a" / "out").symlink_to(tmp_path)
    (top / "a" / "last").symlink_to("b/file")
    os.mkfifo(top / "a" / "pipe")
    descriptor = open_root(os.fsencode(top))
    yield descriptor
    os.close(descriptor)


def read(root: int, path: bytes) -> bytes:
    with os.fdopen(open_beneath(root, path), "rb") as file:
        return file.read()


@pytest.mark.usefixtures("way")
def test_a_plain_file_is_opened(root: int) -> None:
    assert read(root, b"a/b/file") == b"content"
    assert read(root, b"./a//b/./file") == b"content"
    folder = open_folder_beneath(root, b"a/b")
    assert os.listdir(folder) == ["file"]  # noqa: PTH208
    os.fsync(folder)
    os.close(folder)
    again = open_beneath(root, b"a/b", os.O_RDONLY | os.O_DIRECTORY)
    assert os.path.samestat(os.fstat(again), os.stat("a/b", dir_fd=root))
    os.close(again)
    for path in (b"", b"."):
        itself = open_folder_beneath(root, path)
        assert os.path.samestat(os.fstat(itself), os.fstat(root))
        os.close(itself)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("path", "code", "said"),
    [
        (b"link/b/file", errno.ELOOP, "reached through a symbolic link"),
        (b"a/out/outside", errno.ELOOP, "reached through a symbolic link"),
        (b"a/last", errno.ELOOP, "is a symbolic link"),
        (b"a/../a/b/file", errno.EXDEV, "leads out"),
        (b"../outside", errno.EXDEV, "leads out"),
        (b"/etc/passwd", errno.EXDEV, "leads out"),
        (b"a/b", errno.EISDIR, "is a folder"),
        (b"", errno.EISDIR, "is a folder"),
        (b"a/pipe", errno.EINVAL, "no plain file"),
        (b"a/b\0", errno.EINVAL, "NUL"),
    ],
)
def test_what_is_not_beneath_is_not_opened(root: int, path: bytes, code: int, said: str) -> None:
    with pytest.raises(BeneathError, match=said) as raised:
        open_beneath(root, path)
    assert raised.value.errno == code


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("path", [b"link", b"link/b", b"a/out", b"..", b"a/..", b"/"])
def test_no_folder_is_opened_through_a_link(root: int, path: bytes) -> None:
    with pytest.raises(BeneathError):
        open_folder_beneath(root, path)
    with pytest.raises(BeneathError):
        open_beneath(root, path, os.O_DIRECTORY)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("path", "error"),
    [(b"a/c", FileNotFoundError), (b"a/c/d", FileNotFoundError), (b"a/b/file/x", OSError)],
)
def test_other_errors_are_those_of_the_system(root: int, path: bytes, error: type[OSError]) -> None:
    for call in (open_beneath, open_folder_beneath):
        with pytest.raises(error) as raised:
            call(root, path)
        assert not isinstance(raised.value, BeneathError)


@pytest.mark.usefixtures("way")
def test_a_folder_that_can_be_entered_but_not_listed(root: int, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can list every folder: this is tested as an ordinary user only")
    folder = tmp_path / "top" / "a" / "b"
    folder.chmod(0o100)
    assert read(root, b"a/b/file") == b"content"
    folder.chmod(0o700)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_swap_in_the_window(
    root: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Between the look at a name and its opening, a link takes its place."""
    real = os.stat

    def swap(path: bytes, *, dir_fd: int, follow_symlinks: bool) -> os.stat_result:
        status = real(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
        monkeypatch.setattr(os, "stat", real)
        if what == "folder":
            (tmp_path / "top" / "a" / "b").rename(tmp_path / "top" / "a" / "real")
            (tmp_path / "top" / "a" / "b").symlink_to(tmp_path)
        else:
            (tmp_path / "top" / "a" / "b" / "file").unlink()
            (tmp_path / "top" / "a" / "b" / "file").symlink_to(tmp_path / "outside")
        return status

    monkeypatch.setattr(os, "stat", swap)
    if what == "folder":
        assert read(root, b"a/b/file") == b"content"  # of the folder that was opened
    else:
        with pytest.raises(OSError, match="Too many levels of symbolic links"):
            read(root, b"a/b/file")


@pytest.mark.usefixtures("way")
def test_no_descriptor_is_left_open(root: int) -> None:
    def count() -> int:
        return len(list(Path("/dev/fd").iterdir()))

    before = count()
    for path in (b"a/b/file", b"a/b", b"link/b/file", b"a/pipe", b"a/c/d", b"a/b/file/x", b".."):
        for call in (open_beneath, open_folder_beneath):
            attempt(call, root, path)
    assert count() == before


def attempt(call: Callable[[int, bytes], int], root: int, path: bytes) -> None:
    try:
        os.close(call(root, path))
    except OSError:
        return
