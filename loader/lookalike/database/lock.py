"""Advisory file locks, which the kernel always frees when their holder dies."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_POLL_SECONDS = 0.01


class FileLock:
    """One open file description with at most one flock(2) lock on it.

    The lock lives as long as any copy of the descriptor does: a child process that inherits
    `descriptor` keeps it after this process has closed its own.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`, and make it if it is missing. Raises OSError if this is not allowed."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self.descriptor = os.open(path, flags, 0o600)

    def shared(self) -> None:
        """Wait for the lock, together with other shared holders."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def exclusive(self) -> None:
        """Wait for the lock alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_exclusive(self, seconds: float = 0.0) -> bool:
        """Take the lock alone within `seconds`, or return False and hold nothing."""
        return self._try(fcntl.LOCK_EX, seconds)

    def try_shared(self, seconds: float = 0.0) -> bool:
        """Take the lock with others within `seconds`, or return False and hold nothing."""
        return self._try(fcntl.LOCK_SH, seconds)

    def _try(self, kind: int, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Close this copy of the descriptor; the last copy releases the lock."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
