"""`export`: what auditors and analysts take along, in the terms of a standard."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.images import find_image_ids
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.plan import find_plan
from lookalike.console import counted, format_bytes, say, warn
from lookalike.database import connect, open_target
from lookalike.database.snapshot import one_snapshot
from lookalike.errors import LookalikeError
from lookalike.output import replaced

app = command_group("Write what people take along, in the terms of a standard.")


@app.command()
def premis(
    file: Annotated[Path, typer.Argument(metavar="FILE.xml", help="The file to write.")],
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="PLAN", help="The files and the events of this plan."),
    ] = None,
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="PATH",
            help="An image and its events: PATH or COLLECTION:PATH. You can give this option"
            " several times.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All images, and the whole event log.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write files, events, agents and rights as PREMIS 3.

    Event types that the vocabulary of the Library of Congress does not have are written without
    an authority.
    """
    if (plan is not None) + bool(image) + everything != 1:
        raise LookalikeError(
            "what is to be written is not clear", hint="Give --plan, --image or --all."
        )
    from lookalike.premis.document import images_of_plan, write_premis  # no other command needs it

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = None if plan is None else find_plan(connection, plan)
        with replaced(file) as stream, one_snapshot(connection):
            images = find_image_ids(connection, image)
            if plan_id is not None:
                images = images_of_plan(connection, plan_id)
            counts = write_premis(connection, stream, images, plan_id)
    say(
        f"{counted(counts.objects, 'object')}, {counted(counts.events, 'event')},"
        f" {counted(counts.agents, 'agent')} and {counted(counts.rights, 'rights statement')}"
        f" written to {file}."
    )


@app.command()
def audit(
    file: Annotated[Path, typer.Argument(metavar="FILE.html", help="The page to write.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write a page about the archive, to print and to sign.

    It has the head of the event log and what is in the log, the policies, classes, collections,
    holds, plans, fixity checks and settings.
    """
    from lookalike.paper.audit import write_audit  # what makes pages

    with (
        open_target(database, data_dir) as target,
        connect(target.url) as connection,
        replaced(file) as stream,
        one_snapshot(connection),
    ):
        write_audit(connection, stream)
    say(f"Written to {file}.")


@app.command()
def facts(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="The folder to write. It must be new, empty, or an earlier export of this archive,"
            " which is replaced.",
        ),
    ],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write the views of the archive as Parquet files.

    The folder gets a manifest with the digest of each file, and views for DuckDB and Spark. The
    export has what your role may see: a folder made by a role that sees restricted images shows
    them to everybody who can read it.
    """
    from lookalike.export.facts import export_facts

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        exported = export_facts(connection, folder)
    for table in exported.tables:
        say(f"{table['name']}: {counted(table['rows'], 'row')}, {format_bytes(table['bytes'])}")
    for note in exported.notes():
        warn(f"note: {note}")
    say(f"{counted(len(exported.tables), 'table')} written to {folder}, as role")
    say(f"{exported.manifest['role']} sees them. The manifest has the SHA-256")
    say(exported.sha256)
    say("Check a copy with: lookalike export check DIR")


@app.command()
def check(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder that export facts has written.")
    ],
) -> None:
    """Compare the files of an export with its manifest.

    This needs no database. Each file must have the bytes and the rows that the manifest says, and
    no other file may be there.
    """
    from lookalike.export.manifest import check_export

    found = check_export(folder)
    say(
        f"{counted(found.files, 'file')} with {counted(found.rows, 'row')} are as they were"
        f" written ({format_bytes(found.bytes)})."
    )
    say(f"Archive {found.archive_id}, exported at {found.exported_at}.")
    say("The manifest has the SHA-256")
    say(found.sha256)
