"""The stage that encodes: what is kept, what it proposes, and that the order does not matter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image, ImageOps
from psycopg import Connection

from lookalike import stages
from lookalike.database import connect
from lookalike.encode import find_codes, propose
from lookalike.encode.propose import propose_by_codes
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder
from servers import WAYS, Servers

EDITED = ("resize to 50 %", "crop 35 %", "mirror", "negative", "white border", "caption bar")


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)())


def fill(folder: Path, name: str, edits: tuple[str, ...]) -> None:
    folder.mkdir(exist_ok=True)
    photograph(name).save(folder / f"{name}.png")
    for edit in EDITS:
        if edit.name in edits:
            data = edit.make(photograph(name), name)
            (folder / f"{name} {edit.name}{edit.suffix}").write_bytes(data)


def proposed(connection: Connection[Any]) -> set[tuple[str, frozenset[str]]]:
    return {
        (found_by, frozenset((a, b)))
        for found_by, a, b in connection.execute(
            "SELECT c.found_by, a.path, b.path FROM lookalike_internal.candidate c"
            " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
            " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b"
        )
    }


def test_the_view_shows_the_corners_of_each_image(archive: Connection[Any], tmp_path: Path) -> None:
    small = photograph("chelsea").resize((400, 266))
    small.save(tmp_path / "a.png")
    small.save(tmp_path / "b.tif")
    Image.new("RGB", (200, 200), "white").save(tmp_path / "blank.png")
    scan_folder(archive, tmp_path, workers=1)
    assert stages.encode(archive, 1) == {"pictures": 1, "new": 1, "unread": 0}
    assert stages.encode(archive, 1) == {"pictures": 1, "new": 0, "unread": 0}
    expected = find_codes(cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2GRAY))
    for path in ("a.png", "b.tif"):
        rows = archive.execute(
            "SELECT l.code::text, l.x::float8, l.y::float8, l.angle::float8, l.scale::float8"
            " FROM lookalike.local_code l JOIN lookalike_detail.image i USING (image_id)"
            " WHERE i.path = %s ORDER BY l.point",
            (path,),
        ).fetchall()
        assert [int(row[0], 2) for row in rows] == expected.codes.tolist()
        x, y, angle, scale = expected.points.T
        shown = np.array([row[1:] for row in rows])
        assert np.allclose(shown[:, :2], np.column_stack([x, y]), atol=0.02)
        assert np.allclose(shown[:, 2], np.degrees(angle), atol=0.1)
        assert np.allclose(shown[:, 3], scale, atol=0.01)


@pytest.mark.parametrize("crop_comes_last", [True, False])
def test_a_crop_and_its_whole_find_each_other(
    archive: Connection[Any], tmp_path: Path, crop_comes_last: bool
) -> None:
    """Whichever came first; and a mirrored negative of a part, too."""
    whole = photograph("coffee")
    crop = whole.crop((120, 80, 420, 300))
    files = {
        "whole": [("whole.png", whole), ("other.png", photograph("rocket"))],
        "crop": [("crop.jpg", crop), ("odd.png", ImageOps.mirror(ImageOps.invert(crop)))],
    }
    for folder in ("whole", "crop") if crop_comes_last else ("crop", "whole"):
        (tmp_path / folder).mkdir()
        for name, picture in files[folder]:
            picture.save(tmp_path / folder / name)
        scan_folder(archive, tmp_path / folder, workers=1)
        stages.encode(archive, 1)
        stages.match(archive)
        stages.prove(archive, 1)
    pairs = archive.execute(
        "SELECT path_a, path_b, relation FROM lookalike_detail.duplicate_pair WHERE accepted"
    ).fetchall()
    found = {frozenset(pair[:2]) for pair in pairs}
    assert frozenset(("whole.png", "crop.jpg")) in found or frozenset(("whole.png", "odd.png")) in (
        found
    )
    clusters = archive.execute("SELECT path FROM lookalike_detail.duplicate_image").fetchall()
    assert {path for (path,) in clusters} == {"whole.png", "crop.jpg", "odd.png"}


def encode_whole_and_crop(connection: Connection[Any], folder: Path) -> None:
    """A photograph and a crop of it, for which only the search for shared corners is left."""
    whole = photograph("coffee")
    whole.save(folder / "whole.png")
    whole.crop((120, 80, 420, 300)).save(folder / "crop.png")
    scan_folder(connection, folder, workers=1)
    stages.encode(connection, 1)
    stages.match(connection)
    connection.execute("CALL lookalike.propose_copies()")


def test_a_decision_that_is_undone_is_looked_for_again(
    archive: Connection[Any], tmp_path: Path
) -> None:
    encode_whole_and_crop(archive, tmp_path)
    propose_by_codes(archive)
    expected = {("code", frozenset(("whole.png", "crop.png")))}
    assert proposed(archive) == expected
    archive.execute("DELETE FROM lookalike_internal.candidate")
    propose_by_codes(archive)
    assert proposed(archive) == set()  # nothing is new
    archive.execute("DELETE FROM lookalike_internal.proposed")
    archive.execute("CALL lookalike.propose_copies()")
    propose_by_codes(archive)
    assert proposed(archive) == expected


@pytest.fixture(scope="module")
def orders(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Connection[Any]]]:
    """Two archives of the same folders, scanned in either order before the other stages run."""
    root = tmp_path_factory.mktemp("orders")
    for name in ("chelsea", "coffee", "rocket"):
        fill(root / f"originals {name}", name, ())
        fill(root / f"copies {name}", name, EDITED)
        (root / f"copies {name}" / f"{name}.png").unlink()
    folders = sorted(root.iterdir())
    with (
        servers.database(WAYS[0], "archive") as one,
        servers.database(WAYS[0], "archive") as two,
        connect(one) as forwards,
        connect(two) as backwards,
    ):
        for connection, order in ((forwards, folders), (backwards, folders[::-1])):
            for folder in order:
                scan_folder(connection, folder, workers=1)
            stages.encode(connection, 2)
            stages.match(connection)
            stages.prove_and_embed(connection, 2)
            stages.cluster(connection)
            stages.lineage(connection, 2)
            stages.classify(connection)
        yield [forwards, backwards]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT cluster_id, path FROM lookalike_detail.duplicate_image",
        "SELECT path, class, disposition FROM lookalike_detail.retention_classification",
        "SELECT path, parent_path, relation, is_root, is_certain FROM lookalike.lineage",
    ],
    ids=["clusters", "classes", "lineage"],
)
def test_the_order_of_scanning_does_not_matter(orders: list[Connection[Any]], query: str) -> None:
    def answer(connection: Connection[Any]) -> set[Any]:
        rows = connection.execute(query.encode()).fetchall()
        if "cluster_id" in query:  # the numbers of clusters follow those of images
            groups: dict[int, set[str]] = {}
            for cluster, path in rows:
                groups.setdefault(cluster, set()).add(path)
            return {frozenset(group) for group in groups.values()}
        return set(rows)

    one, two = map(answer, orders)
    assert one == two
    assert len(one) >= 3


def test_a_search_that_takes_too_much_memory_is_left_out(
    archive: Connection[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The pictures wait, and are looked for on a larger machine."""
    encode_whole_and_crop(archive, tmp_path)
    monkeypatch.setattr(propose, "memory_bytes", lambda: 1000)
    propose_by_codes(archive)
    assert proposed(archive) == set()
    assert "Run lookalike prove on a larger machine" in capsys.readouterr().err
    monkeypatch.undo()
    propose_by_codes(archive)
    assert proposed(archive) == {("code", frozenset(("whole.png", "crop.png")))}
