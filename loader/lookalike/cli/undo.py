"""`review undo`, `review decisions`: what people decided, and how they take it back."""

from typing import Annotated

import typer

from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.query import Row, rows
from lookalike.console import say
from lookalike.database import connect, one, open_target


def undo(
    number: Annotated[
        int,
        typer.Argument(
            metavar="DECISION",
            help="The number of the decision: see lookalike review decisions.",
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    records: Annotated[
        bool, typer.Option("--records", help="The decision is about two records.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Take a decision back.

    The decision before it about the same subject counts again, if there is one. Both stay on
    record.
    """
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        row = one(
            connection,
            "SELECT lookalike.undo_record_decision(%s, %s, %s)"
            if records
            else "SELECT lookalike.undo_decision(%s, %s, %s)",
            number,
            by,
            reason,
        )
        (taken,) = rows(connection, "decisions", records=records, only=number, limit=1)
        say(f"Decision {number} is taken back by {by}: {_describe_decision(taken)}.")
        now = rows(connection, "decision_now", records=records, row=row)
        for former in now:
            say(f"Decision {former['decision_id']} counts again: {_describe_decision(former)}.")
        if not now:
            say("No other decision about this counts.")
        for plan in rows(connection, "plans_of_decision", records=records, row=row):
            say(
                f'Plan "{plan["name"]}" still has {plan["path"]}:'
                f" lookalike quarantine show {plan['plan_id']}"
            )


def decisions(
    records: Annotated[
        bool, typer.Option("--records", help="List the decisions about records instead.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="List no more decisions than this.")
    ] = 20,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the decisions, the latest first, also those taken back."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = rows(connection, "decisions", records=records, only=None, limit=limit)
    for row in found:
        say(f"{row['decision_id']}. {_describe_decision(row)}")
        say(f"   {row['decided_by']}, {row['decided_on']}: {row['reason']}")
        if row["undone_by"] is not None:
            say(f"   taken back by {row['undone_by']}, {row['undone_on']}: {row['undone_reason']}")
    if not found:
        say("There is no decision.")


def _describe_decision(row: Row) -> str:
    """A decision with the names of what it is about."""
    names = [name for name in (row["one"], row["other"]) if name is not None]
    return f"{row['decision']}: {' and '.join(names)}"
