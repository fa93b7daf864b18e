"""Reads requests for parts of pictures: IIIF Image API 3.0, level 1 and a little more.

https://iiif.io/api/image/3.0/
"""

import math
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException

from lookalike.serve.tiles import TILE, Region

LONGEST = 4096  # pixels of a side of what is drawn
CONTEXT = "http://iiif.io/api/image/3/context.json"
_NUMBER = r"(?:\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})"
_PIXELS = re.compile(r"(\d{1,9}),(\d{1,9}),(\d{1,9}),(\d{1,9})")
_PERCENT = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_SIZE = re.compile(r"(!?)(\d{0,9}),(\d{0,9})")
_SIZE_PERCENT = re.compile(rf"pct:({_NUMBER})")
_ROTATION = re.compile(rf"!?{_NUMBER}")
_QUALITIES = ("default", "color", "gray", "bitonal")
_FORMATS = ("jpg", "png", "tif", "gif", "jp2", "pdf", "webp")


@dataclass(frozen=True)
class Wanted:
    """A region of a picture in its pixels, and the size at which it is drawn."""

    region: Region
    size: tuple[int, int]


def read_request(
    whole: tuple[int, int], region: str, size: str, rotation: str, file: str
) -> Wanted:
    """Read the parts of an address that ask for a picture of this width and height.

    Raises HTTPException: 400 for what means nothing, 501 for what is not offered.
    """
    _read_end(rotation, file)
    x, y, width, height = _read_region(whole, region)
    return Wanted((x, y, width, height), _read_size((width, height), size))


def _read_region(whole: tuple[int, int], region: str) -> Region:
    if region == "full":
        return (0, 0, *whole)
    if region == "square":
        side = min(whole)
        return ((whole[0] - side) // 2, (whole[1] - side) // 2, side, side)
    if pixels := _PIXELS.fullmatch(region):
        x, y, width, height = (int(number) for number in pixels.groups())
    elif percent := _PERCENT.fullmatch(region):
        numbers = [float(number) / 100 for number in percent.groups()]
        x, width = (_round(share * whole[0]) for share in numbers[0::2])
        y, height = (_round(share * whole[1]) for share in numbers[1::2])
    else:
        raise _bad("the region", region)
    width, height = min(width, whole[0] - x), min(height, whole[1] - y)
    if width < 1 or height < 1:
        raise _bad("the region", region)
    return x, y, width, height


def _read_size(region: tuple[int, int], size: str) -> tuple[int, int]:
    if size.startswith("^"):
        raise _not_offered("to enlarge a picture")
    most = min(1.0, LONGEST / max(region))
    if size == "max":
        return _scaled(region, most)
    if percent := _SIZE_PERCENT.fullmatch(size):
        return _fit(region, _scaled(region, float(percent[1]) / 100), size)
    found = _SIZE.fullmatch(size)
    if found is None or (found[1] and not (found[2] and found[3])):
        raise _bad("the size", size)
    width, height = (int(number) if number else None for number in found.groups()[1:])
    if width and height and found[1]:
        inside = min(width / region[0], height / region[1], most)
        wanted = _scaled(region, inside)
    elif width and height:
        wanted = (width, height)
    elif width:
        wanted = (width, max(_round(region[1] * width / region[0]), 1))
    elif height:
        wanted = (max(_round(region[0] * height / region[1]), 1), height)
    else:
        raise _bad("the size", size)
    return _fit(region, wanted, size)


def _fit(region: tuple[int, int], wanted: tuple[int, int], size: str) -> tuple[int, int]:
    if wanted[0] > region[0] or wanted[1] > region[1] or max(wanted) > LONGEST:
        raise _bad("the size", size)
    return wanted


def _scaled(region: tuple[int, int], scale: float) -> tuple[int, int]:
    width, height = (_round(side * scale) for side in region)
    if scale <= 0:
        raise _bad("the size", "0")
    return max(width, 1), max(height, 1)


def _read_end(rotation: str, file: str) -> None:
    if not _ROTATION.fullmatch(rotation) or float(rotation.lstrip("!")) > 360:
        raise _bad("the rotation", rotation)
    quality, _, format_ = file.rpartition(".")
    if quality not in _QUALITIES or format_ not in _FORMATS:
        raise _bad("the quality and format", file)
    if rotation.startswith("!") or float(rotation) not in (0, 360):
        raise _not_offered("to turn a picture")
    if quality != "default" or format_ != "jpg":
        raise _not_offered(f"{quality}.{format_}")


def _round(value: float) -> int:
    return math.floor(value + 0.5)


def _bad(what: str, said: str) -> HTTPException:
    return HTTPException(HTTPStatus.BAD_REQUEST, f"{what} is wrong: {said[:50]}")


def _not_offered(what: str) -> HTTPException:
    return HTTPException(HTTPStatus.NOT_IMPLEMENTED, f"not offered: {what}; ask for 0/default.jpg")


def describe(address: str, width: int, height: int) -> dict[str, Any]:
    """Return what info.json says of a picture whose parts are asked for below an address."""
    halvings = math.ceil(math.log2(max(max(width, height) / TILE, 1)))
    factors = [2**number for number in range(halvings + 1)]
    sizes = [{"width": -(-width // one), "height": -(-height // one)} for one in reversed(factors)]
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level1",
        "width": width,
        "height": height,
        "maxWidth": LONGEST,
        "maxHeight": LONGEST,
        "sizes": [size for size in sizes if max(size.values()) <= LONGEST],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": factors}],
        "extraFeatures": ["regionByPct", "sizeByConfinedWh", "sizeByPct", "sizeByWh"],
    }
