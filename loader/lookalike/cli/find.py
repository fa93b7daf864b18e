"""`find`: what in the archive is this picture."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import counted, say
from lookalike.database import connect, open_target


def find(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="A file that holds a picture; it is only read.")
    ],
    most: Annotated[
        int, typer.Option("--most", min=1, max=1000, help="Images looked at for each way.")
    ] = 20,
    possible: Annotated[
        bool, typer.Option("--possible", help="List what resembles it and is not proven, too.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find a picture in the archive: copies of it, crops, mirrored or turned ones, with proof."""
    from lookalike.find import describe, find_image  # a second of libraries

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = find_image(connection, image, most)
    proven = [one for one in found if one.proven]
    for one in found if possible else proven:
        say(f"{one.collection}: {one.path}\n    {describe(one)}")
    others = len(found) - len(proven)
    say(
        f"{counted(len(proven), 'image')} of the archive {'is' if len(proven) == 1 else 'are'} this"
        " picture"
        + (f"; {others:,} more resemble it, see --possible" if others and not possible else "")
    )
