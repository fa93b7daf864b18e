"""What a scan stores of files with several pages, and when it reads a file again."""

import os
from pathlib import Path
from typing import Any

import imagehash
import pytest
from PIL import Image
from psycopg import Connection

from containers import psd, saved
from lookalike.scan.fingerprint import method
from lookalike.scan.run import scan_folder
from pictures import picture

A, B, C = (picture(seed) for seed in (1, 2, 3))


def scan(connection: Connection[Any], folder: Path) -> dict[str, int]:
    return scan_folder(connection, folder, workers=1).counts


def write(path: Path, *images: Image.Image) -> None:
    path.write_bytes(saved(images[0], "TIFF", save_all=True, append_images=images[1:]))


def pages(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT i.path, p.page, p.width, p.height, p.phash::text, p.phash_256::text, p.quality > 0"
        " FROM lookalike_internal.page p JOIN lookalike_internal.image i USING (image_id)"
        " ORDER BY i.path, p.page"
    ).fetchall()


def row(path: str, number: int, image: Image.Image) -> tuple[Any, ...]:
    def bits(side: int) -> str:
        return "".join("01"[int(bit)] for bit in imagehash.phash(image, side).hash.ravel())

    return path, number, *image.size, bits(8), bits(16), True


def test_pages_come_change_and_go_with_the_file(archive: Connection[Any], tmp_path: Path) -> None:
    write(tmp_path / "case.tif", A, B, C)
    write(tmp_path / "one.tif", A)
    (tmp_path / "layers.psd").write_bytes(psd(A, layers=1))
    scan(archive, tmp_path)
    assert pages(archive) == [row("case.tif", n, one) for n, one in enumerate((A, B, C), 1)]
    seen = archive.execute(
        "SELECT path, frame_count, not_compared FROM lookalike_detail.image ORDER BY 1"
    )
    assert seen.fetchall() == [
        ("case.tif", 3, None), ("layers.psd", 1, "layers"), ("one.tif", 1, None),
    ]  # fmt: skip
    evidence = archive.execute(
        "SELECT path FROM lookalike_detail.classification_evidence"
        " WHERE frame_count > 1 OR not_compared IS NOT NULL ORDER BY 1"
    )
    assert evidence.fetchall() == [("case.tif",), ("layers.psd",)]

    write(tmp_path / "case.tif", C, A)
    os.utime(tmp_path / "case.tif", ns=(0, 10**18))
    scan(archive, tmp_path)
    assert pages(archive) == [row("case.tif", n, one) for n, one in enumerate((C, A), 1)]
    write(tmp_path / "case.tif", C)
    scan(archive, tmp_path)
    assert pages(archive) == []


def age(connection: Connection[Any], path: str) -> None:
    """Have an image as an older version left it: digested by its first frame only."""
    old = connection.execute(
        "INSERT INTO lookalike_internal.fingerprint_method (algorithm, parameters, libraries)"
        ' SELECT algorithm, parameters || \'{"pixel_digest": "blake3-1"}\', libraries'
        " FROM lookalike_internal.fingerprint_method ORDER BY method_id LIMIT 1"
        " ON CONFLICT ON CONSTRAINT fingerprint_method_key DO UPDATE"
        " SET algorithm = excluded.algorithm RETURNING method_id"
    ).fetchone()
    assert old is not None
    connection.execute(
        "UPDATE lookalike_internal.fingerprint SET method_id = %s WHERE image_id ="
        " (SELECT image_id FROM lookalike_internal.image WHERE path = %s)",
        (old[0], path),
    )
    connection.execute(
        "UPDATE lookalike_internal.image SET pixel_digest = sha256('old'), sha256 = sha256,"
        " frame_count = 1 WHERE path = %s",
        (path,),
    )


def digest(connection: Connection[Any], path: str) -> str:
    found = connection.execute(
        "SELECT pixel_digest FROM lookalike_detail.image WHERE path = %s", (path,)
    )
    return str(found.fetchone())


def read_by(connection: Connection[Any], pillow: str) -> list[str]:
    """The paths of images that were read with this version of Pillow."""
    rows = connection.execute(
        "SELECT path FROM lookalike_internal.image JOIN lookalike_internal.fingerprint USING"
        " (image_id) JOIN lookalike_internal.fingerprint_method USING (method_id)"
        " WHERE libraries->>'pillow' = %s",
        (pillow,),
    )
    return [row[0] for row in rows]


def test_a_file_of_an_older_digest_is_read_again_and_no_other(
    archive: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "case.tif", A, B)
    write(tmp_path / "one.tif", A)
    scan(archive, tmp_path)
    now = digest(archive, "case.tif")
    age(archive, "case.tif")
    assert digest(archive, "case.tif") != now

    for version in ("998", "999"):
        name, parameters, libraries = method()
        newer = name, parameters, libraries | {"pillow": version}
        monkeypatch.setattr("lookalike.scan.run.method", lambda found=newer: found)
        scan(archive, tmp_path)
        assert digest(archive, "case.tif") == now
    # Newer libraries alone do not count.
    assert (read_by(archive, "998"), read_by(archive, "999")) == (["case.tif"], [])


def test_decisions_go_with_a_file_that_is_digested_otherwise(
    archive: Connection[Any], tmp_path: Path
) -> None:
    write(tmp_path / "case.tif", A, B)
    write(tmp_path / "other.tif", C)
    scan(archive, tmp_path)
    age(archive, "case.tif")
    number, other = (
        archive.execute(
            "SELECT image_id FROM lookalike_detail.image WHERE path = %s", (path,)
        ).fetchone()
        for path in ("case.tif", "other.tif")
    )
    assert number is not None and other is not None
    for words, image, partner in (
        ("quarantine", number[0], None),
        ("keep", number[0], None),
        ("not a duplicate", number[0], other[0]),
    ):
        archive.execute(
            "SELECT lookalike.record_decision(%s, 'Rita', 'because', %s, %s)",
            (words, image, partner),
        )
    archive.execute("SELECT lookalike.place_hold('Case 1', 'evidence', 'Stella', %s)", number)
    scan(archive, tmp_path)
    decided = archive.execute("SELECT image_id, decision FROM lookalike.image_decision")
    assert decided.fetchall() == [(number[0], "keep")]
    pair = archive.execute(
        "SELECT count(*) FROM lookalike_internal.pair_decision d"
        " JOIN lookalike_internal.image a ON a.pixel_digest = d.pixel_digest_a"
        " JOIN lookalike_internal.image b ON b.pixel_digest = d.pixel_digest_b"
    ).fetchone()
    assert pair == (1,)
    held = archive.execute("SELECT DISTINCT image_id FROM lookalike.held_image").fetchall()
    assert held == [number]
    logged = archive.execute(
        "SELECT count(*) FROM lookalike_internal.event WHERE action = 'carry decisions'"
    ).fetchone()
    assert logged == (1,)
