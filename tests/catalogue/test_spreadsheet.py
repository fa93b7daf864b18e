"""Catalogues in spreadsheets."""

import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from builder import FakeImage, put
from catalogue.workbook import Cell, write_ods, write_xlsx
from lookalike.catalogue import spreadsheet
from lookalike.catalogue.source import open_source
from lookalike.cli import app
from lookalike.errors import LookalikeError

pytest.importorskip("python_calamine", reason="pip install 'lookalike[spreadsheet]'")

ROWS: list[list[Cell]] = [
    ["id", "file", "date", "copies", "scale", ""],
    [],
    ["PH-1", "a 1.tif|b.tif", date(1920, 5, 3), 12, 1.5, "seen"],
    [None, None, None, None, None, None],
    [7, "c.tif", "ca. 1920", None, None, None],
    ["  ", None, None, None, None, None],
]
READ = [
    (3, {"id": "PH-1", "file": "a 1.tif|b.tif", "date": "1920-05-03", "copies": "12",
         "scale": "1.5", "column 6": "seen"}),
    (5, {"id": "7", "file": "c.tif", "date": "ca. 1920"}),
]  # fmt: skip


def written(folder: Path, ending: str, sheets: dict[str, list[list[Cell]]]) -> Path:
    path = folder / f"book{ending}"
    (write_xlsx if ending == ".xlsx" else write_ods)(path, sheets)
    return path


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_sheet_is_read_as_it_is_seen(tmp_path: Path, ending: str) -> None:
    source = open_source(written(tmp_path, ending, {"Objects": ROWS}))
    assert source.description == f'{ending[1:].upper()}, sheet "Objects"'
    assert source.rows.columns == ["id", "file", "date", "copies", "scale", "column 6"]
    assert list(source.rows.rows()) == READ


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_the_first_sheet_with_data_or_the_one_that_is_named(tmp_path: Path, ending: str) -> None:
    other: list[list[Cell]] = [["number"], [1]]
    path = written(tmp_path, ending, {"Cover": [], "Objects": ROWS, "Other": other})
    source = open_source(path)
    assert source.description.endswith('sheet "Objects" (of 3)')
    source = open_source(path, sheet="Other")
    assert list(source.rows.rows()) == [(2, {"number": "1"})]
    with pytest.raises(LookalikeError, match='has no sheet "Objekte"') as caught:
        open_source(path, sheet="Objekte")
    assert caught.value.hint == "Its sheets are: Cover, Objects, Other."


def test_a_hidden_sheet_is_read_only_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_xlsx(path, {"Lists": [["kind"], ["x"]], "Objects": ROWS}, hidden="Lists")
    assert list(open_source(path).rows.rows()) == READ
    assert list(open_source(path, sheet="Lists").rows.rows()) == [(2, {"kind": "x"})]


def test_a_workbook_is_imported(archive: Connection[Any], archive_url: str, tmp_path: Path) -> None:
    put(archive, [FakeImage("a 1.tif"), FakeImage("b.tif", phash=1), FakeImage("c.tif", phash=2)])
    path = written(tmp_path, ".xlsx", {"Objects": ROWS})
    done = CliRunner().invoke(app, ["import", str(path), "--database", archive_url])
    assert done.exit_code == 0, done.output
    assert "catalogue book: 2 entries; 2 new" in done.output
    assert "3 links added" in done.output


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"PK\x03\x04" + bytes(200), "is not a spreadsheet, or it is damaged", "as CSV, UTF-8"),
        (b"id,file\n1,a.tif\n", "is not a spreadsheet, or it is damaged", "as CSV, UTF-8"),
        (b"", "is not a spreadsheet, or it is damaged", "as CSV, UTF-8"),
    ],
)
def test_what_is_no_workbook_is_refused(
    tmp_path: Path, content: bytes, message: str, hint: str
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    with pytest.raises(LookalikeError, match=message) as caught:
        open_source(path)
    assert hint in str(caught.value.hint)


def test_a_workbook_with_a_broken_list_of_parts_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, ".xlsx", {"Objects": ROWS})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02")] = 0  # where the list begins
    path.write_bytes(content)
    with pytest.raises(LookalikeError, match="is not a spreadsheet, or it is damaged"):
        open_source(path)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match="is empty"):
        open_source(written(tmp_path, ".xlsx", {"Objects": [], "Other": [[None]]}))


def test_a_workbook_with_another_ending_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, ".xlsx", {"Objects": ROWS}).rename(tmp_path / "book.csv")
    with pytest.raises(LookalikeError, match="begins like a spreadsheet") as caught:
        open_source(path)
    assert "--format xlsx" in str(caught.value.hint)
    assert list(open_source(path, "xlsx").rows.rows()) == READ


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, ".xlsx", {"Objects": ROWS})
    with zipfile.ZipFile(path) as book:
        size = sum(part.file_size for part in book.infolist())
    monkeypatch.setattr(spreadsheet, "_LARGEST", size - 1)
    with pytest.raises(LookalikeError, match=f"unpacks to {size:,} bytes") as caught:
        open_source(path)
    assert "CSV" in str(caught.value.hint)


def test_without_the_library_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, ".ods", {"Objects": ROWS})
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(LookalikeError, match="need python-calamine") as caught:
        open_source(path)
    assert "pip install 'lookalike[spreadsheet]'" in str(caught.value.hint)


def test_only_a_spreadsheet_has_sheets(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,file\n1,a.tif\n")
    with pytest.raises(LookalikeError, match="has no sheets"):
        open_source(path, sheet="Objects")
