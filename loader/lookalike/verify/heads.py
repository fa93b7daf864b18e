"""The file in which heads of the event log are kept, outside the database.

Each line is a time in UTC, the number of an event, and the hash of that event:
`2026-01-31T09:05:00Z 1234 1ced4d51...`. Lines are only added. Lines as `lookalike verify` prints
them, `Head: 1ced4d51...`, are read too.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from lookalike.errors import LookalikeError

_LINE = re.compile(r"(?:(?P<time>\S+Z) (?P<event_id>[1-9]\d*)|Head:) (?P<head>[0-9a-f]{64})")
_FOLDER_HINT = "Name a file in an existing folder where the owner of the database cannot write."


@dataclass(frozen=True)
class KeptHead:
    """A head as it was kept; `event_id` is None where only its hash was."""

    head: bytes
    event_id: int | None = None


class HeadFile:
    """The kept heads, oldest first, in a file that is locked for this process."""

    def __init__(self, path: Path, stream: IO[str]) -> None:
        self.path = path
        self._stream = stream
        self.heads = [_read(path, number, line) for number, line in enumerate(stream, start=1)]

    def append(self, head: bytes, event_id: int) -> None:
        """Keep a head; it is on the disk when this returns."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._stream.write(f"{now} {event_id} {head.hex()}\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.heads.append(KeptHead(head, event_id))

    def holds_last(self, head: bytes) -> bool:
        """Return whether this head is the one that was kept last."""
        return bool(self.heads) and self.heads[-1].head == head

    def token_path(self, head: KeptHead) -> Path:
        """Return where the time stamp of a head lies, beside the file."""
        name = head.event_id if head.event_id is not None else head.head.hex()
        return self.path.with_name(f"{self.path.name}.{name}.tsr")


@contextmanager
def open_heads(path: Path) -> Iterator[HeadFile]:
    """Open the file, or make it, and let no other process add to it meanwhile.

    Raises LookalikeError for a file that cannot be opened, or that holds something else.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        stream = os.fdopen(os.open(path, flags, 0o644), "r+", encoding="ascii", errors="replace")
    except OSError as error:
        raise LookalikeError(
            f'cannot open "{path}": {error.strerror}', hint=_FOLDER_HINT
        ) from error
    with stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield HeadFile(path, stream)


def _read(path: Path, number: int, line: str) -> KeptHead:
    found = _LINE.fullmatch(line.removesuffix("\n")) if line.endswith("\n") else None
    if found is None:
        raise LookalikeError(
            f'line {number} of "{path}" is no kept head',
            detail="A line is a time, the number of an event and its hash.",
            hint="Name the file to which lookalike verify --keep adds the heads. If the line was "
            "cut off, remove it.",
        )
    event_id = found["event_id"]
    return KeptHead(bytes.fromhex(found["head"]), int(event_id) if event_id else None)
