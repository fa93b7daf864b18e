"""`lookalike doctor`: find what is wrong, and say how to repair it."""

import typer

from lookalike import doctor as checks
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import say


def doctor(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Find what is wrong, and say how to repair it.

    The command checks the machine, the server, the schema and the image decoders. It ends with exit
    code 1 if it finds an error.
    """
    errors = 0
    for finding in checks.examine(database, data_dir):
        say(f"{finding.level:7}  {finding.message}")
        if finding.remedy:
            say(f"         -> {finding.remedy}")
        errors += finding.level == "error"
    if errors:
        raise typer.Exit(1)
