"""Lookalike finds, explains and governs duplicate images in large archives, inside PostgreSQL."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from lookalike.notebook.archive import Archive

    __version__: str
__all__ = ["__version__", "connect"]


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # takes longer to load than a command waits for another

    return version("lookalike")


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
