"""What an auditor takes along: a bag, a PREMIS document, and a page to sign."""

import os
import subprocess
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path
from typing import Any

import bagit
import pytest
from psycopg import Connection

from command import run_command
from lookalike.errors import LookalikeError
from lookalike.quarantine.run import apply_plan
from quarantine.shelf import Shelf

PREMIS = "{http://www.loc.gov/premis/v3}"
# Where the schema of the Library of Congress lies. It is not a part of the project.
SCHEMA = os.environ.get("LOOKALIKE_PREMIS_SCHEMA")


@pytest.fixture
def plan(shelf: Shelf) -> int:
    """An approved transfer of two files, one of odd name, with what a catalogue says of one."""
    master = shelf.shelve("box 1/a%.tif", "x", "archival master")
    copy = shelf.shelve(b"box 1/\xff\x01<b>.tif", "x", "identical copy", master)
    shelf.entry(
        copy, licence="CC BY 4.0", licence_ref="L-1", licensor="A & B", valid_until=date(2030, 1, 1)
    )
    shelf.entry(master, rights_statement="In copyright", territory="HK")
    plan = shelf.one(
        "SELECT lookalike.propose_transfer('series 1', 'National Archives', 'Schedule 7', 'Paul',"
        " 'due', %s)",
        [master, copy],
    )
    shelf.approve(plan)
    return int(plan)


def check(document: Path) -> ElementTree.Element:
    """Check a PREMIS document, and return it: the order of its parts, and that links lead on."""
    root = ElementTree.parse(document).getroot()
    parts = [child.tag.removeprefix(PREMIS) for child in root]
    order = ["object", "event", "agent", "rights"]
    assert parts == sorted(parts, key=order.index)
    for kind in ("object", "event", "agent"):
        known = [e.text for e in root.iterfind(f"{PREMIS}{kind}/*/{PREMIS}{kind}IdentifierValue")]
        assert len(known) == len(set(known))
        if kind != "object":  # an event may be about what is not in the document
            name = f"{PREMIS}linking{kind.capitalize()}IdentifierValue"
            assert {e.text for e in root.iter(name)} <= set(known)
    return root


def test_a_bag_is_valid_and_complete(
    plan: int, shelf: Shelf, archive_url: str, tmp_path: Path
) -> None:
    before, bag = shelf.files(), tmp_path / "bag"
    said = run_command(archive_url, "quarantine", "export", plan, "--bagit", bag, "--by", "Stella")
    assert "2 files" in said
    assert shelf.files() == before
    assert list(tmp_path.glob(".*.part")) == []

    found = bagit.Bag(str(bag))
    found.validate()
    assert found.info["Authority"] == "Schedule 7"
    assert found.info["Approved-By"] == "Rita"
    copied = {file.read_bytes() for file in (bag / "data").rglob("*") if file.is_file()}
    assert copied == {content for content, _, _ in before.values()}
    assert "premis.xml" in found.tagfile_entries()
    root = check(bag / "premis.xml")
    assert [e.text for e in root.iter(f"{PREMIS}licenseTerms")] == ["CC BY 4.0"]
    assert len(root.findall(f"{PREMIS}object")) == 3
    (event,) = shelf.events("export plan")
    assert (event["files"], event["form"]) == (2, "BagIt")


def test_a_bag_holds_what_the_database_knows_or_is_not_made(
    plan: int, shelf: Shelf, archive_url: str, tmp_path: Path
) -> None:
    bag = tmp_path / "bag"
    arguments = ("quarantine", "export", plan, "--by", "Stella", "--bagit")
    with pytest.raises(LookalikeError, match="is there already"):
        run_command(archive_url, *arguments, shelf.folder)
    (shelf.folder / "box 1/a%.tif").write_bytes(b"other")
    with pytest.raises(LookalikeError, match="cannot make the bag") as refused:
        run_command(archive_url, *arguments, bag)
    assert "has changed" in str(refused.value.detail)
    assert not bag.exists()
    assert list(tmp_path.glob(".*.part")) == []
    assert shelf.events("export plan") == []


def test_files_set_aside_go_into_a_bag_from_where_they_are(
    shelf: Shelf, archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    master = shelf.shelve("a.tif", "x", "archival master")
    plan = shelf.plan(shelf.shelve("b.tif", "x", "identical copy", master))
    assert apply_plan(archive, plan).done == 1
    run_command(
        archive_url, "quarantine", "export", plan, "--bagit", tmp_path / "bag", "--by", "Stella"
    )
    bagit.Bag(str(tmp_path / "bag")).validate()
    page = tmp_path / "page.html"
    run_command(archive_url, "quarantine", "certificate", plan, page)
    text = page.read_text()
    for words in ("Paul, who proposed", "Rita, who approved", "b.tif", "Record of files set aside"):
        assert words in text
    audit = tmp_path / "audit.html"
    run_command(archive_url, "export", "audit", audit)
    assert "plan 1" in audit.read_text()
    head = shelf.one("SELECT hash FROM lookalike_detail.event_log ORDER BY event_id DESC LIMIT 1")
    assert head in text
    assert head in audit.read_text()


def test_premis_of_everything(plan: int, shelf: Shelf, archive_url: str, tmp_path: Path) -> None:
    file = tmp_path / "all.xml"
    run_command(archive_url, "export", "premis", file, "--all")
    root = check(file)
    assert root.find(f"{PREMIS}event") is not None
    kinds = [e.text for e in root.iter(f"{PREMIS}relationshipType")]
    assert kinds == ["derivation"]
    types = root.findall(f"{PREMIS}event/{PREMIS}eventType")
    assert {e.text for e in types if e.get("authority")} >= {"appraisal"}
    names = [e.text for e in root.iter(f"{PREMIS}originalName")]
    assert any("\\xFF\\x01<b>.tif" in str(name) for name in names), names
    one = tmp_path / "one.xml"
    run_command(archive_url, "export", "premis", one, "--image", "box 1/a%.tif")
    assert len(check(one).findall(f"{PREMIS}object")) == 1
    with pytest.raises(LookalikeError, match="not clear"):
        run_command(archive_url, "export", "premis", file)


@pytest.mark.skipif(not SCHEMA, reason="LOOKALIKE_PREMIS_SCHEMA names no schema of PREMIS 3")
def test_documents_are_valid_by_the_schema(
    plan: int, shelf: Shelf, archive_url: str, tmp_path: Path
) -> None:
    bag = tmp_path / "bag"
    run_command(archive_url, "quarantine", "export", plan, "--bagit", bag, "--by", "Stella")
    run_command(archive_url, "export", "premis", tmp_path / "all.xml", "--all")
    for document in (bag / "premis.xml", tmp_path / "all.xml"):
        command = ["xmllint", "--noout", "--nonet", "--schema", str(SCHEMA), str(document)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
