"""The database in use: its place, the connection to it, and the installation in it."""

from lookalike.database.connection import connect, one
from lookalike.database.install import InstallResult, install
from lookalike.database.target import Target, open_target

__all__ = ["InstallResult", "Target", "connect", "install", "one", "open_target"]
