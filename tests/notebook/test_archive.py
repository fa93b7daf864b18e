"""The Python API: tables with the types of PostgreSQL, galleries, errors that help."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas
import pyarrow
import pytest

import lookalike
from access.logins import Logins
from lookalike.database.embedded import EmbeddedServer
from lookalike.errors import LookalikeError
from lookalike.notebook import Archive
from pictures import textured
from servers import WAYS, Servers, temporary_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures with copies; names that are markup where they are not escaped."""
    folder = tmp_path_factory.mktemp("api") / "photographs"
    folder.mkdir()
    for seed, name in enumerate(("bridge", "<b>quay", "tower")):
        picture = textured((320, 240), seed)
        picture.save(folder / f"{name}.png")
        picture.resize((240, 180)).save(folder / f"{name} small.jpg", quality=90)
    return folder


@pytest.fixture(scope="module")
def opened(servers: Servers, folder: Path) -> Iterator[Archive]:
    with servers.database(WAYS[0], "archive") as url, lookalike.connect(url) as archive:
        archive.audit(folder, quick=True, workers=1)
        yield archive


def test_an_audit_returns_the_summary(opened: Archive, folder: Path, capsys: Any) -> None:
    summary = opened.audit(folder, quick=True, workers=1)
    assert f"scan: {folder}: 6 images" in capsys.readouterr().out
    pandas.testing.assert_frame_equal(
        summary.sort_values(["dimension", "value"], ignore_index=True),
        opened.sql("SELECT * FROM duplication_summary ORDER BY dimension, value"),
    )
    whole = summary[summary.dimension == "archive"].iloc[0]
    assert (whole["images"], whole["clusters"]) == (6, 3)


def test_a_query_has_parameters_and_types(opened: Archive) -> None:
    query = (
        "SELECT %(number)s::int AS number, NULL::bigint AS nothing, 0.1::numeric AS exact,"
        " true AS truth, %(word)s AS word, DATE '2020-02-29' AS day, '{1,2}'::int[] AS list,"
        " TIMESTAMPTZ '2020-02-29 12:00:00+02' AS moment, B'01' AS bits, 5 %% 3 AS rest"
    )
    table = opened.sql(query, arrow=True, number=7, word="a%b")
    assert table.to_pylist() == [
        {
            "number": 7, "nothing": None, "exact": Decimal("0.1"), "truth": True, "word": "a%b",
            "day": date(2020, 2, 29), "list": "[1, 2]", "bits": "01", "rest": 2,
            "moment": datetime(2020, 2, 29, 10, tzinfo=UTC),
        }
    ]  # fmt: skip
    frame = opened.sql(query, number=7, word="a%b")
    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert types["number"], types["nothing"] == ("Int32", "Int64")
    assert types["exact"] == "float64"
    assert types["truth"] == "boolean"
    assert types["moment"].startswith("datetime64[us, UTC")
    assert types["day"].startswith("datetime64")
    assert frame["exact"][0] == 0.1


def test_a_query_without_rows_keeps_its_columns(opened: Archive) -> None:
    table = opened.sql("SELECT image_id, path FROM image WHERE false", arrow=True)
    assert table.schema == pyarrow.schema(
        [("image_id", pyarrow.int64()), ("path", pyarrow.string())]
    )
    assert list(opened.sql("SELECT path FROM image WHERE false").columns) == ["path"]
    assert opened.sql("SET application_name = 'a notebook'").empty


def test_clusters_come_worst_first(opened: Archive) -> None:
    found = opened.clusters(2)
    assert len(found) == 2
    assert list(found["cluster_id"]) == list(opened.clusters(9)["cluster_id"])[:2]
    assert found["images"].eq(2).all()


def test_find_says_what_shows_the_picture(opened: Archive, folder: Path) -> None:
    found = opened.find(folder / "bridge small.jpg")
    proven = found[found["is_proven"]]
    assert set(proven["path"]) == {"bridge.png", "bridge small.jpg"}
    assert "the same pixels" in set(proven["how"])


@pytest.fixture
def without_thumbnails(opened: Archive) -> Iterator[None]:
    """As after a scan that keeps none, and then as before."""
    opened.sql("CREATE TEMP TABLE kept AS SELECT * FROM lookalike_internal.thumbnail")
    opened.sql("DELETE FROM lookalike_internal.thumbnail")
    yield
    opened.sql("INSERT INTO lookalike_internal.thumbnail SELECT * FROM kept")
    opened.sql("DROP TABLE kept")


