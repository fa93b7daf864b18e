"""Plans that transfer files, and plans that record a disposal that was done elsewhere."""

import hashlib
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from command import run_command
from guard.holdings import Holdings
from lookalike.cli.audit import _conclusion
from lookalike.quarantine.run import apply_plan, restore_plan
from lookalike.verify.set_aside import look_for_set_aside
from quarantine.shelf import Shelf

DIGEST = "ab" * 32


def transfer(holdings: Holdings, *images: int, jurisdiction: str | None = None) -> int:
    return int(
        holdings.one(
            "SELECT lookalike.propose_transfer(%s, 'National Archives', 'Schedule 7', 'Paul',"
            " 'due', %s, %s)",
            f"transfer of {images}",
            list(images) or None,
            jurisdiction,
        )
    )


def receive(holdings: Holdings, plan: int, receiver: str = "National Archives") -> int:
    return int(
        holdings.one(
            "SELECT lookalike.record_receipt(%s, %s, 'R-1', %s, %s, 'Sam')",
            plan,
            receiver,
            date.today(),
            DIGEST,
        )
    )


def record_disposal(holdings: Holdings, *images: int, name: str = "disposal") -> int:
    return int(
        holdings.one(
            "SELECT lookalike.propose_disposal_record(%s, 'Schedule 7', 'shredded', 'C-9', 'Wim',"
            " %s, 'Paul', 'due', %s)",
            name,
            date.today(),
            list(images),
        )
    )


def stays(holdings: Holdings, image: int) -> bool:
    return bool(
        holdings.one(
            "SELECT EXISTS (SELECT FROM lookalike_internal.staying_image WHERE image_id = %s)",
            image,
        )
    )


def test_a_transfer_counts_when_its_receipt_is_recorded(holdings: Holdings) -> None:
    """Until then the master stays; after that it stands in for no copy of it."""
    master = holdings.put("a.tif", "x", "archival master", disposition="transfer")
    small = holdings.put("b.jpg", class_="derivative", of=master)
    holdings.cluster(master, small)
    plan = transfer(holdings)
    with pytest.raises(psycopg.Error, match="another reviewer"):
        holdings.approve(plan, "paul")
    assert holdings.approve(plan) == 1
    assert holdings.states(plan) == {master: "handing over"}
    assert stays(holdings, master)
    assert holdings.guards(small) == set()
    leaving = holdings.approved(small)
    with pytest.raises(psycopg.Error, match="is in plan"):
        holdings.propose(master)

    assert receive(holdings, plan) == 1
    assert holdings.states(plan) == {master: "transferred"}
    assert not stays(holdings, master)
    assert holdings.guards(small) == {"last copy"}
    assert holdings.states(leaving) == {small: "withheld"}
    assert "last copy" in holdings.guards(master)  # only what is kept here counts
    (event,) = holdings.events("record receipt")
    assert (event["receiver"], event["document_sha256"]) == ("National Archives", DIGEST)
    assert holdings.one(
        "SELECT (kind, state, receipt_no, receipt_recorded_by)::text"
        " FROM lookalike_detail.quarantine_plan WHERE plan_id = %s",
        plan,
    ) == "(transfer,applied,R-1,Sam)"  # fmt: skip
    with pytest.raises(psycopg.Error, match="awaits no receipt"):
        receive(holdings, plan)


def test_what_is_guarded_is_not_transferred(holdings: Holdings) -> None:
    first, second, third = (holdings.put(f"{n}.tif") for n in range(3))
    holdings.hold(image_id=first)
    holdings.decide("keep", second)
    for image in (first, second):
        with pytest.raises(psycopg.Error, match="may not be transferred"):
            transfer(holdings, image)
    plan = transfer(holdings, third)
    holdings.approve(plan)
    holdings.hold("Case 2", image_id=third)
    assert receive(holdings, plan) == 0
    assert holdings.states(plan) == {third: "withheld"}
    assert "legal hold" in holdings.problem(plan, third)
    assert stays(holdings, third)


