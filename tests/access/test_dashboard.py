"""What a login of a dashboard sees: few views, each readable and described."""

import psycopg
import pytest

from access.logins import Logins

_SEEN = (
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'lookalike'"
    " ORDER BY table_name"
)


def test_a_login_sees_few_views_and_reads_each(logins: Logins) -> None:
    with logins.connect("lookalike_dashboard") as person:
        seen = [name for (name,) in person.execute(_SEEN)]
        assert 20 <= len(seen) <= 25
        for name in seen:
            person.execute(f"SELECT * FROM lookalike.{name} LIMIT 1".encode())


def test_each_has_a_comment_and_so_has_each_column(logins: Logins) -> None:
    with logins.connect("lookalike_dashboard") as person:
        bare = person.execute(
            "SELECT c.relname, a.attname FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
            " WHERE c.relnamespace = 'lookalike'::regnamespace"
            " AND has_table_privilege(c.oid, 'SELECT') AND c.relkind = 'v'"
            " AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)"
        ).fetchall()
    assert bare == []


def test_other_views_are_for_other_roles(logins: Logins) -> None:
    with (
        logins.connect("lookalike_dashboard") as person,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        person.execute("SELECT FROM lookalike_detail.event_log")
