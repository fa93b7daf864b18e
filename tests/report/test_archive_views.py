"""Images, fingerprints and what else the archive rests on, as people see them."""

import random
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, near, put

RNG = random.Random(12)
HASHES = [RNG.getrandbits(64) for _ in range(3000)]
NEIGHBOURS = """
    SELECT other.path
    FROM lookalike_detail.image this
    JOIN lookalike.fingerprint q ON q.image_id = this.image_id AND q.region = 'full'
    JOIN lookalike.fingerprint f ON lookalike.within(f.phash, q.phash, 8) AND f.region = 'full'
    JOIN lookalike_detail.image other ON other.image_id = f.image_id
    WHERE this.path = '7'
"""


def test_within_uses_the_indexes_through_the_views(any_archive: Connection[Any]) -> None:
    copies = [FakeImage(f"copy {n}", near(HASHES[7], n, RNG)) for n in (0, 5, 8, 9)]
    put(any_archive, [*(FakeImage(str(n), h) for n, h in enumerate(HASHES)), *copies])
    any_archive.execute("ANALYZE lookalike_internal.image, lookalike_internal.fingerprint")
    any_archive.execute("SET enable_seqscan = off")  # which is quicker on so few rows
    for query in (
        f"SELECT image_id FROM lookalike.fingerprint"
        f" WHERE lookalike.within(phash, B'{HASHES[7]:064b}', 8)",
        NEIGHBOURS,
    ):
        plan = " ".join(row[0] for row in any_archive.execute(f"EXPLAIN {query}".encode()))
        for chunk in range(3):
            assert f"fingerprint_phash_hamming_{chunk}_idx" in plan
    found = {path for (path,) in any_archive.execute(NEIGHBOURS)}
    assert found == {"7", "copy 0", "copy 5", "copy 8"}


def test_the_views_show_what_the_tables_hold(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", 1, pixels="p"), FakeImage("b", 2, pixels="p")])
    archive.execute("UPDATE lookalike_internal.image SET missing_since = now() WHERE path = 'b'")
    shown = archive.execute(
        "SELECT v.path, v.collection, v.sha256 = encode(t.sha256, 'hex'), v.missing_since IS NULL"
        " FROM lookalike_detail.image v JOIN lookalike_internal.image t USING (image_id) ORDER BY 1"
    ).fetchall()
    assert shown == [("a", "test", True, True), ("b", "test", True, False)]
    digests = archive.execute("SELECT count(DISTINCT pixel_digest) FROM lookalike_detail.image")
    assert digests.fetchone() == (1,)
    assert archive.execute(
        "SELECT stage, collection, state FROM lookalike_detail.run"
    ).fetchall() == [("scan", "test", "finished")]


@pytest.mark.parametrize("root", ["/", "/made up/a", "/made-up/\\xFF"])
def test_a_whole_path_leads_back_to_its_image(archive: Connection[Any], root: str) -> None:
    put(archive, [FakeImage("a/b.tif", 1), FakeImage("b.tif", 2)])
    archive.execute("UPDATE lookalike_internal.collection SET root = %s", (root,))
    found = archive.execute(
        "SELECT full_path, lookalike.find_path(full_path) = image_id FROM lookalike_detail.image"
        " ORDER BY path"
    ).fetchall()
    start = root.rstrip("/")
    assert found == [(f"{start}/a/b.tif", True), (f"{start}/b.tif", True)]
