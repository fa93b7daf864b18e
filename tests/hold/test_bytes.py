"""Held files are held by their bytes: a row that lies about the pixels frees nothing."""

import pytest
from psycopg import Connection

from guard.holdings import Holdings

LIE = b"lie" * 10 + b"!!"


def held(holdings: Holdings) -> set[str]:
    """The paths of what is held and present."""
    rows = holdings.connection.execute(
        "SELECT path FROM lookalike_detail.guarded_image WHERE guard = 'legal hold'"
    )
    return {path for (path,) in rows}


def insert_again(holdings: Holdings, image: int, pixels: bytes) -> None:
    """Delete the row of an image and insert it with other pixels, as a lying loader can."""
    connection: Connection[object] = holdings.connection
    connection.execute(
        "CREATE TEMP TABLE again AS SELECT * FROM lookalike_internal.image WHERE image_id = %s",
        (image,),
    )
    connection.execute("DELETE FROM lookalike_internal.image WHERE image_id = %s", (image,))
    connection.execute("UPDATE again SET pixel_digest = %s", (pixels,))
    connection.execute("ALTER TABLE again DROP COLUMN image_id")
    columns = holdings.one(
        "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = 'again'::regclass AND attnum > 0 AND NOT attisdropped"
    )
    connection.execute(
        f"INSERT INTO lookalike_internal.image ({columns}) SELECT {columns} FROM again".encode()
    )
    connection.execute("DROP TABLE again")


@pytest.mark.parametrize("named", ["image", "entry", "collection", "copy"])
def test_the_row_comes_again_with_other_pixels(any_holdings: Holdings, named: str) -> None:
    holdings = any_holdings
    image = holdings.put("a.tif", "evidence")
    copy = holdings.put("b.tif", "evidence", collection="other")
    if named == "entry":
        hold = holdings.hold(entry_id=holdings.entry(image))
    elif named == "collection":
        hold = holdings.hold(collection="test")
    else:
        hold = holdings.hold(image_id=copy if named == "copy" else image)
    assert held(holdings) == {"a.tif", "b.tif"}
    insert_again(holdings, image, LIE)
    insert_again(holdings, copy, LIE[::-1])
    assert held(holdings) == {"a.tif", "b.tif"}
    holdings.release(hold)
    assert held(holdings) == set()


def test_the_row_gets_other_pixels(holdings: Holdings) -> None:
    """So, too, by an update of a copy that the hold does not name."""
    image = holdings.put("a.tif", "evidence")
    holdings.put("b.tif", "evidence")
    holdings.hold(image_id=image)
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET pixel_digest = %s WHERE path = 'b.tif'", (LIE,)
    )
    assert held(holdings) == {"a.tif", "b.tif"}
    # What has the new pixels is held, too: a later version may digest all pixels otherwise.
    holdings.put("c.tif", "c")
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET pixel_digest = %s WHERE path = 'c.tif'", (LIE,)
    )
    assert held(holdings) == {"a.tif", "b.tif", "c.tif"}


def test_a_copy_that_comes_later_is_held_by_its_bytes(holdings: Holdings) -> None:
    holdings.hold(image_id=holdings.put("a.tif", "evidence"))
    later = holdings.put("b.tif", "evidence")
    insert_again(holdings, later, LIE)
    assert held(holdings) == {"a.tif", "b.tif"}


def test_a_lying_row_does_not_leave(holdings: Holdings) -> None:
    """Two honest people would have moved the held file."""
    image = holdings.put("a.tif", "evidence")
    holdings.hold(image_id=image)
    master = holdings.put("m.tif", "another", "archival master")
    insert_again(
        holdings,
        image,
        holdings.one(
            "SELECT pixel_digest FROM lookalike_internal.image WHERE image_id = %s", master
        ),
    )
    again = holdings.one("SELECT image_id FROM lookalike_internal.image WHERE path = 'a.tif'")
    holdings.classify(again, "identical copy", of=master)
    holdings.cluster(master, again)
    assert "legal hold" in holdings.guards(again)


def test_an_approved_item_is_withheld_when_its_bytes_are_held(holdings: Holdings) -> None:
    master = holdings.put("master.tif", "x", "archival master", collection="other")
    copy = holdings.put("copy.tif", "x", "identical copy", of=master, collection="other")
    holdings.cluster(master, copy)
    plan = holdings.approved(copy)
    # The same bytes, of which another scan said other pixels.
    elsewhere = holdings.put("e.tif", "e", class_=None)
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET sha256 = (SELECT sha256 FROM lookalike_internal.image"
        " WHERE image_id = %s) WHERE image_id = %s",
        (copy, elsewhere),
    )
    holdings.hold(image_id=elsewhere)
    assert holdings.states(plan) == {copy: "withheld"}
