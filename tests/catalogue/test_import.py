"""Importing: new, changed, missing; what was said before; and nothing half-applied."""

import csv
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner

from lookalike.catalogue.source import open_source
from lookalike.catalogue.store import choose_mapping, import_query, import_source
from lookalike.cli import app
from lookalike.errors import LookalikeError

Import = Callable[..., dict[str, int]]
HEADER = "id,title,creator,date,published,shelf\n"
ROWS = (
    "A-1,Flood,Kral,ca. 1920,yes,X 1\n"
    'A-2,"Bridge, old",Holub,1898-1901,no,X 2\n'
    "A-3,Mill,,,2016-04-01,\n"
)


@pytest.fixture
def load(archive: Connection[Any], tmp_path: Path) -> Import:
    """Imports text as catalogue "test"."""

    def load_text(text: str, name: str = "test", given: dict[str, str] | None = None) -> Any:
        path = tmp_path / "test.csv"
        path.write_text(text, encoding="utf-8")
        source = open_source(path)
        mapping = choose_mapping(archive, name, source.rows.columns, given or {})
        return import_source(archive, name, path.name, source, mapping)

    return load_text


def entries(connection: Connection[Any], *columns: str) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        f"SELECT external_id, {', '.join(columns)} FROM lookalike_internal.catalogue_entry".encode()
    )
    return {row[0]: row[1:] for row in rows}


