"""Roles that people, catalogues and files declare: which counts, and what it changes."""

import re
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, put
from lookalike.catalogue.store import import_query

MASTER = "preservation master"


def fill(connection: Connection[Any], is_lineage_known: bool = False) -> None:
    """One picture in two versions with other pixels, and a copy of the pixels of the second."""
    put(
        connection,
        [
            FakeImage("web/a.jpg", width=300, height=300),
            FakeImage("masters/b.tif", pixels="b", format="TIFF", lossless=True),
            FakeImage("web/b.png", pixels="b", format="PNG", lossless=True),
        ],
        is_lineage_known=is_lineage_known,
    )
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.classify_images()")


def declare(connection: Connection[Any], role: str | None, path: str = "") -> int:
    row = connection.execute(
        "SELECT lookalike.declare_role('test', %s, 'Anna', %s)", (role, path)
    ).fetchone()
    assert row is not None
    connection.execute("CALL lookalike.classify_images()")
    return int(row[0])


def classes(connection: Connection[Any]) -> dict[str, tuple[str, str]]:
    rows = connection.execute(
        "SELECT path, class, disposition FROM lookalike_detail.retention_classification"
    )
    return {path: (klass, disposition) for path, klass, disposition in rows}


def reason(connection: Connection[Any], path: str) -> str:
    row = connection.execute(
        "SELECT reason FROM lookalike_detail.retention_classification WHERE path = %s", (path,)
    ).fetchone()
    assert row is not None
    return str(row[0])


