"""Somebody who may write to a folder tries to have the mover remove what it should not touch."""

import os
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lookalike.database import connect
from lookalike.quarantine import copies as copies_module
from lookalike.quarantine import name
from lookalike.quarantine.copies import ArchivalCopies
from lookalike.quarantine.rename import NoSuchStepError
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.mounts import exfat, mounted
from quarantine.shelf import Shelf
from servers import WAYS, Servers


@pytest.fixture
def master(shelf: Shelf) -> int:
    return shelf.shelve("masters/keep.tif", "x", "archival master")


@pytest.fixture
def lured(shelf: Shelf, master: int) -> tuple[int, int]:
    """A held file, the last of its kind, and a copy of the same name in a folder of others."""
    held = shelf.shelve("masters/m.tif", "held", "archival master")
    shelf.hold(image_id=held)
    return held, shelf.shelve("incoming/alice/sub/m.tif", "x", "identical copy", master)


def _no_step(*arguments: object) -> None:
    raise NoSuchStepError


@pytest.mark.parametrize("has_step", [True, False])
def test_a_folder_is_swapped_for_a_link(
    shelf: Shelf,
    archive: Connection[Any],
    lured: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    has_step: bool,
) -> None:
    """While a call with the name is under way: `sub` becomes a link to the folder of masters."""
    before = shelf.files()
    sub = shelf.folder / "incoming" / "alice" / "sub"
    swapped = 0
    for call, times in product(("stat", "open", "rename", "unlink", "link"), (1, 2, 4)):
        plan = shelf.plan(lured[1])
        with monkeypatch.context() as patch:
            if not has_step:
                patch.setattr(name, "rename_noreplace", _no_step)
            module, attribute = (name, "rename_noreplace") if call == "rename" else (os, call)
            _swap_at(patch, module, attribute, times, sub, shelf.folder / "masters")
            apply_plan(archive, plan)
        assert (shelf.folder / "masters" / "m.tif").read_bytes() == b"content of masters/m.tif"
        if sub.is_symlink():
            swapped += 1
            sub.unlink()
            sub.with_name("real").rename(sub)
        if shelf.states(plan) != {lured[1]: "withheld"}:
            assert restore_plan(archive, plan).problems == []
        assert shelf.files() == before
    assert swapped > 4


