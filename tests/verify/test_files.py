"""Files are read again, whatever their dates say, and each failure is told and logged."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.errors import InsufficientPrivilege
from typer.testing import CliRunner, Result

from access.logins import Logins
from core.sealing import is_chain, read
from lookalike.cli import app
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.picture.limits import Limits
from lookalike.quarantine.run import apply_plan
from lookalike.scan.run import scan_folder
from lookalike.verify.files import check_files
from pictures import fill
from quarantine.shelf import MODIFIED_NS, Shelf


@pytest.fixture
def shelf(archive: Connection[Any], tmp_path: Path) -> Shelf:
    """Ten masters, and a copy of the first that lies in quarantine."""
    shelf = Shelf(archive, tmp_path / "photographs", tmp_path / "quarantine")
    masters = [shelf.shelve(f"masters/{n}.tif", f"{n}", "archival master") for n in range(10)]
    copy = shelf.shelve("copies/0.tif", "0", "identical copy", masters[0])
    archive.execute(
        "UPDATE lookalike_internal.image"
        " SET modified_at = to_timestamp(%s) + %s * interval '1 microsecond'",
        (MODIFIED_NS // 10**9, MODIFIED_NS // 1000 % 10**6),
    )
    assert apply_plan(archive, shelf.plan(copy)).done == 1
    return shelf


def flip(file: Path) -> None:
    """Turn one bit over, and put the old times back."""
    status = file.stat()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def verify(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["verify", "files", "--database", url, *arguments])


def outcomes(connection: Connection[Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Outcome and explanation of each file, by its place and path."""
    rows = connection.execute(
        "SELECT place, path, outcome, explanation FROM lookalike_detail.fixity"
    )
    return {(place, path): tuple(rest) for place, path, *rest in rows}


def test_every_failure_is_told_and_logged(
    shelf: Shelf, archive: Connection[Any], archive_url: str
) -> None:
    assert verify(archive_url, "--share", "100%").exit_code == 0
    assert {outcome for outcome, _ in outcomes(archive).values()} == {"intact"}
    assert len(outcomes(archive)) == 11

    masters = shelf.folder / "masters"
    flip(masters / "1.tif")
    (masters / "2.tif").unlink()
    (masters / "3.tif").unlink()
    (masters / "3.tif").symlink_to(masters / "4.tif")
    (masters / "5.tif").write_bytes(b"longer than it was")
    (quarantined,) = (path for path in shelf.away.rglob("*") if path.is_file())
    flip(quarantined)
    before = len(read(archive))
    said = verify(archive_url, "--share", "100%")

    assert said.exit_code == 1
    assert "11 of 11 files read again" in said.stdout
    assert "6 intact, 3 changed, 1 missing, 1 unreadable." in said.stdout
    told = dict(line.split(": ", 1) for line in said.stderr.splitlines())
    assert told.keys() == {f'"{masters / f"{n}.tif"}"' for n in (1, 2, 3, 5)} | {f'"{quarantined}"'}
    assert told[f'"{masters / "1.tif"}"'].endswith("Its size and date are as recorded.")
    assert told[f'"{masters / "2.tif"}"'] == "It is not there."
    assert "it is a symbolic link" in told[f'"{masters / "3.tif"}"']
    assert "It has 18 bytes, not 24." in told[f'"{masters / "5.tif"}"']
    failed = {key: value for key, value in outcomes(archive).items() if value[0] != "intact"}
    assert Counter(outcome for outcome, _ in failed.values()) == {
        "changed": 3, "missing": 1, "unreadable": 1,
    }  # fmt: skip

    logged = read(archive)[before:]
    assert is_chain(read(archive))
    assert {(row.action, row.event_type, row.outcome) for row in logged} == {
        ("check files", "fixity check", "failure")
    }
    assert [row.object_type for row in logged] == ["image"] * 5 + [None]
    assert '"changed": 3' in logged[-1].detail and '"drawn": 11' in logged[-1].detail

    # A file that was put right is intact again.
    flip(masters / "1.tif")
    assert "7 intact, 2 changed" in verify(archive_url, "--share", "100").stdout


def test_all_files_have_their_turn(shelf: Shelf, archive: Connection[Any]) -> None:
    """Half are the ones that waited longest; the other half may be any others."""
    seen: Counter[int] = Counter()
    for run in range(1, 7):
        assert check_files(archive, share=0.01, files=4).outcomes == {"intact": 4}
        rows = archive.execute("SELECT image_id FROM pg_temp.fixity_draw").fetchall()
        seen.update(image for (image,) in rows)
        assert sum(seen.values()) == 4 * run
    assert len(outcomes(archive)) == len(seen) == 11
    details = [row.detail for row in read(archive) if row.action == "check files"]
    assert len(set(details)) == 6, "each run notes the seed of its draw"

    def draw() -> list[tuple[int]]:
        archive.execute("SELECT lookalike_internal.draw_fixity_files(5, 1234)")
        return archive.execute(
            "SELECT image_id FROM pg_temp.fixity_draw ORDER BY position"
        ).fetchall()

    assert draw() == draw(), "the same seed draws the same files"


def test_a_share_is_never_nothing(shelf: Shelf, archive: Connection[Any], archive_url: str) -> None:
    assert "1 of 11 files read again" in verify(archive_url).stdout
    assert "2 of 11 files read again" in verify(archive_url, "--share", "10.5 %").stdout
    assert "3 of 11 files read again" in verify(archive_url, "--files", "3").stdout
    assert "11 of 11 files read again" in verify(archive_url, "--files", "300").stdout
    for share in ("0%", "101%", "some", "-1%"):
        assert isinstance(verify(archive_url, "--share", share).exception, LookalikeError)


