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
from lookalike.database import one
from lookalike.engine.interface import Purpose, Workers, engine_of
from lookalike.errors import LookalikeError
from lookalike.names import escape_path
from lookalike.nearest import no_such_file
from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT, Limits
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure
from lookalike.scan.exclude import Excludes
from lookalike.scan.fingerprint import failure_problem, fingerprint_file, method
from lookalike.scan.moved import refuse_moved
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from lookalike.scan.store import ScanStore
from lookalike.scan.volumes import find_volumes
from lookalike.scan.walk import walk

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
    workers: Workers = None,
    time_limit: float = TIME_LIMIT,
    limits: Limits = DEFAULT_LIMITS,
    excludes: Excludes = _DEFAULT_EXCLUDES,
    accept_missing: bool = False,
    thumbnails: bool | None = None,
) -> ScanResult:
    """Scan `folder` as a collection; only files that are new or changed are read.

    `thumbnails` says whether each picture of the folder has one: False drops those that it has, and
    True also reads the images again that have no thumbnail. With None, setting `thumbnails` says
    whether images that are read get one.

    Each batch is stored as a whole, so a scan that was killed goes on where it was.
    Raises LookalikeError if the folder cannot be listed, or is that of another collection that
    moved; psycopg.Error (object_in_use) if the collection is being scanned already; and, unless
    `accept_missing`, psycopg.Error (no_data_found) if many images are gone at once.
    """
    root = check_folder(folder)
    escaped = escape_path(os.fsencode(root))
    refuse_moved(connection, root)
    wish = _wish(connection, thumbnails)
    store = ScanStore(
        connection,
        name or escape_path(os.fsencode(root.name)) or "/",
        escaped,
        asdict(limits)
        | {"time_limit": time_limit, "exclude": sorted(excludes.patterns), "thumbnails": wish}
        | ({"accept_missing": True} if accept_missing else {}),
        method(),
    )
    with progress("walk", None, "files") as meter:
        walked = _send_walk(store, walk(root, limits.follow_symlinks, excludes), meter)
    store.compare(find_volumes(root))
    with (
        progress("scan", walked.files, "files") as meter,
        engine_of(workers).open_pool(Purpose(prepare_decoders, time_limit)) as pool,
    ):
        batches = _Batches(store, walked, meter)
        read = partial(
            fingerprint_file, root, limits=limits, with_thumbnail=wish in ("add", "make")
        )
        for file, found in pool.map_unordered(read, batches.files_to_read()):
            batches.take(file, found)
    has_other_patterns = store.has_other_patterns()
    counts = store.finish()
    return ScanResult(store.run_id, store.resumed, counts, walked.left_out, has_other_patterns)


def _wish(connection: Connection[Any], thumbnails: bool | None) -> str:
    """Say what a scan does with thumbnails: add, make, drop or leave."""
    if thumbnails is not None:
        return "add" if thumbnails else "drop"
    return (
        "make" if one(connection, "SELECT lookalike.get_setting('thumbnails')") == "on" else "leave"
    )


def check_folder(folder: Path) -> Path:
    """Return the real path of a folder that can be listed; raises LookalikeError for others."""
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        raise no_such_file("cannot scan", folder, "Name an existing folder of images.") from None
    except OSError as error:
        raise LookalikeError(
            f'cannot scan "{escape_path(os.fsencode(folder))}"',
            detail=f"{error.strerror}.",
            hint="Name an existing folder of images that this user may read.",
        ) from None
    return Path(os.path.realpath(folder))


@dataclass
class _Walked:
    """What the walk found; its files and problems are in the database, by the number of a batch."""

    files: int = 0
    batch_sizes: list[int] = field(default_factory=list)  # files of each batch
    with_problems: set[int] = field(default_factory=set)  # numbers of batches
    left_out: Counter[tuple[str, bool]] = field(default_factory=Counter)


def _send_walk(
    store: ScanStore, found: Iterator[WalkedFile | ScanProblem], meter: Meter
) -> _Walked:
    """Walk the folder to its end, and send all of it to the database."""
    walked = _Walked()
    while entries := list(islice(found, _BATCH_SIZE)):
        files = [entry for entry in entries if isinstance(entry, WalkedFile)]
        problems = [entry for entry in entries if isinstance(entry, ScanProblem)]
        number = len(walked.batch_sizes)
        store.add_walked(number, files, problems)
        walked.batch_sizes.append(len(files))
        walked.files += len(files)
        if problems:
            walked.with_problems.add(number)
        walked.left_out.update(
            (entry.message, entry.byte_size is None)
            for entry in problems
            if entry.problem == "excluded"
        )
        meter.advance(len(files))
    return walked


@dataclass
class _Batch:
    waiting: int = 0  # files that workers still read
    has_problems: bool = False  # of the walk
    images: list[ScannedImage] = field(default_factory=list)
    problems: list[ScanProblem] = field(default_factory=list)


class _Batches:
    """Stores the batches of the walk in its order, whichever file is read first.

    So the images are numbered the same each time a tree is scanned.
    """

    def __init__(self, store: ScanStore, walked: _Walked, meter: Meter) -> None:
        self._store, self._walked, self._meter = store, walked, meter
        self._batches: dict[int, _Batch] = {}  # by number, and so in order
        self._batch_of: dict[str, int] = {}  # path of a file that workers still read

    def files_to_read(self) -> Iterator[WalkedFile]:
        """Yield new and changed files."""
        for number, files in enumerate(self._walked.batch_sizes):
            to_read = self._store.select_files_to_read(number) if files else []
            self._batches[number] = _Batch(len(to_read), number in self._walked.with_problems)
            self._batch_of.update((file.path, number) for file in to_read)
            self._meter.advance(files - len(to_read))
            self._store_complete()
            yield from to_read

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
            if batch.has_problems or batch.images or batch.problems:
                self._store.store(number, batch.images, batch.problems)
            del self._batches[number]
