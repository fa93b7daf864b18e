"""One file from one place to another: no byte lost, none doubled, nothing overwritten."""

import errno
import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lifecycle.command_line import switch_to_ordinary_user
from lookalike.beneath import open_root
from lookalike.quarantine import move as move_module
from lookalike.quarantine import name
from lookalike.quarantine.journal import Journal, Note
from lookalike.quarantine.move import Move
from lookalike.quarantine.place import Content, FileError, Place
from lookalike.quarantine.rename import NoSuchStepError

DATA = bytes(range(256)) * 9000  # more than two chunks
CONTENT = Content(hashlib.sha256(DATA).digest(), len(DATA))
MODIFIED_NS = 1_111_111_111_123_456_789


class Mover:
    """Moves `here/sub/a.tif` to `there/deep/a.tif`, both beneath `top`, and keeps the journal."""

    def __init__(self, top: Path, away: Path) -> None:
        self.top, self.away = top, away
        self.source, self.destination = top / "here" / "sub" / "a.tif", away / "deep" / "a.tif"
        self.notes: list[Note] = []
        self.images: set[str] = set()  # beside the file
        self.source.parent.mkdir(parents=True)
        away.mkdir(exist_ok=True)
        self.source.write_bytes(DATA)
        self.source.chmod(0o604)
        os.utime(self.source, ns=(MODIFIED_NS, MODIFIED_NS))

    def move(self) -> Move:
        """As after a kill: from the last note alone."""
        here, away = os.fsencode(self.top / "here"), os.fsencode(self.away)
        return Move(
            Place(open_root(here), here, b"sub/a.tif"),
            Place(open_root(away), away, b"deep/a.tif"),
            CONTENT,
            Journal(self.save, lambda name: name in self.images, self.last_note()),
        )

    def last_note(self) -> Note:
        return self.notes[-1] if self.notes else Note()

    def save(self, note: Note, has_copy: bool, has_aside: bool) -> tuple[str | None, str | None]:
        """Draw the names, as the database does."""
        last = self.last_note()
        copy = last.copy_name or f".lookalike-{secrets.token_hex(16)}" if has_copy else None
        aside = last.aside_name or f".lookalike-{secrets.token_hex(16)}" if has_aside else None
        self.notes.append(note._replace(copy_name=copy, aside_name=aside))
        return copy, aside

    def files(self) -> dict[str, bytes]:
        return {
            str(file.relative_to(top)): file.read_bytes()
            for top in (self.top, self.away)
            for file in top.rglob("*")
            if file.is_file()
        }

    def known_names(self) -> set[str]:
        return {
            known
            for note in self.notes
            for known in (note.copy_name, note.aside_name)
            if known is not None
        }


def _no_step(*arguments: object) -> None:
    raise NoSuchStepError


