"""What is in the queue of reviews, what comes first, and what leaves it."""

import math
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row

from builder import FakeImage, lose, put
from review.deciding import decide, image_id, match_and_cluster

FORMER_COLUMNS = [
    "path_a", "path_b", "explanation", "collection_a", "collection_b", "found_by",
    "correlation", "agreement", "embedding_similarity", "phash_distance", "phash_256_distance",
    "image_id_a", "image_id_b", "likelihood",
]  # fmt: skip


def queue(connection: Connection[Any], kind: str | None = None) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "SELECT * FROM lookalike.review_queue WHERE %(kind)s::text IS NULL OR kind = %(kind)s"
            " ORDER BY priority DESC, path_a, path_b",
            {"kind": kind},
        ).fetchall()


def possible_pairs(connection: Connection[Any]) -> None:
    """Two pairs that are alike in 64 bits, and not in 256."""
    put(
        connection,
        [
            FakeImage("small/a", phash=0, phash_256=0, byte_size=1_000),
            FakeImage("small/b", phash=1, phash_256=2**100 - 1, byte_size=50),
            FakeImage("large/a", phash=2**64 - 1, phash_256=0, byte_size=10**9),
            FakeImage("large/b", phash=2**64 - 2, phash_256=2**90 - 1, byte_size=10**7),
        ],
    )
    match_and_cluster(connection)


def test_it_has_its_columns_and_the_new_ones_at_the_end(archive: Connection[Any]) -> None:
    possible_pairs(archive)
    columns = list(queue(archive)[0])
    assert columns[: len(FORMER_COLUMNS)] == FORMER_COLUMNS
    assert columns[len(FORMER_COLUMNS) :] == [
        "kind", "bytes", "risk", "priority", "cluster_id", "due", "closed_by",
    ]  # fmt: skip


def test_possible_pairs_are_there_the_worst_first(archive: Connection[Any]) -> None:
    possible_pairs(archive)
    first, second = queue(archive)
    assert (first["path_a"], first["path_b"]) == ("large/a", "large/b")
    assert (second["path_a"], second["path_b"]) == ("small/a", "small/b")
    for row, bits, size in ((first, 90, 10**7), (second, 100, 50)):
        assert (row["kind"], row["bytes"], row["cluster_id"]) == ("possible pair", size, None)
        assert float(row["likelihood"]) == round(1 - bits / 128, 4)
        assert row["risk"] == row["likelihood"]
        expected = math.log10(10 + size) * float(row["risk"])
        assert abs(float(row["priority"]) - expected) < 1e-4
        assert row["explanation"].startswith(f'"{row["path_b"]}" resembles "{row["path_a"]}"')
        assert row["due"] == archive.execute("SELECT current_date").fetchall()[0][0]


def test_pairs_that_claim_different_rights_come_earlier(archive: Connection[Any]) -> None:
    possible_pairs(archive)
    before = {row["path_a"]: row["priority"] for row in queue(archive)}
    archive.execute(
        "UPDATE lookalike_internal.image SET copyright_notice = '© ' || path WHERE path LIKE"
        " 'small%'"
    )
    archive.execute(
        "UPDATE lookalike_internal.image SET copyright_notice = 'x' WHERE path = 'large/a'"
    )
    after = {row["path_a"]: row["priority"] for row in queue(archive, "possible pair")}
    assert abs(after["small/a"] - 2 * before["small/a"]) < 0.001
    assert after["large/a"] == before["large/a"]


def test_who_is_answered_leaves(archive: Connection[Any]) -> None:
    possible_pairs(archive)
    decide(archive, "not a duplicate", "small/a", "small/b")
    assert [row["path_a"] for row in queue(archive)] == ["large/a"]
    decide(archive, "duplicate", "large/a", "large/b")
    assert queue(archive) == []
    match_and_cluster(archive)
    assert queue(archive) == []


def test_what_is_missing_or_changed_waits(archive: Connection[Any]) -> None:
    possible_pairs(archive)
    lose(archive, ["large/b"])
    put(archive, [FakeImage("small/a", phash=0, phash_256=1, byte_size=1_000)])
    assert queue(archive) == []


