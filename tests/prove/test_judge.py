"""What is said of two pictures laid on each other in a given way."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from lookalike.prove.align import Placement
from lookalike.prove.judge import judge
from lookalike.prove.picture import Picture
from lookalike.prove.verdict import MIN_OVERLAP, Verdict
from prove.series import PHOTOGRAPHS, photograph

SIDE = 320


def square(name: str) -> Image.Image:
    return photograph(name).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def of(image: Image.Image) -> Picture:
    return Picture.of(np.array(image.convert("RGB")), image.width, image.height)


def laid(
    a: Image.Image,
    b: Image.Image,
    scale: tuple[float, float] = (1, 1),
    place: tuple[float, float] = (0, 0),
) -> Verdict | None:
    """a on b, its upper left corner at this place."""
    map_ = np.array([[scale[0], 0, place[0]], [0, scale[1], place[1]]], np.float64)
    return judge(of(a), of(b), Placement(map_, 0))


def verdict(*arguments: object, **options: object) -> Verdict:
    found = laid(*arguments, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


def disc(colour: str) -> Image.Image:
    page = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(page).ellipse((60, 60, 240, 240), fill=colour)
    return page


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_picture_on_itself(name: str) -> None:
    found = verdict(square(name), square(name))
    assert found.accepted and found.is_conclusive and found.same_colours
    measures = (found.correlation, found.agreement, found.well, found.kept, found.overlap)
    assert measures == pytest.approx((1, 1, 1, 1, 1))
    assert found.mask.all() and found.same.all()


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(PHOTOGRAPHS, 2)])
def test_different_photographs(one: str, other: str) -> None:
    found = verdict(square(one), square(other))
    assert not found.accepted
    assert found.is_conclusive
    assert found.agreement < 0.2  # far from what a proof takes


def test_a_negative() -> None:
    found = verdict(square("coffee"), ImageOps.invert(square("coffee")))
    assert found.correlation == pytest.approx(-1, abs=0.01)
    assert found.accepted and found.same_colours


@pytest.mark.parametrize(
    ("place", "share_a", "share_b"),
    [((0, 0), 1.0, 0.5625), ((40, 40), 1.0, 0.5625), ((120, 80), 5 / 6, 0.46875)],
)
def test_overlap(place: tuple[int, int], share_a: float, share_b: float) -> None:
    """A square of 240 pixels on one of 320: all of it, and so far to the right that a part is."""
    canvas = np.zeros((400, 440, 3), np.uint8)
    canvas[:SIDE, :SIDE] = np.asarray(square("astronaut"))
    x, y = place
    a = Image.fromarray(canvas[y : y + 240, x : x + 240])
    found = verdict(a, square("astronaut"), place=place)
    assert (found.overlap_a, found.overlap_b) == pytest.approx((share_a, share_b), abs=0.01)
    assert found.overlap == found.overlap_a
    assert found.accepted


def test_too_little_overlap_is_no_proof() -> None:
    """However well it fits."""
    left = square("astronaut").crop((0, 0, 220, SIDE))
    right = square("astronaut").crop((140, 0, SIDE, SIDE))
    found = verdict(left, right, place=(-140, 0))
    assert found.agreement == pytest.approx(1)
    assert found.overlap < MIN_OVERLAP
    assert not found.accepted


def test_a_caption_is_left_out() -> None:
    """And no more than that."""
    other = square("chelsea")
    ImageDraw.Draw(other).rectangle((0, 280, SIDE, SIDE), fill=(20, 20, 20))
    ImageDraw.Draw(other).text((10, 285), "Not for resale", fill="white", font_size=24)
    found = verdict(square("chelsea"), other)
    assert found.accepted
    assert found.changed == pytest.approx(40 / SIDE, abs=0.026)  # a line of blocks
    assert found.correlation > 0.99
    assert found.same[288:].mean() < 0.2


def test_what_is_laid_over_the_middle_stays_in() -> None:
    other = square("chelsea")
    other.paste(square("coffee").crop((0, 0, 48, 48)), (136, 136))
    found = verdict(square("chelsea"), other)
    assert found.accepted and found.kept == 1
    assert found.same[136:184, 136:184].mean() < 0.2
    outside = found.same.copy()
    outside[128:192, 128:192] = True
    assert outside.mean() > 0.99


def test_most_has_to_agree() -> None:
    """Half of one photograph, half of another: neither of them."""
    half = square("chelsea")
    half.paste(square("coffee").crop((160, 0, SIDE, SIDE)), (160, 0))
    for name in ("chelsea", "coffee"):
        assert not verdict(half, square(name)).accepted


def test_misaligned() -> None:
    """Half a pixel does not matter; where fine detail lies a block beside its like, it does."""
    picture = square("camera")
    assert verdict(picture, picture, place=(0.5, 0.5)).accepted
    assert not verdict(picture, picture, place=(8, 8)).accepted


@pytest.mark.parametrize("colours", [("blue", "green"), ("red", "blue"), ("orange", "purple")])
def test_the_same_shape_in_another_colour(colours: tuple[str, str]) -> None:
    """To grey levels they look alike, but they are not one picture."""
    one, other = map(disc, colours)
    assert verdict(one, one).accepted
    found = verdict(one, other)
    assert found.correlation > 0.99
    assert not found.same_colours
    assert not found.accepted


def test_grey_goes_with_any_colour() -> None:
    """A copy without colours is still one, of however colourful a picture."""
    colourful = square("immunohistochemistry").point(lambda level: 255 - 2 * (255 - level))
    grey = colourful.convert("L")
    for a, b in ((colourful, grey), (grey, colourful)):
        found = verdict(a, b)
        assert found.same_colours and found.accepted


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (SIDE, SIDE), "white"),
        Image.new("RGB", (SIDE, SIDE), "black"),
        square("chelsea").resize((12, 12)),
        square("chelsea").resize((SIDE, 12)),
        square("chelsea").resize((1, 1)),
    ],
    ids=["white", "black", "tiny", "a sliver", "one pixel"],
)
def test_nothing_to_see(image: Image.Image) -> None:
    other = square("chelsea")
    scale = other.width / image.width, other.height / image.height
    assert laid(image, other, scale) is None
    assert laid(image, image) is None
    assert laid(other, image, (1 / scale[0], 1 / scale[1])) is None


def test_too_few_blocks_with_detail() -> None:
    """A speck on a plain page: as good as nothing, though all of it agrees."""
    page = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(page).ellipse((150, 150, 158, 158), fill="black")
    found = verdict(page, page)
    assert found.agreement == 1
    assert not found.is_conclusive
    assert not found.accepted


def test_noise_and_slopes_say_nothing() -> None:
    """Of two blank pages with their own noise, and of two skies."""
    pages = [
        Image.fromarray(
            np.clip(np.random.default_rng(n).normal(128, 3, (SIDE, SIDE)), 0, 255).astype(np.uint8)
        )
        for n in range(2)
    ]
    found = laid(*pages)
    assert found is None or not found.accepted
    sky = Image.linear_gradient("L").resize((SIDE, SIDE))
    found = verdict(sky, sky)
    assert not found.is_conclusive and not found.accepted


@pytest.mark.parametrize(
    "map_",
    [
        [[1, 0, 400], [0, 1, 0]],  # beside it
        [[1, 0, 0], [0, 1, 310]],  # only a strip
        [[1, 0, 315], [0, 1, 315]],  # only a corner
        [[1, 0, 0], [0, 0.5, 0]],  # squeezed
        [[0.03, 0, 0], [0, 0.03, 0]],  # too small to see
        [[30, 0, 0], [0, 30, 0]],  # so large that a few pixels cover all
        [[1, 0, 0], [1, 0, 0]],  # a line
        [[0, 0, 0], [0, 0, 0]],  # a point
    ],
)
def test_no_way_to_lay_it(map_: list[list[float]]) -> None:
    picture = of(square("chelsea"))
    assert judge(picture, picture, Placement(np.array(map_, np.float64), 0)) is None


@pytest.mark.parametrize("name", ["astronaut", "coffee", "immunohistochemistry"])
def test_both_ways_round(name: str) -> None:
    """The copy on the original says what the original on the copy does."""
    whole = square(name)
    part = whole.crop((30, 50, 300, 290)).resize((200, 178), Image.Resampling.LANCZOS)
    scale = np.array([200 / 270, 178 / 240])
    onto = np.vstack([np.column_stack([np.diag(scale), -scale * (30, 50)]), [0, 0, 1]])
    there, back = _judged(whole, part, onto), _judged(part, whole, np.linalg.inv(onto))
    assert there.accepted and back.accepted
    for one, other in (
        (there.overlap_a, back.overlap_b),
        (there.overlap_b, back.overlap_a),
        (there.correlation, back.correlation),
        (there.agreement, back.agreement),
    ):
        assert one == pytest.approx(other, abs=0.02)


def _judged(a: Image.Image, b: Image.Image, map_: NDArray[np.float64]) -> Verdict:
    found = judge(of(a), of(b), Placement(map_[:2], 0))
    assert found is not None
    return found
