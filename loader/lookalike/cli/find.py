"""`find`: what in the archive is this picture."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import counted, say
from lookalike.database import connect, open_target


def find(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="An image file. Lookalike only reads it.")
    ],
    most: Annotated[
        int,
        typer.Option(
            "--most",
            metavar="N",
            min=1,
            max=1000,
            help="Look at no more images than this for each kind of likeness.",
        ),
    ] = 20,
    possible: Annotated[
        bool,
        typer.Option(
            "--possible", help="Also list images that resemble the picture without proof."
        ),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find the images in the archive that show a given picture.

    The command also finds cropped, framed, mirrored and turned copies. It compares the pixels, and
    says how each copy was made.
    """
    from lookalike.find import describe, find_image  # a second of libraries

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = find_image(connection, image, most)
    proven = [one for one in found if one.proven]
    for one in found if possible else proven:
        say(f"{one.collection}: {one.path}")
        say(f"    {describe(one)}")
    others = len(found) - len(proven)
    more = counted(others, "other image resembles", "other images resemble")
    say(
        f"{counted(len(proven), 'image')} of the archive"
        f" {'shows' if len(proven) == 1 else 'show'} this picture."
        + (f" {more} it: see --possible." if others and not possible else "")
    )
