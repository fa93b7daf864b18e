"""A picture that was cut shows more in its old thumbnail."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageOps

from lineage.made import read, scene, trace
from lookalike.lineage.traces import trace_file


def exif(thumbnail: Image.Image, length: int | None = None) -> bytes:
    """An EXIF block with this thumbnail in its second directory."""
    file = io.BytesIO()
    thumbnail.save(file, "JPEG", quality=80)
    content = file.getvalue()

    def entry(tag: int, value: int) -> bytes:
        return tag.to_bytes(2, "big") + b"\0\4\0\0\0\1" + value.to_bytes(4, "big")

    first = b"\0\0" + (14).to_bytes(4, "big")  # of no entries
    start = 14 + 2 + 3 * 12 + 4
    second = b"\0\3" + entry(259, 6) + entry(513, start) + entry(514, length or len(content))
    return b"Exif\0\0MM\0\x2a\0\0\0\x08" + first + second + b"\0\0\0\0" + content


def small(picture: Image.Image) -> Image.Image:
    return picture.resize((160, 160 * picture.height // picture.width))


def letterboxed(picture: Image.Image) -> Image.Image:
    return ImageOps.pad(small(picture), (160, 120), color="black")


@pytest.mark.parametrize("shrink", [small, letterboxed])
@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (lambda p: p, False),
        (lambda p: ImageEnhance.Brightness(p).enhance(0.7), False),
        (lambda p: p.crop((2, 2, 398, 286)), False),
        (lambda p: p.crop((30, 20, 370, 265)), True),
        (lambda p: p.crop((120, 0, 400, 288)), True),
        (lambda p: ImageEnhance.Contrast(p.crop((60, 60, 300, 240))).enhance(1.3), True),
        (lambda p: p.transpose(Image.Transpose.ROTATE_90), False),
        (lambda p: scene(9), False),
    ],
)
def test_only_the_thumbnail_of_a_cut_picture_shows_more(
    tmp_path: Path,
    cut: Callable[[Image.Image], Image.Image],
    expected: bool,
    shrink: Callable[[Image.Image], Image.Image],
) -> None:
    whole = scene(3)
    cut(whole).save(tmp_path / "a.jpg", quality=90, exif=exif(shrink(whole)))
    assert trace_file(read(tmp_path, "a.jpg")).thumbnail_shows_more is expected


def test_without_a_thumbnail_it_is_not_known(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg")
    assert trace_file(read(tmp_path, "a.jpg")).thumbnail_shows_more is None
    broken = exif(small(scene()), length=40)
    scene().save(tmp_path / "b.jpg", exif=broken)
    assert trace_file(read(tmp_path, "b.jpg")).thumbnail_shows_more is None


def test_a_cut_picture_is_no_certain_root(tmp_path: Path) -> None:
    whole = scene(3)
    cut = whole.crop((40, 30, 400, 288))
    cut.save(tmp_path / "a.jpg", quality=90, exif=exif(small(whole)))
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.jpg", quality=60, exif=b"")
    lineage = trace(tmp_path, ["a.jpg", "b.jpg"])
    assert (lineage.root, lineage.is_certain) == (0, False)
    assert "thumbnail shows more" in lineage.origins[0].evidence
