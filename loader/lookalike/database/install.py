"""Brings a database up to date: the functions, the tables by Alembic, the replaceable files."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import psycopg
from psycopg import sql

from lookalike.console import note, warn
from lookalike.database.connection import connect, one
from lookalike.database.lock_holders import Holder, lock_holders
from lookalike.database.query_files import QueryFiles
from lookalike.database.server_check import SCHEMAS, as_numbers, check_server
from lookalike.database.sources import (
    extension_files,
    extension_version,
    replaceable_files,
    source_digest,
    state_files,
)
from lookalike.database.sql_file import run_sql_file, use_search_path
from lookalike.errors import LookalikeError
from lookalike.resources import MIGRATIONS

if TYPE_CHECKING:
    import sqlalchemy

Mode = Literal["extension", "loose"]
_PREFIX = r"(?!pg(_|$))[a-z][a-z0-9_]{0,39}"
_TURN_SECONDS = 0.3
_PAUSE_SECONDS = 1.0
_RETRIED = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_LOCK_KEY = 0x6C6F6F6B  # "look": one install at a time in a database


@dataclass(frozen=True)
class InstallResult:
    """The installation, and whether this install had to change anything."""

    mode: Mode
    version: str
    changed: bool


def install(
    url: str,
    mode: Literal["auto", "extension", "loose"] = "auto",
    *,
    force: bool = False,
    patience: float = 60.0,
    role_prefix: str | None = None,
) -> InstallResult:
    """Bring the database at `url` up to date in one transaction.

    The functions are installed as an extension where the server offers it, else loose. An
    archive keeps its mode. `force` runs every replaceable file again even if nothing changed.
    `role_prefix` begins the names of the roles of this archive; with None they stay as they are.
    Where another session uses the archive, the install tries again for `patience` seconds, in short
    turns between which it holds no lock. Raises LookalikeError, which names that session.
    """
    if role_prefix is not None and not re.fullmatch(_PREFIX, role_prefix):
        raise LookalikeError(
            f'"{role_prefix}" cannot begin the names of roles',
            hint="Use up to 40 small letters, digits and underscores: a letter first, and not pg_.",
        )
    force = force or role_prefix is not None
    with connect(url) as connection:
        if not force and (current := installed(connection)) is not None:
            _refuse_other_mode(mode, current.mode)
            return current
    return _in_turns(url, mode, force, patience, role_prefix)


def installed(connection: psycopg.Connection[Any]) -> InstallResult | None:
    """Return the installation, or None unless it is complete and from these sources.

    Raises LookalikeError if a newer lookalike has installed it.
    """
    if one(connection, "SELECT to_regclass('lookalike_internal.installation')") is None:
        return None
    row = connection.execute(
        "SELECT version, mode, source_digest FROM lookalike_internal.installation"
    ).fetchone()
    if row is None:
        return None
    version, mode, digest = row
    if as_numbers(version) > as_numbers(extension_version()):
        raise LookalikeError(
            f"this database was installed by lookalike {version}",
            detail=f"This is lookalike {extension_version()}.",
            hint="Upgrade: pip install --upgrade lookalike",
        )
    complete = (
        digest == _digest(connection)
        and (mode == "extension") == (_created_version(connection) is not None)
        and one(connection, "SELECT to_regprocedure('lookalike.within(bit,bit,integer)')")
    )
    return InstallResult(mode, version, changed=False) if complete else None


def install_functions(connection: psycopg.Connection[Any], mode: Mode) -> None:
    """Create or update only the stateless functions, with the search_path of an extension."""
    if mode == "extension":
        _install_extension(connection)
        return
    use_search_path(connection)
    for path in extension_files():
        run_sql_file(connection, path)


def _in_turns(
    url: str, mode: str, force: bool, patience: float, role_prefix: str | None
) -> InstallResult:
    """Try until nobody else uses the archive.

    A lock that waits keeps all that come after it waiting, so no turn waits for long. But the
    server ends an autovacuum only for a lock that has waited for deadlock_timeout.
    """
    end = time.monotonic() + patience
    told: list[Holder] = []
    turn = _TURN_SECONDS
    while True:
        try:
            return _in_transaction(url, mode, force, patience, role_prefix, turn)
        except (psycopg.Error, LookalikeError) as error:
            cause = error if isinstance(error, psycopg.Error) else error.__cause__
            if isinstance(cause, psycopg.errors.InsufficientPrivilege):
                raise LookalikeError(
                    f"not allowed to install: {cause.diag.message_primary}",
                    hint="Connect as the role that installed lookalike here, or as the owner of "
                    "the database.",
                ) from error
            if not isinstance(cause, _RETRIED):
                raise
            with connect(url) as connection:
                holders = lock_holders(connection)
                turn = _TURN_SECONDS
                if any(holder.is_autovacuum for holder in holders):
                    turn += float(one(connection, _QUERIES.text("deadlock_timeout")))
            if time.monotonic() >= end:
                raise _in_use(holders, patience) from error
            if [holder.name for holder in holders] != [holder.name for holder in told]:
                told = holders
                for holder in holders:
                    warn(f"install: waiting for {holder.description}")
        time.sleep(min(_PAUSE_SECONDS, patience))


def _in_use(holders: list[Holder], patience: float) -> LookalikeError:
    remedies = "; ".join(holder.remedy for holder in holders if holder.remedy)
    return LookalikeError(
        "other sessions keep the archive locked, so nothing was installed",
        shown=[holder.description for holder in holders],
        detail=f"Tried for {patience:g} seconds, and waited only a moment at a time.",
        hint="Let running commands, long queries and open transactions end, or end them"
        + (f": {remedies}. " if remedies else ". ")
        + "Then try again.",
    )


def _in_transaction(
    url: str, mode: str, force: bool, patience: float, role_prefix: str | None, turn: float
) -> InstallResult:
    """Do the work on one connection that Alembic and we share."""
    import sqlalchemy  # takes half a second to import, and is rarely needed

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(url, autocommit=False),
        poolclass=sqlalchemy.NullPool,
    )
    notices: list[tuple[str, str]] = []
    with engine.begin() as shared:
        raw = cast(psycopg.Connection[Any], shared.connection.driver_connection)
        check_server(raw)
        # Only other installs wait for these locks.
        _set_lock_timeout(raw, patience)
        _wait_for_other_installs(raw)
        # Of two installs at once, the second finds the work done.
        if not force and (current := installed(raw)) is not None:
            return current
        _set_lock_timeout(raw, turn)
        tables = one(raw, _QUERIES.text("tables_to_lock"))
        if tables is not None:
            raw.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE".encode())

        def keep(notice: psycopg.errors.Diagnostic) -> None:
            # The server itself also says what it skips, and has no hint for it.
            if notice.message_hint:
                notices.append((notice.message_primary or "", notice.message_hint))

        raw.add_notice_handler(keep)
        result = _install(shared, raw, mode, role_prefix)
    for message, hint in notices:
        note(message, hint)
    return result


def _set_lock_timeout(connection: psycopg.Connection[Any], seconds: float) -> None:
    milliseconds = f"{max(1, round(seconds * 1000))}ms"
    connection.execute("SELECT set_config('lock_timeout', %s, true)", [milliseconds])


def _wait_for_other_installs(connection: psycopg.Connection[Any]) -> None:
    """Take the lock of installs until the transaction ends.

    Anybody could keep an advisory lock, so it is used only where there is no table to lock yet.
    """
    table = "SELECT to_regclass('lookalike_internal.installation')"
    if one(connection, table) is None:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    if one(connection, table) is not None:
        connection.execute("LOCK TABLE lookalike_internal.installation IN EXCLUSIVE MODE")


def _install(
    shared: "sqlalchemy.Connection",
    connection: psycopg.Connection[Any],
    mode: str,
    role_prefix: str | None,
) -> InstallResult:
    _refuse_unreleased(connection)
    for schema in SCHEMAS:
        if one(connection, "SELECT to_regnamespace(%s)", schema) is None:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    chosen = _choose_mode(connection, mode)
    install_functions(connection, chosen)
    use_search_path(connection)
    if one(connection, "SELECT to_regclass('lookalike_internal.alembic_version')") is None:
        for path in state_files():
            run_sql_file(connection, path)
        _run_alembic(shared, "stamp")
    else:
        _run_alembic(shared, "upgrade")
    if role_prefix is not None:
        connection.execute(_QUERIES.text("set_role_prefix"), {"prefix": role_prefix})
    for path in replaceable_files():
        run_sql_file(connection, path)
    version = extension_version()
    connection.execute(
        "SELECT lookalike_internal.record_installation(%s, %s, %s)",
        [version, chosen, _digest(connection)],
    )
    return InstallResult(chosen, version, changed=True)


def _digest(connection: psycopg.Connection[Any]) -> str:
    """Return what an installation is made of: our files, and the server that has read them.

    After pg_upgrade the server writes functions and views that the older one has read in another
    way than its own, so they are created again.
    """
    return f"{source_digest()} {connection.info.server_version // 10000}"


def _refuse_unreleased(connection: psycopg.Connection[Any]) -> None:
    """Refuse an archive from before the first release: nothing can upgrade it."""
    # A table of that name alone may be of another program that works in our schema.
    tables = (
        "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('lookalike')"
        " AND relname IN ('alembic_version', 'image', 'fingerprint', 'run') AND relkind = 'r'"
    )
    if one(connection, tables) == 4:
        raise LookalikeError(
            "this database holds an archive of an unreleased version of lookalike",
            detail="Its tables cannot be upgraded. Nothing was changed.",
            hint="Use another database or --data-dir, and scan again; files are never changed.",
        )


def _run_alembic(shared: "sqlalchemy.Connection", what: Literal["stamp", "upgrade"]) -> None:
    """Mark new tables as up to date, or run the missing revisions on old tables."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = shared
    try:
        (command.stamp if what == "stamp" else command.upgrade)(config, "head")
    except CommandError as error:
        raise LookalikeError(
            "the tables cannot be upgraded",
            detail=f"{error}.",
            hint="A newer lookalike may have installed them; upgrade with pip.",
        ) from error


