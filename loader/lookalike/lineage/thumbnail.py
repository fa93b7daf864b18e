"""The thumbnail that a camera embeds: a picture that was cut later often keeps its old one."""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from lookalike.picture.border import find_content

_LARGEST = 1_000_000  # bytes
_SMALLEST = 48  # pixels of a side; less shows too little
_ALIKE = 0.9  # correlation of the picture with its place on the thumbnail
_BETTER = 0.04  # by which it lies better there than on the whole
_COVERED = 0.9  # share of the thumbnail; some cameras let theirs show a little more
_SCALES = np.linspace(0.4, 1.0, 61)  # of the sides of the thumbnail

Grey = NDArray[np.uint8]


def read_thumbnail(image: Image.Image) -> Grey | None:
    """The thumbnail (h, w) in the EXIF data of a loaded picture; None if there is none to read."""
    try:
        block = image.info.get("exif") or b""
        block = block.removeprefix(b"Exif\0\0")
        places = image.getexif().get_ifd(ExifTags.IFD.IFD1)
        start = int(places[ExifTags.Base.JpegIFOffset])
        length = int(places[ExifTags.Base.JpegIFByteCount])
        if not 0 < length <= _LARGEST:
            return None
        with Image.open(io.BytesIO(block[start : start + length]), formats=["JPEG"]) as small:
            if max(small.size) > 1024 or min(small.size) < _SMALLEST:
                return None
            plain = small.convert("RGB")
            box = find_content(plain)  # cameras put bars beside a picture of another shape
            if box is not None:
                plain = plain.crop((box.x, box.y, box.x + box.width, box.y + box.height))
            return np.asarray(plain.convert("L"))
    except Exception:  # a broken thumbnail says nothing
        return None


def shows_more(thumbnail: Grey, picture: Grey) -> bool:
    """Whether a thumbnail shows the picture, and something around it."""
    height, width = thumbnail.shape
    if min(height, width) < _SMALLEST:
        return False
    whole = _likeness(thumbnail, picture, width, height)
    best, covered = whole, 1.0
    aspect = picture.shape[0] / picture.shape[1]
    for scale in _SCALES:
        across = round(scale * min(width, height / aspect))
        down = round(across * aspect)
        if min(across, down) < 24 or across > width or down > height:
            continue
        likeness = _likeness(thumbnail, picture, across, down)
        if likeness > best:
            best, covered = likeness, across * down / (width * height)
    return best >= _ALIKE and best >= whole + _BETTER and covered <= _COVERED


def _likeness(thumbnail: Grey, picture: Grey, width: int, height: int) -> float:
    """The highest correlation of the picture, drawn so large, with a place on the thumbnail."""
    drawn = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    if drawn.std() < 4:
        return 0.0
    return float(cv2.matchTemplate(thumbnail, drawn, cv2.TM_CCOEFF_NORMED).max())
