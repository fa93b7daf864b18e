"""The Python API: what a notebook wants of an archive. `lookalike.connect` opens one."""

from lookalike.notebook.archive import Archive
from lookalike.notebook.gallery import Gallery

__all__ = ["Archive", "Gallery"]
