"""Reads the picture of a file for proofs, and keeps what was read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lookalike.picture.border import Box
from lookalike.picture.reduced import Reduced, read_reduced
from lookalike.prove.picture import SIDE, Picture
from lookalike.prove.shelf import Shelf

_KEPT = 2000  # pictures whose features each worker keeps, some 50 kB each
_KEPT_PIXELS = 60  # pictures whose pixels each worker keeps, up to 0.8 MB each
_SHELVED = 40_000  # features that each worker puts on the shelf, some 25 kB each
_SHELVED_PIXELS = 2000  # pictures of which it puts the pixels there
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


class _Small(NamedTuple):
    """A picture at the size for proofs, (h, w, 3) of uint8, and the size of its file in pixels."""

    rgb: NDArray[np.uint8]
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[1], self.rgb.shape[0]


@lru_cache(maxsize=_KEPT)
def read_picture(source: Source, folder: str | None = None) -> Picture:
    """Return a picture at the size for proofs, read only when needed. Raises BadImage.

    `folder` is the folder of shelves, to which all workers add what they read and find.
    """
    closer = partial(_read_closer, source)
    if folder is None:
        small = _read_small(source)
        size, width, height = small.size, small.width, small.height
        return Picture(
            lambda: _read_small(source).rgb, size, width, height, source.content, closer=closer
        )
    shelf, name = _features(folder), _name(source)

    def measure() -> tuple[tuple[int, int], int, int]:
        small = _read_small(source, folder)
        return small.size, small.width, small.height

    def keep(what: str, make: Callable[[], Any]) -> Any:
        return shelf.get(f"{name}\0{what}", make)

    def pixels() -> NDArray[np.uint8]:
        return _read_small(source, folder).rgb

    size, width, height = shelf.get(name, measure)
    return Picture(pixels, size, width, height, source.content, keep, closer)


def _name(source: Source) -> str:
    return f"{source.root}\0{source.path}\0{source.page or ''}"


@lru_cache(maxsize=1)
def _features(folder: str) -> Shelf:
    return Shelf(Path(folder), _SHELVED)


@lru_cache(maxsize=1)
def _pixels(folder: str) -> Shelf:
    return Shelf(Path(folder), _SHELVED_PIXELS)


@lru_cache(maxsize=_KEPT_PIXELS)
def _read_small(source: Source, folder: str | None = None) -> _Small:
    """Read it from the shelf, or decode the file: that takes twenty times as long."""
    if folder is None:
        return _decode(source)
    return _pixels(folder).get(f"{_name(source)}\0pixels", partial(_decode, source))


def _decode(source: Source) -> _Small:
    reduced = read_file(source, SIDE)
    return _Small(np.array(reduced.image), reduced.width, reduced.height)


@lru_cache(maxsize=_KEPT_CLOSER)
def _read_closer(source: Source, side: int) -> NDArray[np.uint8]:
    return np.array(read_file(source, side).image)


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
    _read_small.cache_clear()
    _read_closer.cache_clear()
    read_composite.cache_clear()
