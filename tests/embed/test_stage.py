"""The stage that embeds: what is looked at, once, and what is left."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data
from PIL import Image
from psycopg import Connection

from lookalike import stages
from lookalike.embed import Embedder, default_model
from lookalike.scan.run import scan_folder


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photographs, one of them twice, and a blank page."""
    folder = tmp_path / "photographs"
    folder.mkdir()
    for name in ("chelsea", "coffee", "rocket"):
        photograph(name).save(folder / f"{name}.png")
    photograph("coffee").save(folder / "coffee copy.tif")
    Image.new("RGB", (200, 200), "white").save(folder / "blank.png")
    return folder


def embedded(connection: Connection[Any]) -> dict[str, np.ndarray[Any, Any]]:
    return {
        path: vector.to_numpy()
        for path, vector in connection.execute(
            "SELECT i.path, e.embedding FROM lookalike_internal.embedding e"
            " JOIN lookalike_internal.image i USING (pixel_digest)"
        )
    }


def test_each_picture_is_looked_at_once(archive: Connection[Any], folder: Path) -> None:
    scan_folder(archive, folder, workers=1)
    assert stages.embed(archive, workers=1) == {"pictures": 3, "new": 3, "unread": 0}
    found = embedded(archive)
    assert set(found) == {"chelsea.png", "coffee.png", "coffee copy.tif", "rocket.png"}
    embedder = Embedder(default_model())
    for path, vector in found.items():
        picture = photograph(path.split(" ")[0].removesuffix(".png"))
        assert vector @ embedder.embed([picture])[0] > 0.999
    parts = archive.execute(
        "SELECT count(*), count(DISTINCT pixel_digest), max(part) FROM"
        " lookalike_internal.embedding_part"
    ).fetchone()
    assert parts == (27, 3, 9)
    in_use = archive.execute(
        "SELECT name, path, is_in_use FROM lookalike_internal.model"
    ).fetchall()
    assert in_use == [("efficientnet-lite0", None, True)]


def test_only_what_is_new_is_looked_at(archive: Connection[Any], folder: Path) -> None:
    scan_folder(archive, folder, workers=1)
    stages.embed(archive, workers=1)
    rows = "SELECT xmin, * FROM lookalike_internal.embedding ORDER BY pixel_digest"
    before = archive.execute(rows).fetchall()
    assert stages.embed(archive, workers=1) == {"pictures": 3, "new": 0, "unread": 0}
    assert archive.execute(rows).fetchall() == before

    photograph("astronaut").save(folder / "astronaut.png")
    photograph("astronaut").save(folder / "rocket.png")  # overwritten: nobody needs the old one
    scan_folder(archive, folder, workers=1)
    assert stages.embed(archive, workers=1) == {"pictures": 3, "new": 1, "unread": 0}
    found = embedded(archive)
    assert set(found) == {
        "chelsea.png", "coffee.png", "coffee copy.tif", "astronaut.png", "rocket.png",
    }  # fmt: skip
    assert (found["astronaut.png"] == found["rocket.png"]).all()
    after = archive.execute(rows).fetchall()
    assert sum(row in before for row in after) == 2


def test_parts_of_what_is_gone_are_dropped(archive: Connection[Any], folder: Path) -> None:
    scan_folder(archive, folder, workers=1)
    stages.embed(archive, workers=1)
    photograph("chelsea").save(folder / "rocket.png")
    scan_folder(archive, folder, workers=1)
    stages.embed(archive, workers=1)
    left = archive.execute(
        "SELECT count(*) FROM lookalike_internal.embedding_part p WHERE NOT EXISTS"
        " (SELECT FROM lookalike_internal.image i WHERE i.pixel_digest = p.pixel_digest)"
    ).fetchone()
    assert left == (0,)


def test_a_file_that_is_gone_is_left_for_the_next_time(
    archive: Connection[Any], folder: Path
) -> None:
    scan_folder(archive, folder, workers=1)
    content = (folder / "rocket.png").read_bytes()
    (folder / "rocket.png").write_bytes(content[:2000])
    assert stages.embed(archive, workers=1) == {"pictures": 2, "new": 2, "unread": 1}
    assert "rocket.png" not in embedded(archive)
    (folder / "rocket.png").write_bytes(content)
    assert stages.embed(archive, workers=1) == {"pictures": 3, "new": 1, "unread": 0}


def test_an_archive_of_nothing(archive: Connection[Any], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    scan_folder(archive, tmp_path / "empty", workers=1)
    assert stages.embed(archive, workers=1) == {"pictures": 0, "new": 0, "unread": 0}
    stages.match(archive)
    counts = {"compared": 0, "proven": 0, "accepted": 0, "possible": 0, "parts": 0, "unread": 0}
    assert stages.prove(archive, workers=1) == counts
