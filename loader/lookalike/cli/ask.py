"""Asks before a command does what is hard to undo."""

import sys
from typing import Annotated

import typer

from lookalike.console import harmless
from lookalike.errors import LookalikeError

YesOption = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask. A command without a terminal needs this.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what the command would do. Change nothing.")
]


def ask(question: str, yes: bool, look: str) -> None:
    """Go on if the answer is yes, or `yes` is given.

    `look` is the command that shows more before one decides. Raises LookalikeError where nobody can
    answer, and typer.Abort after the answer no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise LookalikeError(
            "the command asks before it goes on, and there is no terminal",
            detail=f"The question is: {question}",
            hint=f"Give --yes to answer yes. To look first: {look}",
        )
    typer.confirm(harmless(question), abort=True)
