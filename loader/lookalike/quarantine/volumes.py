"""Sees to it that files move only while the volumes are mounted that they lay on.

A folder whose volume is not mounted is there all the same: files would go to the disk below it, and
be hidden as soon as the volume is mounted.
"""

import os
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.database.query_files import QueryFiles
from lookalike.names import unescape_path
from lookalike.quarantine.place import FileError
from lookalike.quarantine.roots import Roots
from lookalike.scan.volumes import Volume, find_volume, find_volumes

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


def note_destination(
    connection: Connection[Any], plan_id: int, top: bytes, *, is_certain: bool = False
) -> None:
    """Remember the volume of the folder of a plan, if it is the first, or files are seen on it."""
    volume = _volume_of(top)
    if volume is not None:
        query = "SELECT lookalike_internal.note_destination_volume(%s, %s, %s)"
        connection.execute(query, (plan_id, Jsonb(volume._asdict()), is_certain))


def check_volumes(
    connection: Connection[Any], plan_id: int, roots: Roots, states: list[str]
) -> None:
    """Raise an error of the database unless all volumes are there that items of these states need.

    If files of the plan lie where it put them, its folder is right, on whatever volume that is.
    """
    note_destination(
        connection, plan_id, roots.top, is_certain=_sees_files(connection, plan_id, roots)
    )
    destination = _volume_of(roots.top)
    seen = [] if destination is None else [destination._asdict() | {"collection_id": None}]
    for row in _QUERIES.rows(connection, "collections", plan_id=plan_id, states=states):
        root = Path(os.fsdecode(os.path.realpath(unescape_path(row["root"]))))
        seen += [
            volume._asdict() | {"collection_id": row["collection_id"]}
            for volume in find_volumes(root)
        ]
    query = "SELECT lookalike_internal.check_volumes(%s, %s, %s)"
    connection.execute(query, (plan_id, states, Jsonb(seen)))


def _sees_files(connection: Connection[Any], plan_id: int, roots: Roots) -> bool:
    prefix = roots.top.rstrip(b"/") + b"/"
    try:
        return any(
            roots.in_quarantine(unescape_path(row["destination"]).removeprefix(prefix)).look()
            for row in _QUERIES.rows(connection, "moved", plan_id=plan_id)
        )
    except FileError:
        return False


def _volume_of(folder: bytes) -> Volume | None:
    """Return the volume of a folder, or of the folder in which it is to be made."""
    while not os.path.isdir(folder) and folder != b"/":  # noqa: PTH112
        folder = os.path.dirname(folder)  # noqa: PTH120
    return find_volume(Path(os.fsdecode(folder)))
