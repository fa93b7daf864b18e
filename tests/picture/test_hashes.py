"""The hashes of mirrorings, got from the transform, are those of pictures really mirrored."""

import imagehash
import numpy as np
import pytest
import skimage.data
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.hashes import phash, phash_flips
from pictures import picture

PHOTOGRAPHS = ("astronaut", "camera", "chelsea", "coffee", "coins", "rocket")


def thumbnail(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS))


def flips(pixels: NDArray[np.uint8]) -> list[bytes]:
    """Left and right, top and bottom, both."""
    found = phash_flips(pixels)
    assert len(found) == 24
    return [found[at : at + 8] for at in (0, 8, 16)]


def differ(a: bytes, b: bytes) -> int:
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


def reference(image: Image.Image) -> bytes:
    return bytes.fromhex(str(imagehash.phash(image)))


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_flips_are_the_hashes_of_mirrored_pictures(name: str) -> None:
    image = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
    across = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    down = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    both = image.transpose(Image.Transpose.ROTATE_180)
    found = flips(thumbnail(image))
    for one, mirrored in zip(found, (across, down, both), strict=True):
        assert differ(one, reference(mirrored)) <= 2
    # They are other hashes than its own, so nothing of the above holds by itself.
    assert all(differ(one, reference(image)) > 8 for one in found)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_flips_are_exact_on_the_thumbnail(seed: int) -> None:
    pixels = thumbnail(picture(seed))
    mirrored = (pixels[:, ::-1], pixels[::-1], pixels[::-1, ::-1])
    assert flips(pixels) == [phash(np.ascontiguousarray(one))[0] for one in mirrored]


def test_a_picture_that_is_its_own_mirror_image() -> None:
    half = np.asarray(picture(5).resize((16, 32)).convert("L"))
    pixels = np.concatenate([half, half[:, ::-1]], axis=1)
    across, down, both = flips(pixels)
    assert across == phash(pixels)[0]
    assert both == down != across
