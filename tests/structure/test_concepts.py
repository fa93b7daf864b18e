"""The table of docs/concepts.md that says which noun names which folder, command and page."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from lookalike.cli import app
from lookalike.resources import SQL

ROOT = Path(__file__).parents[2]
CONCEPTS = ROOT / "docs" / "concepts.md"


class Row(NamedTuple):
    noun: str
    folder: str
    package: str
    commands: str
    tests: str
    page: str


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _rows() -> list[Row]:
    text = CONCEPTS.read_text(encoding="utf-8").partition("| noun | SQL folder |")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]


ROWS = _rows()
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_every_sql_folder_has_a_row() -> None:
    folders = {path.name for path in (SQL / "archive").iterdir() if path.is_dir()}
    named = [name for row in ROWS for name in names(row.folder)]
    assert sorted(named) == sorted(folders)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_what_a_row_names_is_there(row: Row) -> None:
    assert row.noun
    for package in names(row.package):
        assert (ROOT / "loader" / "lookalike" / package / "__init__.py").is_file(), package
    for command in names(row.commands):
        assert command in COMMANDS, command
    for folder in names(row.tests):
        assert list((ROOT / "tests" / folder).glob("test_*.py")), folder
    for page in re.findall(r"\]\(([^)]+)\)", row.page):
        assert (CONCEPTS.parent / page).is_file(), page
    named = [row.package, row.commands, row.tests, row.page]
    assert all(cell for cell in named), "a dash stands where there is nothing"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_what_has_the_name_of_a_folder_is_named(row: Row) -> None:
    """A package, command or test folder that is called like the SQL folder is in its row."""
    (folder,) = names(row.folder)
    stage = folder.partition("_")[2]
    if (ROOT / "loader" / "lookalike" / stage / "__init__.py").is_file():
        assert stage in names(row.package)
    if stage in COMMANDS:
        assert stage in names(row.commands)
    if (ROOT / "tests" / stage).is_dir():
        assert stage in names(row.tests)
