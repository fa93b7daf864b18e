"""The options that every command shares."""

from pathlib import Path
from typing import Annotated

import typer

ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does this: a person.")]

ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; kept for good.")]

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="LOOKALIKE_DATABASE",
        metavar="URL",
        help="PostgreSQL URL to use instead of the embedded server.",
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
        help="Where the embedded server keeps its data. [default: the user's data directory]",
        show_envvar=True,
    ),
]
