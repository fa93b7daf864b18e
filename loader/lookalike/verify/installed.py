"""Compares an archive with what lookalike ships: functions, views, triggers, tables and rights."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from lookalike.database import connect, one
from lookalike.database.query_files import QueryFiles
from lookalike.verify.reference import reference_archive

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_RIGHT = "right of "
_USUAL_PREFIX = "lookalike"
_OUR_ROLES = f"{_USUAL_PREFIX}_"
_KINDS = "analyst|dashboard|loader|restricted|reviewer|steward"
_READING = {"SELECT", "USAGE", "EXECUTE"}  # what an owner may give to other roles by hand


class Fact(NamedTuple):
    """One part of an object, and how it is. `parent` is the table that the object belongs to."""

    kind: str
    name: str
    part: str  # "" for the definition
    definition: str | None
    parent: str | None


@dataclass(frozen=True)
class Difference:
    """A sentence about an object that is not as it was shipped.

    Where `is_fault` is false it is only good to know: an object of the user, or a comment.
    """

    text: str
    is_fault: bool


def read_facts(connection: Connection[Any]) -> list[Fact]:
    """Return everything in the schemas of an archive.

    Only the server's own functions and operators are used: those of the owner could hide something.
    """
    with connection.transaction():
        connection.execute("SET LOCAL search_path = pg_catalog, pg_temp")
        schemas = _QUERIES.rows(connection, "vector_schema")
        own = _role_prefix(connection)
        connection.execute("SELECT set_config('lookalike.role_prefix', %s, true)", [own])
        rows = connection.execute(_QUERIES.text("objects")).fetchall()
    # pgvector may be in another schema than in the archive to compare with.
    prefix = "|".join(re.escape(row["name"]) for row in schemas) or "(?!)"
    of_vector = re.compile(rf'(?<![\w"])(?:{prefix})\.')
    facts = []
    for fact in map(Fact._make, rows):
        if fact.kind in ("function", "type"):  # the names of their arguments
            fact = fact._replace(name=of_vector.sub("", fact.name))
        if fact.definition is not None:
            fact = fact._replace(definition=of_vector.sub("", fact.definition))
        facts.append(_with_usual_roles(fact, own) if own != _USUAL_PREFIX else fact)
    return facts


def _role_prefix(connection: Connection[Any]) -> str:
    """Return how the names of the roles of the archive begin."""
    table = one(connection, "SELECT to_regclass('lookalike_internal.role_naming')")
    query = "SELECT prefix FROM lookalike_internal.role_naming"
    return (table and one(connection, query)) or _USUAL_PREFIX


def _with_usual_roles(fact: Fact, prefix: str) -> Fact:
    """Name its roles as in the archive to compare with, and roles of such a name as others."""
    part, name = (
        re.sub(
            rf"^({_RIGHT}|)({re.escape(prefix)}|{_USUAL_PREFIX})_({_KINDS})$",
            lambda found: (
                found[1]
                + (
                    _OUR_ROLES + found[3]
                    if found[2] == prefix
                    else f"{found[2]}_{found[3]} (server)"
                )
            ),
            text,
        )
        for text in (fact.part, fact.name)
    )
    return fact._replace(part=part, name=name if fact.kind == "role" else fact.name)


def compare_with_shipped(
    connection: Connection[Any], against: str | None = None
) -> list[Difference]:
    """Compare an archive with a new one, on a server of the same major version.

    `against` is the URL of a database for the new archive. Faults come first. Raises LookalikeError
    where there is no server to compare with.
    """
    version = connection.info.server_version // 10000
    with reference_archive(version, against) as url, connect(url) as shipped:
        return compare(read_facts(shipped), read_facts(connection))


def compare(shipped: Sequence[Fact], found: Sequence[Fact]) -> list[Difference]:
    """Return what of `found` is not as it was shipped: faults first, then what is good to know."""
    differences = {*_missing(shipped, found), *_changed(shipped, found), *_added(shipped, found)}
    return sorted(differences, key=lambda one: (not one.is_fault, one.text))


def _missing(shipped: Sequence[Fact], found: Sequence[Fact]) -> Iterator[Difference]:
    there = {(fact.kind, fact.name) for fact in found}
    for fact in shipped:
        if not fact.part and fact.kind != "role" and (fact.kind, fact.name) not in there:
            yield Difference(f"{fact.kind} {fact.name} is missing", fact.kind != "index")


def _changed(shipped: Sequence[Fact], found: Sequence[Fact]) -> Iterator[Difference]:
    """Parts of objects that both have."""
    ours, theirs = ({fact[:3]: fact.definition for fact in facts} for facts in (shipped, found))
    both = {key[:2] for key in ours} & {key[:2] for key in theirs}
    roles = {fact.name for fact in found if fact.kind == "role"} | {"PUBLIC"}
    for key in ours.keys() | theirs.keys():
        kind, name, part = key
        before, now = ours.get(key), theirs.get(key)
        if key[:2] not in both or before == now:
            continue
        role = part.removeprefix(_RIGHT)
        if role != part:
            if key in theirs or role in roles:
                yield _changed_right(f"{kind} {name}", role, before, now)
        elif part == "state":
            yield Difference(f"{kind} {name} is {_state(now)}", True)
        elif part == "owner":
            yield Difference(f"{kind} {name} belongs to {now}, not to {before}", True)
        else:
            which = f"{part} of {kind} {name}" if part else f"{kind} {name}"
            yield Difference(
                f"{which} differs from the shipped", part not in ("comment", "storage")
            )


def _changed_right(which: str, role: str, before: str | None, now: str | None) -> Difference:
    if role == "PUBLIC" or role.startswith(_OUR_ROLES):
        is_fault = True
    else:
        is_fault = now is not None and not set(now.split(", ")) <= _READING
    return Difference(
        f"role {role} may {now or 'do nothing'} on {which}; shipped: {before or 'nothing'}",
        is_fault,
    )


def _state(enabled: str | None) -> str:
    names = {"D": "disabled", "R": "enabled only in a replica", "A": "enabled always"}
    return names.get(enabled or "", "enabled")


def _added(shipped: Sequence[Fact], found: Sequence[Fact]) -> Iterator[Difference]:
    """Objects that lookalike does not ship: a fault where they change what a shipped one does."""
    there = {(fact.kind, fact.name) for fact in shipped}
    # Tables by their names, and functions by their names without arguments.
    ours = {fact.parent if fact.kind == "function" else fact.name for fact in shipped} - {None}
    for fact in found:
        if fact.part or fact.kind == "role" or (fact.kind, fact.name) in there:
            continue
        belongs_to_ours = fact.parent in ours
        if belongs_to_ours or fact.parent is None or fact.kind == "function":
            yield Difference(
                f"{fact.kind} {fact.name} is not of lookalike",
                belongs_to_ours and fact.kind != "index",
            )
