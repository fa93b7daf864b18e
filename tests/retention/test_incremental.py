"""Classifying what changed against classifying all anew, whatever happened in between."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, lose, put
from cluster.graph import add_matches
from examples import examples
from lookalike.database import connect
from retention.policies import rules, use_policy

PATHS = [f"{n}" for n in range(9)]
CLASSES = (
    "SELECT image_id, class, rule, reason, disposition, authority, derivation,"
    " derived_from_image_id, policy_id FROM lookalike_internal.retention_class ORDER BY image_id"
)


def classify_as_if_anew(connection: Connection[Any]) -> None:
    """Classify what changed, and check that classifying all would have come to the same."""
    with connection.transaction(force_rollback=True):
        connection.execute("CALL lookalike.classify_images(rebuild => true)")
        anew = connection.execute(CLASSES).fetchall()
        counts = connection.execute("SELECT lookalike_internal.get_counts('classify')").fetchone()
    connection.execute("CALL lookalike.classify_images()")
    assert connection.execute(CLASSES).fetchall() == anew
    assert (
        connection.execute("SELECT lookalike_internal.get_counts('classify')").fetchone() == counts
    )
    present = connection.execute(
        "SELECT image_id FROM lookalike_internal.image WHERE missing_since IS NULL ORDER BY"
        " image_id"
    ).fetchall()
    assert [row[:1] for row in anew] == present
    assert connection.execute("SELECT FROM lookalike_internal.unclassified").fetchall() == []


# It looks at every column that something else than the image itself says.
NOSY = rules(
    ("is_on_hold", "unique", "retain"),
    ("is_kept", "unique", "transfer"),
    ("decision = 'quarantine'", "identical copy", "quarantine"),
    ("has_rights_conflict", "derivative", "retain"),
    ("has_metadata_conflict", "derivative", "review"),
    ("is_published_pixels", "archival copy of a published image", "retain"),
    ("is_published", "derivative", "transfer"),
    ("NOT is_matched", "unclassified", "review"),
    ("is_possible_duplicate AND cluster_size > 1", "possible duplicate", "transfer"),
    ("derivation = 'isVersionOf'", "derivative", "quarantine"),
    ("has_same_bytes", "identical copy", "quarantine"),
    ("has_same_pixels OR derivation = 'isFormatOf'", "identical copy", "review"),
    ("rank = 1 AND cluster_size > 1", "archival master", "retain"),
    ("is_possible_duplicate", "possible duplicate", "review"),
)


def image_ids(connection: Connection[Any]) -> list[int]:
    return [
        row[0]
        for row in connection.execute("SELECT image_id FROM lookalike_internal.image ORDER BY path")
    ]


def some_image(connection: Connection[Any], rng: random.Random) -> int:
    """The number of an image, or of none."""
    return rng.choice([*image_ids(connection), -1])


def do_put(connection: Connection[Any], rng: random.Random) -> None:
    """Images come, come back, or change."""
    put(
        connection,
        [
            FakeImage(
                path,
                phash=rng.choice([0, 1, 2**40 - 1, 2**20 - 1]),
                content=rng.choice([None, "x", "y"]),
                width=rng.choice([100, 150, 300]),
                quality=rng.choice([1.0, 1.0, 0.0]),
                lossless=rng.random() < 0.5,
            )
            for path in rng.sample(PATHS, rng.randint(1, 4))
        ],
    )


def do_lose(connection: Connection[Any], rng: random.Random) -> None:
    lose(connection, rng.sample(PATHS, 2))


def do_delete(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute("DELETE FROM lookalike_internal.image WHERE path = %s", (rng.choice(PATHS),))


def do_touch(connection: Connection[Any], rng: random.Random) -> None:
    """What only says how an image looks from outside changes, or its place."""
    connection.execute(
        rng.choice(
            (
                "UPDATE lookalike_internal.image SET captured_at = '2001-01-01' WHERE image_id ="
                " %s",
                "UPDATE lookalike_internal.image SET creator = 'A. Lens' WHERE image_id = %s",
                "UPDATE lookalike_internal.image SET path = path || ' moved' WHERE image_id = %s"
                " AND path !~ 'moved'",
                "UPDATE lookalike_internal.fingerprint SET quality = 0.1 WHERE image_id = %s",
                "UPDATE lookalike_internal.fingerprint SET phash_256 = ~phash_256 WHERE image_id"
                " = %s",
                "UPDATE lookalike_internal.collection SET name = name || '!' WHERE collection_id ="
                " (SELECT collection_id FROM lookalike_internal.image WHERE image_id = %s)",
                "DELETE FROM lookalike_internal.retention_class WHERE image_id = %s",
            )
        ),
        (some_image(connection, rng),),
    )


def do_match(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute("CALL lookalike.find_matches(%s, %s)", (rng.choice([8, 8, 4]), 64))


def do_settle(connection: Connection[Any], rng: random.Random) -> None:
    """Images are taken as matched, as a match does that finds nothing."""
    connection.execute(
        "DELETE FROM lookalike_internal.unmatched_image WHERE image_id %% 4 < %s",
        (rng.randint(1, 4),),
    )


def do_pair(connection: Connection[Any], rng: random.Random) -> None:
    """A pair is found, accepted or not, or is gone."""
    a, b = rng.sample(PATHS, 2)
    add_matches(connection, [(a, b)], accepted=rng.random() < 0.5)
    if rng.random() < 0.3:
        connection.execute("DELETE FROM lookalike_internal.match WHERE image_id_a % 3 = 0")


def do_prove(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute(
        "UPDATE lookalike_internal.match SET proof = %s, relation = %s, inliers = 40,"
        " correlation = 0.9,"
        " overlap = 1, scale = 2, angle = 0, is_mirrored = false, is_accepted = %s,"
        " inner_image_id = image_id_a, width = 50, height = 50,"
        " derived_image_id = CASE %s WHEN 1 THEN image_id_a WHEN 2 THEN image_id_b END"
        " WHERE NOT has_same_pixels AND image_id_a %% 2 = %s",
        (
            rng.choice(["proven", "inconclusive", "not proven"]),
            rng.choice(["resized", "cropped, toned"]),
            rng.random() < 0.7,
            rng.randint(0, 2),
            rng.randint(0, 1),
        ),
    )


def do_cluster(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute("CALL lookalike.form_clusters(rebuild => %s)", (rng.random() < 0.3,))


def do_catalogue(connection: Connection[Any], rng: random.Random) -> None:
    """An entry is there, names an image, says something else, or names none."""
    connection.execute(
        "WITH c AS (INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('one', '{}')"
        "           ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING catalogue_id),"
        " i AS (INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)"
        "       SELECT catalogue_id, 'x', '{}' FROM c RETURNING catalogue_id, import_id)"
        " INSERT INTO lookalike_internal.catalogue_entry AS e (catalogue_id, external_id, title,"
        " licence,"
        "     is_published, first_import_id, import_id)"
        " SELECT catalogue_id, %s, %s, %s, %s, import_id, import_id FROM i"
        " ON CONFLICT (catalogue_id, external_id) DO UPDATE SET title = excluded.title,"
        "     licence = excluded.licence, is_published = excluded.is_published",
        (
            str(rng.randint(1, 3)), rng.choice("ab"), rng.choice(["CC0", "CC BY 4.0"]),
            rng.random() < 0.3,
        ),
    )  # fmt: skip
    if rng.random() < 0.7:
        connection.execute(
            "INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)"
            " SELECT e.entry_id, i.image_id, 'person' FROM lookalike_internal.catalogue_entry e,"
            " lookalike_internal.image i WHERE i.image_id = %s ORDER BY e.entry_id %% %s LIMIT 1"
            " ON CONFLICT DO NOTHING",
            (some_image(connection, rng), rng.randint(2, 3)),
        )
    else:
        connection.execute(
            "DELETE FROM lookalike_internal.entry_image WHERE image_id = %s",
            (some_image(connection, rng),),
        )


def do_publish(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute(
        "INSERT INTO lookalike_internal.publication (pixel_digest, entry_id)"
        " SELECT i.pixel_digest, e.entry_id FROM lookalike_internal.image i,"
        " lookalike_internal.catalogue_entry e"
        " WHERE i.image_id = %s LIMIT 1 ON CONFLICT DO NOTHING",
        (some_image(connection, rng),),
    )


def do_decide(connection: Connection[Any], rng: random.Random) -> None:
    decision = rng.choice(["keep", "quarantine", "not a duplicate", "duplicate"])
    if decision in ("keep", "quarantine"):
        connection.execute(
            "INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, image_id_a, path_a,"
            " decided_by, reason) SELECT %s, pixel_digest, image_id, path, 'me', 'so'"
            " FROM lookalike_internal.image WHERE image_id = %s",
            (decision, some_image(connection, rng)),
        )
    else:
        connection.execute(
            "INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, image_id_a, path_a,"
            " pixel_digest_b, image_id_b, path_b, decided_by, reason)"
            " SELECT %s, a.pixel_digest, a.image_id, a.path, b.pixel_digest, b.image_id, b.path,"
            " 'me', 'so' FROM lookalike_internal.image a, lookalike_internal.image b"
            " WHERE %s IN (a.image_id, b.image_id) AND a.pixel_digest < b.pixel_digest LIMIT 2",
            (decision, some_image(connection, rng)),
        )


def do_hold(connection: Connection[Any], rng: random.Random) -> None:
    what = rng.choice(("image", "entry", "collection", "release", "release", "close"))
    if what == "release":
        connection.execute(
            "UPDATE lookalike_internal.legal_hold SET asked_by = 'you', asked_reason = 'so',"
            " asked_at = now() WHERE released_at IS NULL AND hold_id % 2 = 0"
        )
        connection.execute(
            "UPDATE lookalike_internal.legal_hold SET released_by = 'me', released_reason = 'so',"
            " released_at = now() WHERE released_at IS NULL AND hold_id % 2 = 0"
        )
        return
    if what == "close":
        connection.execute(
            "UPDATE lookalike_internal.legal_matter SET asked_by = 'you', asked_reason = 'so',"
            " asked_at = now() WHERE closed_at IS NULL"
        )
        connection.execute(
            "UPDATE lookalike_internal.legal_matter SET closed_by = 'me', closed_reason = 'so',"
            " closed_at = now() WHERE closed_at IS NULL"
        )
        return
    subjects = {
        "image": "SELECT m.matter_id, i.pixel_digest, i.image_id, NULL::bigint, NULL::integer"
        " FROM m, lookalike_internal.image i WHERE i.image_id = %s",
        "entry": "SELECT m.matter_id, NULL::bytea, NULL::bigint, l.entry_id, NULL::integer"
        " FROM m, lookalike_internal.entry_image l WHERE l.image_id >= %s LIMIT 1",
        "collection": "SELECT m.matter_id, NULL::bytea, NULL::bigint, NULL::bigint,"
        " i.collection_id FROM m, lookalike_internal.image i WHERE i.image_id = %s",
    }
    connection.execute(
        "WITH m AS (INSERT INTO lookalike_internal.legal_matter (name, opened_by)"
        " VALUES (gen_random_uuid()::text, 'me') RETURNING matter_id)"
        " INSERT INTO lookalike_internal.legal_hold (matter_id, pixel_digest, image_id, entry_id,"
        " collection_id, reason, placed_by)"
        f" SELECT s.*, 'so', 'me' FROM ({subjects[what]}) s",
        (some_image(connection, rng),),
    )


def do_policy(connection: Connection[Any], rng: random.Random) -> None:
    use_policy(connection, "nosy", NOSY)


def do_setting(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute(
        "SELECT lookalike.set_setting('low_quality', %s)", (rng.choice(["0.25", "0.05"]),)
    )


def do_classify(connection: Connection[Any], rng: random.Random) -> None:
    connection.execute("CALL lookalike.classify_images()")


DEEDS = [
    do_put, do_put, do_lose, do_delete, do_touch, do_touch, do_match, do_pair, do_pair, do_prove,
    do_cluster, do_cluster, do_catalogue, do_catalogue, do_publish, do_decide, do_decide, do_hold,
    do_setting, do_settle, do_settle, do_classify,
]  # fmt: skip


@pytest.mark.parametrize("policy", ["default", "nosy"])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 12))
@examples(15)
def test_what_changed_is_enough(
    archive: Connection[Any], policy: str, seed: int, steps: int
) -> None:
    """An archive that was classified in between comes to the same as one classified at last."""
    rng = random.Random(seed)
    with archive.transaction(force_rollback=True):
        do_put(archive, rng)
        do_put(archive, rng)
        for _ in range(4):
            do_pair(archive, rng)
        archive.execute("DELETE FROM lookalike_internal.unmatched_image")
        archive.execute("CALL lookalike.form_clusters()")
        if policy == "nosy":
            do_policy(archive, rng)
        archive.execute("CALL lookalike.classify_images()")
        for _ in range(steps):
            for _ in range(rng.randint(1, 3)):
                rng.choice([deed for deed in DEEDS if deed is not do_match])(archive, rng)
            classify_as_if_anew(archive)


def test_every_kind_of_change_is_noticed(archive: Connection[Any]) -> None:
    """One deed at a time, with matching between, which commits as it goes."""
    rng = random.Random(5)
    use_policy(archive, "nosy", NOSY)
    for turn in range(3):
        for deed in dict.fromkeys(DEEDS):
            deed(archive, rng)
            if turn == 2:
                do_match(archive, rng)
                archive.execute("CALL lookalike.form_clusters()")
            classify_as_if_anew(archive)


def test_only_what_changed_is_looked_at(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(str(n), phash=2**n - 1) for n in range(0, 60, 20)])
    put(archive, [FakeImage("copy", phash=0)])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("CALL lookalike.classify_images()")
    archive.execute("UPDATE lookalike_internal.image SET creator = 'A. Lens' WHERE path = 'copy'")
    with archive.transaction(force_rollback=True):
        archive.execute(
            "SELECT lookalike_internal.take_unclassified("
            "false, settings -> 'authorities', settings)"
            " FROM lookalike_internal.run WHERE stage = 'classify' ORDER BY run_id DESC LIMIT 1"
        )
        taken = archive.execute(
            "SELECT i.path FROM pg_temp.affected JOIN lookalike_internal.image i USING (image_id)"
            " ORDER BY i.path"
        ).fetchall()
    assert taken == [("0",), ("copy",)]


def test_nothing_is_lost_that_comes_during_a_classification(
    archive: Connection[Any], archive_url: str
) -> None:
    put(archive, [FakeImage("a"), FakeImage("b", phash=2**63 - 1)])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.classify_images()")
    with connect(archive_url, autocommit=False) as other:
        other.execute("UPDATE lookalike_internal.image SET width = 50 WHERE path = 'a'")
        archive.execute("CALL lookalike.classify_images()")
    assert archive.execute("SELECT count(*) FROM lookalike_internal.unclassified").fetchone() == (
        1,
    )
    classify_as_if_anew(archive)


def test_what_is_queued(archive: Connection[Any]) -> None:
    """Each kind of change by itself; a is a copy of b, and c is alone."""
    put(archive, [FakeImage("a", pixels="p"), FakeImage("b", pixels="p"), FakeImage("c", 2**63)])
    archive.execute("DELETE FROM lookalike_internal.unmatched_image")
    add_matches(archive, [("a", "b")])
    archive.execute("CALL lookalike.form_clusters()")
    archive.execute("CALL lookalike.classify_images()")
    do_catalogue(archive, random.Random(1))
    archive.execute(
        "INSERT INTO lookalike_internal.legal_matter (name, opened_by) VALUES ('one', 'me'),"
        " ('two', 'me')"
    )
    digest = "(SELECT pixel_digest FROM lookalike_internal.image WHERE path = 'c')"
    hold = (
        "INSERT INTO lookalike_internal.legal_hold (matter_id, reason, placed_by, {}) SELECT"
        " 1, 'x', 'x', {}"
    )
    a, b, c = ((path,) for path in "abc")
    cases = [
        ("UPDATE lookalike_internal.image SET width = 5 WHERE path = 'a'", {a}),
        ("UPDATE lookalike_internal.image SET changed_run_id = changed_run_id", set()),
        ("UPDATE lookalike_internal.image SET missing_since = now() WHERE path = 'c'", {c}),
        ("UPDATE lookalike_internal.image SET missing_since = NULL WHERE path = 'c'", {c}),
        # Who had the same pixels may get or lose a decision that was about the one.
        ("UPDATE lookalike_internal.image SET pixel_digest = sha256('x') WHERE path = 'a'", {a, b}),
        ("DELETE FROM lookalike_internal.unmatched_image", {a, c}),
        ("INSERT INTO lookalike_internal.unmatched_image SELECT image_id FROM"
         " lookalike_internal.image"
         " WHERE path = 'c' ON CONFLICT DO NOTHING", {c}),
        ("UPDATE lookalike_internal.fingerprint SET quality = 0.5 WHERE image_id ="
         " (SELECT image_id FROM lookalike_internal.image WHERE path = 'b')", {b}),
        ("UPDATE lookalike_internal.match SET relation = 'resized'", {a, b}),
        ("UPDATE lookalike_internal.match SET run_id = run_id", set()),
        ("DELETE FROM lookalike_internal.retention_class WHERE image_id ="
         " (SELECT image_id FROM lookalike_internal.image WHERE path = 'c')", {c}),
        ("UPDATE lookalike_internal.collection SET root = '/elsewhere'", set()),
        ("UPDATE lookalike_internal.collection SET name = 'renamed'", {a, b, c}),
        ("INSERT INTO lookalike_internal.entry_image SELECT entry_id, image_id, 'path'"
         " FROM lookalike_internal.catalogue_entry, lookalike_internal.image WHERE path = 'c'"
         " LIMIT 1", {c}),
        ("UPDATE lookalike_internal.catalogue_entry SET title = 'new'", {c}),
        ("UPDATE lookalike_internal.catalogue_entry SET title = 'new'", set()),
        (hold.format("entry_id", "min(entry_id) FROM lookalike_internal.catalogue_entry"), {c}),
        ("UPDATE lookalike_internal.legal_matter SET asked_by = 'y', asked_at = now(),"
         " asked_reason = 'x' WHERE name = 'one'", {c}),
        ("UPDATE lookalike_internal.legal_matter SET closed_by = 'x', closed_at = now(),"
         " closed_reason = 'x' WHERE name = 'one'", {c}),
        ("DELETE FROM lookalike_internal.entry_image", {c}),
        (
            hold.format("collection_id", "min(collection_id) FROM lookalike_internal.collection"),
            {a, b, c},
        ),
        ("UPDATE lookalike_internal.legal_hold SET asked_by = 'y', asked_at = now(),"
         " asked_reason = 'x' WHERE collection_id IS NOT NULL", {a, b, c}),
        ("UPDATE lookalike_internal.legal_hold SET released_by = 'x', released_at = now(),"
         " released_reason = 'x' WHERE collection_id IS NOT NULL", {a, b, c}),
        (f"INSERT INTO lookalike_internal.publication (pixel_digest, entry_id) SELECT {digest},"
         f" entry_id"
         " FROM lookalike_internal.catalogue_entry LIMIT 1", {c}),
        ("INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, image_id_a, path_a,"
         " decided_by,"
         f" reason) VALUES ('keep', {digest}, 1, 'x', 'x', 'x')", {c}),
        ("DELETE FROM lookalike_internal.cluster_member WHERE image_id ="
         " (SELECT image_id FROM lookalike_internal.image WHERE path = 'a')", {a, b}),
        ("CALL lookalike.classify_images(rebuild => true)", set()),
        ("TRUNCATE lookalike_internal.match", {a, b, c}),
        ("TRUNCATE lookalike_internal.cluster_member", {a, b, c}),
    ]  # fmt: skip
    for statement, expected in cases:
        archive.execute("DELETE FROM lookalike_internal.unclassified")
        archive.execute(statement.encode())
        queued = archive.execute(
            "SELECT DISTINCT i.path FROM lookalike_internal.unclassified JOIN"
            " lookalike_internal.image i"
            " USING (image_id)"
        ).fetchall()
        assert set(queued) == expected, statement
    archive.execute("DELETE FROM lookalike_internal.unclassified")
    archive.execute("DELETE FROM lookalike_internal.image WHERE path = 'c'")
    gone = archive.execute(
        "SELECT DISTINCT image_id FROM lookalike_internal.unclassified u"
        " WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = u.image_id)"
    ).fetchall()
    assert len(gone) == 1
