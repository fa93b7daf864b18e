"""A decision that was taken back is as if nobody had decided; the log keeps both rows."""

import random
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from builder import FakeImage, clusters, near, put
from command import run_command
from guard.holdings import Holdings
from lookalike.database import connect
from review.deciding import decide, match_and_cluster
from servers import WAYS, Servers

# a to d are copies of each other by hash, e and f nearly, g resembles nothing; h is a copy of a.
RNG = random.Random(5)
IMAGES = [
    *(
        FakeImage(name, phash=near(0, bits, RNG), pixels=name)
        for name, bits in zip("abcd", (0, 1, 2, 2), strict=True)
    ),
    FakeImage("e", phash=2**64 - 1, phash_256=0),
    FakeImage("f", phash=2**64 - 2, phash_256=2**90 - 1),
    FakeImage("g", phash=0x0F0F_F0F0_3C3C_C3C3),
    FakeImage("h", phash=0, pixels="a"),
]
PAIRS = [pair for pair in combinations("abcdefg", 2)]


def undo(connection: Connection[Any], number: int, by: str = "Bea", reason: str = "wrong") -> int:
    row = connection.execute(
        "SELECT lookalike.undo_decision(%s, %s, %s)", (number, by, reason)
    ).fetchone()
    assert row is not None
    return int(row[0])


def state(connection: Connection[Any]) -> dict[str, Any]:
    """All that decisions change, by path."""

    def rows(query: str) -> list[tuple[Any, ...]]:
        return sorted(connection.execute(query.encode()).fetchall(), key=repr)

    return {
        "matches": rows(
            "SELECT least(a.path, b.path), greatest(a.path, b.path), m.is_accepted, m.found_by"
            " FROM lookalike_internal.match m"
            " JOIN lookalike_internal.image a ON a.image_id = m.image_id_a"
            " JOIN lookalike_internal.image b ON b.image_id = m.image_id_b"
        ),
        "clusters": set(clusters(connection).values()),
        "decided": rows(
            "SELECT path, decision FROM lookalike.image_decision"
            " JOIN lookalike_internal.image USING (image_id)"
        ),
        "guards": rows("SELECT path, guard FROM lookalike_detail.guarded_image"),
        "queue": rows("SELECT kind, path_a, path_b FROM lookalike.review_queue"),
        "pairs": rows(
            "SELECT path_a, path_b, accepted, decision FROM lookalike_detail.duplicate_pair"
        ),
    }


@pytest.fixture
def filled(archive: Connection[Any]) -> Connection[Any]:
    put(archive, IMAGES)
    match_and_cluster(archive)
    return archive


@pytest.fixture
def other(servers: Servers) -> Iterator[Connection[Any]]:
    """Another archive with the same images."""
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        put(connection, IMAGES)
        match_and_cluster(connection)
        yield connection


@pytest.mark.parametrize("seed", [1, 2])
def test_what_counts_is_as_if_only_that_had_been_decided(
    filled: Connection[Any], other: Connection[Any], seed: int
) -> None:
    """An oracle: another archive, in which nobody ever decided what was taken back here."""
    rng = random.Random(seed)
    standing: dict[int, tuple[str, str, str | None]] = {}
    for _ in range(40):
        if standing and rng.random() < 0.45:
            number = rng.choice(list(standing))
            undo(filled, number)
            del standing[number]
        else:
            one, two = rng.choice(PAIRS)
            word = rng.choice(["duplicate", "not a duplicate", "keep", "quarantine"])
            said = (word, one, two if "duplicate" in word else None)
            standing[decide(filled, *said)] = said
        if rng.random() < 0.3:
            match_and_cluster(filled)
    for said in standing.values():
        decide(other, *said)
    for connection in (filled, other):
        match_and_cluster(connection)
    assert state(filled) == state(other)


def test_nothing_is_left_when_everything_is_taken_back(filled: Connection[Any]) -> None:
    before = state(filled)
    numbers = [
        decide(filled, "not a duplicate", "a", "b"),
        decide(filled, "duplicate", "a", "g"),
        decide(filled, "duplicate", "e", "f"),
        decide(filled, "keep", "a"),
        decide(filled, "quarantine", "b"),
    ]
    match_and_cluster(filled)
    assert state(filled) != before
    rng = random.Random(3)
    for number in rng.sample(numbers, len(numbers)):
        undo(filled, number)
    assert filled.execute("SELECT state FROM lookalike_detail.stage_state WHERE stage = 'cluster'"
                          ).fetchall() == [("behind",)]  # fmt: skip
    match_and_cluster(filled)
    assert state(filled) == before
    # Rows are only added, and each says who did what.
    rows = filled.execute(
        "SELECT decision_id, undoes, undone_by, decided_by FROM lookalike.review_decision"
        " ORDER BY decision_id"
    ).fetchall()
    assert [row[0] for row in rows if row[1] is None] == numbers
    assert {row[1] for row in rows if row[1] is not None} == set(numbers)
    assert {row[3] for row in rows if row[1] is not None} == {"Bea"}
    events = filled.execute(
        "SELECT done_by, detail::jsonb->>'undoes', detail::jsonb->>'reason'"
        " FROM lookalike_detail.event_log WHERE action = 'undo decision'"
    ).fetchall()
    assert {(by, int(number), why) for by, number, why in events} == {
        ("Bea", number, "wrong") for number in numbers
    }
    with pytest.raises(psycopg.Error, match="is refused"):
        filled.execute("DELETE FROM lookalike_internal.decision")


