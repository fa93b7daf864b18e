"""What a cluster is said to be like, against plain loops."""

import random
from itertools import combinations
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, clusters, near, put
from cluster.diagnosis import diagnoses, expected_diagnoses
from cluster.graph import add_matches, fill


@pytest.mark.parametrize("seed", range(3))
def test_random_graphs_are_described_as_by_brute_force(
    any_archive: Connection[Any], seed: int
) -> None:
    rng = random.Random(seed)
    bases = [rng.getrandbits(64) for _ in range(60)]
    images = [
        FakeImage(f"{n:03}", phash=near(rng.choice(bases), rng.choice([0, 0, 1, 3, 7]), rng))
        for n in range(300)
    ]
    put(any_archive, images)
    any_archive.execute("CALL lookalike.find_matches(%s, %s)", (7, 24))
    more = [0, 40, 200][seed]
    add_matches(
        any_archive, [tuple(rng.choices([i.path for i in images], k=2)) for _ in range(more)]
    )
    any_archive.execute("CALL lookalike.form_clusters()")
    found = diagnoses(any_archive)
    assert found == expected_diagnoses(any_archive, 7, 24)
    assert {diagnosis.is_chained for diagnosis in found.values()} == {False, True}


def test_two_images_are_never_chained(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", pixels="same"), FakeImage("b", pixels="same", phash=2**64 - 1)])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    (found,) = diagnoses(archive).values()
    assert (found.diameter, found.weakest_distance, found.is_chained) == (256, 256, False)


def test_the_diameter_of_many_hashes_is_a_lower_bound(archive: Connection[Any]) -> None:
    fill(archive, 1001)
    add_matches(archive, [(f"{n:06}", f"{n + 1:06}") for n in range(1000)])
    archive.execute("CALL lookalike.form_clusters()")
    (found,) = diagnoses(archive).values()
    hashes = [
        int(hash_, 2)
        for (hash_,) in archive.execute(
            "SELECT phash_256::text FROM lookalike_internal.fingerprint"
        )
    ]
    true = max((a ^ b).bit_count() for a, b in combinations(hashes, 2))
    assert not found.is_exact
    assert true / 2 <= found.diameter <= true
    assert found.is_chained == (found.diameter > 8)

    # A thousand different hashes are compared all with all, however many images have them.
    archive.execute(
        "UPDATE lookalike_internal.fingerprint SET phash = '0'::bit(64), phash_256 = '0'::bit(256)"
        " FROM lookalike_internal.image i WHERE i.image_id = fingerprint.image_id AND path <"
        " '000002'"
    )
    archive.execute("CALL lookalike.form_clusters(rebuild => true)")
    assert diagnoses(archive) == expected_diagnoses(archive, 8, 64)


def test_a_first_clustering_of_many_leaves_the_tables_as_they_were(
    archive: Connection[Any],
) -> None:
    constraints = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
        " FROM pg_constraint WHERE connamespace::regnamespace::text LIKE 'lookalike%' ORDER BY 1, 2"
    )
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'lookalike' ORDER BY 1"
    before = [archive.execute(query).fetchall() for query in (constraints, indexes)]
    count = 100_002
    fill(archive, count)
    archive.execute(
        """
        INSERT INTO lookalike_internal.match
        SELECT image_id, image_id + 1, false, false, 1, 1, 'edited', true, changed_run_id
        FROM lookalike_internal.image WHERE image_id %% 2 = %s
          AND image_id < (SELECT max(image_id) FROM lookalike_internal.image)
        """,
        archive.execute("SELECT min(image_id) %% 2 FROM lookalike_internal.image", ()).fetchone(),
    )
    archive.execute("CALL lookalike.form_clusters()")
    found = clusters(archive)
    assert len(found) == count / 2
    assert sum(map(len, found.values())) == count
    assert [archive.execute(query).fetchall() for query in (constraints, indexes)] == before
