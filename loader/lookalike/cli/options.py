"""The options that every command shares."""

from pathlib import Path
from typing import Annotated

import typer

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
        help="Use the PostgreSQL database at this URL, not the embedded server.",
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
