"""`lookalike install`: create or upgrade everything in the database in use."""

from enum import StrEnum
from typing import Annotated

import typer

from lookalike import database as db
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import say, warn
from lookalike.database.connection import describe
from lookalike.doctor import role_findings


class ModeChoice(StrEnum):
    """How the stateless functions come into the database."""

    auto = "auto"
    extension = "extension"
    loose = "loose"


_MEANING = {"extension": "functions as an extension", "loose": "functions loose, no extension"}


def install(
    mode: Annotated[
        ModeChoice,
        typer.Option(
            "--mode",
            help="Install the functions as an extension, or loose. auto prefers the extension.",
        ),
    ] = ModeChoice.auto,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Create all views and functions again, also the unchanged ones."
        ),
    ] = False,
    role_prefix: Annotated[
        str | None,
        typer.Option(
            "--role-prefix",
            metavar="NAME",
            help="Name the roles of this archive NAME_analyst and so on, not lookalike_analyst:"
            " roles belong to the whole server, and another archive may have those.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Install or upgrade Lookalike in the database.

    The command installs all of it, or nothing if a step fails.
    """
    from lookalike.picture.agreement import check_hashes  # half a second of libraries

    with db.open_target(database, data_dir, install=False) as target:
        result = db.install(target.url, mode.value, force=force, role_prefix=role_prefix)
        what = f"lookalike {result.version} ({_MEANING[result.mode]}) in {describe(target.url)}"
        say(f"Installed {what}." if result.changed else f"Nothing to do: {what} is up to date.")
        if result.changed:
            with db.connect(target.url) as connection:
                for finding in role_findings(connection):
                    if finding.remedy:
                        warn(f"{finding.level}: {finding.message}")
                        warn(f"         -> {finding.remedy}")
            say("To see what is next: lookalike status")
    hashes = check_hashes(quick=True)
    if hashes.remedy:
        warn(f"{hashes.level}: {hashes.message}")
        warn(f"         -> {hashes.remedy}")
