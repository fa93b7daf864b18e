"""The options that say which engine does the work of a stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

import typer

from lookalike.engine.interface import Workers
from lookalike.errors import LookalikeError

EngineName = Literal["processes", "spark"]
EngineOption = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        help="processes: on this machine. spark: on a cluster that runs Apache Spark (extra spark;"
        " docs/scaling.md). The result is the same.",
    ),
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="The cluster, for --engine spark: spark://HOST:7077, yarn, k8s://URL or local[N]."
        " [default: as Spark is configured, or local[*]]",
    ),
]


@contextmanager
def chosen_engine(
    engine: EngineName, master: str | None, workers: int | None = None
) -> Iterator[Workers]:
    """Give what the stages take. Raises LookalikeError for options that do not go together."""
    if engine == "processes":
        if master is not None:
            raise LookalikeError(
                "--master is for a cluster", hint="Add --engine spark, or leave --master out."
            )
        yield workers
        return
    if workers is not None:
        raise LookalikeError(
            "--workers is for processes of this machine",
            hint="Leave it out: a cluster has a worker for each core of its executors.",
        )
    from lookalike.engine.cluster import open_spark  # the libraries of an extra

    with open_spark(master) as spark:
        yield spark
