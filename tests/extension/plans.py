"""What EXPLAIN says a query would do."""

import re
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg


@dataclass(frozen=True)
class Plan:
    nodes: tuple[str, ...]
    indexes: tuple[str, ...]
    filters: tuple[str, ...]

    @property
    def hamming_chunks(self) -> set[int]:
        """The chunks whose index is read."""
        found = (re.search(r"_hamming_(\d+)_", name) for name in self.indexes)
        return {int(match[1]) for match in found if match}


def explain(
    connection: psycopg.Connection, query: LiteralString, values: list[Any] | None = None
) -> Plan:
    row = connection.execute(f"EXPLAIN (FORMAT JSON) {query}", values).fetchone()
    assert row is not None
    nodes: list[str] = []
    indexes: list[str] = []
    filters: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        nodes.append(node["Node Type"])
        if "Index Name" in node:
            indexes.append(node["Index Name"])
        filters.extend(node[key] for key in ("Filter", "Join Filter") if key in node)
        for child in node.get("Plans", []):
            walk(child)

    walk(row[0][0]["Plan"])
    return Plan(tuple(nodes), tuple(indexes), tuple(filters))


def only_index(connection: psycopg.Connection) -> None:
    """Make the planner read the hamming indexes wherever it can."""
    any_path(connection)
    connection.execute("SET enable_seqscan = off")


def only_scan(connection: psycopg.Connection) -> None:
    """Make the planner read whole tables."""
    any_path(connection)
    for setting in ("indexscan", "indexonlyscan", "bitmapscan"):
        connection.execute(f"SET enable_{setting} = off")


def any_path(connection: psycopg.Connection) -> None:
    connection.execute("DISCARD PLANS")  # a generic plan outlives a change of settings
    for setting in ("seqscan", "indexscan", "indexonlyscan", "bitmapscan"):
        connection.execute(f"RESET enable_{setting}")