def test_chained_clusters_are_there_until_their_weakest_link_is_judged(
    archive: Connection[Any],
) -> None:
    put(
        archive,
        [FakeImage(f"{n}", phash=2 ** (6 * n) - 1, byte_size=10 ** (n + 3)) for n in range(4)],
    )
    match_and_cluster(archive)
    (row,) = queue(archive)
    assert (row["kind"], row["path_a"], row["path_b"]) == ("chained cluster", "0", "1")
    assert (row["bytes"], float(row["risk"]), row["cluster_id"]) == (1_111_000, 0.5, 1)
    assert row["likelihood"] is None
    assert row["explanation"].startswith(
        "Cluster 1 of 4 images holds images that only other images connect"
    )
    decide(archive, "duplicate", "0", "1")
    assert queue(archive) == []


def test_samples_are_there_until_they_are_judged(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a"), FakeImage("b", phash=1), FakeImage("c", phash=2**63)])
    match_and_cluster(archive)
    archive.execute("SELECT lookalike.draw_sample(5)")
    rows = queue(archive)
    assert [(r["kind"], r["path_a"], r["path_b"], float(r["risk"])) for r in rows] == [
        ("sample", "a", "b", 0.2),
        ("sample", "a", "c", 0.2),
        ("sample", "b", "c", 0.2),
    ]
    assert rows[0]["explanation"].startswith('"b" looks the same as "a"')
    decide(archive, "duplicate", "a", "b")
    decide(archive, "not a duplicate", "a", "c")
    match_and_cluster(archive)
    assert [(r["path_a"], r["path_b"]) for r in queue(archive)] == [("b", "c")]
    # Other pixels are another question.
    put(archive, [FakeImage("c", phash=1, pixels="repaired")])
    match_and_cluster(archive)
    assert queue(archive) == []


def test_a_proposed_quarantine_waits_for_a_second_person(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("a", content="a", lossless=True),
            FakeImage("b", content="a", byte_size=400),
            FakeImage("c", content="a", byte_size=500),
        ],
    )
    match_and_cluster(archive)
    archive.execute("CALL lookalike.classify_images()")
    archive.execute(
        "SELECT lookalike.propose_quarantine('spring', '/aside', 'Anna', 'copies of masters.', %s)",
        ([image_id(archive, "b"), image_id(archive, "c")],),
    )
    (row,) = queue(archive)
    assert (row["kind"], row["path_a"], row["bytes"]) == ("quarantine proposed", None, 900)
    assert row["explanation"] == (
        'Anna proposes to set aside 2 images as plan "spring": copies of masters.'
        " Another person has to review and approve the plan."
    )
    archive.execute("SELECT lookalike.withdraw_quarantine(1, 'Anna', 'too soon')")
    assert queue(archive) == []


def test_contradictions_are_there_once_a_cluster(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("a", byte_size=1_000_000),
            FakeImage("b", phash=1, byte_size=1_000_000),
            FakeImage("c", phash=2**64 - 1),
        ],
    )
    match_and_cluster(archive)
    archive.execute(
        "UPDATE lookalike_internal.image SET usage_terms ="
        " 'https://creativecommons.org/licenses/by/4.0/',"
        " rights_url = 'https://creativecommons.org/licenses/by/4.0/' WHERE path = 'a'"
    )
    archive.execute(
        "UPDATE lookalike_internal.image SET usage_terms = 'All rights reserved',"
        " rights_url = 'http://rightsstatements.org/vocab/InC/1.0/' WHERE path = 'b'"
    )
    (row,) = queue(archive, "rights conflict")
    assert queue(archive)[0] == row
    assert (row["path_a"], row["path_b"], row["cluster_id"]) == ("a", None, 1)
    assert (row["bytes"], float(row["risk"])) == (2_000_000, 1)
    assert abs(float(row["priority"]) - 2 * math.log10(2_000_010)) < 1e-3
    assert row["explanation"].startswith(
        "Statements about the rights of the 2 images of cluster 1 contradict each other"
    )
    archive.execute(
        "SELECT lookalike.record_decision('rights settled', 'Anna', 'the deed says so', %s)",
        (image_id(archive, "b"),),
    )
    assert queue(archive, "rights conflict") == []