def test_raw_changes_of_states_are_refused(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    plan = transfer(holdings, image)
    update = "UPDATE lookalike_internal.quarantine_item SET state = %s WHERE plan_id = %s"
    for state in ("approved", "handing over", "transferred", "disposed"):
        with pytest.raises(psycopg.Error):
            holdings.connection.execute(update, (state, plan))
    holdings.approve(plan)
    with pytest.raises(psycopg.Error, match="no receipt"):
        holdings.connection.execute(update, ("transferred", plan))
    with pytest.raises(psycopg.Error, match="moves no files"):
        holdings.connection.execute("SELECT lookalike_internal.open_plan(%s)", (plan,))
    with pytest.raises(psycopg.Error, match="hand over"):
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_plan SET state = 'applied'"
        )
    with pytest.raises(psycopg.Error, match='not to "Museum"'):
        receive(holdings, plan, "Museum")
    with pytest.raises(psycopg.Error, match="is refused"):
        holdings.connection.execute("UPDATE lookalike_internal.transfer SET receiver = 'Museum'")
    holdings.one("SELECT lookalike.withdraw_quarantine(%s, 'Paul', 'they said no')", plan)
    assert holdings.states(plan) == {image: "withheld"}


def test_a_file_set_aside_that_is_gone_is_noticed_once(
    shelf: Shelf, archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    master = shelf.shelve("a.tif", "x", "archival master")
    copy = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.plan(copy)
    assert apply_plan(archive, plan).done == 1
    (file,) = (path for path in shelf.away.rglob("*") if path.is_file())
    look_for_set_aside(archive)
    assert shelf.events("check files") == []
    with pytest.raises(psycopg.Error, match="cannot be recorded") as refused:
        record_disposal(shelf, copy)
    assert "was not found missing" in str(refused.value.diag.message_detail)

    kept = tmp_path / "kept"
    shutil.move(file, kept)
    for _ in range(2):
        look_for_set_aside(archive)
    (event,) = shelf.events("check files")
    assert (event["place"], event["outcome"]) == ("quarantine", "missing")
    assert "1 file set aside is no longer there" in run_command(archive_url, "quarantine", "list")
    assert "no longer there" in run_command(archive_url, "quarantine", "show", plan)
    archive.execute("CALL lookalike.refresh_facts()")
    assert any("1 file set aside is no longer there" in line for line in _conclusion(archive))
    assert shelf.one("SELECT found FROM lookalike_detail.quarantine_manifest") == "missing"

    shutil.move(kept, file)  # it was only away
    look_for_set_aside(archive)
    assert shelf.one("SELECT found FROM lookalike_detail.quarantine_manifest") == "intact"
    file.write_bytes(b"of another size")
    look_for_set_aside(archive)
    assert shelf.one("SELECT found FROM lookalike_detail.quarantine_manifest") == "changed"
    shutil.rmtree(shelf.away)
    look_for_set_aside(archive)
    assert shelf.one("SELECT found FROM lookalike_detail.quarantine_manifest") == "missing"


def test_a_disposal_done_elsewhere_is_recorded(shelf: Shelf, archive: Connection[Any]) -> None:
    """Of a file that was set aside and then deleted by hand, also if it was held."""
    master = shelf.shelve("a.tif", "x", "archival master")
    copy = shelf.shelve("b.tif", "x", "identical copy", master)
    kept = shelf.shelve("c.tif", "x", "identical copy", master)
    aside = shelf.plan(copy, kept)
    assert apply_plan(archive, aside).done == 2
    shelf.hold(image_id=copy)
    with pytest.raises(psycopg.Error, match="cannot be recorded") as refused:
        record_disposal(shelf, master)
    assert "The file is there" in str(refused.value.diag.message_detail)
    next(shelf.away.rglob("b.tif")).unlink()
    look_for_set_aside(archive)

    plan = record_disposal(shelf, copy)
    with pytest.raises(psycopg.Error, match="another reviewer"):
        shelf.approve(plan, "Paul")
    assert shelf.approve(plan) == 1
    assert shelf.states(plan) == {copy: "disposed"}
    assert shelf.states(aside) == {copy: "disposed", kept: "moved"}
    assert '"Case 1"' in shelf.problem(plan, copy)
    (event,) = shelf.events("record disposal")
    assert (event["certificate"], event["witness"]) == ("C-9", "Wim")
    assert "Under hold" in event["items"][0]["remark"]
    with pytest.raises(psycopg.Error, match="cannot be recorded"):
        record_disposal(shelf, copy, name="again")

    outcome = restore_plan(archive, aside)  # it no longer looks for the one that is gone
    assert (outcome.state, outcome.done, outcome.problems) == ("restored", 1, [])


def test_what_was_made_into_a_disposed_file_stays(holdings: Holdings) -> None:
    """A master has to stay for a copy in quarantine, and also when that copy is disposed of."""
    first = holdings.put("first.tif", class_="archival master")
    second = holdings.put("second.tif", class_="derivative", of=first)
    third = holdings.put("third.jpg", class_="derivative", of=second)
    holdings.cluster(first, second, third)
    assert holdings.guards(second) == set()
    aside = holdings.approved(third)
    holdings.move(aside, third)
    assert holdings.guards(second) == {"last copy"}
    holdings.connection.execute(
        "INSERT INTO lookalike_internal.fixity_check"
        " (image_id, place, sha256, outcome, explanation) SELECT image_id, 'quarantine',"
        " sha256, 'missing', 'gone' FROM lookalike_internal.image WHERE image_id = %s",
        (third,),
    )
    holdings.approve(record_disposal(holdings, third))
    assert holdings.states(aside) == {third: "disposed"}
    assert holdings.guards(second) == {"last copy"}


@pytest.fixture
def pair(holdings: Holdings) -> int:
    """A copy in a collection in Hong Kong, which may leave."""
    master = holdings.put("a.tif", "x", "archival master")
    copy = holdings.put("b.tif", "x", "identical copy", of=master)
    holdings.cluster(master, copy)
    assert holdings.one("SELECT lookalike.set_jurisdiction('test', 'hk') IS NULL")
    return copy


def test_no_plan_crosses_a_jurisdiction(holdings: Holdings, pair: int) -> None:
    def declare(folder: str, code: str) -> None:
        holdings.one("SELECT coalesce(lookalike.set_target_jurisdiction(%s, %s), '')", folder, code)

    declare("/far", "SG")
    declare("/far/annex", "HK")
    for place in ("/far/away", "/nobody/said"):
        with pytest.raises(psycopg.Error, match="would cross a jurisdiction"):
            holdings.propose(pair, destination=place)
    with pytest.raises(psycopg.Error, match="would cross a jurisdiction"):
        transfer(holdings, pair, jurisdiction="SG")
    assert transfer(holdings, pair, jurisdiction="HK")
    plan = holdings.propose(pair, destination="/far/annex/1")
    declare("/far/annex", "SG")
    with pytest.raises(psycopg.Error, match="may not leave") as refused:
        holdings.approve(plan)
    assert "from jurisdiction HK to jurisdiction SG" in str(refused.value.diag.message_detail)
    holdings.connection.execute("SELECT lookalike.set_setting('may_cross_jurisdiction', 'on')")
    assert holdings.approve(plan) == 1
    holdings.connection.execute("SELECT lookalike.reset_setting('may_cross_jurisdiction')")
    holdings.open(plan)
    told = holdings.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, pair)
    assert "jurisdiction SG" in told
    assert len(holdings.events("set jurisdiction")) == 4


