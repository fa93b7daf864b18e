"""A decision about a pair holds through all that happens to images, matches and clusters."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, clusters, collection_id, lose, put
from cluster.graph import add_matches
from review.deciding import decide, match_and_cluster

AWAY = 2**64 - 1


def rescan(archive: Connection[Any]) -> None:
    """All files are read anew."""
    put(archive, IMAGES)
    archive.execute(
        "INSERT INTO lookalike_internal.unmatched_image SELECT image_id FROM"
        " lookalike_internal.image"
        " ON CONFLICT DO NOTHING"
    )


def move(archive: Connection[Any]) -> None:
    archive.execute("UPDATE lookalike_internal.image SET path = 'moved/' || path")


def copy_elsewhere(archive: Connection[Any]) -> None:
    """The same pixels in another collection, and the files decided about are lost."""
    put(
        archive,
        [FakeImage(i.path, phash=i.phash, pixels=i.path, content=i.path) for i in IMAGES],
        "copy",
    )
    archive.execute(
        "UPDATE lookalike_internal.image SET missing_since = now() WHERE collection_id = %s",
        (collection_id(archive),),
    )


def other_settings(archive: Connection[Any]) -> None:
    for radius, threshold in ((2, 4), (8, 64), (10, 100)):
        archive.execute("CALL lookalike.find_matches(%s, %s)", (radius, threshold))
        agree(archive)
        archive.execute("CALL lookalike.form_clusters()")


def crowds(archive: Connection[Any]) -> None:
    for limit in (1, 500):
        archive.execute("CALL lookalike.find_matches(crowd_limit => %s)", (limit,))
        agree(archive)
        archive.execute("CALL lookalike.form_clusters()")


def rebuild(archive: Connection[Any]) -> None:
    archive.execute("TRUNCATE lookalike_internal.unclustered")
    archive.execute("CALL lookalike.form_clusters(rebuild => true)")


def lost_and_found(archive: Connection[Any]) -> None:
    lose(archive, [i.path for i in IMAGES])
    match_and_cluster(archive)
    archive.execute("UPDATE lookalike_internal.image SET missing_since = NULL")


def matched_anew(archive: Connection[Any]) -> None:
    archive.execute("TRUNCATE lookalike_internal.match, lookalike_internal.representative")
    archive.execute(
        "INSERT INTO lookalike_internal.unmatched_image SELECT image_id FROM"
        " lookalike_internal.image"
        " ON CONFLICT DO NOTHING"
    )


def proven_again(archive: Connection[Any]) -> None:
    """The pixels say the opposite."""
    run_id, threshold = archive.execute(
        "SELECT * FROM lookalike_internal.start_proving()"
    ).fetchall()[0]
    archive.execute(
        "INSERT INTO lookalike_internal.candidate (image_id_a, image_id_b, found_by)"
        " SELECT a.image_id, b.image_id, 'embedding' FROM lookalike_internal.image a,"
        " lookalike_internal.image b"
        " WHERE a.image_id < b.image_id AND a.pixel_digest <> b.pixel_digest"
    )
    archive.execute(
        "INSERT INTO pg_temp.proof (image_id_a, image_id_b, proof, inliers, correlation, agreement,"
        " overlap, relation)"
        " SELECT a.image_id, b.image_id,"
        " CASE WHEN a.path || b.path IN ('ab', 'ba') THEN 'proven' ELSE 'not proven' END,"
        " 0, 0.99, 0.99, 1, 'edited' FROM lookalike_internal.image a, lookalike_internal.image b"
        " WHERE a.image_id < b.image_id AND a.pixel_digest <> b.pixel_digest"
    )
    archive.execute("SELECT lookalike_internal.store_proofs(%s, %s)", (run_id, threshold))
    agree(archive)
    archive.execute("SELECT lookalike_internal.finish_proving(%s)", (run_id,))


def other_policy(archive: Connection[Any]) -> None:
    archive.execute("CALL lookalike.classify_images()")


# a and b look the same, c and d have nothing in common; the decisions say the opposite.
IMAGES = [
    FakeImage("a", phash=0, pixels="a", content="a"),
    FakeImage("b", phash=1, pixels="b", content="b"),
    FakeImage("c", phash=AWAY, pixels="c", content="c"),
    FakeImage("d", phash=AWAY >> 32, pixels="d", content="d"),
]


def agree(archive: Connection[Any]) -> None:
    """No match that is there contradicts a decision, also before the next clustering."""
    rows = archive.execute(
        "SELECT decision, accepted FROM lookalike_detail.duplicate_pair"
    ).fetchall()
    assert all(accepted == (decision == "duplicate") for decision, accepted in rows if decision)


@pytest.mark.parametrize(
    "happens",
    [
        rescan,
        move,
        copy_elsewhere,
        other_settings,
        crowds,
        rebuild,
        lost_and_found,
        matched_anew,
        proven_again,
        other_policy,
    ],
)
def test_a_decision_survives(
    archive: Connection[Any], happens: Callable[[Connection[Any]], None]
) -> None:
    put(archive, IMAGES)
    match_and_cluster(archive)
    assert set(clusters(archive).values()) == {frozenset("ab")}
    decide(archive, "not a duplicate", "a", "b")
    decide(archive, "duplicate", "c", "d")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {frozenset("cd")}

    happens(archive)
    archive.execute("CALL lookalike.find_matches()")
    agree(archive)
    archive.execute("CALL lookalike.form_clusters()")
    agree(archive)
    together = {frozenset(path[-1] for path in paths) for paths in clusters(archive).values()}
    assert together == {frozenset("cd")}
    again = archive.execute("SELECT xmin, * FROM lookalike_internal.match ORDER BY 2, 3").fetchall()
    archive.execute("CALL lookalike.form_clusters()")
    assert (
        archive.execute("SELECT xmin, * FROM lookalike_internal.match ORDER BY 2, 3").fetchall()
        == again
    )


def test_a_pair_only_people_know_of_says_so(archive: Connection[Any]) -> None:
    put(archive, IMAGES)
    match_and_cluster(archive)
    decide(archive, "duplicate", "d", "c")
    archive.execute("CALL lookalike.form_clusters()")
    row = archive.execute(
        "SELECT found_by, accepted, decision, phash_distance, evidence"
        " FROM lookalike_detail.duplicate_pair WHERE path_a = 'c'"
    ).fetchall()
    assert [r[:4] for r in row] == [("person", True, "duplicate", 32)]
    assert row[0][4].startswith("proposed by a person")
    # Who changes their mind takes it back.
    decide(archive, "not a duplicate", "c", "d")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {frozenset("ab")}


def test_images_of_other_pixels_are_not_meant(archive: Connection[Any]) -> None:
    put(archive, IMAGES)
    match_and_cluster(archive)
    decide(archive, "not a duplicate", "a", "b")
    archive.execute("CALL lookalike.form_clusters()")
    assert clusters(archive) == {}
    put(archive, [FakeImage("b", phash=1, pixels="b restored", content="b restored")])
    match_and_cluster(archive)
    assert list(clusters(archive).values()) == [frozenset("ab")]


def test_the_decision_holds_for_new_copies(archive: Connection[Any]) -> None:
    put(archive, IMAGES)
    match_and_cluster(archive)
    decide(archive, "not a duplicate", "a", "b")
    match_and_cluster(archive)
    put(archive, [FakeImage("b2", phash=1, pixels="b"), FakeImage("between", phash=3)])
    match_and_cluster(archive)
    assert not any({"a", "b2"} <= paths for paths in clusters(archive).values())
    assert any({"b", "b2"} <= paths for paths in clusters(archive).values())


def test_cut_images_are_clustered_again_when_what_joined_them_changes(
    archive: Connection[Any],
) -> None:
    rng = random.Random(1)
    names = [f"{n}" for n in range(9)]
    rng.shuffle(names)
    put(archive, [FakeImage(name, quality=0.0) for name in names])
    archive.execute("CALL lookalike.find_matches()")
    add_matches(archive, [(f"{n}", f"{n + 1}") for n in range(8)])
    decide(archive, "not a duplicate", "0", "8")
    archive.execute("CALL lookalike.form_clusters()")
    cut = archive.execute("SELECT path_a, path_b FROM lookalike_detail.duplicate_pair WHERE is_cut")
    ((one, other),) = cut.fetchall()
    archive.execute("DELETE FROM lookalike_internal.image WHERE path = '8'")
    archive.execute("CALL lookalike.form_clusters()")
    assert any({one, other} <= paths for paths in clusters(archive).values())
    assert archive.execute("SELECT FROM lookalike_internal.cut_match").fetchall() == []


def test_what_people_refuted_is_not_proven(archive: Connection[Any]) -> None:
    put(archive, [*IMAGES, FakeImage("e", phash=2)])
    match_and_cluster(archive)
    decide(archive, "not a duplicate", "a", "b")
    decide(archive, "duplicate", "c", "d")
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("CALL lookalike.propose_copies()")
    waiting = archive.execute(
        "SELECT a.path || b.path FROM lookalike_internal.candidate c"
        " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b ORDER BY 1"
    ).fetchall()
    assert {("ae",), ("be",), ("cd",)} <= set(waiting)
    assert ("ab",) not in waiting
