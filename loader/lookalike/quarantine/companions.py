"""Companions: files that describe an image, or belong to it, and lie beside it under its name.

They are sidecar files (`copy.xmp`, `copy.jpg.xmp`, `.aae`) and the film of a live photo. A film of
another kind is a work of its own, and stays.
"""

import hashlib
import os
from collections import defaultdict
from typing import NamedTuple

from lookalike.beneath import open_beneath, open_folder_beneath

_SIDECARS = {b".xmp", b".aae"}
_FILMS = {b".mov", b".mp4"}
# The key under which the camera writes into the film to which picture it belongs.
_LIVE_PHOTO = b"com.apple.quicktime.content.identifier"
_LONGEST_LIVE_PHOTO = 64 * 2**20  # bytes; such a film takes three seconds
_CHUNK = 2**20


class Companion(NamedTuple):
    """A file that belongs to an image; `path` is relative to the folder of the collection.

    `shared_with` are other files of the same name but for the suffix, to which it may belong too.
    """

    path: bytes
    byte_size: int
    sha256: bytes
    shared_with: tuple[bytes, ...]


class Folders:
    """Finds the companions of images beneath an open folder. Each folder in it is listed once."""

    def __init__(self, root_fd: int) -> None:
        self._root_fd = root_fd
        self._listed: dict[bytes, dict[bytes, list[bytes]]] = {}

    def find(self, image: bytes) -> list[Companion]:
        """Return the companions of the image at this path. Raises OSError."""
        folder, name = os.path.split(image)
        stem = os.path.splitext(name)[0]  # noqa: PTH122
        names = self._names(folder)
        beside = {
            *(other for other in names.get(name, []) if _suffix(other) in _SIDECARS),
            *(other for other in names.get(stem, []) if _suffix(other) in _SIDECARS | _FILMS),
        } - {name}
        found = []
        for companion in sorted(beside):
            path = os.path.join(folder, companion)  # noqa: PTH118
            read = self._read(path)
            if read is not None:
                base = os.path.splitext(companion)[0]  # noqa: PTH122
                found.append(Companion(path, *read, self._sharers(folder, base, name)))
        return found

    def close(self) -> None:
        """Close the folder."""
        os.close(self._root_fd)

    def is_there(self, path: bytes) -> bool:
        """Return whether a plain file is at this path now. Raises OSError."""
        try:
            os.close(open_beneath(self._root_fd, path))
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def _sharers(self, folder: bytes, base: bytes, image: bytes) -> tuple[bytes, ...]:
        """Return the other files whose companion this may be: `base` or `base.*`."""
        names = self._names(folder)
        stem = os.path.splitext(base)[0]  # noqa: PTH122
        named_so = {*names.get(base, []), *({base} & {*names.get(stem, [])})} - {image}
        return tuple(
            os.path.join(folder, other)  # noqa: PTH118
            for other in sorted(named_so)
            if _suffix(other) not in _SIDECARS | _FILMS
        )

    def _names(self, folder: bytes) -> dict[bytes, list[bytes]]:
        """Return the names in a folder, by their stems."""
        if folder not in self._listed:
            descriptor = open_folder_beneath(self._root_fd, folder)
            try:
                names = [os.fsencode(name) for name in os.listdir(descriptor)]  # noqa: PTH208
            finally:
                os.close(descriptor)
            by_stem: dict[bytes, list[bytes]] = defaultdict(list)
            for name in names:
                by_stem[os.path.splitext(name)[0]].append(name)  # noqa: PTH122
            self._listed[folder] = by_stem
        return self._listed[folder]

    def _read(self, path: bytes) -> tuple[int, bytes] | None:
        """Return the size and the digest of a companion; None if it is gone, or no companion."""
        try:
            descriptor = open_beneath(self._root_fd, path)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            is_film = _suffix(path) in _FILMS
            if is_film and os.fstat(descriptor).st_size > _LONGEST_LIVE_PHOTO:
                return None
            digest, size, tail, is_live = hashlib.sha256(), 0, b"", False
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                is_live = is_live or (is_film and _LIVE_PHOTO in tail + chunk)
                tail = chunk[-len(_LIVE_PHOTO) :]
        return (size, digest.digest()) if is_live or not is_film else None


def _suffix(name: bytes) -> bytes:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122
