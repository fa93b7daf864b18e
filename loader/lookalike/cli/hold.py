"""`hold`: keep the images that a legal matter needs, until it is closed."""

import shlex
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
from lookalike.console import counted, say, warn_of_notice
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

app = command_group("Keep the images that a legal matter needs, until it is closed.")


_SHOWN = 5  # images of a hold that are named


class Scope(StrEnum):
    """How far a hold reaches."""

    VERSIONS = "versions"
    FILE = "file"


CustodianOption = Annotated[
    str | None,
    typer.Option(
        "--custodian", metavar="NAME", help="The person or office that answers for the hold."
    ),
]


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
    query: Annotated[
        str | None,
        typer.Option(
            "--query",
            metavar="SQL",
            help="Hold the images that this query finds now: SELECT image_id FROM ...",
        ),
    ] = None,
    scope: Annotated[
        Scope,
        typer.Option(
            "--scope",
            help="versions: the copies and versions of each picture, and the files that contain it,"
            " also later ones. file: only files with the same bytes or pixels.",
        ),
    ] = Scope.VERSIONS,
    custodian: CustodianOption = None,
    review_on: Annotated[
        datetime | None,
        typer.Option(
            "--review-on",
            formats=DAY_FORMATS,
            help="The day to look whether the hold is still needed.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Hold an image, an entry, a collection, or what a query finds.

    The hold takes effect at once. The images it covers may not leave the archive.
    """
    named = sum(subject is not None for subject in (image, entry, collection, query))
    if named != 1:
        raise LookalikeError(
            "no subject of the hold is named" if not named else "a hold has only one subject",
            hint="Give one of --image, --entry, --collection and --query.",
        )
    with archive_to_change(database, data_dir, area="hold") as (connection, _):
        connection.add_notice_handler(warn_of_notice)
        hold_id = one(
            connection,
            "SELECT lookalike.place_hold(%s, %s, %s, %s, %s, %s,"
            f" {_list_images(connection, query)}, %s, %s, %s, %s)",
            matter,
            reason,
            by,
            None if image is None else find_image_id(connection, image),
            None if entry is None else find_entry(connection, entry),
            collection,
            query,
            "file" if scope is Scope.FILE else "picture and versions",
            custodian,
            None if review_on is None else review_on.date(),
        )
        placed = _find(connection, hold_id)
        say(
            f"Hold {hold_id} for {matter}, on {_describe(placed)}:"
            f" {counted(placed['images'], 'image')} held."
        )
        _say_covered(placed)


@app.command()
def review(
    hold: Annotated[int, typer.Argument(metavar="HOLD", help="The number of the hold.")],
    by: ByOption,
    reason: ReasonOption,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=DAY_FORMATS, help="The day of the next review."),
    ] = None,
    custodian: CustodianOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Note that a hold is still needed, and set the day of its next review."""
    day = None if on is None else on.date()
    with archive_to_change(database, data_dir, area="hold") as (connection, _):
        connection.execute(
            "SELECT lookalike.review_hold(%s, %s, %s, %s, %s)", (hold, by, reason, day, custodian)
        )
        say(
            _say_of(connection, hold, "stays")
            + (f" Next review on {day}." if day else " No review is due.")
        )


@app.command()
def release(
    hold: Annotated[int, typer.Argument(metavar="HOLD", help="The number of the hold.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Ask to release one hold; another person confirms it."""
    with archive_to_change(database, data_dir, area="hold") as (connection, ending):
        connection.execute("SELECT lookalike.release_hold(%s, %s, %s)", (hold, by, reason))
        say(_say_of(connection, hold, "stays until another person confirms its end"))
        ending.next_step = f"Another person can confirm it: lookalike hold confirm {hold} --by NAME"


@app.command()
def close(
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="The name of the matter.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Ask to close a matter with its holds; another person confirms it."""
    with archive_to_change(database, data_dir, area="hold") as (connection, ending):
        active = one(connection, "SELECT lookalike.close_matter(%s, %s, %s)", matter, by, reason)
        say(f"Matter {matter} stays open, with {counted(active, 'hold')}.")
        ending.next_step = (
            "Another person can confirm its end:"
            f" lookalike hold confirm --matter {shlex.quote(matter)} --by NAME"
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
    with archive_to_change(database, data_dir, area="hold") as (connection, _):
        if matter is None and hold is not None:
            said = _say_of(connection, hold, "is released")
            connection.execute("SELECT lookalike.confirm_release(%s, %s)", (hold, by))
            say(said)
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
    with archive_to_change(database, data_dir, area="hold") as (connection, _):
        if matter is None and hold is not None:
            connection.execute("SELECT lookalike.refuse_release(%s, %s, %s)", (hold, by, reason))
            say(_say_of(connection, hold, "stays"))
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
    """List the holds, with the first images of each."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        holds = rows(connection, "holds", every=every, hold=None)
    for hold in holds:
        what = _describe(hold)
        ended = f", ended {hold['until']}" if hold["until"] is not None else ""
        images = counted(hold["images"], "image")
        say(f"{hold['hold_id']}. {hold['matter']}: {what}, {images}{ended}")
        _say_covered(hold)
        say(f"   {hold['placed_by']}, {hold['since']}: {hold['reason']}")
        if hold["custodian"] is not None:
            say(f"   {hold['custodian']} answers for it")
        if hold["query"] is not None:
            say(f"   {hold['query']}")
        if hold["review_on"] is not None and hold["until"] is None:
            say(f"   next review {hold['review_on']}" + (", due" if hold["is_due"] else ""))
        if hold["asked_by"] is not None and hold["until"] is None:
            say(
                f"   {hold['asked_by']} asked to release it on {hold['asked_on']}:"
                f" {hold['asked_reason']}"
            )
            say(f"   It stays until another person confirms: lookalike hold confirm {_how(hold)}")
    if not holds:
        say("Nothing is held.")


def _find(connection: Connection[Any], hold: int) -> Row:
    """One hold, active or ended. Raises LookalikeError if there is no such hold."""
    found = rows(connection, "holds", every=True, hold=hold)
    if not found:
        raise LookalikeError(
            f"hold {hold} does not exist", hint="List the holds: lookalike hold list --all"
        )
    return found[0]


def _say_of(connection: Connection[Any], hold: int, what: str) -> str:
    """Say what happens to a hold, and name what it is on, so that nobody has to know its number."""
    found = _find(connection, hold)
    return (
        f"Hold {hold} for {found['matter']} {what}:"
        f" {_describe(found)}, {counted(found['images'], 'image')}."
    )


def _say_covered(hold: Row) -> None:
    """Name the first images that a hold covers beside the image that it names."""
    others = [path for path in hold["first_paths"] if path != hold["image"]]
    named = len(hold["first_paths"]) - len(others)
    for path in others[:_SHOWN]:
        say(f"   {path}")
    left = hold["images"] - named - len(others[:_SHOWN])
    if left > 0:
        say(
            f"   and {counted(left, 'other image')}: view held_image lists all"
            f" (hold_id {hold['hold_id']})"
        )


def _describe(hold: Row) -> str:
    """Name what a hold covers."""
    reach = "" if hold["scope"] == "file" else " and their versions"
    if hold["image_id"] is not None:
        one_reach = "copies" if hold["scope"] == "file" else "versions"
        return f"image {hold['image']} and its {one_reach}"
    if hold["image_count"] is not None:
        return f"a list of {counted(hold['image_count'], 'image')}{reach}"
    if hold["entry"] is not None:
        return f"the images of catalogue entry {hold['entry']}{reach}"
    return f"the images of collection {hold['collection']}{reach}"


def _list_images(connection: Connection[Any], query: str | None) -> str:
    """Give the SQL of the images that a query of the user finds; it runs with the user's rights.

    Raises LookalikeError if the query has no column image_id.
    """
    if query is None:
        return "NULL"
    # As in `lookalike psql`, names of views need no schema.
    connection.execute(
        "SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'),"
        " ''), 'lookalike', 'lookalike_detail'), false)"
    )
    # The line feed ends a comment that the query may end with.
    inner = "(" + query.rstrip(" \t\r\n;").replace("%", "%%") + "\n) AS found"
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute(f"SELECT * FROM {inner} LIMIT 0".encode(), ())  # noqa: S608
        columns = [column.name for column in cursor.description or ()]
    if "image_id" not in columns:
        raise LookalikeError(
            "the query gives no column image_id", hint="For example: SELECT image_id FROM image"
        )
    return f"ARRAY(SELECT image_id FROM {inner})"  # noqa: S608


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
