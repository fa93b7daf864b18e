"""Catalogues from a query: what it finds does not depend on the session, nor on Python."""

from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from lookalike.catalogue.store import sample_query
from lookalike.cli import app

QUERY = "SELECT * FROM public.object -- all of them;\n;"


@pytest.fixture
def objects(any_archive: Connection[Any]) -> None:
    any_archive.execute(
        "CREATE TABLE public.object (inventory_number text, title text, made date,"
        " seen timestamptz, took interval, data bytea, ratio float8, price money)"
    )
    any_archive.execute(
        "INSERT INTO public.object VALUES"
        " ('X-1', 'A', 'infinity', '2020-01-01 12:00+00', '1 day 02:03', '\\x00ff', 1/3.0, 1.5),"
        " ('X-2', 'B', '0044-03-15 BC', '-infinity', NULL, NULL, 'NaN', NULL),"
        " ('X-3', 'C', '12000-01-01', 'infinity', NULL, NULL, 'Infinity', NULL)"
    )


def load(url: str, *arguments: str) -> str:
    done = CliRunner().invoke(
        app, ["import", "--query", QUERY, "--name", "obj", "--map", "date=made", *arguments,
              "--database", url],
    )  # fmt: skip
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


@pytest.mark.usefixtures("objects")
def test_infinity_and_years_before_christ_are_kept(
    any_archive: Connection[Any], any_archive_url: str
) -> None:
    shown = load(any_archive_url, "--dry-run")
    assert "date: infinity" in shown and "date: 0044-03-15 BC" in shown
    assert "3 new" in load(any_archive_url)
    rows = any_archive.execute(
        "SELECT external_id, date_text, date_from, other->>'seen'"
        " FROM lookalike_internal.catalogue_entry ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("X-1", "infinity", None, "2020-01-01T12:00:00+00:00"),
        ("X-2", "0044-03-15 BC", None, "-infinity"),
        ("X-3", "12000-01-01", None, "infinity"),
    ]


@pytest.mark.usefixtures("objects")
def test_the_settings_of_a_session_make_no_history(
    any_archive: Connection[Any], any_archive_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(any_archive_url)
    for options in (
        "-c timezone=Asia/Hong_Kong -c datestyle=German",
        "-c intervalstyle=iso_8601 -c bytea_output=escape -c extra_float_digits=-10",
    ):
        monkeypatch.setenv("PGOPTIONS", options)
        assert "nothing has changed" in load(any_archive_url)
    # Nor do they in a session of SQL alone; and they are as before afterwards.
    any_archive.execute("SET TimeZone = 'America/New_York'")
    any_archive.execute("SET DateStyle = 'SQL, DMY'")
    row = any_archive.execute(
        "SELECT lookalike.import_entries('obj', 'SELECT * FROM public.object')->>'changed',"
        " current_setting('TimeZone')"
    ).fetchone()
    assert row == ("0", "America/New_York")
    history = "SELECT FROM lookalike_internal.catalogue_entry_history"
    assert any_archive.execute(history).fetchall() == []


def test_no_row_comes_to_the_loader(archive: Connection[Any]) -> None:
    """The loader learns the columns of a query; the rows stay in the server."""
    columns, shown = sample_query(
        archive, "SELECT n AS id, repeat('x', 1000000) AS t FROM generate_series(1, 1000000) n", 2
    )
    assert columns == ["id", "t"]
    assert [said["id"] for said in shown] == ["1", "2"]
    assert sample_query(
        archive, "SELECT n AS id, 1 / (n - 1) AS never FROM generate_series(1, 1) n", 0
    ) == (["id", "never"], [])


@pytest.mark.parametrize("query", ["DROP TABLE lookalike_internal.event", "SELECT"])
def test_what_gives_no_columns_is_refused(archive: Connection[Any], query: str) -> None:
    with pytest.raises(Exception, match=r"syntax error|the query gives no rows"):
        sample_query(archive, query, 3)
    assert archive.execute("SELECT to_regclass('lookalike_internal.event')").fetchone() != (None,)
