"""What is part of another image: how it is proposed, stored and shown, on made-up images."""

import random
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, clusters, near, put
from lookalike.report.page import read_facts, render
from prove.made_up import (
    Shown,
    candidates,
    nominate,
    propose,
    settle,
)
from report.reader import read_page

RNG = random.Random(9)
LOOKS = [RNG.getrandbits(64) for _ in range(20)]  # of images that have nothing in common
PAIR = ("print", "sheet")
PART = Shown(
    *PAIR, proof="part of", relation="part of", scale=0.25, inner="print", box=(10, 20, 50, 40)
)


def put_unlike(connection: Connection[Any], *paths: str) -> None:
    put(connection, [FakeImage(path, LOOKS[n]) for n, path in enumerate(paths)])
    connection.execute("CALL lookalike.find_matches()")


def add_panel(
    connection: Connection[Any], path: str, phash: int, number: int = 1, quality: float = 1
) -> None:
    connection.execute(
        "INSERT INTO lookalike_internal.panel (pixel_digest, panel, x, y, width, height, phash,"
        " phash_256, quality) SELECT pixel_digest, %s, 10, 20, 50, 40, %s::text::bit(64),"
        " repeat('0', 256)::bit(256), %s FROM lookalike_internal.image WHERE path = %s",
        (number, f"{phash:064b}", quality, path),
    )


def add_page(connection: Connection[Any], path: str, phash: int, page: int) -> None:
    connection.execute(
        "INSERT INTO lookalike_internal.page (image_id, page, width, height, phash, phash_256,"
        " quality) SELECT image_id, %s, 100, 100, %s::text::bit(64), repeat('0', 256)::bit(256), 1"
        " FROM lookalike_internal.image WHERE path = %s",
        (page, f"{phash:064b}", path),
    )


def set_frames(connection: Connection[Any], *paths: str) -> None:
    connection.execute(
        "UPDATE lookalike_internal.image SET frame_count = 3 WHERE path = ANY (%s)", (list(paths),)
    )


def proposed(connection: Connection[Any]) -> dict[tuple[str, str], tuple[Any, ...]]:
    """How each pair is proposed, and the panel and the page; the lower number comes first."""
    rows = connection.execute(
        "SELECT a.path, b.path, c.found_by, c.panel, c.page FROM lookalike_internal.candidate c"
        " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b"
    )
    return {(a, b): tuple(how) for a, b, *how in rows}


def parts(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT whole_path, page, part_path, x, y, width, height, scale::float8, coverage::float8"
        " FROM lookalike.part_of"
    ).fetchall()


