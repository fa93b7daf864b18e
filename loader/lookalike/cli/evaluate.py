"""`evaluate`: how many edited copies of the user's own pictures would be found."""

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.stages import WorkersOption, folder_path, refuse_inside
from lookalike.console import counted, say, say_table
from lookalike.database import connect, open_target
from lookalike.errors import LookalikeError
from lookalike.evaluate.wording import short

if TYPE_CHECKING:
    from lookalike.evaluate.run import Evaluation
    from lookalike.evaluate.score import Score


DEFAULT_OUTPUT = Path("lookalike-evaluation")
_HEADINGS = ("edit", "copies", "in one cluster", "paired", "relation right", "direction right")


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
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the edited copies, and say where they are.")
    ] = False,
    workers: WorkersOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Measure how many edited copies of your images Lookalike finds.

    Lookalike takes a sample of your photographs and makes edited copies of them. It works in a
    temporary folder and a temporary database, and removes both at the end. It does not change the
    archive.
    """
    # Half a second of numba and scipy, which other commands need not wait for.
    from lookalike.evaluate import sample as samples
    from lookalike.evaluate.page import write_page
    from lookalike.evaluate.run import evaluate as run_evaluation
    from lookalike.evaluate.tables import write_edits_csv
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
            target, population, output, sample=sample, workers=workers, keep=keep
        )
    write_edits_csv(output, found.score)
    page = write_page(output, found, _command(named, sample, database, data_dir))
    _say_score(found.score)
    for line in _conclusion(found):
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


def _command(folders: list[Path], sample: int, database: str | None, data_dir: Path | None) -> str:
    """The command that measures the same again, with a URL left to whoever may know it."""
    options = ["--data-dir", str(data_dir)] if data_dir and not database else []
    paths = [str(folder) for folder in folders]
    command = shlex.join(["lookalike", "evaluate", *paths, "--sample", str(sample), *options])
    return f"{command} --database URL" if database else command


def _say_score(score: "Score") -> None:
    lines = [
        _cells(row.edit.name, row.copies, row.clustered, row.paired, row.related, row.directed)
        for row in score.edits
    ]
    counts = (score.total(c) for c in ("copies", "clustered", "paired", "related", "directed"))
    say_table(_HEADINGS, [*lines, _cells("all edits", *counts)])


def _cells(
    name: str, copies: int, clustered: int, paired: int, related: int, directed: int
) -> tuple[str, ...]:
    shares = ((clustered, copies), (paired, copies), (related, paired), (directed, paired))
    return name, f"{copies:,}", *(f"{n / of:.1%}" if of else "-" for n, of in shares)


def _conclusion(found: "Evaluation") -> list[str]:
    score, photographs = found.score, found.photographs
    lines = [
        "",
        f"{score.total('clustered'):,} of {score.total('copies'):,} copies of"
        f" {counted(len(photographs.labels), 'photograph')} are in one cluster with their original."
        f" {score.total('paired'):,} are paired with it directly.",
        f"{counted(score.false_pairs, 'false pair')} among {score.foreign_pairs:,} pairs of"
        f" files of different photographs, {short(score.false_per_million)} in a million.",
    ]
    names = ("original", *(row.edit.name for row in score.edits))
    for pair in score.examples:
        one, other = (f"{photographs.labels[f.photograph]} ({names[f.edit]})" for f in pair[:2])
        lines.append(f"  {one} = {other}: {', '.join(sorted(pair.relations))}")
    if score.false_pairs:
        lines.append(
            "Look at these pairs. A pair is right if your photographs hold copies of one picture."
            f" The originals of {score.false_of_copies:,} pairs are in one cluster."
            f" The originals of {score.false_pairs - score.false_of_copies:,} are not."
        )
    if photographs.skipped:
        reasons = ", ".join(f"{n:,} {why}" for why, n in sorted(photographs.skipped.items()))
        lines.append(f"Files that could not be used: {reasons}.")
    if found.flat:
        lines.append(
            f"Blank or flat, so matched by identity only: {counted(found.flat, 'photograph')}."
        )
    times = "; ".join(f"{t.stage} {t.seconds:.1f} s ({short(t.rate)}/s)" for t in found.stages)
    lines.append(f"Time for {counted(len(photographs.files), 'image')}: {times}.")
    return lines