def test_the_decision_before_counts_again(filled: Connection[Any]) -> None:
    first = decide(filled, "keep", "a", reason="a favourite")
    second = decide(filled, "quarantine", "a")
    undo(filled, second)
    held = filled.execute("SELECT decision_id, decision FROM lookalike.image_decision").fetchall()
    assert held == [(first, "keep")]
    with pytest.raises(psycopg.Error, match="decided that already"):
        decide(filled, "keep", "a", reason="a favourite")
    undo(filled, first)
    assert filled.execute("SELECT FROM lookalike.image_decision").fetchall() == []
    # As if nobody had decided: the same decision may come again.
    decide(filled, "keep", "a", reason="a favourite")


def test_proving_begins_again(filled: Connection[Any]) -> None:
    """Stage prove left out what people had refuted."""
    filled.execute(
        "INSERT INTO lookalike_internal.run (stage, state, finished_at)"
        " VALUES ('prove', 'finished', clock_timestamp())"
    )
    filled.execute(
        "INSERT INTO lookalike_internal.proposed (pixel_digest, is_embedded)"
        " SELECT DISTINCT pixel_digest, false FROM lookalike_internal.image"
    )

    def prove_is() -> Any:
        query = "SELECT state FROM lookalike_detail.stage_state WHERE stage = 'prove'"
        return filled.execute(query.encode()).fetchall()[0][0]

    number = decide(filled, "not a duplicate", "a", "b")
    assert prove_is() == "up to date"
    undo(filled, number)
    assert prove_is() == "behind"
    waiting = filled.execute(
        "SELECT DISTINCT path FROM lookalike_internal.image i WHERE NOT EXISTS"
        " (SELECT FROM lookalike_internal.proposed p WHERE p.pixel_digest = i.pixel_digest)"
    ).fetchall()
    assert {path for (path,) in waiting} == {"a", "b", "h"}  # h has the pixels of a


def test_what_repeats_a_decision_goes_with_it(filled: Connection[Any]) -> None:
    """Another version of lookalike digests the same pixels otherwise."""
    number = decide(filled, "not a duplicate", "a", "b")
    filled.execute(
        "UPDATE lookalike_internal.image SET pixel_digest = %s WHERE path = 'b'", (b"n" * 32,)
    )
    assert len(filled.execute("SELECT FROM lookalike_internal.standing_decision").fetchall()) == 2
    undo(filled, number)
    assert filled.execute("SELECT FROM lookalike_internal.standing_decision").fetchall() == []
    match_and_cluster(filled)
    assert any({"a", "b"} <= members for members in clusters(filled).values())


def test_slips(filled: Connection[Any]) -> None:
    number = decide(filled, "keep", "a")
    row = undo(filled, number)
    for wrong, message in (
        ((99, "Bea", "r"), "decision 99 does not exist"),
        ((None, "Bea", "r"), "decision null does not exist"),
        ((number, "Bea", "r"), f"decision {number} is taken back already"),
        ((row, "Bea", "r"), f"decision {row} itself takes decision {number} back"),
        ((number, " ", "r"), "no person is named"),
        ((number, "Bea", " "), "no reason is given"),
    ):
        with pytest.raises(psycopg.Error, match=message) as caught:
            filled.execute("SELECT lookalike.undo_decision(%s, %s, %s)", wrong)
        assert caught.value.diag.message_hint


def test_four_eyes_see_what_was_taken_back(archive: Connection[Any]) -> None:
    """Who decided, and who took it back, may not approve; a third person may."""
    holdings = Holdings(archive)
    master = holdings.put("a.tif", "x", "archival master")
    copy = holdings.put("b.tif", "x", "identical copy", of=master)
    holdings.cluster(master, copy)
    holdings.decide("keep", copy, reviewer="Dora")
    (number,) = archive.execute("SELECT decision_id FROM lookalike.review_decision").fetchall()
    assert "human decision" in holdings.guards(copy)
    undo(archive, number[0], "Uwe")
    assert "human decision" not in holdings.guards(copy)
    plan = holdings.propose(copy)
    for person, deed in (("Dora", 'decided "keep" about'), ("uwe", 'took back "keep" about')):
        with pytest.raises(psycopg.Error, match="another reviewer") as caught:
            holdings.approve(plan, person)
        assert deed in str(caught.value.diag.message_detail)
    assert holdings.approve(plan, "Rita") == 1


