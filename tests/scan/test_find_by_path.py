"""find_by_path(): a list of somebody's own, joined by path."""

import unicodedata
from pathlib import Path

import pytest
from psycopg import Connection

from lookalike.scan.run import scan_folder
from pictures import picture


@pytest.fixture
def scanned(archive: Connection[object], tmp_path: Path) -> Connection[object]:
    for name in ("masters/Kaviareň 1.png", "masters/b.png", "web/b.png", "c.png"):
        (tmp_path / "store" / name).parent.mkdir(parents=True, exist_ok=True)
        picture(len(name)).save(tmp_path / "store" / name)
    scan_folder(archive, tmp_path / "store", name="house", workers=1)
    return archive


@pytest.mark.parametrize(
    ("listed", "paths"),
    [
        ("masters/Kaviareň 1.png", ["masters/Kaviareň 1.png"]),
        (unicodedata.normalize("NFD", "MASTERS\\KAVIAREŇ 1.PNG"), ["masters/Kaviareň 1.png"]),
        ("\\\\nas\\share\\store\\masters\\b.png", ["masters/b.png"]),
        ("Z:/store/Masters//b.png", ["masters/b.png"]),
        ("./web/b.png", ["web/b.png"]),
        ("b.png", ["masters/b.png", "web/b.png"]),
        ("other/b.png", []),
        ("ab.png", []),
        ("asters/b.png", []),
        ("C.png", ["c.png"]),
        ("anything/c.png", ["c.png"]),
        ("", []),
    ],
)
def test_spellings(scanned: Connection[object], listed: str, paths: list[str]) -> None:
    rows = scanned.execute("SELECT path FROM lookalike.find_by_path(%s) ORDER BY path", (listed,))
    assert [path for (path,) in rows] == paths


def test_a_join_keeps_what_is_missing_and_uses_the_index(scanned: Connection[object]) -> None:
    scanned.execute(
        "CREATE TABLE mine AS SELECT unnest('{gone.png,c.png,web\\b.png}'::text[]) path"
    )
    query = (
        "SELECT m.path, f.path FROM mine m"
        " LEFT JOIN LATERAL lookalike.find_by_path(m.path) f ON true"
    )
    assert set(scanned.execute(query.encode()).fetchall()) == {
        ("gone.png", None),
        ("c.png", "c.png"),
        ("webb.png", None),
    }
    scanned.execute("SET enable_seqscan = off")
    plan = str(scanned.execute(f"EXPLAIN {query}".encode()).fetchall())
    assert "image_file_name_key_idx" in plan
