"""Small pictures for the page, made from the files themselves in processes with a time limit."""

import io
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PIL import Image

from lookalike.console import progress
from lookalike.picture.colour import plain_picture
from lookalike.picture.decode import decode, upright
from lookalike.picture.file import PictureFile, open_image
from lookalike.picture.problem import BadImage
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool

_SIDE = 240  # pixels of the longer side; shown somewhat smaller, so that it is sharp
_TIME_LIMIT = 30.0  # seconds for one file
MOST_BYTES = 10_000  # of one thumbnail, so that a page of noise is no larger than 10 MB
_QUALITIES = (72, 50, 25)
_FEW = 8  # thumbnails that one process makes before a second has started


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture in sRGB, upright: its data URL, and its size in pixels."""

    data_url: str
    width: int
    height: int


def make_thumbnail(source: PictureFile, max_pixels: int, max_side: int) -> Thumbnail | str:
    """Make the thumbnail of a file, or say in words why there is none. The file is only read."""
    try:
        with open_image(source.root, source.path) as file:
            image = decode(file, source.path, max_pixels, max_side).image
            small = plain_picture(upright(image))
    except OSError as error:
        return (error.strerror or "the file cannot be read").lower()
    except BadImage as bad:
        return bad.message
    small.info.clear()
    side = _SIDE
    while True:
        small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        for quality in _QUALITIES:
            buffer = io.BytesIO()
            small.convert("RGB").save(buffer, "WEBP", quality=quality, method=4)
            if len(webp := buffer.getvalue()) <= MOST_BYTES:
                url = "data:image/webp;base64," + b64encode(webp).decode("ascii")
                return Thumbnail(url, small.width, small.height)
        side //= 2


def make_thumbnails(sources: Iterable[PictureFile]) -> dict[PictureFile, Thumbnail | str]:
    """Make the thumbnails of all sources; every source has its thumbnail or the reason why not."""
    wanted = list(dict.fromkeys(sources))
    made: dict[PictureFile, Thumbnail | str] = {}
    if not wanted:
        return made
    from lookalike.picture.limits import Limits  # heavy, and workers do without it

    limits = Limits()
    make = partial(make_thumbnail, max_pixels=limits.max_pixels, max_side=limits.max_side)
    workers = 1 if len(wanted) <= _FEW else None
    with (
        progress("report", len(wanted), "thumbnails") as meter,
        WorkerPool(workers, time_limit=_TIME_LIMIT, prepare=prepare_decoders) as pool,
    ):
        for source, result in pool.map_unordered(make, wanted):
            made[source] = _why_not(result) if isinstance(result, Failure) else result
            meter.advance()
    return made


def _why_not(failure: Failure) -> str:
    if failure.problem == "decoder_timeout":
        return f"decoding took longer than {_TIME_LIMIT:.0f} seconds"
    if failure.problem == "decoder_crash":
        return "the decoder crashed on it"
    if failure.problem == "out_of_memory":
        return "there was not enough memory to decode it"
    return failure.message
