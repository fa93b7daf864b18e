"""Looks whether the files that plans set aside are still there, without reading them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.console import counted
from lookalike.database import one
from lookalike.database.query_files import QueryFiles, Row
from lookalike.names import unescape_path
from lookalike.verify.files import Folders

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_BATCH = 1000  # files


def describe_lost(files: int) -> str:
    """Say how many files that plans set aside are gone."""
    are = "is" if files == 1 else "are"
    return f"{counted(files, 'file')} set aside {are} no longer there"


def count_lost(connection: Connection[Any]) -> int:
    """Return how many files that plans set aside were not there when they were last looked for."""
    query = "SELECT coalesce(sum(no_longer_there), 0)::bigint FROM lookalike_detail.quarantine_plan"
    return int(one(connection, query))


def look_for_set_aside(connection: Connection[Any]) -> None:
    """Record each file set aside that is gone, has another size, or is there again.

    What is recorded already is not recorded again, so that the log tells of each loss once.
    `connection` is in autocommit. `lookalike verify files` reads the files, too.
    """
    with ExitStack() as stack:
        folders = Folders(connection, stack)
        last = 0
        while batch := _QUERIES.rows(connection, "set_aside", last=last, limit=_BATCH):
            last = batch[-1]["image_id"]
            checks = list(_check(folders, batch))
            if checks:
                connection.execute("SELECT lookalike_internal.store_fixity(%s)", [Jsonb(checks)])


def _check(folders: Folders, batch: list[Row]) -> Iterator[dict[str, object]]:
    for row in batch:
        try:
            size = folders.size(row["folder"], unescape_path(row["path"]))
        except OSError:  # nobody can tell; verify files names the folder
            continue
        if size is None and row["outcome"] != "missing":
            outcome: str = "missing"
            explanation: str | None = "It is not there."
        elif size is not None and (
            row["outcome"] == "missing"
            or (size != row["byte_size"] and row["outcome"] not in ("changed", "unreadable"))
        ):
            read, explanation, _ = folders.check(row)
            if read is None:
                continue
            outcome = read
        else:
            continue
        yield {
            "image_id": row["image_id"],
            "place": row["place"],
            "path": row["path"],
            "sha256": row["sha256"].hex(),
            "outcome": outcome,
            "explanation": explanation,
        }
