"""Opens a file of an archive that was scanned before."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from lookalike.beneath import BeneathError, open_beneath, open_root
from lookalike.names import unescape_path
from lookalike.picture.decode import explain
from lookalike.picture.problem import BadImage, ProblemClass

_PROBLEMS: dict[int | None, ProblemClass] = {
    errno.ELOOP: "symlink",
    errno.EINVAL: "special_file",
    errno.EISDIR: "special_file",
}


@dataclass(frozen=True, slots=True)
class PictureFile:
    """Where a picture lies: the strings of the database, written by `escape_path`."""

    root: str
    path: str


@contextmanager
def open_image(root: str, path: str) -> Iterator[BinaryIO]:
    """Open the file at `path` below `root`, both written by names.escape_path, only to read it.

    All code that reads an image again opens it here: never through a link that lies below `root`,
    and never outside of it, so that no row of the database and no link that was planted since the
    scan leads to another file. Raises BadImage if it cannot be opened.
    """
    try:
        root_fd = open_root(unescape_path(root))
        try:
            descriptor = open_beneath(root_fd, unescape_path(path))
        finally:
            os.close(root_fd)
    except BeneathError as error:
        problem = _PROBLEMS.get(error.errno, "unreadable")
        raise BadImage(problem, error.strerror or "it cannot be opened") from None
    except (FileNotFoundError, NotADirectoryError):
        raise BadImage("vanished", "the file is not there") from None
    except OSError as error:
        raise explain(error) from error
    with os.fdopen(descriptor, "rb") as file:
        yield file
