"""The very rendition that was published is kept where it is held; what is not held is listed."""

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import run_command
from examples import examples
from guard.holdings import Holdings

CROPPED = "Front page, city edition, crop over 3 columns"


def fidelity(holdings: Holdings, entry: int) -> tuple[str, str | None]:
    """How faithful the held copy is, and the path of the rendition."""
    row = holdings.connection.execute(
        "SELECT fidelity, rendition_path FROM lookalike_detail.publication WHERE entry_id = %s",
        (entry,),
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def master_and_crops(holdings: Holdings, *names: str) -> tuple[int, list[int]]:
    """A master, and derivatives that the pixels prove to be crops of it."""
    master = holdings.put("master.tif", class_="archival master")
    crops = [holdings.put(name, class_="derivative", of=master) for name in names]
    holdings.cluster(master, *crops)
    for place, crop in enumerate(crops):
        holdings.crop(crop, master, (10 * place, 10, 50, 40))
    return master, crops


def waiting(holdings: Holdings) -> set[str]:
    return {
        path
        for (path,) in holdings.connection.execute(
            "SELECT path_a FROM lookalike.review_queue WHERE kind = 'possible rendition'"
        )
    }


def test_a_crop_in_words_is_kept_until_people_decide(holdings: Holdings) -> None:
    master, (crop, other) = master_and_crops(holdings, "crop.jpg", "other.jpg")
    assert holdings.guards(crop) == set()
    entry = holdings.publish_as(master, description=CROPPED)
    assert holdings.guards(crop) == holdings.guards(other) == {"last copy"}
    assert fidelity(holdings, entry) == ("source only", None)
    assert waiting(holdings) == {"crop.jpg", "other.jpg"}

    holdings.one("SELECT lookalike.refuse_rendition(%s, %s, 'Rita', 'too wide')", entry, other)
    assert holdings.guards(other) == set()
    assert waiting(holdings) == {"crop.jpg"}
    holdings.one("SELECT lookalike.confirm_rendition(%s, %s, 'Rita', 'as on film')", entry, crop)
    assert holdings.guards(crop) == {"last copy"}
    assert holdings.guards(master) == {"last copy", "other record"}
    assert fidelity(holdings, entry) == ("exact", "crop.jpg")
    assert waiting(holdings) == set()
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="known as"):
        holdings.one("SELECT lookalike.refuse_rendition(%s, %s, 'Rita', 'no')", entry, crop)

    # The person who freed it is not the second pair of eyes.
    plan = holdings.propose(other)
    with pytest.raises(psycopg.errors.RestrictViolation, match="another reviewer"):
        holdings.approve(plan, "Rita")
    assert holdings.approve(plan, "Robert") == 1


def test_confirming_one_crop_frees_the_others(holdings: Holdings) -> None:
    master, (crop, other) = master_and_crops(holdings, "crop.jpg", "other.jpg")
    entry = holdings.publish_as(master, published_edition="city, crop")
    holdings.one("SELECT lookalike.confirm_rendition(%s, %s, 'Rita', 'as on film')", entry, crop)
    assert holdings.guards(other) == set()
    assert holdings.guards(crop) == {"last copy"}


def test_a_crop_that_comes_later_withholds_what_was_approved(holdings: Holdings) -> None:
    master, (crop,) = master_and_crops(holdings, "crop.jpg")
    plan = holdings.approved(crop)
    holdings.publish_as(master, published_in=CROPPED)
    assert holdings.states(plan) == {crop: "withheld"}
    assert "may be the crop" in holdings.problem(plan, crop)


def test_a_crop_that_a_stage_finds_later_is_proposed(holdings: Holdings) -> None:
    master = holdings.put("master.tif", class_="archival master")
    entry = holdings.publish_as(master, description=CROPPED)
    crop = holdings.put("crop.jpg", class_="derivative", of=master)
    holdings.connection.execute("CALL lookalike.classify_images()")
    assert waiting(holdings) == set()
    holdings.cluster(master, crop)
    holdings.crop(crop, master)
    holdings.connection.execute("CALL lookalike.classify_images()")
    assert waiting(holdings) == {"crop.jpg"}
    assert fidelity(holdings, entry) == ("source only", None)


def test_an_entry_that_names_the_crop_means_the_crop(holdings: Holdings) -> None:
    _, (crop, other) = master_and_crops(holdings, "crop.jpg", "other.jpg")
    entry = holdings.publish_as(crop, description=CROPPED)
    assert fidelity(holdings, entry) == ("exact", "crop.jpg")
    assert holdings.guards(other) == set()


