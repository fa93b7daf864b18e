"""How much of an image changed: every column counts, and the time of the file the least."""

from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, put

# What matches and links rest on. Of missing_since only null or not counts.
IDENTITY = {"sha256", "pixel_digest", "collection_id", "path", "missing_since"}
OTHER = {
    "bytea": "sha256('other')", "text": "'other'", "jsonb": "'{\"other\": 1}'",
    "boolean": "NOT is_lossless", "timestamp with time zone": "'2001-02-03'",
}  # fmt: skip


@pytest.fixture
def columns(archive: Connection[Any]) -> dict[str, str]:
    put(archive, [FakeImage("a", 1)])
    rows = archive.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = 'lookalike_internal.image'::regclass AND attnum > 0"
        " AND NOT attisdropped AND attname <> 'image_id'"
    )
    return dict(rows.fetchall())


def test_every_column_counts(archive: Connection[Any], columns: dict[str, str]) -> None:
    assert len(columns) > 20
    for name, kind in columns.items():
        value = OTHER.get(kind, f"{name} + 1")
        row = archive.execute(
            f"WITH n AS (SELECT jsonb_populate_record(i, jsonb_build_object('{name}', {value}))"
            f" AS new_image, i AS old_image FROM lookalike_internal.image i)"
            " SELECT lookalike_internal.is_changed(new_image, old_image),"
            " lookalike_internal.is_replaced(new_image, old_image),"
            " lookalike_internal.is_changed(old_image, old_image) FROM n".encode()
        ).fetchone()
        assert row == (name != "modified_at", name in IDENTITY, False), name


def test_a_touched_file_is_only_classified_again(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", 1)])
    for queue in ("unmatched_image", "unlinked_image", "unclassified"):
        archive.execute(f"DELETE FROM lookalike_internal.{queue}".encode())
    archive.execute("DELETE FROM lookalike_internal.unclassified")
    taken = "SELECT taken FROM lookalike_internal.guard_lock"
    before = archive.execute(taken).fetchone()
    archive.execute("UPDATE lookalike_internal.image SET modified_at = now()")
    counts = [
        archive.execute(f"SELECT count(*) FROM lookalike_internal.{queue}".encode()).fetchone()
        for queue in ("unmatched_image", "unlinked_image", "unclassified")
    ]
    assert counts == [(0,), (0,), (1,)]
    assert archive.execute(taken).fetchone() == before
