"""Thumbnails: of every kind of picture, small in pixels and in bytes."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lookalike.picture.thumbnail import MOST_BYTES, SIDE, make_thumbnail
from pictures import picture


def opened(picture: Image.Image) -> Image.Image:
    thumbnail = make_thumbnail(picture)
    made = Image.open(io.BytesIO(thumbnail.jpeg))
    assert made.format == "JPEG" and made.size == (thumbnail.width, thumbnail.height)
    return made


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGB", (200, 40, 40), (200, 40, 40)),
        ("L", 90, (90, 90, 90)),
        ("CMYK", (0, 255, 255, 0), (255, 0, 0)),
        ("I;16", 65535 // 2, (127, 127, 127)),
        ("RGBA", (10, 10, 10, 0), (255, 255, 255)),  # transparent: white
        ("1", 0, (0, 0, 0)),
    ],
)
@pytest.mark.parametrize("size", [(600, 300), (3000, 1500)])
def test_every_mode(
    mode: str, colour: object, seen: tuple[int, int, int], size: tuple[int, int]
) -> None:
    made = opened(Image.new(mode, size, colour))  # type: ignore[arg-type]
    assert made.size == (128, 64)
    assert np.abs(np.asarray(made.convert("RGB")).astype(int) - seen).max() <= 8


def test_it_shows_the_picture() -> None:
    large = picture(7, 3000, 2000)
    expected = large.resize((128, 85), Image.Resampling.BOX)
    difference = np.asarray(opened(large), float) - np.asarray(expected, float)
    assert np.sqrt((difference**2).mean()) < 8


def test_nothing_that_a_picture_carries_is_in_it() -> None:
    large = picture(7)
    large.info["icc_profile"] = b"profile" * 1000
    large.info["exif"] = b"Exif\0\0" + b"secret" * 100
    large.info["comment"] = b"secret"
    jpeg = make_thumbnail(large).jpeg
    assert b"profile" not in jpeg and b"secret" not in jpeg


@settings(max_examples=40, deadline=None)
@given(
    width=st.integers(1, 700),
    height=st.integers(1, 700),
    mode=st.sampled_from(["RGB", "L", "1", "P", "RGBA", "CMYK"]),
    seed=st.integers(0, 99),
)
def test_noise_of_any_size_stays_below_the_bound(
    width: int, height: int, mode: str, seed: int
) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    source = Image.fromarray(noise)
    made = make_thumbnail(source.convert("RGB").convert(mode))
    assert len(made.jpeg) <= MOST_BYTES
    assert min(made.width, made.height) >= 1 and max(made.width, made.height) <= SIDE
    assert opened(source).size  # a JPEG that can be read
