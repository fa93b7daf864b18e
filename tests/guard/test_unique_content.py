"""A file stays while it holds what no file that stays holds."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from psycopg import Connection

from guard.holdings import Holdings
from lookalike import stages
from lookalike.scan.run import scan_folder


def reason(holdings: Holdings, image: int) -> str:
    return str(
        holdings.one(
            "SELECT reason FROM lookalike_detail.guarded_image"
            " WHERE image_id = %s AND guard = 'unique content'",
            image,
        )
    )


def describe(holdings: Holdings, image: int, creator: str | None) -> None:
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET creator = %s WHERE image_id = %s", (creator, image)
    )


def test_pages_are_not_replaced_by_what_the_first_was_made_of(any_holdings: Holdings) -> None:
    holdings = any_holdings
    cover = holdings.put("cover.png", class_="archival master")
    case = holdings.put("case.tif", class_="derivative", of=cover, frames=3, format="TIFF")
    holdings.cluster(cover, case)
    assert holdings.guards(case) == {"unique content"}
    assert reason(holdings, case) == "No file that stays has its 3 pages."
    # A copy with all its pages does stand for it.
    copy = holdings.put("copy.tif", "case.tif", "identical copy", of=case, frames=3)
    assert holdings.guards(case) == holdings.guards(copy) == set()
    holdings.lose(copy)
    assert holdings.guards(case) == {"unique content"}


def test_frames_of_an_animation_are_called_so(holdings: Holdings) -> None:
    holdings.put("a.gif", frames=12, format="GIF", not_compared="further frames")
    image = holdings.one("SELECT image_id FROM lookalike_detail.image")
    assert holdings.guards(image) == {"last copy", "unique content"}
    assert reason(holdings, image) == (
        "No file that stays has its 12 frames. Part of the file was not compared (further frames),"
        " and no file that stays has the same bytes."
    )


def test_what_was_not_compared_stays_with_its_file(holdings: Holdings) -> None:
    flat = holdings.put("flat.png", class_="archival master")
    layered = holdings.put("layered.psd", class_="derivative", of=flat, not_compared="layers")
    holdings.cluster(flat, layered)
    assert holdings.guards(layered) == {"unique content"}
    assert "(layers)" in reason(holdings, layered)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"creator": "Ann"}, "creator"),
        ({"metadata": '{"title": "Bridge"}'}, "title"),
        ({"metadata": '{"headline": "Bridge"}'}, "headline"),
        ({"metadata": '{"description": "The bridge"}'}, "description"),
        ({"metadata": '{"keywords": ["bridge", "river"]}'}, "keywords"),
        ({"metadata": '{"location": "48.14389, 17.10972"}'}, "location"),
        ({"metadata": '{"comment": "Box 3"}'}, "comment"),
    ],
)
def test_a_statement_that_no_copy_makes(
    holdings: Holdings, said: dict[str, Any], name: str
) -> None:
    master = holdings.put("master.tif", "x", "archival master")
    copy = holdings.put("copy.tif", "x", "identical copy", of=master, **said)
    assert holdings.guards(copy) == {"unique content"}
    assert reason(holdings, copy) == f"No file that stays has its {name}."
    assert holdings.guards(master) == set()
    # Another image of its pixels makes it, too.
    holdings.put("other.tif", "x", "identical copy", of=master, **said)
    assert holdings.guards(copy) == set()


@pytest.mark.parametrize(
    "column", ["captured_at", "copyright_notice", "credit_line", "usage_terms", "rights_url"]
)
def test_columns_that_count(holdings: Holdings, column: str) -> None:
    master = holdings.put("master.tif", "x", "archival master")
    copy = holdings.put("copy.tif", "x", "identical copy", of=master)
    value = "now()" if column == "captured_at" else "'something'"
    holdings.connection.execute(
        f"UPDATE lookalike_internal.image SET {column} = {value} WHERE image_id = {copy}"
    )
    holdings.classify(copy, "identical copy", of=master)
    assert holdings.guards(copy) == {"unique content"}


@pytest.mark.parametrize(
    "said",
    [
        {"metadata": '{"icc_profile": "Adobe RGB (1998)", "dpi": [300, 300]}'},
        {"metadata": '{"bits_per_sample": 1}'},
    ],
)
def test_what_programs_write_does_not_count(holdings: Holdings, said: dict[str, Any]) -> None:
    master = holdings.put("master.tif", "x", "archival master")
    copy = holdings.put("copy.tif", "x", "identical copy", of=master, **said)
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET software = 'Scan 3', camera = 'Box'"
        f" WHERE image_id = {copy}"
    )
    holdings.classify(copy, "identical copy", of=master)
    assert holdings.guards(copy) == set()


def test_a_derivative_whose_cluster_says_the_same_may_leave(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    describe(holdings, derivative, "Ann")
    assert holdings.guards(derivative) == {"unique content"}
    describe(holdings, master, "Bo")
    assert holdings.guards(derivative) == {"unique content"}
    describe(holdings, master, "Ann")
    assert holdings.guards(derivative) == set()


def test_an_image_without_copies_is_a_last_copy_and_no_more(holdings: Holdings) -> None:
    assert holdings.guards(holdings.put("a.tif", creator="Ann")) == {"last copy"}


def test_all_that_leave_together_are_looked_at_as_gone(holdings: Holdings) -> None:
    master = holdings.put("a.tif", "x", "archival master")
    b, c = (
        holdings.put(name, "x", "identical copy", of=master, creator="Ann")
        for name in ("b.tif", "c.tif")
    )
    assert holdings.guards(b) == holdings.guards(c) == set()
    found = holdings.connection.execute(
        "SELECT image_id, guard FROM lookalike.find_guards(%s) ORDER BY image_id", ([b, c],)
    ).fetchall()
    assert found == [(b, "unique content"), (c, "unique content")]
    assert holdings.approve(holdings.propose(b)) == 1
    assert holdings.guards(c) == {"unique content"}


def test_an_approval_is_withheld_when_the_file_that_stays_says_less(holdings: Holdings) -> None:
    master = holdings.put("a.tif", "x", "archival master", creator="Ann")
    copy = holdings.put("b.tif", "x", "identical copy", of=master, creator="Ann")
    plan = holdings.approved(copy)
    describe(holdings, master, None)
    assert holdings.states(plan) == {copy: "withheld"}
    assert holdings.problem(plan, copy) == ("unique content: No file that stays has its creator.")


def gps() -> dict[str, Any]:
    tags = Image.Exif()
    tags.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 38.0), 3: "E", 4: (17.0, 6.0, 35.0)})
    return {"exif": tags.tobytes()}


@pytest.mark.parametrize(
    ("said", "name"), [(gps(), "location"), ({"comment": b"Box 3, found in 1987"}, "comment")]
)
def test_what_a_scan_reads_is_known_to_the_guard(
    archive: Connection[Any], tmp_path: Path, said: dict[str, Any], name: str
) -> None:
    def save(file: str, **options: Any) -> set[tuple[str, str]]:
        Image.effect_mandelbrot((96, 64), (-2, -1, 1, 1), 50).save(tmp_path / file, **options)
        scan_folder(archive, tmp_path, workers=1)
        stages.match(archive)
        stages.cluster(archive)
        stages.classify(archive)
        rows = archive.execute(
            "SELECT path, reason FROM lookalike_detail.guarded_image WHERE guard = 'unique content'"
        )
        return set(rows.fetchall())

    save("plain.jpg")
    save("by a program.jpg", comment=b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62)")
    assert save("says.jpg", **said) == {("says.jpg", f"No file that stays has its {name}.")}
    assert save("says too.jpg", **said) == set()
