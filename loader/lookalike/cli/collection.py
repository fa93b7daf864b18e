"""`collection`: the folders that are scanned, and what they hold."""

from typing import Annotated, Literal

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.console import say, say_table
from lookalike.database import connect, one, open_target

app = command_group("List the collections, and say what they hold.")

_UNKNOWN = "unknown"


@app.command("list")
def list_collections(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the collections: images, what they hold, and the folder."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        collections = rows(connection, "collection_list")
    if not collections:
        say("There are no collections: lookalike audit PATH makes one.")
        return
    say_table(
        ("name", "images", "holds", "folder"),
        [
            (row["name"], f"{row['images']:,}", row["holds"] or _UNKNOWN, row["root"])
            for row in collections
        ],
    )


@app.command("set")
def set_(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Name of the collection: see lookalike collection list."
        ),
    ],
    holds: Annotated[
        Literal["masters", "derivatives", "unknown"],
        typer.Option(
            "--holds",
            help="What the collection holds: masters (originals), derivatives (such as access"
            " copies), or unknown.",
        ),
    ],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Declare what a collection holds.

    This is evidence for which image is the original. It takes effect with the next audit, or the
    next lineage and classify.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        before = one(
            connection,
            "SELECT lookalike.set_collection(%s, %s)",
            name,
            None if holds == _UNKNOWN else holds,
        )
    if (before or _UNKNOWN) == holds:
        say(f"Nothing to do: what collection {name} holds is {holds}.")
    else:
        say(f"What collection {name} holds is now {holds}. It was {before or _UNKNOWN}.")
