"""Says what a file is that gives no picture: of a kind that is not decoded, or damaged.

Content decides. The name of a file decides only where a kind has no signature.
"""

import re
import struct
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from PIL import Image

from lookalike.picture import tiff
from lookalike.picture.problem import BadImage
from lookalike.picture.source import read_head

# Goes up when this module names more kinds of files: what was not decoded is then read again.
VERSION = 1

# Video and data files, of which Pillow knows the suffix and cannot show a picture.
NOT_PICTURES = frozenset({"BUFR", "GRIB", "HDF5", "MPEG", "PDF"})

_CAMERA_RAW = frozenset(
    (".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff", ".iiq", ".kdc")
) | frozenset(
    (".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".srw", ".x3f")
)


class Container(NamedTuple):
    """A kind of file that archives hold and that Pillow does not decode."""

    name: str  # with its article, as in "it is a PDF document"
    extra: str | None = None  # of lookalike, with which it is decoded


_PDF = Container("a PDF document", "pdf")
_DICOM = Container("a DICOM image")
_JPEG_XL = Container("a JPEG XL image")
_JPEG_LS = Container("a JPEG-LS image")
_PSB = Container("a large Photoshop document (PSB)")
_SVG = Container("an SVG drawing")


def _raw(name: str) -> Container:
    return Container(f"a camera's raw file ({name})", "raw")


_SIGNATURES: tuple[tuple[int, bytes, Container], ...] = (  # where, what, of which kind
    (6, b"HEAPCCDR", _raw("CRW")),
    (4, b"ftypcrx ", _raw("CR3")),
    (0, b"FOVb", _raw("X3F")),
    (0, b"\0MRM", _raw("MRW")),
    (0, b"FUJIFILMCCD-RAW", _raw("RAF")),
    (0, b"IIRO", _raw("ORF")),
    (0, b"IIRS", _raw("ORF")),
    (0, b"MMOR", _raw("ORF")),
    (0, b"IIU\0", _raw("RW2")),
    (0, b"msid", Container("a MrSID image")),
    (0, b"\x76\x2f\x31\x01", Container("an OpenEXR image")),
    (0, b"#?RADIANCE", Container("a Radiance HDR image")),
    (0, b"#?RGBE", Container("a Radiance HDR image")),
    (0, b"SDPX", Container("a DPX film frame")),
    (0, b"XPDS", Container("a DPX film frame")),
    (0, b"\x80\x2a\x5f\xd7", Container("a Cineon film frame")),
    (0, b"\xd7\x5f\x2a\x80", Container("a Cineon film frame")),
    (0, b"II\xbc", Container("a JPEG XR image")),
    (128, b"DICM", _DICOM),
    (0, b"\xff\x0a", _JPEG_XL),
    (0, b"\0\0\0\x0cJXL ", _JPEG_XL),
    (0, b"8BPS\0\2", _PSB),
    (0, b"AT&TFORM", Container("a DjVu document")),
    (0, b"gimp xcf", Container("a GIMP image (XCF)")),
    (0, b"\x97JB2\r\n\x1a\n", Container("a JBIG2 image")),
)
# An XML declaration, comments and a document type may come before the first element.
_SVG_BEGINS = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?((<!--.*?-->|<!DOCTYPE svg[^>]*>)\s*)*<(svg:)?svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
# Kinds without a signature, or often without it. Text is never of these.
_BY_NAME = {".ecw": Container("an ECW image"), ".dcm": _DICOM}

# What Pillow decodes, so that a file that begins so is broken.
_DECODED = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF"}


def begins_like_raw(head: bytes) -> bool:
    """Say whether these first 16 bytes are those of a camera's raw file that is no TIFF."""
    return any(
        head[place : place + len(signature)] == signature
        for place, signature, container in _SIGNATURES
        if container.extra == "raw"
    )


def recognise(source: BinaryIO, path: str) -> Container | None:
    """Name the kind of a file that Pillow refuses; None if it is of no such kind, or damaged.

    A whole TIFF is named even where Pillow decodes it. The position in `source` is given back as it
    was.
    """
    head = read_head(source)
    for place, signature, container in _SIGNATURES:
        if head[place : place + len(signature)] == signature:
            return container
    if _is_pdf(head, path):
        return _PDF
    if _SVG_BEGINS.match(head):
        return _SVG
    if head.startswith(b"\xff\xd8\xff"):
        return _in_jpeg(head)
    if head.startswith(b"8BPS"):
        return _in_photoshop(head)
    if _decoded_kind(head) == "TIFF":
        return _in_tiff(source, path)
    return _BY_NAME.get(_suffix(path)) if b"\0" in head else None


def unsupported(container: Container) -> BadImage:
    """Word the problem of a file of this kind, and what people can do."""
    if container.extra:
        remedy = f"install lookalike[{container.extra}] to read it"
    else:
        remedy = "it is not decoded; convert a copy to TIFF or PNG"
    return BadImage("unsupported", f"{container.name}: {remedy}")


def unidentified(source: BinaryIO, path: str) -> BadImage:
    """Say what a file is that Pillow does not take for an image."""
    container = recognise(source, path)
    if container is not None:
        return unsupported(container)
    kind = _decoded_kind(read_head(source))
    if kind == "TIFF" and not _is_whole_tiff(source):
        return BadImage("truncated", "it is a TIFF whose pixels lie beyond its end")
    if kind:
        return BadImage("unidentified", f"it begins like {kind}, but its header cannot be read")
    suffix = _suffix(path)
    if suffix in _image_suffixes():
        message = f'its name ends in "{suffix}", but its content is no image that can be read'
        return BadImage("unidentified", message)
    return BadImage("not_an_image", "its content is not an image")


def is_raw_tiff(source: BinaryIO) -> bool:
    """Say whether a TIFF that Pillow refuses is a camera's raw file."""
    if _decoded_kind(read_head(source)) != "TIFF":
        return False
    try:
        return tiff.is_raw(tiff.read_directory(source), source)
    except Exception:  # a directory that cannot be read
        return False


def camera_raw(path: str) -> Container:
    """Name the kind of a camera's raw file in a TIFF; its name says which one."""
    suffix = _suffix(path)
    return _raw(suffix[1:].upper() if suffix in _CAMERA_RAW else "TIFF")


def undecodable(image: Image.Image) -> Container | None:
    """Name the kind of an opened picture that this Pillow was not built to load; else None."""
    directory = getattr(image, "tag_v2", None)
    if image.format == "TIFF" and directory is not None and tiff.lacks_codec(directory):
        return Container(tiff.describe(directory))
    return None


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _image_suffixes() -> frozenset[str]:
    pillow = Image.registered_extensions().items()
    return frozenset(suffix for suffix, name in pillow if name not in NOT_PICTURES).union(
        (".heic", ".heif", ".jxl", ".svg", ".psb", ".xcf", ".ai", ".djvu"), _CAMERA_RAW
    )


def _decoded_kind(head: bytes) -> str | None:
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return _BRANDS[head[8:12]]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    return next((name for start, name in _DECODED if head.startswith(start)), None)


def _is_pdf(head: bytes, path: str) -> bool:
    """Programs also read a PDF that begins within the first 1,024 bytes; a text may quote one."""
    start = head[:1024].find(b"%PDF-")
    return start == 0 or (start > 0 and (not head[:start].strip() or _suffix(path) == ".pdf"))


def _in_jpeg(head: bytes) -> Container | None:
    """Read the frame header: kinds of JPEG that are not decoded say so there."""
    position = 2
    while position + 5 <= len(head) and head[position] == 0xFF:
        marker, size, bits = struct.unpack_from(">BHB", head, position + 1)
        if marker == 0xF7:
            return _JPEG_LS
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            is_deep = 8 < bits <= 16
            return Container(f"a JPEG of {bits} bits a channel") if is_deep else None
        position += 2 + size
    return None


def _in_photoshop(head: bytes) -> Container | None:
    if len(head) < 26:
        return None
    (bits,) = struct.unpack_from(">H", head, 22)
    return Container(f"a Photoshop document of {bits} bits a channel") if bits in (16, 32) else None


def _in_tiff(source: BinaryIO, path: str) -> Container | None:
    if is_raw_tiff(source):
        return camera_raw(path)
    try:
        directory = tiff.read_directory(source)
        return Container(tiff.describe(directory)) if tiff.is_whole(directory, source) else None
    except Exception:  # a directory that cannot be read
        return None


def _is_whole_tiff(source: BinaryIO) -> bool:
    """Say whether the pixels of a TIFF lie within the file; True where its directory is broken."""
    try:
        directory = tiff.read_directory(source)
        return not len(directory) or tiff.is_whole(directory, source)
    except Exception:
        return True
