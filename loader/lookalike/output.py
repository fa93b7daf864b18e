"""Files that a command writes for people: whole or not at all, and never through a link."""

import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lookalike.errors import LookalikeError


def make_folder(folder: Path) -> None:
    """Make a folder for output where it is not there yet; LookalikeError where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error.strerror or str(error)) from error


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Write beside `path`, and put the result in its place only when all of it is there.

    Nobody knows the name of the draft before it exists, so nobody can plant a link there. Raises
    LookalikeError where `path` is a link or no ordinary file, and where it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        _check_ordinary(path)
        try:
            with draft.open("xb") as file:
                yield file
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_write(path, error.strerror or str(error)) from error


def _check_ordinary(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise _cannot_write(path, "It is a symbolic link")
    if not stat.S_ISREG(mode):
        raise _cannot_write(path, "It is not an ordinary file")


def _cannot_write(path: Path, why: str) -> LookalikeError:
    return LookalikeError(
        f'cannot write "{path}"',
        detail=f"{why}.",
        hint="Name another place, where you may write.",
    )