def _swap_at(
    patch: pytest.MonkeyPatch, module: Any, attribute: str, times: int, sub: Path, target: Path
) -> None:
    original = getattr(module, attribute)
    left = times

    def swap(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        if b"m.tif" in arguments:
            left -= 1
            if left == 0:
                sub.rename(sub.with_name("real"))
                sub.symlink_to(target)
        return original(*arguments, **named)

    patch.setattr(module, attribute, swap)


def test_names_that_look_like_those_of_the_mover_are_left_alone(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    """An image under legal hold has a name that an earlier version removed."""
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    for folder in ("dup", "masters"):
        held = shelf.shelve(f"{folder}/.lookalike-{copy}.partial", "held", "archival master")
    shelf.shelve(f"dup/.lookalike-{'0' * 32}", "held too", "archival master")
    shelf.hold(image_id=held)
    plan = shelf.plan(copy)
    before = shelf.files()
    assert apply_plan(archive, plan).problems == []
    assert shelf.contents() == {content: 1 for content, *_ in before.values()}
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def test_two_archives_share_a_folder(
    shelf: Shelf, archive: Connection[Any], master: int, tmp_path: Path, servers: Servers
) -> None:
    """With the same numbers of plan, collection and image, and the same bytes."""
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        other = Shelf(connection, tmp_path / "other", shelf.away)
        other_master = other.shelve("masters/keep.tif", "x", "archival master")
        other_copy = other.shelve("dup/b.tif", "x", "identical copy", other_master)
        # The databases of these tests are copies of one.
        other.one("UPDATE lookalike_internal.installation SET archive_id = DEFAULT RETURNING 1")
        before = shelf.files(), other.files()
        plans = shelf.plan(copy), other.plan(other_copy)
        assert (plans[0], copy) == (plans[1], other_copy)
        for database, plan in zip((archive, connection), plans, strict=True):
            assert apply_plan(database, plan).problems == []
        assert len([file for file in shelf.away.rglob("*") if file.is_file()]) == 2
        for database, plan in zip((archive, connection), plans, strict=True):
            assert restore_plan(database, plan).problems == []
        assert (shelf.files(), other.files()) == before


@pytest.fixture
def case_blind(tmp_path: Path) -> Iterator[Path]:
    """A disk that takes upper and lower case for the same."""
    with exfat(tmp_path) as folder:
        yield folder


def test_names_that_differ_only_in_case(
    shelf: Shelf, archive: Connection[Any], master: int, case_blind: Path
) -> None:
    shelf.away = case_blind / "quarantine"
    copies = [
        shelf.shelve(f"dup/{each}", "x", "identical copy", master, b"the same")
        for each in ("a.tif", "A.TIF")
    ]
    before = shelf.files()
    plan = shelf.plan(*copies)
    assert apply_plan(archive, plan).problems == []
    assert len([file for file in shelf.away.rglob("*") if file.is_file()]) == 2
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


@pytest.fixture
def second_mount(shelf: Shelf, tmp_path: Path) -> Callable[[str], Path]:
    """Put another way to the folder of the copies into the archive, as a second mount."""

    def add(kind: str) -> Path:
        real = shelf.folder / "dup"
        real.mkdir(exist_ok=True)
        command = {
            "bind": ("mount", "--bind", real),
            "overlay": (
                "mount", "-t", "overlay", "overlay", "-o",
                f"lowerdir={tmp_path / 'low'},upperdir={real},workdir={tmp_path / 'work'}",
            ),
            "fuse": ("bindfs", real),
        }[kind]  # fmt: skip
        for needed in ("low", "work"):
            (tmp_path / needed).mkdir()
        context = mounted(shelf.folder / "second", *command)
        folder = context.__enter__()
        contexts.append(context)
        return folder

    contexts: list[Any] = []
    yield add
    for context in contexts:
        context.__exit__(None, None, None)


@pytest.mark.parametrize("kind", ["bind", "overlay", "fuse"])
def test_one_storage_under_two_mounts(
    shelf: Shelf, archive: Connection[Any], second_mount: Callable[[str], Path], kind: str
) -> None:
    """What the database takes for a copy that stays is the very file that is to leave."""
    copy, plan, before = _twice_mounted(shelf, second_mount, kind)
    ((path, problem),) = apply_plan(archive, plan).problems
    assert path == "dup/b.tif" and "is another name of the same file" in problem
    assert shelf.states(plan) == {copy: "withheld"}
    assert shelf.files() == before


@pytest.mark.parametrize("kind", ["bind", "fuse"])
def test_the_copy_that_stays_is_gone_after_the_move(
    shelf: Shelf,
    archive: Connection[Any],
    second_mount: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """Even where nothing shows before that it is the same file: the move is undone."""
    copy, plan, before = _twice_mounted(shelf, second_mount, kind)
    monkeypatch.setattr(copies_module, "is_same_file", lambda *places: False)
    ((_, problem),) = apply_plan(archive, plan).problems
    assert "No archival copy of it is there as it should be" in problem
    assert "second/b.tif" in problem and "is not there" in problem
    assert shelf.states(plan) == {copy: "withheld"}
    assert shelf.files() == before


def _twice_mounted(
    shelf: Shelf, second_mount: Callable[[str], Path], kind: str
) -> tuple[int, int, dict[str, tuple[bytes, int, int]]]:
    content = b"only one"
    copy = shelf.shelve("dup/b.tif", "x", "unique", None, content)
    second_mount(kind)
    assert (shelf.folder / "second" / "b.tif").read_bytes() == content
    os.utime(shelf.folder / "dup" / "b.tif")
    status = (shelf.folder / "second" / "b.tif").stat()
    shelf.one(
        "WITH other AS (INSERT INTO lookalike_internal.image (collection_id, path, byte_size,"
        " modified_at, sha256, pixel_digest, format, width, height, mode, frame_count,"
        " is_lossless, first_seen_run_id, changed_run_id) SELECT collection_id, 'second/b.tif', %s,"
        " now(), sha256, pixel_digest, 'TIFF', 9, 9, 'RGB', 1, true, first_seen_run_id,"
        " changed_run_id FROM lookalike_internal.image WHERE image_id = %s RETURNING image_id)"
        " SELECT image_id FROM other",
        status.st_size,
        copy,
    )
    other = shelf.one("SELECT max(image_id) FROM lookalike_internal.image")
    shelf.classify(other, "archival master", None)
    shelf.classify(copy, "identical copy", other)
    return copy, shelf.plan(copy), shelf.files()


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_the_copy_that_stays_is_read_again_after_the_move(
    shelf: Shelf,
    archive: Connection[Any],
    master: int,
    monkeypatch: pytest.MonkeyPatch,
    harm: str,
) -> None:
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    original = ArchivalCopies.check
    stays = shelf.folder / "masters" / "keep.tif"

    def check(self: ArchivalCopies, *arguments: Any) -> None:
        original(self, *arguments)
        if harm == "lost":
            stays.unlink()
        else:
            status = stays.stat()
            stays.write_bytes(b"x" * status.st_size)
            os.utime(stays, ns=(status.st_atime_ns, status.st_mtime_ns))

    monkeypatch.setattr(ArchivalCopies, "check", check)
    ((_, problem),) = apply_plan(archive, plan).problems
    assert {"lost": "is not there", "changed": "has changed"}[harm] in problem
    assert shelf.states(plan) == {copy: "withheld"}
    assert (shelf.folder / "dup" / "b.tif").read_bytes() == b"content of dup/b.tif"


def test_another_session_cannot_step_into_a_move(
    shelf: Shelf, archive: Connection[Any], archive_url: str, master: int
) -> None:
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    shelf.one("SELECT lookalike_internal.open_plan(%s)", plan)
    shelf.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, copy)
    steps = (
        "begin_move(%s, %s)", "finish_move(%s, %s)", "withhold_item(%s, %s, 'x')",
        "begin_restore(%s, %s)", "finish_restore(%s, %s)", "note_obstacle(%s, %s, 'x')",
        "write_journal(%s, %s, 'dup/b.tif', 'out', 1, 1, NULL, false, false)",
        "leave_companion(%s, %s, 'dup/b.xmp', 'x')",
    )  # fmt: skip
    with connect(archive_url) as other:
        for step in steps:
            with pytest.raises(psycopg.Error, match=f"plan {plan} is not opened by this session"):
                other.execute(f"SELECT lookalike_internal.{step}".encode(), (plan, copy))
    assert shelf.one("SELECT lookalike_internal.finish_move(%s, %s)", plan, copy) == "moved"
    shelf.one("SELECT lookalike_internal.close_plan(%s)", plan)
    with pytest.raises(psycopg.Error, match="is not opened by this session"):
        shelf.one("SELECT lookalike_internal.begin_restore(%s, %s)", plan, copy)


WRITE = (
    "SELECT copy_name, aside_name FROM lookalike_internal.write_journal("
    "%s, %s, 'dup/b.tif', 'out', NULL, NULL, NULL, %s, %s)"
)


def test_the_database_draws_the_names_of_the_journal(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    """So that nobody has the mover remove a file of their choice."""
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    shelf.one("SELECT lookalike_internal.open_plan(%s)", plan)
    shelf.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, copy)

    def write(*, has_copy: bool, has_aside: bool) -> tuple[str | None, str | None]:
        row = archive.execute(WRITE, (plan, copy, has_copy, has_aside)).fetchone()
        assert row is not None
        return row[0], row[1]

    first, no_aside = write(has_copy=True, has_aside=False)
    assert first is not None and re.fullmatch(r"\.lookalike-[0-9a-f]{32}", first)
    assert no_aside is None
    kept, aside = write(has_copy=True, has_aside=True)
    assert kept == first != aside
    assert write(has_copy=False, has_aside=False) == (None, None)
    assert write(has_copy=True, has_aside=False)[0] not in (first, aside, None)
    is_image = "SELECT lookalike_internal.is_image_beside(%s, %s, 'dup/b.tif', %s)"
    assert not shelf.one(is_image, plan, copy, first)
    shelf.shelve(f"dup/{first}", "held", "archival master")
    assert shelf.one(is_image, plan, copy, first)


def test_a_held_image_of_a_name_of_the_journal_stays(
    shelf: Shelf, archive: Connection[Any], master: int, other_disk: Path
) -> None:
    """It came after a kill, and even has the bytes of the file."""
    shelf.away = other_disk
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    apply_plan(archive, plan)
    shelf.one("SELECT lookalike_internal.open_plan(%s)", plan)
    shelf.one("SELECT lookalike_internal.begin_restore(%s, %s)", plan, copy)
    (name,) = archive.execute(
        "SELECT copy_name FROM lookalike_internal.write_journal("
        "%s, %s, 'dup/b.tif', 'back', NULL, NULL, NULL, true, false)",
        (plan, copy),
    ).fetchone() or ("",)
    shelf.one("SELECT lookalike_internal.close_plan(%s)", plan)
    held = shelf.shelve(f"dup/{name}", "held", content=b"content of dup/b.tif")
    shelf.hold(image_id=held)
    assert restore_plan(archive, plan).problems == []
    assert (shelf.folder / "dup" / name).read_bytes() == b"content of dup/b.tif"
    assert (shelf.folder / "dup" / "b.tif").read_bytes() == b"content of dup/b.tif"


def test_nobody_blocks_a_restore_with_advisory_locks(
    shelf: Shelf, archive: Connection[Any], archive_url: str, master: int
) -> None:
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    apply_plan(archive, plan)
    with connect(archive_url) as analyst:
        for lock in ("lookalike.quarantine", "lookalike.scan"):
            for key in (plan, 1):
                analyst.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", (lock, key))
        assert restore_plan(archive, plan).problems == []
