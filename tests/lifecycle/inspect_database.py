"""What a database holds, in forms that two of them can be compared in."""

import re
import subprocess
from pathlib import Path

import psycopg

from lookalike.database import connect
from lookalike.database.wheel import POSTGRES_VERSIONS
from lookalike.verify.installed import read_facts

# A new random word in each dump; and sequences, which move even where a transaction fails.
_CHANGES_BY_ITSELF = re.compile(r"\\restrict|\\unrestrict|SELECT pg_catalog\.setval\(")


def schema_objects(url: str) -> list[str]:
    """Return a line for everything in our schemas, but for membership in an extension."""
    with connect(url) as connection:
        return [" | ".join(part or "" for part in fact) for fact in read_facts(connection)]


def dump(url: str, *options: str) -> list[str]:
    """Return the lines of pg_dump that one could be compared with another in."""
    done = subprocess.run(
        [_programs(url) / "pg_dump", *options, url],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in done.stdout.splitlines() if not _CHANGES_BY_ITSELF.match(line)]


def restore(lines: list[str], url: str) -> None:
    """Run what pg_dump gave."""
    subprocess.run(
        [_programs(url) / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )


def run(url: str, *statements: str) -> None:
    """Run statements, one by one."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def ask(url: str, query: str) -> object:
    """Return the first value that a query gives."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row
        return row[0]


def _programs(url: str) -> Path:
    with psycopg.connect(url) as connection:
        return POSTGRES_VERSIONS[connection.info.server_version // 10000]
