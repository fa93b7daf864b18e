"""`lookalike user`: logins for people and programs."""

import sys
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.console import say, say_table
from lookalike.database import connect, open_target
from lookalike.database.login import KINDS, add_login
from lookalike.errors import LookalikeError

app = command_group("Make logins for people and programs.")

RoleChoice = StrEnum("RoleChoice", {kind: kind for kind in KINDS})  # type: ignore[misc]


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the login.")],
    roles: Annotated[
        list[RoleChoice],
        typer.Option(
            "--role", help="What the login may do. Give it more than once for more roles."
        ),
    ],
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help="Read the password from the first line of FILE; - is the standard input. [default:"
            " ask for it]",
        ),
    ] = None,
    no_password: Annotated[
        bool,
        typer.Option(
            "--no-password", help="The server lets the login in without one (peer, LDAP, Kerberos)."
        ),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Make a login that is a member of roles of the archive.

    The password is on no command line and in no log: the server gets only a SCRAM verifier.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        password = None if no_password else _read_password(name, password_file)
        granted = add_login(connection, name, [role.value for role in roles], password)
    say(f'Login "{name}" may do what {", ".join(granted)} may.')


@app.command("list")
def list_(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the logins of the archive and their roles."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = rows(connection, "logins")
    if not found:
        say("No login is a member of a role of this archive. To make one: lookalike user add")
        return
    say_table(("login", "roles"), [(row["login"], row["roles"]) for row in found])


def _read_password(name: str, file: Path | None) -> str:
    if file is None:
        password = _ask(name)
    elif str(file) == "-":
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        try:
            password = (file.read_text().splitlines() or [""])[0]
        except OSError as error:
            raise LookalikeError(
                f'cannot read password file "{file}"',
                detail=f"{error.strerror}.",
                hint="Name a file whose first line is the password.",
            ) from None
        except UnicodeDecodeError:
            raise LookalikeError(
                f'password file "{file}" is not in UTF-8',
                hint="Save it as UTF-8, with the password in the first line.",
            ) from None
    if not password:
        raise LookalikeError("the password is empty", hint="Or give the login none: --no-password")
    return password


def _ask(name: str) -> str:
    if not sys.stdin.isatty():
        raise LookalikeError(
            f'no password for "{name}"',
            hint="Name a file with it: --password-file FILE (- is the standard input).",
        )
    password = getpass(f'Password for the new login "{name}": ')
    if getpass("The same again: ") != password:
        raise LookalikeError("the two passwords differ", hint="Nothing was made. Try again.")
    return password
