"""Keeps clusters, lineages and classes in step with what a command has just done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection, errors

from lookalike import stages
from lookalike.cli.ending import Ending, dry
from lookalike.cli.query import Row, rows
from lookalike.console import say, warn
from lookalike.database import connect, open_target

# New pictures wait for a scan, and so does their embedding.
_RUN: dict[str, Callable[[Connection[Any]], object]] = {
    "match": stages.match,
    "prove": stages.prove,
    "cluster": stages.cluster,
    "lineage": stages.lineage,
    "classify": stages.classify,
}


@contextmanager
def archive_to_change(
    database: str | None,
    data_dir: Path | None,
    *,
    area: str = "",
    shows_all: bool = False,
    mends: bool = True,
    dry_run: bool = False,
) -> Iterator[tuple[Connection[Any], Ending]]:
    """Connect, in autocommit, for a command that changes something; say what is next at its end.

    At the end each stage is brought up to date again that was so at the beginning. A stage that was
    behind stays so: that may be hours of work. Where this role may not run a stage, or another
    session runs it, or not `mends`, the command that mends it is named. A dry run is rolled back.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        if dry_run:
            with dry(), connection.transaction(force_rollback=True):
                yield connection, Ending()
            return
        with changing(connection, area=area, shows_all=shows_all, mends=mends) as ending:
            yield connection, ending


@contextmanager
def changing(
    connection: Connection[Any], *, area: str = "", shows_all: bool = False, mends: bool = False
) -> Iterator[Ending]:
    """As `archive_to_change`, on a connection that is open."""
    ending = Ending(area, shows_all)
    ending.begin(connection)
    before = _stages(connection, "up to date") if mends else set()
    yield ending
    _mend(connection, before)
    stages.refresh(connection)
    ending.tell(connection)


def _mend(connection: Connection[Any], before: set[str]) -> None:
    done: list[str] = []
    for stage, run in _RUN.items():
        if stage not in before:
            continue
        # What a match has paired is to be proven.
        is_paired = stage == "prove" and "match" in done
        if not is_paired and stage not in _stages(connection, "behind"):
            continue
        try:
            run(connection)
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            break
        done.append(stage)
    if done:
        makes = {row["stage"]: row["makes"] for row in rows(connection, "stage_states")}
        say(f"Brought up to date: {_listed([makes[stage] for stage in done])}.")


def name_stale(connection: Connection[Any]) -> None:
    """Name the commands of the stages that are behind."""
    behind = find_behind(connection)
    if behind:
        warn(
            f"note: {_listed([row['makes'] for row in behind])} do not show everything yet: "
            + name_commands(behind)
        )


def find_behind(connection: Connection[Any]) -> list[Row]:
    """The stages that are behind, in the order in which they run."""
    return [row for row in rows(connection, "stage_states") if row["state"] == "behind"]


def name_commands(behind: list[Row]) -> str:
    """The commands that bring these stages up to date, as people type them."""
    return " && ".join(row["command"] for row in behind)


def _stages(connection: Connection[Any], state: str) -> set[str]:
    return {row["stage"] for row in rows(connection, "stage_states") if row["state"] == state}


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