def test_a_folder_that_is_not_there(
    shelf: Shelf, archive: Connection[Any], archive_url: str
) -> None:
    """It is told once. Nothing is said of its files, which may be well."""
    shelf.folder.rename(shelf.folder.with_name("unmounted"))
    said = verify(archive_url, "--share", "100%")
    assert said.exit_code == 1
    assert said.stderr.count("The folder cannot be opened: No such file or directory.") == 1
    assert "1 of 11 files read again" in said.stdout
    assert Counter(outcome for outcome, _ in outcomes(archive).values()) == {None: 10, "intact": 1}
    last = read(archive)[-1]
    assert (last.outcome, '"not_read": 10' in last.detail) == ("failure", True)


def test_a_check_of_what_changed_meanwhile_does_not_count(
    shelf: Shelf, archive: Connection[Any]
) -> None:
    image, digest = archive.execute(
        "SELECT image_id, encode(sha256, 'hex') FROM lookalike_internal.image"
        " WHERE path = 'masters/7.tif'"
    ).fetchone() or (0, "")

    def store(path: str, sha256: str) -> int:
        check = (
            "SELECT count(*) FROM lookalike_internal.store_fixity(jsonb_build_array("
            "jsonb_build_object('image_id', %s, 'place', 'collection', 'path', %s::text,"
            " 'sha256', %s::text, 'outcome', 'missing', 'explanation', 'It is not there.')))"
        )
        return shelf.one(check, image, path, sha256)

    assert store("masters/moved.tif", digest) == 0
    assert store("masters/7.tif", "ab" * 32) == 0
    assert store("masters/7.tif", digest) == 1
    archive.execute(
        "UPDATE lookalike_internal.image SET sha256 = sha256('new') WHERE image_id = %s", (image,)
    )
    assert outcomes(archive)["collection", "masters/7.tif"] == (None, None)


def test_who_may(shelf: Shelf, archive_url: str) -> None:
    with Logins(archive_url) as logins:
        for role in ("lookalike_loader", "lookalike_steward"):
            with logins.connect(role) as person:
                assert check_files(person, share=1).outcomes == {"intact": 11}
                with pytest.raises(InsufficientPrivilege):
                    person.execute("UPDATE lookalike_internal.fixity_check SET outcome = 'intact'")
        for role in ("lookalike_reviewer", "lookalike_analyst"):
            with logins.connect(role) as person, pytest.raises(InsufficientPrivilege):
                check_files(person, share=1)


def test_a_scan_does_not_take_a_flipped_byte_for_an_edit(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "photographs", 2)
    scan_folder(archive, folder, workers=1)
    damaged = folder / "box 1" / "001.png"
    # Behind the picture, so that it can still be decoded.
    content = damaged.read_bytes() + b"trailing"
    damaged.write_bytes(content)
    scan_folder(archive, folder, workers=1)
    query = "SELECT * FROM lookalike_detail.image WHERE path = 'box 1/001.png'"
    before = archive.execute(query).fetchall()
    status = damaged.stat()
    damaged.write_bytes(content[:-1] + b"x")
    os.utime(damaged, ns=(status.st_atime_ns, status.st_mtime_ns))
    # Other libraries: everything is read again.
    archive.execute(
        "UPDATE lookalike_internal.fingerprint_method SET parameters = parameters"
        ' || \'{"pixel_digest": "of an earlier version"}\''
    )
    for _ in range(2):  # it does not become the truth at the next scan either
        counts = scan_folder(archive, folder, workers=1).counts
        assert counts["changed"] == 0
        assert archive.execute(query).fetchall() == before
        found = archive.execute(
            "SELECT path, is_scanned FROM lookalike.scan_problem WHERE problem = 'changed_bytes'"
        )
        assert found.fetchall() == [("box 1/001.png", True)]
    events = [row for row in read(archive) if row.action == "check files"]
    assert [(row.object_type, row.outcome) for row in events] == [("image", "failure")] * 2
    assert outcomes(archive)["collection", "box 1/001.png"][0] == "changed"
    assert verify(archive_url, "--share", "100%").exit_code == 1

    os.utime(damaged)  # the change was meant
    assert scan_folder(archive, folder, workers=1).counts["changed"] == 1
    assert verify(archive_url, "--share", "100%").exit_code == 0
    left = archive.execute("SELECT FROM lookalike.scan_problem WHERE problem = 'changed_bytes'")
    assert left.fetchall() == []


def test_a_collection_whose_scan_followed_links(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    real = fill(tmp_path / "real", 1)
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "linked").symlink_to(real)
    scan_folder(archive, tmp_path / "photographs", workers=1, limits=Limits(follow_symlinks=True))
    assert verify(archive_url, "--share", "100%").exit_code == 0
    with connect(archive_url) as other:
        other.execute("UPDATE lookalike_internal.run SET settings = '{}'")
    said = verify(archive_url, "--share", "100%")
    assert "it is reached through a symbolic link" in said.stderr


def test_a_folder_whose_share_is_not_mounted_is_not_read(
    shelf: Shelf, archive: Connection[Any], archive_url: str
) -> None:
    archive.execute(
        "INSERT INTO lookalike_internal.collection_volume"
        " SELECT collection_id, '.', 1, 1, '/srv/share', 'nfs4', 'server:/share'"
        " FROM lookalike_internal.collection"
    )
    (shelf.folder / "masters" / "1.tif").unlink()
    said = verify(archive_url, "--share", "100%")
    assert said.exit_code == 1
    assert 'lay on the nfs4 file system at "/srv/share"' in " ".join(said.output.split())
    assert {outcome for outcome, _ in outcomes(archive).values()} == {"intact", None}
