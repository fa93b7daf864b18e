"""One evaluation: make the copies, run the stages of an audit over them, count what was found."""

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
from lookalike.evaluate.copies import Photographs, make_copies, read_name
from lookalike.evaluate.query import Row, query_text, rows
from lookalike.evaluate.sample import Population
from lookalike.evaluate.score import Pair, Score, score
from lookalike.evaluate.scratch import scratch_archive
from lookalike.evaluate.tables import false_pairs_csv
from lookalike.evaluate.versions import read_versions
from lookalike.picture.edits import EDITS, Edit
from lookalike.scan.run import scan_folder

_FETCH = 2000  # pairs that are held in memory at a time


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
    photographs: Photographs
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
    edits: Sequence[Edit] = EDITS,
    workers: int | None = None,
    keep: bool = False,
) -> Evaluation:
    """Measure detection on `sample` of a population with the settings of the archive in use.

    False pairs are written into folder `output`, which exists; nothing else but a scratch folder
    and a scratch database is written to, and both are removed. Raises LookalikeError.
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
        photographs = make_copies(population.sources, sample, folder, edits, workers)
        edit_seconds = time.monotonic() - started
        times = _run_stages(connection, folder, len(photographs.files), workers)
        return Evaluation(
            score=_score(connection, edits, photographs, output),
            photographs=photographs,
            population=population,
            flat=rows(connection, "flat")[0]["originals"],
            stages=times,
            edit_seconds=edit_seconds,
            settings=rows(connection, "settings"),
            versions=read_versions(connection),
            measured_at=datetime.now(UTC),
            is_kept=keep,
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
    """Run what an audit runs up to the clusters, and time it."""
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("scan", lambda: scan_folder(connection, folder, name="evaluation", workers=workers)),
        ("embed", lambda: stages.embed(connection, workers=workers)),
        ("match", lambda: stages.match(connection)),
        ("prove", lambda: stages.prove(connection, workers)),
        ("cluster", lambda: stages.cluster(connection)),
    )
    times = []
    for name, step in steps:
        started = time.monotonic()
        step()
        times.append(StageTime(name, time.monotonic() - started, images))
    return tuple(times)


def _score(
    connection: Connection[Any], edits: Sequence[Edit], photographs: Photographs, output: Path
) -> Score:
    clusters = {read_name(row["path"]): row["cluster_id"] for row in rows(connection, "clusters")}
    with false_pairs_csv(output, photographs.labels, edits) as tell:
        return score(edits, photographs.files, clusters, _pairs(connection), tell)


def _pairs(connection: Connection[Any]) -> Iterator[Pair]:
    """Accepted pairs by path, a page at a time."""
    with connection.transaction(), connection.cursor("pairs") as cursor:
        cursor.itersize = _FETCH
        cursor.execute(query_text("pairs"))
        for path_a, path_b, relation, derived, evidence in cursor:
            yield Pair(
                read_name(path_a),
                read_name(path_b),
                frozenset(relation.split(", ")),
                read_name(derived) if derived else None,
                evidence,
            )
