"""Which entry is about which image: digest, path, file name, id; and what is left open."""

import unicodedata
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, lose, put
from examples import examples

Entry = dict[str, str | None]


def add(connection: Connection[Any], *entries: Entry, catalogue: str = "test") -> None:
    """Add entries as an import does, or change those with the same id; the others stay."""
    with connection.transaction():
        connection.execute(
            "INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES (%s, '{}')"
            " ON CONFLICT DO NOTHING",
            (catalogue,),
        )
        connection.execute(
            "INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)"
            " SELECT catalogue_id, 'made-up', '{}' FROM lookalike_internal.catalogue WHERE name"
            " = %s",
            (catalogue,),
        )
        for entry in entries:
            connection.execute(
                """
                INSERT INTO lookalike_internal.catalogue_entry (catalogue_id, external_id, file,
                    digest,
                    is_published, first_import_id, import_id)
                SELECT c.catalogue_id, %(id)s, %(file)s, %(digest)s, %(published)s = 'yes',
                       m.id, m.id
                FROM lookalike_internal.catalogue c,
                     (SELECT max(import_id) AS id FROM lookalike_internal.catalogue_import) m
                WHERE c.name = %(catalogue)s
                ON CONFLICT (catalogue_id, external_id) DO UPDATE SET file = excluded.file,
                    digest = excluded.digest, is_published = excluded.is_published
                """,
                {"file": None, "digest": None, "published": "no", "catalogue": catalogue} | entry,
            )


def match(connection: Connection[Any]) -> tuple[int, int]:
    row = connection.execute("SELECT lookalike.link_entries()").fetchone()
    assert row is not None
    return row[0]["added"], row[0]["removed"]


def links(connection: Connection[Any]) -> set[tuple[str, str, str]]:
    """Id, path and way of every link to an image that is there."""
    return set(
        connection.execute(
            "SELECT external_id, path, link_evidence FROM lookalike.catalogue_record"
            " WHERE path IS NOT NULL"
        )
    )


def reasons(connection: Connection[Any]) -> dict[str, str]:
    return dict(
        connection.execute("SELECT external_id, reason FROM lookalike.unlinked_entry").fetchall()
    )


def matched(connection: Connection[Any], entry: Entry, *paths: str) -> set[tuple[str, str]]:
    """Match one entry with images at these paths; return path and way of its links."""
    put(connection, [FakeImage(path, phash=n) for n, path in enumerate(paths)])
    add(connection, entry)
    match(connection)
    return {(path, way) for _, path, way in links(connection)}


# Paths and file names


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("masters/PH 1.tif", "masters/PH 1.tif"),
        ("masters\\PH 1.tif", "masters/PH 1.tif"),
        ("./masters//PH 1.tif", "masters/PH 1.tif"),
        ("/masters/PH 1.tif", "masters/PH 1.tif"),
        ("MASTERS/ph 1.TIF", "masters/PH 1.tif"),
        ("D:\\Archiv\\masters\\PH 1.tif", "masters/PH 1.tif"),
        ("file:///made-up/test/masters/PH 1.tif", "masters/PH 1.tif"),
        ("test/masters/PH 1.tif", "masters/PH 1.tif"),
        ("masters/PH 1.tif", "old disk/2016/masters/PH 1.tif"),
        ("Žltý kôň/Šípka.jpg", unicodedata.normalize("NFD", "žltý kôň/šípka.JPG")),
        (unicodedata.normalize("NFD", "Žltý kôň/Šípka.jpg"), "Žltý kôň/Šípka.jpg"),
        ("ΑΘΗΝΑ/ØRSTED/Москва.jpg", "αθηνα/ørsted/москва.jpg"),
    ],
)
def test_a_path_is_a_path_however_it_is_written(
    any_archive: Connection[Any], file: str, path: str
) -> None:
    found = matched(any_archive, {"id": "1", "file": file}, path, "other.jpg")
    assert found == {(path, "path")}


@pytest.mark.parametrize(
    ("file", "path"),
    [("PH 1.tif", "masters/PH 1.tif"), ("elsewhere/PH 1.tif", "masters/ph 1.TIF"),
     ("C:\\photos\\PH 1.tif", "PH 1.tif")],
)  # fmt: skip
def test_a_name_that_one_image_has_is_enough(
    archive: Connection[Any], file: str, path: str
) -> None:
    found = matched(archive, {"id": "1", "file": file}, path, "masters/PH 11.tif", "PH 1.tif.jpg")
    assert found == {(path, "file name")}


