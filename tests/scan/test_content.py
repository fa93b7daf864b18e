"""What lies within the border of a file's picture is hashed as a picture of its own."""

from pathlib import Path
from typing import Any

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from lookalike.picture.border import Box
from lookalike.picture.look import Content
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, WalkedFile
from pictures import textured


def look(path: Path) -> ScannedImage:
    status = path.stat()
    file = WalkedFile(path.name, status.st_size, status.st_mtime_ns // 1000)
    found = fingerprint_file(path.parent, file)
    assert isinstance(found, ScannedImage)
    return found


def check_hashes(content: Content | None, picture: Image.Image) -> Box:
    """The content's hashes are imagehash's of the picture cut to it."""
    assert content is not None
    cut = picture.crop(
        (content.x, content.y, content.x + content.width, content.y + content.height)
    )
    assert content.phash.hex() == str(imagehash.phash(cut))
    assert content.phash_256.hex() == str(imagehash.phash(cut, hash_size=16))
    assert content.quality > 0.5
    return Box(content.x, content.y, content.width, content.height)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("a.png", "RGB", {}),
        ("a.png", "L", {}),
        ("a.png", "P", {}),
        ("a.tif", "I;16", {}),
        ("a.jpg", "RGB", {"quality": 88}),
        ("a.webp", "RGB", {"lossless": True}),
    ],
)
def test_a_files_content(tmp_path: Path, name: str, mode: str, options: dict[str, Any]) -> None:
    bordered = ImageOps.expand(textured((150, 100), 8, 0, 120), (20, 9, 11, 30), "white")
    if mode == "I;16":
        stored = Image.fromarray(np.asarray(bordered.convert("L"), np.uint16) * 257)
        seen = bordered.convert("L")
    else:
        stored = bordered.convert(mode)
        seen = stored.convert("RGB")
    stored.save(tmp_path / name, **options)
    if name == "a.jpg":
        seen = Image.open(tmp_path / name).convert("RGB")
    assert check_hashes(look(tmp_path / name).content, seen) == (20, 9, 150, 100)


def test_a_tall_picture_whose_thumbnails_pillow_makes(tmp_path: Path) -> None:
    bordered = ImageOps.expand(textured((70, 900), 8, 0, 120), (20, 30), "white")
    bordered.save(tmp_path / "tall.png")
    assert check_hashes(look(tmp_path / "tall.png").content, bordered) == (20, 30, 70, 900)


def test_the_rectangle_is_that_of_the_picture_as_seen(tmp_path: Path) -> None:
    bordered = ImageOps.expand(textured((150, 100), 8, 0, 120), (20, 9, 11, 30), "white")
    exif = Image.Exif()
    exif[0x0112] = 6
    bordered.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.png", exif=exif)
    assert check_hashes(look(tmp_path / "turned.png").content, bordered) == (20, 9, 150, 100)


def test_what_is_transparent_is_a_border(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (220, 180), (0, 0, 0, 0))
    clear.paste(textured((150, 100), 8, 0, 120), (20, 30))
    clear.save(tmp_path / "clear.png")
    page = Image.new("RGBA", clear.size, "white")
    page.alpha_composite(clear)
    found = look(tmp_path / "clear.png")
    assert check_hashes(found.content, page.convert("RGB")) == (20, 30, 150, 100)


def test_a_colour_managed_picture_is_looked_at_smaller(tmp_path: Path) -> None:
    """Its rectangle is given in pixels of the full picture all the same."""
    content = textured((1500, 1301), 8, 0, 120)
    bordered = ImageOps.expand(content, (200, 90, 110, 300), "white")
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = lab.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")
    bordered.save(tmp_path / "odd.png", icc_profile=swapped)
    found = look(tmp_path / "odd.png").content
    assert found is not None
    box = np.array((found.x, found.y, found.width, found.height))
    assert np.abs(box - (200, 90, 1500, 1301)).max() <= 3 * 3
    assert found.y + found.height <= bordered.height


def test_an_image_without_border_has_no_content(tmp_path: Path) -> None:
    textured((150, 100), 8).save(tmp_path / "plain.png")
    assert look(tmp_path / "plain.png").content is None