def everything(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    """All that imports write."""
    tables = ("catalogue", "catalogue_import", "catalogue_entry", "catalogue_entry_history",
              "entry_image", "publication", "event", "unlinked_entry")  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for table in tables:
        rows += connection.execute(
            f"SELECT '{table}', t::text FROM lookalike_internal.{table} t".encode()
        )
    return sorted(rows)


def test_an_import_says_what_the_file_says(archive: Connection[Any], load: Import) -> None:
    counts = load(HEADER + ROWS)
    assert (counts["entries"], counts["new"], counts["changed"]) == (3, 3, 0)
    assert entries(
        archive, "title", "creator", "date_text", "date_from::text", "date_to::text"
    ) == {
        "A-1": ("Flood", "Kral", "ca. 1920", "1915-01-01", "1925-12-31"),
        "A-2": ("Bridge, old", "Holub", "1898-1901", "1898-01-01", "1901-12-31"),
        "A-3": ("Mill", None, None, None, None),
    }
    assert entries(archive, "is_published", "published_at", "other", "source_line") == {
        "A-1": (True, None, {"shelf": "X 1"}, 2),
        "A-2": (False, None, {"shelf": "X 2"}, 3),
        "A-3": (True, "2016-04-01", {}, 4),
    }


def test_columns_that_are_no_field_are_shown(archive: Connection[Any], load: Import) -> None:
    load('id,title,Obálka,box "A"\n1,Flood,x;y,12\n2,Tower,,0\n3,Tree,,\n')
    rows = archive.execute(
        "SELECT catalogue, external_id, field, value FROM lookalike.catalogue_field"
        " JOIN lookalike_internal.catalogue_entry USING (entry_id, external_id) ORDER BY 2, 3"
    ).fetchall()
    assert rows == [
        ("test", "1", "Obálka", "x;y"),
        ("test", "1", 'box "A"', "12"),
        ("test", "2", 'box "A"', "0"),
    ]
    others = archive.execute(
        "SELECT external_id, other FROM lookalike.catalogue_record ORDER BY 1"
    ).fetchall()
    assert [(id_, json.loads(other)) for id_, other in others] == [
        ("1", {"Obálka": "x;y", 'box "A"': "12"}), ("2", {'box "A"': "0"}), ("3", {})
    ]  # fmt: skip


def test_the_same_file_again_changes_no_entry(archive: Connection[Any], load: Import) -> None:
    load(HEADER + ROWS)
    before = archive.execute(
        "SELECT e.xmin, e FROM lookalike_internal.catalogue_entry e"
    ).fetchall()
    counts = load(HEADER + ROWS)
    assert [counts[key] for key in ("new", "changed", "missing", "returned")] == [0, 0, 0, 0]
    assert (
        archive.execute("SELECT e.xmin, e FROM lookalike_internal.catalogue_entry e").fetchall()
        == before
    )
    assert (
        archive.execute("SELECT FROM lookalike_internal.catalogue_entry_history").fetchall() == []
    )


def test_another_order_of_rows_changes_no_entry(load: Import) -> None:
    load(HEADER + ROWS)
    rows = ROWS.splitlines(keepends=True)
    assert load(HEADER + "".join(reversed(rows)))["changed"] == 0


def test_what_was_said_before_is_kept(archive: Connection[Any], load: Import) -> None:
    load(HEADER + ROWS)
    counts = load(HEADER + ROWS.replace("Flood", "Flood of 1920").replace("X 1", "X 9"))
    assert (counts["new"], counts["changed"], counts["missing"]) == (0, 1, 0)
    load(HEADER + ROWS.replace("Flood", "Great flood"))
    said = archive.execute(
        "SELECT said->>'title', said->'other'->>'shelf' FROM"
        " lookalike_internal.catalogue_entry_history"
        " ORDER BY import_id"
    ).fetchall()
    assert said == [("Flood", "X 1"), ("Flood of 1920", "X 9")]
    assert entries(archive, "title")["A-1"] == ("Great flood",)


def test_an_entry_that_is_gone_is_missing_until_it_is_back(
    archive: Connection[Any], load: Import
) -> None:
    load(HEADER + ROWS)
    one, *rest = ROWS.splitlines(keepends=True)
    assert load(HEADER + "".join(rest))["missing"] == 1
    since = entries(archive, "missing_since")["A-1"]
    assert since != (None,)
    assert load(HEADER + "".join(rest))["missing"] == 0
    assert entries(archive, "missing_since")["A-1"] == since
    counts = load(HEADER + one + "".join(rest))
    assert (counts["returned"], counts["new"], counts["changed"]) == (1, 0, 0)
    assert entries(archive, "missing_since")["A-1"] == (None,)


def test_catalogues_do_not_touch_each_other(archive: Connection[Any], load: Import) -> None:
    load(HEADER + ROWS, "one")
    assert load(HEADER + "A-1,Other,,,,\n", "two")["new"] == 1
    assert archive.execute(
        "SELECT count(*), count(missing_since) FROM lookalike_internal.catalogue_entry"
    ).fetchone() == (4, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + ROWS + "A-1,Again,,,,\n",
         'two entries have the id "A-1": lines 2 and 5 of test.csv'),
        (HEADER + ROWS + ",No id,,,,\n", "an entry has no id: line 5 of test.csv"),
        (HEADER + ROWS + "  ,Blank id,,,,\n", "an entry has no id: line 5 of test.csv"),
        (HEADER + ROWS + 9000 * "x" + ",,,,,\n", "an id has 9000 characters: line 5 of test.csv"),
        (HEADER, "no entry in test.csv"),
        (HEADER + ROWS + "A-4,ragged\n", 'line 5 of "test.csv" has 2 fields, the header has 6'),
        (HEADER + ROWS + 'A-4,"open\nA-5,b\n', 'a quote on line 5 of "test.csv" is not closed'),
    ],
)  # fmt: skip
def test_a_broken_file_changes_nothing(
    archive: Connection[Any], load: Import, text: str, message: str
) -> None:
    load(HEADER + "A-1,Old,,,,\nA-9,Stays,,,,\n")
    before = everything(archive)
    with pytest.raises((LookalikeError, psycopg.Error)) as caught:
        load(text)
    assert str(caught.value).splitlines()[0] == message
    assert everything(archive) == before


def test_it_is_logged_once(archive: Connection[Any], load: Import) -> None:
    load(HEADER + ROWS)
    rows = archive.execute(
        "SELECT object_type, object_id, detail->>'new', detail->'mapping'->>'external_id'"
        " FROM lookalike_internal.event WHERE action = 'import catalogue'"
    ).fetchall()
    assert rows == [("catalogue", "test", "3", "id")]


