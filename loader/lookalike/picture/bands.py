"""Cut a large picture into bands, so that no second form of the whole has to be made."""

from collections.abc import Iterator

from PIL import Image

_BAND_PIXELS = 2**20  # a smaller picture is one band, and costs no copy


def bands(image: Image.Image, step: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """Yield the picture from the top in bands, each with its first row.

    All but the last have a multiple of `step` rows. A picture of one band is that picture itself.
    """
    width, height = image.size
    rows = max(_BAND_PIXELS // width // step, 1) * step
    if rows >= height:
        yield 0, image
        return
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))
