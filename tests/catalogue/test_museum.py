"""A real museum catalogue with its pictures, and the catalogue of the sample."""

import csv
import re
from pathlib import Path
from typing import Any

from psycopg import Connection
from typer.testing import CliRunner

from lookalike.cli import app
from lookalike.demo import make_demo
from lookalike.scan.run import scan_folder


def load(url: str, file: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["import", str(file), "--database", url, *arguments])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_the_museum_finds_its_pictures(
    archive: Connection[Any], archive_url: str, shared_images: Path
) -> None:
    folder = shared_images / "archive"
    scan_folder(archive, folder)
    said = load(archive_url, folder / "metadata.csv")
    assert "CSV, UTF-8, delimiter semicolon" in said
    for line in (
        "external_id <- Inventárne číslo",
        "title       <- Názov (preferovaný)",
        "creator     <- Autorita (základná)",
        "date        <- Datovanie (interval)",
        "description <- Poznámka",
    ):
        assert line in said
    assert "97 entries; 97 new" in said

    # By the names alone: SNG--<number>[__<number>]...[--<what it shows>].jpg
    with (folder / "metadata.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["PID"].removeprefix("SVK:SNG."): row["Inventárne číslo"]
               for row in csv.DictReader(file, delimiter=";")}  # fmt: skip
    expected = set()
    for path in (*folder.glob("preview/*.jpg"), *folder.glob("catalogue/*.jpg")):
        names = re.split("--", path.stem.removeprefix("SNG--"))[0].split("__")
        for name in names:
            # P_1949-2 is the second photograph, O_548-a-b one of two panels.
            number = name if name in ids else re.sub(r"-\w+$", "", name)
            if number in ids:
                expected.add((ids[number], path.relative_to(folder).as_posix()))
    linked = set(
        archive.execute(
            "SELECT external_id, path FROM lookalike.catalogue_record WHERE path IS NOT NULL"
        )
    )
    assert linked == expected

    previews = {path for _, path in linked if path.startswith("preview/")}
    assert len(list(folder.glob("preview/*.jpg"))) == 85
    # That of O 310 has another part in its name; who compares whole names finds 84.
    assert len(previews) == 85
    assert len(previews - {"preview/SNG--O_310--s--0.jpg"}) == 84
    assert len({path for _, path in linked if path.startswith("catalogue/")}) == 88

    several = archive.execute(
        "SELECT external_id FROM lookalike.catalogue_record"
        " WHERE path = 'catalogue/SNG--O_1590__O_1591__O_1592--1.jpg' ORDER BY 1"
    ).fetchall()
    assert several == [("O 1590",), ("O 1591",), ("O 1592",)]
    unmatched = archive.execute(
        "SELECT external_id FROM lookalike.unlinked_entry ORDER BY source_line"
    ).fetchall()
    assert len(unmatched) == 97 - len({id_ for id_, _ in linked})
    others = archive.execute(
        "SELECT path FROM lookalike_detail.uncatalogued_image ORDER BY 1"
    ).fetchall()
    assert others == [
        (f"catalogue/SNG--{name}.jpg",)
        for name in ("DP_172--1", "DP_172__DP_179", "DP_173--1", "DP_176--1", "DP_177--1",
                     "DP_178--1", "O_2256")
    ]  # fmt: skip
    row = archive.execute(
        "SELECT title, creator, date, date_from::text, date_to::text"
        " FROM lookalike.catalogue_record WHERE external_id = 'O 2'"
    ).fetchone()
    assert row == ("Zápas kohútov", "Bogdan, Jakub", "1706 - 1710", "1706-01-01", "1710-12-31")
    row = archive.execute(
        "SELECT count(*), count(date_from), max(source_line), count(DISTINCT external_id),"
        " bool_and(other ? 'Technika') FROM lookalike_internal.catalogue_entry"
    ).fetchone()
    assert row is not None and row[:2] == (97, 97) and row[3:] == (97, True)

    assert "nothing has changed" in load(archive_url, folder / "metadata.csv")
    # By its other id, which stands in no file name as a whole.
    load(archive_url, folder / "metadata.csv", "--name", "again", "--map", "external_id=PID")
    row = archive.execute(
        "SELECT count(DISTINCT path) FROM lookalike.catalogue_record"
        " WHERE catalogue = 'again' AND path LIKE 'preview/%'"
    ).fetchone()
    assert row == (85,)


def test_the_sample_finds_all_its_pictures_but_one(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    make_demo(tmp_path / "archive")
    scan_folder(archive, tmp_path / "archive")
    load(archive_url, tmp_path / "archive" / "catalogue.csv")
    with (tmp_path / "archive" / "catalogue.csv").open(encoding="utf-8") as file:
        files = {row["id"]: row["file"] for row in csv.DictReader(file)}
    lost = files.pop("PH-0099")
    rows = archive.execute(
        "SELECT external_id, path, link_evidence FROM lookalike.catalogue_record"
        " WHERE path IS NOT NULL"
    ).fetchall()
    assert sorted(rows) == sorted((id_, path, "path") for id_, path in files.items())
    unmatched = archive.execute("SELECT external_id, file FROM lookalike.unlinked_entry").fetchall()
    assert unmatched == [("PH-0099", lost)]
    row = archive.execute(
        "SELECT count(*), count(*) FILTER (WHERE external_id LIKE 'W%')"
        " FROM lookalike_internal.publication JOIN lookalike_internal.catalogue_entry USING"
        " (entry_id)"
    ).fetchone()
    assert row is not None and row[0] == len([id_ for id_ in files if not id_.startswith("W")])
    assert row[1] == 0  # the old website says no
