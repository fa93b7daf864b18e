"""Stage lineage on real files, from scan to class."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from psycopg import Connection

from lineage.made import captioned, scene
from lookalike import stages
from lookalike.database import connect
from lookalike.scan.exclude import Excludes
from lookalike.scan.run import scan_folder
from servers import WAYS, Servers


def fill(folder: Path) -> None:
    """An original with copies; and two copies, the original of which is not there."""
    (folder / "whole").mkdir(parents=True)
    whole = folder / "whole"
    scene(1).save(whole / "original.jpg", quality=92)
    source = Image.open(whole / "original.jpg")
    source.save(whole / "saved.png")
    captioned(source).save(whole / "caption.png")
    source.save(whole / "small.jpg", quality=60)
    source.resize((200, 144), Image.Resampling.LANCZOS).save(whole / "half.jpg", quality=85)
    (folder / "lost").mkdir()
    lost = scene(2)
    lost.save(folder / "lost" / "a.jpg", quality=84)
    lost.save(folder / "lost" / "b.jpg", quality=62)


@pytest.fixture(scope="module")
def audited(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Connection[Any], Path]]:
    folder = tmp_path_factory.mktemp("files") / "files"
    fill(folder)
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        run(connection, folder)
        yield connection, folder


def run(connection: Connection[Any], folder: Path) -> dict[str, int]:
    scan_folder(connection, folder, workers=1)
    stages.match(connection)
    stages.prove(connection, workers=1)
    stages.cluster(connection)
    counts = stages.lineage(connection, workers=1)
    stages.classify(connection)
    return counts


def test_each_image_has_its_parent(audited: tuple[Connection[Any], Path]) -> None:
    connection, _ = audited
    rows = connection.execute(
        "SELECT path, parent_path, is_root, is_certain FROM lookalike.lineage"
        " WHERE path LIKE 'whole/%' ORDER BY path"
    ).fetchall()
    assert rows == [
        ("whole/caption.png", "whole/original.jpg", False, True),
        ("whole/half.jpg", "whole/original.jpg", False, True),
        ("whole/original.jpg", None, True, True),
        ("whole/saved.png", "whole/original.jpg", False, True),
        ("whole/small.jpg", "whole/original.jpg", False, True),
    ]


def test_the_root_is_the_master_and_the_lost_original_is_undetermined(
    audited: tuple[Connection[Any], Path],
) -> None:
    connection, _ = audited
    found = dict(
        connection.execute(
            "SELECT path, class FROM lookalike_detail.retention_classification"
        ).fetchall()
    )
    assert found == {
        "lost/a.jpg": "original undetermined",
        "lost/b.jpg": "original undetermined",
        "whole/caption.png": "derivative",
        "whole/half.jpg": "derivative",
        "whole/original.jpg": "archival master",
        "whole/saved.png": "identical copy",
        "whole/small.jpg": "derivative",
    }


def test_the_traces_of_files_are_shown(audited: tuple[Connection[Any], Path]) -> None:
    connection, _ = audited
    rows = connection.execute(
        "SELECT path, jpeg_quality, earlier_jpeg_quality FROM lookalike.lineage"
        " WHERE path IN ('whole/original.jpg', 'whole/caption.png') ORDER BY path"
    ).fetchall()
    assert rows == [("whole/caption.png", None, 92), ("whole/original.jpg", 92, None)]


def test_a_second_run_changes_nothing(audited: tuple[Connection[Any], Path]) -> None:
    connection, folder = audited
    query = "SELECT xmin, * FROM lookalike_internal.lineage ORDER BY image_id"
    before = connection.execute(query).fetchall()
    assert run(connection, folder) == {"clusters": 2, "certain": 1, "unread": 0}
    assert connection.execute(query).fetchall() == before


def test_a_file_that_cannot_be_read_leaves_its_cluster_in_the_queue(
    audited: tuple[Connection[Any], Path],
) -> None:
    connection, folder = audited
    image = connection.execute(
        "SELECT image_id FROM lookalike_internal.image WHERE path = 'lost/b.jpg'"
    ).fetchone()
    assert image is not None
    content = (folder / "lost" / "b.jpg").read_bytes()
    (folder / "lost" / "b.jpg").unlink()
    connection.execute("INSERT INTO lookalike_internal.untraced VALUES (%s)", image)
    assert stages.lineage(connection, workers=1)["unread"] == 1
    (folder / "lost" / "b.jpg").write_bytes(content)
    assert stages.lineage(connection, workers=1)["unread"] == 0


def test_a_collection_of_masters_makes_its_image_the_master(
    audited: tuple[Connection[Any], Path], tmp_path: Path
) -> None:
    """The pixels of two copies of a lost image leave open which of them is the better."""
    connection, _ = audited
    lost = scene(7)
    for name, quality in (("masters", 84), ("access", 80)):
        (tmp_path / name).mkdir()
        lost.save(tmp_path / name / f"{name} seven.jpg", quality=quality)
        run(connection, tmp_path / name)
    query = (
        "SELECT path, class FROM lookalike_detail.retention_classification"
        " WHERE path LIKE '% seven.jpg' ORDER BY path"
    )
    assert [class_ for _, class_ in connection.execute(query)] == ["original undetermined"] * 2
    connection.execute(
        "UPDATE lookalike_internal.collection SET holds = 'masters' WHERE name = 'masters'"
    )
    assert stages.lineage(connection, workers=1)["certain"] == 2
    stages.classify(connection)
    assert connection.execute(query).fetchall() == [
        ("access seven.jpg", "derivative"),
        ("masters seven.jpg", "archival master"),
    ]
    row = connection.execute(
        "SELECT evidence FROM lookalike.lineage WHERE path = 'masters seven.jpg'"
    ).fetchone()
    assert row is not None
    assert "holds masters" in row[0]
    connection.execute("UPDATE lookalike_internal.collection SET holds = NULL")
    assert stages.lineage(connection, workers=1)["certain"] == 1


def test_of_files_with_the_same_pixels_one_in_a_bin_comes_last(
    audited: tuple[Connection[Any], Path], tmp_path: Path
) -> None:
    """Even if it is the older file and has the better format."""
    connection, _ = audited
    (tmp_path / "two" / "#recycle").mkdir(parents=True)
    scene(8).save(tmp_path / "two" / "#recycle" / "a.jpg", quality=90)
    picture = Image.open(tmp_path / "two" / "#recycle" / "a.jpg")
    picture.save(tmp_path / "two" / "b.png")
    scan_folder(connection, tmp_path / "two", workers=1, excludes=Excludes(defaults=False))
    stages.match(connection)
    stages.prove(connection, workers=1)
    stages.cluster(connection)
    rows = connection.execute(
        "SELECT path, is_first FROM lookalike_internal.read_untraced(-1, 100)"
        " WHERE path IN ('#recycle/a.jpg', 'b.png') ORDER BY path"
    ).fetchall()
    assert rows == [("#recycle/a.jpg", False), ("b.png", True)]
