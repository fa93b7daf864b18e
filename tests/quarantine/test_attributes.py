"""Owner, mode, times and extended attributes come back with a file, or the loss is reported."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lookalike.quarantine.attributes import read_attributes, set_attributes
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.mounts import exfat
from quarantine.shelf import MODIFIED_NS, Shelf

# An access control list of version 2: user rw-, user 1 r--, group r--, mask r--, others ---.
ACL = bytes.fromhex(
    "02000000" "01000600ffffffff" "0200040001000000" "04000400ffffffff" "10000400ffffffff"
    "20000000ffffffff"
)  # fmt: skip


@pytest.fixture
def without_owners(tmp_path: Path) -> Iterator[Path]:
    with exfat(tmp_path) as folder:
        yield folder


def dress(file: Path) -> dict[str, Any]:
    """Give a file all that a file system can keep of it, and return it."""
    try:
        os.setxattr(file, "user.source", b"scanner 3")
        os.setxattr(file, "system.posix_acl_access", ACL)
    except OSError as error:
        pytest.skip(f"extended attributes are not kept here, and not tested: {error.strerror}")
    if os.geteuid() == 0:
        os.chown(file, 1234, 2345)
    os.utime(file, ns=(MODIFIED_NS - 7, MODIFIED_NS))
    return attributes(file)


def attributes(file: Path) -> dict[str, Any]:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        return read_attributes(descriptor)
    finally:
        os.close(descriptor)


def test_from_a_disk_without_owners_and_back(
    shelf: Shelf, archive: Connection[Any], without_owners: Path
) -> None:
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    file = shelf.folder / "dup" / "b.tif"
    before = dress(file)
    shelf.away = without_owners / "quarantine"
    plan = shelf.plan(copy)
    assert apply_plan(archive, plan).problems == []
    (away,) = (path for path in shelf.away.rglob("*") if path.is_file())
    assert attributes(away)["extended"] == {}
    outcome = restore_plan(archive, plan)
    assert (outcome.problems, outcome.remarks) == ([], [])
    assert attributes(file) == before


def test_what_cannot_be_restored_is_reported_and_logged(
    shelf: Shelf, archive: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    file = shelf.folder / "dup" / "b.tif"
    dress(file)
    plan = shelf.plan(copy)
    apply_plan(archive, plan)
    (away,) = (path for path in shelf.away.rglob("*") if path.is_file())
    away.chmod(0o600)
    os.removexattr(away, "user.source")

    def refuse(*arguments: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    for call in ("fchmod", "setxattr"):
        monkeypatch.setattr(os, call, refuse)
    outcome = restore_plan(archive, plan)
    monkeypatch.undo()
    ((path, remark),) = outcome.remarks
    assert (path, outcome.problems, outcome.done) == ("dup/b.tif", [], 1)
    assert remark.startswith("Restored, but ")
    for what in ("extended attribute user.source", "mode 0640"):
        assert f"{what} could not be set: Operation not permitted" in remark
    assert shelf.states(plan) == {copy: "restored"}
    assert shelf.problem(plan, copy) == remark
    logged = (
        "SELECT detail->>'obstacle' FROM lookalike_internal.event"
        " WHERE action = 'restore' AND outcome = 'success'"
    )
    assert shelf.one(logged) == remark


def test_what_was_changed_in_quarantine_is_set_back(shelf: Shelf, archive: Connection[Any]) -> None:
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    file = shelf.folder / "dup" / "b.tif"
    before = dress(file)
    plan = shelf.plan(copy)
    apply_plan(archive, plan)
    (away,) = (path for path in shelf.away.rglob("*") if path.is_file())
    os.removexattr(away, "user.source")
    os.removexattr(away, "system.posix_acl_access")
    away.chmod(0o777)
    os.utime(away)
    if os.geteuid() == 0:
        os.chown(away, 0, 0)
    assert restore_plan(archive, plan).remarks == []
    assert attributes(file) == before


def test_extended_attributes_that_a_folder_gives_are_removed(
    shelf: Shelf, archive: Connection[Any], other_disk: Path
) -> None:
    """A default access control list would let others read a file that they could not read."""
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    file = shelf.folder / "dup" / "b.tif"
    before = attributes(file)
    assert "system.posix_acl_access" not in before["extended"]
    shelf.away = other_disk / "quarantine"
    shelf.away.mkdir()
    for folder in (file.parent, shelf.away):
        try:
            os.setxattr(folder, "system.posix_acl_default", ACL)
        except OSError as error:
            pytest.skip(f"access control lists are not kept here, not tested: {error.strerror}")
    plan = shelf.plan(copy)
    assert apply_plan(archive, plan).problems == []
    (away,) = (path for path in shelf.away.rglob("*") if path.is_file())
    assert attributes(away)["extended"] == before["extended"]
    outcome = restore_plan(archive, plan)
    assert (outcome.problems, outcome.remarks) == ([], [])
    assert attributes(file) == before


def test_an_extended_attribute_that_cannot_be_removed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"")
    wanted = attributes(file)
    dress(file)

    def refuse(*arguments: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "removexattr", refuse)
    with file.open("rb") as opened:
        troubles = set_attributes(opened.fileno(), wanted)
    said = "extended attribute user.source could not be removed: Operation not permitted"
    assert said in troubles


def test_an_attribute_whose_value_is_hidden_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"")
    before = dress(file)

    def refuse(*arguments: Any) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "getxattr", refuse)
        wanted = attributes(file)
    assert set(wanted["extended"].values()) == {None}
    with file.open("rb") as opened:
        assert set_attributes(opened.fileno(), wanted) == []
    assert attributes(file) == before


def test_an_ordinary_user_cannot_give_files_away(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can give files to anybody: this is tested as an ordinary user only")
    file = tmp_path / "a"
    file.write_bytes(b"")
    descriptor = os.open(file, os.O_RDONLY)
    wanted = read_attributes(descriptor) | {"uid": 0}
    (trouble,) = set_attributes(descriptor, wanted)
    os.close(descriptor)
    assert trouble == f"owner 0:{file.stat().st_gid} could not be set: Operation not permitted"
