"""Cuts a picture into tiles at its full size and at halves of it, and draws any part from them.

A part of a picture of 100 megapixels is then drawn from a few tiles; the file is decoded once. All
of this runs in a worker: it reads the bytes of files, and tiles that came of them.
"""

import io
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from lookalike.picture.bands import bands
from lookalike.picture.colour import plain_bands
from lookalike.picture.decode import upright
from lookalike.picture.file import PictureFile
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import decode_again, read_reduced

TILE = 512  # pixels of a side
_SIZE = "size"
_QUALITY_KEPT = 90  # of a tile, which is encoded once more
_QUALITY = 85

Region = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no picture: a class of scan problems, and words for people."""

    problem: str
    message: str


@dataclass(frozen=True, slots=True)
class SmallWanted:
    """A picture that is wanted as a whole, its longer side at most `side` pixels."""

    source: PictureFile
    side: int


@dataclass(frozen=True, slots=True)
class TilesWanted:
    """A picture of which tiles are to be made, and the path at which they are put."""

    source: PictureFile
    made: str


@dataclass(frozen=True, slots=True)
class PartWanted:
    """A part of a picture, and how large it is wanted.

    `tiles` is the file that `make_tiles` made, of a picture that is said to have `whole` pixels
    across and down. `region` lies in it.
    """

    tiles: str
    whole: tuple[int, int]
    region: Region
    size: tuple[int, int]


def make_tiles(wanted: TilesWanted) -> Problem | None:
    """Make the tiles of the picture of a file, into a new file.

    It is a ZIP archive of JPEG files, named by level, column and row, and of a text with the size.
    Level 0 is the full size, and each level has half as many pixels a side as the one before.
    """
    source = wanted.source
    try:
        with (
            zipfile.ZipFile(wanted.made, "x") as kept,
            decode_again(source.root, source.path) as decoded,
        ):
            picture = upright(decoded.image)
            del decoded
            kept.writestr(_SIZE, f"{picture.width} {picture.height}")
            level, smaller = 0, _keep_level(kept, 0, picture.size, plain_bands(picture, TILE))
            while smaller is not None:
                level, picture = level + 1, smaller
                smaller = _keep_level(kept, level, picture.size, bands(picture, TILE))
    except BadImage as bad:
        return Problem(bad.problem, bad.message)
    return None


def _keep_level(
    kept: zipfile.ZipFile,
    level: int,
    size: tuple[int, int],
    rows: Iterator[tuple[int, Image.Image]],
) -> Image.Image | None:
    """Keep the tiles of a level; return the next level, or None where this one is a single tile."""
    smaller: Image.Image | None = None
    for top, band in rows:
        for y in range(0, band.height, TILE):
            for x in range(0, band.width, TILE):
                tile = band.crop((x, y, min(x + TILE, band.width), min(y + TILE, band.height)))
                name = f"{level}/{x // TILE}/{(top + y) // TILE}"
                kept.writestr(name, _as_jpeg(tile, _QUALITY_KEPT))
        if max(size) > TILE:
            half = band.reduce(2)
            if smaller is None:
                smaller = Image.new(half.mode, (-(-size[0] // 2), -(-size[1] // 2)))
            smaller.paste(half, (0, top // 2))
    return smaller


def draw_part(wanted: PartWanted) -> bytes | Problem:
    """Draw a part of a picture as a JPEG, from the tiles of the level that is just fine enough."""
    with zipfile.ZipFile(wanted.tiles) as kept:
        width, height = (int(side) for side in kept.read(_SIZE).split())
        if (width, height) != wanted.whole:
            message = f"it has {width} x {height} pixels now: scan it again"
            return Problem("changed_bytes", message)
        coarsest = math.ceil(math.log2(max(max(width, height) / TILE, 1)))
        shrunk = math.sqrt(wanted.region[2] * wanted.region[3] / (wanted.size[0] * wanted.size[1]))
        level = min(max(math.floor(math.log2(shrunk * 1.001)), 0), coarsest)
        across = _on_level(wanted.region[0::2], width, level)
        down = _on_level(wanted.region[1::2], height, level)
        corner = (math.floor(across[0]), math.floor(down[0]))
        drawn = _paste_tiles(kept, level, corner, (math.ceil(across[1]), math.ceil(down[1])))
    box = (across[0] - corner[0], down[0] - corner[1], across[1] - corner[0], down[1] - corner[1])
    if drawn.size != wanted.size or box != (0, 0, *wanted.size):
        drawn = drawn.resize(wanted.size, Image.Resampling.LANCZOS, box=box)
    return _as_jpeg(drawn, _QUALITY)


def _on_level(span: tuple[int, ...], whole: int, level: int) -> tuple[float, float]:
    """Where a span (start, length) of a side of the picture lies on a level: start and end."""
    start, length = span
    most = -(-whole // 2**level)
    return start / 2**level, min((start + length) / 2**level, most)


def _paste_tiles(
    kept: zipfile.ZipFile, level: int, start: tuple[int, int], end: tuple[int, int]
) -> Image.Image:
    whole: Image.Image | None = None
    for row in range(start[1] // TILE, -(-end[1] // TILE)):
        for column in range(start[0] // TILE, -(-end[0] // TILE)):
            file = io.BytesIO(kept.read(f"{level}/{column}/{row}"))
            with Image.open(file, formats=["JPEG"]) as tile:
                if whole is None:
                    whole = Image.new(tile.mode, (end[0] - start[0], end[1] - start[1]))
                whole.paste(tile, (column * TILE - start[0], row * TILE - start[1]))
    assert whole is not None
    return whole


def draw_small(wanted: SmallWanted) -> dict[str, bytes] | Problem:
    """Draw the whole picture of a file as a JPEG, its longer side at most so many pixels."""
    source = wanted.source
    try:
        small = read_reduced(source.root, source.path, wanted.side).image
        return {"jpeg": _as_jpeg(small, _QUALITY)}
    except BadImage as bad:
        return Problem(bad.problem, bad.message)


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    picture.info.clear()  # a profile that holds no more
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, subsampling=0)
    return written.getvalue()
