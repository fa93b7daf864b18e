"""The folders between which files move: of the collections, and of a plan. Each is opened once."""

import os
from dataclasses import dataclass, field

from lookalike.beneath import open_folder_beneath, open_root
from lookalike.names import escape_path
from lookalike.quarantine.place import FileError, Place, make_folders


@dataclass
class Roots:
    """`top` is the absolute path of the folder of a plan; no link may be in it."""

    top: bytes
    _opened: dict[bytes, int] = field(default_factory=dict)
    _top_fd: int | None = None

    def in_collection(self, root: bytes, path: bytes) -> Place:
        """Return a place in a collection. Raises FileError if its folder is not there."""
        if root not in self._opened:
            try:
                self._opened[root] = open_root(root)
            except OSError as error:
                raise FileError(
                    f'The folder "{escape_path(root)}" cannot be opened: {error.strerror}.'
                ) from error
        return Place(self._opened[root], root, path)

    def in_quarantine(self, path: bytes) -> Place:
        """Return a place in the folder of the plan, also where that does not exist.

        Raises FileError if it cannot be opened.
        """
        if self._top_fd is None:
            try:
                self._top_fd = open_folder_beneath(self._slash(), self.top.lstrip(b"/"))
            except FileNotFoundError:
                return Place(self._slash(), b"/", self.top.lstrip(b"/") + b"/" + path)
            except OSError as error:
                raise FileError(
                    f'The folder "{escape_path(self.top)}" cannot be opened: {error.strerror}.'
                ) from error
        return Place(self._top_fd, self.top, path)

    def make_top(self) -> None:
        """Make the folder of the plan, if it is not there. Raises FileError."""
        make_folders(self._slash(), b"/", self.top.lstrip(b"/"))

    def look_at_top(self) -> None:
        """Raise FileError if the folder of the plan could not be made, or not be written to."""
        folder = self.top
        while not os.path.lexists(folder) and folder != b"/":
            folder = os.path.dirname(folder)  # noqa: PTH120 -- names are bytes
        if not os.path.isdir(folder) or not os.access(folder, os.W_OK | os.X_OK):  # noqa: PTH112
            raise FileError(f'Files cannot be moved into "{escape_path(folder)}".')

    def close(self) -> None:
        """Close all folders."""
        for descriptor in (*self._opened.values(), self._top_fd):
            if descriptor is not None:
                os.close(descriptor)

    def _slash(self) -> int:
        if b"/" not in self._opened:
            self._opened[b"/"] = open_root(b"/")
        return self._opened[b"/"]
