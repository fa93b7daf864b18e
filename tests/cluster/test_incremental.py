"""Clustering what changed against clustering all anew, whatever happened in between."""

import random
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, clusters, lose, near, put
from cluster.diagnosis import diagnoses, expected_diagnoses
from cluster.graph import add_matches
from examples import examples
from lookalike.database import connect


def state(connection: Connection[Any]) -> list[list[tuple[Any, ...]]]:
    """All that clustering writes, bar the numbers of its runs."""
    return [
        connection.execute(query).fetchall()
        for query in (
            "SELECT image_id, cluster_id FROM lookalike_internal.cluster_member ORDER BY image_id",
            "SELECT to_jsonb(c) - 'created_run_id' - 'retired_run_id', retired_run_id IS NULL"
            " FROM lookalike_internal.cluster c ORDER BY cluster_id",
            "SELECT dense_rank() OVER (ORDER BY run_id), from_cluster_id, to_cluster_id, images"
            " FROM lookalike_internal.cluster_change ORDER BY run_id, from_cluster_id,"
            " to_cluster_id",
            "SELECT counts FROM lookalike_internal.run WHERE stage = 'cluster' ORDER BY run_id"
            " DESC LIMIT 1",
        )
    ]


def components(connection: Connection[Any]) -> set[frozenset[int]]:
    pairs = connection.execute(
        "SELECT image_id_a, image_id_b FROM lookalike_internal.match WHERE is_accepted"
    )
    return set(map(frozenset, networkx.connected_components(networkx.Graph(pairs.fetchall()))))


def cluster_as_if_anew(connection: Connection[Any]) -> None:
    """Cluster what changed, and check that clustering all would have come to the same."""
    with connection.transaction(force_rollback=True):
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        anew = state(connection)
    connection.execute("CALL lookalike.form_clusters()")
    assert state(connection) == anew
    members = connection.execute(
        "SELECT array_agg(image_id) FROM lookalike_internal.cluster_member GROUP BY cluster_id"
    )
    assert {frozenset(ids) for (ids,) in members} == components(connection)
    assert connection.execute("SELECT FROM lookalike_internal.unclustered").fetchall() == []


@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 6))
@examples(16)
def test_what_changed_comes_to_the_same_as_all_anew(
    archive: Connection[Any], seed: int, rounds: int
) -> None:
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.cluster CASCADE")
    rng = random.Random(seed)
    bases = [rng.getrandbits(64) for _ in range(5)]
    radius, threshold, limit = rng.choice([3, 6]), 24, rng.choice([2, 500])
    for _ in range(rounds):
        names = [f"{rng.choice('Aaz')}/{n:02}" for n in range(12)]
        for _ in range(rng.randrange(4)):
            images = [
                FakeImage(
                    rng.choice(names),
                    phash=near(rng.choice(bases), rng.choice([0, 0, 1, 2, 4]), rng),
                    pixels=f"pixels {rng.randrange(9)}" if rng.random() < 0.2 else None,
                )
                for _ in range(rng.randrange(8))
            ]
            put(archive, images)
            lose(archive, rng.sample(names, 2))
            if rng.random() < 0.3:  # before these are matched
                archive.execute("CALL lookalike.form_clusters()")
            if rng.random() < 0.2:  # the scan of a file that has moved does this
                archive.execute(
                    "DELETE FROM lookalike_internal.image WHERE path = ANY (%s)",
                    (rng.sample(names, 4),),
                )
        if rng.random() < 0.1:
            threshold = rng.choice([8, 24, 40])
        archive.execute(
            "CALL lookalike.find_matches(%s, %s, 5, crowd_limit => %s)", (radius, threshold, limit)
        )
        for _ in range(rng.randrange(3)):
            add_matches(archive, [(rng.choice(names), rng.choice(names))], rng.random() < 0.6)
            archive.execute(
                "DELETE FROM lookalike_internal.match WHERE (image_id_a + image_id_b) %% 7 = %s",
                (rng.randrange(7),),
            )
            archive.execute(
                "UPDATE lookalike_internal.match SET is_accepted = NOT is_accepted"
                " WHERE (image_id_a + image_id_b) %% 9 = %s",
                (rng.randrange(9),),
            )
        cluster_as_if_anew(archive)
        assert diagnoses(archive) == expected_diagnoses(archive, radius, threshold)


def queued(connection: Connection[Any]) -> set[str]:
    """Empty the queue and return the paths that were in it."""
    rows = connection.execute(
        "WITH taken AS (DELETE FROM lookalike_internal.unclustered RETURNING image_id)"
        " SELECT path FROM taken JOIN lookalike_internal.image USING (image_id)"
    )
    return {path for (path,) in rows}


