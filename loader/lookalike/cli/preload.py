"""`preload`: a process that has loaded the libraries, so that commands begin at once."""

from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.console import counted, say
from lookalike.preload import control

app = command_group("Keep a process with the libraries loaded: commands begin at once.")


@app.command()
def start(
    minutes: Annotated[
        int,
        typer.Option(
            "--minutes",
            min=1,
            metavar="N",
            help="End the process after N minutes without a command.",
        ),
    ] = 60,
) -> None:
    """Start a process that runs your commands, with all libraries loaded.

    Only your own commands use it. A command whose user, code, rights or settings of libraries
    differ runs by itself, and so does psql. The process ends when Lookalike is upgraded.
    """
    is_new = control.start(minutes)
    (process,) = control.serving()
    say(
        f"The preloaded process {'has started' if is_new else 'runs already'} (process {process})."
        " It ends by itself, or with: lookalike preload stop"
    )


@app.command()
def stop() -> None:
    """Stop your preloaded processes.

    A command that one of them runs goes on to its end.
    """
    ended = control.stop()
    if ended:
        say(f"{counted(ended, 'preloaded process', 'preloaded processes')} stopped.")
    else:
        say("No preloaded process was running.")


@app.command()
def status() -> None:
    """Say whether a preloaded process runs your commands."""
    serving = control.serving()
    for process in serving:
        say(f"Process {process} runs commands like this one.")
    if not serving:
        say("No preloaded process runs commands like this one. Each loads the libraries itself.")
    for process in control.others():
        say(f"Process {process} is for other code, rights or settings.")