def show_quay(opened: Archive) -> str:
    number = opened.sql("SELECT cluster_id FROM image_fact WHERE path LIKE %(p)s", p="<b>%")
    gallery = opened.gallery(int(number.iloc[0, 0]))
    page = gallery._repr_html_()
    assert len(gallery) == page.count("<img ") == 2
    assert "<b>quay" not in page
    assert "&lt;b&gt;quay.png" in page
    assert "quay small.jpg" in repr(gallery)
    return page


def test_a_gallery_shows_the_kept_thumbnails(opened: Archive, folder: Path) -> None:
    gone = folder.rename(folder.with_name("gone"))
    try:
        assert show_quay(opened).count("data:image/jpeg;base64,") == 2
    finally:
        gone.rename(folder)


@pytest.mark.usefixtures("without_thumbnails")
def test_a_gallery_reads_the_files_where_no_thumbnail_is_kept(opened: Archive) -> None:
    assert show_quay(opened).count("data:image/webp;base64,") == 2


def test_a_gallery_of_a_query_keeps_its_order_and_bound(opened: Archive) -> None:
    query = "SELECT path, image_id FROM image WHERE path LIKE %(p)s ORDER BY path DESC"
    gallery = opened.gallery(query, p="%.png", most=2)
    assert [picture.path for picture in gallery.pictures] == ["tower.png", "bridge.png"]
    assert len(opened.gallery("SELECT image_id FROM image WHERE false")) == 0
    assert "no image" in opened.gallery("SELECT image_id FROM image WHERE false")._repr_html_()


@pytest.mark.usefixtures("without_thumbnails")
def test_a_file_that_is_gone_has_its_reason(opened: Archive, folder: Path) -> None:
    moved = (folder / "tower.png").rename(folder.parent / "tower.png")
    try:
        page = opened.gallery("SELECT image_id FROM image WHERE path = 'tower.png'")._repr_html_()
    finally:
        moved.rename(folder / "tower.png")
    assert "no picture: " in page
    assert "<img " not in page


ERRORS: dict[str, tuple[Callable[[Archive, Path], object], str]] = {
    "no column": (lambda a, f: a.sql("SELECT nosuch FROM image"), 'column "nosuch"'),
    "no parameter": (lambda a, f: a.sql("SELECT %(x)s", y=1), "x"),
    "no cluster": (lambda a, f: a.gallery(99_999), "there is no cluster 99999"),
    "no image_id": (lambda a, f: a.gallery("SELECT path FROM image"), '"image_id"'),
    "bad query": (lambda a, f: a.gallery("SELEC image_id"), "syntax error"),
    "no folder": (lambda a, f: a.audit(f / "nosuch"), "does not exist"),
    "no folders": (lambda a, f: a.audit(), "no folder"),
    "no file": (lambda a, f: a.find(f / "nosuch.jpg"), "does not exist"),
    "a bad URL": (lambda a, f: lookalike.connect("postgresql://a:b/@c/d"), "not valid"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_say_what_to_do(opened: Archive, folder: Path, name: str) -> None:
    act, words = ERRORS[name]
    with pytest.raises(LookalikeError, match=re.escape(words)) as caught:
        act(opened, folder)
    assert caught.value.hint
    assert opened.sql("SELECT 1 AS one")["one"][0] == 1  # it can still be used


def test_without_the_extra_the_error_names_it(
    opened: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(LookalikeError, match="need pyarrow") as caught:
        opened.sql("SELECT 1")
    assert "lookalike[notebook]" in (caught.value.hint or "")


def test_a_login_that_only_reads_can_use_it(opened: Archive) -> None:
    url = opened._target.url
    with Logins(url) as logins:
        name = logins.add("lookalike_analyst")
        with lookalike.connect(name) as archive:
            assert len(archive.clusters()) == 3
            assert len(archive.gallery("SELECT image_id FROM image_fact")) == 6
            with pytest.raises(LookalikeError, match="permission denied"):
                archive.sql("DELETE FROM lookalike_internal.image")


@pytest.mark.long
def test_the_embedded_server_stops_with_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOOKALIKE_DATABASE", raising=False)
    with temporary_folder() as place:
        archive = lookalike.connect(data_dir=place / "data")
        assert archive.sql("SELECT count(*) AS images FROM image")["images"][0] == 0
        assert EmbeddedServer(place / "data").status().running
        archive.close()
        archive.close()
        assert "closed" in repr(archive)
        assert not EmbeddedServer(place / "data").status().running
