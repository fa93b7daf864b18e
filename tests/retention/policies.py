"""Policies of a few lines, taken into use."""

import json
from typing import Any

from psycopg import Connection


def rules(*predicates: tuple[str, str, str]) -> str:
    """Rules with these predicates, classes and dispositions, as JSON."""
    return json.dumps(
        [
            {
                "name": f"rule {n}", "priority": n, "predicate": predicate, "class": klass,
                "disposition": disposition, "authority": "a test",
                "reason": "{evidence} {rank}/{cluster_size} {relation} {derived_from_path}"
                " {resembles_path} {entries} {licences} {decision} {collection} {quality}",
            }
            for n, (predicate, klass, disposition) in enumerate(predicates)
        ]
    )  # fmt: skip


def use_policy(connection: Connection[Any], name: str, rules: str) -> None:
    connection.execute(
        "SELECT lookalike.apply_policy(lookalike.add_policy(%s, 'For a test.', %s::text::jsonb,"
        " session_user::text), session_user::text)",
        (name, rules),
    )
