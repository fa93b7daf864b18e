"""Scans of a real folder, again and again as it changes."""

import os
import shutil
from pathlib import Path
from typing import Any

import imagehash
import psycopg
import pytest
from PIL import Image, ImageOps
from psycopg import Connection

from lookalike import stages
from lookalike.errors import LookalikeError
from lookalike.picture.limits import Limits
from lookalike.scan.run import ScanResult, scan_folder
from pictures import fill, picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "photographs")


def scan(connection: Connection[Any], folder: Path) -> dict[str, int]:
    return scan_folder(connection, folder, workers=2).counts


def images(connection: Connection[Any]) -> dict[str, tuple[Any, ...]]:
    """Everything of each present image by its path, but for the number of the run."""
    rows = connection.execute(
        "SELECT path, image_id, sha256, pixel_digest, phash::text, phash_256::text, modified_at"
        " FROM lookalike_internal.image JOIN lookalike_internal.fingerprint USING (image_id)"
        " WHERE missing_since IS NULL"
    )
    return {row[0]: row[1:] for row in rows}


def problems(connection: Connection[Any]) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT path, problem FROM lookalike.scan_problem"))


def test_every_file_is_an_image_or_a_problem(archive: Connection[Any], folder: Path) -> None:
    counts = scan(archive, folder)
    assert counts == {
        "files": 37, "images": 34, "new": 34, "changed": 0, "moved": 0, "missing": 0,
        "not_images": 1, "problems": 2,
    }  # fmt: skip
    assert problems(archive) == {
        ("broken.jpg", "truncated"),
        ("empty.tif", "empty_file"),
        ("notes.txt", "not_an_image"),
    }
    on_disk = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
    assert on_disk == images(archive).keys() | {path for path, _ in problems(archive)}
    found = archive.execute("SELECT name, root FROM lookalike_internal.collection").fetchall()
    assert found == [("photographs", str(folder))]


