"""Two people never get the same case of the queue at once."""

import random
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from builder import FakeImage, put
from lookalike.database import connect
from review.deciding import decide, image_id, match_and_cluster

PAIRS = 6
Case = tuple[int | None, int | None, int | None]


@pytest.fixture
def queue(archive: Connection[Any]) -> Connection[Any]:
    """An archive with pairs that are alike in 64 bits and not in 256; the largest comes first."""
    put(
        archive,
        [
            FakeImage(
                f"{pair}/{side}",
                phash=random.Random(pair).getrandbits(64) ^ side,  # far from other pairs
                phash_256=(2**100 - 1) * side,
                byte_size=10 ** (9 - pair),
            )
            for pair in range(PAIRS)
            for side in range(2)
        ],
    )
    match_and_cluster(archive)
    return archive


@pytest.fixture
def logins(queue: Connection[Any], archive_url: str) -> Iterator[Logins]:
    with Logins(archive_url) as made:
        yield made


def take(connection: Connection[Any], person: str, *more: object) -> Case | None:
    row = connection.execute(
        "SELECT image_id_a, image_id_b, cluster_id FROM lookalike.take_case(%s, %s, %s)",
        (person, *more, *(None,) * (2 - len(more))),
    ).fetchone()
    return row and (row[0], row[1], row[2])


def pair(connection: Connection[Any], number: int) -> Case:
    ids = sorted(image_id(connection, f"{number}/{side}") for side in range(2))
    return ids[0], ids[1], None


def held(connection: Connection[Any]) -> dict[Case, str]:
    return {
        (row[0], row[1], row[2]): row[3]
        for row in connection.execute(
            "SELECT image_id_a, image_id_b, cluster_id, person FROM lookalike_detail.review_lease"
        )
    }


def end_all(connection: Connection[Any]) -> None:
    """What the clock does."""
    connection.execute("UPDATE lookalike_internal.lease SET ends_at = clock_timestamp()")


def test_each_person_gets_the_worst_case_that_nobody_has(queue: Connection[Any]) -> None:
    taken = [take(queue, person) for person in ("anna", "bert", "anna")]
    assert taken == [pair(queue, number) for number in range(3)]
    assert list(held(queue).values()) == ["anna", "bert", "anna"]
    for number in range(3, PAIRS):
        assert take(queue, "carl") == pair(queue, number)
    assert take(queue, "anna") is None


def test_what_a_change_concerns_comes_later_and_is_not_lost(queue: Connection[Any]) -> None:
    queue.execute("CALL lookalike.refresh_facts()")
    decide(queue, "not a duplicate", "1/0", "1/1")
    queue.execute(
        "INSERT INTO lookalike_internal.unrefreshed (image_id) VALUES (%s)", (pair(queue, 0)[0],)
    )
    left = [number for number in range(PAIRS) if number > 1]
    assert [take(queue, "anna") for _ in range(PAIRS)] == [
        *(pair(queue, number) for number in (*left, 0)),
        None,
    ]
    end_all(queue)
    queue.execute("CALL lookalike.refresh_facts()")
    assert [take(queue, "anna") for _ in range(2)] == [pair(queue, 0), pair(queue, 2)]


def test_a_lease_that_is_over_goes_to_the_next_person(queue: Connection[Any]) -> None:
    assert take(queue, "anna") == pair(queue, 0)
    end_all(queue)
    assert held(queue) == {}
    assert take(queue, "bert") == pair(queue, 0)
    assert held(queue) == {pair(queue, 0): "bert"}


def test_who_looks_at_a_case_keeps_it(queue: Connection[Any]) -> None:
    a, b, _ = pair(queue, 0)
    queue.execute("SELECT lookalike.set_setting('lease_minutes', '3')")
    lease = (
        "SELECT person, ends_at, ends_at - clock_timestamp() FROM lookalike.lease_case(%s,%s,%s)"
    )
    ((person, ends, _),) = queue.execute(lease, ("anna", a, b)).fetchall()
    assert person == "anna"
    ((person, same, _),) = queue.execute(lease, ("bert", b, a)).fetchall()  # in any order
    assert (person, same) == ("anna", ends)
    ((person, later, left),) = queue.execute(lease, ("anna", b, a)).fetchall()
    assert person == "anna" and later > ends and 170 < left.total_seconds() <= 180
    end_all(queue)
    ((person, _, _),) = queue.execute(lease, ("bert", a, b)).fetchall()
    assert person == "bert"


def test_it_is_given_back(queue: Connection[Any]) -> None:
    a, b, _ = pair(queue, 0)
    take(queue, "anna")
    release = "SELECT lookalike.release_case(%s, %s, %s)"
    assert queue.execute(release, ("bert", a, b)).fetchone() == (False,)
    assert queue.execute(release, ("anna", b, a)).fetchone() == (True,)
    assert take(queue, "bert") == (a, b, None)


