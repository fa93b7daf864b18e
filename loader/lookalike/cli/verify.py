"""`verify`: proofs that the archive's own records are as they were written."""

from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import counted, say
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError

app = typer.Typer(no_args_is_help=True, help="Prove that records are as they were written.")


@app.command()
def log(
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
        row = connection.execute(
            "SELECT is_intact, events, head, first_break, event_id, explanation"
            " FROM lookalike.verify_log(%s)",
            (head,),
        ).fetchone()
        assert row is not None
        is_intact, events, current, first_break, event_id, explanation = row
    if not is_intact:
        where = f" at event {event_id}" if event_id is not None else ""
        raise LookalikeError(
            f"the event log is broken{where}: {first_break}",
            detail=explanation,
            hint="Keep the database as it is, and compare it with a backup.",
        )
    say(f"The event log is intact: {counted(events, 'event')}. {explanation}")
    if current is not None:
        say(f"Head: {current}")
        say("Keep it outside this database; with --head, what it seals cannot be changed unseen.")
