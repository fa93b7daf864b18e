"""`evaluate`: how many edited copies of the user's own pictures would be found."""

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption, RawValuesOption
from lookalike.cli.stages import WorkersOption, folder_path, refuse_inside
from lookalike.console import say, say_table
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError

DEFAULT_OUTPUT = Path("lookalike-evaluation")


def evaluate(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            parser=folder_path,
            show_default=False,
            help="Folders to take photographs from. [default: the images of the archive]",
        ),
    ] = None,
    sample: Annotated[
        int,
        typer.Option(
            "--sample", metavar="N", min=2, max=5000, help="Number of photographs to measure with."
        ),
    ] = 100,
    output: Annotated[
        Path, typer.Option("--output", metavar="DIR", help="Folder for the page and the CSV files.")
    ] = DEFAULT_OUTPUT,
    documents: Annotated[
        int,
        typer.Option(
            "--documents",
            metavar="N",
            min=0,
            max=100,
            help="Number of made-up documents of each kind.",
        ),
    ] = 5,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the edited copies, and say where they are.")
    ] = False,
    workers: WorkersOption = None,
    raw_values: RawValuesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Measure how well Lookalike finds copies of your images.

    Lookalike takes a sample of your photographs and makes edited copies of them, copies of copies,
    contact sheets and pages with them, and made-up documents of one form. It measures how many
    copies it finds, whether it knows the original and the parent of each copy, whether it links
    sheets with their photographs, and whether it keeps the documents apart. It works in a temporary
    folder and a temporary database, and removes both at the end. It does not change the archive.
    """
    # Half a second of numba and scipy, which other commands need not wait for.
    from lookalike.evaluate import sample as samples
    from lookalike.evaluate.page import write_page
    from lookalike.evaluate.run import evaluate as run_evaluation
    from lookalike.evaluate.summary import conclusion, summary_tables
    from lookalike.evaluate.tables import write_tables
    from lookalike.scan.run import check_folder

    scratch = Path(tempfile.gettempdir())
    named = folders or []
    for folder in named:
        check_folder(folder)
    _refuse(named, output, scratch)
    population = samples.from_folders(named, sample) if named else None
    # Not brought up to date: the archive stays as it is, whichever version made it.
    with open_target(database, data_dir, install=False) as target:
        if population is None:
            with connect(target.url) as connection:
                population = samples.from_archive(connection, sample)
            _refuse(population.folders, output, scratch)
        refuse_inside(named, target.data_dir, "the data directory", "--data-dir")
        _make_folder(output)  # now, and not when all the work is done
        found = run_evaluation(
            target,
            population,
            output,
            sample=sample,
            documents=documents,
            workers=workers,
            keep=keep,
            raw_values=raw_values,
        )
    write_tables(output, found.score, found.lineage, found.forms, found.composites)
    page = write_page(output, found, _command(named, sample, documents, database, data_dir))
    for title, headings, lines in summary_tables(found):
        if lines:
            say(title)
            say_table(headings, lines)
            say()
    for line in conclusion(found):
        say(line)
    say()
    say(f"Evaluation: {page}")


def _refuse(folders: Sequence[Path], output: Path, scratch: Path) -> None:
    there = list(folders)
    refuse_inside(there, output, "the output", "--output")
    refuse_inside(there, scratch, "the folder for temporary files", "TMPDIR")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LookalikeError(
            f'cannot write "{folder}"',
            detail=f"{error.strerror or error}.",
            hint="Name a folder that you may write to with --output DIR.",
        ) from error


def _command(
    folders: list[Path], sample: int, documents: int, database: str | None, data_dir: Path | None
) -> str:
    """The command that measures the same again, with a URL left to whoever may know it."""
    options = ["--data-dir", str(data_dir)] if data_dir and not database else []
    paths = [str(folder) for folder in folders]
    numbers = ["--sample", str(sample), "--documents", str(documents)]
    command = shlex.join(["lookalike", "evaluate", *paths, *numbers, *options])
    return f"{command} --database URL" if database else command
