"""Clusters under decisions of people, against plain Kruskal in Python."""

import random
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, clusters, lose, near, put
from cluster.graph import add_matches, fill
from cluster.test_incremental import state
from examples import examples
from review.deciding import decide

Partition = set[frozenset[int]]


def members(connection: Connection[Any]) -> Partition:
    rows = connection.execute(
        "SELECT array_agg(image_id) FROM lookalike_internal.cluster_member GROUP BY cluster_id"
    )
    return {frozenset(ids) for (ids,) in rows}


def forbidden_pairs(connection: Connection[Any]) -> set[frozenset[bytes]]:
    """Pairs of pixels whose latest decision is that they are no duplicates."""
    latest: dict[frozenset[bytes], str] = {}
    for a, b, decision in connection.execute(
        "SELECT pixel_digest_a, pixel_digest_b, decision FROM lookalike_internal.decision"
        " WHERE pixel_digest_b IS NOT NULL ORDER BY decision_id"
    ):
        latest[frozenset((a, b))] = decision
    return {pair for pair, decision in latest.items() if decision == "not a duplicate"}


def pixels(connection: Connection[Any]) -> dict[int, bytes]:
    return dict(
        connection.execute("SELECT image_id, pixel_digest FROM lookalike_internal.image").fetchall()
    )


def kruskal(connection: Connection[Any]) -> Partition:
    """All links from the strongest on, but for those that would join a forbidden pair."""
    apart, digest = forbidden_pairs(connection), pixels(connection)
    decided = dict(
        (frozenset((a, b)), number)
        for a, b, number in connection.execute(
            "SELECT pixel_digest_a, pixel_digest_b, decision_id FROM"
            " lookalike_internal.pair_decision"
            " WHERE decision = 'duplicate'"
        )
    )
    links = []
    for a, b, proof, distance in connection.execute(
        "SELECT image_id_a, image_id_b, proof, phash_256_distance FROM lookalike_internal.match"
        " WHERE is_accepted"
    ):
        number = decided.get(frozenset((digest[a], digest[b])))
        if digest[a] == digest[b]:
            strength = (0, 0)
        elif number is not None:
            strength = (1, -number)
        else:
            strength = (2 if proof == "proven" else 3, 0)
        links.append((*strength, distance, a, b))
    parts = {image_id: frozenset((image_id,)) for image_id in digest}
    for *_, a, b in sorted(links):
        one, other = parts[a], parts[b]
        if one is other or any(
            frozenset((digest[x], digest[y])) in apart for x in one for y in other
        ):
            continue
        joined = one | other
        parts.update(dict.fromkeys(joined, joined))
    return {part for part in parts.values() if len(part) > 1}


def check(connection: Connection[Any]) -> None:
    """Cluster what changed; compare with all anew, with Kruskal, and with what was promised."""
    cuts = "SELECT image_id_a, image_id_b FROM lookalike_internal.cut_match ORDER BY 1, 2"
    with connection.transaction(force_rollback=True):
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        anew = state(connection), connection.execute(cuts).fetchall()
    connection.execute("CALL lookalike.form_clusters()")
    cut = connection.execute(cuts).fetchall()
    assert (state(connection), cut) == anew
    formed = members(connection)
    assert formed == kruskal(connection)

    apart, digest = forbidden_pairs(connection), pixels(connection)
    links = connection.execute(
        "SELECT image_id_a, image_id_b FROM lookalike_internal.match WHERE is_accepted"
    ).fetchall()
    home = {image: cluster for cluster in formed for image in cluster}
    for cluster in formed:
        kept = {digest[image] for image in cluster}
        assert not any(pair <= kept for pair in apart)
        graph = networkx.Graph([link for link in links if set(link) <= cluster])
        assert networkx.is_connected(graph)
    # Only what has to be is cut, and that is written down.
    leading_out = [
        (a, b) for a, b in links if home.get(a) is not home.get(b) or home.get(a) is None
    ]
    assert sorted(leading_out) == cut
    for a, b in cut:
        both = {digest[i] for end in (a, b) for i in home.get(end, frozenset((end,)))}
        assert any(pair <= both for pair in apart)
    assert connection.execute("SELECT FROM lookalike_internal.unclustered").fetchall() == []
    # No match contradicts a decision.
    contradicted = connection.execute(
        "SELECT FROM lookalike_detail.duplicate_pair WHERE accepted <> (decision = 'duplicate')"
    )
    assert contradicted.fetchall() == []


