"""The thumbnail of a picture: a JPEG that is small enough for a row of a table.

JPEG, because every BI tool shows it, and a WebP of the same size takes ten times the processor
time (docs/decisions/0062-thumbnails.md).
"""

import io
from typing import NamedTuple

from PIL import Image

from lookalike.picture.colour import is_plain, plain_picture

SIDE = 128  # pixels of the longer side
MOST_BYTES = 4096  # the table has a check of the same size
_QUALITIES = (60, 40, 20)
_SAMPLES = 4  # pixels of the picture on each axis, for one of its thumbnail


class Thumbnail(NamedTuple):
    """A JPEG in sRGB or grey, upright, on white, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def make_thumbnail(picture: Image.Image) -> Thumbnail:
    """Make the thumbnail of an upright picture, which stays as it is."""
    sampled = _sample(picture)
    small = sampled if is_plain(sampled) else plain_picture(sampled)
    side = SIDE
    while True:
        fit = _fit(small, side)
        fit.info.clear()  # a profile or a comment may be larger than the thumbnail
        for quality in _QUALITIES:
            jpeg = _write(fit, quality)
            if len(jpeg) <= MOST_BYTES:
                return Thumbnail(jpeg, *fit.size)
        side //= 2  # noise, of which no quality makes little


def _sample(picture: Image.Image) -> Image.Image:
    """Take every n-th pixel of a large picture: to look at all of them takes many times longer."""
    factor = max(picture.size) // (SIDE * _SAMPLES)
    if factor < 2:
        return picture
    width, height = (max(length // factor, 1) for length in picture.size)
    return picture.resize((width, height), Image.Resampling.NEAREST)


def _fit(picture: Image.Image, side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= side:
        return picture.copy()
    width, height = (max(round(length * side / longest), 1) for length in picture.size)
    # The gap: means of whole blocks first, which is twice as quick.
    return picture.resize((width, height), Image.Resampling.HAMMING, reducing_gap=1.01)


def _write(picture: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()
