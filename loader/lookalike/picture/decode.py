"""Opens and decodes one picture; a failure becomes a scan problem."""

import struct
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

import pillow_heif
from PIL import AvifImagePlugin, ExifTags, Image, UnidentifiedImageError

from lookalike.picture.containers import bits_per_sample, is_camera_raw, is_lossless
from lookalike.picture.frames import Frames, count_readable, find_frames, show_frame
from lookalike.picture.problem import BadImage, ProblemClass

# The pool keeps all cores busy with files; threads within a file would only fight over them.
pillow_heif.register_heif_opener(thumbnails=False)
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

Image.init()
# Video and data files, of which Pillow knows the suffix and cannot show a picture.
_NOT_PICTURES = frozenset({"BUFR", "GRIB", "HDF5", "MPEG", "PDF"})
_COMMON = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP", "HEIF", "AVIF", "JPEG2000")
_FORMATS = (*_COMMON, *(name for name in Image.ID if name not in {*_NOT_PICTURES, *_COMMON}))
# Pillow opens these, but to show them it would start Ghostscript or a Windows service.
_NOT_DECODED = frozenset({"EPS", "WMF"})

_CAMERA_RAW = (".dng", ".nef", ".cr2", ".cr3", ".arw", ".orf", ".raf", ".rw2", ".pef", ".srw")
_IMAGE_SUFFIXES = frozenset(
    suffix for suffix, name in Image.registered_extensions().items() if name not in _NOT_PICTURES
).union((".heic", ".heif", ".jxl", ".svg", ".psb", ".xcf", ".ai", ".djvu"), _CAMERA_RAW)
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF"}

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Words in the messages of Pillow and its libraries, and what they mean.
_MEANINGS: tuple[tuple[ProblemClass, tuple[str, ...]], ...] = (
    ("decompression_bomb", ("decompression bomb", "decompressed data too large")),
    ("truncated", ("truncated", "unexpected end", "end of file", "not enough", "premature")),
    (
        "unsupported",
        (
            "unsupported",
            "not supported",
            "not implemented",
            "unimplemented",
            "unknown",
            "cannot find loader",
            "not available",
            "unrecognized image mode",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The image of a file, decoded, still turned as the file holds it."""

    image: Image.Image  # loaded; knows its metadata
    size: tuple[int, int]  # width and height in the file, of which `image` may be a smaller draft
    format: str
    mode: str
    frames: Frames  # of the file
    lossless: bool
    bits: int  # a channel, in the file

    @property
    def frame_count(self) -> int:
        """Full-size frames or pages of the file."""
        return self.frames.count

    @property
    def lost_depth(self) -> bool:
        """True where Pillow gave 8 bits of a file that holds more."""
        return is_shallow(self.image, self.bits)


def is_shallow(image: Image.Image, bits: int) -> bool:
    """Say whether Pillow gave 8 bits a channel of the `bits` that the file holds."""
    return bits > 8 and not image.mode.startswith(("I", "F"))


def decode(
    source: BinaryIO,
    path: str,
    max_pixels: int,
    max_side: int,
    draft: int | None = None,
    page: int | None = None,
) -> Decoded:
    """Decode the image of a file; the content decides what it is, the name only words it.

    The image of a file is its largest full-size frame; with `page`, from 1, it is that page. With
    `draft`, a JPEG is decoded only as large as this many pixels a side need, which is quicker.

    Raises BadImage for every file that is not a picture Pillow can decode within the limits, and
    where there is no such page.
    """
    # Pillow refuses from twice this number on, also for the parts of a picture.
    Image.MAX_IMAGE_PIXELS = max(max_pixels // 2, 1)
    try:
        image: Image.Image = Image.open(source, formats=_FORMATS)
        name = image.format or "unknown"
        _check_kind(image, source)
        check_size(image.size, max_pixels, max_side)
        image, frames = _find_frames(image, source)
        if page is not None and not 1 <= page <= len(frames.frames):
            raise BadImage("corrupt", f"it has no page {page}")
        frame = frames.frames[frames.image if page is None else page - 1]
        show_frame(image, frame.number)
        check_size(image.size, max_pixels, max_side)
        mode = image.mode
        lossless, bits = is_lossless(image, source), bits_per_sample(image, source)
        size, drafted = image.size, draft and image.draft(None, (draft, draft))
        image.load()
    except BadImage:
        raise
    except UnidentifiedImageError:
        raise _unidentified(source, path) from None
    except Exception as error:
        raise explain(error) from error
    return Decoded(image, size if drafted else image.size, name, mode, frames, lossless, bits)


def open_first(source: BinaryIO) -> Image.Image:
    """Open the first frame of a file that `decode` could read; it is not decoded."""
    source.seek(0)
    return Image.open(source, formats=_FORMATS)


def upright(image: Image.Image) -> Image.Image:
    """Turn a decoded picture as its EXIF orientation says; the same object where it says none."""
    try:
        turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # broken metadata does not lose the picture
        turn = None
    if turn is None:
        return image
    turned = image.transpose(turn)
    turned.info = image.info  # the colour profile and transparency still hold
    return turned


def explain(error: BaseException) -> BadImage:
    """Word an error of a decoder as a finding."""
    text = str(error).strip() or type(error).__name__
    if isinstance(error, MemoryError):
        return BadImage("out_of_memory", "there was not enough memory to decode it")
    if isinstance(error, Image.DecompressionBombError):
        return BadImage("decompression_bomb", text)
    if isinstance(error, OSError) and error.errno is not None:  # of the system, not of a decoder
        return BadImage("unreadable", f"cannot read it: {error.strerror or text}")
    if isinstance(error, EOFError | struct.error):
        return BadImage("truncated", f"the file ends too early: {text}")
    if isinstance(error, NotImplementedError):
        return BadImage("unsupported", text)
    for problem, words in _MEANINGS:
        if any(word in text.lower() for word in words):
            return BadImage(problem, text)
    return BadImage("corrupt", text)


def check_size(size: tuple[int, int], max_pixels: int, max_side: int) -> None:
    """Raise BadImage for a frame of no size, or one over the limits."""
    width, height = size
    if width < 1 or height < 1:
        raise BadImage("corrupt", f"it says that it is {width} x {height} pixels")
    if width * height > max_pixels:
        message = f"{width} x {height} pixels are more than the limit of {max_pixels:,}"
        raise BadImage("decompression_bomb", message)
    if max(width, height) > max_side:
        message = f"a side of {max(width, height):,} pixels is over the limit of {max_side:,}"
        raise BadImage("decompression_bomb", message)


def _check_kind(image: Image.Image, source: BinaryIO) -> None:
    if image.format in _NOT_DECODED:
        raise BadImage("unsupported", f"{image.format} drawings are not decoded")
    if is_camera_raw(image, source):
        raise BadImage("unsupported", "a camera's raw file, of which only a preview can be read")


def _find_frames(image: Image.Image, source: BinaryIO) -> tuple[Image.Image, Frames]:
    try:
        return image, find_frames(image)
    except Exception:  # a later frame is broken; the first may be good, so start again
        frames = count_readable(open_first(source))
        return open_first(source), frames


def _unidentified(source: BinaryIO, path: str) -> BadImage:
    source.seek(0)
    head = source.read(16)
    kind = next((name for start, name in _SIGNATURES if head.startswith(start)), None)
    if head[4:8] == b"ftyp":
        kind = _BRANDS.get(head[8:12], kind)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        kind = "WebP"
    if kind:
        return BadImage("unidentified", f"it begins like {kind}, but its header cannot be read")
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _IMAGE_SUFFIXES:
        message = f'its name ends in "{suffix}", but its content is no image that can be read'
        return BadImage("unidentified", message)
    return BadImage("not_an_image", "its content is not an image")