@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 5))
@examples(40)
def test_no_cluster_joins_what_people_took_apart(
    archive: Connection[Any], seed: int, rounds: int
) -> None:
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.cluster CASCADE")
    rng = random.Random(seed)
    bases = [rng.getrandbits(64) for _ in range(3)]
    names = [f"{folder}/{n:02}" for folder in "Aaz" for n in range(5)]
    # Other pixels than in the examples before: decisions stay for good.
    era = rng.getrandbits(64)
    for _ in range(rounds):
        put(
            archive,
            [
                FakeImage(
                    name,
                    phash=near(rng.choice(bases), rng.choice([0, 1, 2, 4, 6]), rng),
                    pixels=f"{era} {rng.randrange(8)}" if rng.random() < 0.3 else f"{era} {name}",
                )
                for name in rng.sample(names, rng.randrange(len(names)))
            ],
        )
        lose(archive, rng.sample(names, 1))
        if rng.random() < 0.3:
            archive.execute(
                "DELETE FROM lookalike_internal.image WHERE path = ANY (%s)",
                (rng.sample(names, 2),),
            )
        archive.execute(
            "CALL lookalike.find_matches(%s, 64, crowd_limit => %s)",
            (rng.choice([4, 8]), rng.choice([3, 500])),
        )
        if rng.random() < 0.5:
            archive.execute(
                "UPDATE lookalike_internal.match SET proof = 'proven' WHERE is_accepted"
                " AND (image_id_a + image_id_b) % 3 = 0 AND NOT has_same_pixels"
            )
        for _ in range(rng.randrange(5)):
            there = archive.execute(
                "SELECT a.path, b.path FROM lookalike_internal.image a, lookalike_internal.image b"
                " WHERE a.pixel_digest <> b.pixel_digest AND a.image_id < b.image_id"
                " AND a.missing_since IS NULL AND b.missing_since IS NULL ORDER BY 1, 2"
            ).fetchall()
            if there:
                decision = rng.choice(["not a duplicate"] * 4 + ["duplicate"])
                decide(archive, decision, *rng.choice(there))
        check(archive)


@pytest.mark.parametrize("seed", range(3))
def test_large_components_are_cut_as_by_kruskal(archive: Connection[Any], seed: int) -> None:
    rng = random.Random(seed)
    count = 300
    fill(archive, count)
    names = [f"{n:06}" for n in range(count)]
    add_matches(archive, [tuple(rng.sample(names, 2)) for _ in range(2 * count)])
    archive.execute("CALL lookalike.form_clusters()")
    before = members(archive)
    for _ in range(40):
        one, other = rng.sample(names, 2)
        decide(archive, "not a duplicate", one, other)
    check(archive)
    assert len(members(archive)) > len(before)


def test_without_decisions_that_concern_it_nothing_changes(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(name, quality=0.0) for name in "abcdef"])
    add_matches(archive, [("a", "b"), ("b", "c"), ("d", "e")])
    archive.execute("CALL lookalike.form_clusters()")
    query = "SELECT xmin, * FROM lookalike_internal.cluster_member ORDER BY image_id"
    before = archive.execute(query).fetchall()
    decide(archive, "not a duplicate", "a", "e")
    decide(archive, "not a duplicate", "b", "f")
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("CALL lookalike.form_clusters(rebuild => true)")
    assert archive.execute(query).fetchall() == before
    assert archive.execute("SELECT FROM lookalike_internal.cut_match").fetchall() == []


def test_the_cut_is_at_the_weakest_link(archive: Connection[Any]) -> None:
    # a - b - c - d, the hashes 1, 3 and 2 bits apart: four times that of 256.
    hashes = {"a": 0b0, "b": 0b1, "c": 0b1111, "d": 0b111111}
    put(archive, [FakeImage(name, phash=hash_) for name, hash_ in hashes.items()])
    archive.execute("CALL lookalike.find_matches(3, 64)")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {frozenset("abcd")}
    decide(archive, "not a duplicate", "a", "d")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {frozenset("ab"), frozenset("cd")}
    cut = archive.execute(
        "SELECT path_a, path_b, accepted, cluster_id FROM lookalike_detail.duplicate_pair"
        " WHERE is_cut"
    ).fetchall()
    assert cut == [("b", "c", True, None)]
    # The proven link is kept, however far the hashes are apart.
    archive.execute(
        "UPDATE lookalike_internal.match SET proof = 'proven' WHERE phash_distance = 3 AND"
        " is_accepted"
    )
    archive.execute("CALL lookalike.form_clusters(rebuild => true)")
    assert set(clusters(archive).values()) == {frozenset("abc")}
    # And what a person says outranks both.
    decide(archive, "duplicate", "c", "d")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {frozenset("bcd")}


def test_identical_copies_stay_together_on_either_side(archive: Connection[Any]) -> None:
    put(
        archive,
        [FakeImage(f"one/{n}", phash=0, pixels="one") for n in range(3)]
        + [FakeImage(f"other/{n}", phash=0, pixels="other") for n in range(3)],
    )
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert [len(paths) for paths in clusters(archive).values()] == [6]
    decide(archive, "not a duplicate", "other/2", "one/1")
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == {
        frozenset(f"{side}/{n}" for n in range(3)) for side in ("one", "other")
    }


def test_a_pair_that_may_be_joined_again_is(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(name, quality=0.0) for name in "abc"])
    add_matches(archive, [("a", "b"), ("b", "c")])
    decide(archive, "not a duplicate", "a", "c")
    archive.execute("CALL lookalike.form_clusters()")
    assert sorted(map(len, clusters(archive).values())) == [2]
    decide(archive, "duplicate", "a", "c")
    archive.execute("CALL lookalike.form_clusters()")
    assert list(clusters(archive).values()) == [frozenset("abc")]
    assert archive.execute("SELECT FROM lookalike_internal.cut_match").fetchall() == []
