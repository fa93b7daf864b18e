"""Installing: both versions, both modes, again and again."""

from typing import Any

import psycopg


def test_functions(any_functions: psycopg.Connection[Any]) -> None:
    row = any_functions.execute("SELECT lookalike.within(B'0'::bit(64), B'1'::bit(64), 1)")
    assert row.fetchone() == (True,)


def test_archive(any_archive: psycopg.Connection[Any]) -> None:
    row = any_archive.execute("SELECT version, mode FROM lookalike.installation").fetchone()
    assert row