def test_the_published_file_is_kept_by_its_digest(holdings: Holdings) -> None:
    master, web = holdings.master_and_derivative()
    digest = holdings.one(
        "SELECT encode(sha256, 'hex') FROM lookalike_internal.image WHERE image_id = %s", web
    )
    assert holdings.guards(web) == set()
    other = holdings.publish_as(master, published_digest="ab" * 32)
    assert fidelity(holdings, other) == ("source only", None)
    assert holdings.guards(web) == set()
    entry = holdings.publish_as(master, published_digest=f"SHA256:{digest.upper()}")
    assert holdings.guards(web) == {"last copy"}
    assert fidelity(holdings, entry) == ("exact", "small.jpg")
    # What was published stays published, whatever the catalogue says later.
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET published_digest = NULL,"
        " is_published = false WHERE entry_id = %s",
        (entry,),
    )
    holdings.one("SELECT lookalike.link_entries()")
    assert holdings.guards(web) == {"last copy"}
    assert fidelity(holdings, entry) == ("exact", "small.jpg")


def test_what_is_not_held_is_listed(holdings: Holdings) -> None:
    held = holdings.publish_as(holdings.put("held.tif"), published_at="12 May 2020")
    lost = holdings.publish_as(
        published_at="May 2020", published_medium="Sunday newspaper", published_page="3",
        title="Lost", published_digest="cd" * 32,
    )  # fmt: skip
    rows = holdings.connection.execute(
        "SELECT entry_id, fidelity, medium, page, issued_from::text, issued_to::text"
        " FROM lookalike_detail.published_without_copy"
    ).fetchall()
    assert rows == [(lost, "nothing held", "print", "3", "2020-05-01", "2020-05-31")]
    assert fidelity(holdings, held) == ("exact", "held.tif")
    missing = holdings.connection.execute(
        "SELECT title, is_published FROM lookalike.unlinked_entry"
    ).fetchall()
    assert missing == [("Lost", True)]
    # The file comes after all; and the entry has gone from the catalogue meanwhile.
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET missing_since = now() WHERE entry_id = %s",
        (lost,),
    )
    found = holdings.put("found.tif", class_="derivative")
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET sha256 = decode(repeat('cd', 32), 'hex')"
        " WHERE image_id = %s",
        (found,),
    )
    holdings.one("SELECT lookalike.link_entries()")
    assert fidelity(holdings, lost) == ("exact", "found.tif")
    holdings.lose(found)
    assert fidelity(holdings, lost) == ("nothing held", None)


Box = tuple[int, int, int, int]
WHOLE = (200, 100)
BOX = st.tuples(
    st.integers(0, 180), st.integers(0, 90), st.integers(20, 200), st.integers(10, 100)
).map(lambda box: (box[0], box[1], min(box[2], 200 - box[0]), min(box[3], 100 - box[1])))
# How far the sides of a crop are from the box, and on which image it lies.
LAID = st.tuples(st.tuples(*[st.integers(-5, 5)] * 4), st.integers(0, 2))


def shifted(box: Box, by: Box) -> Box:
    """A box near another, within the picture."""
    left, top = max(0, min(190, box[0] + by[0])), max(0, min(95, box[1] + by[1]))
    width, height = max(4, min(200 - left, box[2] + by[2])), max(4, min(100 - top, box[3] + by[3]))
    return left, top, width, height


def edges(box: Box) -> Box:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


def is_near(one: Box, other: Box) -> bool:
    """Whether each edge differs by 2 % of the side of the picture at most."""
    sides = WHOLE * 2
    return all(50 * abs(a - b) <= side for a, b, side in zip(one, other, sides, strict=True))