def roles(connection: Connection[Any]) -> dict[str, tuple[str, str]]:
    rows = connection.execute("SELECT path, role, declared_in FROM lookalike_detail.image_role")
    return {path: (role, where) for path, role, where in rows}


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("Preservation Master", MASTER), ("archival_master", MASTER), ("digital master", MASTER),
        ("Master", MASTER), ("Archivmaster", MASTER), ("典藏母檔", MASTER),
        ("production-master", "production master"), ("mezzanine", "production master"),
        ("Access copy", "access copy"), ("access master", "access copy"), ("web", "access copy"),
        ("瀏覽檔", "access copy"), ("low-res", "access copy"),
        ("Thumbnail", "thumbnail"), ("縮圖", "thumbnail"),
        ("photographer", None), ("webmaster's choice", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_words_name_a_role(archive: Connection[Any], said: str | None, role: str | None) -> None:
    assert archive.execute("SELECT lookalike.read_role(%s)", (said,)).fetchone() == (role,)


def test_a_declared_master_counts_for_more_than_what_the_files_show(
    archive: Connection[Any],
) -> None:
    fill(archive, is_lineage_known=True)
    assert classes(archive)["web/a.jpg"] == ("archival master", "retain")
    assert declare(archive, MASTER, "masters/b.tif") == 1
    assert classes(archive) == {
        "masters/b.tif": ("archival master", "retain"),
        "web/b.png": ("identical copy", "quarantine"),
        "web/a.jpg": ("derivative", "review"),
    }
    assert "declared a preservation master" in reason(archive, "masters/b.tif")
    assert declare(archive, MASTER, "masters/b.tif") == 0
    assert declare(archive, None, "masters/b.tif") == 1
    assert classes(archive)["web/a.jpg"] == ("archival master", "retain")
    events = archive.execute(
        "SELECT done_by, detail->>'role', detail->>'before' FROM lookalike_internal.event"
        " WHERE action = 'declare role' ORDER BY event_id"
    ).fetchall()
    assert events == [("Anna", MASTER, None), ("Anna", None, MASTER)]


def test_a_declared_master_is_the_original_where_the_lineage_is_not_known(
    archive: Connection[Any],
) -> None:
    fill(archive)
    assert classes(archive)["masters/b.tif"] == ("original undetermined", "review")
    declare(archive, MASTER, "masters")
    assert classes(archive) == {
        "masters/b.tif": ("archival master", "retain"),
        "web/b.png": ("identical copy", "quarantine"),
        "web/a.jpg": ("derivative", "review"),
    }


def test_two_masters_with_other_pixels_are_two_captures(archive: Connection[Any]) -> None:
    fill(archive)
    declare(archive, MASTER)
    found = classes(archive)
    assert found["web/a.jpg"] == ("archival master", "retain")
    assert found["masters/b.tif"] == ("other capture", "retain")
    assert found["web/b.png"] == ("identical copy", "quarantine")
    assert "another capture" in reason(archive, "masters/b.tif")
    rows = archive.execute(
        "SELECT derivation FROM lookalike_detail.retention_classification"
        " WHERE class = 'other capture'"
    ).fetchall()
    assert rows == [(None,)]
    guards = archive.execute(
        "SELECT guard FROM lookalike_detail.guarded_image WHERE path LIKE '%/b.%'"
    ).fetchall()
    assert guards == []  # each of the two has a copy of its pixels; the last one is kept
    assert archive.execute(
        "SELECT count(*) FROM lookalike.find_guards((SELECT array_agg(image_id)"
        " FROM lookalike_detail.image WHERE path LIKE '%/b.%'))"
    ).fetchone() == (2,)


def test_an_access_copy_is_no_master_although_the_others_seem_made_of_it(
    archive: Connection[Any],
) -> None:
    fill(archive, is_lineage_known=True)
    declare(archive, "access copy", "web")
    assert classes(archive)["web/a.jpg"][0] != "archival master"


def test_the_nearest_declaration_counts_then_the_catalogue_then_the_file(
    archive: Connection[Any],
) -> None:
    metadata = '{"provenance": {"rendition_class": "screen"}}'
    put(archive, [FakeImage(p, metadata=metadata) for p in ("x/1.jpg", "x/y/2.jpg", "x/y/3.jpg")])
    assert set(roles(archive).values()) == {("access copy", "file")}
    import_query(
        archive, "cat", "SELECT * FROM (VALUES ('1', 'x/1.jpg', 'thumbnail'),"
        " ('2', 'x/1.jpg', 'Production master'), ('3', 'x/y/2.jpg', 'unknown to us'))"
        " v (id, file, role)", {},
    )  # fmt: skip
    assert roles(archive) == {
        "x/1.jpg": ("production master", "catalogue"),
        "x/y/2.jpg": ("access copy", "file"),
        "x/y/3.jpg": ("access copy", "file"),
    }
    declare(archive, "thumbnail")
    declare(archive, "access copy", "x/y")
    declare(archive, MASTER, "x/y/3.jpg")
    assert roles(archive) == {
        "x/1.jpg": ("thumbnail", "person"),
        "x/y/2.jpg": ("access copy", "person"),
        "x/y/3.jpg": (MASTER, "person"),
    }
    evidence = archive.execute(
        "SELECT path, role FROM lookalike_detail.classification_evidence ORDER BY path"
    ).fetchall()
    assert dict(evidence) == {path: role for path, (role, _) in roles(archive).items()}


@pytest.mark.parametrize(
    ("role", "path", "message"),
    [
        ("master", "", 'a file has no role "master"'),
        (MASTER, "x/y", 'collection "test" has no image in "x/y"'),
        (MASTER, "mas", 'collection "test" has no image in "mas"'),
    ],
)
def test_bad_input_is_refused(archive: Connection[Any], role: str, path: str, message: str) -> None:
    put(archive, [FakeImage("masters/1.tif")])
    with pytest.raises(psycopg.Error, match=re.escape(message)):
        declare(archive, role, path)


def test_both_sides_of_an_object_and_its_original_are_known(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("front.tif"), FakeImage("back.tif", phash=2**63 - 1)])
    import_query(
        archive, "cat", "SELECT * FROM (VALUES ('1', 'front.tif', 'N 12', 'Recto', 'shelf 4'),"
        " ('2', 'back.tif', 'N 12', 'Rückseite', 'no'), ('3', NULL, 'N 13', NULL, NULL))"
        " v (id, file, negative_number, side, original_held)", {},
    )  # fmt: skip
    rows = archive.execute(
        "SELECT object_id, side, is_original_held, path FROM lookalike_detail.physical_object"
        " ORDER BY external_id"
    ).fetchall()
    assert rows == [
        ("N 12", "recto", True, "front.tif"),
        ("N 12", "verso", False, "back.tif"),
        ("N 13", None, None, None),
    ]