def test_a_decision_ends_it_and_undo_brings_the_case_back(queue: Connection[Any]) -> None:
    take(queue, "anna"), take(queue, "anna")
    number = decide(queue, "not a duplicate", "0/0", "0/1")
    assert held(queue) == {pair(queue, 1): "anna"}
    queue.execute("SELECT lookalike.undo_decision(%s, 'anna', 'a slip')", (number,))
    assert take(queue, "bert") == pair(queue, 0)


def test_by_kind_and_collection(queue: Connection[Any]) -> None:
    assert take(queue, "anna", "sample") is None
    assert take(queue, "anna", None, "elsewhere") is None
    assert take(queue, "anna", "possible pair", "test") == pair(queue, 0)


def test_rows_about_one_cluster_are_one_case(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a"), FakeImage("b", phash=1)])
    match_and_cluster(archive)
    archive.execute("SELECT lookalike.draw_sample(1)")
    archive.execute("CALL lookalike.classify_images()")
    rows = archive.execute(
        "SELECT kind, cluster_id FROM lookalike.review_queue WHERE kind <> 'sample'"
    ).fetchall()
    assert rows
    cases = set()
    while case := take(archive, "anna"):
        cases.add(case)
    a, b = (image_id(archive, path) for path in "ab")
    assert cases == {(min(a, b), max(a, b), None), *((None, None, row[1]) for row in rows)}
    archive.execute("SELECT lookalike.decide_cluster('keep', 'anna', 'x', %s)", (rows[0][1],))
    assert (None, None, rows[0][1]) not in held(archive)


def test_what_is_no_case(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    a = image_id(archive, "a")
    for arguments, said in (
        ("", "no case is named"),
        (", image_id_b => 1", "no case is named"),
        (f", {a}, {a}", f"image {a} is given twice"),
        (", 987654", "image 987654 does not exist"),
        (", cluster_id => 987654", "cluster 987654 does not exist"),
    ):
        with pytest.raises(psycopg.Error, match=said) as caught:
            archive.execute(f"SELECT lookalike.lease_case('anna'{arguments})".encode())
        assert caught.value.diag.message_hint


def test_people_who_take_at_the_same_time(logins: Logins) -> None:
    """Each case goes to one person, in whatever order the sessions come to it."""
    names = [f"person{number}" for number in range(4)]
    for name in names:
        logins.add("lookalike_reviewer", name=name)
    taken: list[Case] = []
    begin = threading.Barrier(len(names))

    def work(name: str) -> None:
        with connect(psycopg.conninfo.make_conninfo(logins.url, user=name)) as connection:
            begin.wait(30)
            while case := take(connection, name):
                taken.append(case)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == len(set(taken)) == PAIRS


def test_the_second_waits_for_the_first(logins: Logins, queue: Connection[Any]) -> None:
    """A lease that another session is just taking is no free case."""
    with (
        logins.connect("lookalike_reviewer", name="anna") as anna,
        logins.connect("lookalike_reviewer", name="bert") as bert,
    ):
        first: list[Case | None] = []
        with anna.transaction():
            assert take(anna, "anna") == pair(queue, 0)
            waiting = threading.Thread(target=lambda: first.append(take(bert, "bert")))
            waiting.start()
            while not queue.execute(
                "SELECT FROM pg_locks WHERE pid = %s AND NOT granted",
                (bert.info.backend_pid,),
            ).fetchall():
                assert waiting.is_alive(), "it did not wait"
        waiting.join(60)
        assert first == [pair(queue, 1)]


def test_only_people_who_decide_take_cases(logins: Logins, queue: Connection[Any]) -> None:
    with logins.connect("lookalike_analyst", name="olga") as olga:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            take(olga, "olga")
        assert held(olga) == {}
    with logins.connect("lookalike_reviewer", name="anna") as anna:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match='may not act as "bert"'):
            take(anna, "bert")
        for command in ("DELETE FROM", "INSERT INTO", "UPDATE"):
            tail = {"INSERT INTO": "DEFAULT VALUES", "UPDATE": "SET person = 'x'"}.get(command, "")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                anna.execute(f"{command} lookalike_internal.lease {tail}".encode())


def test_a_person_does_not_get_what_is_restricted(logins: Logins, queue: Connection[Any]) -> None:
    a, b, _ = pair(queue, 0)
    queue.execute(
        "SELECT lookalike.restrict_access('donor', 'deed', 'Stella', 'asked', image_id => %s)", (a,)
    )
    with (
        logins.connect("lookalike_reviewer", name="anna") as anna,
        logins.connect("lookalike_steward", name="stella") as stella,
    ):
        assert take(anna, "anna") == pair(queue, 1)
        assert take(stella, "stella") == (a, b, None)
        assert pair(queue, 0) not in held(anna)
        with pytest.raises(psycopg.Error, match=f"image {a} does not exist"):
            anna.execute("SELECT lookalike.lease_case('anna', %s, %s)", (a, b))
