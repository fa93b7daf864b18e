"""Archives that would break a careless page: empty, huge, crowded, hostile, or no longer there."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from psycopg import Connection

from builder import FakeImage, collection_id, put
from lookalike.errors import LookalikeError
from lookalike.report import write_report
from lookalike.report.clusters import CLUSTERS, MEMBERS
from lookalike.report.page import MOST_BYTES, PAIRS
from lookalike.report.thumbnails import MOST_BYTES as MOST_BYTES_OF_THUMBNAIL
from lookalike.scan.run import scan_folder
from pictures import picture
from report.conftest import finish
from report.marked import wrong
from report.reader import Node, read_page

ReportOf = Callable[[Connection[Any]], Node]


def test_empty_archive(archive: Connection[Any], report_of: ReportOf) -> None:
    page = report_of(archive)
    assert "Nothing has been scanned yet." in page.text
    assert page.one("section", "empty").one("h2").text == "No images yet"
    assert not page.all("article")
    ids = [node.attributes.get("id") for node in page.walk()]
    assert all(link.attributes["href"][1:] in ids for link in page.one("nav").all("a"))


def test_archive_without_duplicates(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage("a.jpg", phash=0), FakeImage("b.jpg", phash=2**40 - 1)])
    finish(archive)
    page = report_of(archive)
    assert "No duplicates were found among 2 images." in page.text
    assert page.one("dl", "headline").all("dd")[0].text.startswith("0 %")
    assert "Every file was read and decoded." in page.text


def test_one_image(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage("a.jpg")])
    finish(archive)
    assert "0 of 1 image are duplicates" in report_of(archive).text


def test_images_not_classified_yet(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage(f"{n}.jpg", content="x") for n in "abc"])
    assert "3 images have not been classified yet" in report_of(archive).one("p", "notice").text
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    page = report_of(archive)
    assert "Not classified yet" in page.one("article").text
    assert len(page.one("ul", "members").all("li")) == 3


def test_costs_in_two_currencies_are_not_added_up(
    archive: Connection[Any], report_of: ReportOf
) -> None:
    for name, currency, phash in (("a", "HKD", 0), ("b", "SGD", 2**40 - 1)):
        copies = [FakeImage(f"{n}.jpg", phash, content=name, byte_size=10**12) for n in range(2)]
        put(archive, copies, name)
        archive.execute(
            "SELECT lookalike.set_site(%s, storage_rate => 12, currency => %s)", (name, currency)
        )
        archive.execute("SELECT lookalike.set_collection_site(%s, %s)", (name, name))
    finish(archive)
    page = report_of(archive)
    (cost,) = (dd for dd in page.one("dl", "headline").all("dd") if "HKD" in dd.text)
    assert cost.text.startswith("12 HKD, 12 SGD ")
    assert wrong(archive, page) == []


def test_unfinished_scan_is_said(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage("a.jpg")], collection="half")
    archive.execute(
        "INSERT INTO lookalike_internal.run (stage, collection_id) VALUES ('scan', %s)",
        (collection_id(archive, "half"),),
    )
    finish(archive)
    assert "The scan of half has not finished" in report_of(archive).one("p", "notice").text


def test_crowds_are_bounded(archive: Connection[Any], report_of: ReportOf) -> None:
    crowd = [FakeImage(f"blank/{n:04}.tif", content="blank", quality=0) for n in range(3000)]
    rng = random.Random(7)
    hashes = [rng.getrandbits(64) for _ in range(60)]
    small = [
        FakeImage(f"{n:02}/{c}.jpg", phash=phash, content=f"p{n}")
        for n, phash in enumerate(hashes)
        for c in "ab"
    ]
    put(archive, crowd + small)
    finish(archive)
    page = report_of(archive)
    articles = page.all("article")
    assert len(articles) == 50
    assert all(len(a.one("ul", "members").all("li")) <= 8 for a in articles)
    assert "And 2,992 more" in articles[0].text
    (section,) = (s for s in page.all("section") if s.attributes.get("id") == "clusters")
    assert "These are the 50 of 61 that hold the most redundant bytes." in section.text
    assert "And 11 more clusters" in section.text


def test_a_crowd_does_not_hide_what_differs(archive: Connection[Any], report_of: ReportOf) -> None:
    crowd = [FakeImage(f"a{n:03}.jpg", content="same") for n in range(100)]
    put(archive, [*crowd, FakeImage("zzz.jpg", width=60, height=60)])
    archive.execute("UPDATE lookalike_internal.image SET credit_line = path WHERE path >= 'a090'")
    finish(archive)
    article = report_of(archive).one("article")
    assert "zzz.jpg" in [p.text for p in article.one("ul", "members").all("p", "path")]
    assert article.one("table", "differences").one("caption").text == "What differs among all 101"
    (credit,) = (r for r in article.all("tr", "disagree"))
    assert credit.one("th").text.startswith("Credit line")
    # Eleven images state a credit line; two of them are on the page.
    assert "and 9 other values among those not shown" in credit.text


@pytest.mark.long
def test_a_page_is_bounded_whatever_the_archive_holds(
    archive: Connection[Any], tmp_path: Path, report_of: ReportOf
) -> None:
    """Noise that no thumbnail makes small, and texts of which each character has to be named."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    noise = np.random.default_rng(1).integers(0, 256, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(pictures / "noise.png")
    unseen = "\u202e" * 500
    images = []
    for n in range(60):
        for c in range(8):
            name = f"{n:02}/{c}{unseen}.png"
            images.append(FakeImage(name, content=f"p{n}", phash=(n * 2654435761) % 2**64))
    put(archive, images)
    archive.execute(
        "UPDATE lookalike_internal.image SET creator = repeat(%(c)s, 500) || image_id,"
        " copyright_notice = repeat(%(c)s, 501) || image_id, camera = repeat(%(c)s, 502)"
        " || image_id, usage_terms = repeat(%(c)s, 503) || image_id,"
        " credit_line = repeat(%(c)s, 504) || image_id, software = repeat(%(c)s, 505) || image_id",
        {"c": "\u202e"},
    )
    finish(archive)
    page = report_of(archive)
    html = (tmp_path / "report" / "report.html").read_bytes()
    assert len(html) < 10_000_000
    articles = page.all("article")
    assert 3 <= len(articles) < 50
    # What is left out is said, in numbers that are right.
    (section,) = (s for s in page.all("section") if s.attributes.get("id") == "clusters")
    assert f"These are the {len(articles)} of 60" in section.text
    assert f"And {60 - len(articles)} more clusters" in section.text
    assert wrong(archive, page) == []


