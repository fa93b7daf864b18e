"""Placing and ending holds."""

from typing import Any

import psycopg
import pytest

from command import run_command
from guard.holdings import Holdings
from lookalike.errors import LookalikeError


def place(holdings: Holdings, *arguments: object, **named: object) -> Any:
    names = "".join(f", {name} => %s" for name in named)
    return holdings.one(
        f"SELECT lookalike.place_hold({', '.join(['%s'] * len(arguments))}{names})",
        *arguments,
        *named.values(),
    )


@pytest.mark.parametrize(
    ("arguments", "named", "message"),
    [
        (("Case 1", "evidence", " "), {"image_id": 1}, "no person is named"),
        (("Case 1", "\t", "Stella"), {"image_id": 1}, "no reason is given"),
        ((" ", "evidence", "Stella"), {"image_id": 1}, "the hold names no matter"),
        (("Case 1", "evidence", "Stella"), {}, "on one thing, not on 0"),
        (("Case 1", "evidence", "Stella"), {"image_id": 1, "entry_id": 1}, "not on 2"),
        (("Case 1", "evidence", "Stella"), {"image_id": 99}, "image 99 does not exist"),
        (("Case 1", "evidence", "Stella"), {"entry_id": 99}, "catalogue entry 99 does not exist"),
        (("Case 1", "evidence", "Stella"), {"collection": "no"}, 'collection "no" does not exist'),
    ],
)
def test_bad_holds(
    holdings: Holdings, arguments: tuple[object, ...], named: dict[str, object], message: str
) -> None:
    holdings.put("a.tif")
    with pytest.raises(psycopg.Error, match=message):
        place(holdings, *arguments, **named)
    assert holdings.one("SELECT count(*) FROM lookalike_internal.legal_matter") == 0
    assert holdings.one("SELECT count(*) FROM lookalike_internal.legal_hold") == 0
    assert holdings.events("place hold") == []


