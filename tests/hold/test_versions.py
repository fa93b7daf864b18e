"""A hold covers versions: renditions of evidence, and composites that show it, are evidence."""

from typing import Any

import psycopg
import pytest

from command import run_command
from guard.holdings import Holdings
from lookalike.errors import LookalikeError


def held(holdings: Holdings) -> set[str]:
    """The paths of what is held and present, by the view and by the function."""
    seen = {
        path
        for (path,) in holdings.connection.execute(
            "SELECT path FROM lookalike_detail.guarded_image WHERE guard = 'legal hold'"
        )
    }
    found = holdings.connection.execute(
        "SELECT i.path FROM lookalike.find_guards(ARRAY(SELECT image_id"
        " FROM lookalike_detail.image)) g"
        " JOIN lookalike_detail.image i USING (image_id) WHERE g.guard = 'legal hold'"
    )
    assert {path for (path,) in found} == seen
    return seen


def test_the_web_copy_of_a_held_original_may_not_leave(any_holdings: Holdings) -> None:
    """A hold on a published original left its web copy free to go."""
    holdings = any_holdings
    master, web = holdings.master_and_derivative()
    holdings.publish(master)
    plan = holdings.approved(web)
    hold = holdings.hold(image_id=master)
    assert held(holdings) == {"master.tif", "small.jpg"}
    assert holdings.states(plan) == {web: "withheld"}
    holdings.release(hold)
    assert held(holdings) == set()


def test_a_hold_on_the_file_alone(holdings: Holdings) -> None:
    """It covers the bytes and the pixels, and no version."""
    master, _ = holdings.master_and_derivative()
    holdings.put("copy.tif", "master.tif")
    hold = holdings.hold(image_id=master, scope="file")
    assert held(holdings) == {"master.tif", "copy.tif"}
    assert holdings.one("SELECT DISTINCT scope FROM lookalike.held_image") == "file"
    sheet = holdings.put("sheet.tif")
    holdings.contain(master, sheet)
    assert held(holdings) == {"master.tif", "copy.tif"}
    holdings.release(hold)


@pytest.mark.parametrize("named", ["entry", "collection", "list"])
def test_whatever_the_hold_names_its_versions_are_held(holdings: Holdings, named: str) -> None:
    master = holdings.put("master.tif")
    web = holdings.put("web.jpg", collection="other")
    sheet = holdings.put("sheet.tif", collection="other")
    holdings.put("alone.tif", collection="other")
    holdings.cluster(master, web)
    holdings.contain(web, sheet)
    what: dict[str, dict[str, object]] = {
        "entry": {"entry_id": holdings.entry(master)},
        "collection": {"collection": "test"},
        "list": {"image_ids": [master, master]},
    }
    holdings.hold(**what[named])
    assert held(holdings) == {"master.tif", "web.jpg", "sheet.tif"}


def test_composites_are_held_and_the_other_pictures_on_them_are_not(holdings: Holdings) -> None:
    one, other = holdings.put("one.tif"), holdings.put("other.tif")
    sheet, scan, book = (holdings.put(f"{name}.tif") for name in ("sheet", "scan", "book"))
    holdings.hold(image_id=one)
    holdings.hold("Case 2", image_id=other, scope="file")
    holdings.contain(one, sheet)
    holdings.contain(other, sheet)
    assert held(holdings) == {"one.tif", "other.tif", "sheet.tif"}
    # A copy of the sheet, and a book with the copy as a page.
    holdings.contain(scan, book)
    holdings.cluster(sheet, scan)
    assert held(holdings) == {"one.tif", "other.tif", "sheet.tif", "scan.tif", "book.tif"}
    assert (
        holdings.one(
            "SELECT string_agg(i.path, ', ') FROM lookalike.held_image h"
            " JOIN lookalike_detail.image i USING (image_id) WHERE matter = 'Case 2'"
        )
        == "other.tif"
    )


def test_people_decided_that_it_is_not_on_the_sheet(holdings: Holdings) -> None:
    one, sheet = holdings.put("one.tif"), holdings.put("sheet.tif")
    holdings.decide("not a duplicate", one, sheet)
    holdings.hold(image_id=one)
    holdings.contain(one, sheet)
    assert held(holdings) == {"one.tif"}
    holdings.decide("duplicate", one, sheet)
    assert held(holdings) == {"one.tif", "sheet.tif"}
    holdings.decide("not a duplicate", one, sheet)
    assert held(holdings) == {"one.tif", "sheet.tif"}


def test_a_version_that_comes_later_and_goes_again(holdings: Holdings) -> None:
    """What was covered once stays held until the hold ends, with its own versions."""
    master = holdings.put("master.tif")
    hold = holdings.hold(image_id=master)
    web = holdings.put("web.jpg")
    thumb = holdings.put("thumb.jpg")
    assert held(holdings) == {"master.tif"}
    holdings.cluster(master, web)
    assert held(holdings) == {"master.tif", "web.jpg"}
    holdings.connection.execute("DELETE FROM lookalike_internal.cluster_member")
    assert held(holdings) == {"master.tif", "web.jpg"}
    holdings.cluster(web, thumb)
    assert held(holdings) == {"master.tif", "web.jpg", "thumb.jpg"}
    holdings.put("again.jpg", "web.jpg")
    holdings.release(hold)
    assert held(holdings) == set()
    holdings.cluster(thumb, holdings.put("late.jpg"))
    assert holdings.one("SELECT count(*) FROM lookalike_internal.legal_hold_picture") == 3


