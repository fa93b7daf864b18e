"""Every number of the report is what the public views say."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from builder import FakeImage, put
from conflict.groups import entry
from lookalike.database import connect
from lookalike.report import write_report
from report.conftest import Audit, finish
from report.marked import unmarked, wrong
from report.reader import Node, read_page
from review.deciding import decide, image_id
from review.waiting import agree
from servers import WAYS, Servers


@pytest.fixture(scope="module")
def busy(servers: Servers) -> Iterator[Connection[Any]]:
    """An archive with copies, possible pairs, conflicts, holds, plans and decisions."""
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        rng = random.Random(3)
        images = []
        for n in range(60):
            look = rng.getrandbits(64)
            images += [
                FakeImage(f"{n}/{c}.tif", look, content=f"{n}", byte_size=10**6 + n) for c in "abc"
            ]
            images.append(FakeImage(f"{n}/small.jpg", look ^ 3, width=50, height=40))
        for n in range(16):  # alike in 64 bits, and not in 256
            look = rng.getrandbits(64)
            images.append(FakeImage(f"pair/{n}", look, phash_256=0))
            images.append(FakeImage(f"pair/{n} like", look ^ 1, phash_256=2**90 - 1))
        put(connection, images)
        put(connection, [FakeImage("0/other.tif", content="0")], collection="other")
        for n in range(4):
            for part, name in (("a", "Eva Biela"), ("b", "Jan Kral")):
                entry(
                    connection,
                    f"{n}{part}",
                    [],
                    file=f"{n}/{part}.tif",
                    creator=name,
                    title=f"Flood {part}",
                    licence=("CC0", "All rights reserved")[part == "b"],
                )
        entry(connection, "lost", [], title="No image")
        finish(connection)
        decide(connection, "metadata settled", "1/a.tif")
        decide(connection, "rights settled", "2/a.tif")
        decide(connection, "keep", "5/small.jpg")
        for name, paths in (("spring", ["10/c.tif", "11/c.tif"]), ("autumn", ["12/c.tif"])):
            connection.execute(
                "SELECT lookalike.propose_quarantine(%s, '/aside', 'Anna', 'copies', %s)",
                (name, [image_id(connection, path) for path in paths]),
            )
        connection.execute("SELECT lookalike.approve_quarantine(1, 'Bob')")
        name = str(conninfo_to_dict(url)["dbname"])
        with connect(servers.server(18).url(name, "postgres")) as owner, owner.transaction():
            owner.execute("SET LOCAL session_replication_role = replica")
            owner.execute(  # as if apply had moved a file
                "UPDATE lookalike_internal.quarantine_item SET state = 'moved' WHERE image_id = %s",
                (image_id(connection, "10/c.tif"),),
            )
        connection.execute(
            "SELECT lookalike.place_hold('Case 12', 'a claim', 'Ida', %s,"
            " review_on => current_date)",
            (image_id(connection, "20/a.tif"),),
        )
        finish(connection)
        yield connection


def page_of(connection: Connection[Any], folder: Path) -> Node:
    return read_page(write_report(connection, folder / "report").html.read_text("utf-8"))


@pytest.mark.long
def test_every_number_of_a_busy_archive_is_that_of_sql(
    busy: Connection[Any], tmp_path: Path
) -> None:
    page = page_of(busy, tmp_path)
    assert unmarked(page) == []
    assert wrong(busy, page) == []
    agree(busy)
    for section in ("waiting", "conflicts", "plans", "classes", "clusters", "problems"):
        (found,) = (s for s in page.all("section") if s.attributes.get("id") == section)
        assert found.all("data") or section == "problems", section


def test_every_number_of_the_demo_is_that_of_sql(sample_audit: Audit) -> None:
    assert unmarked(sample_audit.page) == []
    assert len(sample_audit.page.all("data")) > 300
    assert wrong(sample_audit.connection, sample_audit.page) == []
    agree(sample_audit.connection)


def test_a_wrong_number_is_found(sample_audit: Audit) -> None:
    html = sample_audit.html
    bare = read_page(html.replace("</main>", "<p>And 7 images.</p></main>"))
    assert unmarked(bare) == ["And 7 images."]
    number = next(n for n in sample_audit.page.all("data") if n.text == "74")
    assert number.attributes["data-source"] == "duplication_summary: images"
    changed = read_page(
        html.replace('value="74" data-form="count"', 'value="75" data-form="count"')
    )
    assert len(wrong(sample_audit.connection, changed)) >= 2


def test_plans_holds_conflicts_and_pairs_are_on_the_page(
    busy: Connection[Any], tmp_path: Path
) -> None:
    page = page_of(busy, tmp_path)
    sections = {s.attributes["id"]: s for s in page.all("section") if "id" in s.attributes}
    plans = sections["plans"].text
    assert "spring" in plans and "autumn" in plans and "lookalike quarantine restore 1" in plans
    assert "Case 12" in plans and "a claim" in plans
    assert "Creator" in sections["conflicts"].text and "Licence" in sections["conflicts"].text
    pairs = sections["waiting"].one("ul", "pairs").children
    shown = [pair for pair in pairs if isinstance(pair, Node)]
    assert len(shown) == 12
    assert "16 pairs resemble each other" in sections["waiting"].text
    assert "These are the first 12." in sections["waiting"].text
    for pair in shown:
        assert len(pair.all("div", "picture")) == 2
        assert "resembles" in pair.one("p", "reason").text
    waiting = {row.one("th").text for row in sections["waiting"].one("tbody").all("tr")}
    assert {"Plan to approve", "Hold to review", "Case in the queue: possible pair"} <= waiting


def test_it_says_what_changed_since_the_last_report(
    archive: Connection[Any], tmp_path: Path
) -> None:
    put(archive, [FakeImage("a", content="x"), FakeImage("b", content="x")])
    finish(archive)
    first = page_of(archive, tmp_path)
    assert "Changed since" not in first.text
    # Written again, it is the same page, byte for byte.
    assert page_of(archive, tmp_path / "again") == first
    put(archive, [FakeImage("c", phash=2**40 - 1, byte_size=500)])
    finish(archive)
    second = page_of(archive, tmp_path)
    (table,) = (t for t in second.all("table") if t.one("caption").text.startswith("Changed since"))
    rows = {r.one("th").text: [c.text for c in r.all("td")] for r in table.one("tbody").all("tr")}
    assert rows["Images"] == ["2", "3", "+1"]
    assert rows["Bytes"] == ["2 kB", "2.5 kB", "+500 bytes"]
    assert "Scan problems" not in rows
    assert wrong(archive, second) == []
    assert page_of(archive, tmp_path / "again") == second
    counted = archive.execute("SELECT count(*) FROM lookalike_internal.report").fetchall()
    assert counted == [(2,)]
