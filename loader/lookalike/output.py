"""Files that a command writes for people: whole or not at all, and never through a link."""

import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
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


@contextmanager
def replaced_folder(folder: Path, is_former: Callable[[Path], bool]) -> Iterator[Path]:
    """Give a new folder beside `folder`, which takes its place when all of it is there.

    `folder` may be new or empty. What is in it is given up only if `is_former` says that all of it
    is a former result. Raises LookalikeError where it is a link, a file, or holds something else,
    and where it cannot be written.
    """
    folder = folder.absolute()  # "." has no name to write beside
    draft, former = (
        folder.with_name(f".{folder.name}.{secrets.token_hex(8)}.{end}") for end in ("part", "old")
    )
    try:
        is_there = _check_folder(folder, is_former)
        draft.mkdir(parents=True)
        try:
            yield draft
            if is_there:
                folder.rename(former)
            try:
                draft.rename(folder)
            except OSError:
                if is_there:
                    former.rename(folder)
                raise
            shutil.rmtree(former, ignore_errors=True)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise _cannot_write(folder, error.strerror or str(error)) from error


def _check_folder(folder: Path, is_former: Callable[[Path], bool]) -> bool:
    """Whether the folder is there."""
    if folder.is_symlink():
        raise _cannot_write(folder, "It is a symbolic link")
    if not folder.exists():
        return False
    if any(folder.iterdir()) and not is_former(folder):  # a file has its own error
        raise LookalikeError(
            f'cannot write "{folder}"',
            detail="The folder holds something else.",
            hint="Name a new or empty folder, or an earlier result of the same archive.",
        )
    return True


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
