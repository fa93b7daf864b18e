"""Keeps clusters, lineages and classes in step with what a command has just done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection, errors

from lookalike import stages
from lookalike.cli.query import rows
from lookalike.console import say, warn
from lookalike.database import connect, open_target

# stage: what it makes, in the order in which the stages run
_MADE = {
    "embed": "embeddings",
    "match": "pairs",
    "prove": "proofs",
    "cluster": "clusters",
    "lineage": "lineages",
    "classify": "classes",
}
# New pictures wait for a scan, and so does their embedding.
_RUN: dict[str, Callable[[Connection[Any]], object]] = {
    "match": stages.match,
    "prove": stages.prove,
    "cluster": stages.cluster,
    "lineage": stages.lineage,
    "classify": stages.classify,
}


@contextmanager
def archive_to_change(database: str | None, data_dir: Path | None) -> Iterator[Connection[Any]]:
    """Connect, in autocommit, for a command that changes what pairs, clusters or classes show.

    At the end each stage is brought up to date again that was so at the beginning. A stage that was
    behind stays so: that may be hours of work. Where this role may not run a stage, or another
    session runs it, the command that mends it is named.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        before = _stages(connection, "up to date")
        yield connection
        _mend(connection, before)
        name_stale(connection)


def _mend(connection: Connection[Any], before: set[str]) -> None:
    done: list[str] = []
    for stage, run in _RUN.items():
        # What a match has paired is to be proven.
        is_due = stage in _stages(connection, "behind") or (stage == "prove" and "match" in done)
        if stage not in before or not is_due:
            continue
        try:
            run(connection)
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            break
        done.append(stage)
    if done:
        say(f"Brought up to date: {_listed([_MADE[stage] for stage in done])}.")


def name_stale(connection: Connection[Any]) -> None:
    """Name the commands of the stages that are behind."""
    found = _stages(connection, "behind")
    behind = [stage for stage in _MADE if stage in found]
    if behind:
        warn(
            f"note: {_listed([_MADE[stage] for stage in behind])} do not show everything yet: "
            + " && ".join(f"lookalike {stage}" for stage in behind)
        )


def _stages(connection: Connection[Any], state: str) -> set[str]:
    return {row["stage"] for row in rows(connection, "stage_states") if row["state"] == state}


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
