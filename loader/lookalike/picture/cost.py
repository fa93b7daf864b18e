"""What it costs to decode a picture, which is known from its header, before it is decoded."""

from typing import Any

from PIL import ExifTags, Image

from lookalike.memory import VARIABLE, gigabytes, worker_memory
from lookalike.picture.problem import BadImage

# Bytes that Pillow keeps of a pixel; all other modes take four.
_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
# Bytes that the decoder takes besides, measured at 20 megapixels: the coefficients of a
# progressive JPEG, the planes of JPEG 2000, whole pictures on the way to Pillow.
_PROGRESSIVE = 3
_DECODER = {"TIFF": 3, "HEIF": 4, "AVIF": 6, "WEBP": 12, "PDF": 12, "RAW": 20}
_JPEG_2000_CHANNEL = 5
_GREY = 1  # a picture that is not plain is hashed in a grey form


def check_memory(image: Image.Image) -> None:
    """Raise BadImage for an opened frame that takes more memory than a process may take."""
    needed, allowed = decoding_bytes(image), worker_memory()
    if needed > allowed:
        raise BadImage(
            "out_of_memory",
            f"{image.width} x {image.height} pixels (mode {image.mode}) take some"
            f" {gigabytes(needed)} of memory to decode, and a process may take"
            f" {gigabytes(allowed)} ({VARIABLE})",
        )


def decoding_bytes(image: Image.Image) -> int:
    """Return about how many bytes it takes to decode an opened frame and look at it."""
    pixel = _PIXEL.get(image.mode, 4)
    decoder = _DECODER.get(image.format or "", 0)
    if image.info.get("progressive"):  # of a JPEG, whose coefficients are kept until its end
        decoder = _PROGRESSIVE
    if image.format == "JPEG2000":
        decoder = _JPEG_2000_CHANNEL * len(image.getbands())
    turned = pixel if _is_turned(image) else 0
    return image.width * image.height * max(pixel + decoder, pixel + turned + _GREY)


def _is_turned(image: Any) -> bool:
    if image.format == "PNG" and "exif" not in image.info:
        return False  # Pillow would decode it to look behind its pixels
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9)
    except Exception:  # broken metadata turns nothing
        return False