def test_a_hold_is_logged_and_ends_once(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    hold = holdings.hold(image_id=image)
    assert [event["path"] for event in holdings.events("place hold")] == ["a.tif"]
    holdings.release(hold)
    with pytest.raises(psycopg.Error, match=f"hold {hold} is released already"):
        holdings.release(hold)
    with pytest.raises(psycopg.Error, match="hold 99 does not exist"):
        holdings.release(99)
    assert holdings.events("ask release") == [{"matter": "Case 1", "reason": "over"}]
    assert holdings.events("release hold") == [
        {"matter": "Case 1", "reason": "over", "asked_by": "Stella"}
    ]


def test_a_closed_matter_takes_no_holds(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    holdings.hold(image_id=image)
    assert holdings.close("Case 1") == 1
    with pytest.raises(psycopg.Error, match='matter "Case 1" is closed'):
        holdings.hold(image_id=image)
    with pytest.raises(psycopg.Error, match='matter "Case 1" is closed already'):
        holdings.close("Case 1")
    with pytest.raises(psycopg.Error, match='matter "Case 9" does not exist'):
        holdings.close("Case 9")


def test_holds_need_read_committed(holdings: Holdings) -> None:
    """A transaction that sees old data only would miss what was approved meanwhile."""
    image = holdings.put("a.tif")
    with (
        pytest.raises(psycopg.Error, match="isolation level READ COMMITTED is needed") as raised,
        holdings.connection.transaction(),
    ):
        holdings.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        holdings.hold(image_id=image)
    assert raised.value.diag.message_hint == "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
    assert holdings.guards(image) == {"last copy"}


def test_a_held_collection_is_not_forgotten(holdings: Holdings) -> None:
    holdings.put("a.tif")
    hold = holdings.hold(collection="test")
    with pytest.raises(psycopg.Error, match='collection "test" is held'):
        holdings.connection.execute("SELECT lookalike.forget_collection('test')")
    assert holdings.one("SELECT count(*) FROM lookalike_internal.image") == 1
    holdings.release(hold)
    holdings.connection.execute("SELECT lookalike.forget_collection('test')")
    assert holdings.one("SELECT count(*) FROM lookalike_internal.image") == 0


def test_the_lock_says_when_its_row_is_gone(holdings: Holdings) -> None:
    holdings.connection.execute("DELETE FROM lookalike_internal.guard_lock")
    with pytest.raises(psycopg.Error, match='table "guard_lock" has lost its row'):
        holdings.hold(image_id=holdings.put("a.tif", class_=None))


# A hold keeps every picture it ever covered.


def held(holdings: Holdings) -> set[str]:
    """The paths of what is held and present."""
    return {
        path
        for (path,) in holdings.connection.execute(
            "SELECT path FROM lookalike_detail.guarded_image WHERE guard = 'legal hold'"
        )
    }


def held_after_its_end(holdings: Holdings, hold: int) -> set[str]:
    holdings.release(hold)
    return held(holdings)


def is_queued(holdings: Holdings, image: int) -> bool:
    """Whether the next classification looks at an image."""
    return bool(
        holdings.one(
            "SELECT count(*) FROM lookalike_internal.unclassified WHERE image_id = %s",
            image,
        )
    )


def test_the_file_of_a_held_entry_is_renamed_and_replaced(any_holdings: Holdings) -> None:
    holdings = any_holdings
    image = holdings.put("a.tif", "evidence")
    hold = holdings.hold(entry_id=holdings.entry(image))
    assert holdings.put("a.tif", "another") == image
    holdings.put("b.tif", "evidence")
    holdings.put("c.tif", "a third")
    assert held(holdings) == {"a.tif", "b.tif"}
    # And so does the one that took its place, which was the file of the entry for a while.
    holdings.put("a.tif", "a fourth")
    holdings.put("d.tif", "another")
    assert held(holdings) == {"a.tif", "b.tif", "d.tif"}
    assert held_after_its_end(holdings, hold) == set()


def test_what_is_linked_while_the_entry_is_held(holdings: Holdings) -> None:
    image = holdings.put("a.tif", "evidence")
    entry = holdings.entry()
    holdings.hold(entry_id=entry)
    holdings.link(entry, image)
    holdings.put("a.tif", "another")
    holdings.put("b.tif", "evidence")
    assert held(holdings) == {"a.tif", "b.tif"}


def test_the_image_of_a_held_entry_is_forgotten_and_comes_again(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    entry = holdings.entry()
    holdings.connection.execute("SELECT lookalike.link_entry(%s, %s, 'Anna')", (entry, image))
    hold = holdings.hold(entry_id=entry)
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.image WHERE image_id = %s", (image,)
    )
    assert holdings.one("SELECT count(*) FROM lookalike_internal.entry_image") == 0
    holdings.put("a.tif")
    assert held(holdings) == {"a.tif"}
    assert held_after_its_end(holdings, hold) == set()


def test_a_catalogue_names_another_file(holdings: Holdings) -> None:
    holdings.put("a.tif")
    second = holdings.put("b.tif")
    entry = holdings.entry(file="a.tif")
    holdings.connection.execute("SELECT lookalike.link_entries()")
    hold = holdings.hold(entry_id=entry)
    assert held(holdings) == {"a.tif"}
    holdings.connection.execute("UPDATE lookalike_internal.catalogue_entry SET file = 'b.tif'")
    holdings.connection.execute("SELECT lookalike.link_entries()")
    assert holdings.one("SELECT image_id FROM lookalike_internal.entry_image") == second
    assert held(holdings) == {"a.tif", "b.tif"}
    assert held_after_its_end(holdings, hold) == set()


def test_a_person_unlinks_what_is_held(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    entry = holdings.entry(image)
    holdings.hold(entry_id=entry)
    holdings.connection.execute("SELECT lookalike.unlink_entry(%s, %s, 'Anna')", (entry, image))
    assert held(holdings) == {"a.tif"}


@pytest.mark.parametrize("is_seen_to_move", [True, False])
def test_a_file_goes_from_a_held_collection_to_another(
    any_holdings: Holdings, is_seen_to_move: bool
) -> None:
    holdings = any_holdings
    image = holdings.put("a.tif")
    hold = holdings.hold(collection="test")
    late = holdings.put("late.tif")
    holdings.put("other.tif", collection="other")
    if is_seen_to_move:
        holdings.connection.execute(
            "UPDATE lookalike_internal.image SET collection_id = c.collection_id"
            " FROM lookalike_internal.collection c WHERE c.name = 'other'"
        )
    else:
        holdings.lose(image, late)
        holdings.put("new a.tif", "a.tif", collection="other")
        holdings.put("new late.tif", "late.tif", collection="other")
    new = "" if is_seen_to_move else "new "
    assert held(holdings) == {f"{new}a.tif", f"{new}late.tif"}
    assert held_after_its_end(holdings, hold) == set()


def test_what_a_held_collection_loses_and_gets(holdings: Holdings) -> None:
    holdings.put("z.tif", collection="other")
    image = holdings.put("a.tif", "evidence")
    holdings.hold(collection="test")
    holdings.put("a.tif", "another")
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.image WHERE image_id = %s", (image,)
    )
    holdings.put("b.tif", "evidence", collection="other")
    holdings.put("c.tif", "another", collection="other")
    assert held(holdings) == {"b.tif", "c.tif"}


def test_what_a_held_image_shows_later(holdings: Holdings) -> None:
    holdings.hold(image_id=holdings.put("a.tif", "evidence"))
    holdings.put("a.tif", "another")
    holdings.put("a.tif", "a third")
    holdings.put("b.tif", "evidence")
    holdings.put("c.tif", "another")
    assert held(holdings) == {"a.tif", "b.tif", "c.tif"}


def test_an_ended_hold_remembers_nothing_new(holdings: Holdings) -> None:
    image = holdings.put("a.tif", "evidence")
    entry = holdings.entry(image)
    holdings.hold("Case 1", entry_id=entry)
    holdings.hold("Case 2", collection="test")
    for matter in ("Case 1", "Case 2"):
        holdings.close(matter)
    holdings.put("a.tif", "another")
    holdings.put("b.tif")
    holdings.link(entry, holdings.put("c.tif"))
    assert (
        holdings.one(
            "SELECT count(DISTINCT pixel_digest) FROM lookalike_internal.legal_hold_picture"
        )
        == 1
    )


def test_a_copy_that_was_to_leave_stays_when_the_picture_is_held(holdings: Holdings) -> None:
    """It lies in another collection; the held one gets the picture only now."""
    master = holdings.put("master.tif", "x", "archival master", collection="other")
    copy = holdings.put("copy.tif", "x", "identical copy", of=master, collection="other")
    holdings.cluster(master, copy)
    holdings.put("a.tif")
    holdings.hold(collection="test")
    plan = holdings.approved(copy)
    holdings.put("b.tif", "x", class_=None)
    assert holdings.states(plan) == {copy: "withheld"}
    assert 'legal hold: Held for "Case 1"' in holdings.problem(plan, copy)


def test_what_is_held_by_its_picture_is_classified_anew(holdings: Holdings) -> None:
    image = holdings.put("a.tif", "evidence")
    copy = holdings.put("b.tif", "evidence", collection="other")
    holdings.put("a.tif", "evidence")
    holdings.connection.execute("TRUNCATE lookalike_internal.unclassified")
    hold = holdings.hold(collection="test")
    assert is_queued(holdings, copy)
    holdings.put("a.tif", "another")
    holdings.connection.execute("TRUNCATE lookalike_internal.unclassified")
    holdings.release(hold)
    assert is_queued(holdings, copy)
    assert is_queued(holdings, image)


# The command.


@pytest.fixture
def run(archive_url: str) -> Any:
    """Runs `lookalike hold`; what it says, or the error."""

    def run(*arguments: object) -> str:
        return run_command(archive_url, "hold", *arguments)

    return run


WHO = ("--by", "Stella", "--reason", "evidence")


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ((), "no subject of the hold is named"),
        (("--image", "a.tif", "--collection", "test"), "a hold has only one subject"),
    ],
)
def test_place_without_one_subject(run: Any, subject: tuple[str, ...], message: str) -> None:
    with pytest.raises(LookalikeError, match=message) as raised:
        run("place", "Case 1", *subject, *WHO)
    assert raised.value.hint == "Give one of --image, --entry, --collection and --query."


def test_place_on_an_entry_that_is_not_there(run: Any) -> None:
    with pytest.raises(LookalikeError, match='catalogue entry "NOPE" does not exist') as raised:
        run("place", "Case 1", "--entry", "NOPE", *WHO)
    assert "SELECT external_id FROM catalogue_record" in str(raised.value.hint)


def test_release_of_a_hold_that_is_not_there(run: Any) -> None:
    with pytest.raises(psycopg.Error, match="hold 77 does not exist") as raised:
        run("release", 77, *WHO)
    assert raised.value.diag.message_hint == "lookalike hold list shows the numbers of the holds."


def test_list_calls_an_entry_by_its_own_id(holdings: Holdings, run: Any) -> None:
    holdings.entry()
    holdings.entry(holdings.put("a.tif"))
    assert "1 image held" in run("place", "Case 1", "--entry", "E-2", *WHO)
    assert "Case 1: the images of catalogue entry E-2 and their versions, 1 image\n" in run("list")
