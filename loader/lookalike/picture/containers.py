"""What a file's container says that Pillow does not: is it lossless, and how deep is it?

All functions look at a picture that was opened and not yet loaded, and at the bytes it is read
from; the position in `source` is given back as it was.
"""

import struct
from typing import Any, BinaryIO, NamedTuple

from PIL import Image

from lookalike.picture.source import read_head
from lookalike.picture.tiff import is_raw

_LOSSLESS = frozenset(
    ("BMP", "CUR", "DCX", "DIB", "FITS", "FLI", "GIF", "ICO", "IM", "MSP", "PCX", "PNG", "PPM")
) | frozenset(("PSD", "QOI", "RAW", "SGI", "SPIDER", "SUN", "TGA", "XBM", "XPM"))
_COMPRESSION, _BITS, _SUBFILE, _SUB_IFDS = 259, 258, 254, 330
# Old and new JPEG, lossy DNG, JPEG 2000 in its several numbers, WebP, JPEG XL, LERC.
_LOSSY_TIFF = frozenset({6, 7, 34892, 33003, 33004, 33005, 34712, 50001, 50002, 52546, 34887})


class _Jpeg2000(NamedTuple):
    bits: int
    reversible: bool


def is_lossless(image: Image.Image, source: BinaryIO) -> bool:
    """Say whether the format keeps every pixel it is given; False where that cannot be known.

    A palette counts as lossless: what was lost before the file was written is not in the file.
    """
    if image.format == "TIFF":
        return _tiff_tag(image, _COMPRESSION, 1) not in _LOSSY_TIFF
    if image.format == "WEBP":
        return _webp_is_lossless(read_head(source))
    if image.format == "JPEG2000":
        return _jpeg_2000(read_head(source)).reversible
    return image.format in _LOSSLESS


def bits_per_sample(image: Image.Image, source: BinaryIO) -> int:
    """Bits the file keeps for a channel, which may be more than the 8 that Pillow decodes."""
    if image.format == "TIFF":
        bits = _tiff_tag(image, _BITS, 1)
        return int(max(bits) if isinstance(bits, tuple) else bits)
    if image.format == "JPEG2000":
        return _jpeg_2000(read_head(source)).bits
    if isinstance(depth := image.info.get("bit_depth"), int):  # pillow-heif says so
        return depth
    if image.mode in ("1", "I", "F") and image.format != "PPM":
        return 1 if image.mode == "1" else 32
    for tile in getattr(image, "tile", ()):
        layout = tile[3] if isinstance(tile[3], tuple) else (tile[3],)
        # Pillow names the layout it reads: "RGB;16B" where it will drop the lower bytes.
        if any(isinstance(part, str) and ";16" in part for part in layout):
            return 16
        if image.format == "PPM" and isinstance(layout[-1], int) and layout[-1] > 255:
            return 16
    return 8


def is_camera_raw(image: Image.Image, source: BinaryIO) -> bool:
    """Say whether this TIFF is a camera's raw file, of which Pillow would read just a preview."""
    if image.format != "TIFF":
        return False
    if read_head(source, 10)[8:] == b"CR" or is_raw(image.tag_v2, source):  # type: ignore[attr-defined]
        return True
    reduced = _tiff_tag(image, _SUBFILE, 0)
    return reduced == 1 and _tiff_tag(image, _SUB_IFDS, None) is not None


def _tiff_tag(image: Image.Image, tag: int, default: Any) -> Any:
    return getattr(image, "tag_v2", {}).get(tag, default)


def _webp_is_lossless(head: bytes) -> bool:
    """Find the bitstream of the first frame: RIFF chunks, each of a name, a size and data."""
    position = 12
    while position + 8 <= len(head):
        name = head[position : position + 4]
        if name in (b"VP8L", b"VP8 "):
            return name == b"VP8L"
        if name == b"ANMF":  # a frame: 16 bytes of its own, then chunks again
            position += 8 + 16
        else:
            size = int(struct.unpack_from("<I", head, position + 4)[0])
            position += 8 + size + size % 2
    return False


def _jpeg_2000(head: bytes) -> _Jpeg2000:
    """Read sample depth (SIZ) and wavelet (COD) from the main header of the codestream.

    The 5-3 wavelet is reversible; whether an encoder then cut the data short is not written.
    """
    bits, reversible = 8, False
    position = head.find(b"\xff\x4f\xff\x51")  # start of codestream, then SIZ at once
    if position < 0:
        return _Jpeg2000(bits, reversible)
    position += 2
    while position + 4 <= len(head):
        marker, size = struct.unpack_from(">HH", head, position)
        if marker == 0xFF51 and position + 41 <= len(head):
            bits = (head[position + 40] & 0x7F) + 1
        elif marker == 0xFF52 and position + 14 <= len(head):
            return _Jpeg2000(bits, head[position + 13] == 1)
        elif marker == 0xFF90:  # first tile: the main header is over
            break
        position += 2 + size
    return _Jpeg2000(bits, reversible)
