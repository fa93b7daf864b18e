"""Reads the directories of a TIFF: is it a camera's raw file, and what is it if nobody decodes it?

The position in the file is given back as it was.
"""

import io
import os
from contextlib import suppress
from functools import cache
from typing import Any, BinaryIO

from PIL import Image, TiffImagePlugin

Directory = TiffImagePlugin.ImageFileDirectory_v2

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_SUBFILE, _SUB_IFDS, _SAMPLE_FORMAT, _DNG_VERSION = 254, 330, 339, 50706
_MOST_BELOW = 16  # sub-directories that are looked at

# Pixels of a sensor: a mosaic of colours, or that mosaic made linear.
_SENSOR = frozenset({32803, 34892})
# Compressions of camera makers: Sony, Nikon, Samsung, Pentax.
_OF_CAMERAS = frozenset({32767, 34713, 32770, 65535})
_COMPRESSIONS = {
    1: "no", 2: "CCITT", 3: "CCITT group 3", 4: "CCITT group 4", 5: "LZW", 6: "old JPEG",
    7: "JPEG", 8: "deflate", 9: "JBIG", 10: "JBIG", 32766: "NeXT", 32773: "PackBits",
    32809: "ThunderScan", 32908: "Pixar", 32909: "Pixar", 32946: "deflate", 33003: "JPEG 2000",
    33004: "JPEG 2000", 33005: "JPEG 2000", 34661: "JBIG", 34676: "LogLuv", 34677: "LogLuv",
    34712: "JPEG 2000", 34887: "LERC", 34892: "lossy JPEG", 34925: "LZMA", 50000: "Zstandard",
    50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL",
}  # fmt: skip
# Those that libtiff may have been built without, by the names of Pillow.
_OPTIONAL = {34925: "lzma", 50000: "zstd", 50001: "webp"}
_COLOURS = {
    0: "grey", 1: "grey", 2: "RGB", 3: "palette", 4: "mask", 5: "CMYK", 6: "YCbCr", 8: "LAB",
    9: "LAB", 10: "LAB", 32844: "LogLuv", 32845: "LogLuv",
}  # fmt: skip
_SAMPLES = {2: "signed", 3: "floating point", 5: "complex", 6: "complex"}


def read_directory(source: BinaryIO, offset: int | None = None) -> Directory:
    """Read the directory at this place in the file, by default the first one.

    Raises what Pillow raises where there is no directory.
    """
    position = source.tell()
    try:
        source.seek(0)
        head = source.read(8)
        if head[2] == 43 or head[3] == 43:  # BigTIFF
            head += source.read(8)
        directory = Directory(head)
        source.seek(directory.next if offset is None else offset)
        directory.load(source)
        return directory
    finally:
        source.seek(position)


def is_reduced(directory: Directory) -> bool:
    """Say whether the directory is that of a preview."""
    return bool(int(directory.get(_SUBFILE, 0)) & 1)


def is_raw(directory: Directory, source: BinaryIO) -> bool:
    """Say whether a directory, or one below it, has the pixels of a camera's sensor."""
    if _DNG_VERSION in directory or _is_of_sensor(directory):
        return True
    offsets = directory.get(_SUB_IFDS, ())
    for offset in (offsets if isinstance(offsets, tuple) else (offsets,))[:_MOST_BELOW]:
        with suppress(Exception):  # it leads nowhere
            if _is_of_sensor(read_directory(source, int(offset))):
                return True
    return False


def is_whole(directory: Directory, source: BinaryIO) -> bool:
    """Say whether all strips or tiles of a directory lie within the file."""
    starts = _numbers(directory, _STRIPS) or _numbers(directory, _TILES)
    sizes = _numbers(directory, _STRIP_BYTES) or _numbers(directory, _TILE_BYTES)
    position = source.tell()
    end = source.seek(0, os.SEEK_END)
    source.seek(position)
    return (
        all(_numbers(directory, side) for side in (_WIDTH, _HEIGHT))
        and 0 < len(starts) == len(sizes)
        and all(start + size <= end for start, size in zip(starts, sizes, strict=True))
    )


def describe(directory: Directory) -> str:
    """Say in words what kind of TIFF has this directory."""
    compression = _number(directory, _COMPRESSION, 1)
    name = _COMPRESSIONS.get(compression, f"an unknown ({compression})")
    bits = max(_numbers(directory, _BITS), default=1)
    sample = _SAMPLES.get(max(_numbers(directory, _SAMPLE_FORMAT), default=1), "")
    colours = _COLOURS.get(_number(directory, _PHOTOMETRIC, 1), "unknown")
    return (
        f"a TIFF with {name} compression, in {colours} colours,"
        f" {bits} {'bit' if bits == 1 else 'bits'}{' ' + sample if sample else ''} a channel"
    )


def lacks_codec(directory: Directory) -> bool:
    """Say whether the libtiff of Pillow was built without what unpacks this picture."""
    name = _OPTIONAL.get(_number(directory, _COMPRESSION, 1))
    return name is not None and not _packs(name)


@cache
def _packs(compression: str) -> bool:
    """Say whether libtiff knows a compression; it tells only by using it."""
    try:
        Image.new("RGB", (16, 16)).save(io.BytesIO(), "TIFF", compression=compression)
    except Exception:
        return False
    return True


def _is_of_sensor(directory: Directory) -> bool:
    return (
        _number(directory, _PHOTOMETRIC, 0) in _SENSOR
        or _number(directory, _COMPRESSION, 1) in _OF_CAMERAS
    )


def _numbers(directory: Directory, tag: int) -> tuple[int, ...]:
    found: Any = directory.get(tag, ())
    values = found if isinstance(found, tuple) else (found,)
    return values if all(isinstance(value, int) for value in values) else ()


def _number(directory: Directory, tag: int, default: int) -> int:
    return next(iter(_numbers(directory, tag)), default)