def test_what_is_longer_than_any_name_is_kept(archive: Connection[Any], load: Import) -> None:
    # Random, or it would be compressed and fit after all.
    long = "".join(sha256(bytes([n])).hexdigest() for n in range(200))
    load(f"id,file,sha256,title\nA,{long},{long},{long}\nB,a/{long}/b,,\n")
    assert entries(archive, "file", "digest", "title")["A"] == (long, long, long)
    assert entries(archive, "file")["B"] == (f"a/{long}/b",)


# Yes and no


@pytest.mark.parametrize(
    ("said", "published"),
    [("yes", True), ("Yes", True), ("1", True), ("true", True), ("áno", True), ("ja", True),
     ("x", True), ("2016", True), ("Annual report, p. 4", True), ("no", False), ("NO.", False),
     ("0", False), ("false", False), ("nie", False), ("nein", False), ("non", False),
     ("n", False), ("", False), ("-", False), ("unpublished", False)],
)  # fmt: skip
def test_what_means_published(
    archive: Connection[Any], load: Import, said: str, published: bool
) -> None:
    load(f"id,published\nA,{said if ',' not in said else chr(34) + said + chr(34)}\nB,yes\n")
    assert entries(archive, "is_published")["A"] == (published,)


def test_whether_outranks_when(archive: Connection[Any], load: Import) -> None:
    load(
        "id,published,publication date,published in\n"
        "A,no,2030,Yearbook\nB,yes,2016,Yearbook\nC,,2016,\nD,,,Yearbook\nE,,,\nF,yes,,\n"
    )
    assert entries(archive, "is_published", "published_at", "published_in") == {
        "A": (False, None, None),
        "B": (True, "2016", "Yearbook"),
        "C": (True, "2016", None),
        "D": (True, None, "Yearbook"),
        "E": (False, None, None),
        "F": (True, None, None),
    }


# Mappings


def guess(connection: Connection[Any], *columns: str) -> dict[str, str]:
    row = connection.execute("SELECT lookalike.guess_mapping(%s)", (list(columns),)).fetchone()
    assert row is not None
    return dict(row[0])


def test_names_of_many_vocabularies_are_known(archive: Connection[Any]) -> None:
    assert guess(archive, "Identifier", "dc:title", "dc:creator", "dc:rights", "shelf") == {
        "external_id": "Identifier", "title": "dc:title", "creator": "dc:creator",
        "rights_statement": "dc:rights",
    }  # fmt: skip
    assert guess(archive, "Asset ID", "FileName", "Headline", "By-line", "DateCreated",
                 "Caption/Abstract", "CopyrightNotice", "Credit") == {
        "external_id": "Asset ID", "file": "FileName", "title": "Headline", "creator": "By-line",
        "date": "DateCreated", "description": "Caption/Abstract",
        "rights_statement": "CopyrightNotice", "credit_line": "Credit",
    }  # fmt: skip
    assert guess(archive, "Inventarnummer", "Dateiname", "Titel", "Künstler", "Datierung",
                 "Rechteinhaber", "veröffentlicht am") == {
        "external_id": "Inventarnummer", "file": "Dateiname", "title": "Titel",
        "creator": "Künstler", "date": "Datierung", "rights_holder": "Rechteinhaber",
        "published_at": "veröffentlicht am",
    }  # fmt: skip
    assert guess(archive, "Inventární číslo", "Název", "Autor", "Datace", "Licence") == {
        "external_id": "Inventární číslo", "title": "Název", "creator": "Autor", "date": "Datace",
        "licence": "Licence",
    }  # fmt: skip
    assert guess(archive, "Numéro d’inventaire", "Fichier", "Titre", "Auteur", "Légende") == {
        "external_id": "Numéro d’inventaire", "file": "Fichier", "title": "Titre",
        "creator": "Auteur", "description": "Légende",
    }  # fmt: skip
    assert guess(archive, "Número de inventario", "Título", "Autor", "Fecha", "Archivo") == {
        "external_id": "Número de inventario", "title": "Título", "creator": "Autor",
        "date": "Fecha", "file": "Archivo",
    }  # fmt: skip
    assert guess(archive, "what", "ever") == {}