def test_the_path_that_agrees_the_furthest_is_meant(archive: Connection[Any]) -> None:
    paths = ("a/b/x.jpg", "b/x.jpg", "c/a/b/x.jpg", "x.jpg")
    put(archive, [FakeImage(path, phash=n) for n, path in enumerate(paths)])
    add(archive, {"id": "1", "file": "b/x.jpg"}, {"id": "2", "file": "/mnt/old/c/a/b/x.jpg"},
        {"id": "3", "file": "x.jpg"}, {"id": "4", "file": "z/a/b/x.jpg"})  # fmt: skip
    match(archive)
    assert links(archive) == {
        ("1", "b/x.jpg", "path"), ("2", "c/a/b/x.jpg", "path"), ("3", "x.jpg", "path"),
        ("4", "a/b/x.jpg", "path"),
    }  # fmt: skip


def test_of_different_pictures_with_one_name_none_is_guessed(archive: Connection[Any]) -> None:
    assert matched(archive, {"id": "1", "file": "x.jpg"}, "a/x.jpg", "b/x.jpg") == set()
    assert reasons(archive) == {"1": '2 different pictures are called so: "a/x.jpg", "b/x.jpg"'}
    lose(archive, ["b/x.jpg"])  # then there is no doubt any more
    assert match(archive) == (1, 0)
    assert links(archive) == {("1", "a/x.jpg", "file name")}
    put(archive, [FakeImage("c/x.jpg", phash=9)])  # and now there is again
    assert match(archive) == (0, 1)
    assert links(archive) == set()


def test_the_same_relative_path_in_two_collections_is_ambiguous(archive: Connection[Any]) -> None:
    for n, collection in enumerate(("originals", "previews")):
        put(archive, [FakeImage("2016/x.jpg", phash=n)], collection)
    add(archive, {"id": "1", "file": "2016/x.jpg"}, {"id": "2", "file": "previews/2016/x.jpg"})
    match(archive)
    assert list(reasons(archive)) == ["1"]
    assert "2 different pictures have this path" in reasons(archive)["1"]
    row = archive.execute(
        "SELECT collection FROM lookalike.catalogue_record WHERE external_id = '2'"
    ).fetchone()
    assert row == ("previews",)


def test_copies_of_one_picture_are_all_it(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a/x.jpg", content="same")], "disk")
    put(archive, [FakeImage("a/x.jpg", content="same")], "backup")
    add(archive, {"id": "1", "file": "a/x.jpg"})
    assert match(archive) == (2, 0)


def test_a_name_that_several_entries_use_is_not_enough(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("box 2/page 01.png")])
    add(archive, {"id": "x", "file": "box 1/page 01.png"}, {"id": "y", "file": "box 2/page 01.png"})
    match(archive)
    assert links(archive) == {("y", "box 2/page 01.png", "path")}
    assert "so are files of other entries" in reasons(archive)["x"]
    # Another catalogue does not matter, and when the other entry means another file, this is it.
    add(archive, {"id": "z", "file": "elsewhere/page 01.png"}, catalogue="other")
    add(archive, {"id": "y", "file": "box 2/page 02.png"})
    match(archive)
    assert {link[0] for link in links(archive)} == {"x", "z"}