def count(connection: Connection[Any], view: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {view}".encode()).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("first", ["print", "sheet"])
def test_what_is_like_a_panel_is_proposed(archive: Connection[Any], first: str) -> None:
    """Whichever comes first, and not from further away than pictures are matched."""
    for path in (first, "sheet" if first == "print" else "print"):
        put(archive, [FakeImage(path, LOOKS[0 if path == "print" else 1])])
        if path == "sheet":
            add_panel(archive, "sheet", near(LOOKS[2], 3, random.Random(1)), 1)
            add_panel(archive, "sheet", near(LOOKS[0], 8, random.Random(1)), 2)
            add_panel(archive, "sheet", near(LOOKS[0], 9, random.Random(1)), 3)
            add_panel(archive, "sheet", LOOKS[0], 4, quality=0.1)
        propose(archive)
    found = 2 if first == "sheet" else -2
    assert list(proposed(archive).values()) == [("panel", found, None)]


def test_new_panels_of_a_known_picture_are_proposed(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    propose(archive)
    assert proposed(archive) == {}
    add_panel(archive, "sheet", LOOKS[0])
    propose(archive)
    assert proposed(archive) == {PAIR: ("panel", -1, None)}


@pytest.mark.parametrize("first", ["print", "file"])
def test_what_is_like_a_page_is_proposed(archive: Connection[Any], first: str) -> None:
    for path in (first, "file" if first == "print" else "print"):
        put(archive, [FakeImage(path, LOOKS[0 if path == "print" else 1])])
        if path == "file":
            set_frames(archive, "file")
            for page, look in enumerate(
                (LOOKS[1], LOOKS[2], near(LOOKS[0], 8, random.Random(1))), 1
            ):
                add_page(archive, "file", look, page)
        propose(archive)
    assert list(proposed(archive).values()) == [("page", None, 3 if first == "file" else -3)]


def test_files_that_share_a_page_are_proposed(archive: Connection[Any]) -> None:
    put_unlike(archive, "one", "two")
    set_frames(archive, "one", "two")
    add_page(archive, "one", LOOKS[5], 2)
    add_page(archive, "two", LOOKS[5], 3)
    propose(archive)
    ((pair, how),) = proposed(archive).items()
    assert (pair, how[0]) == (("one", "two"), "page")


def test_the_hash_of_a_page_accepts_nothing(archive: Connection[Any]) -> None:
    """Two case files with one cover, and the cover twice by itself."""
    same = [FakeImage(path, LOOKS[0]) for path in ("a file", "b file", "cover", "cover copy")]
    put(archive, same)
    set_frames(archive, "a file", "b file")
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert list(clusters(archive).values()) == [{"cover", "cover copy"}]
    assert archive.execute(
        "SELECT DISTINCT found_by FROM lookalike_internal.possible_match"
    ).fetchall() == [("page",)]
    archive.execute("CALL lookalike.classify_images()")
    (reason,) = archive.execute(
        "SELECT reason FROM lookalike_detail.retention_classification WHERE path = 'b file'"
    ).fetchall()
    assert reason[0] == (
        'Resembles "a file", but its pages have not been compared, or cannot be read.'
    )


def test_a_part_is_shown_and_is_no_copy(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, found_by="panel")
    settle(archive, PART)
    assert parts(archive) == [("sheet", None, "print", 10, 20, 50, 40, 0.25, 0.2)]
    assert clusters(archive) == {}
    assert (
        count(archive, "lookalike_detail.duplicate_pair"),
        count(archive, "lookalike.review_queue"),
    ) == (0, 0)
    archive.execute("CALL lookalike.classify_images()")
    assert archive.execute(
        "SELECT path, class, reason FROM lookalike_detail.retention_classification ORDER BY path"
    ).fetchall() == [
        ("print", "unique", 'No other image is a copy of it. It is on "sheet".'),
        ("sheet", "unique", "No other image is alike."),
    ]
    (explanation,) = archive.execute("SELECT explanation FROM lookalike.part_of").fetchall()
    assert explanation[0].startswith(
        '"print" is on "sheet", 50 x 40 pixels large, 10 from the left and 20 from the top ('
    )


def test_a_page_in_words(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, found_by="page")
    settle(archive, PART)
    for box, words in (((0, 0, 100, 100), "is page 3 of"), ((10, 10, 50, 50), "is on page 3 of")):
        archive.execute(
            "UPDATE lookalike_internal.match SET (page, x, y, width, height) = (3, %s, %s, %s, %s)",
            box,
        )
        ((said,),) = archive.execute("SELECT explanation FROM lookalike.part_of").fetchall()
        assert said.startswith(f'"print" {words} "sheet"')


@pytest.mark.parametrize(
    ("decision", "shown", "joined"), [("duplicate", 0, 1), ("not a duplicate", 0, 0)]
)
def test_what_people_decide_about_a_part(
    archive: Connection[Any], decision: str, shown: int, joined: int
) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, found_by="panel")
    settle(archive, PART)
    archive.execute(
        "SELECT lookalike.record_decision(%s, 'Ada', 'seen', a.image_id, b.image_id)"
        " FROM lookalike_internal.image a, lookalike_internal.image b"
        " WHERE (a.path, b.path) = ('print', 'sheet')",
        (decision,),
    )
    archive.execute("CALL lookalike.form_clusters()")
    assert (count(archive, "lookalike.part_of"), len(clusters(archive))) == (shown, joined)


def test_a_lost_part_is_looked_for_again(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, found_by="panel")
    settle(archive, PART)
    add_panel(archive, "sheet", LOOKS[0])
    archive.execute("DELETE FROM lookalike_internal.proposed")
    propose(archive)
    assert candidates(archive) == {}  # it is known already
    archive.execute("DELETE FROM lookalike_internal.match")
    propose(archive)
    assert set(proposed(archive)) == {PAIR}


def test_the_report_counts_parts(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, found_by="panel")
    settle(archive, PART)
    archive.execute("CALL lookalike.refresh_facts()")
    page = render(read_facts(archive), [], raw_values=False)
    assert "1 image lies on 1 other image" in read_page(page).text


def settle_on_a_sheet(connection: Connection[Any], *boxes: tuple[int, int, int, int]) -> None:
    """Parts at these places on a sheet, and a dark picture that its proof takes for a crop."""
    others = [f"print {number}" for number in range(len(boxes))]
    put_unlike(connection, "dark", *others, "sheet")
    for path in ("dark", *others):
        nominate(connection, path, "sheet", found_by="code")
    dark = Shown(
        *("dark", "sheet", "proven", "cropped, resized"), scale=0.25, inner="dark",
        box=(0, 0, 50, 40),
    )  # fmt: skip
    on_it = [
        Shown(*(path, "sheet", "part of", "part of"), scale=0.25, inner=path, box=box)
        for path, box in zip(others, boxes, strict=True)
    ]
    settle(connection, dark, *on_it)


def linked(connection: Connection[Any]) -> set[str]:
    return {row[2] for row in parts(connection)}


def test_two_others_beside_it_make_a_crop_a_part(archive: Connection[Any]) -> None:
    settle_on_a_sheet(archive, (55, 0, 50, 40), (0, 37, 50, 40))
    assert linked(archive) == {"dark", "print 0", "print 1"}
    assert clusters(archive) == {}
    assert archive.execute(
        "SELECT DISTINCT relation, derived_image_id FROM lookalike_internal.match"
    ).fetchall() == [("part of", None)]


@pytest.mark.parametrize(
    "boxes",
    [
        [(55, 0, 50, 40)],
        [(55, 0, 50, 40), (58, 0, 48, 40)],  # two copies of one
        [(55, 0, 50, 40), (20, 10, 50, 40)],  # the second lies on the crop
    ],
)
def test_a_crop_of_a_picture_that_holds_pictures_stays_a_crop(
    archive: Connection[Any], boxes: list[tuple[int, int, int, int]]
) -> None:
    settle_on_a_sheet(archive, *boxes)
    assert "dark" not in linked(archive)
    assert list(clusters(archive).values()) == [{"dark", "sheet"}]
    assert archive.execute(
        "SELECT relation FROM lookalike_internal.match WHERE proof = 'proven'"
    ).fetchall() == [("cropped, resized",)]


@pytest.mark.parametrize("decision", ["duplicate", "not a duplicate"])
def test_people_decide_what_a_crop_of_a_sheet_is(archive: Connection[Any], decision: str) -> None:
    settle_on_a_sheet(archive, (55, 0, 50, 40))
    archive.execute(
        "SELECT lookalike.record_decision(%s, 'Ada', 'seen', a.image_id, b.image_id)"
        " FROM lookalike_internal.image a, lookalike_internal.image b"
        " WHERE (a.path, b.path) = ('dark', 'sheet')",
        (decision,),
    )
    put(archive, [FakeImage("print 9", LOOKS[9])])
    nominate(archive, "sheet", "print 9", found_by="code")
    settle(
        archive,
        Shown(
            *("sheet", "print 9", "part of", "part of"), scale=0.25, inner="print 9",
            box=(0, 50, 50, 40),
        ),
    )  # fmt: skip
    assert "dark" not in linked(archive)
    together = [{"dark", "sheet"}] if decision == "duplicate" else []
    assert list(clusters(archive).values()) == together
