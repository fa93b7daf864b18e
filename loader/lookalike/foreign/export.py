"""Writes the fingerprints of collections as JSON Lines: a head, and then a line for each image."""

import hashlib
from dataclasses import dataclass
from typing import IO, Any

from psycopg import Connection

from lookalike.database import one
from lookalike.database.snapshot import one_snapshot
from lookalike.errors import LookalikeError

_LINES = "SELECT l::text FROM lookalike_internal.list_fingerprints(%s, %s) l"
_BATCH = 2000  # lines in memory at a time


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: names of collections, images, and the SHA-256 of the file."""

    collections: list[str]
    images: int
    sha256: str


def export_fingerprints(
    connection: Connection[Any], stream: IO[bytes], names: list[str], with_paths: bool
) -> Exported:
    """Write the fingerprints of these collections, or of all. Raises LookalikeError.

    The same archive gives the same bytes. `connection` is in autocommit.
    """
    digest, images = hashlib.sha256(), 0

    def write(line: str) -> None:
        data = line.encode() + b"\n"
        digest.update(data)
        stream.write(data)

    with one_snapshot(connection):
        chosen = [
            (one(connection, "SELECT lookalike_internal.get_collection_id(%s)", name), name)
            for name in dict.fromkeys(names)
        ] or connection.execute(
            "SELECT collection_id, name FROM lookalike.collection ORDER BY collection_id"
        ).fetchall()
        if not chosen:
            raise LookalikeError(
                "there is nothing to export",
                detail="The archive has no collections.",
                hint="Scan a folder first: lookalike audit PATH",
            )
        numbers = [number for number, _ in chosen]
        write(one(connection, "SELECT lookalike_internal.head_fingerprints(%s)::text", numbers))
        with connection.cursor(name="fingerprints") as cursor:
            cursor.itersize = _BATCH
            for (line,) in cursor.execute(_LINES, (numbers, with_paths)):
                write(line)
                images += 1
    return Exported([name for _, name in chosen], images, digest.hexdigest())
