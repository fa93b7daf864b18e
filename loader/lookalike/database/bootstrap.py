"""The steps for a superuser, once in a new embedded cluster; nothing else needs a superuser."""

import psycopg
from psycopg import sql

ROLE = "lookalike"  # and the name of its database
BI_LOGIN = "lookalike_bi"


def bootstrap(maintenance_url: str, database_url: str) -> None:
    """Make role and database `lookalike` and pgvector in it, where they do not exist yet."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s"):
            connection.execute("CREATE ROLE lookalike LOGIN")
        # An install makes the roles of the archive, and the owner grants them to people.
        connection.execute("ALTER ROLE lookalike CREATEROLE")
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s"):
            connection.execute("CREATE DATABASE lookalike OWNER lookalike")
        # Views are found by their bare names, and new objects of a user go into public. Without
        # this setting, they would go into "$user", our own schema.
        path = "public, lookalike, lookalike_detail"
        connection.execute(f"ALTER DATABASE lookalike SET search_path = {path}".encode())
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        connection.execute("ALTER EXTENSION vector UPDATE")


def make_bi_login(database_url: str) -> None:
    """Make the login for BI tools, where it does not exist yet: a member of lookalike_dashboard.

    The owner of the archive makes it, and so can alter it later.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", BI_LOGIN):
            connection.execute("CREATE ROLE lookalike_bi LOGIN IN ROLE lookalike_dashboard")


def set_password(database_url: str, password: str, role: str = ROLE) -> None:
    """Give a role a password; the server sees only its SCRAM verifier."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        verifier = connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        )
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(verifier.decode())))


def _exists(connection: psycopg.Connection, query: str, name: str = ROLE) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None
