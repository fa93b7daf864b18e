"""Facts that are kept by delta against facts that are worked out from nothing."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, put
from cluster.graph import add_matches
from examples import examples
from lookalike.database import connect
from retention.test_incremental import DEEDS, do_match, do_pair, do_put

TABLES = {
    "conflict_fact": "kind, group_id, field",
    "image_fact": "image_id",
    "cluster_fact": "cluster_id",
    "pair_fact": "image_id_a, image_id_b",
    "queue_fact": "image_id, kind, other_image_id",
}
Facts = dict[str, list[tuple[Any, ...]]]


def facts(connection: Connection[Any]) -> Facts:
    return {
        name: connection.execute(
            f"SELECT * FROM lookalike_internal.{name} ORDER BY {key}".encode()
        ).fetchall()
        for name, key in TABLES.items()
    }


def queue(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT kind, path_a, path_b, cluster_id, priority, bytes, risk, likelihood, explanation,"
        " image_id_a, image_id_b FROM lookalike.review_queue"
        ' ORDER BY kind, path_a COLLATE "C", path_b COLLATE "C", cluster_id, image_id_a, image_id_b'
    ).fetchall()


def refresh_as_if_from_nothing(connection: Connection[Any]) -> None:
    """Refresh, and check that a rebuild would have come to the same; the queue, before it too."""
    now = queue(connection)
    with connection.transaction(force_rollback=True):
        connection.execute("DELETE FROM lookalike_internal.fact_state")
        assert queue(connection) == now
        connection.execute("CALL lookalike.refresh_facts(rebuild => true)")
        rebuilt = facts(connection)
    connection.execute("CALL lookalike.refresh_facts()")
    assert facts(connection) == rebuilt
    assert queue(connection) == now
    assert connection.execute("SELECT FROM lookalike_internal.unrefreshed").fetchall() == []


@given(seed=st.integers(0, 2**32), steps=st.integers(1, 12))
@examples(25)
def test_what_changed_is_enough(archive: Connection[Any], seed: int, steps: int) -> None:
    """Whatever happens in between, and whether or not images were classified since."""
    rng = random.Random(seed)
    with archive.transaction(force_rollback=True):
        do_put(archive, rng)
        do_put(archive, rng)
        for _ in range(4):
            do_pair(archive, rng)
        archive.execute("DELETE FROM lookalike_internal.unmatched_image")
        archive.execute("CALL lookalike.form_clusters()")
        archive.execute("CALL lookalike.classify_images()")
        archive.execute("CALL lookalike.refresh_facts()")
        for _ in range(steps):
            for _ in range(rng.randint(1, 3)):
                rng.choice([deed for deed in DEEDS if deed is not do_match])(archive, rng)
            refresh_as_if_from_nothing(archive)


def test_every_kind_of_change_is_noticed(archive: Connection[Any]) -> None:
    rng = random.Random(7)
    for turn in range(3):
        for deed in dict.fromkeys(DEEDS):
            deed(archive, rng)
            if turn == 2:
                do_match(archive, rng)
                archive.execute("CALL lookalike.form_clusters()")
                archive.execute("CALL lookalike.classify_images()")
            refresh_as_if_from_nothing(archive)


def test_nothing_is_lost_that_comes_during_a_refresh(
    archive: Connection[Any], archive_url: str
) -> None:
    put(archive, [FakeImage("a"), FakeImage("b", phash=2**63 - 1)])
    archive.execute("CALL lookalike.refresh_facts()")
    with connect(archive_url, autocommit=False) as other:
        other.execute("UPDATE lookalike_internal.image SET byte_size = 50 WHERE path = 'a'")
        archive.execute("CALL lookalike.refresh_facts()")
    assert archive.execute("SELECT count(*) FROM lookalike_internal.unrefreshed").fetchone() == (1,)
    refresh_as_if_from_nothing(archive)
    assert archive.execute(
        "SELECT byte_size FROM lookalike.image_fact WHERE path = 'a'"
    ).fetchone() == (50,)


def test_rows_that_stay_are_not_written(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", pixels="p"), FakeImage("b", pixels="p"), FakeImage("c", 2**63)])
    add_matches(archive, [("a", "b")])
    archive.execute("DELETE FROM lookalike_internal.unmatched_image")
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("CALL lookalike.classify_images()")
    archive.execute("CALL lookalike.refresh_facts()")
    written = "SELECT image_id, xmin::text FROM lookalike_internal.image_fact ORDER BY image_id"
    before = archive.execute(written).fetchall()
    archive.execute("CALL lookalike.refresh_facts(rebuild => true)")
    assert archive.execute(written).fetchall() == before
    archive.execute("UPDATE lookalike_internal.image SET byte_size = 50 WHERE path = 'c'")
    archive.execute("CALL lookalike.refresh_facts()")
    after = archive.execute(written).fetchall()
    assert [now == then for now, then in zip(after, before, strict=True)] == [True, True, False]


def test_the_time_is_that_of_the_last_refresh(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    archive.execute("CALL lookalike.refresh_facts()")
    query = "SELECT refreshed_at FROM lookalike.image_fact"
    first = archive.execute(query).fetchone()
    archive.execute("CALL lookalike.refresh_facts()")
    second = archive.execute(query).fetchone()
    assert first is not None and second is not None
    assert first[0] < second[0]
