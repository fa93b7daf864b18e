"""Policies in the archive; each function here uses one function or view of the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from lookalike.database import one
from lookalike.errors import LookalikeError
from lookalike.nearest import did_you_mean
from lookalike.retention.policy import Policy, Rule
from lookalike.retention.query import query_text


@dataclass(frozen=True)
class PolicyVersion:
    """A version of a policy that the archive has."""

    policy_id: int
    name: str
    version: int
    is_in_use: bool
    rules: int
    description: str
    created_by: str
    created_at: datetime
    applied_by: str | None
    applied_at: datetime | None


def list_policies(connection: Connection[Any]) -> list[PolicyVersion]:
    """Return all versions of all policies, by name and version."""
    with connection.cursor(row_factory=class_row(PolicyVersion)) as cursor:
        return cursor.execute(query_text("policies")).fetchall()


def find_version(
    connection: Connection[Any], name: str | None, version: int | None
) -> PolicyVersion:
    """Return a version of a policy; without a number the latest, without a name the one in use.

    Raises LookalikeError where there is none.
    """
    versions = list_policies(connection)
    if name is None:
        return next(v for v in versions if v.is_in_use)
    named = [v for v in versions if v.name == name]
    if not named:
        raise LookalikeError(
            f'policy "{name}" does not exist',
            hint=did_you_mean(name, {v.name for v in versions})
            + "lookalike policy list lists them.",
        )
    if version is None:
        return named[-1]
    for found in named:
        if found.version == version:
            return found
    raise LookalikeError(
        f'policy "{name}" has no version {version}',
        hint=f"It has {', '.join(str(v.version) for v in named)}.",
    )


def load_policy(connection: Connection[Any], found: PolicyVersion) -> Policy:
    """Return a version of a policy with its rules."""
    rows = connection.execute(query_text("rules"), (found.policy_id,)).fetchall()
    return Policy(found.name, found.description, tuple(Rule(*row) for row in rows))


def store_policy(connection: Connection[Any], policy: Policy, agent: str) -> int:
    """Store a policy as a new version, unless it is there, and return its number."""
    number: int = one(
        connection,
        "SELECT lookalike.add_policy(%s, %s, %s::jsonb, %s)",
        policy.name,
        policy.description,
        policy.rules_as_json(),
        agent,
    )
    return number


def apply_policy(connection: Connection[Any], policy_id: int, agent: str) -> bool:
    """Take a version into use; return whether it was not in use already."""
    return bool(one(connection, "SELECT lookalike.apply_policy(%s, %s)", policy_id, agent))
