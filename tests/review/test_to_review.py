"""Each image whose disposition is review leads to a row of the queue, and back."""

import random
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, near, put
from conflict.groups import entry
from retention.policies import rules, use_policy
from review.deciding import decide, image_id, match_and_cluster
from review.test_queue import queue
from review.waiting import agree, lost_images

EVERYTHING = rules(("true", "unique", "review"))


def classify(connection: Connection[Any]) -> None:
    match_and_cluster(connection)
    connection.execute("CALL lookalike.classify_images()")


def random_images(rng: random.Random) -> list[FakeImage]:
    """Families of copies, some of the same pixels or bytes, and pairs that only resemble."""
    images = []
    for family in range(12):
        first = rng.getrandbits(64)
        for n in range(rng.randrange(1, 6)):
            hash_ = near(first, rng.choice((0, 1, 2, 7, 8)), rng)
            images.append(
                FakeImage(
                    f"{family}/{n}",
                    phash=hash_,
                    # Alike in 64 bits and not in 256: a possible pair.
                    phash_256=rng.getrandbits(256) if rng.random() < 0.3 else None,
                    pixels=f"{family}" if rng.random() < 0.3 else None,
                    content=f"{family}" if rng.random() < 0.2 else None,
                    lossless=rng.random() < 0.5,
                    creator=rng.choice((None, "Eva Biela", "Jan Kral")),
                )
            )
    return images


@pytest.mark.parametrize("seed", range(4))
def test_dispositions_and_the_queue_say_the_same(archive: Connection[Any], seed: int) -> None:
    rng = random.Random(seed)
    put(archive, random_images(rng), is_lineage_known=seed % 2 == 0)
    if seed == 3:
        use_policy(archive, "all", EVERYTHING)
    ids = [number for (number,) in archive.execute("SELECT image_id FROM lookalike_detail.image")]
    paths = [
        path for (path,) in archive.execute("SELECT path FROM lookalike_detail.image ORDER BY 1")
    ]
    for n in range(12):
        words = {
            "title": rng.choice(("Flood", "Bridge")),
            "creator": rng.choice(("Eva Biela", "Al")),
        }
        entry(archive, f"e{n}", [], file=rng.choice(paths), **words)
    classify(archive)
    assert archive.execute("SELECT FROM lookalike_detail.image_to_review").fetchall()
    agree(archive)
    # After decisions, before a class says so, and after.
    for number in rng.sample(ids, 5):
        archive.execute(
            "SELECT lookalike.record_decision(%s, 'Anna', 'seen', %s)",
            (rng.choice(("keep", "quarantine")), number),
        )
    agree(archive)
    archive.execute("CALL lookalike.classify_images()")
    agree(archive)
    # New images, and changed ones that wait for the next match.
    put(archive, [FakeImage("late", phash=rng.getrandbits(64)), FakeImage("0/0", phash=5)])
    archive.execute("CALL lookalike.classify_images()")
    agree(archive)
    assert "not compared" in {row["kind"] for row in queue(archive)}
    classify(archive)
    agree(archive)
    assert "not compared" not in {row["kind"] for row in queue(archive)}


def family(connection: Connection[Any]) -> None:
    """A cluster of a master and three derivatives."""
    put(
        connection,
        [FakeImage("master", lossless=True, width=900, height=900, byte_size=9_000)]
        + [FakeImage(f"copy {n}", phash=2**n, byte_size=100 * (n + 1)) for n in range(3)],
    )
    classify(connection)


def test_the_derivatives_of_a_cluster_are_one_row(archive: Connection[Any]) -> None:
    family(archive)
    (row,) = queue(archive)
    assert (row["kind"], row["cluster_id"], row["bytes"]) == ("cluster to review", 1, 600)
    assert row["explanation"] == (
        "3 of the 4 images of cluster 1 wait for a decision (derivative: 3)."
    )
    assert row["closed_by"] == "keep or quarantine for each image"
    decide(archive, "keep", "copy 0")
    assert queue(archive)[0]["bytes"] == 500
    archive.execute("SELECT lookalike.decide_cluster('keep', 'Anna', 'all are used', 1)")
    assert queue(archive) == []
    archive.execute("CALL lookalike.classify_images()")
    assert queue(archive) == []
    decided = archive.execute(
        "SELECT disposition, count(*) FROM lookalike_detail.retention_classification GROUP BY 1"
    ).fetchall()
    assert decided == [("retain", 4)]
    # A new copy is a new question, and so are other pixels.
    put(archive, [FakeImage("copy 9", phash=2**9, byte_size=7)])
    classify(archive)
    assert [(r["kind"], r["path_a"], r["bytes"]) for r in queue(archive)] == [
        ("cluster to review", "copy 9", 7)
    ]


@pytest.mark.parametrize(
    ("decision", "cluster", "message"),
    [
        ("duplicate", 1, "is not about the images of a cluster"),
        (None, 1, "is not about the images of a cluster"),
        ("keep", 99, "no image of cluster 99 waits"),
        ("keep", None, "no image of cluster null waits"),
    ],
)
def test_slips_about_clusters(
    archive: Connection[Any], decision: str | None, cluster: int | None, message: str
) -> None:
    family(archive)
    with pytest.raises(psycopg.Error, match=message) as caught:
        archive.execute(
            "SELECT lookalike.decide_cluster(%s, 'Anna', 'why', %s)", (decision, cluster)
        )
    assert caught.value.diag.message_hint
    assert archive.execute("SELECT FROM lookalike.review_decision").fetchall() == []


