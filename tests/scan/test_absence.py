"""A scan does not believe that many images are gone at once: it stops and changes nothing."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from command import run_command
from lookalike.scan.run import scan_folder
from lookalike.scan.volumes import find_volumes
from pictures import picture

STATE = {
    "images": "SELECT * FROM lookalike_internal.image ORDER BY image_id",
    "problems": "SELECT * FROM lookalike_internal.scan_problem ORDER BY collection_id, path",
    "volumes": "SELECT * FROM lookalike_internal.collection_volume ORDER BY collection_id, path",
    "events": "SELECT event_id FROM lookalike_internal.event ORDER BY event_id",
    "unmatched": "SELECT image_id FROM lookalike_internal.unmatched_image ORDER BY image_id",
}


def state(connection: Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    return {name: connection.execute(query.encode()).fetchall() for name, query in STATE.items()}


def scan(connection: Connection[Any], folder: Path, **options: Any) -> dict[str, int]:
    connection.execute("SELECT pg_advisory_unlock_all()")  # of a scan that stopped
    return scan_folder(connection, folder, workers=1, **options).counts


def refused(connection: Connection[Any], folder: Path) -> psycopg.errors.Diagnostic:
    """Scan; the scan must stop and change nothing. Returns what it says."""
    before = state(connection)
    with pytest.raises(psycopg.errors.NoDataFound) as caught:
        scan(connection, folder)
    assert state(connection) == before
    assert "--accept-missing" in (caught.value.diag.message_hint or "")
    return caught.value.diag


def fill(folder: Path, folders: dict[str, int]) -> Path:
    """Pictures in folders, so many in each."""
    number = 0
    for name, count in folders.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        for n in range(count):
            number += 1
            picture(number, 48, 32).save(folder / name / f"{n}.png")
    return folder


@contextmanager
def away(folder: Path, aside: Path) -> Iterator[None]:
    """Put a folder out of the archive for the block, as when what is mounted there is down."""
    folder.rename(aside)
    folder.mkdir()
    try:
        yield
    finally:
        shutil.rmtree(folder)
        aside.rename(folder)


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    """Mount a tmpfs for the block; skips where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "pictures", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no program mount: nothing can be mounted")
    if done.returncode:
        pytest.skip(f"a tmpfs cannot be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=False)


def test_shares_that_are_down(archive: Connection[Any], tmp_path: Path) -> None:
    root, aside = fill(tmp_path / "archive", {"2018": 6, "2019": 6}), tmp_path / "aside"
    (root / "notes.txt").write_text("no image")
    scan(archive, root)

    with away(root, aside):  # one file lies on the mount point
        (root / "README.txt").write_text("The share is mounted here.")
        said = refused(archive, root)
    assert said.message_primary == '12 of 12 images of collection "archive" are gone'
    detail = said.message_detail or ""
    assert 'No image is left in the folders "2018" (6), "2019" (6).' in detail
    assert 'Examples: "2018/0.png", "2018/1.png", "2018/2.png".' in detail
    assert "No image was marked as missing." in detail

    with away(root / "2019", aside):  # a share that is mounted below
        said = refused(archive, root)
        assert said.message_primary == '6 of 12 images of collection "archive" are gone'
        assert 'left in the folders "2019" (6).' in (said.message_detail or "")
    shutil.move(root / "2019", tmp_path / "elsewhere")  # the mount point is gone, too
    assert "6 of 12" in (refused(archive, root).message_primary or "")
    shutil.move(tmp_path / "elsewhere", root / "2019")

    with away(root, aside):  # nothing at all
        assert "no file found" in (refused(archive, root).message_primary or "")

    counts = scan(archive, root)
    assert (counts["images"], counts["missing"], counts["new"]) == (12, 0, 0)
    states = archive.execute(
        "SELECT state FROM lookalike_detail.run WHERE stage = 'scan' ORDER BY run_id"
    )
    assert [state for (state,) in states] == ["finished", *["refused"] * 4, "finished"]


def test_what_people_delete_and_move_passes(archive: Connection[Any], tmp_path: Path) -> None:
    root = fill(tmp_path / "archive", {"2018": 6, "2019": 6, ".": 3})
    scan(archive, root)

    for n in range(4):  # no whole folder, and few
        (root / "2018" / f"{n}.png").unlink()
    (root / "0.png").unlink()
    (root / "0.png").write_bytes((root / "1.png").read_bytes())  # changed, not gone
    assert scan(archive, root)["missing"] == 4

    (root / "2019").rename(root / "2020")  # times stay
    counts = scan(archive, root)
    assert (counts["moved"], counts["missing"], counts["new"]) == (6, 0, 0)

    shutil.copytree(root / "2020", root / "2021", copy_function=shutil.copy)  # names stay
    shutil.rmtree(root / "2020")
    counts = scan(archive, root)
    assert (counts["moved"], counts["missing"]) == (6, 0)

    shutil.rmtree(root / "2021")
    refused(archive, root)
    counts = scan(archive, root, accept_missing=True)
    assert (counts["missing"], counts["images"]) == (6, 5)
    logged = archive.execute(
        "SELECT detail::jsonb #> '{settings,limits,accept_missing}'"
        " FROM lookalike_detail.event_log WHERE action = 'scan' ORDER BY event_id"
    ).fetchall()
    assert [accepted for (accepted,) in logged] == [None, None, None, None, True]
    assert scan(archive, root)["missing"] == 0


def test_one_of_five_may_go_and_the_last_one_may_not(
    archive: Connection[Any], tmp_path: Path
) -> None:
    root = fill(tmp_path / "archive", {"a": 5})
    (root / "notes.txt").write_text("no image")
    scan(archive, root)
    for n in range(4):
        (root / "a" / f"{n}.png").unlink()
    assert scan(archive, root)["missing"] == 4
    (root / "a" / "4.png").unlink()
    assert "1 of 1 images" in (refused(archive, root).message_primary or "")


def test_files_that_only_look_moved(archive: Connection[Any], tmp_path: Path) -> None:
    """Same sizes and times, other bytes: the walk cannot tell, and the end of the scan does."""
    root = tmp_path / "archive"
    for folder, seed in (("old", 0), ("kept", 50)):
        (root / folder).mkdir(parents=True)
        for n in range(6):
            picture(seed + n, 48, 32).save(root / folder / f"{n}.bmp")
            os.utime(root / folder / f"{n}.bmp", (n, n))
    scan(archive, root)
    shutil.rmtree(root / "old")
    (root / "new").mkdir()
    for n in range(6):
        picture(100 + n, 48, 32).save(root / "new" / f"{n}.bmp")
        os.utime(root / "new" / f"{n}.bmp", (n, n))
    for _ in range(2):
        with pytest.raises(psycopg.errors.NoDataFound, match="6 of 18 images"):
            scan(archive, root)
        missing = "SELECT count(*) FROM lookalike_internal.image WHERE missing_since IS NOT NULL"
        assert archive.execute(missing.encode()).fetchone() == (0,)
    assert scan(archive, root, accept_missing=True)["missing"] == 6


def test_how_much_is_much_can_be_set(archive: Connection[Any], tmp_path: Path) -> None:
    root = fill(tmp_path / "archive", {"a": 3, "b": 3, "c": 8})
    scan(archive, root)
    shutil.rmtree(root / "a")
    archive.execute("SELECT lookalike.set_setting('missing_images', '3')")
    detail = refused(archive, root).message_detail or ""
    assert 'No image is left in the folders "a" (3).' in detail
    archive.execute("SELECT lookalike.set_setting('missing_images', '4')")
    assert scan(archive, root)["missing"] == 3
    for n in range(4):
        (root / "c" / f"{n}.png").unlink()
    assert "4 of 11" in (refused(archive, root).message_primary or "")
    archive.execute("SELECT lookalike.set_setting('missing_share', '0.4')")
    assert scan(archive, root)["missing"] == 4


def test_a_volume_that_is_not_mounted(archive: Connection[Any], tmp_path: Path) -> None:
    """One image is enough: its volume is not there."""
    root = fill(tmp_path / "archive", {"a": 20, "years": 0})
    place = root / "years" / "2019"
    place.mkdir()
    with mounted(place):
        fill(place, {".": 2})
        scan(archive, root)
        remembered = archive.execute(
            "SELECT path, file_system, source FROM lookalike_internal.collection_volume"
            " WHERE path <> '.'"
        ).fetchall()
        assert remembered == [("years/2019", "tmpfs", "pictures")]
    detail = refused(archive, root).message_detail or ""
    assert (
        f'The folder "years/2019" was on the tmpfs file system that was mounted at "{place}"'
        " (pictures). Nothing is mounted there now."
    ) in detail
    fill(place, {".": 1})  # a part of it is there, beneath the mount point
    assert "1 of 22 images" in (refused(archive, root).message_primary or "")
    place.rename(root / "years" / "gone")
    assert "Nothing is mounted" in (refused(archive, root).message_detail or "")
    assert scan(archive, root, accept_missing=True)["images"] == 21
    assert archive.execute(
        "SELECT count(*) FROM lookalike_internal.collection_volume WHERE path <> '.'"
    ).fetchone() == (0,)


def test_a_root_on_another_file_system(archive: Connection[Any], tmp_path: Path) -> None:
    root = tmp_path / "archive"
    root.mkdir()
    with mounted(root):
        fill(root, {"a": 20})
        scan(archive, root)
    fill(root, {"a": 19})  # a part of it lies beneath the mount point
    detail = refused(archive, root).message_detail or ""
    assert 'The folder was on the tmpfs file system that was mounted at "' in detail
    assert "It is on the " in detail
    fill(root, {"a": 20})
    assert scan(archive, root)["missing"] == 0  # nothing is gone, so nothing is said


def test_volumes_of_a_folder(tmp_path: Path) -> None:
    (home,) = find_volumes(tmp_path)
    assert (home.path, home.device, home.inode) == (
        ".", tmp_path.stat().st_dev, tmp_path.stat().st_ino,
    )  # fmt: skip
    assert tmp_path.is_relative_to(home.mount_point)
    assert home.file_system
    (tmp_path / "a b\n").mkdir()
    with mounted(tmp_path / "a b\n"):
        assert [one.path for one in find_volumes(tmp_path)] == [".", "a b\n"]
        assert find_volumes(tmp_path / "a b\n")[0].file_system == "tmpfs"


def test_an_audit_of_several_folders_names_the_collection(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    first, second = fill(tmp_path / "first", {"a": 2}), fill(tmp_path / "second", {"a": 6, "b": 2})
    for root in (first, second):
        scan(archive, root)
    report = tmp_path / "report"
    with away(second / "a", tmp_path / "aside"):
        before = state(archive)
        with pytest.raises(psycopg.errors.NoDataFound, match=r'6 of 8 .* "second"'):
            run_command(
                archive_url, "audit", first, second, "--workers", 1, "--report", report, "--quick"
            )
        after = state(archive)
    assert before.pop("events") == after.pop("events")[:-1]  # the scan of the first folder
    assert before == after
    assert not list(report.glob("*.html"))