def test_full_thumbnails_of_a_full_page_fit() -> None:
    """As many pictures as a page ever has, each as large as a thumbnail ever is, in base64."""
    pictures = CLUSTERS * MEMBERS + 2 * PAIRS
    assert pictures * MOST_BYTES_OF_THUMBNAIL * 4 / 3 < 0.6 * MOST_BYTES


HOSTILE = (
    "<script>alert(1)</script>.jpg",
    "line\nbreak.jpg",
    "right\u202egpj.exe",
    'quote" onerror="alert(1).jpg',
    "caf\\xE9/&amp;.jpg",
    "=HYPERLINK(1).jpg",
    "two  spaces .jpg",
)


def test_hostile_names_are_shown_safely(archive: Connection[Any], tmp_path: Path) -> None:
    put(archive, [FakeImage(name, content="x") for name in HOSTILE])
    archive.execute(
        "UPDATE lookalike_internal.image SET creator = %s || image_id, rights_url ="
        " 'javascript:alert(1)'",
        ('"><img src=x onerror=alert(1)>',),
    )
    archive.execute(
        "UPDATE lookalike_internal.image SET usage_terms = '{{ 7 * 7 }} {% raw %} ' || image_id"
    )
    finish(archive)
    html = write_report(archive, tmp_path).html.read_text("utf-8")
    page = read_page(html)
    assert not page.all("script") and not page.all("img")
    assert not any(name.startswith("on") for node in page.walk() for name in node.attributes)
    assert not any("javascript" in n.attributes.get("href", "") for n in page.walk())
    shown = {p.raw_text for p in page.one("ul", "members").all("p", "path")}
    assert shown == {
        "<script>alert(1)</script>.jpg",
        "lineU+000Abreak.jpg",
        "rightU+202Egpj.exe",
        'quote" onerror="alert(1).jpg',
        "caf\\xE9/&amp;.jpg",
        "=HYPERLINK(1).jpg",
        "two  spaces .jpg",
    }
    assert "\u202e" not in html
    assert "{{ 7 * 7 }} {% raw %}" in page.one("table", "differences").text
    unseen = {(s.text, s.attributes["title"]) for s in page.all("span", "unseen")}
    assert {("U+202E", "right-to-left override"), ("U+000A", "control character")} <= unseen