@pytest.fixture(params=["rename", "link", "copy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """In one step; where there is no such step; and as from one file system to another."""
    real = name.rename_noreplace

    def across(old_folder: int, old: bytes, new_folder: int, new: bytes) -> None:
        if not os.path.samestat(os.fstat(old_folder), os.fstat(new_folder)):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        real(old_folder, old, new_folder, new)

    if request.param == "link":
        monkeypatch.setattr(name, "rename_noreplace", _no_step)
    if request.param == "copy":
        monkeypatch.setattr(name, "rename_noreplace", across)
        monkeypatch.setattr(move_module, "_link", lambda *arguments: False)
    return str(request.param)


@pytest.fixture
def mover(tmp_path: Path) -> Mover:
    return Mover(tmp_path / "top", tmp_path / "away")


def test_there_and_back(way: str, mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is removed that the journal did not hold before; in one step, none at all."""
    unlink = os.unlink
    removed = []

    def look(path: Any, **named: Any) -> None:
        assert os.fsdecode(path) in mover.known_names()
        removed.append(path)
        unlink(path, **named)

    monkeypatch.setattr(os, "unlink", look)
    mover.move().out()
    assert mover.files() == {"deep/a.tif": DATA}
    mover.move().out()  # done is done
    assert mover.move().back() == []
    assert mover.move().back() == []
    assert mover.files() == {"here/sub/a.tif": DATA}
    assert not list(mover.away.iterdir())
    status = mover.source.stat()
    assert (status.st_mode & 0o7777, status.st_mtime_ns) == (0o604, MODIFIED_NS)
    assert status.st_nlink == 1
    assert bool(removed) == (way != "rename")
    assert (mover.notes[-1].copy_name, mover.notes[-1].aside_name) == (None, None)


@pytest.mark.parametrize("content", [b"somebody else's", DATA], ids=["other", "equal"])
def test_nothing_is_overwritten_nor_taken_for_ours(way: str, mover: Mover, content: bytes) -> None:
    """Not even a file of the same bytes: the source is another one."""
    mover.destination.parent.mkdir(parents=True)
    mover.destination.write_bytes(content)
    before = mover.files()
    with pytest.raises(FileError, match="is another file; nothing is overwritten"):
        mover.move().out()
    assert mover.files() == before
    assert not mover.move().is_away()


@pytest.mark.parametrize("content", [b"somebody else's", DATA], ids=["other", "equal"])
def test_nothing_is_overwritten_on_the_way_back(way: str, mover: Mover, content: bytes) -> None:
    mover.move().out()
    mover.source.write_bytes(content)
    with pytest.raises(FileError, match="is another file; nothing is overwritten"):
        mover.move().back()
    assert mover.files() == {"here/sub/a.tif": content, "deep/a.tif": DATA}
    assert mover.move().is_away()
    mover.source.unlink()
    mover.move().back()
    assert mover.files() == {"here/sub/a.tif": DATA}


def test_a_file_that_takes_the_name_at_the_last_moment_is_not_overwritten(
    way: str, mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = name.move_name

    def occupy(*arguments: Any) -> bool:
        mover.destination.write_bytes(b"somebody else's")
        return original(*arguments)

    for module in (name, move_module):
        monkeypatch.setattr(module, "move_name", occupy)
    with pytest.raises(FileError, match="is another file; nothing is overwritten"):
        mover.move().out()
    assert mover.files() == {"here/sub/a.tif": DATA, "deep/a.tif": b"somebody else's"}


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


def _make_pipe(source: Path) -> None:
    source.unlink()
    os.mkfifo(source)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_rewrite, "has changed: its SHA-256 is"),
        (_remove, "is neither at .*here/sub/a.tif.* nor at .*deep/a.tif"),
        (_link_away, "is a symbolic link"),
        (_link_folder, "is reached through a symbolic link"),
        (_make_folder, "is no plain file"),
        (_make_pipe, "is no plain file"),
    ],
)
def test_what_is_not_the_file_stays(
    mover: Mover, change: Callable[[Path], None], said: str
) -> None:
    change(mover.source)
    before = mover.files()
    with pytest.raises(FileError, match=said):
        mover.move().out()
    assert mover.files() == before


@pytest.mark.parametrize("swap", [_rewrite, _link_away, _make_folder, _make_pipe])
def test_what_is_swapped_in_before_the_rename_goes_back(
    mover: Mover, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path], None]
) -> None:
    """It is looked at after the rename: whatever it is, it is back under its name."""
    original = name.rename_noreplace
    swapped = []

    def widen(*arguments: Any) -> None:
        if not swapped:
            swap(mover.source)
            swapped.append(mover.source.lstat())
        original(*arguments)

    monkeypatch.setattr(name, "rename_noreplace", widen)
    with pytest.raises(FileError):
        mover.move().out()
    assert os.path.samestat(mover.source.lstat(), swapped[0])
    assert not mover.destination.exists()
    assert not mover.move().is_away()


