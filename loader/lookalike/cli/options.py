"""The options that every command shares."""

from pathlib import Path
from typing import Annotated

import typer

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
