"""One file with a whole database: an archive, and what people built beside it."""

import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

from lookalike.database.connection import connect, one
from lookalike.database.install import install, install_functions, installed
from lookalike.database.login import KINDS
from lookalike.database.pooled import PooledConnection
from lookalike.database.programs import program, program_environment
from lookalike.database.query_files import QueryFiles
from lookalike.database.restored_rights import policies, rights, run_each
from lookalike.database.server_check import SCHEMAS, check_server
from lookalike.database.sources import extension_version
from lookalike.errors import LookalikeError

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
# Settings that the newest pg_restore writes, and older servers do not know.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;"
_HEAD_LINES = 40  # the settings come first
# What an install makes again, with the roles of the other server.
_OUR_RIGHTS = tuple(f"{kind} {schema} " for kind in ("ACL", "DEFAULT ACL") for schema in SCHEMAS)
_OUR_RIGHTS += tuple(f"ACL - SCHEMA {schema} " for schema in SCHEMAS)
_POLICIES = tuple(
    f"{kind} {schema} {what}"
    for kind, what in (("POLICY", ""), ("COMMENT", "POLICY "))
    for schema in SCHEMAS
)
_OUR_POLICY = re.compile(r"POLICY \S+ \S+ (?:everything|shown) ")
_OWNER = "SCHEMA - lookalike_internal "


@dataclass(frozen=True)
class Restored:
    """What a restore left out: statements about rights, each with the reason."""

    refused: list[str]


