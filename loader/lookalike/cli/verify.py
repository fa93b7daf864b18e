"""`verify`: proofs that the archive's own records are as they were written."""

from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.console import counted, say
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError


def verify(
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="HASH",
            help="What an earlier call has printed, and was kept outside the database.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Prove the event log: every event as it was written, none missing; else name the first break.

    Ends with exit code 1 if the chain is broken, or does not hold the head that is given.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        (log_state,) = rows(connection, "verify_log", head=head)
    if not log_state["is_intact"]:
        where = f" at event {log_state['event_id']}" if log_state["event_id"] is not None else ""
        raise LookalikeError(
            f"the event log is broken{where}: {log_state['first_break']}",
            detail=log_state["explanation"],
            hint="Keep the database as it is, and compare it with a backup.",
        )
    events = counted(log_state["events"], "event")
    say(f"The event log is intact: {events}. {log_state['explanation']}")
    if log_state["head"] is not None:
        say(f"Head: {log_state['head']}")
        say("Keep it outside this database; with --head, what it seals cannot be changed unseen.")
