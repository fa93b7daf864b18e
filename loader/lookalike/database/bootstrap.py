"""The steps for a superuser, once in a new embedded cluster; nothing else needs a superuser."""

import psycopg

ROLE = "lookalike"  # and the name of its database
# Logins by TCP, and what each may do.
BI_LOGIN, SCAN_LOGIN = "lookalike_bi", "lookalike_scan"
LOGINS = {BI_LOGIN: "dashboard", SCAN_LOGIN: "loader"}


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


def forget_password(maintenance_url: str) -> None:
    """Let the owner of the archive connect by the private socket alone, and by no password."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        connection.execute("ALTER ROLE lookalike PASSWORD NULL")


def _exists(connection: psycopg.Connection, query: str, name: str = ROLE) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None
