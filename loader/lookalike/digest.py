"""The digest of an open file."""

import hashlib
import os

_CHUNK = 2**20


def read_digest(descriptor: int) -> tuple[bytes, int]:
    """Read an open file from where it is to its end.

    Returns the SHA-256 of these bytes, and how many there are. Raises OSError.
    """
    digest, size = hashlib.sha256(), 0
    while chunk := os.read(descriptor, _CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.digest(), size