def test_several_entries_name_one_image(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a/x.jpg")])
    add(archive, *[{"id": str(n), "file": "x.jpg"} for n in range(5)])
    assert match(archive) == (5, 0)


# Digests


def test_a_digest_outranks_the_path(archive: Connection[Any]) -> None:
    images = [FakeImage("a.jpg", phash=1), FakeImage("b.jpg", phash=2)]
    put(archive, images)
    add(archive, {"id": "1", "file": "a.jpg", "digest": images[1].sha256.hex()},
        {"id": "2", "file": "a.jpg", "digest": "0" * 64},
        {"id": "3", "digest": "not one"})  # fmt: skip
    match(archive)
    assert links(archive) == {("1", "b.jpg", "digest"), ("2", "a.jpg", "path")}


# Ids in file names


@pytest.mark.parametrize(
    ("id_", "path", "is_it"),
    [
        ("O 2", "SNG--O_2--0.jpg", True),
        ("O 2", "SNG--O_21--0.jpg", False),
        ("O 2", "SNG--DO_2--0.jpg", False),
        ("O 2", "O2.jpg", True),
        ("o-2", "O_2 verso.tif", True),
        ("O 2", "O_2/front.jpg", False),  # a folder is no file name
        ("SVK:SNG.O_2", "SNG--O_2--0.jpg", True),
        ("SVK:SNG.O_2", "SVK SNG O 2.jpg", True),
        ("O 548/a,b", "SNG--O_548-a-b--0.jpg", True),
        ("PH-0001", "PH-0001 astronaut.tif", True),
        ("PH-0001", "PH-00011.tif", False),
        ("PH-0001", "scan of PH-0001.JPEG", True),
        ("Č 12", "č_12.png", True),
        ("12", "12.jpg", True),
        ("12", "page 12.jpg", False),  # a short number stands in many names
        ("2016-0417", "IMG 2016-0417 b.jpg", True),
        ("astronaut", "astronaut.jpg", True),
        ("astronaut", "PH-0001 astronaut.jpg", False),
    ],
)
def test_an_id_in_a_file_name(archive: Connection[Any], id_: str, path: str, is_it: bool) -> None:
    found = matched(archive, {"id": id_}, path)
    assert found == ({(path, "external id")} if is_it else set())


def test_an_entry_with_a_longer_id_takes_the_image(archive: Connection[Any]) -> None:
    """Although it comes later, and the other entry has only this image."""
    put(archive, [FakeImage("PH 1 a.jpg")])
    add(archive, {"id": "PH 1"})
    match(archive)
    assert links(archive) == {("PH 1", "PH 1 a.jpg", "external id")}
    add(archive, {"id": "PH 1 a"})
    match(archive)
    assert links(archive) == {("PH 1 a", "PH 1 a.jpg", "external id")}
    assert reasons(archive) == {
        "PH 1": 'its id is in "PH 1 a.jpg", but there it is part of the id of entry "PH 1 a"'
    }


def test_a_longer_id_is_meant_where_both_stand(archive: Connection[Any]) -> None:
    paths = ("O_548-a-b.jpg", "O_548.jpg", "O_548__O_549.jpg")
    put(archive, [FakeImage(path, phash=n) for n, path in enumerate(paths)])
    add(archive, {"id": "O 548"})
    match(archive)
    assert {path for _, path, _ in links(archive)} == set(paths)
    add(archive, {"id": "O 548/a,b"}, {"id": "O 549"})
    match(archive)
    assert {(id_, path) for id_, path, _ in links(archive)} == {
        ("O 548", "O_548.jpg"), ("O 548", "O_548__O_549.jpg"),
        ("O 548/a,b", "O_548-a-b.jpg"), ("O 549", "O_548__O_549.jpg"),
    }  # fmt: skip


def test_two_ids_that_read_the_same_are_ambiguous(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("O_2.jpg")])
    add(archive, {"id": "O 2"})
    match(archive)
    add(archive, {"id": "O-2"})
    match(archive)
    assert links(archive) == set()
    assert reasons(archive) == {
        "O 2": 'entry "O-2" has an id that reads the same',
        "O-2": 'entry "O 2" has an id that reads the same',
    }


# What comes, goes and moves


def test_nothing_new_is_nothing_to_do(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("x.jpg")])
    add(archive, {"id": "1", "file": "x.jpg"}, {"id": "2", "file": "y.jpg"})
    assert match(archive) == (1, 0)
    before = archive.execute("SELECT l.xmin, l FROM lookalike_internal.entry_image l").fetchall()
    assert match(archive) == (0, 0)
    assert (
        archive.execute("SELECT l.xmin, l FROM lookalike_internal.entry_image l").fetchall()
        == before
    )
    assert archive.execute("SELECT FROM lookalike_internal.unlinked_image").fetchall() == []


def test_images_may_come_after_entries(archive: Connection[Any]) -> None:
    add(archive, {"id": "1", "file": "x.jpg"}, {"id": "PH-7"}, {"id": "N:A 1"})
    assert match(archive) == (0, 0)
    assert set(reasons(archive)) == {"1", "PH-7", "N:A 1"}
    put(
        archive,
        [FakeImage("a/x.jpg"), FakeImage("PH-7 b.jpg", phash=1), FakeImage("A1.jpg", phash=2)],
    )
    assert match(archive) == (3, 0)
    assert reasons(archive) == {}


