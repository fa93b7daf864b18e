"""help() lists what the caller may use, and nothing else."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins


def names(connection: Connection[Any], word: str | None = None) -> list[str]:
    rows = connection.execute("SELECT name FROM lookalike.help(%s)", (word,))
    return [name for (name,) in rows]


def usable(connection: Connection[Any], name: str, is_routine: bool) -> bool:
    """Whether the server lets this role call the function, or read the view."""
    if is_routine:
        (allowed,) = connection.execute(
            "SELECT bool_or(has_function_privilege(oid, 'EXECUTE')) FROM pg_proc"
            " WHERE pronamespace = 'lookalike'::regnamespace AND proname = %s",
            (name,),
        ).fetchone() or (False,)
        return bool(allowed)
    view = name if "." in name else f"lookalike.{name}"
    try:
        connection.execute(f"SELECT FROM {view} LIMIT 0".encode())
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_it_lists_what_the_caller_may_use(logins: Logins, owner: Connection[Any]) -> None:
    views = {
        name
        for (name,) in owner.execute(
            "SELECT viewname::text FROM pg_views WHERE schemaname = 'lookalike'"
            " UNION ALL SELECT 'lookalike_detail.' || viewname FROM pg_views"
            " WHERE schemaname = 'lookalike_detail'"
        )
    }
    routines = {
        name
        for (name,) in owner.execute(
            "SELECT proname::text FROM pg_proc WHERE pronamespace = 'lookalike'::regnamespace"
        )
    }
    # The owner may use everything, and everything says what it is.
    rows = owner.execute("SELECT name, kind, about FROM lookalike.help()").fetchall()
    assert {name for name, kind, _ in rows if kind == "view"} == views
    assert {name.partition("(")[0] for name, kind, _ in rows if kind != "view"} == routines
    assert {kind for _, kind, _ in rows} == {"view", "function", "procedure"}
    assert all(about for _, _, about in rows)
    # The order: what dashboards need, the detail, functions, and what these are made of.
    assert [name for name, _, _ in rows][:4] == ["site", "collection", "image_fact", "cluster_fact"]
    kinds = [(kind != "view", name.startswith("lookalike_detail.")) for name, kind, _ in rows]
    assert kinds == sorted(kinds)
    assert rows[-1][0].startswith("hamming_")

    owner.execute("REVOKE SELECT ON lookalike_detail.event_log FROM lookalike_analyst")
    for role in ("lookalike_analyst", "lookalike_steward"):
        with logins.connect(role) as person:
            listed = {name.partition("(")[0] for name in names(person)}
            for name in views | routines:
                assert (name in listed) == usable(person, name, name in routines), (role, name)
            assert ("lookalike_detail.event_log" in listed) == (role == "lookalike_steward")
            assert ("place_hold" in listed) == (role == "lookalike_steward")


def test_what_comes_first_is_what_dashboards_read(logins: Logins, owner: Connection[Any]) -> None:
    query = b"SELECT name FROM lookalike.help() WHERE kind = 'view'"
    with logins.connect("lookalike_dashboard") as person:
        read = person.execute(query).fetchall()
    assert owner.execute(query).fetchall()[: len(read)] == read


def test_each_view_has_a_topic(owner: Connection[Any]) -> None:
    assert names(owner, "other views") == []
    schema = "lookalike"
    owner.execute(f"CREATE VIEW {schema}.image AS SELECT 1 AS mine".encode())
    assert names(owner, "other views") == ["image"]
    assert names(owner, "lookalike_detail.image")[0] == "image_id"
    owner.execute(f"DROP VIEW {schema}.image".encode())
    assert names(owner, "detail: copies") == [
        f"lookalike_detail.duplicate_{name}" for name in ("cluster", "image", "pair")
    ]


@pytest.mark.parametrize("name", ["image_fact", "Image_Fact"])
def test_it_lists_the_columns_of_a_relation(owner: Connection[Any], name: str) -> None:
    columns = owner.execute(
        "SELECT column_name::text FROM information_schema.columns"
        " WHERE table_schema = 'lookalike' AND table_name = 'image_fact' ORDER BY ordinal_position"
    ).fetchall()
    assert names(owner, name) == [column for (column,) in columns]
    (row,) = owner.execute(
        "SELECT * FROM lookalike.help(%s) WHERE name = 'cost_per_year'", (name,)
    ).fetchall()
    assert row[:3] == ("image_fact", "cost_per_year", "numeric")
    assert "year" in row[3]


def test_it_finds_topics_functions_and_words(owner: Connection[Any]) -> None:
    assert names(owner, "places") == ["site", "collection"]
    (found,) = names(owner, "find_path")
    assert found == "find_path(location text)"
    about_holds = names(owner, "legal hold")
    assert {"held_image", "lookalike_detail.legal_hold"} <= set(about_holds)
    assert "site" not in about_holds
    assert names(owner, "no such word") == []
    assert names(owner, "%") == []
