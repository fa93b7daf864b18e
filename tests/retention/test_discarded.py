"""What lies in a bin or a snapshot is never master of a live file."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, put

EARLIER = datetime(2001, 1, 1, tzinfo=UTC)
BETTER = {
    "width": 900, "height": 900, "lossless": True, "format": "TIFF", "mode": "RGB",
    "captured_at": EARLIER, "modified_at": EARLIER, "creator": "A. Lens",
}  # fmt: skip
PLACES = (
    "#recycle/2019/a", "$Recycle.Bin/S-1-5-21/a", ".Trash-1000/files/a", "x/@Recycle/a",
    ".snapshot/hourly.0/a", "x/.zfs/snapshot/7/a", "@GMT-2024.01.31-22.00.00/a", ".thumbnails/a",
)  # fmt: skip


def classify(connection: Connection[Any]) -> dict[str, tuple[str, str]]:
    """Class and reason by path."""
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.classify_images()")
    rows = connection.execute(
        "SELECT path, class, reason FROM lookalike_detail.retention_classification"
    )
    return {path: (class_, reason) for path, class_, reason in rows}


@pytest.mark.parametrize("is_bin_first", [True, False])
def test_the_live_file_is_the_master_and_the_other_its_copy(
    archive: Connection[Any], is_bin_first: bool
) -> None:
    """Whatever the names and dates, and whichever was scanned first."""
    pairs = {}
    for place, hashed in zip(PLACES, count(2**62, 2**40 + 2**20 + 2**9 + 1), strict=False):
        for live in ("2019/a", "~z"):
            name = f"{place} {live}".replace("/", " ")
            inside = f"{place.rsplit('/', 1)[0]}/{name}"
            pairs[inside] = f"{live} {name}"
            one = FakeImage(inside, content=name, pixels=name, phash=hashed, modified_at=EARLIER)
            other = FakeImage(pairs[inside], content=name, pixels=name, phash=hashed, quality=1.0)
            put(archive, [one, other] if is_bin_first else [other, one])
    archive.execute("UPDATE lookalike_internal.fingerprint SET quality = 0")  # exact matches only
    found = classify(archive)
    for inside, live in pairs.items():
        assert found[live][0] == "archival master", live
        assert "lies in a recycle bin, a snapshot" in found[live][1]
        assert found[inside][0] == "identical copy", inside
        assert f'Same bytes as "{live}", the archival master' in found[inside][1]


def test_a_better_picture_in_a_bin_is_no_master(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("#recycle/a", **BETTER), FakeImage("b"), FakeImage("c", width=90)])
    found = classify(archive)
    assert [found[path][0] for path in ("#recycle/a", "b", "c")] == [
        "derivative", "archival master", "derivative",
    ]  # fmt: skip
    # The next is a live one: what is said is the evidence against that one.
    assert "recycle bin" not in found["b"][1]


def test_of_two_in_bins_the_better_is_the_master(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("#recycle/a", **BETTER), FakeImage(".Trash-1/b")])
    assert classify(archive)["#recycle/a"][0] == "archival master"


def test_a_collection_that_is_a_snapshot_has_no_master_of_a_live_one(
    archive: Connection[Any],
) -> None:
    put(archive, [FakeImage("a", content="x")], "#snapshot")
    put(archive, [FakeImage("b", content="x")], "zoo")
    found = classify(archive)
    assert (found["a"][0], found["b"][0]) == ("identical copy", "archival master")
    assert 'Same bytes as "b" in zoo' in found["a"][1]


def test_what_a_bin_holds_does_not_stay(archive: Connection[Any]) -> None:
    """The last live copy is guarded, as a bin will be emptied; the one in the bin may go."""
    put(archive, [FakeImage("a", content="x"), FakeImage("#recycle/a", content="x")])
    classify(archive)
    guarded = archive.execute("SELECT path, guard FROM lookalike_detail.guarded_image").fetchall()
    assert guarded == [("a", "last copy")]
    archive.execute("UPDATE lookalike_internal.image SET missing_since = now() WHERE path = 'a'")
    guarded = archive.execute("SELECT path, guard FROM lookalike_detail.guarded_image").fetchall()
    assert guarded == [("#recycle/a", "last copy")]
