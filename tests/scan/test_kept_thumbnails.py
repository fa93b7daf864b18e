"""Thumbnails in the archive: one a picture, made, added and dropped by scans."""

import io
from base64 import b64decode
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image
from psycopg import Connection

from access.logins import Logins
from command import run_command
from lookalike.scan.run import scan_folder
from pictures import picture


def make(folder: Path, *seeds: int) -> Path:
    folder.mkdir(exist_ok=True)
    for seed in seeds:
        picture(seed).save(folder / f"{seed}.png")
    return folder


def shown(connection: Connection[Any]) -> list[str]:
    """The paths of the images that have a thumbnail."""
    return [
        path
        for (path,) in connection.execute(
            "SELECT i.collection || '/' || i.path FROM lookalike.thumbnail t"
            " JOIN lookalike_detail.image i USING (image_id) ORDER BY 1"
        )
    ]


def kept(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT count(*) FROM lookalike_internal.thumbnail").fetchone()
    assert row is not None
    return int(row[0])


def test_one_thumbnail_a_picture(archive: Connection[Any], tmp_path: Path) -> None:
    folder = make(tmp_path / "a", 1, 2)
    picture(1).save(folder / "1 again.tif")
    scan_folder(archive, folder, workers=1)
    assert shown(archive) == ["a/1 again.tif", "a/1.png", "a/2.png"]
    assert kept(archive) == 2
    for uri, width, height, size in archive.execute(
        "SELECT data_uri, width, height, byte_size FROM lookalike.thumbnail"
    ).fetchall():
        kind, _, text = uri.partition(",")
        assert kind == "data:image/jpeg;base64"
        jpeg = b64decode(text, validate=True)
        assert len(jpeg) == size <= 4096
        assert Image.open(io.BytesIO(jpeg)).size == (width, height) == (96, 64)
    with pytest.raises(psycopg.errors.CheckViolation):
        archive.execute("UPDATE lookalike_internal.thumbnail SET jpeg = repeat('x', 4097)::bytea")


def test_a_scan_adds_and_drops_them(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    folder, other = make(tmp_path / "a", 1, 2), make(tmp_path / "b", 2)
    run_command(archive_url, "settings", "set", "thumbnails", "off")
    for one in (folder, other):
        scan_folder(archive, one, workers=1)
    assert shown(archive) == []
    run_command(archive_url, "settings", "reset", "thumbnails")
    make(folder, 3)
    scan_folder(archive, folder, workers=1)  # reads the new image alone
    assert shown(archive) == ["a/3.png"]
    before = archive.execute("SELECT * FROM lookalike_internal.image ORDER BY 1").fetchall()
    run_command(archive_url, "scan", folder, "--thumbnails")
    assert shown(archive) == ["a/1.png", "a/2.png", "a/3.png", "b/2.png"]
    assert before == archive.execute("SELECT * FROM lookalike_internal.image ORDER BY 1").fetchall()
    run_command(archive_url, "scan", folder, "--no-thumbnails")
    assert kept(archive) == 0  # also of the picture that is in collection b, too
    assert scan_folder(archive, folder, workers=1).counts["changed"] == 0
    run_command(archive_url, "scan", other, "--thumbnails")
    assert shown(archive) == ["a/2.png", "b/2.png"]


def test_they_go_with_the_last_image(archive: Connection[Any], tmp_path: Path) -> None:
    folder, other = make(tmp_path / "a", 1, 2), make(tmp_path / "b", 2)
    for one in (folder, other):
        scan_folder(archive, one, workers=1)
    picture(3).save(folder / "1.png")
    picture(4).save(folder / "2.png")
    scan_folder(archive, folder, workers=1)
    assert shown(archive) == ["a/1.png", "a/2.png", "b/2.png"] and kept(archive) == 3
    (folder / "2.png").rename(folder / "4.png")
    (folder / "1.png").unlink()
    scan_folder(archive, folder, workers=1, accept_missing=True)
    assert shown(archive) == ["a/1.png", "a/4.png", "b/2.png"]  # a/1.png is missing
    archive.execute("SELECT lookalike.forget_collection('a')")
    assert shown(archive) == ["b/2.png"] and kept(archive) == 1


def test_a_restriction_hides_them(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    scan_folder(archive, make(tmp_path / "a", 1, 2), workers=1)
    archive.execute(
        "SELECT lookalike.restrict_access('donor', 'deed', 'Stella', 'asked',"
        " image_id => (SELECT image_id FROM lookalike_detail.image WHERE path = '1.png'))"
    )
    with Logins(archive_url) as logins:
        with logins.connect("lookalike_analyst") as analyst:
            assert (shown(analyst), kept(analyst)) == (["a/2.png"], 1)
        with logins.connect("lookalike_restricted") as insider:
            assert (shown(insider), kept(insider)) == (["a/1.png", "a/2.png"], 2)