def _choose_mode(connection: psycopg.Connection[Any], wanted: str) -> Mode:
    """Keep the mode of an earlier install; else prefer the extension where it is offered."""
    if _created_version(connection) is not None:
        _refuse_other_mode(wanted, "extension")
        return "extension"
    if one(connection, "SELECT to_regprocedure('lookalike.hamming_distance(bit,bit)')"):
        _refuse_other_mode(wanted, "loose")
        return "loose"
    if wanted == "loose":
        return "loose"
    if _is_offered(connection):
        return "extension"
    if wanted == "extension":
        raise _not_offered()
    return "loose"


def _refuse_other_mode(wanted: str, current: str) -> None:
    if wanted not in ("auto", current):
        raise LookalikeError(
            f"the functions are installed already, in mode {current}",
            detail="Indexes rest on them, so they cannot change owner in place.",
            hint="Leave --mode away, or use another database.",
        )


def _install_extension(connection: psycopg.Connection[Any]) -> None:
    created = _created_version(connection)
    if created == extension_version():
        return
    if not _is_offered(connection):
        raise _not_offered()
    action = "CREATE EXTENSION lookalike VERSION {}"
    if created is not None:
        action = "ALTER EXTENSION lookalike UPDATE TO {}"
    connection.execute(sql.SQL(action).format(sql.Literal(extension_version())))


def _created_version(connection: psycopg.Connection[Any]) -> str | None:
    query = "SELECT extversion FROM pg_extension WHERE extname = 'lookalike'"
    return cast("str | None", one(connection, query))


def _is_offered(connection: psycopg.Connection[Any]) -> bool:
    query = "SELECT FROM pg_available_extension_versions WHERE name = 'lookalike' AND version = %s"
    return connection.execute(query, [extension_version()]).fetchone() is not None


def _not_offered() -> LookalikeError:
    return LookalikeError(
        f"the server does not offer extension lookalike {extension_version()}",
        hint="Install its files on the server (make install PG_CONFIG=...), "
        "or install the functions loose: lookalike install --mode loose",
    )
