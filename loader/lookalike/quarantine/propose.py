"""Completes a plan that was just proposed: its companions, and the volume of its folder."""

from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.beneath import open_root
from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.names import escape_path, unescape_path
from lookalike.quarantine.companions import Folders
from lookalike.quarantine.volumes import note_destination

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


def complete_proposal(connection: Connection[Any], plan_id: int) -> tuple[int, list[str]]:
    """Add to a plan what only the disks tell: the volume of its folder, and companions.

    Returns how many companions, and what went wrong, in words.
    """
    query = "SELECT destination FROM lookalike_internal.quarantine_plan WHERE plan_id = %s"
    destination = one(connection, query, plan_id)
    if destination is not None:
        note_destination(connection, plan_id, unescape_path(destination))
    return name_companions(connection, plan_id)


def name_companions(connection: Connection[Any], plan_id: int) -> tuple[int, list[str]]:
    """Find the companions on the disk, and add them to the plan.

    Returns how many, and what went wrong, in words: where a folder cannot be read, companions are
    not found, and `apply` later keeps their images back.
    """
    folders: dict[str, Folders] = {}
    trouble = {}
    found = []
    for image in _QUERIES.rows(connection, "images_of_plan", plan_id=plan_id):
        root = image["root"]
        try:
            if root not in folders:
                folders[root] = Folders(open_root(unescape_path(root)))
            companions = folders[root].find(unescape_path(image["path"]))
        except OSError as error:
            trouble[root] = f'Companions in "{root}" were not looked for: {error.strerror}.'
            continue
        found += [
            {
                "image_id": image["image_id"],
                "path": escape_path(companion.path),
                "byte_size": companion.byte_size,
                "sha256": companion.sha256.hex(),
                "shared_with": [escape_path(path) for path in companion.shared_with],
            }
            for companion in companions
        ]
    for each in folders.values():
        each.close()
    query = "SELECT lookalike_internal.add_companions(%s, %s)"
    return one(connection, query, plan_id, Jsonb(found)), list(trouble.values())