def test_pictures_that_cannot_be_read_now(
    archive: Connection[Any], report_of: ReportOf, tmp_path: Path
) -> None:
    put(archive, [FakeImage(f"{n}.jpg", content="x") for n in ("gone", "text", "folder")])
    root = tmp_path / "pictures"
    (root / "folder.jpg").mkdir(parents=True)
    (root / "text.jpg").write_text("no picture any more")
    archive.execute("UPDATE lookalike_internal.collection SET root = %s", (str(root),))
    finish(archive)
    page = report_of(archive)
    said = {p.one("span", "unseen-heading").text: p.text for p in page.all("p", "missing")}
    assert len(said) == 3 and not page.all("img")
    assert said["gone.jpg"] == "No picture the file is not there gone.jpg"
    assert all(text.startswith("No picture") for text in said.values())
    assert str(root) not in "".join(said)


def test_a_kept_thumbnail_stands_for_a_file_that_cannot_be_read(
    archive: Connection[Any], report_of: ReportOf, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.png", "b.png"):
        picture(1).save(folder / name)
    scan_folder(archive, folder, workers=1)
    finish(archive)
    (folder / "b.png").unlink()
    shown = {i.attributes["alt"]: i.attributes["src"] for i in report_of(archive).all("img")}
    assert shown["a.png"].startswith("data:image/webp;")
    kept = archive.execute("SELECT data_uri FROM lookalike.thumbnail LIMIT 1").fetchone()
    assert kept is not None and shown["b.png"] == kept[0]


def test_no_picture_from_outside_the_collection(
    archive: Connection[Any], report_of: ReportOf, tmp_path: Path
) -> None:
    """Also where a link was planted after the scan."""
    names = ("inside.png", "link.png", "folder/secret.png")
    put(archive, [FakeImage(name, content="x") for name in names])
    root, private = tmp_path / "pictures", tmp_path / "private"
    root.mkdir()
    private.mkdir()
    for path in (root / "inside.png", private / "secret.png"):
        Image.new("RGB", (40, 30), "red").save(path)
    (root / "link.png").symlink_to(private / "secret.png")
    (root / "folder").symlink_to(private)
    archive.execute("UPDATE lookalike_internal.collection SET root = %s", (str(root),))
    finish(archive)
    page = report_of(archive)
    assert [image.attributes["alt"] for image in page.all("img")] == ["inside.png"]
    said = [p.text for p in page.all("p", "missing")]
    assert len(said) == 2 and all("symbolic link" in text for text in said)


def test_a_folder_that_cannot_be_written(archive: Connection[Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LookalikeError, match="cannot write") as refusal:
        write_report(archive, tmp_path / "file" / "report")
    assert refusal.value.hint
