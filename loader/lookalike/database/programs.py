"""PostgreSQL's own programs on the database in use; no password is on their command lines."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from lookalike.database.connection import describe, prompted_password
from lookalike.database.wheel import POSTGRES_VERSIONS
from lookalike.errors import LookalikeError

# Where Linux distributions keep the terminal descriptions that psql's line editor looks for.
_TERMINFO_DIRS = "/etc/terminfo:/lib/terminfo:/usr/share/terminfo:/usr/lib/terminfo"


def program(name: str, server_version: int = 0) -> str:
    """Return the path of a program that works with a server of this major version.

    Raises LookalikeError where the wheel is older than the server, and PATH has no such program.
    """
    newest, folder = max(POSTGRES_VERSIONS.items())
    if server_version <= newest:
        return str(folder / name)
    if (found := shutil.which(name)) is None:
        raise LookalikeError(
            f"no {name} for PostgreSQL {server_version} on this machine",
            hint="Install the client programs, on Debian for example: "
            f"apt install postgresql-client-{server_version}",
        )
    return found


@contextmanager
def program_environment(url: str) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Give the environment of a program that connects to `url`, and its further arguments."""
    environment, others, secrets = connection_environment(url)
    if (password := prompted_password(url)) is not None:
        environment["PGPASSWORD"] = password  # or the program itself would ask again
    # Parameters for which libpq reads no variable, such as keepalives.
    arguments = ["--dbname", make_conninfo(**others)] if others else []
    with service(environment, secrets) as variables:
        yield environment | variables, arguments


@contextmanager
def service(environment: dict[str, str], secrets: dict[str, str]) -> Iterator[dict[str, str]]:
    """Give the variables that name a service file with these secrets; it lasts for the block."""
    if not secrets:
        yield {}
        return
    if "PGSERVICE" in environment:
        raise LookalikeError(
            f"{' and '.join(secrets)} cannot stand beside a service",
            hint="Put it into the service file, to the other parameters of that service.",
        )
    with tempfile.NamedTemporaryFile("w", prefix="lookalike-", suffix=".conf") as file:
        file.write("[lookalike]\n")
        file.writelines(f"{name}={value}\n" for name, value in secrets.items())
        file.flush()
        yield {"PGSERVICEFILE": file.name, "PGSERVICE": "lookalike"}


def connection_environment(url: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return our environment with the parameters of `url` in it, and those that do not fit.

    The latter are in two parts; the second has those that nobody else may see.
    """
    describe(url)  # a readable error where it is no URL
    environment = dict(os.environ)
    environment.setdefault("TERMINFO_DIRS", _TERMINFO_DIRS)
    others: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for option in Conninfo.parse(url.encode()):
        if option.val is None:
            continue
        if option.envvar:
            environment[option.envvar.decode()] = option.val.decode()
        else:
            is_secret = option.dispchar == b"*"
            (secrets if is_secret else others)[option.keyword.decode()] = option.val.decode()
    return environment, others, secrets
