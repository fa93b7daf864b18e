"""Keeps clusters, lineages and classes in step with what a command has just done."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike import stages
from lookalike.behind import bring_up_to_date, find_behind, name_commands, states
from lookalike.cli.ending import Ending, dry
from lookalike.console import say, warn
from lookalike.database import connect, open_target


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
    before = _up_to_date(connection) if mends else set()
    yield ending
    _mend(connection, before)
    stages.refresh(connection)
    ending.tell(connection)


def _mend(connection: Connection[Any], before: set[str]) -> None:
    done = bring_up_to_date(connection, before)
    if done:
        say(f"Brought up to date: {_listed([row['makes'] for row in done])}.")


def name_stale(connection: Connection[Any]) -> None:
    """Name the commands of the stages that are behind."""
    behind = find_behind(connection)
    if behind:
        warn(
            f"note: {_listed([row['makes'] for row in behind])} do not show everything yet: "
            + name_commands(behind)
        )


def _up_to_date(connection: Connection[Any]) -> set[str]:
    return {row["stage"] for row in states(connection) if row["state"] == "up to date"}


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