def test_a_crop_box_finds_its_crop(holdings: Holdings) -> None:
    """In pixels or percent; the crops lie on the master, on a twin, or on a smaller copy."""
    master = holdings.put("master.tif", "m", "archival master", width=200, height=100)
    twin = holdings.put("twin.tif", "m", "identical copy", master, width=200, height=100)
    small = holdings.put("small.jpg", class_="derivative", of=master, width=100, height=50)
    crops = [holdings.put(f"{n}.jpg", class_="derivative", of=master) for n in range(2)]
    holdings.cluster(master, twin, small, *crops)
    holdings.prove(small, master)

    @examples(25)
    @given(BOX, st.lists(LAID, min_size=2, max_size=2), st.booleans())
    def check(box: Box, laid: list[tuple[Box, int]], is_percent: bool) -> None:
        with holdings.connection.transaction(force_rollback=True):
            expected = {"master.tif"} if is_near(edges((0, 0, *WHOLE)), edges(box)) else set()
            for number, (near, place) in enumerate(laid):
                on, scale = ((master, 1), (twin, 1), (small, 2))[place]
                left, top, width, height = (side // scale for side in shifted(box, near))
                holdings.crop(crops[number], on, (left, top, width, height))
                there = edges((left * scale, top * scale, width * scale, height * scale))
                if is_near(there, edges(box)):
                    expected.add(f"{number}.jpg")
            said = (
                [f"{side / of * 100:.4f}%" for side, of in zip(box, WHOLE * 2, strict=True)]
                if is_percent
                else [str(side) for side in box]
            )
            entry = holdings.publish_as(master, published_crop=", ".join(said))
            found = {
                path
                for (path,) in holdings.connection.execute(
                    "SELECT i.path FROM lookalike_internal.rendition r"
                    " JOIN lookalike_internal.image i USING (image_id) WHERE entry_id = %s",
                    (entry,),
                )
            }
            assert found == expected
            assert fidelity(holdings, entry)[0] == ("exact" if expected else "source only")
            for number, crop in enumerate(crops):
                is_kept = f"{number}.jpg" in expected
                assert holdings.guards(crop) == ({"last copy"} if is_kept else set())

    check()


def test_a_wrong_caption_lists_what_carried_it(holdings: Holdings, archive_url: str) -> None:
    master, copy = holdings.master_and_derivative()
    wrong = "The mayor opens the bridge"
    first = holdings.publish_as(
        master, title="Bridge", description=wrong, published_in="Courier", published_page="1"
    )
    holdings.publish_as(
        copy, title="The bridge", description=wrong.upper() + ".", published_at="2020"
    )
    holdings.publish_as(copy, description="The bridge, seen from the mill")
    holdings.entry(copy, description=wrong)  # not published
    conflict = "SELECT is_settled FROM lookalike_detail.metadata_conflict WHERE field = %s"
    assert holdings.one(conflict, "description") is False
    catalogued = holdings.one(
        "SELECT external_id FROM lookalike_detail.publication WHERE entry_id = %s", first
    )
    said = run_command(
        archive_url, "review", "caption", catalogued, "--by", "Rita",
        "--reason", "she is not there",
        "--right", "The bridge, seen from the mill",
    )  # fmt: skip
    assert "Courier, 1" in said and "2 publications carried it." in said
    rows = holdings.connection.execute(
        "SELECT wrong_caption, right_caption, is_corrected, published_in"
        " FROM lookalike_detail.caption_error ORDER BY published_in"
    ).fetchall()
    right = "The bridge, seen from the mill"
    assert rows == [(wrong, right, False, "Courier"), (wrong, right, False, None)]
    # The others still say it.
    assert holdings.one(conflict, "description") is False
    for entry, number in holdings.connection.execute(
        "SELECT external_id, entry_id FROM lookalike_internal.catalogue_entry"
        " WHERE description ILIKE %s AND entry_id <> %s",
        (f"{wrong}%", first),
    ).fetchall():
        assert number
        run_command(archive_url, "review", "caption", entry, "--by", "Rita", "--reason", "the same")
    assert holdings.one(conflict, "description") is True
    assert holdings.one(conflict, "title") is False
    with pytest.raises(psycopg.errors.DuplicateObject):
        holdings.one(
            "SELECT lookalike.record_wrong_caption(%s, 'Rita', 'she is not there', %s)",
            first,
            right,
        )
    assert holdings.events("decide")[0]["decision"] == "caption wrong"
    # A caption that was corrected meanwhile was still printed.
    holdings.connection.execute(
        "INSERT INTO lookalike_internal.catalogue_entry_history (entry_id, import_id, said)"
        " SELECT entry_id, import_id, to_jsonb(e) FROM lookalike_internal.catalogue_entry e"
    )
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET description = %s", (right,)
    )
    assert (
        holdings.one(
            "SELECT count(*) FROM lookalike_detail.caption_error WHERE is_corrected"
            " AND entry_id = %s",
            first,
        )
        == 2
    )


def test_a_rendition_is_confirmed_by_command(holdings: Holdings, archive_url: str) -> None:
    master, (crop, other) = master_and_crops(holdings, "crop.jpg", "other.jpg")
    entry = holdings.publish_as(master, description=CROPPED)
    name = holdings.one(
        "SELECT external_id FROM lookalike_detail.publication WHERE entry_id = %s", entry
    )
    by = ("--by", "Rita", "--reason", "compared with the page")
    assert "crop.jpg" in run_command(archive_url, "review", "queue", "--kind", "possible-rendition")
    run_command(archive_url, "review", "rendition", name, "other.jpg", "--refuse", *by)
    assert "is what entry" in run_command(archive_url, "review", "rendition", name, "crop.jpg", *by)
    assert fidelity(holdings, entry) == ("exact", "crop.jpg")
    assert (holdings.guards(crop), holdings.guards(other)) == ({"last copy"}, set())


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("confirm_rendition(0, %(image)s, 'Rita', 'because')", "does not exist"),
        ("confirm_rendition(%(other)s, %(image)s, 'Rita', 'because')", "speaks of no publication"),
        ("refuse_rendition(%(entry)s, %(image)s, 'Rita', 'because')", "is not proposed"),
        ("confirm_rendition(%(entry)s, %(image)s, 'Rita', ' ')", "no reason"),
        ("record_wrong_caption(%(entry)s, 'Rita', 'because')", "has no title"),
        ("record_wrong_caption(0, 'Rita', 'because')", "does not exist"),
        ("record_wrong_caption(%(entry)s, 'Rita', 'because', field => 'file')", "unknown field"),
    ],
)
def test_what_makes_no_sense_is_refused(holdings: Holdings, call: str, error: str) -> None:
    image = holdings.put("a.tif")
    entry = holdings.publish_as(image, description=None)
    other = holdings.entry(image)
    with pytest.raises(psycopg.Error, match=error):
        holdings.connection.execute(
            f"SELECT lookalike.{call}".encode(), {"image": image, "entry": entry, "other": other}
        )
