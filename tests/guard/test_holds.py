"""Placing and ending holds."""

from typing import Any

import psycopg
import pytest

from guard.holdings import Holdings


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
        ((" ", "evidence", "Stella"), {"image_id": 1}, "no matter is named"),
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
    assert holdings.one("SELECT count(*) FROM lookalike.legal_matter") == 0
    assert holdings.one("SELECT count(*) FROM lookalike.legal_hold") == 0
    assert holdings.events("place hold") == []


def test_a_hold_is_logged_and_ends_once(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    hold = holdings.hold(image_id=image)
    assert [event["path"] for event in holdings.events("place hold")] == ["a.tif"]
    release = "SELECT lookalike.release_hold(%s, 'Stella', 'over')"
    holdings.connection.execute(release.encode(), (hold,))
    with pytest.raises(psycopg.Error, match=f"hold {hold} is released already"):
        holdings.connection.execute(release.encode(), (hold,))
    with pytest.raises(psycopg.Error, match="hold 99 does not exist"):
        holdings.connection.execute(release.encode(), (99,))
    assert [event["matter"] for event in holdings.events("release hold")] == ["Case 1"]


def test_a_closed_matter_takes_no_holds(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    holdings.hold(image_id=image)
    close = b"SELECT lookalike.close_matter('Case 1', 'Stella', 'settled')"
    holdings.connection.execute(close)
    with pytest.raises(psycopg.Error, match='matter "Case 1" is closed'):
        holdings.hold(image_id=image)
    with pytest.raises(psycopg.Error, match='matter "Case 1" is closed already'):
        holdings.connection.execute(close)
    with pytest.raises(psycopg.Error, match='matter "Case 9" does not exist'):
        holdings.connection.execute(b"SELECT lookalike.close_matter('Case 9', 'Stella', 'x')")


def test_holds_need_read_committed(holdings: Holdings) -> None:
    """A transaction that sees old data only would miss what was approved meanwhile."""
    image = holdings.put("a.tif")
    with (
        pytest.raises(psycopg.Error, match="needs isolation level READ COMMITTED") as raised,
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
    assert holdings.one("SELECT count(*) FROM lookalike.image") == 1
    holdings.connection.execute("SELECT lookalike.release_hold(%s, 'Stella', 'over')", (hold,))
    holdings.connection.execute("SELECT lookalike.forget_collection('test')")
    assert holdings.one("SELECT count(*) FROM lookalike.image") == 0


def test_the_lock_says_when_its_row_is_gone(holdings: Holdings) -> None:
    holdings.connection.execute("DELETE FROM lookalike.guard_lock")
    with pytest.raises(psycopg.Error, match='table "guard_lock" has lost its row'):
        holdings.hold(image_id=holdings.put("a.tif", class_=None))
