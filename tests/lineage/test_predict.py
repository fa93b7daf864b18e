"""The cost of a pair is low in the direction in which a copy was made."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from lineage.made import captioned, read, scene
from lookalike.lineage.place import lay
from lookalike.lineage.predict import EXACT, Prediction, choose_tiles, lay_tiles, predict

Resampling = Image.Resampling


def predicted(folder: Path, a: str, b: str) -> Prediction:
    one, other = read(folder, a), read(folder, b)
    laid = lay(one, other)
    assert laid is not None
    return predict(lay_tiles(one, other, laid[0], choose_tiles(other)), other)


def _half(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width // 2, picture.height // 2), Resampling.BICUBIC)


def _larger(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width * 2, picture.height * 2), Resampling.LANCZOS)


def _crop(picture: Image.Image) -> Image.Image:
    return picture.crop((31, 17, 371, 260))


def _framed(picture: Image.Image) -> Image.Image:
    return ImageOps.expand(picture, (40, 22, 31, 55), "white")


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: p,
        _half,
        _larger,
        _crop,
        _framed,
        captioned,
        ImageOps.invert,
        ImageOps.mirror,
        lambda p: p.convert("L"),
        lambda p: p.transpose(Image.Transpose.ROTATE_90),
    ],
    ids=[
        "saved",
        "half",
        "larger",
        "crop",
        "framed",
        "captioned",
        "negative",
        "mirrored",
        "grey",
        "turned",
    ],
)
def test_a_copy_is_what_an_encoder_makes_of_its_parent(
    tmp_path: Path, edit: Callable[[Image.Image], Image.Image]
) -> None:
    scene().save(tmp_path / "a.jpg", quality=93)
    edit(Image.open(tmp_path / "a.jpg")).save(tmp_path / "b.jpg", quality=80)
    there = predicted(tmp_path, "a.jpg", "b.jpg")
    back = predicted(tmp_path, "b.jpg", "a.jpg")
    assert there.residual < 2 * EXACT
    assert back.residual > 0.3


@pytest.mark.parametrize(
    "edit",
    [
        lambda p: ImageEnhance.Brightness(p).enhance(1.4),
        lambda p: ImageEnhance.Contrast(p).enhance(1.4),
        lambda p: ImageOps.colorize(p.convert("L"), "#1e140a", "#ffecc8", mid="#967850"),
        lambda p: p.filter(ImageFilter.GaussianBlur(1.5)),
    ],
    ids=["brighter", "contrast", "sepia", "blurred"],
)
def test_a_toned_copy_costs_less_than_its_parent_made_of_it(
    tmp_path: Path, edit: Callable[[Image.Image], Image.Image]
) -> None:
    scene().save(tmp_path / "a.jpg", quality=93)
    edit(Image.open(tmp_path / "a.jpg")).save(tmp_path / "b.jpg", quality=85)
    there = predicted(tmp_path, "a.jpg", "b.jpg")
    back = predicted(tmp_path, "b.jpg", "a.jpg")
    assert there.residual < back.residual / 1.5


@pytest.mark.parametrize("times", [1.25, 1.5, 2, 3])
@pytest.mark.parametrize("how", [Resampling.BILINEAR, Resampling.BICUBIC])
def test_an_enlarged_copy_is_exact_down_to_what_is_rounded(
    tmp_path: Path, times: float, how: Resampling
) -> None:
    """Such filters give many values of just one half, which are rounded alike on every tile."""
    picture = scene()
    picture.save(tmp_path / "a.png")
    size = (round(picture.width * times), round(picture.height * times))
    picture.resize(size, how).save(tmp_path / "b.png")
    assert predicted(tmp_path, "a.png", "b.png").residual == 0


def test_a_png_is_exactly_its_jpeg_and_not_the_other_way_round(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg", quality=93)
    ImageOps.invert(Image.open(tmp_path / "a.jpg")).save(tmp_path / "b.png")
    assert predicted(tmp_path, "a.jpg", "b.png").residual == 0
    assert predicted(tmp_path, "b.png", "a.jpg").residual > 0


def test_siblings_do_not_give_each_other(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg", quality=93)
    original = Image.open(tmp_path / "a.jpg")
    original.save(tmp_path / "fine.jpg", quality=90)
    original.save(tmp_path / "coarse.jpg", quality=60)
    assert predicted(tmp_path, "fine.jpg", "coarse.jpg").residual > 2 * EXACT