def test_an_image_that_was_deleted_does_not_hide_a_held_cluster(holdings: Holdings) -> None:
    """It is in the cluster until the next clustering; a change of another member still counts."""
    gone, master, web = (holdings.put(name) for name in ("gone.tif", "master.tif", "web.jpg"))
    holdings.cluster(gone, master, web)
    hold = holdings.hold(image_id=master)
    holdings.connection.execute("DELETE FROM lookalike_internal.image WHERE image_id = %s", (gone,))
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET pixel_digest = sha256('a'), sha256 = sha256('b')"
        " WHERE image_id = %s",
        (web,),
    )
    assert held(holdings) == {"master.tif", "web.jpg"}
    holdings.release(hold)


def test_a_list_keeps_its_images_when_their_files_change(holdings: Holdings) -> None:
    a, b = holdings.put("a.tif"), holdings.put("b.tif")
    hold = holdings.hold(image_ids=[a, b], query=" SELECT image_id FROM image ")
    holdings.put("a.tif", "another")
    holdings.put("copy.tif", "a.tif")
    holdings.put("late.tif", "another")
    assert held(holdings) == {"a.tif", "b.tif", "copy.tif", "late.tif"}
    row = holdings.connection.execute(
        "SELECT subject, image_count, query, image_id, scope FROM lookalike_detail.legal_hold"
    ).fetchone()
    assert row == ("images", 2, "SELECT image_id FROM image", None, "picture and versions")
    (event,) = holdings.events("place hold")
    assert (event["image_count"], event["images"]) == (2, 2)
    assert event["query"] == "SELECT image_id FROM image"
    holdings.release(hold)
    assert held(holdings) == set()


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"image_ids": []}, "the list of images is empty"),
        ({"image_ids": [1, 99, 98]}, "image 98 does not exist"),
        ({"image_ids": [1, None]}, "image null does not exist"),
        ({"image_id": 1, "image_ids": [1]}, "on one thing, not on 2"),
        ({"image_id": 1, "query": "SELECT 1"}, "the query of a hold comes with its images"),
        ({"image_id": 1, "scope": "everything"}, 'scope "everything" does not exist'),
        ({"image_id": 1, "scope": None}, "scope .* does not exist"),
        ({"image_id": 1, "review_on": "2001-01-01"}, "the day of the review, 2001-01-01, is over"),
    ],
)
def test_bad_scopes_and_lists(holdings: Holdings, named: dict[str, Any], message: str) -> None:
    holdings.put("a.tif")
    casts = {"image_ids": "::bigint[]", "review_on": "::date"}
    names = "".join(f", {name} => %s{casts.get(name, '')}" for name in named)
    with pytest.raises(psycopg.Error, match=message):
        holdings.one(
            f"SELECT lookalike.place_hold('Case 1', 'evidence', 'Stella'{names})", *named.values()
        )
    assert holdings.one("SELECT count(*) FROM lookalike_internal.legal_hold_picture") == 0


def test_reviews_of_holds(holdings: Holdings) -> None:
    holdings.put("a.tif")
    due = "SELECT count(*) FROM lookalike_detail.hold_review_due"
    today = holdings.one("SELECT current_date")
    hold = holdings.hold(collection="test", custodian=" Legal ", review_on=today)
    assert holdings.one(due) == 1
    assert holdings.one("SELECT custodian FROM lookalike_detail.hold_review_due") == "Legal"
    holdings.one("SELECT lookalike.review_hold(%s, 'Ida', 'appeal', current_date + 90)", hold)
    assert holdings.one(due) == 0
    review = holdings.events("review hold")[0]
    assert (review["reason"], review["custodian"]) == ("appeal", "Legal")
    holdings.one("SELECT lookalike.review_hold(%s, 'Ida', 'x', current_date, 'Records')", hold)
    assert holdings.one("SELECT custodian FROM lookalike_detail.hold_review_due") == "Records"
    holdings.release(hold)
    assert holdings.one(due) == 0
    with pytest.raises(psycopg.Error, match="is released already"):
        holdings.one("SELECT lookalike.review_hold(%s, 'Ida', 'x')", hold)


# The command.


@pytest.fixture
def run(archive_url: str) -> Any:
    """Runs `lookalike hold`; what it says, or the error."""

    def run(*arguments: object) -> str:
        return run_command(archive_url, "hold", *arguments)

    return run


WHO = ("--by", "Stella", "--reason", "evidence")


def test_place_by_a_query(holdings: Holdings, run: Any) -> None:
    holdings.put("a.tif")
    holdings.put("b.tif")
    holdings.put("c.jpg")
    query = "SELECT image_id FROM image WHERE path LIKE '%.tif';"
    said = run("place", "Case 1", "--query", query, "--custodian", "Legal", *WHO)
    assert "2 images held" in said
    listed = run("list")
    assert "Case 1: a list of 2 images and their versions, 2 images" in listed
    assert "Legal answers for it" in listed
    assert held(holdings) == {"a.tif", "b.tif"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT path FROM image", "the query gives no column image_id"),
        ("DELETE FROM lookalike_internal.image", "syntax error"),
        ("SELECT image_id FROM image WHERE false", "the list of images is empty"),
    ],
)
def test_place_by_a_bad_query(holdings: Holdings, run: Any, query: str, message: str) -> None:
    holdings.put("a.tif")
    with pytest.raises((LookalikeError, psycopg.Error), match=message):
        run("place", "Case 1", "--query", query, *WHO)
    assert holdings.one("SELECT count(*) FROM lookalike_internal.legal_hold") == 0


def test_place_on_the_file_alone_and_review(holdings: Holdings, run: Any) -> None:
    holdings.master_and_derivative()
    assert "1 image held" in run("place", "C", "--image", "master.tif", "--scope", "file", *WHO)
    assert "and its copies, 1 image" in run("list")
    assert "Next review on 2999-01-31" in run("review", 1, "--on", "2999-01-31", *WHO)
    assert "next review 2999-01-31" in run("list")
