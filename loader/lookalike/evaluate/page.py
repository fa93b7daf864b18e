"""The page on an evaluation: one file that opens offline, for a tender or an auditor."""

from pathlib import Path

from lookalike import __version__
from lookalike.console import counted
from lookalike.evaluate.copies import LONGEST, QUALITY
from lookalike.evaluate.run import Evaluation
from lookalike.evaluate.sample import SMALLEST
from lookalike.evaluate.score import interval
from lookalike.evaluate.tables import (
    COMPOSITES_CSV,
    DOCUMENTS_CSV,
    EDITS_CSV,
    FALSE_PAIRS_CSV,
    LINEAGE_CSV,
)
from lookalike.evaluate.wording import short
from lookalike.language import wording
from lookalike.output import replaced
from lookalike.report import page as report_page
from lookalike.templates import page_environment

PAGE = "evaluation.html"


def write_page(folder: Path, evaluation: Evaluation, command: str) -> Path:
    """Write evaluation.html; `command` is what makes another like it. Raises LookalikeError."""
    path = folder / PAGE
    with replaced(path) as file:
        file.write(render(evaluation, command).encode())
    return path


def render(evaluation: Evaluation, command: str) -> str:
    """Give the page as HTML. It has the looks of the report, whose style sheet it takes."""
    templates = [Path(module).parent / "templates" for module in (__file__, report_page.__file__)]
    environment = page_environment(*templates)
    environment.filters.update(
        count=wording.count,
        counted=counted,
        moment=wording.moment,
        percent=wording.percent,
        short=short,
        visible=wording.visible,
    )
    return environment.get_template("evaluation.html.j2").render(
        e=evaluation,
        score=evaluation.score,
        names=("original", *(row.edit.name for row in evaluation.score.edits)),
        command=command,
        version=__version__,
        interval=interval,
        edits_csv=EDITS_CSV,
        false_csv=FALSE_PAIRS_CSV,
        documents_csv=DOCUMENTS_CSV,
        composites_csv=COMPOSITES_CSV,
        lineage_csv=LINEAGE_CSV,
        longest=LONGEST,
        quality=QUALITY,
        smallest=SMALLEST,
    )