@pytest.mark.parametrize("step", ["_second_name", "_remove"])
def test_a_file_that_is_replaced_on_its_way_is_not_lost(
    mover: Mover, monkeypatch: pytest.MonkeyPatch, step: str, request: pytest.FixtureRequest
) -> None:
    """As editors do it, while a copy is made: what is new stays where it is."""
    monkeypatch.setattr(name, "rename_noreplace", _no_step)
    original = getattr(Move, step)

    def replace(self: Move, *arguments: Any) -> None:
        draft = mover.source.with_name("draft")
        draft.write_bytes(b"new")
        draft.replace(mover.source)
        original(self, *arguments)

    monkeypatch.setattr(Move, step, replace)
    with pytest.raises(FileError, match="changed"):
        mover.move().out()
    assert mover.source.read_bytes() == b"new"
    assert set(mover.files()) <= {"here/sub/a.tif", "deep/a.tif"}
    assert mover.move().is_away() == (step == "_remove")
    if step == "_remove":
        assert mover.destination.read_bytes() == DATA


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("call", ["mkdir", "fsync", "rename", "link", "unlink"])
def test_trouble_with_the_disk_leaves_the_file_whole(
    way: str, mover: Mover, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    """Then the next attempt goes on; or the file goes back, if it is told so."""

    def fail(*arguments: object, **named: object) -> None:
        raise OSError(error, os.strerror(error))

    for undo in (True, False):
        with monkeypatch.context() as broken:
            broken.setattr(os, call, fail)
            with suppress(FileError):
                mover.move().out()
            found = mover.files()
        assert set(found.values()) == {DATA}
        if undo:
            mover.move().back()
            assert mover.files() == {"here/sub/a.tif": DATA}
    mover.move().out()
    assert mover.files() == {"deep/a.tif": DATA}
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fail)
        with suppress(FileError):
            mover.move().back()
        assert set(mover.files().values()) == {DATA}
    mover.move().back()
    assert mover.files() == {"here/sub/a.tif": DATA}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB, where we may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("not allowed to mount: a full disk is not tested")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    mover = Mover(tmp_path / "top", small_disk)
    with pytest.raises(FileError, match="No space left on device"):
        mover.move().out()
    assert mover.files() == {"here/sub/a.tif": DATA}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_a_folder_that_may_not_be_changed(mover: Mover, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 1:
            folder.chmod(folder.stat().st_mode | 0o011)
    mover.away.chmod(0o777)
    mover.source.chmod(0o644)
    program = (
        "import sys, os; from lookalike.beneath import open_root\n"
        "from lookalike.quarantine.move import *; from lookalike.quarantine.journal import *\n"
        "here, away = map(os.fsencode, sys.argv[1:3])\n"
        "try: Move(Place(open_root(here), here, b'sub/a.tif'),"
        " Place(open_root(away), away, b'deep/a.tif'),"
        " Content(bytes.fromhex(sys.argv[3]), int(sys.argv[4])),"
        " Journal(lambda *note: (None, None), bool)).out()"
        "\nexcept FileError as error: print(error)"
    )
    done = subprocess.run(
        [
            *switch_to_ordinary_user(), sys.executable, "-c", program, mover.top / "here",
            mover.away, CONTENT.sha256.hex(), str(len(DATA)),
        ],
        capture_output=True, text=True, check=False, cwd="/",
    )  # fmt: skip
    folder = mover.source.parent
    assert done.stdout == f'The folder "{folder}" cannot be changed: Permission denied.\n', (
        done.stderr
    )
    assert mover.files() == {"here/sub/a.tif": DATA}


FOREIGN = b"the only file of its kind"


class KilledError(Exception):
    """The mover goes no further."""


def _stop_at_the_first(mover: Mover, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Move as between two disks, and stop where a call of the system with a name is due."""

    def stop(*arguments: Any, **named: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(name, "rename_noreplace", _no_step)
        patch.setattr(move_module, "_link", lambda *arguments: False)
        patch.setattr(*call_of(call), stop)
        with pytest.raises(KilledError):
            mover.move().out()


def call_of(call: str) -> tuple[Any, str]:
    return {"copy": (Move, "_copy"), "aside": (move_module, "_set_aside")}[call]


@pytest.mark.parametrize("content", [FOREIGN, DATA], ids=["other", "image"])
@pytest.mark.parametrize("step", ["copy", "aside"])
def test_another_file_of_a_name_of_the_journal_is_not_touched(
    mover: Mover, monkeypatch: pytest.MonkeyPatch, step: str, content: bytes
) -> None:
    """Somebody read the name after a kill; an image of equal bytes is no file of ours either."""
    _stop_at_the_first(mover, monkeypatch, step)
    note = mover.last_note()
    known = note.copy_name if step == "copy" else note.aside_name
    assert known is not None
    planted = (mover.destination if step == "copy" else mover.source).with_name(known)
    planted.write_bytes(content)
    mover.images = {known} if content == DATA else set()
    if step == "copy":
        mover.move().out()
        assert mover.destination.read_bytes() == DATA
    else:
        with pytest.raises(FileError, match=f"lies .*{known}"):
            mover.move().out()
        assert mover.source.read_bytes() == DATA
    assert planted.read_bytes() == content


@pytest.mark.parametrize("step", ["copy", "aside"])
def test_another_file_takes_a_name_at_the_last_moment(
    mover: Mover, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    module, attribute = call_of(step)
    original = getattr(module, attribute)
    planted = []

    def occupy(*arguments: Any) -> None:
        note = mover.last_note()
        place = mover.destination if step == "copy" else mover.source
        planted.append(place.with_name(note.copy_name or note.aside_name or ""))
        planted[0].write_bytes(FOREIGN)
        original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(name, "rename_noreplace", _no_step)
        patch.setattr(move_module, "_link", lambda *arguments: False)
        patch.setattr(module, attribute, occupy)
        with pytest.raises(FileError):
            mover.move().out()
    assert planted[0].read_bytes() == FOREIGN
    assert mover.source.read_bytes() == DATA


@pytest.mark.parametrize("written", [0, 2**20, len(DATA)])
def test_what_a_kill_left_of_a_copy_is_removed(
    mover: Mover, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    _stop_at_the_first(mover, monkeypatch, "copy")
    note = mover.last_note()
    assert note.copy_name is not None
    copy = mover.destination.with_name(note.copy_name)
    copy.write_bytes(DATA[:written])
    if 0 < written < len(DATA):
        mover.notes.append(note._replace(destination_inode=copy.stat().st_ino))
    mover.move().out()
    assert mover.files() == {"deep/a.tif": DATA}


def test_a_copy_whose_file_is_gone_stays(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    _stop_at_the_first(mover, monkeypatch, "copy")
    copy = mover.destination.with_name(mover.last_note().copy_name or "")
    mover.source.rename(copy)
    with pytest.raises(FileError, match="a copy of it may lie beside"):
        mover.move().out()
    assert copy.read_bytes() == DATA


def test_a_file_that_began_to_move_and_is_at_neither_place_is_away(mover: Mover) -> None:
    """Its disk may not be there: the item stays on its way, so that it can come back."""
    assert not mover.move().is_away()
    mover.move().out()
    mover.destination.rename(mover.away / "elsewhere")
    assert mover.move().is_away()


def test_another_file_of_the_same_bytes_is_told(way: str, mover: Mover) -> None:
    mover.move().out()
    mover.destination.rename(mover.away / "kept")  # so that no other file gets its inode
    mover.source.write_bytes(DATA)
    (remark,) = mover.move().back()
    assert "another file with its bytes is at its path" in remark


def test_a_file_at_both_places_without_a_journal_is_back(mover: Mover) -> None:
    """As an earlier version left it: the copy stays, and is told."""
    mover.destination.parent.mkdir(parents=True)
    mover.destination.write_bytes(DATA)
    (remark,) = mover.move().back()
    assert f'a file stays at "{mover.destination}"' in remark
    assert mover.files() == {"here/sub/a.tif": DATA, "deep/a.tif": DATA}
