"""Opens cameras' raw files as Pillow opens pictures, through LibRaw (lookalike[raw]).

They are developed in one way: the white balance of the camera, no automatic brightness, sRGB of 8
bits, turned as the camera was held. The preview in the file never stands for it.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageFile

from lookalike.picture.problem import BadImage
from lookalike.picture.recognise import begins_like_raw

FORMAT = "RAW"

_SRGB_CURVE = (2.4, 12.92)
_SIDEWAYS = (5, 6)  # LibRaw's words for a quarter turn
_XMP = 700  # tag of TIFF
_BITS = 16  # of a channel, where the file does not say


class RawImage(ImageFile.ImageFile):
    """A raw file. The EXIF data are those of the file, without the orientation."""

    format = FORMAT
    format_description = "camera's raw file"

    def _open(self) -> None:
        with _opened(self.fp) as raw:
            sizes = raw.sizes
            size = (sizes.width, sizes.height)
            white = int(raw.white_level or 0)
            preview = _preview(raw)
        self._size = size[::-1] if sizes.flip in _SIDEWAYS else size
        self._mode = "RGB"
        self.tile = []
        self.info["bit_depth"] = white.bit_length() or _BITS
        self._said = _read_exif(self.fp, preview)
        if isinstance(packet := self._said.get(_XMP), bytes):
            self.info["xmp"] = packet
        self._is_developed = False

    def load(self) -> Any:
        if not self._is_developed:
            import rawpy

            with _opened(self.fp) as raw:
                pixels = raw.postprocess(
                    demosaic_algorithm=rawpy.DemosaicAlgorithm.AHD,
                    use_camera_wb=True,
                    no_auto_bright=True,
                    output_color=rawpy.ColorSpace.sRGB,
                    output_bps=8,
                    gamma=_SRGB_CURVE,
                )
            developed = Image.fromarray(pixels).convert("RGB")
            self._size, self.im = developed.size, developed.im
            self._is_developed = True
        return super().load()

    def getexif(self) -> Image.Exif:
        return self._said


@lru_cache(maxsize=1)
def register() -> bool:
    """Have Pillow open raw files; say whether LibRaw is installed."""
    if find_spec("rawpy") is None:
        return False
    Image.register_open(FORMAT, RawImage, begins_like_raw)
    return True


def open_raw(source: BinaryIO) -> Image.Image:
    """Open a raw file that is also a TIFF. Raises BadImage."""
    source.seek(0)
    return RawImage(source)


@contextmanager
def _opened(file: Any) -> Iterator[Any]:
    import rawpy  # most files do not need it

    file.seek(0)
    try:
        with rawpy.imread(file) as raw:
            yield raw
    except rawpy.LibRawFileUnsupportedError:
        message = "a camera's raw file that LibRaw cannot read"
        raise BadImage("unsupported", message) from None
    except (rawpy.LibRawUnsufficientMemoryError, rawpy.LibRawTooBigError) as error:
        raise MemoryError from error
    except rawpy.LibRawError as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise BadImage("corrupt", f"a camera's raw file that is damaged: {said}") from None


def _preview(raw: Any) -> bytes | None:
    """The JPEG preview of a raw file, for what it says of the picture."""
    import rawpy

    try:
        preview = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    return preview.data if preview.format == rawpy.ThumbFormat.JPEG else None


def _read_exif(file: Any, preview: bytes | None) -> Image.Exif:
    """Read what the file says of itself: as a TIFF, or else in its preview."""
    exif = Image.Exif()
    try:
        file.seek(0)
        exif.load_from_fp(file)
    except Exception:  # no TIFF that Pillow knows
        exif = Image.Exif()
        with suppress(Exception), Image.open(io.BytesIO(preview or b""), formats=["JPEG"]) as jpeg:
            exif = jpeg.getexif()
    for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        with suppress(Exception):
            exif.get_ifd(directory)  # now, as the file is closed later
    if ExifTags.Base.Orientation in exif:  # the developed picture is upright
        del exif[ExifTags.Base.Orientation]
    return exif
