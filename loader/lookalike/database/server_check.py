"""Checks whether a server can hold an archive; each error says what to do."""

from typing import Any

import psycopg

from lookalike.database.connection import one, quoted
from lookalike.errors import LookalikeError

OLDEST_POSTGRES = 16
OLDEST_VECTOR = (0, 8)
_VECTOR_SCHEMA = (
    "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
    " WHERE e.extname = 'vector'"
)
SCHEMAS = ("lookalike", "lookalike_detail", "lookalike_internal")


def check_server(connection: psycopg.Connection[Any]) -> None:
    """Raise LookalikeError unless PostgreSQL, pgvector and our rights suffice for an install.

    Creates pgvector in the database if it is missing and this is allowed.
    """
    if connection.info.server_version < OLDEST_POSTGRES * 10000:
        raise LookalikeError(
            f"the server is PostgreSQL {connection.info.parameter_status('server_version')}",
            hint=f"Lookalike needs PostgreSQL {OLDEST_POSTGRES} or newer.",
        )
    if one(connection, "SELECT pg_is_in_recovery()"):
        raise LookalikeError(
            "the server is a read-only standby", hint="Connect to its primary server."
        )
    _check_encoding(connection)
    _check_rights(connection)
    _check_vector(connection)


def vector_version(connection: psycopg.Connection[Any]) -> str | None:
    """Return the version of pgvector in this database."""
    found = one(connection, "SELECT extversion FROM pg_extension WHERE extname = 'vector'")
    return str(found) if found else None


def as_numbers(version: str) -> tuple[int, ...]:
    """Return "0.8.1" as (0, 8, 1), for comparisons."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _check_encoding(connection: psycopg.Connection[Any]) -> None:
    encoding = one(connection, "SELECT getdatabaseencoding()")
    if encoding != "UTF8":
        raise LookalikeError(
            f'database "{connection.info.dbname}" is encoded in {encoding}',
            detail="Lookalike compares names and texts of all scripts, which needs UTF-8.",
            hint="Create one beside it: createdb --encoding UTF8 --template template0 NAME",
        )


def _check_rights(connection: psycopg.Connection[Any]) -> None:
    user, database = connection.info.user, connection.info.dbname
    if not one(connection, "SELECT has_database_privilege(current_database(), 'TEMPORARY')"):
        raise LookalikeError(
            f'role "{user}" may not make temporary tables in database "{database}"',
            hint=f"Ask its owner: GRANT TEMPORARY ON DATABASE {quoted(database)} TO {quoted(user)}",
        )
    owner_of = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s"
    for schema in SCHEMAS:
        owner = one(connection, owner_of, schema)
        if owner is None:
            if not one(connection, "SELECT has_database_privilege(current_database(), 'CREATE')"):
                raise LookalikeError(
                    f'role "{user}" may not create schema {schema} in database "{database}"',
                    hint="Ask its owner: "
                    f"GRANT CREATE ON DATABASE {quoted(database)} TO {quoted(user)}",
                )
        elif not one(connection, "SELECT pg_has_role(%s, 'USAGE')", owner):
            raise LookalikeError(
                f'schema {schema} in database "{database}" belongs to role "{owner}"',
                hint=f'Connect as "{owner}", or as a member of that role.',
            )


def _check_vector(connection: psycopg.Connection[Any]) -> None:
    installed = vector_version(connection)
    if installed is None:
        offered = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
        if not one(connection, offered):
            raise LookalikeError(
                "the server has no pgvector",
                hint="Install it on the server, on Debian for example: "
                f"apt install postgresql-{connection.info.server_version // 10000}-pgvector",
            )
        try:
            with connection.transaction():
                connection.execute("CREATE EXTENSION vector")
        except psycopg.errors.InsufficientPrivilege:
            raise LookalikeError(
                f'extension vector is not created in database "{connection.info.dbname}"',
                hint="Ask an administrator to run in it: CREATE EXTENSION vector",
            ) from None
        installed = vector_version(connection)
    if installed is None or as_numbers(installed) < OLDEST_VECTOR:
        raise LookalikeError(
            f"pgvector in this database is {installed}",
            hint="Lookalike needs 0.8 or newer. Ask an administrator to install it and to run "
            "ALTER EXTENSION vector UPDATE",
        )
    schema = one(connection, _VECTOR_SCHEMA)
    if not one(connection, "SELECT has_schema_privilege(%s, 'USAGE')", schema):
        user = connection.info.user
        raise LookalikeError(
            f'role "{user}" may not use schema "{schema}", which holds pgvector',
            hint=f"Ask its owner: GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(user)}",
        )
