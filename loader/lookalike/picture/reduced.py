"""Reads a picture again, only as large as needed; the file is never changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PIL import Image

from lookalike.picture.colour import plain_picture
from lookalike.picture.decode import Decoded, decode, explain, upright
from lookalike.picture.file import open_image
from lookalike.picture.limits import DEFAULT_LIMITS
from lookalike.picture.problem import BadImage


class Reduced(NamedTuple):
    """A picture in sRGB, upright, and how wide and high it is in its file, in pixels."""

    image: Image.Image
    width: int
    height: int


@contextmanager
def decode_again(
    root: str, path: str, draft: int | None = None, page: int | None = None
) -> Iterator[Decoded]:
    """Decode the file at `path` below `root`, both written by names.escape_path.

    The file is open as long as the context is. Raises BadImage for what goes wrong, also within
    the context.
    """
    limits = DEFAULT_LIMITS
    try:
        with open_image(root, path) as file:
            yield decode(file, path, limits.max_pixels, limits.max_side, draft, page)
    except BadImage:
        raise
    except Exception as error:
        raise explain(error) from error


def read_reduced(root: str, path: str, side: int, page: int | None = None) -> Reduced:
    """Read the picture at `path` below `root`, both written by names.escape_path.

    It is the image of the file, or with `page`, from 1, that page. Its longer side comes out at
    `side` pixels at most. Raises BadImage for what cannot be read.
    """
    with decode_again(root, path, side, page) as decoded:
        turned = upright(decoded.image)
    lay = decoded.image
    is_turned = (lay.width < lay.height) != (turned.width < turned.height)
    width, height = decoded.size[::-1] if is_turned else decoded.size
    small = plain_picture(turned)
    small.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=3.0)
    return Reduced(small.convert("RGB"), width, height)
