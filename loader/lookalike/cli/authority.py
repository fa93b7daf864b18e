"""`authority`: how long images are kept, what happens then, and who said so."""

from datetime import datetime
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DAY_FORMATS, ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.query import rows
from lookalike.console import say, say_table
from lookalike.database import connect, one, open_target

app = command_group("Say how long images are kept, and see what is due.")

CodeArgument = Annotated[
    str, typer.Argument(metavar="CODE", help="The code by which people and policies name it.")
]


@app.command()
def add(
    code: CodeArgument,
    by: ByOption,
    issued_by: Annotated[
        str,
        typer.Option("--issued-by", metavar="NAME", help="The person or office that issued it."),
    ],
    action: Annotated[
        str,
        typer.Option(
            "--action",
            metavar="ACTION",
            help="What happens at the end: review, transfer or 'set aside'; or retain, for good.",
        ),
    ],
    trigger: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="DATE", help="Count from this date: closed, created or published."
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", metavar="PERIOD", help="Keep the images so long: '7 years'."),
    ] = None,
    series: Annotated[
        str | None,
        typer.Option(
            "--series",
            metavar="SERIES",
            help="Cover this series of records. Without it, only rules name the authority.",
        ),
    ] = None,
    valid_from: Annotated[
        datetime | None,
        typer.Option(
            "--valid-from", metavar="DAY", formats=DAY_FORMATS, help="The first day; else today."
        ),
    ] = None,
    valid_to: Annotated[
        datetime | None,
        typer.Option("--valid-to", metavar="DAY", formats=DAY_FORMATS, help="The last day."),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Add a disposal authority."""
    with archive_to_change(database, data_dir) as (connection, ending):
        one(
            connection,
            "SELECT lookalike.add_authority(%s, %s, %s, %s, %s, %s::interval, %s, %s::date,"
            " %s::date)",
            code,
            action,
            issued_by,
            by,
            trigger,
            period,
            series,
            valid_from,
            valid_to,
        )
        say(f"Authority {code} added.")
        ending.next_step = "To see what is due: lookalike authority due"


@app.command()
def end(
    code: CodeArgument,
    by: ByOption,
    reason: ReasonOption,
    last_day: Annotated[
        datetime | None,
        typer.Option(
            "--last-day", metavar="DAY", formats=DAY_FORMATS, help="The last day; else today."
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """End a disposal authority."""
    with archive_to_change(database, data_dir) as (connection, ending):
        one(
            connection,
            "SELECT lookalike.end_authority(%s, %s, %s, %s::date)",
            code,
            by,
            reason,
            last_day,
        )
        say(f"Authority {code} ended.")
        ending.next_step = "To see what is still due: lookalike authority due"


@app.command("list")
def list_authorities(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the disposal authorities."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        authorities = rows(connection, "authorities")
    for authority in authorities:
        until = f" to {authority['valid_to']}" if authority["valid_to"] is not None else ""
        period = (
            f"{authority['period']} after it was {authority['trigger']}: {authority['action']}"
            if authority["period"] is not None
            else "retain for good"
        )
        of = f", series {authority['series']}" if authority["series"] is not None else ""
        say(f"{authority['code']}{of}: {period}")
        say(f"   {authority['issued_by']}, in force from {authority['valid_from']}{until}")
    if not authorities:
        say("There is no disposal authority.")


@app.command()
def due(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Count the images that are due, by authority and collection."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = rows(connection, "disposal_due")
    if not found:
        say("Nothing is due.")
        return
    say_table(
        ("authority", "action", "collection", "images", "guarded", "since"),
        [
            (
                row["authority"],
                row["action"],
                row["collection"],
                f"{row['images']:,}",
                f"{row['guarded']:,}",
                str(row["since"]),
            )
            for row in found
        ],
    )
    say("To list the images: lookalike psql -c 'SELECT path, due_on, guard FROM disposal_due'")
