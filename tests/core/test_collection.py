"""What people declare that a collection holds."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, collection_id, put
from command import run_command


def holds(connection: Connection[Any]) -> dict[str, str | None]:
    return dict(connection.execute("SELECT name, holds FROM lookalike.collection").fetchall())


def test_a_collection_is_declared_listed_and_logged(
    archive: Connection[Any], archive_url: str
) -> None:
    put(archive, [FakeImage("a"), FakeImage("b")], "scans")
    collection_id(archive, "web")

    def run(*words: str) -> str:
        return run_command(archive_url, "collection", *words)

    assert [line.split() for line in run("list").splitlines()] == [
        ["name", "images", "holds", "jurisdiction", "site", "folder"],
        ["scans", "2", "unknown", "unknown", "unknown", "/made-up/scans"],
        ["web", "0", "unknown", "unknown", "unknown", "/made-up/web"],
    ]
    assert run("set", "scans", "--holds", "masters").splitlines() == [
        "What collection scans holds is now masters. It was unknown.",
        "Dispositions of 2 images (no change):",
        "  not classified  2  have no class yet, and stay where they are",
        "There are no local codes yet. Next: lookalike encode",
    ]
    assert run("set", "scans", "--holds", "masters").startswith("Nothing to do")
    assert "It was unknown.\n" in run("set", "web", "--holds", "derivatives")
    assert holds(archive) == {"scans": "masters", "web": "derivatives"}
    assert "masters" in run("list")
    assert run("set", "web", "--holds", "unknown").startswith(
        "What collection web holds is now unknown. It was derivatives.\n"
    )
    assert holds(archive) == {"scans": "masters", "web": None}
    logged = archive.execute(
        "SELECT detail::jsonb ->> 'name', detail::jsonb ->> 'holds', event_type"
        " FROM lookalike_detail.event_log WHERE action = 'set collection' ORDER BY event_id"
    ).fetchall()
    assert logged == [
        ("scans", "masters", "policy assignment"),
        ("web", "derivatives", "policy assignment"),
        ("web", None, "policy assignment"),
    ]


def test_an_archive_without_collections(archive_url: str) -> None:
    assert "There are no collections" in run_command(archive_url, "collection", "list")


def test_its_images_are_classified_again(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a"), FakeImage("b")], "scans")
    put(archive, [FakeImage("c")], "web")
    archive.execute("DELETE FROM lookalike_internal.unclassified")
    archive.execute("SELECT lookalike.set_collection('scans', 'masters')")
    queued = archive.execute(
        "SELECT path FROM lookalike_internal.unclassified"
        " JOIN lookalike_detail.image USING (image_id)"
    )
    assert {path for (path,) in queued} == {"a", "b"}


def test_what_cannot_be_declared(archive: Connection[Any]) -> None:
    collection_id(archive, "scans")
    with pytest.raises(psycopg.errors.InvalidParameterValue, match='cannot hold "cats"') as caught:
        archive.execute("SELECT lookalike.set_collection('scans', 'cats')")
    assert "masters or derivatives" in (caught.value.diag.message_hint or "")
    with pytest.raises(psycopg.errors.UndefinedObject, match='"scan" does not exist'):
        archive.execute("SELECT lookalike.set_collection('scan', 'masters')")
    assert holds(archive) == {"scans": None}


def test_a_new_scan_keeps_it(archive: Connection[Any], tmp_path: Path) -> None:
    root = str(tmp_path)
    add = "SELECT lookalike_internal.add_collection('scans', %s)"
    archive.execute(add, (root,))
    archive.execute("SELECT lookalike.set_collection('scans', 'derivatives')")
    archive.execute(add, (root,))
    assert holds(archive) == {"scans": "derivatives"}
