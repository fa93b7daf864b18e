"""Opens and decodes one picture; a failure becomes a scan problem."""

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

import pillow_heif
from PIL import AvifImagePlugin, ExifTags, Image, UnidentifiedImageError

from lookalike.memory import is_lack_of_memory, lack_of_memory
from lookalike.picture import pdf, raw
from lookalike.picture.containers import bits_per_sample, is_camera_raw, is_lossless
from lookalike.picture.cost import check_memory
from lookalike.picture.frames import Frame, Frames, count_readable, find_frames, show_frame
from lookalike.picture.png import without_large_metadata
from lookalike.picture.problem import BadImage, ProblemClass
from lookalike.picture.recognise import (
    NOT_PICTURES,
    camera_raw,
    is_raw_tiff,
    undecodable,
    unidentified,
    unsupported,
)

# The pool keeps all cores busy with files; threads within a file would only fight over them.
pillow_heif.register_heif_opener(thumbnails=False)
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

Image.init()
_COMMON = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP", "HEIF", "AVIF", "JPEG2000")
_PILLOWS = (*_COMMON, *(name for name in Image.ID if name not in {*NOT_PICTURES, *_COMMON}))
# Last, as a PDF document may begin with other bytes.
_EXTRAS = tuple(one.FORMAT for one in (raw, pdf) if one.register())
_FORMATS = (*_PILLOWS, *_EXTRAS)
# Pillow opens these, but to show them it would start Ghostscript or a Windows service.
_NOT_DECODED = frozenset({"EPS", "WMF"})

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
    left_out: frozenset[str] = frozenset()  # metadata that is too large to be read, in words

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
    try:
        image = _open(source, path, max_pixels, max_side)
        name = image.format or "unknown"
        _check_kind(image)
        check_size(image.size, max_pixels, max_side)
        image, frames = _find_frames(image, source, page)
        frame = _choose_frame(frames, page)
        show_frame(image, frame.number)
        check_size(image.size, max_pixels, max_side)
        mode = image.mode
        lossless, bits = is_lossless(image, source), bits_per_sample(image, source)
        size, drafted = image.size, draft and image.draft(None, (draft, draft))
        check_memory(image)
        _load(image)
    except BadImage:
        raise
    except UnidentifiedImageError:
        raise unidentified(source, path) from None
    except Exception as error:
        lighter = without_large_metadata(source) if isinstance(error, ValueError) else None
        if lighter is not None:
            copy, left_out = lighter
            found = decode(copy, path, max_pixels, max_side, draft, page)
            return replace(found, left_out=left_out)
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
    if is_lack_of_memory(error):
        return BadImage("out_of_memory", lack_of_memory())
    if isinstance(error, Image.DecompressionBombError):
        return BadImage("decompression_bomb", f"{text} (--max-pixels)")
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
        message = (
            f"{width} x {height} pixels are {_megapixels(width * height)} megapixels;"
            f" the limit is {_megapixels(max_pixels)} (--max-pixels)"
        )
        raise BadImage("decompression_bomb", message)
    if max(width, height) > max_side:
        message = f"a side of {max(width, height):,} pixels is over the limit of {max_side:,}"
        raise BadImage("decompression_bomb", message)


def _megapixels(pixels: int) -> str:
    return f"{pixels / 1e6:.10g}"


def _open(source: BinaryIO, path: str, max_pixels: int, max_side: int) -> Image.Image:
    try:
        image = _open_within(source, max_pixels, max_side)
    except UnidentifiedImageError:
        if is_raw_tiff(source):
            return _open_raw(source, path)
        raise
    return _open_raw(source, path) if is_camera_raw(image, source) else image


def _open_raw(source: BinaryIO, path: str) -> Image.Image:
    """Open a raw file that is a TIFF, of which Pillow would take the preview for the picture."""
    if raw.FORMAT not in _EXTRAS:
        raise unsupported(camera_raw(path))
    return raw.open_raw(source)


def _open_within(source: BinaryIO, max_pixels: int, max_side: int) -> Image.Image:
    # Pillow refuses from twice this number on, also for the parts of a picture.
    Image.MAX_IMAGE_PIXELS = max(max_pixels // 2, 1)
    try:
        return open_first(source)
    except Image.DecompressionBombError:  # it does not tell the size
        Image.MAX_IMAGE_PIXELS = None
        with open_first(source) as image:
            check_size(image.size, max_pixels, max_side)
        raise
    finally:
        Image.MAX_IMAGE_PIXELS = max(max_pixels // 2, 1)


def _check_kind(image: Image.Image) -> None:
    if image.format in _NOT_DECODED:
        raise BadImage("unsupported", f"{image.format} drawings are not decoded")


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except ValueError:
        raise
    except Exception as error:
        container = undecodable(image)
        raise (unsupported(container) if container else explain(error)) from error


def _choose_frame(frames: Frames, page: int | None) -> Frame:
    if page is None:
        return frames.frames[frames.image]
    for frame in frames.frames:
        if frame.page == page:
            return frame
    raise BadImage("corrupt", f"it has no page {page} that can be read")


def _find_frames(
    image: Image.Image, source: BinaryIO, page: int | None
) -> tuple[Image.Image, Frames]:
    try:
        frames = find_frames(image, page)
    except BadImage:
        raise
    except Exception:  # a later frame is broken; the first may be good
        frames = count_readable(open_first(source))
    # A frame that cannot be opened leaves its tags behind, so start again.
    return open_first(source) if frames.unreadable else image, frames
