"""The default policy: which image is the archival master, what the others are, and why."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import A_TIME, FakeImage, lose, put
from examples import examples

LATER = datetime(2021, 1, 1, tzinfo=UTC)


def classify(connection: Connection[Any], *images: FakeImage) -> dict[str, tuple[str, str]]:
    """Class and reason by path."""
    put(connection, images)
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.classify_images()")
    rows = connection.execute(
        "SELECT path, class, reason FROM lookalike_detail.retention_classification"
    )
    return {path: (klass, reason) for path, klass, reason in rows}


@pytest.mark.parametrize(
    ("master", "other", "because"),
    [
        (
            {"lossless": True, "format": "PNG"},
            {"width": 120, "height": 120},
            "PNG is lossless and in full colour, the next best (JPEG) is not.",
        ),
        ({"width": 120, "height": 120}, {"captured_at": A_TIME}, "120 × 120 pixels, the most."),
        (
            {"width": 300, "height": 300},
            {"lossless": True, "format": "PNG"},
            "300 × 300 pixels, more than twice as many as any other.",
        ),
        (
            {"mode": "RGB"},
            {"mode": "L", "captured_at": A_TIME},
            "24 bits a pixel, the next best (JPEG) has 8.",
        ),
        (
            {"captured_at": A_TIME},
            {"captured_at": LATER, "creator": "A. Lens"},
            "captured 2020-01-01 00:00:00, the earliest.",
        ),
        (
            {"captured_at": LATER},
            {"creator": "A. Lens", "metadata": '{"title": "x"}'},
            "captured 2021-01-01 00:00:00, where others name no capture time.",
        ),
        (
            {"creator": "A. Lens"},
            {"modified_at": datetime(2019, 1, 1, tzinfo=UTC)},
            "it carries the most metadata (1 fields, the next 0).",
        ),
        (  # a palette is no full colour
            {},
            {"mode": "P", "format": "PNG", "lossless": True, "captured_at": A_TIME},
            "24 bits a pixel, the next best (PNG) has 8.",
        ),
        (  # what has the same pixels as a lossy file was saved from it
            {"pixels": "x", "captured_at": A_TIME},
            {"pixels": "x", "format": "PNG", "lossless": True, "creator": "A. Lens"},
            "all have the same pixels, and captured 2020-01-01 00:00:00,"
            " where others name no capture time.",
        ),
        (
            {},
            {"modified_at": LATER},
            "no evidence tells it from the next. Its file has the earlier date (2020-01-01, the"
            " other 2021-01-01), so it comes first. This may be only the date of copying.",
        ),
    ],
)
def test_the_master_is_chosen_by_stated_evidence(
    archive: Connection[Any], master: dict[str, Any], other: dict[str, Any], because: str
) -> None:
    # The master has the path that sorts last, so that no tie helps it.
    found = classify(archive, FakeImage("z", **master), FakeImage("a", **other))
    assert found["z"] == ("archival master", f"Archival master of 2 images: {because}")
    assert found["a"][0] == ("identical copy" if "pixels" in master else "derivative")
    assert '"z"' in found["a"][1]


def test_ties_go_to_the_first_path(archive: Connection[Any]) -> None:
    found = classify(archive, FakeImage("b"), FakeImage("a"), FakeImage("c"))
    assert found["a"] == (
        "archival master",
        "Archival master of 3 images: equal in all evidence to the next,"
        " and first by collection and path.",
    )


def test_copies_say_whose_they_are(archive: Connection[Any]) -> None:
    found = classify(
        archive,
        FakeImage("master", width=200, height=200),
        FakeImage("same bytes", content="m", width=200, height=200),
        FakeImage("same bytes too", content="m", width=200, height=200),
        FakeImage("same pixels", pixels="content m", format="PNG", width=200, height=200),
        FakeImage("preview", width=100, height=100),
        FakeImage("possible", phash=1, phash_256=2**100 - 1),
        FakeImage("alone", phash=2**63 - 1),
        FakeImage("blank", phash=2**63 - 1, quality=0.0),
    )
    assert {path: klass for path, (klass, _) in found.items()} == {
        "master": "archival master",
        "same bytes": "derivative",
        "same bytes too": "identical copy",
        "same pixels": "identical copy",
        "preview": "derivative",
        "possible": "possible duplicate",
        "alone": "unique",
        "blank": "unique",
    }
    assert found["same bytes too"][1] == (
        'Same bytes as "same bytes", which is not the archival master.'
    )
    assert found["same pixels"][1] == (
        'Same pixels as "same bytes", which is not the archival master, in another file (PNG).'
    )
    assert found["preview"][1] == (
        '100 × 100 JPEG against 200 × 200 JPEG of the archival master "master";'
        " the hashes differ in 0 of 64 and 0 of 256 bits."
    )
    assert "in 1 of 64 bits, but in 100 of 256" in found["possible"][1]
    assert found["alone"][1] == "No other image is alike."
    assert "too little detail" in found["blank"][1]


def test_a_copy_whose_master_is_gone_is_no_copy(archive: Connection[Any]) -> None:
    classify(archive, FakeImage("copy", content="x"), FakeImage("a master", content="x"))
    lose(archive, ["a master"])
    archive.execute("CALL lookalike.classify_images()")
    rows = archive.execute("SELECT path, class FROM lookalike_detail.retention_classification")
    assert rows.fetchall() == [("copy", "unique")]


def test_copies_in_another_collection_name_it(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("x.tif", content="x")], "north")
    put(archive, [FakeImage("x.tif", content="x")], "south")
    found = classify(archive)
    assert found["x.tif"][1] == 'Same bytes as "x.tif" in north, the archival master.'


def test_classifying_again_changes_nothing(archive: Connection[Any]) -> None:
    classify(archive, FakeImage("a"), FakeImage("b"), FakeImage("c", phash=2**63))
    query = "SELECT xmin, * FROM lookalike_internal.retention_class ORDER BY image_id"
    before = archive.execute(query).fetchall()
    archive.execute("CALL lookalike.classify_images()")
    assert archive.execute(query).fetchall() == before


def told(connection: Connection[Any], *columns: str) -> dict[str, tuple[Any, ...]]:
    """Columns of retention_classification by path."""
    rows = connection.execute(
        f"SELECT path, {', '.join(columns)} FROM lookalike_detail.retention_classification".encode()
    )
    return {path: tuple(values) for path, *values in rows}


COPIES = (
    FakeImage("master", width=200, height=200),
    FakeImage("copy", content="x"),
    FakeImage("copy of it", content="x"),
    FakeImage("alone", phash=2**63 - 1),
)


def test_each_class_has_a_disposition_and_an_authority(archive: Connection[Any]) -> None:
    classify(archive, *COPIES, FakeImage("possible", phash=1, phash_256=2**100 - 1))
    assert told(archive, "disposition", "authority", "policy") == {
        path: (disposition, "lookalike default", "default, version 2")
        for path, disposition in (
            ("master", "retain"), ("copy", "review"), ("copy of it", "quarantine"),
            ("alone", "retain"), ("possible", "review"),
        )
    }  # fmt: skip


def test_what_waits_for_a_match_is_unclassified(archive: Connection[Any]) -> None:
    classify(archive, FakeImage("old"))
    put(archive, [FakeImage("new")])
    archive.execute("CALL lookalike.classify_images()")
    assert told(archive, "class", "disposition") == {
        "old": ("unique", "retain"),
        "new": ("unclassified", "review"),
    }
    assert classify(archive)["new"][0] == "archival master"


def publish(connection: Connection[Any], path: str) -> None:
    connection.execute(
        "WITH c AS (INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('c', '{}')"
        "           RETURNING catalogue_id),"
        " i AS (INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)"
        "       SELECT catalogue_id, 'x', '{}' FROM c RETURNING catalogue_id, import_id),"
        " e AS (INSERT INTO lookalike_internal.catalogue_entry (catalogue_id, external_id,"
        " is_published,"
        "       first_import_id, import_id) SELECT catalogue_id, '1', true, import_id, import_id"
        "       FROM i RETURNING entry_id)"
        " INSERT INTO lookalike_internal.publication (pixel_digest, entry_id)"
        " SELECT i.pixel_digest, e.entry_id FROM lookalike_internal.image i, e WHERE i.path = %s",
        (path,),
    )


def test_one_copy_of_what_was_published_is_archival(archive: Connection[Any]) -> None:
    """The master of the picture is another file; of two with the pixels the better one stays."""
    classify(archive, *COPIES)
    publish(archive, "copy of it")
    archive.execute("CALL lookalike.classify_images()")
    assert told(archive, "class", "disposition") == {
        "master": ("archival master", "retain"),
        "copy": ("archival copy of a published image", "retain"),
        "copy of it": ("identical copy", "quarantine"),
        "alone": ("unique", "retain"),
    }
    evidence = archive.execute(
        "SELECT path, is_published, is_published_pixels"
        " FROM lookalike_detail.classification_evidence"
        " ORDER BY path"
    ).fetchall()
    assert evidence == [
        ("alone", False, False), ("copy", True, True), ("copy of it", True, True),
        ("master", True, False),
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["hold", "decision"])
def test_what_is_held_or_kept_is_retained(archive: Connection[Any], why: str) -> None:
    classify(archive, *COPIES)
    subject = "pixel_digest, image_id FROM lookalike_internal.image WHERE path = 'copy of it'"
    if why == "hold":
        archive.execute(
            "INSERT INTO lookalike_internal.legal_matter (name, opened_by) VALUES ('m', 'me')"
        )
        archive.execute(
            "INSERT INTO lookalike_internal.legal_hold (matter_id, reason, placed_by, pixel_digest,"
            f" image_id) SELECT 1, 'x', 'me', {subject}".encode()
        )
    else:
        archive.execute(
            "INSERT INTO lookalike_internal.decision (decision, path_a, decided_by, reason,"
            " pixel_digest_a,"
            f" image_id_a) SELECT 'keep', path, 'me', 'x', {subject}".encode()
        )
    # Guarded at once, whatever the rule still says.
    disposition, guard, rule = told(archive, "disposition", "guard", "rule")["copy of it"]
    assert (disposition, rule) == ("retain", "same_bytes")
    assert guard == ("legal hold" if why == "hold" else "human decision")
    archive.execute("CALL lookalike.classify_images()")
    found = told(archive, "class", "disposition", "rule")
    assert found["copy of it"] == (
        "identical copy", "retain", "held_copy" if why == "hold" else "kept_copy",
    )  # fmt: skip
    # A copy of evidence is evidence; a decision is about the one file.
    assert found["copy"][1] == ("retain" if why == "hold" else "review")


def test_a_derivation_is_proven_or_not_said(archive: Connection[Any]) -> None:
    classify(
        archive,
        FakeImage("master", width=200, height=200),
        *(
            FakeImage(path, phash=n)
            for n, path in enumerate(["small", "crop", "twin", "near", "form"])
        ),
    )
    for path, relation, proof, derived in (
        ("small", "resized, re-encoded", "proven", "small"),
        ("crop", "cropped, resized", "proven", "crop"),
        ("twin", "resized", "proven", None),  # nothing was lost: nobody knows which came first
        ("near", "resized", "inconclusive", "near"),  # alike, but not proven
        ("form", "resized", "proven", "form"),  # a region of it differs
    ):
        archive.execute(
            "INSERT INTO lookalike_internal.match AS m (image_id_a, image_id_b, has_same_bytes,"
            " has_same_pixels,"
            " phash_distance, phash_256_distance, relation, is_accepted, run_id, proof, inliers,"
            " correlation, overlap, scale, angle, is_mirrored, inner_image_id, width, height,"
            " derived_image_id)"
            " SELECT least(a.image_id, b.image_id), greatest(a.image_id, b.image_id), false, false,"
            " 0, 0, %s, true, a.first_seen_run_id, %s, 9, 0.9, 1, 1, 0, false, a.image_id, 50, 50,"
            " (SELECT image_id FROM lookalike_internal.image WHERE path = %s)"
            " FROM lookalike_internal.image a, lookalike_internal.image b WHERE a.path ="
            " 'master' AND b.path = %s"
            " ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET relation = excluded.relation,"
            " proof = excluded.proof, inliers = 9, correlation = 0.9, overlap = 1, scale = 1,"
            " angle = 0, is_mirrored = false, inner_image_id = excluded.inner_image_id,"
            " width = 50, height = 50, derived_image_id = excluded.derived_image_id",
            (relation, proof, derived, path),
        )
    archive.execute(
        "UPDATE lookalike_internal.match SET changed = 0.004 WHERE derived_image_id ="
        " (SELECT image_id FROM lookalike_internal.image WHERE path = 'form')"
    )
    archive.execute("CALL lookalike.classify_images()")
    found = told(archive, "derivation", "derived_from_path")
    assert {path: value[0] for path, value in found.items()} == {
        "master": None, "small": "isFormatOf", "crop": "isVersionOf", "twin": None, "near": None,
        "form": "isVersionOf",
    }  # fmt: skip
    assert all(found[path][1] == "master" for path in ("small", "crop", "twin", "near", "form"))


fake_images = st.builds(
    FakeImage,
    path=st.sampled_from([f"{n}" for n in range(12)]),
    phash=st.sampled_from([0, 1, 2**40 - 1]),
    content=st.sampled_from([None, None, "x", "y"]),
    width=st.just(100),
    lossless=st.booleans(),
    quality=st.sampled_from([1.0, 0.0]),
)


@given(images=st.lists(fake_images, unique_by=lambda image: image.path))
@examples(30)
def test_every_image_has_one_class_and_every_cluster_one_master(
    archive: Connection[Any], images: list[FakeImage]
) -> None:
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.cluster CASCADE")
    found = classify(archive, *images)
    assert found.keys() == {image.path for image in images}
    assert all(reason for _, reason in found.values())
    masters = archive.execute(
        "SELECT cluster_id, count(*) FILTER (WHERE is_master), count(*) FILTER (WHERE class IN"
        " ('identical copy', 'derivative')) + 1 = count(*) FROM lookalike_detail.duplicate_image"
        " GROUP BY cluster_id"
    ).fetchall()
    assert all(count == 1 and rest for _, count, rest in masters)
    # What is in no cluster has no copy, and the other way round.
    clustered = {
        path for (path,) in archive.execute("SELECT path FROM lookalike_detail.duplicate_image")
    }
    assert clustered == {
        path for path, (klass, _) in found.items() if klass not in ("unique", "possible duplicate")
    }
    archive.execute("CALL lookalike.refresh_facts()")
    summary = archive.execute(
        "SELECT images, duplicates, bytes FROM lookalike.duplication_summary"
        " WHERE dimension = 'archive'"
    ).fetchone()
    assert summary == (
        len(images),
        len(clustered) - len(masters),
        1000 * len(images),
    )
