"""Does a folder hold the files of a collection? Looks at names and sizes of a few of its files."""
# ruff: noqa: PTH116, PTH118
# File names are bytes here, and pathlib takes text only.

import os
import shlex
import stat
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_EACH_END = 50  # files from the beginning and from the end of a collection, by path


class Sample(NamedTuple):
    """Some files of a collection, and how many of them lie in a folder."""

    files: int
    found: int

    @property
    def is_there(self) -> bool:
        """Return whether the folder holds at least half of the files, or no file is known."""
        return 2 * self.found >= self.files


def look_for_files(connection: Connection[Any], collection: str, folder: bytes) -> Sample:
    """Look in a folder for files of a collection, with the same paths and sizes."""
    rows = _QUERIES.rows(connection, "sample_files", collection=collection, count=_EACH_END)
    found = sum(_has_file(folder, row["path"], row["byte_size"]) for row in rows)
    return Sample(len(rows), found)


def refuse_moved(connection: Connection[Any], root: Path) -> None:
    """Stop before a collection is doubled: its folder is gone, and its files lie in the new `root`.

    Raises LookalikeError, which names the collection and the command that moves it.
    """
    top = os.fsencode(root)
    for known in _QUERIES.rows(connection, "other_collections", root=escape_path(top)):
        name, old = known["name"], known["root"]
        sample = look_for_files(connection, name, top)
        if not sample.found or not sample.is_there:
            continue
        if look_for_files(connection, name, unescape_path(old)).found:
            continue  # the old folder is there still: the new one is a copy of it
        command = shlex.join(["lookalike", "collection", "move", name, escape_path(top)])
        raise LookalikeError(
            f'it looks like collection "{name}" moved to "{escape_path(top)}"',
            detail=f"{sample.found} of {sample.files} files that were looked for lie there with the"
            f' same names and sizes. None of them lies in "{old}", the folder of the collection.'
            " Nothing was changed.",
            hint=f"If it moved: {command}. If it did not, mount the old folder and scan again, or"
            f" forget the collection: lookalike collection forget {shlex.quote(name)}",
        )


def _has_file(folder: bytes, path: str, byte_size: int) -> bool:
    try:
        status = os.stat(os.path.join(folder, unescape_path(path)))
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == byte_size
