"""`quarantine export`, `certificate`: what people keep of a plan, outside the database."""

import os
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption, RawValuesOption
from lookalike.cli.plan import PlanArgument, find_plan
from lookalike.cli.query import query_text
from lookalike.console import counted, format_bytes, say
from lookalike.csv_output import csv_writer
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError


def export(
    plan: PlanArgument,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE.csv]", help="The file to write. It must not exist yet."),
    ] = None,
    bagit: Annotated[
        Path | None,
        typer.Option(
            "--bagit",
            metavar="DIR",
            help="Copy the files into a bag (BagIt) in this new folder, with a PREMIS document."
            " The files of the plan are not changed.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="NAME", help="The person who makes the bag."),
    ] = None,
    raw_values: RawValuesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write the files of a plan to a CSV file, or copy them into a bag.

    Each line of the CSV file has the paths, the digests and the state of one file.
    """
    if (file is None) == (bagit is None) or (bagit is None) != (by is None):
        raise LookalikeError(
            "what is to be written is not clear", hint="Give FILE.csv, or --bagit DIR --by NAME."
        )
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = find_plan(connection, plan)
        if bagit is not None and by is not None:
            from lookalike.quarantine.bag import make_bag

            bag = make_bag(connection, plan_id, Path(os.path.realpath(bagit)), by)
            say(
                f"{counted(bag.files, 'file')} ({format_bytes(bag.byte_size)}) copied into the bag"
                f" {bagit}. SHA-256 of its manifest: {bag.manifest}"
            )
            return
        assert file is not None
        try:
            stream = file.open("xb")
        except OSError as error:
            raise LookalikeError(
                f'cannot write "{file}": {error.strerror}',
                hint="Name a file that does not exist yet.",
            ) from error
        with stream, connection.transaction(), connection.cursor("manifest") as cursor:
            cursor.execute(query_text("plan_manifest"), {"plan_id": plan_id})
            write = csv_writer(stream, raw_values)
            first = cursor.fetchone()
            assert cursor.description is not None
            write([column.name for column in cursor.description])
            lines = 0
            for row in [first, *cursor] if first is not None else []:
                write(row)
                lines += 1
        say(f"{counted(lines, 'file')} written to {file}.")


def certificate(
    plan: PlanArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="The page to write.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write a page about a plan, to print and to sign.

    It has the names of both people, the authority, the policy, each file with its digest, and the
    head of the event log.
    """
    from lookalike.database.snapshot import one_snapshot
    from lookalike.output import replaced
    from lookalike.paper.certificate import write_certificate

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = find_plan(connection, plan)
        with replaced(file) as stream, one_snapshot(connection):
            write_certificate(connection, stream, plan_id)
    say(f"Written to {file}.")
