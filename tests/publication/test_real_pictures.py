"""A front page: the catalogue names the whole photograph, and a crop of it was printed."""

import csv
from pathlib import Path
from typing import Any

import skimage.data
from PIL import Image
from psycopg import Connection

from command import run_command
from lookalike import stages
from lookalike.scan.run import scan_folder

HEADER = ["id", "file", "title", "published", "published in", "issue", "published crop"]
ENTRIES = [
    ["P1", "cat.png", "Cat", "yes", "Front page, city edition, crop over 3 columns", "", ""],
    ["P2", "cat.png", "Cat", "yes", "Sunday", "12", "180,100,200,150"],
    ["P3", "cat.png", "Cat", "yes", "Sunday", "13", "10 %, 10 %, 30 %, 30 %"],
    ["P4", "gone.png", "Dog", "yes", "Sunday", "14", ""],
]


def test_the_crop_on_the_page_is_kept(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    cat = Image.fromarray(skimage.data.chelsea())
    cat.save(folder / "cat.png")
    cat.resize((225, 150)).save(folder / "web.jpg", quality=90)
    cat.crop((60, 30, 400, 280)).save(folder / "wide.jpg", quality=92)
    cat.crop((182, 99, 379, 251)).save(folder / "tight.jpg", quality=92)
    with (tmp_path / "c.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *ENTRIES])
    scan_folder(archive, folder, workers=1)
    run_command(archive_url, "import", tmp_path / "c.csv")
    stages.match(archive)
    # What embeddings of details propose, without a network.
    archive.execute(
        "INSERT INTO lookalike_internal.candidate (image_id_a, image_id_b, found_by)"
        " SELECT least(a.image_id, b.image_id), greatest(a.image_id, b.image_id), 'embedding'"
        " FROM lookalike_internal.image a, lookalike_internal.image b"
        " WHERE a.path = 'cat.png' AND b.path IN ('wide.jpg', 'tight.jpg')"
    )
    stages.prove(archive, workers=1)
    stages.cluster(archive)
    stages.lineage(archive, workers=1)
    stages.classify(archive)

    publications = archive.execute(
        "SELECT external_id, edition, fidelity, rendition_path, possible_renditions"
        " FROM lookalike_detail.publication ORDER BY external_id"
    ).fetchall()
    assert publications == [
        ("P1", None, "source only", None, 2),
        ("P2", "12", "exact", "tight.jpg", 0),
        ("P3", "13", "source only", None, 0),
        ("P4", "14", "nothing held", None, 0),
    ]
    without = archive.execute("SELECT external_id FROM lookalike_detail.published_without_copy")
    assert {entry for (entry,) in without} == {"P1", "P3", "P4"}
    kept = dict(
        archive.execute(
            "SELECT path, reason FROM lookalike_detail.guarded_image WHERE guard = 'last copy'"
        ).fetchall()
    )
    assert set(kept) >= {"cat.png", "tight.jpg", "wide.jpg"}
    assert kept["tight.jpg"].startswith("Its picture has been published")
    said = dict(
        archive.execute(
            "SELECT path, (is_published_pixels, is_published_rendition,"
            " is_possible_rendition)::text FROM lookalike_detail.classification_evidence"
        ).fetchall()
    )
    assert said == {
        "cat.png": "(t,f,f)",
        "web.jpg": "(f,f,f)",
        "wide.jpg": "(f,f,t)",
        "tight.jpg": "(t,t,t)",
    }
