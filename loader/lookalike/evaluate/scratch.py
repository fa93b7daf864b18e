"""A database for one evaluation, on the server in use; it is dropped when the block ends.

Everything of an archive lies in schema lookalike, whose name is in every query: a second archive
needs a second database.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from lookalike.database import Target, connect, install
from lookalike.database.bootstrap import ROLE
from lookalike.database.connection import quoted
from lookalike.database.embedded import EmbeddedServer
from lookalike.errors import LookalikeError
from lookalike.evaluate.query import rows


@contextmanager
def scratch_archive(target: Target) -> Iterator[Connection[Any]]:
    """Give a connection to a new empty archive beside the one in use, which is left alone.

    What killed evaluations have left is dropped first. Raises LookalikeError with a hint where
    the role may not create a database.
    """
    maintenance = _maintenance_url(target)
    with connect(maintenance) as admin:
        _drop_leftovers(admin)
        name: str = rows(admin, "scratch_name")[0]["name"]
    try:
        with connect(maintenance) as admin:
            _create(admin, name, target)
        _create_vector(make_conninfo(maintenance, dbname=name))
        url = make_conninfo(target.url, dbname=name)
        install(url)
        with connect(url) as connection:
            yield connection
    finally:
        # A connection of its own: the others may have been interrupted in the middle of something.
        with connect(maintenance) as admin:
            _drop(admin, name)


def _maintenance_url(target: Target) -> str:
    """Where databases are made: as the embedded server's superuser, or else as the user's role."""
    if target.embedded and target.data_dir is not None:
        return EmbeddedServer(target.data_dir).url("postgres", "postgres")
    return target.url


def _create(admin: Connection[Any], name: str, target: Target) -> None:
    command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if target.embedded:
        command += sql.SQL(" OWNER {}").format(sql.Identifier(ROLE))
    try:
        admin.execute(command)
    except psycopg.errors.InsufficientPrivilege:
        role = admin.info.user
        raise LookalikeError(
            f'role "{role}" may not create a database',
            detail="An evaluation works in a database of its own, so that yours stays as it is.",
            hint=f"Ask an administrator: ALTER ROLE {quoted(role)} CREATEDB; or leave --database"
            " and LOOKALIKE_DATABASE out and name folders: the embedded server will do.",
        ) from None


def _create_vector(url: str) -> None:
    """Create pgvector, which only a superuser may where it is not a trusted extension."""
    with connect(url) as admin:
        try:
            admin.execute("CREATE EXTENSION IF NOT EXISTS vector")
        except psycopg.errors.InsufficientPrivilege:
            raise LookalikeError(
                f'role "{admin.info.user}" may not create extension vector in a new database',
                hint="Ask an administrator to run in database template1, so that new databases"
                " have it: CREATE EXTENSION vector; or leave --database out and name folders: the"
                " embedded server will do.",
            ) from None


def _drop_leftovers(admin: Connection[Any]) -> None:
    for row in rows(admin, "leftovers"):
        with suppress(psycopg.Error):  # it is in use after all, or another run was quicker
            admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(row["name"])))


def _drop(admin: Connection[Any], name: str) -> None:
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    admin.execute(command.format(sql.Identifier(name)))
