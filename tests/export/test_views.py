"""The views over the exported files say on DuckDB what PostgreSQL says, row for row."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from export.conftest import Filled
from lookalike.export import facts, views
from lookalike.export.facts import export_facts
from lookalike.export.relations import RELATIONS
from lookalike.export.views import DIALECTS, Table, View, read_views, translate

VIEWS = read_views()
TABLES = [relation.name for relation in RELATIONS]


@pytest.fixture(scope="module")
def duck(filled: Filled) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET file_search_path = $1", [str(filled.folder)])
        connection.execute((filled.folder / "views.duckdb.sql").read_text(encoding="utf-8"))
        yield connection


def rows_of(duck: duckdb.DuckDBPyConnection, name: str) -> Counter[tuple[Any, ...]]:
    table = duck.sql(f"SELECT * FROM {name}").to_arrow_table()
    return Counter(tuple(row.values()) for row in table.to_pylist())


def test_there_are_at_most_twelve_and_each_has_a_comment() -> None:
    assert 10 <= len(VIEWS) <= 12
    assert all(view.comment.endswith(".") for view in VIEWS)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_says_what_postgresql_says(
    filled: Filled, duck: duckdb.DuckDBPyConnection, view: View
) -> None:
    expected = Counter(filled.rows(view.query))
    assert rows_of(duck, view.name) == expected
    assert expected, "a view without rows shows nothing"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_its_view_says(
    filled: Filled, duck: duckdb.DuckDBPyConnection, name: str
) -> None:
    assert rows_of(duck, name) == Counter(filled.rows(f"SELECT * FROM {name}"))


def test_comments_are_those_of_postgresql(filled: Filled, duck: duckdb.DuckDBPyConnection) -> None:
    found = duck.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE NOT internal AND comment IS NOT NULL"
    ).fetchall()
    assert set(found) == {
        (table["name"], column["name"], column["comment"])
        for table in filled.exported.tables
        for column in table["columns"]
    }


def test_money_stays_exact(filled: Filled, duck: duckdb.DuckDBPyConnection) -> None:
    """Sums of decimals, which no float would give."""
    (found,) = duck.execute("SELECT sum(cost_per_year) FROM image_fact").fetchone() or (None,)
    ((expected,),) = filled.rows("SELECT sum(cost_per_year) FROM image_fact")
    assert isinstance(found, Decimal)
    assert found == expected > 0


OURS = "it calls within, which only PostgreSQL has"
BAD = {
    "nowhere": ("SELECT thumbnail FROM thumbnail", "it reads thumbnail, which is not exported"),
    "ours": ("SELECT within(a, b, 8) FROM image_fact", OURS),
    "syntax": ("SELECT FROM FROM", "the translator cannot read it"),
    "column": ("SELECT nosuch FROM image_fact", "it reads a column that is not exported"),
    "locks": ("SELECT path FROM image_fact FOR UPDATE SKIP LOCKED", "not supported"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_translated_is_said(name: str) -> None:
    query, words = BAD[name]
    tables = [Table("image_fact", "Images.", {"path": "Its path.", "a": "", "b": ""})]
    translation = translate(View(name, "A view.", query), tables)
    assert translation.problems, translation.queries
    assert set(translation.problems) | set(translation.queries) == set(DIALECTS)
    assert not set(translation.problems) & set(translation.queries)
    assert all(words in problem for problem in translation.problems.values())
    assert all(f"View {name} is not there for" in note for note in translation.notes())


def test_a_view_that_is_not_there_is_in_manifest_script_and_notes(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = View("bad", "A view.", BAD["ours"][0])
    monkeypatch.setattr(facts, "read_views", lambda: [bad])
    exported = export_facts(filled.connection, tmp_path / "out")
    (described,) = exported.manifest["views"]
    assert described["dialects"] == dict.fromkeys(
        DIALECTS, "it calls within, which only PostgreSQL has"
    )
    assert "View bad is not there" in " ".join(exported.notes())
    for dialect in DIALECTS:
        script = (tmp_path / "out" / f"views.{dialect}.sql").read_text()
        assert f"-- View bad is not here: {OURS}.\n" in script
    assert views.read_views() == VIEWS
