"""A border is told from the even ground of a picture, which copies share."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from lineage.made import parents, scene, trace

_BORDERS = {"white.png": "white", "black.tif": "black", "blue.jpg": "#203060"}


def place(ground: int, noise: float = 0.0) -> Image.Image:
    """A round object on a ground."""
    size = (400, 300)
    shape = Image.new("L", size)
    ImageDraw.Draw(shape).ellipse((140, 60, 270, 250), fill=255)
    even = np.random.default_rng(3).normal(ground, noise, (size[1], size[0], 1))
    on = Image.fromarray(np.repeat(even.clip(0, 255), 3, axis=2).astype(np.uint8))
    on.paste(scene(7, size), (0, 0), shape)
    return on


def make(folder: Path, picture: Image.Image, borders: int) -> Image.Image:
    """An original, as it is opened, so many bordered copies, and some without a border."""
    picture.save(folder / "original.jpg", quality=94)
    source = Image.open(folder / "original.jpg").convert("RGB")
    for number, (name, colour) in enumerate(list(_BORDERS.items())[:borders]):
        framed = ImageOps.expand(source, (18 + number, 12, 25, 16 + 2 * number), colour)
        framed.save(folder / name, quality=90)
    source.save(folder / "q60.jpg", quality=60)
    source.convert("L").save(folder / "grey.jpg", quality=88)
    return source


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("ground", "noise"), [(255, 0), (12, 0), (205, 2.0)])
@pytest.mark.parametrize("borders", [1, 3])
def test_bordered_copies_of_a_picture_with_an_even_ground(
    tmp_path: Path, ground: int, noise: float, borders: int
) -> None:
    make(tmp_path, place(ground, noise), borders)
    found = names(tmp_path)
    lineage = trace(tmp_path, found)
    assert lineage.is_certain, lineage.origins[lineage.root].evidence
    assert set(parents(lineage, found).values()) == {None, "original.jpg"}


@pytest.mark.parametrize("ground", [255, 12])
def test_most_copies_have_the_border(tmp_path: Path, ground: int) -> None:
    """Four copies are made of a bordered copy, so most members show the border."""
    source = make(tmp_path, place(ground), 0)
    framed = ImageOps.expand(source, 24, "#101010" if ground > 100 else "#f0f0f0")
    framed.save(tmp_path / "framed.png")
    framed.save(tmp_path / "framed.jpg", quality=70)
    framed.convert("L").save(tmp_path / "framed grey.jpg", quality=88)
    framed.resize((224, 174), Image.Resampling.LANCZOS).save(tmp_path / "framed small.jpg")
    ImageOps.mirror(framed).save(tmp_path / "framed mirrored.jpg", quality=88)
    found = names(tmp_path)
    lineage = trace(tmp_path, found)
    assert found[lineage.root] == "original.jpg" or not lineage.is_certain


def test_without_the_original_no_bordered_copy_is_certain(tmp_path: Path) -> None:
    make(tmp_path, place(255), 3)
    (tmp_path / "original.jpg").unlink()
    assert not trace(tmp_path, names(tmp_path)).is_certain


@pytest.mark.parametrize(("original", "is_certain"), [("original.jpg", True), ("a.png", False)])
def test_a_border_in_the_tone_of_the_ground(
    tmp_path: Path, original: str, is_certain: bool
) -> None:
    """Nobody can say whether it was added or cut off, unless the losses of a coder tell."""
    place(255).save(tmp_path / original, quality=94)
    source = Image.open(tmp_path / original).convert("RGB")
    framed = ImageOps.expand(source, (18, 12, 25, 16), "white")
    framed.save(tmp_path / "framed.png")
    framed.save(tmp_path / "framed.jpg", quality=70)
    framed.convert("L").save(tmp_path / "framed grey.jpg", quality=88)
    found = names(tmp_path)
    lineage = trace(tmp_path, found)
    assert lineage.is_certain == is_certain, lineage.origins[lineage.root].evidence
    assert found[lineage.root] == original or not lineage.is_certain
