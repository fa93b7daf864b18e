"""The database in use: where it is, how it is reached, what is installed in it."""

from lookalike.database.connection import connect, one
from lookalike.database.install import InstallResult, install
from lookalike.database.target import Target, open_target

__all__ = ["InstallResult", "Target", "connect", "install", "one", "open_target"]