def test_a_file_that_moves_stays_what_it_was(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a/x.jpg")])
    add(archive, {"id": "1", "file": "a/x.jpg"})
    match(archive)
    archive.execute("UPDATE lookalike_internal.image SET path = 'b/y.jpg'")
    assert match(archive) == (0, 0)
    assert links(archive) == {("1", "b/y.jpg", "path")}
    # Until the entry names another, or another comes to where it was.
    put(archive, [FakeImage("a/x.jpg", phash=5)])
    assert match(archive) == (1, 1)
    assert links(archive) == {("1", "a/x.jpg", "path")}
    add(archive, {"id": "1", "file": "gone.jpg"})
    assert match(archive) == (0, 1)
    assert links(archive) == set()


def test_an_image_that_is_missing_is_said_to_be(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("x.jpg")])
    add(archive, {"id": "1", "file": "x.jpg"})
    match(archive)
    lose(archive, ["x.jpg"])
    match(archive)
    assert reasons(archive) == {"1": 'its image "x.jpg" is missing'}
    put(archive, [FakeImage("x.jpg")])
    match(archive)
    assert links(archive) == {("1", "x.jpg", "path")}


def test_a_collection_that_is_forgotten_takes_its_links_along(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("x.jpg")])
    add(archive, {"id": "1", "file": "x.jpg"})
    match(archive)
    archive.execute("SELECT lookalike.forget_collection('test')")
    match(archive)
    assert reasons(archive) == {
        "1": "no image has this path or name, and no image has its id in the name"
    }


def test_both_sides_are_listed(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("x.jpg"), FakeImage("y.jpg", phash=1)])
    add(archive, {"id": "1", "file": "x.jpg"}, {"id": "2"})
    match(archive)
    assert reasons(archive) == {"2": "it names no file, and no image has its id in the name"}
    rows = archive.execute(
        "SELECT path, collection FROM lookalike_detail.uncatalogued_image"
    ).fetchall()
    assert rows == [("y.jpg", "test")]


# By the word of a person


