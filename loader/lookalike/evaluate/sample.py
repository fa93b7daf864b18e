"""Which pictures an evaluation is made of: a sample of an archive, or of what folders hold."""

import hashlib
import heapq
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.evaluate.query import rows
from lookalike.names import escape_path, unescape_path
from lookalike.scan.record import WalkedFile
from lookalike.scan.walk import walk

SMALLEST = 100  # pixels of the shorter side: a fifth of less shows nothing
_USUAL = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".gif", ".webp", ".bmp", ".heic", ".avif")


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A file that may become a photograph of the sample."""

    label: str  # how it is named to people: its collection or folder, and its path in there
    root: str  # this and the path as names.escape_path writes them
    path: str


@dataclass(frozen=True, slots=True)
class Population:
    """What a sample is taken of: files in the order in which they are tried, of so many."""

    sources: Sequence[Source]
    files: int
    from_archive: bool
    folders: tuple[Path, ...]


def from_folders(folders: Sequence[Path], sample: int) -> Population:
    """Choose files by a digest of their paths: as good as at random, and the same each time.

    More are given than are asked for, as some will not be readable; memory does not grow with
    the folders. Raises LookalikeError where one cannot be listed.
    """
    found = _Counted()
    most = _most(sample)
    chosen = heapq.nsmallest(most, (each for folder in folders for each in found.walk(folder)))
    return Population([source for _, _, source in chosen], found.files, False, tuple(folders))


def from_archive(connection: Connection[Any], sample: int) -> Population:
    """Choose images of the archive in use, one of each that have the same pixels.

    Nothing is written. Raises LookalikeError where there is no archive.
    """
    row = connection.execute("SELECT to_regclass('lookalike_internal.image')").fetchone()
    if row in (None, (None,)):
        raise LookalikeError(
            "there is no archive to take a sample of",
            hint="Name folders of images: lookalike evaluate PATH",
        )
    sources = [
        Source(f"{row['collection']}/{row['path']}", row["root"], row["path"])
        for row in rows(connection, "sample", smallest=SMALLEST, most=_most(sample))
    ]
    collections = rows(connection, "collections")
    folders = (Path(os.fsdecode(unescape_path(row["root"]))) for row in collections)
    return Population(sources, sum(row["images"] for row in collections), True, tuple(folders))


def _most(sample: int) -> int:
    """How many files to try: some are no pictures, too small, or copies of others."""
    return 4 * sample + 1000


class _Counted:
    """Walks folders, and counts the files that are named like images."""

    def __init__(self) -> None:
        self.files = 0

    def walk(self, folder: Path) -> Iterator[tuple[bool, bytes, Source]]:
        """Yield every file with what it is to be ordered by: those named like images come first,
        the others in case that there are none.
        """
        root = os.path.realpath(os.fsencode(folder))
        name = escape_path(os.path.basename(root))  # noqa: PTH119 -- names are bytes
        for file in walk(Path(os.fsdecode(root))):
            if not isinstance(file, WalkedFile):
                continue
            is_other = not file.path.lower().endswith(_USUAL)
            self.files += not is_other
            digest = hashlib.sha256(f"{name}/{file.path}".encode()).digest()
            yield is_other, digest, Source(f"{name}/{file.path}", escape_path(root), file.path)
