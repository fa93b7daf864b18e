"""All stages on real photographs with edited copies beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import skimage.data
from PIL import Image
from psycopg import Connection

from lookalike import stages
from lookalike.database import connect
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder
from servers import WAYS, Servers

PHOTOGRAPHS = ("chelsea", "coffee", "rocket")
# And how the reason for keeping the original instead says what was done.
COPIES = {
    "resize to 50 %": "resized to 50 %",
    "grey": "toned",
    "negative": "negative",
    "caption bar": "edited",
    "white border": "with a border",
    "crop 35 %": "cropped to 65 % of the area",
    "turn by 90 degrees": "turned by -90.0°",
    "mirror": "mirrored",
}
_ALL = (
    "SELECT * FROM lookalike_detail.duplicate_pair ORDER BY image_id_a, image_id_b",
    "SELECT * FROM lookalike_detail.duplicate_image ORDER BY image_id",
    "SELECT * FROM lookalike_detail.retention_classification ORDER BY image_id",
    "SELECT xmin, * FROM lookalike_internal.match ORDER BY image_id_a, image_id_b",
    "SELECT xmin, * FROM lookalike_internal.cluster_member ORDER BY image_id",
    "SELECT xmin, * FROM lookalike_internal.embedding ORDER BY pixel_digest",
    "SELECT * FROM lookalike_internal.proposed ORDER BY pixel_digest",
    "SELECT * FROM lookalike_internal.candidate",
)


def fill(folder: Path, photographs: tuple[str, ...], copies: tuple[str, ...]) -> None:
    folder.mkdir()
    for name in photographs:
        picture = Image.fromarray(getattr(skimage.data, name)())
        picture.save(folder / f"{name}.png")
        for edit in EDITS:
            if edit.name in copies:
                (folder / f"{name}, {edit.name}{edit.suffix}").write_bytes(edit.make(picture, name))


def run(connection: Connection[Any], folder: Path) -> dict[str, int]:
    """Every stage; returns the counts of proving."""
    scan_folder(connection, folder, workers=1)
    stages.encode(connection, workers=2)
    stages.match(connection)
    _, counts = stages.prove_and_embed(connection, workers=2)
    stages.cluster(connection)
    stages.lineage(connection, workers=2)
    stages.classify(connection)
    return counts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photographs") / "all"
    fill(folder, PHOTOGRAPHS, tuple(COPIES))
    return folder


@pytest.fixture(scope="module")
def proven(servers: Servers, folder: Path) -> Iterator[tuple[Connection[Any], dict[str, int]]]:
    """An archive through all stages, and the counts of proving."""
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        yield connection, run(connection, folder)


def original(path: str) -> str:
    return path.split(",")[0].removesuffix(".png")


def test_each_copy_is_in_one_cluster_with_its_original(
    proven: tuple[Connection[Any], dict[str, int]],
) -> None:
    connection, counts = proven
    rows = connection.execute(
        "SELECT array_agg(path ORDER BY path) FROM lookalike_detail.duplicate_image"
        " GROUP BY cluster_id"
    ).fetchall()
    assert sorted(sorted({original(path) for path in paths}) for (paths,) in rows) == [
        [name] for name in sorted(PHOTOGRAPHS)
    ]
    assert {len(paths) for (paths,) in rows} == {1 + len(COPIES)}
    accepted = connection.execute(
        "SELECT path_a, path_b, proof FROM lookalike_detail.duplicate_pair WHERE accepted"
    ).fetchall()
    assert all(original(a) == original(b) for a, b, _ in accepted)
    # Everything was looked at, or needs no look.
    assert {proof for *_, proof in accepted} <= {"proven", "connected"}
    # The first proofs connect all copies; then each is proven against its original.
    assert len(rows) * len(COPIES) <= counts["proven"]
    assert counts["proven"] <= sum(proof == "proven" for *_, proof in accepted)
    assert counts["unread"] == 0


def test_every_copy_is_proven_against_its_original(
    proven: tuple[Connection[Any], dict[str, int]],
) -> None:
    connection, _ = proven
    found = {
        frozenset((a, b)): relation
        for a, b, relation in connection.execute(
            "SELECT path_a, path_b, relation FROM lookalike_detail.duplicate_pair"
            " WHERE proof = 'proven'"
        )
    }
    for name in PHOTOGRAPHS:
        for edit in EDITS:
            if edit.name in COPIES:
                pair = frozenset((f"{name}.png", f"{name}, {edit.name}{edit.suffix}"))
                assert edit.relations <= set(found[pair].split(", ")), pair


def test_what_the_pixels_show_to_be_made_of_the_other(
    proven: tuple[Connection[Any], dict[str, int]],
) -> None:
    connection, _ = proven
    derived = dict(
        connection.execute(
            "SELECT CASE WHEN path_a LIKE '%.png' THEN path_b ELSE path_a END, derived_path"
            " FROM lookalike_detail.duplicate_pair WHERE path_a LIKE '%.png' OR path_b LIKE '%.png'"
        ).fetchall()
    )
    for name in PHOTOGRAPHS:
        for edit in EDITS:
            if edit.name in COPIES and edit.derived:
                copy = f"{name}, {edit.name}{edit.suffix}"
                assert derived[copy] == copy
    assert not [path for path in derived.values() if path is not None and path.endswith(".png")]


def test_the_original_is_the_archival_master(
    proven: tuple[Connection[Any], dict[str, int]],
) -> None:
    """If it is no copy itself. And the reason of each copy names what was done to make it."""
    connection, _ = proven
    classes = {
        path: (klass, reason)
        for path, klass, reason in connection.execute(
            "SELECT path, class, reason FROM lookalike_detail.retention_classification"
        )
    }
    for path, (klass, reason) in classes.items():
        if path.startswith("rocket"):  # this one is a JPEG of quality 96 saved as PNG
            assert klass == "original undetermined"
        elif path.endswith(".png"):
            assert klass == "archival master"
            assert reason.startswith(f"Archival master of {1 + len(COPIES)} images: ")
        else:
            edit = Path(path).stem.split(", ")[1]
            assert klass == "derivative"
            assert f'of the archival master "{original(path)}.png": ' in reason
            assert COPIES[edit] in reason, (path, reason)


def test_another_run_changes_nothing(
    proven: tuple[Connection[Any], dict[str, int]], folder: Path
) -> None:
    connection, counts = proven
    before = [connection.execute(query.encode()).fetchall() for query in _ALL]
    accepted = [proof for (proof,) in connection.execute(
        "SELECT proof FROM lookalike_detail.duplicate_pair WHERE accepted"
    )]  # fmt: skip
    assert run(connection, folder) == counts | {
        "compared": 0, "proven": accepted.count("proven"), "accepted": len(accepted),
    }  # fmt: skip
    assert [connection.execute(query.encode()).fetchall() for query in _ALL] == before


def test_a_file_that_is_gone_waits(archive: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    fill(folder, ("coffee",), ("JPEG quality 30", "resize to 50 %", "mirror", "crop 35 %"))
    scan_folder(archive, folder, workers=1)
    stages.encode(archive, workers=2)
    stages.match(archive)
    accepted = "SELECT path_a, path_b, proof FROM lookalike_detail.duplicate_pair WHERE accepted"
    before = set(archive.execute(accepted).fetchall())
    # One that is like others by hash, and one that only the model brings up.
    small, crop = folder / "coffee, resize to 50 %.jpg", folder / "coffee, crop 35 %.jpg"
    leaning = {row for row in before if small.name in row}
    assert leaning
    assert not [row for row in before if crop.name in row]
    contents = {file: file.read_bytes() for file in (small, crop)}
    for file in contents:
        file.unlink()

    counts = stages.prove(archive, workers=2)
    waiting = archive.execute(
        "SELECT a.path, b.path, c.found_by FROM lookalike_internal.candidate c"
        " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b"
    ).fetchall()
    assert {way for *_, way in waiting} >= {"hash", "code"}
    assert all({small.name, crop.name} & {a, b} for a, b, _ in waiting)
    assert counts["unread"] == len(waiting)
    # What the hashes say stays, and nothing else is without a proof.
    after = set(archive.execute(accepted).fetchall())
    assert {row for row in after if row[2] is None} == leaning
    paths = archive.execute("SELECT path FROM lookalike_detail.duplicate_image").fetchall()
    assert {path for (path,) in paths} == {file.name for file in folder.iterdir()} | {small.name}

    for file, content in contents.items():  # the drive is mounted again
        file.write_bytes(content)
    assert stages.prove(archive, workers=2)["unread"] == 0
    assert archive.execute("SELECT count(*) FROM lookalike_internal.candidate").fetchone() == (0,)
    assert None not in {proof for *_, proof in archive.execute(accepted)}
    paths = archive.execute("SELECT path FROM lookalike_detail.duplicate_image").fetchall()
    assert {path for (path,) in paths} == {file.name for file in folder.iterdir()}


def test_as_many_pairs_are_proven_as_connect_all(archive: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    close = (
        "JPEG quality 30", "resize to 50 %", "resize to 20 %", "grey", "sepia", "brightness +40 %",
        "contrast +40 %", "blur", "text watermark", "EXIF orientation",
    )  # fmt: skip
    fill(folder, ("coffee",), close)
    scan_folder(archive, folder, workers=1)
    stages.match(archive)
    stages.prove(archive, workers=1)
    stages.lineage(archive, workers=1)
    rows = archive.execute(
        "SELECT path_a, path_b, proof, explanation FROM lookalike_detail.duplicate_pair"
        " WHERE accepted"
    ).fetchall()
    proven = {frozenset(row[:2]) for row in rows if row[2] == "proven"}
    left_out = {frozenset(row[:2]) for row in rows if row[2] == "connected"}
    assert left_out
    assert len(proven) + len(left_out) == len(rows)
    # Each is proven against the archival master, whatever else connects it.
    beside = {path for pair in proven if "coffee.png" in pair for path in pair}
    assert beside == {file.name for file in folder.iterdir()}
    assert all("looks the same as" in row[3] for row in rows if frozenset(row[:2]) in left_out)


def test_what_was_added_later_joins_the_cluster(archive: Connection[Any], tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    fill(folder, ("coffee", "rocket"), ("crop 20 %",))
    run(archive, folder)
    clusters = "SELECT path, cluster_id FROM lookalike_detail.duplicate_image"
    before = dict(archive.execute(clusters).fetchall())
    assert len(before) == 4
    picture = Image.fromarray(skimage.data.coffee())
    for edit in EDITS:
        if edit.name == "mirror":
            (folder / "mirrored.jpg").write_bytes(edit.make(picture, "coffee"))
    run(archive, folder)
    after = dict(archive.execute(clusters).fetchall())
    assert after == before | {"mirrored.jpg": before["coffee.png"]}
