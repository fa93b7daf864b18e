"""The page: it opens offline, it is well formed, and its figures are those of the views."""

import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from psycopg import Connection
from psycopg.rows import dict_row

from builder import FakeImage, put
from lookalike.console import format_bytes
from lookalike.report import write_report
from lookalike.report.page import CLASSES, further_queries
from report.conftest import Audit, finish
from report.reader import Node

ReportOf = Callable[[Connection[Any]], Node]


def fetch(connection: Connection[Any], query: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def table(page: Node, caption: str) -> list[list[str]]:
    """The body of the table with this caption, as text."""
    (found,) = (t for t in page.all("table") if t.one("caption").text == caption)
    rows = found.one("tbody").all("tr")
    return [[c.text for c in row.walk() if c.tag in ("th", "td")] for row in rows]


def test_opens_offline(sample_audit: Audit) -> None:
    for node in sample_audit.page.walk():
        assert node.tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        assert not any(name.startswith("on") for name in node.attributes)
        for name in ("src", "href", "srcset", "poster", "action", "data"):
            value = node.attributes.get(name)
            if value is None or value.startswith("data:image/webp;base64,"):
                continue
            if value.startswith("#"):
                ids = [n.attributes.get("id") for n in sample_audit.page.walk()]
                assert ids.count(value[1:]) == 1, value
            else:
                assert (sample_audit.files.html.parent / value).is_file(), value
    css = sample_audit.page.one("style").raw_text
    assert "url(" not in css and "@import" not in css
    assert "Content-Security-Policy" in [
        meta.attributes.get("http-equiv") for meta in sample_audit.page.all("meta")
    ]


def test_is_accessible(sample_audit: Audit) -> None:
    page = sample_audit.page
    assert page.one("html").attributes["lang"] == "en"
    ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert page.all("img")
    assert all(image.attributes["alt"].strip() for image in page.all("img"))
    for found in page.all("table"):
        assert found.one("caption").text
        assert all(th.attributes.get("scope") in ("col", "row") for th in found.all("th"))
        for row in found.one("tbody").all("tr"):
            assert len([c for c in row.walk() if c.tag == "th"]) == 1
    for node in page.walk():
        label = node.attributes.get("aria-labelledby")
        assert label is None or label in ids
    headings = [int(n.tag[1]) for n in page.walk() if re.fullmatch("h[1-6]", n.tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_headline_is_that_of_the_view(sample_audit: Audit) -> None:
    (row,) = fetch(
        sample_audit.connection,
        "SELECT * FROM lookalike.duplication_summary WHERE dimension = 'archive'",
    )
    assert row["identical_copies"] > 10 and row["derivatives"] > 20
    rate, images, redundant, cost = sample_audit.page.one("dl", "headline").all("dd")
    percent = f"{row['duplication_rate'] * 100:.1f}".removesuffix(".0")
    assert rate.text.startswith(
        f"{percent} % {row['duplicates']} of {row['images']} images are duplicates"
    )
    assert images.text == (
        f"{row['images']} {format_bytes(row['bytes'])}; {row['clusters']} clusters of copies"
    )
    assert redundant.one("span", "big").text == format_bytes(row["redundant_bytes"])
    assert redundant.text.endswith(
        f"would release {format_bytes(row['releasable_bytes'])} in"
        f" {row['releasable_images']} images"
    )
    assert cost.text.startswith("under 0.01 USD")
    assert "at 276 USD for each terabyte and year" in cost.text


@pytest.mark.parametrize("dimension", ["collection", "format"])
def test_tables_are_those_of_the_view(sample_audit: Audit, dimension: str) -> None:
    expected = fetch(
        sample_audit.connection,
        f"SELECT * FROM lookalike.duplication_summary WHERE dimension = '{dimension}'",
    )
    shown = {row[0]: row[1:] for row in table(sample_audit.page, f"By {dimension}")}
    assert len(shown) == len(expected) > 4
    for row in expected:
        cells = shown[row["value"]]
        assert cells[0] == str(row["images"])
        assert cells[1] == f"{row['duplication_rate'] * 100:.1f}".removesuffix(".0") + " %"
        assert cells[2] == format_bytes(row["redundant_bytes"])
        assert cells[4:6] == [str(row["identical_copies"]), str(row["derivatives"])]
        if dimension == "collection":
            assert cells[6] == str(row["problems"])


def test_classes_are_those_of_the_view(sample_audit: Audit) -> None:
    expected = fetch(
        sample_audit.connection,
        "SELECT class, count(*) AS images, sum(byte_size)::bigint AS bytes"
        " FROM lookalike_detail.retention_classification GROUP BY class",
    )
    shown = {row[0]: row[1:] for row in table(sample_audit.page, "Images by retention class")}
    assert {name: (cells[0], cells[2]) for name, cells in shown.items()} == {
        row["class"]: (str(row["images"]), format_bytes(row["bytes"])) for row in expected
    }


def test_every_class_has_a_meaning(archive: Connection[Any]) -> None:
    named = archive.execute(
        "SELECT word FROM lookalike_detail.policy_vocabulary WHERE kind = 'class'"
    ).fetchall()
    assert {word for (word,) in named} == set(CLASSES)


def test_clusters_are_the_worst_in_order(sample_audit: Audit) -> None:
    worst = fetch(
        sample_audit.connection,
        "SELECT * FROM lookalike_detail.duplicate_cluster"
        " ORDER BY redundant_bytes DESC, images DESC, cluster_id",
    )
    articles = sample_audit.page.all("article", "cluster")
    assert [a.attributes["id"] for a in articles] == [f"cluster-{c['cluster_id']}" for c in worst]
    for article, cluster in zip(articles, worst, strict=True):
        # Where the original is undetermined, no image gives the cluster its name.
        name = cluster["master_path"] or f"Cluster {cluster['cluster_id']}"
        assert article.one("h3").one("span", "path").text == name
        assert f"{cluster['images']} images" in article.one("p", "facts").text
        members = fetch(
            sample_audit.connection,
            f"SELECT * FROM lookalike_detail.duplicate_image"
            f" WHERE cluster_id = {cluster['cluster_id']}",
        )
        cards = article.one("ul", "members").all("li")
        assert len(cards) == min(len(members), 8)
        by_path = {(m["collection"], m["path"]): m for m in members}
        for master in (m for m in members if m["is_master"]):
            assert cards[0].attributes["class"] == "master"
            assert master["reason"] in article.one("p", "why").text
        for card in cards:
            found = [
                m
                for (collection, path), m in by_path.items()
                if card.one("p", "path").text == path
                and (cluster["collections"] == 1 or collection in card.one("p", "sub").text)
            ]
            (member,) = found
            assert f"{member['width']} × {member['height']}" in card.text
            assert format_bytes(member["byte_size"]) in card.text
            assert member["format"] in card.text
            if member["captured_at"]:
                assert f"{member['captured_at']:%Y-%m-%d %H:%M:%S}" in card.text
            if not member["is_master"]:
                assert member["class"].capitalize() in card.one("p", "class").text
                assert card.one("p", "reason").text == " ".join(member["reason"].split())


def differences(article: Node) -> dict[str, dict[str, str]]:
    """field: value: the letters of those who say it."""
    found: dict[str, dict[str, str]] = {}
    for row in article.one("table", "differences").one("tbody").all("tr"):
        label = row.one("th").children[0]
        assert isinstance(label, str)
        values = found[label.strip()] = {}
        for item in row.one("td").all("li"):
            who = "".join(b.text for b in item.all("b", "letter"))
            values[item.text.removeprefix(" ".join(who)).removeprefix(who).strip()] = who
    return found


def test_what_differs_is_laid_out(sample_audit: Audit) -> None:
    (article,) = (
        a
        for a in sample_audit.page.all("article", "cluster")
        if a.one("h3").one("span", "path").text == "PH-0001 astronaut.tif"
    )
    cards = article.one("ul", "members").all("li")
    letter = {c.one("p", "path").text: c.one("p", "class").one("b", "letter").text for c in cards}
    said = differences(article)
    sold = letter["2016-04/PH-0001_astronaut_press.jpg"]
    free = letter["2019-11/astronaut (1).jpg"]
    terms = said["Usage terms"]
    assert sold in terms["Editorial use only; no resale, no archiving"]
    assert free in terms["No known copyright; free for any use"]
    assert letter["PH-0001 astronaut.tif"] in terms["No known copyright; free for any use"]
    assert letter["astronaut-400.jpg"] in terms["not stated"]
    assert letter["PH-0001 astronaut.tif"] in said["Format"]["TIFF, lossless"]
    assert letter["images/img001.jpg"] in said["Pixels"]["320 × 320"]
    every = "".join(sorted(letter.values()))
    for values in said.values():
        assert "".join(sorted("".join(values.values()))) == every
    highlighted = {
        str(row.one("th").children[0]).strip()
        for row in article.one("table", "differences").all("tr", "disagree")
    }
    assert {"Copyright notice", "Usage terms", "Rights statement"} <= highlighted
    assert article.all("span", "flag")
    assert "Rights are in conflict:" in sample_audit.page.all("p", "notice")[0].text


def test_fields_that_agree_are_left_out(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage("a.jpg", content="x"), FakeImage("b.jpg", content="x")])
    finish(archive)
    page = report_of(archive)
    assert not page.all("table", "differences")
    assert not page.all("span", "flag")
    assert "recorded fields of these images are all the same" in page.one("article").text


def test_silence_is_no_disagreement(archive: Connection[Any], report_of: ReportOf) -> None:
    put(archive, [FakeImage(f"{n}.jpg", content="x") for n in "ab"])
    archive.execute("UPDATE lookalike_internal.image SET usage_terms = 'free' WHERE path = 'a.jpg'")
    finish(archive)
    page = report_of(archive)
    assert differences(page.one("article")) == {"Usage terms": {"free": "A", "not stated": "B"}}
    assert not page.all("tr", "disagree") and not page.all("p", "notice")


def test_thumbnails_are_upright_and_small(sample_audit: Audit) -> None:
    pictures = {}
    for card in sample_audit.page.all("li"):
        for image in card.all("img"):
            content = b64decode(image.attributes["src"].partition(",")[2])
            with Image.open(BytesIO(content)) as thumbnail:
                size = (int(image.attributes["width"]), int(image.attributes["height"]))
                assert thumbnail.size == size and max(size) <= 240
                pictures[card.one("p", "path").text] = thumbnail.convert("RGB").copy()
            assert image.attributes["alt"] == card.one("p", "path").text
    assert len(pictures) > 50
    # The phone picture is kept turned; its thumbnail has to look like the master's.
    turned, master = pictures["IMG_20210512_101500.jpg"], pictures["PH-0002 coffee.tif"]
    assert turned.width > turned.height
    distance = [
        abs(a - b)
        for a, b in zip(
            turned.resize((16, 16)).tobytes(), master.resize((16, 16)).tobytes(), strict=True
        )
    ]
    assert sum(distance) / len(distance) < 6


def test_problems_by_class(sample_audit: Audit) -> None:
    expected = fetch(
        sample_audit.connection,
        "SELECT problem, count(*) AS files, min(path) AS first FROM lookalike.scan_problem"
        " GROUP BY problem",
    )
    rows = sample_audit.page.one("table", "problems").one("tbody").all("tr")
    shown = {}
    for row in rows:
        name = row.one("th").children[0]
        assert isinstance(name, Node)
        shown[name.text.replace(" ", "_")] = row
    assert {"empty_file", "truncated"} <= set(shown)
    assert set(shown) == {row["problem"] for row in expected}
    for row in expected:
        assert shown[row["problem"]].one("td", "number").text == str(row["files"])
        assert row["first"] in shown[row["problem"]].text


def test_says_when_it_was_scanned_and_that_nothing_was_touched(sample_audit: Audit) -> None:
    (row,) = fetch(
        sample_audit.connection,
        "SELECT max(finished_at) AT TIME ZONE 'UTC' AS at FROM lookalike_internal.run WHERE"
        " stage = 'scan'",
    )
    assert (
        sample_audit.page.one("header", "masthead").one("time").text
        == f"{row['at']:%Y-%m-%d %H:%M:%S} UTC"
    )
    assert "Lookalike has moved, changed or deleted no file." in (
        sample_audit.page.one("header", "masthead").text
    )


def test_further_queries_run_as_they_stand(sample_audit: Audit) -> None:
    queries = further_queries()
    assert len(queries) >= 5
    shown = [pre.raw_text for pre in sample_audit.page.one("div", "queries").all("pre")]
    assert shown == [sql for _, sql in queries]
    for question, sql in queries:
        assert question.endswith("?")
        rows = sample_audit.connection.execute(sql).fetchall()
        assert rows or "resemble" in question, question


def test_the_price_can_be_changed_as_the_page_says(
    archive: Connection[Any], report_of: ReportOf
) -> None:
    gigantic = 5 * 10**12
    images = [FakeImage(f"{n}.tif", content="x", byte_size=gigantic) for n in "abc"]
    put(archive, images)
    finish(archive)
    assert "2,760 USD" in report_of(archive).one("dl", "headline").text
    lines = next(p.raw_text for p in report_of(archive).all("pre") if "settings set" in p.raw_text)
    for name, value in re.findall(r"lookalike settings set (\w+) (\S+)", lines):
        archive.execute("SELECT lookalike.set_setting(%s, %s)", (name, value))
    text = report_of(archive).one("dl", "headline").text
    assert "1,200 EUR" in text and "at 120 EUR for each terabyte and year" in text


def test_is_the_same_each_time(sample_audit: Audit, tmp_path: Path) -> None:
    connection = sample_audit.connection
    connection.execute("SET TimeZone = 'Pacific/Auckland'")
    connection.execute("SET DateStyle = 'German'")
    try:
        again = write_report(connection, tmp_path / "again")
    finally:
        connection.execute("RESET TimeZone")
        connection.execute("RESET DateStyle")
    for name in ("html", "pairs_csv", "images_csv", "problems_csv"):
        first, second = getattr(sample_audit.files, name), getattr(again, name)
        assert first.read_bytes() == second.read_bytes(), name
    assert sorted(p.name for p in (tmp_path / "again").iterdir()) == [
        "duplicate_images.csv", "duplicate_pairs.csv", "report.html", "scan_problems.csv",
    ]  # fmt: skip


def test_reads_the_images_only(sample_audit: Audit, tmp_path: Path) -> None:
    def state() -> dict[str, tuple[bytes, int]]:
        files = (p for p in sample_audit.folder.rglob("*") if p.is_file())
        return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in files}

    before = state()
    write_report(sample_audit.connection, tmp_path)
    assert state() == before
