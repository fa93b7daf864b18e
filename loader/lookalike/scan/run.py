"""Scans a folder: walks it, reads new and changed files on all cores, stores them in batches."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.console import Meter, progress
from lookalike.errors import LookalikeError
from lookalike.names import escape_path
from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT, Limits
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool
from lookalike.scan.exclude import Excludes
from lookalike.scan.fingerprint import failure_problem, fingerprint_file, method
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from lookalike.scan.store import ScanStore
from lookalike.scan.walk import count_files, walk

_BATCH_SIZE = 200  # files that are stored together; a kill may lose so many
_DEFAULT_EXCLUDES = Excludes()


@dataclass(frozen=True)
class ScanResult:
    """The result of a scan.

    `counts`: files, images, new, changed, moved, missing, not_images, problems; and, where patterns
    leave out any, folders_left_out, files_left_out, and images_left_out (images of earlier scans).
    """

    run_id: int
    resumed: bool
    counts: dict[str, int]
    # Words of each pattern, and whether folders or files: how many it leaves out.
    left_out: Counter[tuple[str, bool]] = field(default_factory=Counter)
    has_other_patterns: bool = False  # than the last scan of the collection


def scan_folder(
    connection: Connection[Any],
    folder: Path,
    *,
    name: str | None = None,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    limits: Limits = DEFAULT_LIMITS,
    excludes: Excludes = _DEFAULT_EXCLUDES,
) -> ScanResult:
    """Scan `folder` as a collection; only files that are new or changed are read.

    Each batch is stored as a whole, so a scan that was killed goes on where it was.
    Raises LookalikeError if the folder cannot be listed, psycopg.Error (object_in_use) if
    the collection is being scanned already.
    """
    root = check_folder(folder)
    escaped = escape_path(os.fsencode(root))
    store = ScanStore(
        connection,
        name or escape_path(os.fsencode(root.name)) or "/",
        escaped,
        asdict(limits) | {"time_limit": time_limit, "exclude": sorted(excludes.patterns)},
        method(),
    )
    total = count_files(root, limits.follow_symlinks, excludes)
    with (
        progress("scan", total, "files") as meter,
        WorkerPool(workers, prepare=prepare_decoders, time_limit=time_limit) as pool,
    ):
        batches = _Batches(store, walk(root, limits.follow_symlinks, excludes), meter)
        read = partial(fingerprint_file, root, limits=limits)
        for file, found in pool.map_unordered(read, batches.files_to_read()):
            batches.take(file, found)
    has_other_patterns = store.has_other_patterns()
    counts = store.finish()
    return ScanResult(store.run_id, store.resumed, counts, batches.left_out, has_other_patterns)


def check_folder(folder: Path) -> Path:
    """Return the real path of a folder that can be listed; raises LookalikeError for others."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise LookalikeError(
            f'cannot scan "{escape_path(os.fsencode(folder))}"',
            detail=f"{error.strerror}.",
            hint="Name an existing folder of images that this user may read.",
        ) from None
    return Path(os.path.realpath(folder))


@dataclass
class _Batch:
    waiting: int = 0  # files that workers still read
    images: list[ScannedImage] = field(default_factory=list)
    problems: list[ScanProblem] = field(default_factory=list)


class _Batches:
    """Cuts the walk into batches and stores them in its order, whichever file is read first.

    So the images are numbered the same each time a tree is scanned.
    """

    def __init__(
        self, store: ScanStore, walked: Iterator[WalkedFile | ScanProblem], meter: Meter
    ) -> None:
        self._store, self._walked, self._meter = store, walked, meter
        self._batches: dict[int, _Batch] = {}  # by number, and so in order
        self._batch_of: dict[str, int] = {}  # path of a file that workers still read
        self.left_out: Counter[tuple[str, bool]] = Counter()

    def files_to_read(self) -> Iterator[WalkedFile]:
        """Walk on, and yield new and changed files."""
        number = 0
        while entries := list(islice(self._walked, _BATCH_SIZE)):
            files = [entry for entry in entries if isinstance(entry, WalkedFile)]
            problems = [entry for entry in entries if isinstance(entry, ScanProblem)]
            self.left_out.update(
                (entry.message, entry.byte_size is None)
                for entry in problems
                if entry.problem == "excluded"
            )
            to_read = self._store.select_files_to_read(number, files)
            self._batches[number] = _Batch(waiting=len(to_read), problems=problems)
            self._batch_of.update((file.path, number) for file in to_read)
            self._meter.advance(len(files) - len(to_read))
            self._store_complete()
            yield from to_read
            number += 1

    def take(self, file: WalkedFile, found: ScannedImage | ScanProblem | Failure) -> None:
        """Take the result of a file, and store its batch if the batch is complete."""
        batch = self._batches[self._batch_of.pop(file.path)]
        if isinstance(found, Failure):
            found = failure_problem(file, found)
        if isinstance(found, ScannedImage):
            batch.images.append(found)
        else:
            batch.problems.append(found)
        batch.waiting -= 1
        self._meter.advance()
        if not batch.waiting:
            self._store_complete()

    def _store_complete(self) -> None:
        while self._batches:
            number, batch = next(iter(self._batches.items()))
            if batch.waiting:
                return
            if batch.images or batch.problems:
                self._store.store(batch.images, batch.problems)
            del self._batches[number]
