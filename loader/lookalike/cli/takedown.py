"""`takedown`: everything that shows a picture or speaks of it. It changes nothing."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.entries import find_entry
from lookalike.cli.images import find_image_id
from lookalike.cli.options import DatabaseOption, DataDirOption, RawValuesOption
from lookalike.cli.query import Row, rows
from lookalike.console import counted, say
from lookalike.csv_output import csv_writer
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError
from lookalike.output import replaced

_HEADINGS = {
    "file": "Files",
    "plan": "Plans",
    "entry": "Catalogue entries",
    "licence": "Licences",
    "publication": "Publications",
    "hold": "Holds",
    "restriction": "Restrictions",
}


def takedown(
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="The image: PATH or COLLECTION:PATH.")
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option("--entry", metavar="ID", help="A catalogue entry instead: [CATALOGUE:]ID."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the list to this file, too.")
    ] = None,
    raw_values: RawValuesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List all that shows a picture or speaks of it.

    Files (copies, versions, composites), plans, entries, licences, publications, holds and
    restrictions. It changes nothing.
    """
    if (path is None) == (entry is None):
        raise LookalikeError("a takedown is of one thing", hint="Give PATH or --entry ID.")
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = rows(
            connection,
            "uses",
            image=None if path is None else find_image_id(connection, path),
            entry=None if entry is None else find_entry(connection, entry),
        )
    heading = None
    for row in found:
        if row["what"] != heading:
            heading = row["what"]
            say(f"{_HEADINGS[heading]}:")
        say(f"  {_describe(row)}")
    if csv is not None:
        with replaced(csv) as file:
            write_row = csv_writer(file, raw_values)
            write_row(list(found[0]))
            for row in found:
                write_row(list(row.values()))
        say(f"{counted(len(found), 'row')} written to {csv}.")
    say("Nothing was changed. Next: lookalike restriction add, lookalike quarantine propose.")


def _describe(row: Row) -> str:
    """One line for a row."""
    names = (
        (row["collection"], row["path"]) if row["path"] else (row["catalogue"], row["external_id"])
    )
    facts = [row["relation"], row["state"], row["explanation"]]
    return ": ".join([":".join(names), ", ".join(fact for fact in facts if fact)])
