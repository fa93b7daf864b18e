"""The two parts of docs/sql-reference.md hold what schemas lookalike and lookalike_detail hold."""

import re
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

REFERENCE = Path(__file__).parents[2] / "docs" / "sql-reference.md"
SCHEMAS = ("lookalike", "lookalike_detail")


def part(schema: str) -> str:
    """The part of the reference about a schema."""
    first, second = REFERENCE.read_text().split("\n## Schema `lookalike_detail`\n")
    return {"lookalike": first, "lookalike_detail": second}[schema]


def described(schema: str) -> set[str]:
    """The names in the first column of the tables of a part."""
    first = re.findall(r"^\| ([^|]+) \|", part(schema), re.MULTILINE)
    return {name for cell in first for name in re.findall(r"`(\w+)[(`]", cell)}


def objects(connection: Connection[Any], schema: str) -> set[str]:
    rows = connection.execute(
        "SELECT relname::text FROM pg_class"
        " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'S')"
        " UNION SELECT proname::text FROM pg_proc WHERE pronamespace = %s::regnamespace",
        (schema, schema),
    )
    return {name for (name,) in rows}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_public_object_is_in_the_reference(archive: Connection[Any], schema: str) -> None:
    assert objects(archive, schema) - described(schema) == set()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_everything_in_the_reference_is_there(archive: Connection[Any], schema: str) -> None:
    columns = archive.execute(
        "SELECT attname::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE c.relnamespace = %s::regnamespace AND attnum > 0"
        " UNION SELECT name FROM lookalike_detail.setting",
        (schema,),
    )
    known = objects(archive, schema) | {name for (name,) in columns}
    assert described(schema) - known == set()


def test_public_are_views_and_functions(archive: Connection[Any]) -> None:
    others = archive.execute(
        "SELECT relname FROM pg_class WHERE relkind <> 'v' AND relnamespace"
        " IN ('lookalike'::regnamespace, 'lookalike_detail'::regnamespace)"
        " UNION ALL SELECT proname FROM pg_proc"
        " WHERE pronamespace = 'lookalike_detail'::regnamespace"
    )
    assert others.fetchall() == []