def numbers(connection: Connection[Any], id_: str, path: str) -> tuple[int, int]:
    row = connection.execute(
        "SELECT entry_id, image_id FROM lookalike_internal.catalogue_entry,"
        " lookalike_internal.image"
        " WHERE external_id = %s AND path = %s",
        (id_, path),
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_a_person_has_the_last_word(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a/x.jpg"), FakeImage("b/x.jpg", phash=1), FakeImage("y.jpg", phash=2)])
    add(archive, {"id": "1", "file": "x.jpg"}, {"id": "2", "file": "y.jpg"})
    match(archive)
    archive.execute("SELECT lookalike.link_entry(%s, %s, 'Anna')", numbers(archive, "1", "b/x.jpg"))
    archive.execute("SELECT lookalike.unlink_entry(%s, %s, 'Anna')", numbers(archive, "2", "y.jpg"))
    wanted = {("1", "b/x.jpg", "person")}
    for _ in range(2):
        match(archive)
        assert links(archive) == wanted
        archive.execute(
            "INSERT INTO lookalike_internal.unlinked_image SELECT image_id FROM"
            " lookalike_internal.image"
        )
    assert reasons(archive) == {"2": "a person has taken its link away"}
    archive.execute("SELECT lookalike.link_entry(%s, %s, 'Eva')", numbers(archive, "2", "y.jpg"))
    assert links(archive) == wanted | {("2", "y.jpg", "person")}
    with pytest.raises(psycopg.errors.UndefinedObject, match="catalogue entry 999 does not exist"):
        archive.execute("SELECT lookalike.link_entry(999, 1, 'Anna')")
    with pytest.raises(psycopg.errors.UndefinedObject, match="is not linked to image"):
        archive.execute(
            "SELECT lookalike.unlink_entry(%s, %s, 'Anna')", numbers(archive, "1", "a/x.jpg")
        )
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        archive.execute(
            "SELECT lookalike.link_entry(%s, %s, ' ')", numbers(archive, "1", "a/x.jpg")
        )


# What was published


def published(connection: Connection[Any]) -> set[tuple[str, bytes]]:
    return set(
        connection.execute(
            "SELECT external_id, pixel_digest FROM lookalike_internal.publication"
            " JOIN lookalike_internal.catalogue_entry USING (entry_id)"
        )
    )


def test_what_was_published_is_kept_in_mind(archive: Connection[Any]) -> None:
    x, y, z = (FakeImage(f"{name}.jpg", phash=n) for n, name in enumerate("xyz"))
    put(archive, [x, y, z])
    add(archive, {"id": "1", "file": "x.jpg", "published": "yes"}, {"id": "2", "file": "y.jpg"},
        {"id": "3", "published": "yes"})  # fmt: skip
    match(archive)
    known = {("1", x.pixel_digest)}
    assert published(archive) == known
    # An entry that becomes published, a link by a person, a file that is overwritten.
    add(archive, {"id": "2", "file": "y.jpg", "published": "yes"})
    match(archive)
    known |= {("2", y.pixel_digest)}
    assert published(archive) == known
    archive.execute("SELECT lookalike.link_entry(%s, %s, 'Anna')", numbers(archive, "3", "z.jpg"))
    known |= {("3", z.pixel_digest)}
    assert published(archive) == known
    other = FakeImage("x.jpg", phash=99)
    put(archive, [other])
    match(archive)
    known |= {("1", other.pixel_digest)}
    assert published(archive) == known
    # Nothing takes it back.
    add(archive, {"id": "1", "file": "gone.jpg"}, {"id": "2", "file": "y.jpg", "published": "no"})
    match(archive)
    assert published(archive) == known


# The law: links depend on what is there, not on the order in which it came


NAMES = [
    "x.jpg",
    "a/x.jpg",
    "b/x.jpg",
    "a/b/x.jpg",
    "PH 1.jpg",
    "PH 1 a.jpg",
    "c/PH-1.jpg",
    "A/X.JPG",
]
IDS = ["PH 1", "PH-1", "PH 1 a", "N:PH 1", "7"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("image"), st.sampled_from(NAMES), st.integers(0, 2)),
        st.tuples(st.just("lose"), st.sampled_from(NAMES), st.just(0)),
        st.tuples(st.just("entry"), st.sampled_from(IDS), st.sampled_from([None, *NAMES])),
        st.tuples(st.just("drop"), st.sampled_from(IDS), st.just(0)),
        st.tuples(st.just("match"), st.just(""), st.just(0)),
    ),
    min_size=3,
    max_size=14,
)


@examples(25)
@given(steps=STEPS)
def test_links_do_not_hang_on_the_order_of_things(
    archive: Connection[Any], steps: list[tuple[str, str, Any]]
) -> None:
    with archive.transaction(force_rollback=True):
        for step, name, value in steps:
            if step == "image":
                put(archive, [FakeImage(name, content=f"picture {value}", phash=value)])
            elif step == "lose":
                lose(archive, [name])
            elif step == "entry":
                add(archive, {"id": name, "file": value})
            elif step == "drop":
                archive.execute(
                    "UPDATE lookalike_internal.catalogue_entry SET missing_since = now()"
                    " WHERE external_id = %s",
                    (name,),
                )
            else:
                match(archive)
        match(archive)
        step_by_step = present_links(archive), reasons(archive)
        # Now all of it at once.
        archive.execute("DELETE FROM lookalike_internal.entry_image")
        archive.execute(
            "INSERT INTO lookalike_internal.unlinked_image SELECT image_id FROM"
            " lookalike_internal.image"
        )
        archive.execute(
            "INSERT INTO lookalike_internal.unlinked_entry"
            " SELECT entry_id, true FROM lookalike_internal.catalogue_entry"
            " ON CONFLICT (entry_id) DO UPDATE SET is_changed = true, reason = NULL"
        )
        match(archive)
        assert present_links(archive) == step_by_step[0]
        said = {id_: why for id_, why in step_by_step[1].items() if "is missing" not in why}
        assert said.items() <= reasons(archive).items()


def present_links(connection: Connection[Any]) -> set[tuple[Any, ...]]:
    return set(
        connection.execute(
            "SELECT external_id, path, link_evidence FROM lookalike.catalogue_record"
            " WHERE path IS NOT NULL AND missing_since IS NULL"
        )
    )
