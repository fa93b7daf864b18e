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
            help="A head that an earlier call printed, and that you kept outside the database.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Prove that the event log is complete and unchanged.

    Each event has the hash of the event before it. The command computes all hashes again, and names
    the first event that is wrong. It ends with exit code 1 if the log is broken, or if the log does
    not hold the head that you give.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        (log_state,) = rows(connection, "verify_log", head=head)
    if not log_state["is_intact"]:
        where = f" at event {log_state['event_id']}" if log_state["event_id"] is not None else ""
        raise LookalikeError(
            f"the event log is broken{where}: {log_state['first_break']}",
            detail=log_state["explanation"],
            hint="Do not change the database. Compare it with a backup.",
        )
    events = counted(log_state["events"], "event")
    say(f"The event log is intact: {events}. {log_state['explanation']}")
    if log_state["head"] is not None:
        say(f"Head: {log_state['head']}")
        say(
            "Keep this head outside the database. With it, lookalike verify --head HASH finds any"
            " later change of these events."
        )
