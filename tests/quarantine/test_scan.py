"""Scans of a collection while files of it are in quarantine."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from guard.holdings import Holdings
from lookalike.database import connect
from lookalike.quarantine.run import apply_plan, restore_plan
from lookalike.scan.run import scan_folder
from pictures import picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photographs"
    folder.mkdir()
    picture(1).save(folder / "master.png")
    shutil.copy(folder / "master.png", folder / "copy.png")
    return folder


def images(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT image_id, path, sha256, missing_since IS NULL FROM lookalike_internal.image"
        " ORDER BY path"
    ).fetchall()


def test_neither_rows_nor_decisions_are_lost(
    archive: Connection[Any], archive_url: str, folder: Path, tmp_path: Path
) -> None:
    scan_folder(archive, folder, workers=1)
    holdings = Holdings(archive)
    by_path = {path: number for number, path, *_ in images(archive)}
    master, copy = by_path["master.png"], by_path["copy.png"]
    holdings.classify(master, "archival master")
    holdings.classify(copy, "identical copy", master)
    holdings.decide("quarantine", copy, reviewer="Dora")
    before = images(archive)

    plan = holdings.propose(copy, destination=str(tmp_path / "away"))
    holdings.approve(plan)
    assert apply_plan(archive, plan).problems == []
    missing = images(archive)
    assert [row[3] for row in missing] == [False, True]

    # It is missing already; and another copy is a new image, not this one moved.
    assert scan_folder(archive, folder, workers=1).counts["missing"] == 0
    assert images(archive) == missing
    shutil.copy(folder / "master.png", folder / "new.png")
    counts = scan_folder(archive, folder, workers=1).counts
    assert (counts["new"], counts["moved"], counts["missing"]) == (1, 0, 0)
    assert [row for row in images(archive) if row[1] != "new.png"] == missing
    assert archive.execute("SELECT image_id FROM lookalike.image_decision").fetchall() == []

    assert restore_plan(archive, plan).problems == []
    assert [row for row in images(archive) if row[1] != "new.png"] == before
    counts = scan_folder(archive, folder, workers=1).counts
    assert (counts["new"], counts["changed"], counts["moved"], counts["missing"]) == (0, 0, 0, 0)
    assert [row for row in images(archive) if row[1] != "new.png"] == before
    decided = archive.execute("SELECT image_id, decision FROM lookalike.image_decision").fetchall()
    assert decided == [(copy, "quarantine")]


def test_a_scan_between_a_kill_and_the_next_attempt(
    archive: Connection[Any], folder: Path, tmp_path: Path
) -> None:
    """The file has been moved, and the journal does not know yet; then the same going back."""
    scan_folder(archive, folder, workers=1)
    holdings = Holdings(archive)
    by_path = {path: number for number, path, *_ in images(archive)}
    master, copy = by_path["master.png"], by_path["copy.png"]
    holdings.classify(master, "archival master")
    holdings.classify(copy, "identical copy", master)
    before = images(archive)
    plan = holdings.propose(copy, destination=str(tmp_path / "away"))
    holdings.approve(plan)

    assert holdings.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, copy) is None
    destination = Path(holdings.one("SELECT destination FROM lookalike_internal.quarantine_item"))
    destination.parent.mkdir(parents=True)
    (folder / "copy.png").rename(destination)
    scan_folder(archive, folder, workers=1)
    assert holdings.states(plan) == {copy: "moving"}
    assert apply_plan(archive, plan).problems == []
    assert holdings.states(plan) == {copy: "moved"}

    holdings.one("SELECT lookalike_internal.begin_restore(%s, %s)", plan, copy)
    destination.rename(folder / "copy.png")
    scan_folder(archive, folder, workers=1)
    assert restore_plan(archive, plan).problems == []
    assert holdings.states(plan) == {copy: "restored"}
    assert images(archive) == before


def test_a_collection_is_not_scanned_while_a_plan_is_applied(
    archive: Connection[Any], archive_url: str, folder: Path, tmp_path: Path
) -> None:
    scan_folder(archive, folder, workers=1)
    holdings = Holdings(archive)
    by_path = {path: number for number, path, *_ in images(archive)}
    holdings.classify(by_path["master.png"], "archival master")
    holdings.classify(by_path["copy.png"], "identical copy", by_path["master.png"])
    plan = holdings.propose(by_path["copy.png"], destination=str(tmp_path / "away"))
    holdings.approve(plan)
    with connect(archive_url) as other:
        other.execute("SELECT lookalike_internal.open_plan(%s)", (plan,))
        free = "SELECT lookalike_internal.take_stage_lock('scan', 1, patience => '0s')"
        assert holdings.one(free) is False
        other.execute("SELECT lookalike_internal.close_plan(%s)", (plan,))
        assert holdings.one(free) is True
