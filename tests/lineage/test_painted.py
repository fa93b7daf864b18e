"""What was painted on a picture has edges of its own, and what lies below has none there."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from lineage.made import captioned, scene, trace
from lookalike.lineage.painted import is_painted

EVERYWHERE = np.ones((184, 256), bool)


def drawn(picture: Image.Image) -> NDArray[np.float32]:
    small = picture.convert("L").resize((256, 184), Image.Resampling.LANCZOS)
    return np.asarray(small, np.float32)


def stamped(picture: Image.Image) -> Image.Image:
    changed = picture.copy()
    ImageDraw.Draw(changed).ellipse((120, 80, 220, 170), outline=(150, 10, 20), width=9)
    return changed


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("paint", [captioned, stamped])
def test_only_the_painted_one_is_painted(seed: int, paint: object) -> None:
    assert callable(paint)
    bare, painted = drawn(scene(seed)), drawn(paint(scene(seed)))
    assert is_painted(painted, bare, EVERYWHERE)
    assert not is_painted(bare, painted, EVERYWHERE)


def test_a_soft_copy_does_not_make_the_sharp_one_painted() -> None:
    bare = drawn(scene(2))
    soft = np.asarray(cv2.GaussianBlur(bare, (0, 0), 1.5), np.float32)
    assert not is_painted(bare, soft, EVERYWHERE)
    assert not is_painted(soft, bare, EVERYWHERE)


def test_pictures_that_share_nothing_tell_nothing() -> None:
    bare, painted = drawn(scene(2)), drawn(captioned(scene(2)))
    assert not is_painted(painted, bare, ~EVERYWHERE)


def test_a_bar_over_stripes_of_its_tone_does_not_make_the_bare_one_painted() -> None:
    """The stripes break the place where the two differ into pieces, whose edges are the stripes."""
    striped = scene(4)
    draw = ImageDraw.Draw(striped)
    for x in range(0, striped.width, 36):
        draw.polygon([(x, 288), (x + 18, 288), (x + 58, 220), (x + 40, 220)], fill=(20, 20, 20))
    bare, barred = drawn(striped), drawn(captioned(striped))
    assert not is_painted(bare, barred, EVERYWHERE)


def test_words_on_even_ground_are_painted() -> None:
    """The ground is even below the words, but not only there."""
    bare = Image.new("L", (400, 288), 205)
    bare.paste(scene(5).convert("L").resize((200, 140)), (100, 20))
    written = bare.copy()
    ImageDraw.Draw(written).text((60, 230), "Inv. no. 1936", fill=20, font_size=34)
    assert is_painted(drawn(written), drawn(bare), EVERYWHERE)
    assert not is_painted(drawn(bare), drawn(written), EVERYWHERE)


@pytest.mark.parametrize(("seed", "words"), [(1, "A. 12"), (2, "No. 7")])
def test_a_copy_with_few_words_is_no_original_of_copies_without(
    tmp_path: Path, seed: int, words: str
) -> None:
    """The original is missing; all else gives its copies exactly, but for the words."""
    picture = scene(seed)
    written = picture.copy()
    ImageDraw.Draw(written).text((40, 20), words, fill="#f4e04d", font_size=12)
    written.save(tmp_path / "words.png")
    for quality in (95, 80, 60):
        picture.save(tmp_path / f"{quality}.jpg", quality=quality)
    picture.convert("L").save(tmp_path / "grey.jpg", quality=88)
    names = sorted(path.name for path in tmp_path.iterdir())
    lineage = trace(tmp_path, names)
    assert not lineage.is_certain, lineage.origins[lineage.root].evidence
