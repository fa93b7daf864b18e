"""`lookalike demo`: a little archive to try everything on."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from lookalike.console import say


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write to. It must be new or empty.")
    ],
) -> None:
    """Make a small archive of images, to try Lookalike on.

    It holds photographs with the copies and the trouble that real archives have.
    """
    from lookalike.demo import make_demo  # imports slow libraries

    made = make_demo(folder)
    megabytes = made.byte_size / 1_000_000
    say(
        f"Made {made.files} files ({megabytes:.1f} MB) in {folder}: "
        f"{made.photographs} photographs and their copies, scanned pages, broken uploads "
        "and catalogue.csv."
    )
    say("Next:")
    quoted = shlex.quote(str(folder))
    say(f"  lookalike audit {quoted}")
    say("or, with each of its folders as a collection of its own:")
    say(f"  lookalike audit {quoted}/*/")
