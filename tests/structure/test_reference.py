"""Schema lookalike and docs/sql-reference.md hold the same objects."""

import re
from pathlib import Path
from typing import Any

from psycopg import Connection

REFERENCE = Path(__file__).parents[2] / "docs" / "sql-reference.md"


def described() -> set[str]:
    """The names in the first column of the tables of the reference."""
    first = re.findall(r"^\| ([^|]+) \|", REFERENCE.read_text(), re.MULTILINE)
    return {name for cell in first for name in re.findall(r"`(\w+)[(`]", cell)}


def objects(connection: Connection[Any], schema: str) -> set[str]:
    rows = connection.execute(
        "SELECT relname::text FROM pg_class"
        " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'S')"
        " UNION SELECT proname::text FROM pg_proc WHERE pronamespace = %s::regnamespace",
        (schema, schema),
    )
    return {name for (name,) in rows}


def test_every_public_object_is_in_the_reference(archive: Connection[Any]) -> None:
    assert objects(archive, "lookalike") - described() == set()


def test_everything_in_the_reference_is_there(archive: Connection[Any]) -> None:
    columns = archive.execute(
        "SELECT attname::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE c.relnamespace = 'lookalike'::regnamespace AND attnum > 0"
        " UNION SELECT name FROM lookalike_detail.setting"
    )
    known = objects(archive, "lookalike") | {name for (name,) in columns}
    assert described() - known == set()


def test_no_table_is_public(archive: Connection[Any]) -> None:
    tables = archive.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'lookalike'::regnamespace"
        " AND relkind <> 'v'"
    )
    assert tables.fetchall() == []
