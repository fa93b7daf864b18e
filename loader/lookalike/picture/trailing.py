"""Is there anything in a file after its picture? Videos of motion photos, further pictures, notes.

Every function reads headers and markers only, and decodes nothing. Zeros, 0xFF and blanks after
the picture are padding.
"""

import io
import struct
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.compiled import compiled

_CHUNK = 2**20
_PADDING = b"\0\xff\t\n\r "
_BLOCK = 4096
# What a HEIF or AVIF file consists of. `uuid` holds metadata.
_HEIF_BOXES = frozenset((b"ftyp", b"meta", b"mdat", b"free", b"skip", b"wide", b"idat", b"uuid"))
_JPEG_2000_BOXES = frozenset(
    (b"jP  ", b"ftyp", b"jp2h", b"jp2c", b"jp2i", b"xml ", b"uuid", b"uinf", b"rreq", b"free")
) | frozenset((b"asoc", b"nlst", b"lbl ", b"res ", b"jpch", b"jplh", b"drep", b"jumb"))
# Bits of a pixel in the layouts in which Pillow reads raw pixels.
_RAW_BITS = {
    "1": 1, "1;I": 1, "L": 8, "P": 8, "LA": 16, "I;16B": 16, "BGR;15": 16, "BGRA;15Z": 16,
    "BGR": 24, "RGB": 24, "BGRX": 32, "BGRA": 32, "RGBA": 32, "F;32F": 32, "F;32BF": 32,
}  # fmt: skip


def has_data_after(format_: str, frame_count: int, source: BinaryIO) -> bool:
    """Say whether more than padding follows the picture; False where that cannot be known.

    The position in `source` is given back as it was.
    """
    ends = _ENDS.get(format_)
    if ends is None:
        return False
    position = source.tell()
    try:
        end = ends(source, frame_count)
        return end is not None and _holds_data(source, end)
    except (struct.error, IndexError, ValueError):  # cut off: nothing comes after the picture
        return False
    finally:
        source.seek(position)


def _holds_data(source: BinaryIO, start: int) -> bool:
    source.seek(start)
    while chunk := source.read(_CHUNK):
        if chunk[:64].strip(_PADDING) or chunk.strip(_PADDING):
            return True
    return False


def _end_of_jpeg(source: BinaryIO, frame_count: int) -> int | None:
    """The end of the last of `frame_count` pictures, which follow one another with padding."""
    end = _end_of_one_jpeg(source, 0)
    for _ in range(frame_count - 1):
        if end is None:
            return None
        start = _skip_padding(source, end)
        source.seek(start)
        if source.read(2) != b"\xff\xd8":
            return end
        end = _end_of_one_jpeg(source, start)
    return end


def _skip_padding(source: BinaryIO, start: int) -> int:
    source.seek(start)
    while chunk := source.read(_CHUNK):
        if chunk.lstrip(b"\0\t\n\r "):
            return start + len(chunk) - len(chunk.lstrip(b"\0\t\n\r "))
        start += len(chunk)
    return start


def _end_of_one_jpeg(source: BinaryIO, start: int) -> int | None:
    """Walk the segments to the first scan, and look for the end marker from there.

    In a scan, 0xFF is always followed by zero or a restart marker.
    """
    position = start + 2
    while True:
        source.seek(position)
        head = source.read(4)
        if head[0] != 0xFF:
            return None
        if head[1] == 0xFF:  # a fill byte
            position += 1
            continue
        if head[1] == 0xD9:
            return position + 2
        position += 2 + int(struct.unpack(">H", head[2:4])[0])
        if head[1] == 0xDA:
            return _find_end_marker(source, position)


def _find_end_marker(source: BinaryIO, start: int) -> int | None:
    """The position after the next end marker."""
    if isinstance(source, io.BytesIO):  # all of it is in memory
        place = end_marker(np.frombuffer(source.getbuffer(), np.uint8)[start:])
        return start + place + 2 if place >= 0 else None
    source.seek(start)
    data = np.zeros(1 + _CHUNK, np.uint8)  # begins with the last byte of the chunk before
    while count := cast(io.BufferedReader, source).readinto(data[1:].data):
        place = end_marker(data[: 1 + count])
        if place >= 0:
            return start - 1 + place + 2
        start += count
        data[0] = data[count]
    return None


@compiled
def end_marker(data: NDArray[np.uint8]) -> int:
    """Give the place of the first 0xFF that 0xD9 follows; -1 if there is none.

    A block of fixed length becomes vector instructions: fifty times as quick as `bytes.find`.
    """
    last = data.shape[0] - 1
    start = 0
    while start + _BLOCK < last:
        block = data[start : start + _BLOCK + 1]
        is_here = False
        for place in range(_BLOCK):
            is_here |= (block[place] == 0xFF) & (block[place + 1] == 0xD9)
        if is_here:
            break
        start += _BLOCK
    for place in range(start, last):
        if data[place] == 0xFF and data[place + 1] == 0xD9:
            return place
    return -1


