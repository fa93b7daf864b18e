"""Thumbnails: of every kind of picture, and never at the price of the report."""

import io
import os
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.names import escape_path
from lookalike.picture.file import PictureFile
from lookalike.report import thumbnails
from lookalike.report.thumbnails import Thumbnail, make_thumbnails


@pytest.fixture(autouse=True)
def pillow_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put Pillow's own limit back: `decode` sets it, and here it runs in this process."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def source(path: Path) -> PictureFile:
    return PictureFile(escape_path(os.fsencode(path.parent)), escape_path(os.fsencode(path.name)))


def make_thumbnail(source: PictureFile) -> Thumbnail | str:
    return thumbnails.make_thumbnail(source, max_pixels=10**6, max_side=10**4)


def pixels(thumbnail: Thumbnail | str) -> Image.Image:
    assert isinstance(thumbnail, Thumbnail), thumbnail
    webp = b64decode(thumbnail.data_url.removeprefix("data:image/webp;base64,"), validate=True)
    assert len(webp) <= 10_000
    return Image.open(io.BytesIO(webp)).convert("RGB")


@pytest.mark.parametrize(
    ("mode", "form", "colour", "seen"),
    [
        ("RGB", "JPEG", (200, 40, 40), (200, 40, 40)),
        ("L", "PNG", 90, (90, 90, 90)),
        ("CMYK", "TIFF", (0, 255, 255, 0), (255, 0, 0)),
        ("I;16", "PNG", 65535 // 2, (127, 127, 127)),
        ("RGBA", "PNG", (10, 10, 10, 0), (255, 255, 255)),  # transparent: white
        ("1", "TIFF", 0, (0, 0, 0)),
    ],
)
def test_every_mode(
    tmp_path: Path, mode: str, form: str, colour: object, seen: tuple[int, int, int]
) -> None:
    path = tmp_path / "picture"
    Image.new(mode, (600, 300), colour).save(path, form)  # type: ignore[arg-type]
    thumbnail = make_thumbnail(source(path))
    picture = pixels(thumbnail)
    assert picture.size == (240, 120)
    assert np.abs(np.asarray(picture).reshape(-1, 3).astype(int) - seen).max() <= 8


def test_wide_picture_keeps_one_row(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    Image.new("L", (5000, 2)).save(path)
    assert pixels(make_thumbnail(source(path))).size == (240, 1)


def test_noise_gets_fewer_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (700, 700, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    assert max(pixels(make_thumbnail(source(tmp_path / "noise.png"))).size) >= 120


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9\n.png"
    with open(name, "wb") as file:  # noqa: PTH123 -- a name of bytes
        Image.new("L", (10, 10)).save(file, "PNG")
    thumbnail = make_thumbnail(PictureFile(escape_path(os.fsencode(tmp_path)), "caf\\xE9\n.png"))
    assert isinstance(thumbnail, Thumbnail)


def test_what_is_no_picture_any_more(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    (tmp_path / "folder").mkdir()
    for name, why in {
        "pipe": "it is no plain file",
        "folder": "it is a folder",
        "gone": "the file is not there",
    }.items():
        assert make_thumbnail(source(tmp_path / name)) == why
    assert isinstance(make_thumbnail(source(tmp_path / "empty")), str)


def test_a_picture_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("L", (1001, 1000)).save(path)
    assert "1.001 megapixels; the limit is 1" in str(make_thumbnail(source(path)))


def test_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (10, 10)).save(path)
    good, bad = source(path), source(tmp_path / "gone.png")
    made = make_thumbnails([good, bad, good])
    assert set(made) == {good, bad}
    assert isinstance(made[good], Thumbnail) and made[bad] == "the file is not there"
    assert make_thumbnails([]) == {}
