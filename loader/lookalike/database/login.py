"""Logins of people and programs: roles that connect, and are members of roles of an archive."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from lookalike.database.connection import connect, one, quoted
from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError

KINDS = ("analyst", "dashboard", "loader", "restricted", "reviewer", "steward")
_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_PATH = "public, lookalike, lookalike_detail"


def add_login(
    connection: psycopg.Connection[Any], name: str, kinds: Sequence[str], password: str | None
) -> list[str]:
    """Make a login that is a member of the roles of these `kinds`; return the names of the roles.

    The server sees only the SCRAM verifier of `password`; with None the login has no password. All
    of it is done, or nothing. Raises LookalikeError where the login is there already, a role is
    missing, or the caller may not grant it.
    """
    roles = [
        str(one(connection, "SELECT lookalike_internal.role_name(%s)", kind)) for kind in kinds
    ]
    _check(connection, name, roles)
    login = sql.Identifier(name)
    database = sql.Identifier(connection.info.dbname)
    with connection.transaction():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(login))
        if password is not None:
            set_password(connection, password, name)
        for role in roles:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), login))
        # Also through a pooler, views are found by their bare names.
        path = sql.SQL("ALTER ROLE {} IN DATABASE {} SET search_path = " + _PATH)
        connection.execute(path.format(login, database))
    return roles


def set_password(connection: psycopg.Connection[Any], password: str, name: str) -> None:
    """Give a role a password; the server and its log see only its SCRAM verifier."""
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(verifier.decode())))


def let_in(url: str, name: str, kind: str, password: str) -> None:
    """Make the login where it is not there yet, and give it the password."""
    with connect(url) as connection:
        if one(connection, "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", name) is None:
            add_login(connection, name, [kind], password)
        else:
            set_password(connection, password, name)


def grants(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Return each role of the archive: `role`, whether its owner `may_grant` it, and `grantors`."""
    return _QUERIES.rows(connection, "grants")


def _check(connection: psycopg.Connection[Any], name: str, roles: Sequence[str]) -> None:
    all_roles = ", ".join(roles)
    user = connection.info.user
    if one(connection, "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", name) is not None:
        raise LookalikeError(
            f'role "{name}" is there already',
            detail="Roles belong to the whole server.",
            hint=f"Choose another name, or give it the roles: GRANT {all_roles} TO {quoted(name)}",
        )
    allowed = (
        "SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
    )
    if not one(connection, allowed):
        raise LookalikeError(
            f'role "{user}" may not make logins',
            hint=f"Ask an administrator: ALTER ROLE {quoted(user)} CREATEROLE, or: "
            f"CREATE ROLE {quoted(name)} LOGIN IN ROLE {all_roles}",
        )
    for role in roles:
        found = connection.execute(_QUERIES.text("may_grant"), (role,)).fetchone()
        if found is None:
            raise LookalikeError(
                f'role "{role}" does not exist',
                hint=f"As a role that may: CREATE ROLE {role}; then"
                " SELECT lookalike.grant_access().",
            )
        if not found[0]:
            raise LookalikeError(
                f'role "{user}" may not grant "{role}"',
                detail="Another role of this server made it, perhaps for another archive.",
                hint="Give this archive roles of its own: lookalike install --role-prefix NAME. Or "
                f"ask that role: GRANT {role} TO {quoted(user)} WITH ADMIN OPTION",
            )
