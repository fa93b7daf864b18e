"""`hold`: keep what a proceeding needs, until its matter is closed."""

from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.console import counted, say, warn_of_notice
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

app = typer.Typer(no_args_is_help=True, help="Hold images for a proceeding, and let them go.")


@app.command()
def place(
    matter: Annotated[
        str, typer.Argument(metavar="MATTER", help="What it is for, as the number of a case.")
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        str | None,
        typer.Option(
            "--image", metavar="PATH", help="An image and its copies: PATH or COLLECTION:PATH."
        ),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            "--entry", metavar="ID", help="A catalogue entry, by its id there; or CATALOGUE:ID."
        ),
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="A whole collection.")
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Hold an image, the images of a catalogue entry, or a collection, from this moment on."""
    named = sum(subject is not None for subject in (image, entry, collection))
    if named != 1:
        raise LookalikeError(
            "nothing to hold is named" if not named else f"a hold is on one thing, not on {named}",
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
            None if entry is None else _find_entry(connection, entry),
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
    hold: Annotated[int, typer.Argument(metavar="HOLD", help="Its number.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Release one hold."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.execute("SELECT lookalike.release_hold(%s, %s, %s)", (hold, by, reason))
        say(f"Hold {hold} released.")


@app.command()
def close(
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="Its name.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Close a matter, which ends all its holds."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        ended = one(connection, "SELECT lookalike.close_matter(%s, %s, %s)", matter, by, reason)
        say(f"Matter {matter} closed: {counted(ended, 'hold')} ended.")


@app.command("list")
def list_holds(
    every: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the holds, and how many images each keeps."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT h.hold_id, m.name, h.reason, h.placed_by, h.placed_at::date, h.image_id,"
            " e.external_id, c.name, coalesce(h.released_at, m.closed_at)::date,"
            " (SELECT count(*) FROM lookalike.held_image i WHERE i.hold_id = h.hold_id)"
            " FROM lookalike_internal.legal_hold h JOIN lookalike_internal.legal_matter m USING (matter_id)"
            " LEFT JOIN lookalike_internal.catalogue_entry e USING (entry_id)"
            " LEFT JOIN lookalike_internal.collection c USING (collection_id)"
            " WHERE %s OR (h.released_at IS NULL AND m.closed_at IS NULL) ORDER BY h.hold_id",
            (every,),
        ).fetchall()
        for number, matter, reason, by, since, image, entry, collection, until, images in rows:
            what = (
                f"image {image} and its copies"
                if image is not None
                else f"catalogue entry {entry}"
                if entry is not None
                else f"collection {collection}"
            )
            ended = f", ended {until}" if until is not None else ""
            say(f"{number}. {matter}: {what}, {counted(images, 'image')}{ended}")
            say(f"   {by}, {since}: {reason}")
        if not rows:
            say("Nothing is held.")


def _find_entry(connection: Connection[Any], entry: str) -> int:
    """The number of the entry with this id, or CATALOGUE:ID. Raises LookalikeError."""
    rows = connection.execute(
        "SELECT e.entry_id, c.name FROM lookalike_internal.catalogue_entry e"
        " JOIN lookalike_internal.catalogue c USING (catalogue_id)"
        " WHERE e.external_id = %s OR c.name || ':' || e.external_id = %s ORDER BY c.name LIMIT 2",
        (entry, entry),
    ).fetchall()
    if not rows:
        raise LookalikeError(
            f'catalogue entry "{entry}" does not exist',
            hint="SELECT external_id FROM catalogue_record lists them.",
        )
    if len(rows) > 1:
        raise LookalikeError(
            f'catalogue entry "{entry}" is in several catalogues',
            hint=f"Say which: --entry '{rows[0][1]}:{entry}'",
        )
    return int(rows[0][0])
