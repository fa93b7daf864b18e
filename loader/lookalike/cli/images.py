"""Images, as people name them on the command line."""

import os
from typing import Any

from psycopg import Connection, errors

from lookalike.database import one
from lookalike.errors import LookalikeError
from lookalike.names import escape_path

_FIND = "SELECT lookalike.find_path(%s)"


def find_image_id(connection: Connection[Any], location: str) -> int:
    """Find the number of an image; raises LookalikeError, or an error of the database with a hint.

    A location is a path as the views show it, COLLECTION:PATH, a whole path, a file name that no
    other image has, or a path from the working directory, as a shell completes it.
    """
    here = _find_from_here(connection, location)
    try:
        named: int = one(connection, _FIND, location)
    except (errors.UndefinedObject, errors.AmbiguousParameter) as error:
        if here is not None:
            return here
        if isinstance(error, errors.UndefinedObject) and os.path.isfile(location):  # noqa: PTH113
            raise LookalikeError(
                error.diag.message_primary or "",
                detail="The file is there, but no scan has found it as an image.",
                hint="Scan its folder: lookalike audit FOLDER. If that was done, view scan_problem"
                " says why the file was left out.",
            ) from error
        raise
    if here not in (None, named):
        raise LookalikeError(
            f'"{location}" names two images',
            detail="One has this path in its collection. The other has it from the working"
            " directory.",
            hint="Write COLLECTION:PATH, or the whole path.",
        )
    return named


def find_image_ids(connection: Connection[Any], locations: list[str] | None) -> list[int] | None:
    """Find the numbers of images; None if no location is given."""
    return [find_image_id(connection, location) for location in locations or []] or None


def _find_from_here(connection: Connection[Any], location: str) -> int | None:
    """The image whose file has this path from the working directory, if there is one."""
    raw = os.fsencode(location)
    if not os.path.lexists(raw):
        return None
    folder = os.path.realpath(os.path.dirname(os.path.abspath(raw)))  # noqa: PTH100, PTH120
    whole = escape_path(os.path.join(folder, os.path.basename(raw)))  # noqa: PTH118, PTH119
    try:
        return int(one(connection, _FIND, whole))
    except errors.UndefinedObject:
        return None
