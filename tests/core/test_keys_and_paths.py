"""Keys never change, and a path in the archive stays below the folder of its collection."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from builder import FakeImage, put
from lookalike.database import connect

KEYS = {
    "image": ["image_id = DEFAULT"],
    "collection": ["collection_id = DEFAULT"],
    "catalogue_entry": ["entry_id = DEFAULT"],
    "match": ["image_id_a = image_id_a - 1", "image_id_b = image_id_b + 1"],
    "fingerprint": ["image_id = image_id + 1", "region = 'content'"],
}


def fill(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", pixels="x"), FakeImage("b", pixels="x")])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute(
        "WITH c AS (INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('c', '{}')"
        " RETURNING catalogue_id), i AS (INSERT INTO lookalike_internal.catalogue_import"
        " (catalogue_id, source, mapping) SELECT catalogue_id, 'x', '{}' FROM c"
        " RETURNING catalogue_id, import_id) INSERT INTO lookalike_internal.catalogue_entry"
        " (catalogue_id, external_id, first_import_id, import_id)"
        " SELECT catalogue_id, 'E', import_id, import_id FROM i"
    )


def test_keys_never_change(any_archive_url: str) -> None:
    """Not for the owner, and not for the loader."""
    with connect(any_archive_url) as archive, Logins(any_archive_url) as logins:
        fill(archive)
        with logins.connect("lookalike_loader") as loader:
            for table, changes in KEYS.items():
                for change in changes:
                    statement = f"UPDATE lookalike_internal.{table} SET {change}".encode()
                    with pytest.raises(psycopg.errors.RestrictViolation, match="never changes"):
                        archive.execute(statement)
                    with pytest.raises(
                        (psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)
                    ):
                        loader.execute(statement)


PATHS = ["", "/etc/passwd", "a/../../b", "..", "../a", "a/..", ".", "./a", "a/./b", "a//b", "a/"]


def test_a_path_leads_nowhere_else(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    inserts = {
        "image": "UPDATE lookalike_internal.image SET path = %s",
        "scan_problem": "INSERT INTO lookalike_internal.scan_problem (collection_id, path, problem,"
        " message, is_scanned, first_seen_run_id)"
        " SELECT 1, %s, 'x', 'x', false, min(run_id) FROM lookalike_internal.run",
        "quarantine_item": "WITH p AS (INSERT INTO lookalike_internal.quarantine_plan (name,"
        " destination, proposed_by, reason) VALUES ('p', '/q', 'x', 'x') RETURNING plan_id)"
        " INSERT INTO lookalike_internal.quarantine_item (plan_id, image_id, collection_id,"
        " path, byte_size, sha256, pixel_digest, archival_pixel_digest, destination)"
        " SELECT plan_id, 1, 1, %s, 1, '', '', '', '' FROM p",
    }
    for table, insert in inserts.items():
        for path in PATHS:
            if (table, path) == ("scan_problem", "."):  # the folder of the collection itself
                archive.execute(insert.encode(), (path,))
                continue
            with pytest.raises(psycopg.errors.CheckViolation, match=f"{table}_path_check"):
                archive.execute(insert.encode(), (path,))


def test_other_odd_paths_are_kept(archive: Connection[Any]) -> None:
    paths = ["...", "a..b", ".a", "..a/b..", "a/.../b", "\\x2e\\x2e/a", " ", "a\n/..b"]
    put(archive, [FakeImage(path) for path in paths])
    rows = archive.execute("SELECT path FROM lookalike_internal.image").fetchall()
    assert {path for (path,) in rows} == set(paths)