def test_each_name_means_one_field(archive: Connection[Any]) -> None:
    rows = archive.execute(
        "SELECT name FROM lookalike.catalogue_fields(), unnest(names) name"
        " GROUP BY name HAVING count(*) > 1"
    ).fetchall()
    assert rows == []


def test_a_mapping_is_kept_for_the_next_import(archive: Connection[Any], load: Import) -> None:
    text = "number,name,maker\n1,Mill,Kral\n"
    load(text, given={"title": "maker", "creator": ""})
    assert entries(archive, "title", "creator", "other") == {"1": ("Kral", None, {"name": "Mill"})}
    assert load(text)["changed"] == 0
    assert load(text, given={"title": "name"})["changed"] == 1
    assert entries(archive, "title")["1"] == ("Mill",)


def test_a_column_of_the_mapping_that_is_gone_is_an_error(load: Import) -> None:
    load("id,titel\n1,Mill\n")
    with pytest.raises(psycopg.Error) as caught:
        load("id,title\n1,Mill\n")
    assert caught.value.diag.message_primary == 'there is no column "titel" for field "title"'
    assert 'catalogue "test"' in str(caught.value.diag.message_detail)


@pytest.mark.parametrize(
    ("columns", "given", "message"),
    [
        (["a", "b"], {}, "no column is known to hold the id of an entry"),
        (["id"], {"title": "b"}, 'there is no column "b" for field "title"'),
        (["id"], {"colour": "id"}, 'an entry has no field "colour"'),
        (["id"], {"external_id": ""}, "no column is known to hold the id of an entry"),
    ],
)
def test_a_mapping_that_cannot_be_is_an_error(
    archive: Connection[Any], columns: list[str], given: dict[str, str], message: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        choose_mapping(archive, "test", columns, given)
    assert caught.value.diag.message_primary == message


# From SQL alone


def test_a_query_is_imported(any_archive: Connection[Any]) -> None:
    any_archive.execute(
        "CREATE TABLE public.museum (inv_nr text, nazov text, made date, pages int[])"
    )
    any_archive.execute(
        "INSERT INTO museum VALUES ('O 2', 'Zápas kohútov', '1706-01-02', '{1,2}'),"
        " ('O 3', '', NULL, NULL)"
    )
    counts = import_query(
        any_archive, "m", "SELECT * FROM museum -- all of it;\n;", {"date": "made"}
    )
    assert counts["new"] == 2
    assert entries(any_archive, "title", "date_from::text", "other") == {
        "O 2": ("Zápas kohútov", "1706-01-02", {"pages": [1, 2]}),
        "O 3": (None, None, {}),
    }
    # The mapping is kept, and a call needs no more than a name and a query.
    again = any_archive.execute(
        "SELECT lookalike.import_entries('m', 'SELECT * FROM museum')"
    ).fetchone()
    assert again is not None and again[0]["changed"] == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1 AS id WHERE false", "no entry in the query"),
        ("SELECT 1 AS id UNION ALL SELECT 1",
         'two entries have the id "1": rows 1 and 2 of the query'),
        ("SELECT NULL::text AS id, 'x' AS title", "an entry has no id: row 1 of the query"),
        ("DROP TABLE lookalike_internal.image", 'syntax error at or near "DROP"'),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_imported_changes_nothing(
    archive: Connection[Any], query: str, message: str
) -> None:
    with pytest.raises(psycopg.Error) as caught:
        import_query(archive, "q", query, {})
    assert str(caught.value.diag.message_primary).startswith(message.split(" at or")[0])
    assert archive.execute("SELECT FROM lookalike_internal.catalogue").fetchall() == []


def test_rows_are_stored_only_after_an_import_has_begun(archive: Connection[Any]) -> None:
    archive.execute("CREATE TEMP TABLE other (line bigint, said jsonb)")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        archive.execute(
            """SELECT lookalike_internal.store_import('c', 'f', '{"external_id": "id"}')"""
        )


# The command


def run(url: str, *arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["import", *map(str, arguments), "--database", url])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def test_a_dry_run_shows_and_changes_nothing(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    (tmp_path / "c.csv").write_text(HEADER + ROWS)
    before = everything(archive)
    shown = run(archive_url, tmp_path / "c.csv", "--dry-run", "--map", "description=shelf")
    assert "external_id" in shown and "<- id" in shown
    assert "description" in shown and "<- shelf" in shown
    assert "title: Bridge, old" in shown
    assert "Nothing was changed." in shown
    assert everything(archive) == before
    query = ("--query", "SELECT 1 AS id, 'x' AS title", "--name", "q", "--dry-run")
    shown = run(archive_url, *query)
    assert run(archive_url, "catalogue", *query) == shown  # as it was called once
    assert "title: x" in shown
    assert everything(archive) == before


def test_the_command_says_what_it_did(archive_url: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes((HEADER + ROWS.replace("Flood", "Žatva")).encode("cp1250"))
    said = run(archive_url, tmp_path / "c.csv", "--encoding", "cp1250")
    assert "CSV, CP1250, delimiter comma" in said
    assert "catalogue c: 3 entries; 3 new" in said
    assert "3 entries have no image: view unlinked_entry says why." in said
    said = run(archive_url, tmp_path / "c.csv", "--encoding", "cp1250")
    assert "nothing has changed" in said


@pytest.mark.parametrize(
    "arguments",
    [[], ["FILE", "--query", "SELECT 1"], ["--query", "SELECT 1 AS id"], ["missing.csv"],
     ["FILE", "--map", "title"], ["FILE", "--format", "dbf"], ["FILE", "--delimiter", "ab"]],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    archive_url: str, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "c.csv").write_text(HEADER + ROWS)
    arguments = [str(tmp_path / "c.csv") if word == "FILE" else word for word in arguments]
    done = CliRunner().invoke(app, ["import", *arguments, "--database", archive_url])
    assert isinstance(done.exception, LookalikeError)


def test_what_csv_writes_is_what_the_archive_has(
    archive: Connection[Any], load: Import, tmp_path: Path
) -> None:
    rows = [[f"N {n}", 'say "a"; b,\n\tc', "žltý kôň \\ \\N"] for n in range(50)]
    path = tmp_path / "odd.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "title", "description"], *rows])
    load(path.read_text(encoding="utf-8"))
    assert entries(archive, "title", "description") == {row[0]: tuple(row[1:]) for row in rows}


def test_chinese_names_are_known(archive: Connection[Any]) -> None:
    columns = ("館藏編號", "題名", "攝影者", "拍攝日期", "版權", "授權條款", "案號", "其他")
    assert guess(archive, *columns) == {
        "external_id": "館藏編號", "title": "題名", "creator": "攝影者", "date": "拍攝日期",
        "rights_statement": "版權", "licence": "授權條款", "record_no": "案號",
    }  # fmt: skip


def test_terms_are_days_and_what_cannot_be_read_is_kept(
    archive: Connection[Any], load: Import
) -> None:
    text = (
        "id,case number,valid from,valid until,embargo,closed on,vital\n"
        "A,17,2020,2024,,1998-03,yes\n"
        "B,23,,until further notice,3/4/2030,,no\n"
    )
    load(text)
    columns = ("record_no", "valid_from::text", "valid_until::text", "embargo_until::text",
               "closed_on::text", "is_vital", "unread")  # fmt: skip
    assert entries(archive, *columns) == {
        "A": ("17", "2020-01-01", "2024-12-31", None, "1998-03-31", True, {}),
        "B": ("23", None, None, "2030-04-03", None, False,
              {"valid_until": "until further notice"}),
    }  # fmt: skip
    assert load(text)["changed"] == 0
    assert load(text.replace("2024,", "2025,"))["changed"] == 1
    assert entries(archive, "valid_until::text")["A"] == ("2025-12-31",)
