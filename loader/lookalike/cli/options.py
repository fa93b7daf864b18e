"""The options that every command shares."""

from pathlib import Path
from typing import Annotated

import psycopg
import typer
from psycopg.conninfo import conninfo_to_dict

from lookalike.console import warn


def _warn_of_password(context: typer.Context, database: str | None) -> str | None:
    source = context.get_parameter_source("database")
    if database is None or source is None or source.name != "COMMANDLINE":
        return database
    try:
        parts = conninfo_to_dict(database)
    except psycopg.ProgrammingError:  # said where it is used
        return database
    if parts.get("password") or parts.get("sslpassword"):
        warn(
            "note: everybody on this machine can see the password in --database while the command"
            " runs; put it into a password file (PGPASSFILE, ~/.pgpass) or a service file instead"
        )
    return database


DAY_FORMATS = ["%Y-%m-%d"]  # the days that options take

ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="The person who does this.")]

ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="The reason. It stays on record.")
]

RawValuesOption = Annotated[
    bool,
    typer.Option(
        "--raw-values",
        help="Write every text into CSV files as it is. By default, an apostrophe is put before a"
        " text that a spreadsheet would take for a formula.",
    ),
]

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="LOOKALIKE_DATABASE",
        metavar="URL",
        help="Use the PostgreSQL database at this URL, not the embedded server. Put no password"
        " into it: keep that in ~/.pgpass (or PGPASSFILE) or in a service file.",
        callback=_warn_of_password,
        show_envvar=True,
    ),
]

DataDirOption = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        envvar="LOOKALIKE_DATA_DIR",
        metavar="DIR",
        readable=False,  # or Typer would refuse it before our own message and hint
        help="Folder in which the embedded server keeps its data. [default: your data directory]",
        show_envvar=True,
    ),
]
