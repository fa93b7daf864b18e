"""When collections are due for review, and what is new to it."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, lose, put

A_DAY = timedelta(days=1)


def schedule(connection: Connection[Any]) -> dict[str, dict[str, Any]]:
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        rows = cursor.execute("SELECT * FROM lookalike.review_schedule").fetchall()
    return {row["collection"]: row for row in rows}


def complete(connection: Connection[Any], name: str, remark: str | None = None) -> None:
    connection.execute("SELECT lookalike.complete_review(%s, ' Anna ', %s)", (name, remark))


def to_look_at(connection: Connection[Any], name: str = "test") -> tuple[int, int, int]:
    row = schedule(connection)[name]
    return row["new_images"], row["changed_images"], row["bytes_to_review"]


def today(connection: Connection[Any]) -> date:
    return connection.execute("SELECT current_date").fetchall()[0][0]  # type: ignore[no-any-return]


def changed(connection: Connection[Any], path: str) -> None:
    """A new scan finds other content there."""
    put(connection, [])
    connection.execute(
        "UPDATE lookalike_internal.image SET changed_run_id = (SELECT max(run_id) FROM"
        " lookalike_internal.run)"
        " WHERE path = %s",
        (path,),
    )


def test_reviews_roll_on(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", byte_size=5), FakeImage("b", byte_size=7), FakeImage("c")])
    lose(archive, ["c"])
    put(archive, [FakeImage("other")], "other")
    now = today(archive)
    row = schedule(archive)["test"]
    assert (row["images"], row["last_review"], row["due"], row["is_overdue"]) == (
        2, None, now, False,
    )  # fmt: skip
    assert to_look_at(archive) == (2, 0, 12)

    complete(archive, "test", "  all scanned slides ")
    row = schedule(archive)["test"]
    assert (row["last_reviewed_by"], row["last_remark"]) == ("Anna", "all scanned slides")
    assert (row["interval_days"], row["due"]) == (365, now + 365 * A_DAY)
    assert to_look_at(archive) == (0, 0, 0)
    assert to_look_at(archive, "other") == (1, 0, 1000)

    put(archive, [FakeImage("d", byte_size=11)])
    changed(archive, "b")
    changed(archive, "d")  # which nobody has looked at anyway
    assert to_look_at(archive) == (1, 1, 18)
    complete(archive, "test")
    assert to_look_at(archive) == (0, 0, 0)
    assert schedule(archive)["test"]["last_remark"] is None
    logged = archive.execute(
        "SELECT done_by, detail->>'collection', detail->>'remark' FROM lookalike_internal.event"
        " WHERE action = 'complete review' ORDER BY event_id"
    ).fetchall()
    assert logged == [("Anna", "test", "all scanned slides"), ("Anna", "test", None)]


def test_what_a_scan_under_way_finds_is_for_the_next_review(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    put(archive, [FakeImage("b", byte_size=3)])
    archive.execute(
        "UPDATE lookalike_internal.run SET state = 'running', finished_at = NULL"
        " WHERE run_id = (SELECT max(run_id) FROM lookalike_internal.run)"
    )
    complete(archive, "test")
    assert to_look_at(archive) == (1, 0, 3)


def test_the_interval_is_of_the_collection_or_of_the_archive(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    put(archive, [FakeImage("a")], "other")
    for name in ("test", "other"):
        complete(archive, name)
    archive.execute("SELECT lookalike.set_review_interval('test', 30)")
    archive.execute("SELECT lookalike.set_setting('review_interval', '90')")
    now = today(archive)
    found = {name: row["due"] - now for name, row in schedule(archive).items()}
    assert found == {"test": 30 * A_DAY, "other": 90 * A_DAY}
    archive.execute("SELECT lookalike.set_review_interval('test', NULL)")
    assert schedule(archive)["test"]["interval_days"] == 90


def test_what_is_past_due_is_overdue(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    for days, is_overdue in ((0, False), (1, True)):
        archive.execute(
            "UPDATE lookalike_internal.collection SET created_at = now() - make_interval(days =>"
            " %s)",
            (days,),
        )
        assert schedule(archive)["test"]["is_overdue"] is is_overdue


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("complete_review('nowhere', 'Anna')", 'collection "nowhere" does not exist'),
        ("complete_review('test', ' ')", "no person is named"),
        ("complete_review('empty', 'Anna')", 'collection "empty" has not been scanned'),
        ("set_review_interval('nowhere', 3)", 'collection "nowhere" does not exist'),
        ("set_review_interval('test', 0)", "review interval 0 is out of range"),
        ("set_review_interval('test', 36501)", "review interval 36501 is out of range"),
        ("set_setting('review_interval', '0')", 'invalid value for setting "review_interval": "0"'),
        ("set_setting('review_interval', 'x')", 'invalid value for setting "review_interval": "x"'),
        (
            "set_setting('review_interval', '1.5')",
            'invalid value for setting "review_interval": "1.5"',
        ),
    ],
)
def test_nonsense_is_refused(archive: Connection[Any], call: str, message: str) -> None:
    put(archive, [FakeImage("a")])
    archive.execute("SELECT lookalike_internal.add_collection('empty', '/empty')")
    before = schedule(archive)
    with pytest.raises(psycopg.Error) as caught:
        archive.execute(f"SELECT lookalike.{call}".encode())
    assert caught.value.diag.message_primary == message
    assert schedule(archive) == before


def test_a_collection_that_was_reviewed_can_be_forgotten(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    archive.execute("SELECT lookalike.set_review_interval('test', 30)")
    complete(archive, "test")
    archive.execute("SELECT lookalike.forget_collection('test')")
    assert schedule(archive) == {}
    assert archive.execute("SELECT collection FROM lookalike_internal.review").fetchall() == [
        ("test",)
    ]
    put(archive, [FakeImage("a")])  # another collection of the same name
    assert schedule(archive)["test"]["last_review"] is None
