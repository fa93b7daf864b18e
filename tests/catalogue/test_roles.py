"""Who may import: a steward, with the rights of a steward and no more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner

from access.logins import Logins
from builder import FakeImage, put
from lookalike.catalogue.store import import_query
from lookalike.cli import app
from lookalike.database import connect


@pytest.fixture
def logins(archive: Connection[Any], archive_url: str) -> Iterator[Logins]:
    """Makes logins for an archive with one image."""
    put(archive, [FakeImage("PH-1.jpg")])
    with Logins(archive_url) as logins:
        yield logins


def test_a_steward_imports_files_and_queries(
    archive: Connection[Any], logins: Logins, tmp_path: Path
) -> None:
    (tmp_path / "c.csv").write_text("id,title,published\nPH-1,Flood,yes\n")
    url = logins.add("lookalike_steward")
    done = CliRunner().invoke(app, ["import", str(tmp_path / "c.csv"), "--database", url])
    assert done.exit_code == 0, (done.output, done.exception)
    assert "1 of them have images" in done.output
    with connect(url) as steward:
        query = "VALUES ('PH-1', 'Great flood')"
        named = f"SELECT * FROM ({query}) AS v (id, title)"
        assert import_query(steward, "q", named, {})["matched"] == 1
        name = steward.execute("SELECT session_user").fetchone()
    rows = archive.execute(
        "SELECT DISTINCT imported_by FROM lookalike_internal.catalogue_import"
    ).fetchall()
    assert rows == [name]


@pytest.mark.parametrize("role", ["lookalike_analyst", "lookalike_loader", "lookalike_reviewer"])
def test_nobody_else_imports(archive: Connection[Any], logins: Logins, role: str) -> None:
    with connect(logins.add(role)) as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
        import_query(other, "q", "SELECT 1 AS id", {})
    assert archive.execute("SELECT FROM lookalike_internal.catalogue").fetchall() == []


def test_a_query_sees_what_its_caller_may_see(archive: Connection[Any], logins: Logins) -> None:
    archive.execute("CREATE TABLE public.secret AS SELECT 1 AS id")
    with (
        connect(logins.add("lookalike_steward")) as steward,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="secret"),
    ):
        import_query(steward, "q", "SELECT * FROM public.secret", {})


def test_a_table_of_the_callers_own_is_not_taken_for_the_archives(
    archive: Connection[Any], logins: Logins
) -> None:
    with connect(logins.add("lookalike_steward")) as steward, steward.transaction():
        steward.execute("CREATE TEMP TABLE catalogue_row (line bigint, said jsonb)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), steward.transaction():
            steward.execute("SELECT lookalike_internal.begin_import()")
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState), steward.transaction():
            steward.execute(
                """SELECT lookalike_internal.store_import('c', 'f', '{"external_id": "id"}')"""
            )


def test_entries_and_links_change_by_functions_only(logins: Logins) -> None:
    with connect(logins.add("lookalike_steward")) as steward:
        import_query(steward, "q", "SELECT 'PH-1' AS id, 'yes' AS published", {})
        for statement in (
            "UPDATE lookalike_internal.catalogue_entry SET is_published = false",
            "DELETE FROM lookalike_internal.entry_image",
            "DELETE FROM lookalike_internal.publication",
            "DELETE FROM lookalike_internal.catalogue_entry_history",
            "INSERT INTO lookalike_internal.refused_link VALUES (1, 1, 'x')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                steward.execute(statement.encode())
        row = steward.execute(
            "SELECT entry_id, image_id, session_user FROM lookalike_internal.entry_image"
        ).fetchone()
        steward.execute("SELECT lookalike.unlink_entry(%s, %s, %s)", row)
        assert steward.execute("SELECT FROM lookalike_internal.entry_image").fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            steward.execute("SELECT lookalike.link_entry(%s, %s, 'somebody else')", row and row[:2])
