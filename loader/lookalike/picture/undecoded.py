"""What a file's picture has that Pillow does not decode: layers, extra channels, depth maps.

All functions look at headers only, and the position in the file is given back as it was.
"""

import struct
from typing import Any, BinaryIO

from PIL import Image

from lookalike.picture.png import chunks
from lookalike.picture.tiff import is_reduced, read_directory

LAYERS = "layers"
CHANNELS = "infrared or other extra channels"
LOW_BITS = "the lower bits of its channels"
AUXILIARY = "depth map, gain map or other auxiliary images"
SIZES = "other sizes of the icon"
SUB_DIRECTORIES = "pictures in sub-directories"
SENSOR = "data of the camera's sensor"
TEXT = "text and structure of the document"
MORE_PAGES = "pages beyond the limit"
IN_METADATA = "pictures or sound in the metadata"

_SAMPLES, _PHOTOMETRIC, _SUB_IFDS, _LAYER_DATA = 277, 262, 330, 37724
# Channels that a TIFF's kind of colour needs (tag 262), and a Photoshop file's.
_TIFF_CHANNELS = {0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3, 9: 3, 10: 3}
_PSD_CHANNELS = {0: 1, 1: 1, 2: 1, 3: 3, 4: 4, 7: 3, 8: 1, 9: 3}
_WITH_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")
_ALPHA_MAPS = (
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    b"urn:mpeg:hevc:2015:auxid:1",
    b"urn:mpeg:avc:2015:auxid:1",
)
_MEDIA_IN_XMP = (b"GDepth:Data", b"GDepth:Mime", b"GImage:Mime", b"GAudio:Mime")
_OF_FIREWORKS = (b"mkBF", b"mkBS", b"mkTS", b"mkBT")
_SEARCHED = 2**20


def undecoded(image: Image.Image, format_: str, source: BinaryIO) -> set[str]:
    """Say in words what the current frame, or a file of one frame, has beyond what is decoded."""
    position = source.tell()
    try:
        if format_ == "TIFF":
            return _in_tiff(image, source)
        if format_ == "PDF":
            return {TEXT, MORE_PAGES} if getattr(image, "has_more_pages", False) else {TEXT}
        if format_ == "RAW":
            return {SENSOR}
        if format_ == "PSD":
            return _in_psd(image, source)
        if format_ in ("ICO", "CUR"):
            source.seek(4)
            return {SIZES} if int.from_bytes(source.read(2), "little") > 1 else set()
        if format_ == "ICNS":
            return {SIZES} if len(image.info.get("sizes") or ()) > 1 else set()
        if format_ in ("HEIF", "AVIF"):
            return _in_heif(source)
        if format_ == "PNG":
            return _in_png(source)
        if format_ in ("JPEG", "MPO"):
            return _in_xmp(image)
    except (struct.error, IndexError, ValueError, OSError):  # cut off or broken
        pass
    finally:
        source.seek(position)
    return set()


def _in_tiff(image: Image.Image, source: BinaryIO) -> set[str]:
    tags: Any = getattr(image, "tag_v2", {})
    found = set()
    if _LAYER_DATA in tags:
        found.add(LAYERS)
    needed = _TIFF_CHANNELS.get(tags.get(_PHOTOMETRIC, 0))
    decoded = 0 if needed is None else needed + (image.mode in _WITH_ALPHA)
    if needed is not None and tags.get(_SAMPLES, 1) > decoded:
        found.add(CHANNELS)
    offsets = tags.get(_SUB_IFDS, ())
    for offset in offsets if isinstance(offsets, tuple) else (offsets,):
        if isinstance(offset, int) and not is_reduced(read_directory(source, offset)):
            found.add(SUB_DIRECTORIES)
    return found


def _in_psd(image: Image.Image, source: BinaryIO) -> set[str]:
    source.seek(12)
    channels = int.from_bytes(source.read(2), "big")
    source.seek(24)
    colours = int.from_bytes(source.read(2), "big")
    found = set()
    if channels > _PSD_CHANNELS.get(colours, channels) + (image.mode in _WITH_ALPHA):
        found.add(CHANNELS)
    position = 26
    for _ in range(2):  # the palette, then image resources
        source.seek(position)
        position += 4 + int(struct.unpack(">I", source.read(4))[0])
    source.seek(position)
    section, length, layers = struct.unpack(">IIh", source.read(10))
    if section >= 6 and length and layers:
        found.add(LAYERS)
    return found


def _in_heif(source: BinaryIO) -> set[str]:
    """Look for kinds of auxiliary images (auxC) and tone maps (an item `tmap`) among the items."""
    source.seek(0)
    head = source.read(_SEARCHED)
    start = head.find(b"meta")
    if start < 4:
        return set()
    items = head[start : start - 4 + int(struct.unpack_from(">I", head, start - 4)[0])]
    for place in _places(items, b"auxC"):
        kind = items[place + 8 : items.index(b"\0", place + 8)]
        if kind not in _ALPHA_MAPS:
            return {AUXILIARY}
    for place in _places(items, b"infe"):
        if b"tmap" in items[place + 8 : place + 20]:
            return {AUXILIARY}
    return set()


def _places(text: bytes, wanted: bytes) -> list[int]:
    found, place = [], text.find(wanted)
    while place >= 0:
        found.append(place)
        place = text.find(wanted, place + 1)
    return found


def _in_png(source: BinaryIO) -> set[str]:
    """Look for the chunks in which Fireworks keeps layers."""
    names = (chunk.name for chunk in chunks(source))
    return {LAYERS} if any(name in _OF_FIREWORKS for name in names) else set()


def _in_xmp(image: Image.Image) -> set[str]:
    packet = image.info.get("xmp") or b""
    return {IN_METADATA} if any(name in packet for name in _MEDIA_IN_XMP) else set()
