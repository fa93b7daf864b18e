"""Write files whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lookalike.errors import LookalikeError


def make_folder(folder: Path) -> None:
    """Make the report folder where it is not there yet; LookalikeError where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Write beside `path`, and put the result in its place only when all of it is there."""
    part = path.with_name(f".{path.name}.part")
    try:
        try:
            with part.open("wb") as file:
                yield file
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> LookalikeError:
    return LookalikeError(
        f'cannot write "{path}"',
        detail=f"{error.strerror or error}.",
        hint="Name a folder that you may write to, with --report DIR.",
    )
