"""Writes a camera's raw file: a DNG with the mosaic of a made-up sensor."""

from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

_WHITE = 16383  # 14 bits
# From XYZ to the sensor's colours, which are those of sRGB.
_MATRIX = (
    *(32404542, 10**7, -15371385, 10**7, -4985314, 10**7),
    *(-9692660, 10**7, 18760108, 10**7, 415560, 10**7),
    *(556434, 10**7, -2040259, 10**7, 10572252, 10**7),
)
_TAGS = [
    (33421, "H", 2, (2, 2)),  # the mosaic repeats every 2 x 2 pixels:
    (33422, "B", 4, bytes((0, 1, 1, 2))),  # red, green; green, blue
    (50706, "B", 4, bytes((1, 4, 0, 0))),  # version of DNG
    (50707, "B", 4, bytes((1, 1, 0, 0))),
    (50708, "s", 0, "Made Up 1"),
    (50714, "H", 1, 0),  # black
    (50717, "H", 1, _WHITE),
    (50721, "2i", 9, _MATRIX),
    (50728, "2I", 3, (1, 1, 1, 1, 1, 1)),  # white as it was shot
    (50778, "H", 1, 21),  # in daylight
    (271, "s", 0, "Made"),
    (272, "s", 0, "Up 1"),
    (306, "s", 0, "2019:05:06 07:08:09"),
]


def write_dng(
    path: Path, picture: Image.Image, orientation: int = 1, preview: Image.Image | None = None
) -> None:
    """Write what a camera would keep of a picture, before it is turned as `orientation` says."""
    tags = [(*tag, True) for tag in [*_TAGS, (274, "H", 1, orientation)]]
    with tifffile.TiffWriter(path) as writer:
        # The mosaic comes first, so that its directory is the one with the tags.
        writer.write(mosaic(picture), photometric=32803, extratags=tags, metadata=None)
        if preview is not None:
            writer.write(np.asarray(preview), photometric="rgb", subfiletype=1, metadata=None)


def mosaic(picture: Image.Image) -> NDArray[np.uint16]:
    """The light on each pixel of a sensor, behind its filter of red, green or blue."""
    shown = np.asarray(picture.convert("RGB"), np.float64) / 255
    light = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    behind = np.empty(light.shape[:2])
    for row, column, colour in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        behind[row::2, column::2] = light[row::2, column::2, colour]
    return np.rint(behind * _WHITE).astype(np.uint16)
