"""Entries that name several files, and names of files that are addresses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from builder import FakeImage, lose, put
from lookalike.catalogue.source import open_source
from lookalike.catalogue.store import choose_mapping, import_query, import_source
from lookalike.cli import app
from lookalike.resources import SQL

Load = Callable[..., dict[str, int]]


@pytest.fixture
def load(archive: Connection[Any], tmp_path: Path) -> Load:
    def load(text: str, join_rows: bool | None = None) -> dict[str, int]:
        path = tmp_path / "c.csv"
        path.write_text(text, encoding="utf-8")
        source = open_source(path)
        mapping = choose_mapping(archive, "c", source.rows.columns, {})
        return import_source(archive, "c", path.name, source, mapping, join_rows)

    return load


def images(connection: Connection[Any], *paths: str) -> list[FakeImage]:
    made = [FakeImage(path, phash=n) for n, path in enumerate(paths)]
    put(connection, made)
    return made


def links(connection: Connection[Any]) -> dict[str, set[str]]:
    """The paths of the images of each entry that has any."""
    found: dict[str, set[str]] = {}
    for entry, path in connection.execute(
        "SELECT external_id, path FROM lookalike.catalogue_record WHERE path IS NOT NULL"
    ):
        found.setdefault(entry, set()).add(path)
    return found


def lost(connection: Connection[Any]) -> list[tuple[str, str, str]]:
    return connection.execute(
        "SELECT external_id, file, reason FROM lookalike_detail.unlinked_file ORDER BY 1, nth"
    ).fetchall()


@pytest.mark.parametrize(
    "cell",
    [
        "m/a 1.tif|m/b.png",
        "m/a 1.tif | m/b.png",
        "m/a 1.tif; m/b.png",
        "m/a 1.tif;m/b.png;",
        "m/a 1.tif, m/b.png",
        "m/a 1.tif\nm/b.png",
        "m/a 1.tif\r\n\r\nm/b.png\r\n",
        "m/a 1.tif\tm/b.png",
        "a 1.tif|b.png",
        "a 1.tif; b.png",
        "D:\\x\\m\\a 1.tif; D:\\x\\m\\b.png",
        "file:///x/m/a%201.tif; https://x.org/m/b.png?size=full",
        "m/a 1.tif;;m/b.png",
        "m/a 1.tif ; , m/b.png,;",
        "m/a 1.tif (recto); m/b.png (verso)",
        "m/a 1.tif (recto; in colour); m/b.png",
        "m/a 1.tif [front], m/b.png（背面）",
        '""m/a 1.tif""; ""m/b.png""',
        '""a 1.tif"" ""b.png""',
        '""m/a 1.tif"" (recto), ""m/b.png"" (verso)',
        '""m/a 1.tif; m/b.png""',
        '""m/a 1.tif""; m/b.png',
        "'m/a 1.tif', 'm/b.png'",
        "“m/a 1.tif”; “m/b.png”",
        "「m/a 1.tif」、「m/b.png」",
        "m/a 1.tif；m/b.png",
        "m/a 1.tif，m/b.png",
        "m/a 1.tif、m/b.png",
        "m/a 1.tif｜m/b.png",
        "m/a 1.tif<br>m/b.png",
        "m/a 1.tif<br/>m/b.png<BR />",
        "m/a 1.tif\u2028m/b.png",
        "m/a 1.tif (recto)|https://x.org/m/b.png?size=full (verso)",
    ],
)
def test_a_cell_with_two_files_links_both(archive: Connection[Any], load: Load, cell: str) -> None:
    images(archive, "m/a 1.tif", "m/b.png", "m/c.png")
    load(f'id,file,published\n1,"{cell}",yes\n')
    assert links(archive) == {"1": {"m/a 1.tif", "m/b.png"}}
    assert lost(archive) == []
    # Each of them counts as published, so that its guard holds.
    published = archive.execute(
        "SELECT i.path FROM lookalike_internal.publication JOIN lookalike_internal.image i"
        " USING (pixel_digest) ORDER BY 1"
    ).fetchall()
    assert published == [("m/a 1.tif",), ("m/b.png",)]


@pytest.mark.parametrize(
    "name",
    [
        "Smith, John.tif",
        "a.tif, b.tif",
        "No. 5; verso.tif",
        "a%20b.tif",
        "c.tif?size=full",
        "d#1.tif",
        "a.tif;;b.tif",
        "a.tif | b.tif",
        "a.tif；b.tif",
        "a.tif，b.tif",
        "a.tif、b.tif",
        "a.tif｜b.tif",
        "a.tif<br>b.tif",
        "a.tif\nb.tif",
        "a.tif (recto)",
        "a.tif (recto); b.tif (verso)",
        "'a.tif'",
        "'a.tif'; 'b.tif'",
        "“a.tif”",
    ],
)
def test_a_name_with_a_separator_is_one_name_if_a_file_has_it(
    archive: Connection[Any], load: Load, name: str
) -> None:
    images(archive, f"m/{name}", "m/a.tif", "m/b.tif", "m/a b.tif", "m/c.tif", "m/d.tif")
    for written in (name, f"m/{name}", f"x/m/{name}"):
        load(f'id,file\n1,"{written}"\n')
        assert links(archive) == {"1": {f"m/{name}"}}
        assert lost(archive) == []


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ('""m/a, b.tif""', "m/a, b.tif"),
        ('""m/a.tif, b.tif""', "m/a.tif, b.tif"),
        ("m/c.tif (recto)", "m/c.tif"),
        ("c.tif（正面）", "m/c.tif"),
        ("「m/c.tif」", "m/c.tif"),
        ("m/d (1).tif", "m/d (1).tif"),
    ],
)
def test_quotes_and_notes_are_no_part_of_a_name(
    archive: Connection[Any], load: Load, written: str, path: str
) -> None:
    images(archive, "m/a, b.tif", "m/a.tif, b.tif", "m/a.tif", "m/c.tif", "m/d (1).tif", "m/d.tif")
    load(f'id,file\n1,"{written}"\n')
    assert links(archive) == {"1": {path}}
    assert lost(archive) == []


def test_names_in_quotes_may_hold_any_mark(archive: Connection[Any], load: Load) -> None:
    images(archive, "a.tif; b.tif", "c, d.tif", "a.tif", "b.tif")
    load('id,file\n1,"""a.tif; b.tif"", ""c, d.tif"""\n')
    assert links(archive) == {"1": {"a.tif; b.tif", "c, d.tif"}}


@pytest.mark.parametrize("ending", ["", " (recto)", "?size=full", " (recto)|c.tif"])
def test_entries_about_files_of_one_name_are_not_told_by_it(
    archive: Connection[Any], load: Load, ending: str
) -> None:
    """Whatever stands beside the name, the entries say that there are two such files."""
    images(archive, "m/a.tif")
    load(f"id,file\n1,x/a.tif{ending}\n2,y/a.tif{ending}\n")
    assert links(archive) == {}


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("a.tif (recto); b.tif (verso)", "b.tif (verso)"),
        ('""a.tif""; ""b.tif""', '"b.tif"'),
        ("a.tif；b.tif", "b.tif"),
        ("a.tif<br>b.tif", "b.tif"),
    ],
)
def test_a_file_of_a_cell_that_is_not_found_is_named_as_written(
    archive: Connection[Any], load: Load, written: str, named: str
) -> None:
    images(archive, "a.tif")
    assert load(f'id,file\n1,"{written}"\n')["files_unlinked"] == 1
    assert links(archive) == {"1": {"a.tif"}}
    assert lost(archive) == [("1", named, "no image has this path or name")]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("D:\\Archive\\m\\PH-1 a.tif", "m/PH-1 a.tif"),
        ("\\\\NAS01\\photos\\M\\PH-1 A.TIF", "m/PH-1 a.tif"),
        ("file:///D:/Archive/m/PH-1%20a.tif", "m/PH-1 a.tif"),
        ("file://nas/photos/m/%C5%BDlt%C3%BD.tif", "m/Žltý.tif"),
        ("m/%c5%bdlt%c3%bd.tif", "m/Žltý.tif"),
        ("https://example.org/archive/web/c-400.jpg?size=full", "web/c-400.jpg"),
        ("https://example.org/archive/web/c-400.jpg#top", "web/c-400.jpg"),
        ("web/c-400.jpg?v=2&w=10", "web/c-400.jpg"),
        ("smb://nas/photos/web/c-400.jpg", "web/c-400.jpg"),
        ("./web/c-400.jpg", "web/c-400.jpg"),
    ],
)
def test_an_address_is_the_path_in_it(
    archive: Connection[Any], load: Load, written: str, path: str
) -> None:
    images(archive, "m/PH-1 a.tif", "web/c-400.jpg", "m/Žltý.tif")
    load(f'id,file\n1,"{written}"\n')
    assert links(archive) == {"1": {path}}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a%20b", "a b"),
        ("100%", "100%"),
        ("%C5%BD", "Ž"),
        ("%E9", "%E9"),  # no UTF-8
        ("%00", "%00"),
        ("%ED%A0%80", "%ED%A0%80"),  # half of one of two code units
        ("%F0%9F%93%B7", "📷"),
        ("%zz%41", "%zzA"),
    ],
)
def test_escapes_are_read_where_they_are_text(
    archive: Connection[Any], said: str, read: str
) -> None:
    row = archive.execute("SELECT lookalike_internal.decode_percent(%s)", (said,)).fetchone()
    assert row == (read,)


def test_a_file_that_is_not_found_is_named(
    archive: Connection[Any], archive_url: str, load: Load, tmp_path: Path
) -> None:
    images(archive, "a.tif", "x/c.tif", "y/c.tif")
    text = "id,file\n1,a.tif|b.tif|c.tif\n"
    assert load(text)["files_unlinked"] == 2
    assert links(archive) == {"1": {"a.tif"}}
    wanted = [
        ("1", "b.tif", "no image has this path or name"),
        ("1", "c.tif", '2 different pictures are called so: "x/c.tif", "y/c.tif"'),
    ]
    assert lost(archive) == wanted
    (tmp_path / "again.csv").write_text(text)
    done = CliRunner().invoke(
        app, ["import", str(tmp_path / "again.csv"), "--database", archive_url]
    )
    assert "2 files of the entries with images cannot be found" in done.output
    # They come and go with the images.
    lose(archive, ["y/c.tif"])
    put(archive, [FakeImage("b.tif", phash=7)])
    archive.execute("SELECT lookalike.link_entries()")
    assert links(archive)["1"] == {"a.tif", "b.tif", "x/c.tif"}
    assert lost(archive) == []
    put(archive, [FakeImage("z/b.tif", phash=9)])
    archive.execute("SELECT lookalike.link_entries()")
    assert links(archive)["1"] == {"a.tif", "b.tif", "x/c.tif"}  # b.tif is its path


def test_each_file_has_its_digest(archive: Connection[Any], load: Load) -> None:
    a, b, c = images(archive, "a.tif", "b.tif", "c.tif")
    load(
        "id,file,digest\n"
        f"1,gone.tif|b.tif,{a.sha256.hex()}|{'0' * 64}\n"
        f"2,b.tif,{a.sha256.hex()}; {c.sha256.hex()}\n"
        f"3,,{b.sha256.hex().upper()}\n"
    )
    assert links(archive) == {
        "1": {"a.tif", "b.tif"}, "2": {"a.tif", "b.tif", "c.tif"}, "3": {"b.tif"},
    }  # fmt: skip


def test_rows_of_one_object_are_one_entry_when_asked_for(
    archive: Connection[Any], load: Load
) -> None:
    made = images(archive, "m/1.tif", "m/1 back.tif", "m/2.tif")
    text = (
        "id,file,digest,title,date,role,published,frame\n"
        f"P 1,m/1.tif,{made[0].sha256.hex()},Mill,1920,preservation master,no,1\n"
        f"P 1,x/y.tif,{made[1].sha256.hex()},Mill,1931,access copy,yes,2\n"
        "P 2,m/2.tif,,Flood,,access copy,no,1\n"
    )
    with pytest.raises(Exception, match='two entries have the id "P 1"') as caught:
        load(text)
    assert "--join-rows" in caught.value.diag.message_hint  # type: ignore[attr-defined]
    assert load(text, join_rows=True)["new"] == 2
    assert links(archive) == {"P 1": {"m/1.tif", "m/1 back.tif"}, "P 2": {"m/2.tif"}}
    row = archive.execute(
        "SELECT title, date_from::text, date_to::text, role, is_published, other, source_line"
        " FROM lookalike_internal.catalogue_entry WHERE external_id = 'P 1'"
    ).fetchone()
    # What a row says of its own file is said of no other file.
    assert row == (
        "Mill", "1920-01-01", "1931-12-31", None, True,
        {"frame": ["1", "2"], "role": ["preservation master", "access copy"]}, 2,
    )  # fmt: skip
    # It is saved with the catalogue, and the order of the rows does not matter much.
    assert load(text)["changed"] == 0
    with pytest.raises(Exception, match="two entries have the id"):
        load(text, join_rows=False)


def test_rows_of_a_query_are_joined(any_archive: Connection[Any]) -> None:
    images(any_archive, "a.tif", "b.tif")
    query = "SELECT 'P' AS id, f AS file FROM unnest('{a.tif,b.tif}'::text[]) f"
    assert import_query(any_archive, "q", query, {}, True)["entries"] == 1
    assert links(any_archive) == {"P": {"a.tif", "b.tif"}}
    again = any_archive.execute(
        "SELECT lookalike.import_entries('q', %s)->'changed'", (query,)
    ).fetchone()
    assert again == (0,)


def test_a_list_of_files_in_a_query_is_several_files(archive: Connection[Any]) -> None:
    images(archive, "a 1.tif", "b, c.tif")
    query = "SELECT 'P' AS id, ARRAY['a 1.tif', 'b, c.tif'] AS file"
    import_query(archive, "q", query, {})
    assert links(archive) == {"P": {"a 1.tif", "b, c.tif"}}


def test_blank_rows_are_skipped(archive: Connection[Any], load: Load) -> None:
    assert load('id;file;title\n1;a.tif;A\n;;\n;;\n\n" "; ;\n2;b.tif;B\n;;;;\n')["entries"] == 2
    query = "SELECT * FROM (VALUES (1, 'A'), (NULL, NULL), (NULL, '  ')) AS t (id, title)"
    assert import_query(archive, "q", query, {})["entries"] == 1


def test_an_upgrade_finds_the_other_files_of_a_cell(archive: Connection[Any], load: Load) -> None:
    """An older archive has no table of files, and linked only the last file of a cell."""
    images(archive, "a.tif", "m/b.tif")
    load("id,file\n1,a.tif|m/b.tif\n")
    archive.execute("DELETE FROM lookalike_internal.entry_file")
    archive.execute(
        "DELETE FROM lookalike_internal.entry_image l USING lookalike_internal.image i"
        " WHERE i.image_id = l.image_id AND i.path = 'a.tif'"
    )
    delta = SQL / "archive" / "35_catalogue" / "delta_0043_entry_file.sql"
    queue = delta.read_text(encoding="utf-8").partition("fills it.\n")[2].partition(";")[0]
    archive.execute(queue.encode())
    assert archive.execute("SELECT lookalike.link_entries()").fetchone() == (
        {"added": 1, "removed": 0},
    )
    assert links(archive) == {"1": {"a.tif", "m/b.tif"}}
    files = archive.execute("SELECT file FROM lookalike_internal.entry_file ORDER BY nth")
    assert files.fetchall() == [("a.tif",), ("m/b.tif",)]
