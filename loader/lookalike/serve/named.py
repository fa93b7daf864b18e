"""What people name in a form: images, a folder, an entry. Names go to the database alone."""

from typing import Any

from psycopg import Connection

from lookalike.database import one
from lookalike.errors import LookalikeError
from lookalike.serve.cases import is_number
from lookalike.serve.query import Row, rows

_MOST = 10_000  # images in one list of names
_FOUND = 100_000  # images of a cluster or a folder


def named_images(connection: Connection[Any], said: str) -> list[int]:
    """Images by their paths, one a line. Raises the error of the database for another line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if len(lines) > _MOST:
        raise LookalikeError(
            f"the list names {len(lines):,} images",
            hint=f"Name at most {_MOST:,}, or use the command line with a query.",
        )
    return [one(connection, "SELECT lookalike.find_path(%s)", line) for line in lines]


def images_of_cluster(connection: Connection[Any], said: str) -> list[int]:
    """The images of a cluster, by its number. Raises LookalikeError."""
    number = said.strip()
    is_known = is_number(number, bits=32)
    found = (
        rows(connection, "cluster_images", cluster_id=int(number), limit=_FOUND + 1)
        if is_known
        else []
    )
    if not found:
        raise LookalikeError(
            f'there is no cluster "{number}"',
            hint="Give the number of a cluster, as its page shows it.",
        )
    return _all_of(found, f"cluster {number}")


def images_in_folder(connection: Connection[Any], said: str) -> tuple[list[int], str]:
    """The images below COLLECTION:FOLDER, and how they were found. Raises LookalikeError."""
    collection, _, folder = said.strip().partition(":")
    folder = folder.strip("/")
    found = rows(
        connection, "folder_images", collection=collection, folder=folder, limit=_FOUND + 1
    )
    if not folder or not found:
        raise LookalikeError(
            f'there is no image in the folder "{said.strip()}"',
            hint="Write COLLECTION:FOLDER, such as incoming:albums/1974.",
        )
    return _all_of(found, f'folder "{said.strip()}"'), f"images in {collection}:{folder}/"


def _all_of(found: list[Row], what: str) -> list[int]:
    """The images that were found. A part of them would leave the others without a hold."""
    if len(found) > _FOUND:
        raise LookalikeError(
            f"{what} has more than {_FOUND:,} images",
            hint="Name a part of it, or its collection, or use the command line with a query.",
        )
    return [row["image_id"] for row in found]


def named_entry(connection: Connection[Any], said: str) -> int:
    """A catalogue entry by its id, or by CATALOGUE:ID. Raises LookalikeError."""
    entry = said.strip()
    found = rows(connection, "entry_number", entry=entry) if entry else []
    if not found:
        raise LookalikeError(
            f'catalogue entry "{entry}" does not exist',
            hint="Give its id as the catalogue has it. The search also finds beginnings of ids.",
        )
    if len(found) > 1:
        raise LookalikeError(
            f'catalogue entry "{entry}" is in several catalogues',
            hint=f'Name the catalogue, too: "{found[0]["catalogue"]}:{entry}"',
        )
    return int(found[0]["entry_id"])