def _end_of_png(source: BinaryIO, _: int) -> int | None:
    position = 8
    while True:
        source.seek(position)
        size, name = struct.unpack(">I4s", source.read(8))
        position += 12 + int(size)
        if name == b"IEND":
            return position


def _end_of_gif(source: BinaryIO, _: int) -> int | None:
    source.seek(0)
    head = source.read(13)
    position = 13 + (3 << (head[10] & 7) + 1 if head[10] & 0x80 else 0)
    while True:
        source.seek(position)
        kind = source.read(1)
        if kind == b";":
            return position + 1
        if kind == b"!":
            position += 2
        elif kind == b",":
            flags = source.read(9)[8]
            position += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1
        else:
            return None
        while True:
            source.seek(position)
            size = source.read(1)[0]
            position += 1 + size
            if not size:
                break


def _end_of_webp(source: BinaryIO, _: int) -> int | None:
    source.seek(4)
    size = int(struct.unpack("<I", source.read(4))[0])
    return 8 + size + size % 2


def _boxes(source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The name of each box of the file and where it ends."""
    end = source.seek(0, 2)
    position = 0
    while position + 8 <= end:
        source.seek(position)
        size, name = struct.unpack(">I4s", source.read(8))
        if size == 1:
            size = int(struct.unpack(">Q", source.read(8))[0])
        elif size == 0:
            size = end - position
        if size < 8:  # not a box
            return
        position += size
        yield name, position


def _end_of_heif(source: BinaryIO, _: int) -> int | None:
    return _end_of_boxes(source, _HEIF_BOXES)


def _end_of_avif(source: BinaryIO, frame_count: int) -> int | None:
    is_animation = frame_count > 1 and not _has_sound(source)
    return _end_of_boxes(source, _HEIF_BOXES | {b"moov"} if is_animation else _HEIF_BOXES)


def _has_sound(source: BinaryIO) -> bool:
    """Say whether the tracks of an animation have one of sound among them."""
    start = 0
    for name, end in _boxes(source):
        if name == b"moov":
            source.seek(start)
            return b"soun" in source.read(end - start)
        start = end
    return False


def _end_of_boxes(source: BinaryIO, allowed: frozenset[bytes]) -> int:
    end = 0
    for name, after in _boxes(source):
        if name not in allowed:
            break
        end = after
    return end


def _end_of_jpeg_2000(source: BinaryIO, _: int) -> int | None:
    source.seek(0)
    if source.read(2) == b"\xff\x4f":  # a bare codestream, whose end is its last marker
        return _end_of_codestream(source)
    end, streams = 0, 0
    for name, after in _boxes(source):
        streams += name == b"jp2c"
        if name not in _JPEG_2000_BOXES or streams > 1:
            break
        end = after
    return end


def _end_of_codestream(source: BinaryIO) -> int | None:
    """The end of its last tile part, where every tile part says how long it is."""
    position = 2
    while True:
        source.seek(position)
        head = source.read(12)
        marker, size = struct.unpack(">HH", head[:4])
        if marker == 0xFFD9:
            return position + 2
        if marker == 0xFF90:  # a tile part
            length = int(struct.unpack(">I", head[6:10])[0])
            if not length:  # it goes on to the end of the file
                return None
            position += length
        else:
            position += 2 + int(size)


def _end_of_raw(source: BinaryIO, _: int) -> int | None:
    """The end of uncompressed pixels that lie in one piece."""
    source.seek(0)
    with Image.open(source) as image:
        tiles: Any = getattr(image, "tile", ())
        if len(tiles) != 1 or tiles[0][0] != "raw":
            return None
        (_codec, box, offset, layout), size = tiles[0], image.size
        parts: tuple[Any, ...] = layout if isinstance(layout, tuple) else (layout,)
        bits = _RAW_BITS.get(parts[0])
        if bits is None or tuple(box or ()) != (0, 0, *size):
            return None
        stride = parts[1] if len(parts) > 1 and parts[1] else (size[0] * bits + 7) // 8
    if image.format == "TGA":
        source.seek(max(source.seek(0, 2) - 18, 0))
        if source.read() == b"TRUEVISION-XFILE.\0":  # the format has a footer
            return None
    return int(offset + stride * size[1])


_ENDS: dict[str, Callable[[BinaryIO, int], int | None]] = {
    "JPEG": _end_of_jpeg,
    "MPO": _end_of_jpeg,
    "PNG": _end_of_png,
    "GIF": _end_of_gif,
    "WEBP": _end_of_webp,
    "HEIF": _end_of_heif,
    "AVIF": _end_of_avif,
    "JPEG2000": _end_of_jpeg_2000,
    "BMP": _end_of_raw,
    "PPM": _end_of_raw,
    "TGA": _end_of_raw,
}