def test_only_accepted_matches_that_change_are_queued(any_archive: Connection[Any]) -> None:
    put(any_archive, [FakeImage(name, quality=0.0) for name in "abcd"])
    add_matches(any_archive, [("a", "b")], accepted=False)
    assert queued(any_archive) == set()
    any_archive.execute("UPDATE lookalike_internal.match SET phash_256_distance = 7")
    assert queued(any_archive) == set()
    any_archive.execute("UPDATE lookalike_internal.match SET is_accepted = true")
    assert queued(any_archive) == {"a", "b"}
    any_archive.execute(
        "UPDATE lookalike_internal.match SET relation = 'toned', is_accepted = true"
    )
    assert queued(any_archive) == set()
    any_archive.execute("UPDATE lookalike_internal.match SET phash_256_distance = 8")
    assert queued(any_archive) == {"a", "b"}
    add_matches(any_archive, [("b", "c")])
    add_matches(any_archive, [("c", "d")], accepted=False)
    assert queued(any_archive) == {"b", "c"}
    any_archive.execute("DELETE FROM lookalike_internal.image WHERE path = 'b'")
    assert queued(any_archive) == {"a", "c"}
    any_archive.execute("DELETE FROM lookalike_internal.match")
    assert queued(any_archive) == set()


def test_truncated_matches_leave_no_cluster(any_archive: Connection[Any]) -> None:
    put(any_archive, [FakeImage(name, quality=0.0) for name in "abc"])
    add_matches(any_archive, [("a", "b")])
    any_archive.execute("CALL lookalike.form_clusters()")
    assert list(clusters(any_archive).values()) == [{"a", "b"}]
    any_archive.execute("TRUNCATE lookalike_internal.match")
    any_archive.execute("CALL lookalike.form_clusters()")
    assert clusters(any_archive) == {}
    add_matches(any_archive, [("b", "c")])
    any_archive.execute("CALL lookalike.form_clusters()")
    assert clusters(any_archive) == {2: {"b", "c"}}


def test_a_cluster_whose_images_are_all_deleted_is_retired(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(name, quality=0.0) for name in "ab"])
    add_matches(archive, [("a", "b")])
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("DELETE FROM lookalike_internal.image")
    archive.execute("CALL lookalike.form_clusters()")
    assert archive.execute("SELECT images FROM lookalike_internal.cluster").fetchall() == [(0,)]
    assert archive.execute("SELECT FROM lookalike_internal.cluster_member").fetchall() == []


def test_nothing_is_lost_that_comes_during_a_clustering(
    archive: Connection[Any], archive_url: str
) -> None:
    put(archive, [FakeImage(name, quality=0.0) for name in "abc"])
    archive.execute("CALL lookalike.form_clusters()")
    add_matches(archive, [("a", "b")])
    with connect(archive_url, autocommit=False) as other:
        add_matches(other, [("b", "c")])  # b waits in the queue already
        archive.execute("CALL lookalike.form_clusters()")
        assert clusters(archive) == {1: {"a", "b"}}
    archive.execute("CALL lookalike.form_clusters()")
    assert clusters(archive) == {1: {"a", "b", "c"}}


@pytest.mark.parametrize("change", ["settings", "revision"])
def test_diagnoses_are_made_anew_when_nothing_else_changed(
    archive: Connection[Any], change: str
) -> None:
    hashes = (0b0, 0b111, 0b111111)
    put(archive, [FakeImage(f"{n}", phash=hash_) for n, hash_ in enumerate(hashes)])
    archive.execute("CALL lookalike.find_matches(5, 64)")
    archive.execute("CALL lookalike.form_clusters()")
    before = diagnoses(archive)
    assert [d.is_chained for d in before.values()] == [True]
    if change == "settings":
        archive.execute("CALL lookalike.find_matches(6, 64)")
        archive.execute("CALL lookalike.form_clusters()")
        assert [d.is_chained for d in diagnoses(archive).values()] == [False]
    else:  # clusters of a revision that knew neither queue nor diagnoses
        archive.execute("DELETE FROM lookalike_internal.unclustered")
        archive.execute("UPDATE lookalike_internal.run SET settings = '{}' WHERE stage = 'cluster'")
        archive.execute(
            "UPDATE lookalike_internal.cluster SET central_image_id = NULL, diameter = NULL,"
            " weakest_image_id_a = NULL, weakest_image_id_b = NULL, is_diameter_exact = NULL,"
            " is_chained = NULL"
        )
        archive.execute("CALL lookalike.form_clusters()")
        assert diagnoses(archive) == before
