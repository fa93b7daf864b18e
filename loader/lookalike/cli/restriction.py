"""`restriction`: what only some roles may see."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.entries import find_entry
from lookalike.cli.grouping import command_group
from lookalike.cli.images import find_image_id
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DAY_FORMATS, ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.query import Row, rows
from lookalike.console import counted, say
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

app = command_group("Restrict what only some roles may see.")


class Kind(StrEnum):
    """Why something is restricted."""

    PERSONAL = "personal data"
    COPYRIGHT = "copyright"
    CULTURE = "culturally sensitive"
    SECURITY = "security"
    DONOR = "donor"
    EMBARGO = "embargo"


@app.command()
def add(
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="'personal data', copyright, 'culturally sensitive', security, donor or embargo.",
        ),
    ],
    basis: Annotated[
        str,
        typer.Option("--basis", metavar="TEXT", help="The law or agreement that demands it."),
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        str | None,
        typer.Option("--image", metavar="PATH", help="Restrict this image: [COLLECTION:]PATH."),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry", metavar="ID", help="Restrict this catalogue entry: ID or CATALOGUE:ID."
        ),
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="Restrict this collection.")
    ] = None,
    folder: Annotated[
        str,
        typer.Option("--folder", metavar="PATH", help="Only this folder of the collection."),
    ] = "",
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", metavar="DAY", formats=DAY_FORMATS, help="The last day. [default: no end]"
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Restrict an image, an entry, or a collection or folder.

    The restriction covers every file that shows the same pictures, and their entries.
    """
    if sum(subject is not None for subject in (image, entry, collection)) != 1:
        raise LookalikeError(
            "a restriction is on one thing", hint="Give one of --image, --entry and --collection."
        )
    with archive_to_change(database, data_dir, area="restriction") as (connection, ending):
        number = one(
            connection,
            "SELECT lookalike.restrict_access(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            kind.value,
            basis,
            by,
            reason,
            None if image is None else find_image_id(connection, image),
            None if entry is None else find_entry(connection, entry),
            collection,
            folder,
            None if until is None else until.date(),
        )
        (placed,) = _find(connection, number)
        say(
            f"Restriction {number} on {_describe(placed)}:"
            f" {counted(placed['images'], 'image')} restricted."
        )
        ending.next_step = "To see what is restricted: lookalike restriction list"


@app.command()
def lift(
    restriction: Annotated[
        int, typer.Argument(metavar="RESTRICTION", help="The number of the restriction.")
    ],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """End a restriction before its last day."""
    with archive_to_change(database, data_dir, area="restriction") as (connection, ending):
        # Nobody but those who see what is restricted finds it here, and the function says the rest.
        found = _find(connection, restriction)
        connection.execute(
            "SELECT lookalike.lift_restriction(%s, %s, %s)", (restriction, by, reason)
        )
        on = "".join(
            f" on {_describe(row)}: {counted(row['images'], 'image')}, unless others restrict them"
            for row in found
        )
        say(f"Restriction {restriction} lifted{on}.")
        ending.next_step = "To see what is still restricted: lookalike restriction list"


@app.command("list")
def list_restrictions(
    every: Annotated[
        bool, typer.Option("--all", help="Also list the restrictions that have ended.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the restrictions that you may see, and count the images of each."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = rows(connection, "restrictions", every=every)
    for row in found:
        end = f" until {row['until']}" if row["until"] is not None else ""
        state = "" if row["state"] == "in force" else f", {row['state']}"
        say(
            f"{row['number']}. {row['kind']}: {_describe(row)},"
            f" {counted(row['images'], 'image')}{end}{state}"
        )
        say(f"   {row['basis']}")
        say(f"   {row['placed_by']}, {row['since']}: {row['reason']}")
    if not found:
        say("No restriction is in force that you may see.")


def _find(connection: Connection[Any], number: int) -> list[Row]:
    """The restriction with this number, if it is in force and this role may see it."""
    return [row for row in rows(connection, "restrictions", every=False) if row["number"] == number]


def _describe(row: Row) -> str:
    """Name what a restriction is on."""
    if row["entry"] is not None:
        return f"catalogue entry {row['entry']}"
    if row["image_id"] is not None:
        return f"image {row['path'] or row['image_id']}"
    return f"collection {row['collection']}" + (f", folder {row['path']}" if row["path"] else "")
