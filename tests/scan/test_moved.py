"""A collection whose folder moved is put to its new folder, and not doubled."""

import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, collection_id, put
from command import run_command
from lookalike.errors import LookalikeError
from lookalike.scan.run import scan_folder
from pictures import fill


def roots(connection: Connection[Any]) -> dict[str, str]:
    return dict(connection.execute("SELECT name, root FROM lookalike.collection").fetchall())


def test_a_folder_that_was_renamed(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    old, new = fill(tmp_path / "archive", 6), tmp_path / "archive new"
    scan_folder(archive, old, workers=1)
    numbers = archive.execute(
        "SELECT image_id, path FROM lookalike_detail.image ORDER BY 1"
    ).fetchall()
    old.rename(new)
    (tmp_path / "archive").mkdir()  # as a mount point that is left
    (tmp_path / "archive" / "README").touch()
    with pytest.raises(LookalikeError) as caught:
        run_command(archive_url, "audit", new, "--quick", "--report", tmp_path / "report")
    assert caught.value.message == f'it looks like collection "archive" moved to "{new}"'
    assert "9 of 9 files" in (caught.value.detail or "")
    assert f"lookalike collection move archive '{new}'" in (caught.value.hint or "")
    assert roots(archive) == {"archive": str(old)}

    said = run_command(archive_url, "collection", "move", "archive", new)
    assert said.splitlines()[0] == f"The folder of collection archive is now {new}. It was {old}."
    assert said.splitlines()[-1] == f"To see what changed there: lookalike scan '{new}'"
    assert "Nothing to do" in run_command(archive_url, "collection", "move", "archive", new)
    assert roots(archive) == {"archive": str(new)}
    counts = scan_folder(archive, new, workers=1).counts
    assert (counts["new"], counts["changed"], counts["moved"], counts["missing"]) == (0, 0, 0, 0)
    again = archive.execute(
        "SELECT image_id, path FROM lookalike_detail.image ORDER BY 1"
    ).fetchall()
    assert again == numbers
    logged = archive.execute(
        "SELECT event_type, detail::jsonb FROM lookalike_detail.event_log"
        " WHERE action = 'move collection'"
    ).fetchall()
    assert logged == [
        ("filename change", {"name": "archive", "root": str(new), "before": str(old)})
    ]


def test_a_copy_is_a_collection_of_its_own(archive: Connection[Any], tmp_path: Path) -> None:
    old = fill(tmp_path / "archive", 3)
    scan_folder(archive, old, workers=1)
    shutil.copytree(old, tmp_path / "copy")
    assert scan_folder(archive, tmp_path / "copy", workers=1).counts["new"] == 5
    other = fill(tmp_path / "other", 2)
    shutil.rmtree(old)
    # It has a few of the names and sizes.
    shutil.rmtree(other / "box 0")
    assert scan_folder(archive, other, workers=1).counts["new"] == 1


def test_a_folder_without_the_files_is_refused(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    put(archive, [FakeImage(f"{n}.png") for n in range(8)], "scans")
    (tmp_path / "0.png").write_bytes(b"x" * 1000)
    (tmp_path / "1.png").write_bytes(b"x" * 999)
    with pytest.raises(LookalikeError) as caught:
        run_command(archive_url, "collection", "move", "scans", tmp_path)
    assert "1 of 8 files" in (caught.value.detail or "")
    with pytest.raises(LookalikeError, match="cannot scan"):
        run_command(archive_url, "collection", "move", "scans", tmp_path / "nowhere", "--force")
    with pytest.raises(psycopg.errors.UndefinedObject, match="does not exist"):
        run_command(archive_url, "collection", "move", "scan", tmp_path)
    run_command(archive_url, "collection", "move", "scans", tmp_path, "--force")
    assert roots(archive) == {"scans": str(tmp_path)}


@pytest.mark.parametrize(
    ("root", "error"),
    [
        ("/made-up/web", psycopg.errors.DuplicateObject),
        ("/made-up/web/inner", psycopg.errors.DuplicateObject),
        ("/made-up", psycopg.errors.DuplicateObject),
        ("/made-up/scans/../x", psycopg.errors.InvalidParameterValue),
        ("/made-up//x", psycopg.errors.InvalidParameterValue),
        ("/made-up/x/", psycopg.errors.InvalidParameterValue),
        ("x", psycopg.errors.InvalidParameterValue),
        (None, psycopg.errors.InvalidParameterValue),
    ],
)
def test_folders_that_are_refused(
    archive: Connection[Any], root: str | None, error: type[psycopg.Error]
) -> None:
    collection_id(archive, "scans")
    collection_id(archive, "web")
    with pytest.raises(error):
        archive.execute("SELECT lookalike.move_collection('scans', %s)", (root,))
    assert roots(archive) == {"scans": "/made-up/scans", "web": "/made-up/web"}


def test_it_may_move_into_or_out_of_its_own_folder(archive: Connection[Any]) -> None:
    """And what rests on the folder is queued: links by whole paths, and classes of bins."""
    put(archive, [FakeImage("a")], "scans")
    archive.execute("DELETE FROM lookalike_internal.unlinked_image")
    archive.execute("DELETE FROM lookalike_internal.unclassified")
    move = "SELECT lookalike.move_collection('scans', %s)"
    assert archive.execute(move, ("/made-up/scans/new",)).fetchone() == ("/made-up/scans",)
    queued = "SELECT count(*) FROM lookalike_internal.{}"
    assert archive.execute(queued.format("unlinked_image").encode()).fetchone() == (1,)
    assert archive.execute(queued.format("unclassified").encode()).fetchone() == (0,)
    archive.execute(move, ("/made-up/.snapshot",))
    assert archive.execute(queued.format("unclassified").encode()).fetchone() == (1,)


def test_not_while_it_is_scanned(archive: Connection[Any], archive_url: str) -> None:
    collection_id(archive, "scans")
    with psycopg.connect(archive_url, autocommit=True) as other:
        other.execute(
            "SELECT lookalike_internal.start_scan('scans', '/made-up/scans', '{}', 'a', '{}', '{}')"
        )
        with pytest.raises(psycopg.errors.ObjectInUse, match="is being scanned"):
            archive.execute("SELECT lookalike.move_collection('scans', '/x')")
        other.execute("SELECT pg_advisory_unlock_all()")