def test_a_decision_to_quarantine_is_the_disposition(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(f"copy {n}", content="same", byte_size=500) for n in range(2)])
    use_policy(archive, "all", EVERYTHING)
    classify(archive)
    assert [row["bytes"] for row in queue(archive)] == [1000]
    decide(archive, "quarantine", "copy 0")
    disposition = (
        "SELECT disposition, guard FROM lookalike_detail.retention_classification"
        " WHERE path = 'copy 0'"
    )
    assert archive.execute(disposition).fetchall() == [("quarantine", None)]
    assert [row["bytes"] for row in queue(archive)] == [500]


def test_an_undetermined_original_is_one_row(archive: Connection[Any]) -> None:
    put(
        archive,
        [FakeImage(f"version {n}", phash=2**n, byte_size=100) for n in range(3)],
        is_lineage_known=False,
    )
    classify(archive)
    (row,) = queue(archive)
    assert (row["kind"], row["bytes"], float(row["risk"])) == ("undetermined original", 300, 0.3)
    assert row["explanation"] == (
        "It is not certain which image of cluster 1 is the original."
        " 3 of its 3 images wait for a decision (original undetermined: 3)."
    )
    for n in range(3):
        decide(archive, "keep", f"version {n}")
    assert queue(archive) == []


def test_an_image_of_its_own_is_a_row(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", phash=0), FakeImage("b", phash=2**40 - 1)])
    use_policy(archive, "all", EVERYTHING)
    classify(archive)
    rows = queue(archive)
    assert [(r["kind"], r["path_a"], r["path_b"]) for r in rows] == [
        ("image to review", "a", None),
        ("image to review", "b", None),
    ]
    assert rows[0]["explanation"].endswith('Rule "rule 0" asks a person to look.')
    decide(archive, "keep", "a")
    assert [r["path_a"] for r in queue(archive)] == ["b"]
    # The rule does not ask what people decided, so the class says the same as before.
    classify(archive)
    assert [r["path_a"] for r in queue(archive)] == ["b"]
    assert lost_images(archive) == []


def test_a_metadata_conflict_is_settled_until_something_else_is_said(
    archive: Connection[Any],
) -> None:
    put(archive, [FakeImage("a", phash=0), FakeImage("b", phash=1), FakeImage("c", phash=2**63)])
    match_and_cluster(archive)
    numbers = [image_id(archive, path) for path in "abc"]
    first = entry(archive, "1", numbers[0], title="Flood", creator="Eva Biela")
    entry(archive, "2", numbers[1], title="Bridge", creator="Jan Kral")
    (row,) = queue(archive, "metadata conflict")
    assert (row["kind"], row["cluster_id"], float(row["risk"])) == ("metadata conflict", 1, 0.4)
    assert row["explanation"].endswith("3 images of cluster 1 differs: creator, title.")
    assert row["closed_by"] == "metadata settled"
    # Settled for the cluster, whichever of its images is named.
    decide(archive, "metadata settled", "c")
    assert queue(archive, "metadata conflict") == []
    settled = archive.execute(
        "SELECT field, is_settled FROM lookalike_detail.metadata_conflict"
    ).fetchall()
    assert sorted(settled) == [("creator", True), ("title", True)]
    assert (
        archive.execute("SELECT FROM lookalike_detail.metadata_conflicted_image").fetchall() == []
    )
    # Another wording of the same changes nothing; another title opens the title alone.
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET title = 'FLOOD.' WHERE entry_id = %s",
        (first,),
    )
    assert queue(archive, "metadata conflict") == []
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET title = 'Mill' WHERE entry_id = %s", (first,)
    )
    (row,) = queue(archive, "metadata conflict")
    assert float(row["risk"]) == 0.1
    assert row["explanation"].endswith("3 images of cluster 1 differs: title.")
    with pytest.raises(psycopg.Error, match="no rights conflict"):
        decide(archive, "rights settled", "a")
    number = decide(archive, "metadata settled", "a")
    with pytest.raises(psycopg.Error, match="decided that already"):
        decide(archive, "metadata settled", "a", reason=f"reason {_last(archive)}")
    assert queue(archive, "metadata conflict") == []
    # Taken back, it counts no more; the creator stays settled by the decision before it.
    archive.execute("SELECT lookalike.undo_decision(%s, 'Anna', 'too soon')", (number,))
    (row,) = queue(archive, "metadata conflict")
    assert row["explanation"].endswith("3 images of cluster 1 differs: title.")


def _last(connection: Connection[Any]) -> str:
    (reason,) = connection.execute(
        "SELECT reason FROM lookalike.review_decision ORDER BY decision_id DESC LIMIT 1"
    ).fetchone() or ("",)
    return str(reason).removeprefix("reason ")


def test_without_a_conflict_there_is_nothing_to_settle(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    with pytest.raises(psycopg.Error, match='no metadata conflict about image "a"') as caught:
        decide(archive, "metadata settled", "a")
    assert "metadata_conflict" in (caught.value.diag.message_hint or "")
