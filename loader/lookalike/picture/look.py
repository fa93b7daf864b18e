"""Look at a decoded picture: digest its pixels, and hash it as a whole and within its border."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.bands import bands
from lookalike.picture.border import Box, find_content
from lookalike.picture.colour import grey_picture, is_plain, profile_effect
from lookalike.picture.hashes import firmness, phash, phash_flips, shrink_with_pillow
from lookalike.picture.pixels import PixelDigest, Strip, canonical, strips, whole
from lookalike.picture.resample import GreyThumbnails, shrinks_like_pillow


class Hashes(NamedTuple):
    """Two perceptual hashes, bit for bit those of imagehash, and what they rest on."""

    phash: bytes  # 8 bytes; first bit is the top bit of the first byte, as in imagehash's hex
    phash_256: bytes  # 32 bytes, likewise
    quality: float  # 0 (blank) to 1 (rich); see `hashes.LOW_QUALITY`


@dataclass(frozen=True, slots=True)
class Content:
    """What a picture with a border shows within it: where that is, and its fingerprint."""

    x: int  # pixels from the left and from the top of the picture as seen
    y: int
    width: int
    height: int
    phash: bytes  # as in Hashes
    phash_256: bytes
    quality: float


class Look(NamedTuple):
    """What a picture's pixels say."""

    digest: bytes  # of the pixels, 32 bytes
    full: Hashes
    flips: bytes  # 24 bytes: see `hashes.phash_flips`
    content: Content | None  # where there is a border


def look(picture: Image.Image, salt: bytes = b"") -> Look:
    """Digest and hash an upright picture: in one pass over its pixels if it is plain already.

    What its colour profile does to its colours goes into the digest, and so does `salt`: see
    `PixelDigest`. Of a picture that is not plain a grey one is made, of one byte a pixel.
    """
    digest, grey, pixels, (small, large) = _digest_and_shrink(picture, salt)
    box = find_content(grey, pixels)
    content = _look_within(grey, box, picture.size) if box else None
    return Look(digest, _hash(small, large), phash_flips(small), content)


def look_at_page(picture: Image.Image) -> tuple[bytes, Hashes]:
    """Digest and hash an upright picture as a whole, as `look` does."""
    digest, _, _, thumbnails = _digest_and_shrink(picture, b"")
    return digest, _hash(*thumbnails)


def digest_pixels(picture: Image.Image, salt: bytes = b"") -> bytes:
    """Digest the pixels of an upright picture, as `look` does: 32 bytes."""
    digest: PixelDigest | None = None
    for _, band in bands(picture):
        exact = canonical(band)
        if digest is None:
            digest = PixelDigest(exact.mode, picture.size, salt + profile_effect(picture))
        for strip in strips(exact):
            digest.feed(strip)
    assert digest is not None
    return digest.digest()


class _Shrunk(NamedTuple):
    digest: bytes
    grey: Image.Image  # the picture that is hashed: itself where it is plain, else its luma
    pixels: Strip | None  # what `whole` gives of it
    thumbnails: list[NDArray[np.uint8]]


def _digest_and_shrink(picture: Image.Image, salt: bytes) -> _Shrunk:
    if not is_plain(picture):
        digest = digest_pixels(picture, salt)
        grey = grey_picture(picture)
        return _Shrunk(digest, grey, whole(grey), _shrink(grey))
    pixels = whole(picture)
    if not shrinks_like_pillow(*picture.size):
        return _Shrunk(digest_pixels(picture, salt), picture, pixels, _shrink(picture))
    in_strips = PixelDigest(picture.mode, picture.size, salt + profile_effect(picture))
    thumbnails = GreyThumbnails(*picture.size)
    for strip in strips(picture, pixels):
        in_strips.feed(strip)
        thumbnails.feed(strip)
    return _Shrunk(in_strips.digest(), picture, pixels, thumbnails.result())


def _look_within(grey: Image.Image, box: Box, size: tuple[int, int]) -> Content:
    """Hash what is within the border of a picture of `size`, of which `grey` may be smaller.

    Where it is, its rectangle is as exact as the pixels of `grey` are fine.
    """
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    hashes = _hash(*_shrink(grey.crop(edges)))
    # Reducing rounds sides up: its last column may stand for less than the others.
    factor = -(-max(size) // max(grey.size))
    left, top, right, bottom = (
        min(edge * factor, side) for edge, side in zip(edges, size * 2, strict=True)
    )
    return Content(left, top, right - left, bottom - top, *hashes)


def _shrink(picture: Image.Image) -> list[NDArray[np.uint8]]:
    if not shrinks_like_pillow(*picture.size):
        return shrink_with_pillow(picture)
    thumbnails = GreyThumbnails(*picture.size)
    for strip in strips(picture):
        thumbnails.feed(strip)
    return thumbnails.result()


def _hash(small: NDArray[np.uint8], large: NDArray[np.uint8]) -> Hashes:
    hash_64, margins = phash(small)
    hash_256, _ = phash(large)
    return Hashes(hash_64, hash_256, firmness(margins))
