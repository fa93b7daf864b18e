"""A print that is photographed from the side is proven; another picture so seen is not."""

from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from lookalike.prove.picture import Picture
from lookalike.prove.proof import Proof, prove
from prove.series import PHOTOGRAPHS, photograph, seen

# They have few corners, or lines that repeat.
LEAVES_OUT = ("moon", "grass", "hubble_deep_field", "coins", "immunohistochemistry")
SHOWN = tuple(name for name in PHOTOGRAPHS if name not in LEAVES_OUT)


def from_the_side(picture: Image.Image, lean: float, seed: int) -> Image.Image:
    """A print on a table; each of its sides leans in by this share of its width."""
    chance = np.random.default_rng(seed)
    width, height = picture.size
    size = (round(width * 1.3), round(height * 1.3))
    table = chance.normal(90, 6, (size[1], size[0], 3))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    lies = corners + np.float32([0.15 * width, 0.15 * height])
    lies[0] += (lean * width, lean * height / 2)
    lies[1] += (-lean * width, lean * height / 4)
    seen_so = cv2.getPerspectiveTransform(corners, lies)
    laid = cv2.warpPerspective(np.asarray(picture), seen_so, size, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.ones((height, width), np.uint8), seen_so, size)[..., None]
    return Image.fromarray(np.clip(np.where(cover, laid, table), 0, 255).astype(np.uint8))


def is_shown(a: Picture, b: Picture) -> Proof | None:
    """The proof that one shows the other, as a copy or as a part of it."""
    proof = prove(a, b, "code")
    return proof if proof is not None and proof.status in ("proven", "part of") else None


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("lean", [0.06, 0.1, 0.15])
def test_a_print_from_the_side_shows_its_picture(name: str, lean: float) -> None:
    picture = photograph(name)
    printed = from_the_side(ImageOps.expand(picture, 20, "white"), lean, 1)
    for a, b in ((picture, printed), (printed, picture)):
        proof = is_shown(seen(a), seen(b))
        assert proof is not None, name
        assert proof.inner == ("a" if a is picture else "b")
        # Where the print lies, to a twentieth of its size.
        x, y, width, height = proof.box
        left, top = 0.15 * (picture.width + 40) + 20, 0.15 * (picture.height + 40) + 20
        assert abs(x - left) < (lean + 0.05) * picture.width
        assert abs(y - top) < (lean + 0.05) * picture.height
        assert 0.6 < width * height / (picture.width * picture.height) < 1.1


def test_another_picture_from_the_side_is_not_shown() -> None:
    for name, other in zip(SHOWN, SHOWN[1:] + SHOWN[:1], strict=True):
        printed = from_the_side(ImageOps.expand(photograph(other), 20, "white"), 0.1, 2)
        assert is_shown(seen(photograph(name)), seen(printed)) is None


def written(words: str) -> Image.Image:
    """A photograph with a board, half of the picture, on which these words stand."""
    picture = photograph("astronaut").copy()
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    draw.rectangle((0, height // 2, width, height), fill="white")
    for number, line in enumerate(words.split()):
        draw.text((20, height // 2 + 12 + 48 * number), line * 3, fill="black", font_size=36)
    return picture


def test_other_words_from_the_side_are_others() -> None:
    one, other = (
        written(words)
        for words in ("harvest meadow winter village", "journey captain letters octopus")
    )
    printed = from_the_side(ImageOps.expand(other, 20, "white"), 0.1, 3)
    assert is_shown(seen(one), seen(printed)) is None


def test_double_exposures_that_share_a_picture_stay_apart() -> None:
    rng = Random(4)
    for _ in range(4):
        shared, *others = rng.sample(SHOWN, 3)
        one, two = (
            Image.blend(
                photograph(shared).resize((600, 400)), photograph(name).resize((600, 400)), 0.5
            )
            for name in others
        )
        printed = from_the_side(ImageOps.expand(two, 20, "white"), 0.1, 5)
        assert is_shown(seen(one), seen(printed)) is None
