"""`find`: what in the archive is this picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.console import counted, say
from lookalike.database import connect, open_target

_NEAREST = 20  # images to list if no image is proven


def find(
    image: Annotated[
        Path, typer.Argument(metavar="IMAGE", help="An image file. Lookalike only reads it.")
    ],
    most: Annotated[
        int | None,
        typer.Option(
            "--most",
            metavar="N",
            min=1,
            max=1000,
            help="Look at no more images than this for each kind of likeness. [default: 20, and 100"
            " if none of the 20 is the picture]",
        ),
    ] = None,
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
        (archive,) = rows(connection, "present_images")
    proven = [one for one in found if one.proven]
    shown = found if possible else proven or found[:_NEAREST]
    for one in shown:
        say(f"{one.collection}: {one.path}")
        say(f"    {describe(one)}")
    say(" ".join(_conclusion(len(proven), len(found), len(shown), archive["images"])))


def _conclusion(proven: int, compared: int, shown: int, archive: int) -> Iterator[str]:
    if not archive:
        yield "The archive holds no image. To scan a folder: lookalike audit FOLDER"
        return
    if proven:
        yield f"{counted(proven, 'image')} of the archive {'shows' if proven == 1 else 'show'}"
        yield "this picture."
    else:
        yield "No image of the archive is proven to show this picture."
    yield f"It was compared with {compared:,} of {counted(archive, 'image')}, the most alike."
    if shown and not proven:
        yield f"The nearest {shown:,} are above, without proof."
        yield "A crop that shows little detail, such as sky, cannot be proven."
    if shown < compared:
        yield f"To list all {compared:,}: --possible."