def test_the_command_line(shelf: Shelf, archive_url: str, tmp_path: Path) -> None:
    shelf.shelve("a.tif", "x")
    said = run_command(
        archive_url, "quarantine", "transfer", "to the archives", "--to", "National Archives",
        "--authority", "Schedule 7", "--by", "Paul", "--reason", "due", "--image", "a.tif",
    )  # fmt: skip
    assert "Plan 1: 1 image" in said
    assert "quarantine receipt 1" in run_command(
        archive_url, "quarantine", "approve", 1, "--by", "Rita"
    )
    document = tmp_path / "receipt.pdf"
    document.write_bytes(b"received")
    said = run_command(
        archive_url, "quarantine", "receipt", 1, "--from", "national archives", "--number", "R-1",
        "--date", date.today() + timedelta(0), "--document", document, "--by", "Sam",
    )  # fmt: skip
    assert "1 image transferred" in said
    shown = run_command(archive_url, "quarantine", "show", 1)
    assert "To National Archives" in shown
    assert "Receipt R-1 of" in shown
    assert shelf.one("SELECT receipt_sha256 FROM lookalike_detail.quarantine_plan") == (
        hashlib.sha256(b"received").hexdigest()
    )
    collection = shelf.one("SELECT name FROM lookalike.collection")
    said = run_command(archive_url, "collection", "set", collection, "--jurisdiction", "hk")
    assert "is now HK" in said
    assert "HK" in run_command(archive_url, "collection", "list")
    said = run_command(archive_url, "quarantine", "target", tmp_path / "q", "--jurisdiction", "SG")
    assert "is now SG" in said
