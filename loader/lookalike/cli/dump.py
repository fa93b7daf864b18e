"""`lookalike dump` and `lookalike restore`: the whole archive in one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import format_bytes, say, warn
from lookalike.database import dump as files
from lookalike.database import open_target
from lookalike.database.connection import describe

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The dump.")]


def dump(
    file: FileArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Write the whole database into one file.

    The archive is in it, and what you built beside it, in the custom format of pg_dump. Images are
    not in it. A file that is there already
    is replaced when the dump is complete.
    """
    with open_target(database, data_dir) as target:
        files.dump(target.url, file)
        say(f"{format_bytes(file.stat().st_size)}: all of {describe(target.url)} is in {file}")
    say("To restore it into a new database: lookalike restore FILE --database URL")


def restore(
    file: FileArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Restore a dump into a database that holds no archive yet.

    The server may be another one, of another version, with or without the files of the extension.
    The command restores all of it, or nothing if a step fails.
    """
    with open_target(database, data_dir, install=False) as target:
        restored = files.restore(target.url, file)
        say(f"{file} is restored into {describe(target.url)}.")
    for statement in restored.refused:
        warn(f"left to do: {statement}")
    say("To compare the log with a head that you kept: lookalike verify log --head HASH")
