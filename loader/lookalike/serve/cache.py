"""Keeps what was drawn on the disk, and no more than a number of bytes of it.

Packages for this keep a database and pickles, for many processes. A folder and a list are enough
here, and no byte of a file that a worker made is read in this process but to be sent.
"""

import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

import platformdirs

from lookalike.database.lock import FileLock
from lookalike.errors import LookalikeError

_PREFIX = "pages-"
_LOCK = "lock"


class Cache:
    """Files of one folder by their keys. When they are too large, those that nobody used go first.

    The newest one stays, even where it alone is larger than all may be. Use it from one thread.
    """

    def __init__(self, folder: Path, most: int) -> None:
        """`folder` is empty, and nobody else writes there; `most` is in bytes."""
        self._folder, self._most = folder, most
        self._sizes: OrderedDict[Path, int] = OrderedDict()  # the one used last is at the end
        self.bytes = 0

    def find(self, key: str) -> Path | None:
        """Return the file with this key."""
        path = self._path(key)
        if path not in self._sizes:
            return None
        self._sizes.move_to_end(path)
        return path

    def add(self, key: str, data: bytes) -> Path:
        """Keep these bytes. Raises OSError where there is no room for them."""
        path = self._path(key)
        try:
            path.write_bytes(data)
        except OSError:
            path.unlink(missing_ok=True)
            self.bytes -= self._sizes.pop(path, 0)
            raise
        return self._count(path)

    def adopt(self, key: str, made: Path) -> Path:
        """Keep a file that lies on the same disk: it moves. Raises OSError for what is no file."""
        path = self._path(key)
        made.replace(path)
        if path.is_symlink() or not path.is_file():
            path.unlink()
            raise OSError(f"{made.name} is no plain file")
        return self._count(path)

    def _path(self, key: str) -> Path:
        return self._folder / blake2b(key.encode(), digest_size=16).hexdigest()

    def _count(self, path: Path) -> Path:
        self.bytes -= self._sizes.pop(path, 0)
        self._sizes[path] = path.stat().st_size
        self.bytes += self._sizes[path]
        while self.bytes > self._most and len(self._sizes) > 1:
            oldest, size = self._sizes.popitem(last=False)
            oldest.unlink(missing_ok=True)
            self.bytes -= size
        return path


@contextmanager
def private_folder(parent: Path | None = None) -> Iterator[Path]:
    """A new folder of this user alone, which goes when the context ends.

    It is made in `parent`, by default where this user's programs keep what they can make again.
    Raises LookalikeError if it cannot be made.
    """
    parent = parent or _default_parent()
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(parent):
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            lock = FileLock(folder / _LOCK)
            lock.exclusive()
    except OSError as error:
        raise LookalikeError(
            f'cannot keep pictures below "{parent}"',
            detail=f"{error.strerror}.",
            hint="Let this user write there, or name another folder in XDG_CACHE_HOME.",
        ) from error
    try:
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_folders(parent: Path | None = None) -> None:
    """Remove the folders of processes that were killed: not everybody may see their pictures.

    Raises OSError.
    """
    parent = parent or _default_parent()
    if not parent.exists():
        return
    with _one_at_a_time(parent):
        for left in parent.glob(f"{_PREFIX}*/{_LOCK}"):
            with suppress(OSError), FileLock(left) as of_the_dead:
                if of_the_dead.try_exclusive():
                    shutil.rmtree(left.parent, ignore_errors=True)


def _default_parent() -> Path:
    return platformdirs.user_cache_path("lookalike")


@contextmanager
def _one_at_a_time(parent: Path) -> Iterator[None]:
    """While a folder is made and not locked yet, nobody takes it for one that was left."""
    with FileLock(parent / f"{_PREFIX}{_LOCK}") as lock:
        lock.exclusive()
        yield
