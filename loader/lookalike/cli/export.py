"""`export`: what an auditor takes along, in the terms of a standard."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.images import find_image_ids
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.plan import find_plan
from lookalike.console import counted, say
from lookalike.database import connect, open_target
from lookalike.database.snapshot import one_snapshot
from lookalike.errors import LookalikeError
from lookalike.output import replaced
from lookalike.premis.document import images_of_plan, write_premis

app = command_group("Write what an auditor takes along, in the terms of a standard.")


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
