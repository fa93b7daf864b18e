"""`lookalike index`: the hamming indexes of a table's column, also without blocking writers."""

from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import say
from lookalike.database import connect, open_target
from lookalike.database.target import database_url
from lookalike.errors import LookalikeError

TableArgument = Annotated[
    str, typer.Argument(metavar="TABLE", help="A table, with its schema if that is not public.")
]
ColumnArgument = Annotated[
    str, typer.Argument(metavar="COLUMN", help="A column of type bit(64), bit(128) or bit(256).")
]
ConcurrentlyOption = Annotated[
    bool,
    typer.Option(
        "--concurrently",
        help="Do not block writers. This takes longer, and waits for open transactions.",
    ),
]


def index(
    table: TableArgument,
    column: ColumnArgument,
    concurrently: ConcurrentlyOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Index a hash column of your own, for within() and nearest().

    The command creates the hamming indexes that are missing. If it fails or is interrupted, run it
    again: it repairs the unfinished indexes.
    """
    # The functions are enough: somebody's database need not hold an archive.
    embedded = database_url(database) is None
    with (
        open_target(database, data_dir, install=embedded) as target,
        connect(target.url) as connection,  # autocommit, which CONCURRENTLY asks for
    ):
        signature = "lookalike.hamming_index_commands(regclass,name,boolean)"
        if connection.execute("SELECT to_regprocedure(%s)", [signature]).fetchone() == (None,):
            raise LookalikeError(
                "this database has no functions of lookalike 0.2 or newer",
                hint="Install them: lookalike install, or CREATE EXTENSION lookalike, "
                "or ALTER EXTENSION lookalike UPDATE.",
            )
        commands = connection.execute(
            "SELECT lookalike.hamming_index_commands(%s::regclass, %s, %s)",
            [table, column, concurrently],
        ).fetchall()
        for (command,) in commands:
            connection.execute(command)
            say(f"{command};")
        if not commands:
            say(f'Nothing to do: column "{column}" of {table} has its hamming indexes.')
