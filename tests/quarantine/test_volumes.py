"""No file goes to, or comes from, a folder whose volume is not mounted at that moment."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lookalike.quarantine.run import apply_plan, restore_plan
from lookalike.quarantine.volumes import note_destination
from lookalike.scan.volumes import find_volumes
from quarantine.mounts import run
from quarantine.shelf import Shelf


class Disk:
    """A file system that can be taken away and put back with all that is on it."""

    def __init__(self, store: Path, folder: Path) -> None:
        self._store, self._folder = store, folder
        store.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", "size=4m", "pictures", store)
        self.mount()

    def mount(self) -> None:
        run("mount", "--bind", self._store, self._folder)

    def unmount(self) -> None:
        subprocess.run(["umount", self._folder], check=True)

    def close(self) -> None:
        for folder in (self._folder, self._store):
            subprocess.run(["umount", "--lazy", folder], check=False, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[Path], Disk]]:
    """Mount a disk on a folder."""
    disks: list[Disk] = []

    def make(folder: Path) -> Disk:
        disks.append(Disk(tmp_path / f"store{len(disks)}", folder))
        return disks[-1]

    yield make
    for each in disks:
        each.close()


def note_volumes(shelf: Shelf) -> None:
    """As a scan that finishes now."""
    for volume in find_volumes(shelf.folder):
        shelf.one(
            "INSERT INTO lookalike_internal.collection_volume SELECT collection_id, %s, %s, %s, %s,"
            " %s, %s FROM lookalike_internal.collection RETURNING 1",
            *volume,
        )


def refused(step: Callable[[Connection[Any], int], object], shelf: Shelf, plan: int) -> str:
    """The error and the detail of a step that is refused; it leaves all as it was."""
    files, states = shelf.files(), shelf.states(plan)
    with pytest.raises(psycopg.Error, match="is not on its volume") as caught:
        step(shelf.connection, plan)
    assert (shelf.files(), shelf.states(plan)) == (files, states)
    said = caught.value.diag
    assert "Mount the volume, and call the command again." in (said.message_hint or "")
    return f"{said.message_primary}: {said.message_detail}"


@pytest.mark.parametrize("below", ["", "dup"], ids=["collection", "folder below"])
def test_a_collection_that_is_not_mounted(
    shelf: Shelf, archive: Connection[Any], disk: Callable[[Path], Disk], below: str
) -> None:
    share = disk(shelf.folder / below)
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copies = [shelf.shelve(f"dup/{n}.tif", "x", "identical copy", master) for n in "bc"]
    note_volumes(shelf)
    before = shelf.files()
    plans = [shelf.plan(copy) for copy in copies]
    apply_plan(archive, plans[0])
    share.unmount()
    for step, plan in ((restore_plan, plans[0]), (apply_plan, plans[1])):
        said = refused(step, shelf, plan)
        assert f'on the tmpfs file system that was mounted at "{shelf.folder / below}"' in said
    assert not (shelf.folder / "dup" / "b.tif").exists()
    share.mount()
    for plan in plans:
        assert apply_plan(archive, plan).problems == []
        assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def test_a_folder_of_a_plan_that_is_not_mounted(
    shelf: Shelf, archive: Connection[Any], disk: Callable[[Path], Disk]
) -> None:
    """Seen when the plan is proposed, or else at its first move."""
    share = disk(shelf.away)
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copies = [shelf.shelve(f"dup/{n}.tif", "x", "identical copy", master) for n in "bc"]
    before = shelf.files()
    plan = shelf.propose(*copies, destination=str(shelf.away))
    note_destination(archive, plan, os.fsencode(shelf.away))
    shelf.approve(plan)
    share.unmount()
    assert refused(apply_plan, shelf, plan).startswith(f'folder "{shelf.away}" is not on its')
    assert not list(shelf.away.iterdir())
    share.mount()
    assert apply_plan(archive, plan).problems == []
    share.unmount()
    refused(restore_plan, shelf, plan)
    share.mount()
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def test_a_folder_of_a_plan_on_another_disk_with_its_files(
    shelf: Shelf, archive: Connection[Any], disk: Callable[[Path], Disk]
) -> None:
    """People copied it to a new disk: the files are there, so they come back."""
    master = shelf.shelve("masters/a.tif", "x", "archival master")
    copy = shelf.shelve("dup/b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    apply_plan(archive, plan)
    old = shelf.away.rename(shelf.away.with_name("old disk"))
    disk(shelf.away)
    refused(restore_plan, shelf, plan)
    run("cp", "-a", f"{old}/.", shelf.away)
    assert restore_plan(archive, plan).problems == []
    assert (shelf.folder / "dup" / "b.tif").read_bytes() == b"content of dup/b.tif"
