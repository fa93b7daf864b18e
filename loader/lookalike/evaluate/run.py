"""One evaluation: make the files, run the stages of an audit over them, count what was found."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike import stages
from lookalike.console import say
from lookalike.database import Target, connect
from lookalike.evaluate.alone import find_alone
from lookalike.evaluate.composites.make import make_composites
from lookalike.evaluate.composites.score import CompositeScore
from lookalike.evaluate.copies import ALL_EDITS, Photographs, make_copies
from lookalike.evaluate.forms.make import make_documents
from lookalike.evaluate.forms.score import FormScore
from lookalike.evaluate.lineage import LineageScore
from lookalike.evaluate.query import Row, query_text, rows
from lookalike.evaluate.results import Made, read_results
from lookalike.evaluate.sample import Population
from lookalike.evaluate.score import Score
from lookalike.evaluate.scratch import scratch_archive
from lookalike.evaluate.versions import read_versions
from lookalike.picture.edits import Edit
from lookalike.scan.run import scan_folder

DOCUMENTS = 5  # made-up documents of each kind
_MISSING = 5  # one photograph without its original for so many of the sample


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage took, in seconds, for how many images."""

    stage: str
    seconds: float
    images: int

    @property
    def rate(self) -> float:
        """Images a second."""
        return self.images / max(self.seconds, 1e-3)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, on what, and with what."""

    score: Score
    lineage: LineageScore
    forms: tuple[FormScore, ...]
    composites: tuple[CompositeScore, ...]
    photographs: Photographs
    files: int  # all that were made
    population: Population
    flat: int  # photographs that are matched by identity only, being blank or flat
    stages: tuple[StageTime, ...]
    edit_seconds: float  # that making the copies took, which is no part of an audit
    settings: list[Row]
    versions: list[tuple[str, str]]
    measured_at: datetime
    is_kept: bool  # whether the files of the scratch folder stay


def evaluate(
    target: Target,
    population: Population,
    output: Path,
    *,
    sample: int,
    edits: Sequence[Edit] = ALL_EDITS,
    documents: int = DOCUMENTS,
    workers: int | None = None,
    keep: bool = False,
    raw_values: bool = False,
) -> Evaluation:
    """Measure detection on `sample` of a population with the settings of the archive in use.

    `documents` is the number of made-up documents of each kind. False pairs are written into folder
    `output`, which exists; nothing else but a scratch folder and a scratch database is written to,
    and both are removed. Raises LookalikeError.
    """
    with connect(target.url) as archive:
        settings, model = _read_choices(archive)
    with scratch_archive(target) as connection, _scratch_folder(keep) as folder:
        for setting in settings:
            connection.execute("SELECT lookalike.set_setting(%(name)s, %(value)s)", setting)
        if model is not None:
            connection.execute(query_text("add_model"), model)
            connection.execute("SELECT lookalike.use_model(%s)", [model["name"]])
        started = time.monotonic()
        made = _make_files(population, sample, folder, edits, documents, workers)
        edit_seconds = time.monotonic() - started
        times = _run_stages(connection, folder, made.count, workers)
        results = read_results(connection, output, edits, made, raw_values)
        flat = rows(connection, "flat")[0]["originals"]
        alone = find_alone(connection, made.photographs.files, workers)  # last: it takes files out
        return Evaluation(
            score=results.score.with_alone(alone),
            lineage=results.lineage,
            forms=results.forms,
            composites=results.composites,
            photographs=made.photographs,
            files=made.count,
            population=population,
            flat=flat,
            stages=times,
            edit_seconds=edit_seconds,
            settings=rows(connection, "settings"),
            versions=read_versions(connection),
            measured_at=datetime.now(UTC),
            is_kept=keep,
        )


def _make_files(
    population: Population,
    sample: int,
    folder: Path,
    edits: Sequence[Edit],
    documents: int,
    workers: int | None,
) -> Made:
    photographs = make_copies(
        population.sources, sample, folder, edits, workers, missing=sample // _MISSING
    )
    return Made(
        photographs,
        make_documents(folder, documents, workers),
        make_composites(folder, photographs.whole, workers),
    )


def _read_choices(archive: Connection[Any]) -> tuple[list[Row], Row | None]:
    """The settings of the archive in use, and its model if that is not the default one.

    They are what is to be measured; without an archive, or in an older one, there are none.
    """
    there = rows(archive, "tables")[0]
    settings = rows(archive, "settings") if there["setting"] else []
    models = rows(archive, "own_model") if there["model"] else []
    return settings, next(iter(models), None)


@contextmanager
def _scratch_folder(keep: bool) -> Iterator[Path]:
    if keep:
        kept = Path(tempfile.mkdtemp(prefix="lookalike-evaluate-"))
        say(f"evaluate: the edited copies are kept in {kept}")
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="lookalike-evaluate-", ignore_cleanup_errors=True) as t:
        yield Path(t)


def _run_stages(
    connection: Connection[Any], folder: Path, images: int, workers: int | None
) -> tuple[StageTime, ...]:
    """Run the stages of an audit, and time them."""
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("scan", lambda: scan_folder(connection, folder, name="evaluation", workers=workers)),
        ("encode", lambda: stages.encode(connection, workers)),
        ("match", lambda: stages.match(connection)),
        ("prove", lambda: stages.prove_and_embed(connection, workers)),
        ("cluster", lambda: stages.cluster(connection)),
        ("lineage", lambda: stages.lineage(connection, workers)),
        ("classify", lambda: stages.classify(connection)),
    )
    times = []
    for name, step in steps:
        started = time.monotonic()
        step()
        times.append(StageTime(name, time.monotonic() - started, images))
    return tuple(times)
