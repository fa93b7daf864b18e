"""Lookalike finds, explains and governs duplicate images in large archives, inside PostgreSQL."""

from importlib.metadata import version
from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lookalike.notebook.archive import Archive

__version__ = version("lookalike")
__all__ = ["__version__", "connect"]


def connect(
    database: str | None = None, *, data_dir: "str | PathLike[str] | None" = None
) -> "Archive":
    """Open an archive for a notebook or a script; see Archive for what it can do.

    `database` is the URL of a PostgreSQL database. Without it, and without LOOKALIKE_DATABASE, the
    embedded server is used: its data is in `data_dir`, in LOOKALIKE_DATA_DIR, or in your data
    directory. Close the archive at the end, or use it as a context manager. Raises LookalikeError.
    """
    from lookalike.notebook.archive import Archive  # a part of a second of libraries

    return Archive(database, data_dir)
