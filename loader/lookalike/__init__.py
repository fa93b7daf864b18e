"""Lookalike finds, explains and governs duplicate images in large archives, inside PostgreSQL."""

from importlib.metadata import version

__version__ = version("lookalike")
