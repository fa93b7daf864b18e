"""Writes small files that hold more than one plain picture, byte by byte where no library does."""

import io
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Directory:
    """A directory of a TIFF: pixels of 8 bits, (height, width) or (height, width, channels)."""

    pixels: NDArray[np.uint8]
    tags: dict[int, int | bytes] = field(default_factory=dict)  # more of them, or others
    below: tuple["Directory", ...] = ()  # sub-directories


def tiff(*directories: Directory, next_at_end: int = 0) -> bytes:
    """An uncompressed TIFF; after the last directory comes `next_at_end`."""
    data = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for directory in directories:
        offset, end = _add(data, directory)
        struct.pack_into("<I", data, link, offset)
        link = end
    struct.pack_into("<I", data, link, next_at_end)
    return bytes(data)


def _add(data: bytearray, directory: Directory) -> tuple[int, int]:
    """Append a directory; return where it begins, and where its link to the next one is."""
    below = [_add(data, one)[0] for one in directory.below]
    pixels = directory.pixels
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    strip = len(data)
    data += pixels.tobytes()
    tags: dict[int, int | bytes] = {
        256: width, 257: height, 258: struct.pack("<H", 8) * channels, 259: 1,
        262: 2 if channels >= 3 else 1, 273: strip, 277: channels, 278: height,
        279: pixels.nbytes, **directory.tags,
    }  # fmt: skip
    if below:
        tags[330] = struct.pack(f"<{len(below)}I", *below)
    entries = b""
    for tag, value in sorted(tags.items()):
        if isinstance(value, int):
            entries += struct.pack("<HHII", tag, 4, 1, value)
            continue
        kind, size = {258: (3, 2), 338: (3, 2), 330: (4, 4)}.get(tag, (7, 1))
        if len(value) <= 4:
            place = value.ljust(4, b"\0")
        else:
            data += b"\0" * (len(data) % 2)
            place = struct.pack("<I", len(data))
            data += value
        entries += struct.pack("<HHI", tag, kind, len(value) // size) + place
    data += b"\0" * (len(data) % 2)
    begin = len(data)
    data += struct.pack("<H", len(tags)) + entries + b"\0\0\0\0"
    return begin, len(data) - 4


def psd(picture: Image.Image, layers: int = 0, more_channels: int = 0) -> bytes:
    """A Photoshop file of an RGB picture, with empty layers, and more channels of one value."""
    channels = 3 + more_channels
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, channels, picture.height, picture.width, 8, 3)
    section = b""
    if layers:
        # Empty rectangles of no channel, normal, opaque, with no further data but a name.
        one = struct.pack(">4iH", 0, 0, 0, 0, 0) + b"8BIMnorm" + b"\xff\0\0\0"
        one += struct.pack(">I", 12) + struct.pack(">II", 0, 0) + b"\0\0\0\0"
        body = struct.pack(">h", layers) + one * layers
        body += b"\0" * (len(body) % 2)
        section = struct.pack(">I", len(body)) + body + struct.pack(">I", 0)
    planes = b"".join(band.tobytes() for band in picture.split())
    planes += b"\x80" * (picture.width * picture.height * more_channels)
    lengths = struct.pack(">II", 0, 0) + struct.pack(">I", len(section)) + section
    return head + lengths + b"\0\0" + planes


def saved(picture: Image.Image, format_: str, **options: Any) -> bytes:
    """The bytes of a picture as Pillow saves it."""
    file = io.BytesIO()
    # A copy: to save as JPEG 2000 leaves settings behind that other formats stumble over.
    picture.copy().save(file, format_, **options)
    return file.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    """A box of an ISO base media file (HEIF, AVIF, JPEG 2000, MP4)."""
    return struct.pack(">I4s", 8 + len(content), name) + content


def video() -> bytes:
    """What a phone puts after the picture of a motion photo; it plays nothing."""
    return box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"mdat", bytes(range(256)) * 8)