def test_a_guard_that_comes_back_withholds(archive: Connection[Any]) -> None:
    """A conflict of rights that is open again keeps what is approved."""
    holdings = Holdings(archive)
    master = holdings.put("a.tif", "x", "archival master")
    copy = holdings.put("b.tif", "x", "identical copy", of=master)
    holdings.cluster(master, copy)
    holdings.entry(master, licence="CC0 1.0", record_no="1")
    holdings.entry(copy, licence="CC BY-NC-ND 4.0", record_no="1")
    number = decide(archive, "rights settled", "a.tif")
    plan = holdings.approved(copy)
    undo(archive, number)
    assert holdings.states(plan) == {copy: "withheld"}
    assert "conflicting rights" in holdings.problem(plan, copy)


def test_decisions_about_records(archive: Connection[Any]) -> None:
    holdings = Holdings(archive)
    image = holdings.put("a.tif")
    one = holdings.entry(image, series="S", record_no="1")
    two = holdings.entry(image, series="S", record_no="2")

    def judged() -> list[tuple[Any, ...]]:
        return archive.execute(
            "SELECT DISTINCT is_same, decision_id FROM lookalike_internal.judged_record"
        ).fetchall()

    numbers = [
        holdings.one("SELECT lookalike.decide_record(%s, 'Ann', 'r', %s, %s)", word, one, two)
        for word in ("same record", "not the same record")
    ]
    assert judged() == [(False, numbers[1])]
    holdings.one("SELECT lookalike.undo_record_decision(%s, 'Bea', 'wrong')", numbers[1])
    assert judged() == [(True, numbers[0])]
    holdings.one("SELECT lookalike.undo_record_decision(%s, 'Bea', 'wrong')", numbers[0])
    assert judged() == []
    for number, message in ((numbers[0], "is taken back already"), (99, "does not exist")):
        with pytest.raises(psycopg.Error, match=message):
            holdings.one("SELECT lookalike.undo_record_decision(%s, 'Bea', 'wrong')", number)


def test_reviewers_and_stewards_take_decisions_back(
    filled: Connection[Any], archive_url: str
) -> None:
    numbers = [decide(filled, "keep", path) for path in "abc"]
    with Logins(archive_url) as logins:
        roles = {"anna": "lookalike_reviewer", "otto": "lookalike_steward"}
        for (name, role), number in zip(roles.items(), numbers, strict=False):
            with logins.connect(role, name=name) as person:
                undo(person, number, name)
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="may not act as"):
                    undo(person, numbers[2], "Bert")
        with (
            logins.connect("lookalike_analyst") as analyst,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            undo(analyst, numbers[2], "analyst")


def test_the_command(filled: Connection[Any], archive_url: str) -> None:
    def review(*arguments: object) -> list[str]:
        return run_command(archive_url, "review", *arguments).splitlines()

    why = ("--by", "Ann", "--reason", "two views")
    assert "There is no decision." in review("decisions")
    review("decide", "not-a-duplicate", "a", "b", *why)
    review("decide", "duplicate", "a", "b", "--by", "Eva", "--reason", "one view")
    said = review("undo", 2, "--by", "Bea", "--reason", "Ann was right")
    assert said[:3] == [
        "Decision 2 is taken back by Bea: duplicate: a and b.",
        "Decision 1 counts again: not a duplicate: a and b.",
        "Brought up to date: clusters.",
    ]
    assert review("decisions") == [
        "2. duplicate: a and b",
        f"   Eva, {_today(filled)}: one view",
        f"   taken back by Bea, {_today(filled)}: Ann was right",
        "1. not a duplicate: a and b",
        f"   Ann, {_today(filled)}: two views",
    ]
    assert "No other decision about this counts." in review("undo", 1, *why)
    assert any({"a", "b"} <= members for members in clusters(filled).values())


def _today(connection: Connection[Any]) -> str:
    return str(connection.execute("SELECT current_date").fetchall()[0][0])


def test_several_at_once_or_none(archive: Connection[Any]) -> None:
    put(archive, IMAGES)
    before = state(archive)
    numbers = [decide(archive, "keep", name) for name in "abc"]
    several = "SELECT lookalike.undo_decisions(%s::bigint[], 'Bea', 'wrong')"
    for refused in ([], [*numbers, numbers[-1] + 1]):
        with pytest.raises(psycopg.Error) as error:
            archive.execute(several, (refused,))
        assert error.value.diag.message_hint
        assert len(state(archive)["decided"]) == 3
    assert archive.execute(several, (numbers,)).fetchone() == (3,)
    assert state(archive) == before
