"""Connections and the errors of a failed one, which never show a password."""

import os
import re
import sys
from collections.abc import Mapping
from getpass import getpass
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from lookalike.database.pooled import PooledConnection
from lookalike.database.session import pin_settings
from lookalike.database.vector_types import register_types
from lookalike.errors import LookalikeError

_CONNECT_SECONDS = 15
_PROMPTED: dict[str, str] = {}  # by URL; a command opens several connections
_Kind = TypeVar("_Kind", bound=psycopg.Connection[Any])


def connect(url: str, **kwargs: Any) -> psycopg.Connection[Any]:
    """Connect with autocommit and pgvector's types; `kwargs` go to psycopg.connect.

    Raises LookalikeError, which never shows the password.
    """
    describe(url)  # a readable error where it is no URL
    settings: dict[str, Any] = {
        "autocommit": True,
        "fallback_application_name": "lookalike",  # the URL may name another
        "client_encoding": "utf8",
    }
    if "connect_timeout" not in conninfo_to_dict(url):
        settings["connect_timeout"] = _CONNECT_SECONDS
    connection: psycopg.Connection[Any] = _open(psycopg.Connection, url, settings | kwargs)
    if _is_pooled(connection):
        connection.close()
        settings["prepare_threshold"] = None  # a pooler may not know prepared statements
        connection = pooled = _open(PooledConnection, url, settings | kwargs)
        _keep_session(pooled, url)
    pin_settings(connection)
    register_types(connection)
    if not connection.autocommit:
        connection.commit()
    return connection


def is_pooled(url: str) -> bool:
    """Whether a pooler stands between us and the server of `url`. Raises LookalikeError."""
    with connect(url) as connection:
        return isinstance(connection, PooledConnection)


def prompted_password(url: str) -> str | None:
    """Return the password that somebody has typed for this URL in this process, if any."""
    return _PROMPTED.get(url)


def _open(kind: type[_Kind], url: str, settings: Mapping[str, Any]) -> _Kind:
    """Connect; where the server wants a password and a person is there, ask for it, once."""
    typed: dict[str, Any] = {"password": _PROMPTED[url]} if url in _PROMPTED else {}
    try:
        return kind.connect(url, **settings, **typed)
    except psycopg.OperationalError as error:
        if not typed and _wants_password(error) and sys.stdin.isatty():
            _PROMPTED[url] = getpass(f"Password for {describe(url)}: ")
            try:
                return _open(kind, url, settings)
            except LookalikeError:
                del _PROMPTED[url]
                raise
        raise LookalikeError(
            f"cannot connect to {describe(url)}",
            detail=" ".join(_without_password(str(error), url).split()),
            hint=_connection_hint(str(error)),
        ) from None


def _wants_password(error: psycopg.OperationalError) -> bool:
    return error.pgconn is not None and error.pgconn.needs_password


def _keep_session(pooled: PooledConnection, url: str) -> None:
    try:
        pooled.keep_session()
    except psycopg.Error as error:
        pooled.close()
        raise LookalikeError(
            f"the pooler allows no transactions in {describe(url)}",
            detail=" ".join(str(error).split()),
            hint="Let it use pool_mode transaction or session here, or connect past it.",
        ) from None


def _is_pooled(connection: psycopg.Connection[Any]) -> bool:
    """Whether the process that answers is another one than the one that let us in."""
    row = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchone()
    if not connection.autocommit:
        connection.commit()
    return row is not None and row[0] != connection.info.backend_pid


def describe(url: str) -> str:
    """Return a URL in words that are safe to print. Raises LookalikeError for an invalid URL."""
    invalid = LookalikeError(
        "the database URL is not valid",
        hint="Write it as postgresql://user:password@host:5432/database; in the password, write "
        "special characters as %XX, such as %40 for @ and %2F for /.",
    )
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its message may quote a part of the password
        raise invalid from None
    if service := parts.get("service"):
        return f'the database of service "{service}"'
    host = parts.get("host") or parts.get("hostaddr") or os.environ.get("PGHOST") or "local socket"
    port = parts.get("port") or os.environ.get("PGPORT") or "5432"
    name = parts.get("dbname") or os.environ.get("PGDATABASE") or parts.get("user") or "default"
    # An unescaped '/' or '@' in a password ends up here.
    if not re.fullmatch(r"[0-9,]+", str(port)) or "@" in f"{host}{name}":
        raise invalid
    return f'database "{name}" on {host} port {port}'


def _without_password(message: str, url: str) -> str:
    password = conninfo_to_dict(url).get("password")
    return message.replace(str(password), "***") if password else message


def _connection_hint(message: str) -> str:
    for sign, hint in (
        ("no password supplied", "Put it into ~/.pgpass (or PGPASSFILE) or into a service file."),
        ("password", "Check user and password in the URL."),
        ("authentication", "Check user and password in the URL."),
        ("pg_hba.conf", "The server does not let this user in from here: see its pg_hba.conf."),
        ("could not translate host name", "Check the host name in the URL."),
        ("resolve host", "Check the host name in the URL."),
        ("refused", "Is the server running there, and listening on that port?"),
        ("No such file", "Is the server running, with its socket in that folder?"),
        ("does not exist", "Create the database first: createdb NAME"),
        ("timeout", "The server does not answer: check host, port and firewall."),
        ("too many", "The server has no free connection; raise its max_connections."),
    ):
        if sign in message:
            return hint
    return "Check the URL given by --database or LOOKALIKE_DATABASE."


def quoted(name: str) -> str:
    """Write the name of a role, a database or a schema as a statement takes it."""
    return sql.Identifier(name).as_string()


def one(connection: psycopg.Connection[Any], query: str, *arguments: object) -> Any:
    """Return the first column of the first row; None if there is no row."""
    row = connection.execute(query.encode(), arguments or None).fetchone()
    return row[0] if row else None
