"""Reads the beginning of a file that is being decoded."""

from typing import BinaryIO

_HEADERS = 64 * 1024  # bytes in which the headers of a file are looked for


def read_head(source: BinaryIO, size: int = _HEADERS) -> bytes:
    """Return the first bytes of a file, at most `size`, and leave the file where it is."""
    position = source.tell()
    try:
        source.seek(0)
        return source.read(size)
    finally:
        source.seek(position)