def dump(url: str, file: Path) -> None:
    """Write the whole database into `file`, in pg_dump's custom format; all of it, or no file.

    Raises LookalikeError where the database holds no archive, or `url` is that of a pooler.
    """
    with connect(url) as connection:
        _refuse_pooler(connection)
        if installed(connection) is None:
            raise LookalikeError(
                "this database holds no archive of this version of lookalike",
                hint="Install or upgrade it first: lookalike install",
            )
        version = connection.info.server_version // 10000
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        with program_environment(url) as (environment, others), draft.open("wb") as stream:
            command = [program("pg_dump", version), "--format=custom", *others]
            _run(command, environment, "the database cannot be dumped", stdout=stream)
        draft.replace(file)
    except OSError as error:
        raise LookalikeError(
            f'cannot write "{file}"', detail=f"{error.strerror}.", hint="Name another file."
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def restore(url: str, file: Path) -> Restored:
    """Restore what `dump` wrote into a database that holds no archive: all of it, or nothing.

    The functions come first, as an extension where the server offers it, else loose, so that the
    indexes and materialized views of people can be built. Owners become the role of `url`; the
    rights of the archive are given to the roles of this server. Raises LookalikeError.
    """
    entries = _entries(file)
    with connect(url) as connection:
        _refuse_pooler(connection)
        version = connection.info.server_version // 10000
        _refuse_archive(connection)
        check_server(connection)
        _refuse_other_vector(connection, entries, file)
        brings_extension = any(_is_extension(entry, "lookalike") for entry in entries)
        makes_functions = brings_extension and not _offers_extension(connection)
    wanted = [
        entry
        for entry in entries
        if not _is_extension(entry, "vector")
        and not _what(entry).startswith(("ACL ", *_OUR_RIGHTS, *_POLICIES, "COMMENT - EXTENSION"))
        and not (
            makes_functions
            and (
                _is_extension(entry, "lookalike") or _what(entry).startswith("SCHEMA - lookalike ")
            )
        )
    ]
    made = False
    try:
        if makes_functions:
            with connect(url, autocommit=False) as connection:
                connection.execute("CREATE SCHEMA lookalike")
                install_functions(connection, "loose")
            made = True
        _feed(url, file, wanted, version)
    except BaseException:
        if made:
            with connect(url) as connection:
                connection.execute("DROP SCHEMA lookalike CASCADE")
        raise
    # An install keeps these. Those on other objects may be for roles that it makes.
    refused = run_each(url, _on_our_objects(url, file, entries))
    others = [entry for entry in entries if _what(entry).startswith("ACL ") and not _is_ours(entry)]
    left = list(rights(_script(file, others)))
    try:
        install(url, force=True)
    except (LookalikeError, psycopg.Error) as error:
        shown = [*refused, *left]
        then = ". Then run the statements above" if shown else ""
        raise LookalikeError(
            "the data is restored, but the installation is not finished",
            shown=shown,
            detail=str(error),
            hint=f"Run: lookalike install --force{then}",
        ) from None
    return Restored([*refused, *run_each(url, left)])


def _on_our_objects(url: str, file: Path, entries: list[str]) -> list[str]:
    """Return the statements with which people gave rights and made policies on objects of ours."""
    ours = [entry for entry in entries if _is_ours(entry)]
    rules = [
        entry
        for entry in entries
        if _what(entry).startswith(_POLICIES) and not _OUR_POLICY.match(_what(entry))
    ]
    owner = next(
        (what.removeprefix(_OWNER) for what in map(_what, entries) if what.startswith(_OWNER)), None
    )
    with connect(url) as connection:
        prefix = one(connection, "SELECT to_regclass('lookalike_internal.role_naming')") and one(
            connection, "SELECT prefix FROM lookalike_internal.role_naming"
        )
    roles = {owner, *(f"{prefix or 'lookalike'}_{kind}" for kind in KINDS)}
    return [*rights(_script(file, ours), roles, owner), *policies(_script(file, rules))]


def _refuse_pooler(connection: psycopg.Connection[Any]) -> None:
    if isinstance(connection, PooledConnection):
        raise LookalikeError(
            "a dump and a restore do not work through a pooler",
            hint="Connect past it, to the address of the server itself.",
        )


def _refuse_archive(connection: psycopg.Connection[Any]) -> None:
    for schema in SCHEMAS:
        if one(connection, "SELECT to_regnamespace(%s)", schema) is not None:
            raise LookalikeError(
                f'database "{connection.info.dbname}" has a schema {schema} already',
                hint="Restore into a new database: createdb NAME",
            )


def _refuse_other_vector(
    connection: psycopg.Connection[Any], entries: list[str], file: Path
) -> None:
    """The dump names the types of pgvector with their schema."""
    script = _script(file, [entry for entry in entries if _is_extension(entry, "vector")])
    there = one(connection, _QUERIES.text("vector_schema"))
    wanted = next(
        (line.split()[-1].rstrip(";") for line in script.splitlines() if "EXTENSION" in line
         and "WITH SCHEMA" in line), None,
    )  # fmt: skip
    if wanted is not None and there != wanted:
        raise LookalikeError(
            f"pgvector is in schema {there} here, and in schema {wanted} in the dump",
            hint="As an administrator, before the restore: ALTER EXTENSION vector SET SCHEMA "
            f"{wanted}. Move it back afterwards.",
        )


def _offers_extension(connection: psycopg.Connection[Any]) -> bool:
    query = (
        "SELECT count(*) FROM pg_available_extension_versions"
        " WHERE name = 'lookalike' AND version = %s"
    )
    return bool(one(connection, query, extension_version()))


def _entries(file: Path) -> list[str]:
    """Return the entries of the table of contents, as pg_restore writes them."""
    if not file.is_file():
        raise LookalikeError(f'there is no file "{file}"', hint="Name what lookalike dump wrote.")
    done = subprocess.run(
        [program("pg_restore"), "--list", file], capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith(";")]
    if done.returncode != 0 or not any("TABLE DATA lookalike_internal" in line for line in lines):
        raise LookalikeError(
            f'"{file}" is not a dump of an archive',
            shown=done.stderr.splitlines(),
            hint="Name a file that lookalike dump, or pg_dump --format=custom, wrote.",
        )
    return lines


def _what(entry: str) -> str:
    """Return an entry without its numbers: kind, schema, name and owner."""
    return entry.split(None, 3)[3]


def _is_extension(entry: str, name: str) -> bool:
    return _what(entry).split()[:3] == ["EXTENSION", "-", name]


def _is_ours(entry: str) -> bool:
    return _what(entry).startswith(_OUR_RIGHTS)


@contextmanager
def _listed(entries: list[str]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", prefix="lookalike-") as listed:
        listed.write("\n".join(entries) + "\n")
        listed.flush()
        yield listed.name


def _script(file: Path, entries: list[str]) -> str:
    with _listed(entries) as name:
        return subprocess.run(
            [program("pg_restore"), "--use-list", name, "--file=-", file],
            capture_output=True,
            text=True,
            check=True,
        ).stdout


def _feed(url: str, file: Path, entries: list[str], version: int) -> None:
    """Run these entries of a dump in one transaction."""
    with (
        _listed(entries) as name,
        program_environment(url) as (environment, others),
        tempfile.TemporaryFile() as told,
    ):
        reading = subprocess.Popen(
            [program("pg_restore"), "--no-owner", "--use-list", name, "--file=-", file],
            stdout=subprocess.PIPE,
            stderr=told,
        )
        command = [program("psql"), "-Xq", "--single-transaction", "-v", "ON_ERROR_STOP=1", *others]
        with tempfile.TemporaryFile() as said:
            running = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment,
            )
            assert reading.stdout is not None
            assert running.stdin is not None
            try:
                _copy(reading.stdout, running.stdin, version)
                if reading.wait() != 0:
                    running.kill()  # at the end of its input it would commit what it has
                running.stdin.close()
            except BrokenPipeError:  # psql has given up, and says why
                reading.kill()
            except BaseException:
                running.kill()
                reading.kill()
                raise
            failed = running.wait() or reading.wait()
            if failed:
                told.seek(0)
                said.seek(0)
                shown = (told.read() + said.read()).decode(errors="replace").splitlines()
                raise LookalikeError(
                    "the dump cannot be restored, and nothing was changed",
                    shown=shown[:10],
                    hint="Restore into a new database: createdb NAME",
                )


def _copy(source: IO[bytes], target: IO[bytes], version: int) -> None:
    for number, line in enumerate(source):
        if number < _HEAD_LINES and version < 17 and line.startswith(_UNKNOWN_BEFORE_17):
            continue
        target.write(line)


def _run(command: list[str], environment: dict[str, str], failure: str, stdout: IO[bytes]) -> None:
    done = subprocess.run(command, env=environment, stdout=stdout, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise LookalikeError(
            failure,
            shown=done.stderr.decode(errors="replace").splitlines()[:10],
            hint="Connect as the owner of the archive.",
        )
