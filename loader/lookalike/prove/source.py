"""Reads the picture of a file for proofs, and keeps what was read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lookalike.picture.border import Box
from lookalike.picture.reduced import Reduced, read_reduced
from lookalike.prove.picture import SIDE, Picture
from lookalike.prove.shelf import Shelf

_KEPT = 2000  # pictures whose features each worker keeps, some 50 kB each
_KEPT_PIXELS = 60  # pictures whose pixels each worker keeps, up to 0.8 MB each
_KEPT_CLOSER = 8  # documents of which each worker keeps the pixels, up to 8 MB each


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the place of the picture within its border.

    `frame_count` is the number of its pages or frames, and `page` the one that is meant, from 1;
    None for the image of the file.
    """

    root: str
    path: str
    content: Box | None
    frame_count: int = 1
    page: int | None = None


@lru_cache(maxsize=_KEPT)
def read_picture(source: Source, folder: str | None = None) -> Picture:
    """Return a picture at the size for proofs, read only when needed. Raises BadImage.

    `folder` is the folder of a shelf, to which all workers add the features that they find.
    """
    pixels, closer = partial(_read_pixels, source), partial(_read_closer, source)
    if folder is None:
        return Picture(pixels, *_measure(source), source.content, closer=closer)
    shelf, name = _shelf(folder), f"{source.root}\0{source.path}\0{source.page or ''}"
    size, width, height = shelf.get(name, partial(_measure, source))

    def keep(what: str, make: Callable[[], Any]) -> Any:
        return shelf.get(f"{name}\0{what}", make)

    return Picture(pixels, size, width, height, source.content, keep, closer)


@lru_cache(maxsize=1)
def _shelf(folder: str) -> Shelf:
    return Shelf(Path(folder))


def _measure(source: Source) -> tuple[tuple[int, int], int, int]:
    reduced = _read_reduced(source)
    return reduced.image.size, reduced.width, reduced.height


def _read_pixels(source: Source) -> NDArray[np.uint8]:
    return np.array(_read_reduced(source).image)


@lru_cache(maxsize=_KEPT_CLOSER)
def _read_closer(source: Source, side: int) -> NDArray[np.uint8]:
    return np.array(read_file(source, side).image)


@lru_cache(maxsize=_KEPT_PIXELS)
def _read_reduced(source: Source) -> Reduced:
    return read_file(source, SIDE)


def read_file(source: Source, side: int) -> Reduced:
    """Read the picture with its longer side at `side` pixels at most. Raises BadImage."""
    return read_reduced(source.root, source.path, side, source.page)


@lru_cache(maxsize=1)  # parts of one composite come one after the other
def read_composite(source: Source, side: int) -> Reduced:
    """Read it likewise, larger than for proofs, and keep only the last."""
    return read_file(source, side)


def forget_pictures() -> None:
    """Read files again that this process has read before: they may have changed."""
    read_picture.cache_clear()
    _read_reduced.cache_clear()
    _read_closer.cache_clear()
    read_composite.cache_clear()