def test_a_second_scan_reads_and_changes_nothing(
    archive: Connection[Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(archive, folder)
    everything = (
        "SELECT i.xmin, f.xmin, i.*, f.* FROM lookalike_internal.image i"
        " JOIN lookalike_internal.fingerprint f USING (image_id) ORDER BY i.image_id"
    )
    problem_rows = "SELECT xmin, * FROM lookalike_internal.scan_problem ORDER BY path"
    before = archive.execute(everything).fetchall(), archive.execute(problem_rows).fetchall()
    # A file that is read all the same would now become a problem.
    monkeypatch.setattr("lookalike.scan.run.fingerprint_file", os.abort)
    counts = scan(archive, folder)
    assert (counts["new"], counts["changed"]) == (0, 0)
    after = archive.execute(everything).fetchall(), archive.execute(problem_rows).fetchall()
    assert after == before


def test_changed_touched_moved_missing_and_new_files(
    archive: Connection[Any], folder: Path
) -> None:
    scan(archive, folder)
    archive.execute("CALL lookalike.find_matches()")
    before = images(archive)

    picture(1000).save(folder / "box 1" / "001.png")  # changed
    os.utime(folder / "box 2" / "002.png", ns=(0, 10**18))  # only touched
    (folder / "attic").mkdir()
    shutil.move(folder / "box 0" / "003.png", folder / "attic" / "renamed.png")
    (folder / "box 2" / "005.png").unlink()
    picture(2000).save(folder / "new.png")
    shutil.copy(folder / "box 1" / "004 web.jpg", folder / "broken.jpg")  # mended
    (folder / "box 1" / "007.png").write_bytes(b"no image any more")

    counts = scan(archive, folder)
    after = images(archive)
    assert (counts["new"], counts["changed"], counts["moved"], counts["missing"]) == (2, 1, 1, 1)
    assert after["box 1/001.png"][0] == before["box 1/001.png"][0]
    assert after["box 1/001.png"][1] != before["box 1/001.png"][1]
    assert after["box 2/002.png"][:5] == before["box 2/002.png"][:5]
    assert after["attic/renamed.png"][:5] == before["box 0/003.png"][:5]
    gone = {"box 0/003.png", "box 2/005.png", "box 1/007.png"}
    assert after.keys() == before.keys() - gone | {"attic/renamed.png", "new.png", "broken.jpg"}
    assert problems(archive) == {
        ("empty.tif", "empty_file"),
        ("notes.txt", "not_an_image"),
        ("box 1/007.png", "unidentified"),
    }
    pending = archive.execute(
        "SELECT path FROM lookalike_internal.image JOIN lookalike_internal.unmatched_image USING"
        " (image_id)"
        " ORDER BY path"
    ).fetchall()
    assert [path for (path,) in pending] == [
        "attic/renamed.png", "box 1/001.png", "box 1/007.png", "box 2/005.png", "broken.jpg",
        "new.png",
    ]  # fmt: skip

    # And back again: a missing image that returns is the one it was.
    picture(5).save(folder / "box 2" / "005.png")
    scan(archive, folder)
    assert images(archive)["box 2/005.png"][:2] == before["box 2/005.png"][:2]


def test_copies_that_swap_names_are_not_lost(archive: Connection[Any], folder: Path) -> None:
    scan(archive, folder)
    for old, new in [("000.png", "x.png"), ("000 copy.png", "y.png")]:
        shutil.move(folder / "box 0" / old, folder / "box 0" / new)
    counts = scan(archive, folder)
    assert (counts["moved"], counts["new"], counts["missing"]) == (2, 0, 0)
    assert {"box 0/x.png", "box 0/y.png"} <= images(archive).keys()


def test_the_scanned_tree_is_untouched(archive: Connection[Any], folder: Path) -> None:
    def look() -> dict[str, tuple[bytes, int, int, int]]:
        found = {}
        for path in [folder, *sorted(folder.rglob("*"))]:
            status = path.stat()
            content = path.read_bytes() if path.is_file() else b""
            found[str(path)] = (content, status.st_mtime_ns, status.st_ctime_ns, status.st_mode)
        return found

    before = look()
    scan(archive, folder)
    assert look() == before


def test_an_emptied_folder_is_taken_for_an_unmounted_share(
    archive: Connection[Any], folder: Path
) -> None:
    scan(archive, folder)
    before = images(archive)
    shutil.move(folder, folder.with_name("elsewhere"))
    folder.mkdir()
    with pytest.raises(psycopg.errors.NoDataFound, match="no file found in the folder") as caught:
        scan(archive, folder)
    assert "mounted" in (caught.value.diag.message_hint or "")
    assert images(archive) == before
    # The failed scan is resumed once the share is back.
    folder.rmdir()
    shutil.move(folder.with_name("elsewhere"), folder)
    archive.execute("SELECT pg_advisory_unlock_all()")
    assert scan(archive, folder)["missing"] == 0
    assert images(archive) == before


def test_a_second_scan_at_once_is_told_so(
    archive: Connection[Any], archive_url: str, folder: Path
) -> None:
    scan(archive, folder)
    with psycopg.connect(archive_url, autocommit=True) as other:
        other.execute(
            "SELECT lookalike_internal.start_scan('photographs', %s, '{}', 'a', '{}', '{}')",
            (str(folder),),
        )
        with pytest.raises(psycopg.errors.ObjectInUse) as caught:
            scan(archive, folder)
        # Given back at once; the connection's end would do it some time later.
        other.execute("SELECT pg_advisory_unlock_all()")
    said = caught.value.diag
    assert (
        said.message_primary
        == 'collection "photographs" is being scanned, or its files are being moved'
    )
    assert "has had it since" in (said.message_detail or "")
    assert said.message_hint
    result: ScanResult = scan_folder(archive, folder)
    assert result.resumed


def test_overlapping_folders_are_refused(archive: Connection[Any], folder: Path) -> None:
    scan(archive, folder)
    for overlapping in (folder / "box 1", folder.parent):
        with pytest.raises(psycopg.errors.DuplicateObject, match="overlaps collection"):
            scan(archive, overlapping)


def test_two_folders_of_one_name_are_two_collections(
    archive: Connection[Any], tmp_path: Path
) -> None:
    for place in ("north", "south"):
        fill(tmp_path / place / "images", 2)
        scan(archive, tmp_path / place / "images")
    names = archive.execute("SELECT name FROM lookalike_internal.collection ORDER BY collection_id")
    assert [name for (name,) in names] == ["images", str(tmp_path / "south" / "images")]


def test_a_folder_that_is_none(archive: Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match=r"cannot scan .*nowhere"):
        scan(archive, tmp_path / "nowhere")
    assert archive.execute("SELECT count(*) FROM lookalike_internal.collection").fetchone() == (0,)


def test_images_below_an_unreadable_folder_are_not_missing(
    archive: Connection[Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(archive, folder)
    before = images(archive)
    real_scandir = os.scandir

    def scandir(path: Any) -> Any:  # root may read everything, so the refusal is made here
        if os.fsencode(path).endswith(b"box 1"):
            raise PermissionError(13, "Permission denied", path)
        return real_scandir(path)

    monkeypatch.setattr("os.scandir", scandir)
    counts = scan(archive, folder)
    assert counts["missing"] == 0
    assert images(archive) == before
    assert ("box 1", "unreadable") in problems(archive)
    monkeypatch.undo()
    scan(archive, folder)
    assert ("box 1", "unreadable") not in problems(archive)


def test_a_path_too_long_for_a_key_is_a_problem(archive: Connection[Any], tmp_path: Path) -> None:
    deep = fill(tmp_path / "photographs", 1)
    here = os.open(deep, os.O_RDONLY)
    for _ in range(13):  # each step by itself: the whole path is longer than the system takes
        os.mkdir("d" * 240, dir_fd=here)
        below = os.open("d" * 240, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with os.fdopen(os.open("x.png", os.O_CREAT | os.O_WRONLY, dir_fd=here), "wb") as file:
        picture(1).save(file, "PNG")
    os.close(here)
    for _ in range(2):
        counts = scan(archive, deep)
        assert (counts["images"], counts["problems"]) == (3, 3)
        found = archive.execute(
            "SELECT path FROM lookalike.scan_problem WHERE problem = 'path_too_long'"
        ).fetchall()
        assert len(found) == 1
        assert found[0][0].startswith("d" * 240 + "/")


def test_what_a_limit_kept_out_is_read_when_the_limit_is_lifted(
    archive: Connection[Any], folder: Path
) -> None:
    tight = scan_folder(archive, folder, workers=1, limits=Limits(max_pixels=1000))
    assert tight.counts["images"] == 0
    assert ("box 0/000.png", "decompression_bomb") in problems(archive)
    assert scan(archive, folder)["images"] == 34
    settings = archive.execute(
        "SELECT settings->'limits' FROM lookalike_internal.run ORDER BY run_id"
    )
    assert [row[0]["max_pixels"] for row in settings] == [1000, Limits().max_pixels]


def test_another_look_of_the_same_bytes_is_matched_again(
    archive: Connection[Any], folder: Path
) -> None:
    """As after an upgrade of a decoder: the file is only touched, but its hash comes out anew."""
    scan(archive, folder)
    archive.execute("CALL lookalike.find_matches()")
    archive.execute(
        "UPDATE lookalike_internal.fingerprint SET phash = ~phash WHERE image_id ="
        " (SELECT image_id FROM lookalike_internal.image WHERE path = 'box 0/000.png')"
    )
    os.utime(folder / "box 0" / "000.png", ns=(0, 10**18))
    scan(archive, folder)
    pending = archive.execute(
        "SELECT path FROM lookalike_internal.image JOIN lookalike_internal.unmatched_image USING"
        " (image_id)"
    )
    assert pending.fetchall() == [("box 0/000.png",)]


def contents(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT path, x, y, f.width, f.height, phash::text, phash_256::text, quality > 0.5"
        " FROM lookalike_internal.fingerprint f JOIN lookalike_internal.image USING (image_id)"
        " WHERE region = 'content' ORDER BY path"
    ).fetchall()


def test_content_within_a_border(archive: Connection[Any], tmp_path: Path) -> None:
    """A fingerprint of its own, which comes, changes and goes with the border."""

    def bits(image: Image.Image, side: int) -> str:
        return "".join("01"[int(bit)] for bit in imagehash.phash(image, side).hash.ravel())

    def row(image: Image.Image, x: int, y: int) -> tuple[Any, ...]:
        return "a.png", x, y, *image.size, bits(image, 8), bits(image, 16), True

    plain = picture(7, 200, 150)
    plain.save(tmp_path / "plain.png")
    path = tmp_path / "a.png"
    ImageOps.expand(plain, (20, 30, 10, 40), "#00f").save(path)
    scan(archive, tmp_path)
    assert contents(archive) == [row(plain, 20, 30)]
    archive.execute("CALL lookalike.find_matches()")

    os.utime(path, ns=(0, 10**18))  # only touched
    scan(archive, tmp_path)
    assert contents(archive) == [row(plain, 20, 30)]
    assert archive.execute("SELECT FROM lookalike_internal.unmatched_image").fetchall() == []

    other = picture(8, 180, 120)
    ImageOps.expand(other, (12, 9), "#00f").save(path)
    scan(archive, tmp_path)
    assert contents(archive) == [row(other, 12, 9)]

    other.save(path)
    scan(archive, tmp_path)
    assert contents(archive) == []
    regions = archive.execute(
        "SELECT region, count(*) FROM lookalike_internal.fingerprint GROUP BY region"
    )
    assert regions.fetchall() == [("full", 2)]

    ImageOps.expand(other, (12, 9), "#00f").save(path)
    scan(archive, tmp_path)
    path.unlink()
    scan(archive, tmp_path)
    assert contents(archive) == [row(other, 12, 9)]  # it is kept as the full one is


def test_a_rectangle_belongs_to_the_content(archive: Connection[Any], tmp_path: Path) -> None:
    ImageOps.expand(picture(7), (9, 9), "#00f").save(tmp_path / "a.png")
    scan(archive, tmp_path)
    for region, wrong in (("full", "x = 1"), ("content", "x = NULL")):
        with pytest.raises(psycopg.errors.CheckViolation):
            archive.execute(
                f"UPDATE lookalike_internal.fingerprint SET {wrong} WHERE region = '{region}'"
            )
    with pytest.raises(psycopg.errors.CheckViolation):
        archive.execute(
            "INSERT INTO lookalike_internal.fingerprint"
            " (image_id, region, method_id, phash, phash_256, quality)"
            " SELECT image_id, 'edge', method_id, phash, phash_256, quality"
            " FROM lookalike_internal.fingerprint WHERE region = 'full'"
        )


def sort_out(archive: Connection[Any]) -> None:
    stages.match(archive)
    stages.cluster(archive)
    stages.lineage(archive, workers=1)
    stages.classify(archive)


def test_a_collection_can_be_forgotten(archive: Connection[Any], tmp_path: Path) -> None:
    for place in ("north", "south"):
        scan(archive, fill(tmp_path / place, 8))
    sort_out(archive)
    forgotten = archive.execute("SELECT lookalike.forget_collection('north')").fetchone()
    assert forgotten == (12,)
    sort_out(archive)
    left = archive.execute(
        "SELECT collection, class, count(*) FROM lookalike_detail.retention_classification"
        " GROUP BY 1, 2 ORDER BY 2"
    ).fetchall()
    assert left == [
        ("south", "archival master", 3),
        ("south", "derivative", 2),
        ("south", "identical copy", 2),
        ("south", "unique", 5),
    ]
    with pytest.raises(psycopg.errors.UndefinedObject, match="does not exist"):
        archive.execute("SELECT lookalike.forget_collection('north')")
    assert (tmp_path / "north").is_dir()
