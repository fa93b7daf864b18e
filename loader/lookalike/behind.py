"""Which stages do not show yet what has happened, and how they are brought up to date."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from psycopg import Connection, errors

from lookalike import stages
from lookalike.database.query_files import QueryFiles, Row

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
# New pictures wait for a scan, and so does their embedding.
_RUN: dict[str, Callable[[Connection[Any]], object]] = {
    "match": stages.match,
    "prove": stages.prove,
    "cluster": stages.cluster,
    "lineage": stages.lineage,
    "classify": stages.classify,
}


def states(connection: Connection[Any]) -> list[Row]:
    """Each stage after the scan: stage, state, command and makes, in the order of running."""
    return _QUERIES.rows(connection, "stage_states")


def find_behind(connection: Connection[Any]) -> list[Row]:
    """The stages that are behind, in the order in which they run."""
    return [row for row in states(connection) if row["state"] == "behind"]


def name_commands(behind: list[Row]) -> str:
    """The commands that bring these stages up to date, as people type them."""
    return " && ".join(row["command"] for row in behind)


def bring_up_to_date(connection: Connection[Any], wanted: Collection[str]) -> list[Row]:
    """Run those of the `wanted` stages that are behind; return them.

    It ends before a stage that this role may not run, or that another session runs.
    """
    done: list[Row] = []
    for stage, run in _RUN.items():
        if stage not in wanted:
            continue
        by_name = {row["stage"]: row for row in states(connection)}
        # What a match has paired is to be proven.
        is_paired = stage == "prove" and any(row["stage"] == "match" for row in done)
        if not is_paired and by_name[stage]["state"] != "behind":
            continue
        try:
            run(connection)
        except (errors.InsufficientPrivilege, errors.ObjectInUse):
            break
        done.append(by_name[stage])
    return done
