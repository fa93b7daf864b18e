"""What a login of a dashboard sees: the views of schema lookalike, which are few."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import ROLES, Logins

_SEEN = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'lookalike'"
    " ORDER BY table_name"
)


def test_a_login_sees_few_views_and_reads_each(logins: Logins) -> None:
    with logins.connect("lookalike_dashboard") as person:
        seen = [name for (name,) in person.execute(_SEEN)]
        assert len(seen) >= 20
        for name in seen:
            person.execute(f"SELECT * FROM lookalike.{name} LIMIT 1".encode())


def test_a_tool_lists_few_relations(owner: Connection[Any]) -> None:
    """Also for a role that reads everything, and for tools that do not ask for rights."""
    relations = owner.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'lookalike'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"
    ).fetchone()
    assert relations is not None
    assert relations[0] <= 25


def test_the_detail_is_for_other_roles(logins: Logins, owner: Connection[Any]) -> None:
    detail = [
        name
        for (name,) in owner.execute(
            "SELECT viewname::text FROM pg_views WHERE schemaname = 'lookalike_detail'"
        )
    ]
    assert len(detail) > 40
    with logins.connect("lookalike_dashboard") as person:
        for name in detail:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                person.execute(f"SELECT FROM lookalike_detail.{name} LIMIT 0".encode())
    for role in set(ROLES) - {"lookalike_dashboard"}:
        with logins.connect(role) as person:
            for name in detail:
                person.execute(f"SELECT FROM lookalike_detail.{name} LIMIT 0".encode())
