"""`hold`: keep the images that a legal matter needs, until it is closed."""

import shlex
from typing import Annotated

import typer

from lookalike.cli.entry import find_entry
from lookalike.cli.grouping import command_group
from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.query import Row, rows
from lookalike.console import counted, say, warn_of_notice
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

app = command_group("Keep the images that a legal matter needs, until it is closed.")


@app.command()
def place(
    matter: Annotated[
        str, typer.Argument(metavar="MATTER", help="The legal matter, for example a case number.")
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        str | None,
        typer.Option(
            "--image",
            metavar="PATH",
            help="Hold this image and its copies: PATH or COLLECTION:PATH.",
        ),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry",
            metavar="ID",
            help="Hold the images of this catalogue entry: ID or CATALOGUE:ID.",
        ),
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="NAME", help="Hold all images of this collection."),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Hold an image, the images of an entry, or a collection.

    The hold takes effect at once. The images it covers may not leave the archive.
    """
    named = sum(subject is not None for subject in (image, entry, collection))
    if named != 1:
        raise LookalikeError(
            "no subject of the hold is named" if not named else "a hold has only one subject",
            hint="Give one of --image, --entry and --collection.",
        )
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.add_notice_handler(warn_of_notice)
        hold_id = one(
            connection,
            "SELECT lookalike.place_hold(%s, %s, %s, lookalike.find_path(%s), %s, %s)",
            matter,
            reason,
            by,
            image,
            None if entry is None else find_entry(connection, entry),
            collection,
        )
        images = one(
            connection,
            "SELECT count(*) FROM lookalike.held_image WHERE hold_id = %s",
            hold_id,
        )
        say(f"Hold {hold_id} for {matter}: {counted(images, 'image')} held.")


@app.command()
def release(
    hold: Annotated[int, typer.Argument(metavar="HOLD", help="The number of the hold.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Ask to release one hold; another person confirms it."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.execute("SELECT lookalike.release_hold(%s, %s, %s)", (hold, by, reason))
        say(f"Hold {hold} stays until another person confirms: lookalike hold confirm {hold}")


@app.command()
def close(
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="The name of the matter.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Ask to close a matter with its holds; another person confirms it."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        active = one(connection, "SELECT lookalike.close_matter(%s, %s, %s)", matter, by, reason)
        say(
            f"Matter {matter} stays open, with {counted(active, 'hold')}, until another person"
            f" confirms: lookalike hold confirm --matter {shlex.quote(matter)}"
        )


HoldArgument = Annotated[int | None, typer.Argument(metavar="HOLD", help="The number of the hold.")]
MatterOption = Annotated[
    str | None, typer.Option("--matter", metavar="MATTER", help="The name of the matter.")
]


@app.command()
def confirm(
    by: ByOption,
    hold: HoldArgument = None,
    matter: MatterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """End a hold, or all holds of a matter, as another person asked."""
    _check_subject(hold, matter)
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        if matter is None:
            connection.execute("SELECT lookalike.confirm_release(%s, %s)", (hold, by))
            say(f"Hold {hold} released.")
        else:
            ended = one(connection, "SELECT lookalike.confirm_close(%s, %s)", matter, by)
            say(f"Matter {matter} closed: {counted(ended, 'hold')} ended.")


@app.command()
def refuse(
    by: ByOption,
    reason: ReasonOption,
    hold: HoldArgument = None,
    matter: MatterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Keep a hold, or the holds of a matter, that somebody wants to end."""
    _check_subject(hold, matter)
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        if matter is None:
            connection.execute("SELECT lookalike.refuse_release(%s, %s, %s)", (hold, by, reason))
            say(f"Hold {hold} stays.")
        else:
            connection.execute("SELECT lookalike.refuse_close(%s, %s, %s)", (matter, by, reason))
            say(f"Matter {matter} stays open.")


@app.command("list")
def list_holds(
    every: Annotated[
        bool, typer.Option("--all", help="Also list the holds that have ended.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the holds, and count the images of each."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        holds = rows(connection, "holds", every=every)
    for hold in holds:
        what = (
            f"image {hold['image_id']} and its copies"
            if hold["image_id"] is not None
            else f"catalogue entry {hold['entry']}"
            if hold["entry"] is not None
            else f"collection {hold['collection']}"
        )
        ended = f", ended {hold['until']}" if hold["until"] is not None else ""
        images = counted(hold["images"], "image")
        say(f"{hold['hold_id']}. {hold['matter']}: {what}, {images}{ended}")
        say(f"   {hold['placed_by']}, {hold['since']}: {hold['reason']}")
        if hold["asked_by"] is not None and hold["until"] is None:
            say(
                f"   {hold['asked_by']} asked to release it on {hold['asked_on']}:"
                f" {hold['asked_reason']}"
            )
            say(f"   It stays until another person confirms: lookalike hold confirm {_how(hold)}")
    if not holds:
        say("Nothing is held.")


def _how(hold: Row) -> str:
    """Name what is to be confirmed: the hold, or its matter."""
    if hold["is_matter"]:
        return f"--matter {shlex.quote(hold['matter'])}"
    return str(hold["hold_id"])


def _check_subject(hold: int | None, matter: str | None) -> None:
    if (hold is None) == (matter is None):
        raise LookalikeError(
            "no hold is named" if hold is None else "a hold and a matter are both named",
            hint="Give the number of a hold, or --matter MATTER.",
        )
