"""One file of a cluster, decoded as it is stored, with what its coding shows."""
# File names are bytes here, and pathlib takes text only.

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from lookalike.lineage.thumbnail import read_thumbnail
from lookalike.picture.bands import bands
from lookalike.picture.border import Box, find_content
from lookalike.picture.colour import plain_picture
from lookalike.picture.metadata import read_statement_of_origin
from lookalike.picture.provenance import Provenance
from lookalike.picture.reduced import decode_again
from lookalike.prove.picture import SIDE, Picture
from lookalike.prove.tones import measure_colour

Tables = tuple[tuple[int, ...], ...]

_IN_MEMORY = 1_000_000  # pixels; what is larger goes to a file, so that memory stays small
_COLOUR = 3.0  # levels by which channels differ in a picture with colours


@dataclass(frozen=True)
class Coding:
    """How a file holds its pixels.

    `tables` are the quantisation tables of a JPEG, each 64 steps in the order of rows, and
    `subsampling` is Pillow's number (0: 4:4:4, 1: 4:2:2, 2: 4:2:0, -1: another).
    """

    format: str
    is_lossless: bool
    tables: Tables = ()
    subsampling: int = -1
    bits: int = 8


@dataclass(eq=False)
class Member:
    """A file of a cluster.

    `pixels` (h, w, 3) of uint8 are not turned upright, because the blocks of a JPEG lie as it is
    stored. `key` orders members, the same whatever order they come in. `holds` is what people
    declared that its collection holds: "masters" or "derivatives". `thumbnail` (h, w) is the one
    that the file embeds.
    """

    image_id: int
    key: str
    pixels: NDArray[np.uint8]
    coding: Coding
    provenance: Provenance = field(default_factory=Provenance)
    holds: str | None = None
    thumbnail: NDArray[np.uint8] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """The pixels (h, w) without colours, in memory."""
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(self.pixels), cv2.COLOR_RGB2GRAY))

    @cached_property
    def small(self) -> NDArray[np.uint8]:
        """The picture at the size for proofs."""
        width, height = self.size
        factor = max(width, height) / SIDE
        if factor <= 1:
            return np.asarray(self.pixels)
        size = (max(round(width / factor), 1), max(round(height / factor), 1))
        return np.asarray(cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def content(self) -> tuple[int, int, int, int]:
        """What lies inside a uniform border: x, y, width, height in pixels of the file."""
        box = find_content(Image.fromarray(self.small))
        if box is None:
            return (0, 0, *self.size)
        across, down = self.size[0] / self.small.shape[1], self.size[1] / self.small.shape[0]
        return (
            round(box.x * across),
            round(box.y * down),
            round(box.width * across),
            round(box.height * down),
        )

    @property
    def is_framed(self) -> bool:
        """Whether a uniform border lies around the content."""
        return self.content[2:] != self.size

    @cached_property
    def picture(self) -> Picture:
        """The picture as the proof takes it."""
        return Picture.of(self.small, *self.size, Box(*self.content) if self.is_framed else None)

    @cached_property
    def is_coloured(self) -> bool:
        """Whether hues differ; sepia is not coloured in this sense."""
        return measure_colour(self.small.reshape(-1, 3).astype(np.float32)) > _COLOUR


def read_member(
    image_id: int, key: str, root: str, path: str, folder: str | None, holds: str | None = None
) -> Member:
    """Read a file; its pixels lie in `folder` where they are many. Raises BadImage."""
    with decode_again(root, path) as decoded:
        image = decoded.image
        coding = Coding(
            decoded.format, decoded.lossless, _tables(image), _subsampling(image), decoded.bits
        )
        thumbnail = read_thumbnail(image)
        provenance = read_statement_of_origin(image)
        plain = plain_picture(image)
        if folder is None or plain.width * plain.height <= _IN_MEMORY:
            pixels = np.asarray(plain.convert("RGB"))
        else:
            pixels = _keep(plain, Path(folder) / str(image_id))
    return Member(image_id, key, pixels, coding, provenance, holds, thumbnail)


def _keep(plain: Image.Image, file: Path) -> NDArray[np.uint8]:
    """Write the pixels (h, w, 3) of a picture to a file, and return them as they lie there."""
    kept = np.memmap(file, np.uint8, "w+", shape=(plain.height, plain.width, 3))
    for top, band in bands(plain):
        kept[top : top + band.height] = np.asarray(band.convert("RGB"))
    return kept


def _tables(image: Image.Image) -> Tables:
    tables = getattr(image, "quantization", None) or {}
    if image.format not in ("JPEG", "MPO") or image.mode not in ("L", "RGB", "YCbCr"):
        return ()
    return tuple(tuple(tables[number]) for number in sorted(tables))


def _subsampling(image: Image.Image) -> int:
    if image.format not in ("JPEG", "MPO") or image.mode == "L":
        return -1
    try:
        return int(JpegImagePlugin.get_sampling(image))
    except Exception:
        return -1
