"""Every run of a stage is in the log, once, with what it used and counted."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, put
from core.sealing import is_chain, read
from lookalike.scan.run import scan_folder
from pictures import picture


def start(connection: Connection[Any], stage: str = "match") -> int:
    row = connection.execute(
        "SELECT lookalike_internal.start_run(%s, '{\"radius\": 8}')", (stage,)
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_run_that_ends_is_logged(archive: Connection[Any]) -> None:
    run_id = start(archive)
    assert read(archive) == []
    archive.execute("SELECT lookalike_internal.finish_run(%s, '{\"accepted\": 3}')", (run_id,))
    (event,) = read(archive)
    assert (event.action, event.event_type) == ("match", "forensic feature analysis")
    assert (event.done_by, event.object_type, event.object_id) == ("lookalike", "run", str(run_id))
    detail = json.loads(event.detail)
    assert (detail["settings"], detail["counts"]) == ({"radius": 8}, {"accepted": 3})
    assert detail["started_at"] <= detail["finished_at"]
    assert detail["version"]


def test_a_run_is_logged_once(archive: Connection[Any]) -> None:
    run_id = start(archive)
    archive.execute("SELECT lookalike_internal.finish_run(%s, '{}')", (run_id,))
    again = archive.execute("SELECT lookalike_internal.record_run(%s)", (run_id,)).fetchone()
    archive.execute("SELECT lookalike_internal.finish_run(%s, '{}')", (run_id,))
    assert [row.event_id for row in read(archive)] == [1]
    assert again == (1,)


def test_what_has_not_ended_is_not_logged(archive: Connection[Any]) -> None:
    run_id = start(archive)
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="has not finished"):
        archive.execute("SELECT lookalike_internal.record_run(%s)", (run_id,))
    with pytest.raises(psycopg.errors.UndefinedObject, match="run 12345 does not exist"):
        archive.execute("SELECT lookalike_internal.record_run(12345)")
    assert read(archive) == []


def test_procedures_are_logged(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a.jpg"), FakeImage("b.jpg", phash_256=1)])
    for _ in range(2):
        archive.execute("CALL lookalike.find_matches()")
        archive.execute("CALL lookalike.form_clusters()")
        archive.execute("CALL lookalike.classify_images()")
    events = read(archive)
    assert [row.action for row in events] == ["match", "cluster", "classify"] * 2
    assert is_chain(events)
    counts = archive.execute("SELECT lookalike_internal.get_counts('match')").fetchone()
    assert counts == (json.loads(events[0].detail)["counts"],)


def test_a_scan_is_logged(archive: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    picture(1).save(folder / "a.png")
    scan_folder(archive, folder, workers=1)
    (event,) = read(archive)
    assert (event.action, event.event_type, event.object_type) == (
        "scan",
        "message digest calculation; metadata extraction",
        "run",
    )
    detail = json.loads(event.detail)
    assert detail["collection"] == "photographs"
    assert detail["counts"]["images"] == 1


def test_a_scan_that_fails_is_not_logged(archive: Connection[Any], tmp_path: Path) -> None:
    """A share that is not mounted: nothing was changed, nothing is said."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    picture(1).save(folder / "a.png")
    scan_folder(archive, folder, workers=1)
    (folder / "a.png").unlink()
    with pytest.raises(psycopg.errors.NoDataFound):
        scan_folder(archive, folder, workers=1)
    assert len(read(archive)) == 1


def test_forgetting_is_logged(archive: Connection[Any]) -> None:
    """The runs that knew of it go; that it was there stays in the log."""
    put(archive, [FakeImage("a.jpg"), FakeImage("b.jpg", phash=1)])
    archive.execute("SELECT lookalike.forget_collection('test')")
    event = read(archive)[-1]
    assert (event.action, event.event_type) == ("forget collection", "index removal")
    assert json.loads(event.detail) == {"name": "test", "images": 2}
