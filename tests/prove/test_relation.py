"""What two pictures that show the same are called, and which is said to be made of the other."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from lookalike.prove.align import Placement
from lookalike.prove.judge import judge
from lookalike.prove.picture import Picture
from lookalike.prove.proof import prove
from lookalike.prove.relation import RELATIONS, relate
from prove.series import photograph, seen

WIDTH, HEIGHT = 450, 300
LEFT, TOP, RIGHT, BOTTOM = 60, 40, 420, 280  # of the crop
Named = tuple[tuple[str, ...], str | None]


def original() -> Image.Image:
    return photograph("chelsea").resize((WIDTH, HEIGHT))


def crop() -> Image.Image:
    return original().crop((LEFT, TOP, RIGHT, BOTTOM))


def of(image: Image.Image) -> Picture:
    return Picture.of(np.array(image.convert("RGB")), image.width, image.height)


def related(
    a: Image.Image,
    b: Image.Image,
    scale: tuple[float, float] = (1, 1),
    place: tuple[float, float] = (0, 0),
    angle: float = 0.0,
    mirrored: bool = False,
) -> Named:
    """How they relate where a lies on b like this, and b on a; "a" and "b" as here.

    The angle is only told, for the pixels it is a part of the other parameters.
    """
    there = np.array([[scale[0], 0, place[0]], [0, scale[1], place[1]], [0, 0, 1.0]])
    if mirrored:
        there = there @ np.array([[-1.0, 0, a.width], [0, 1, 0], [0, 0, 1]])
    length = (scale[0] * scale[1]) ** 0.5
    found = _related(a, b, there, length, angle, mirrored)
    names, derived = _related(b, a, np.linalg.inv(there), 1 / length, -angle, mirrored)
    assert (names, {"a": "b", "b": "a", None: None}[derived]) == found
    return found


def _related(
    a: Image.Image,
    b: Image.Image,
    map_: NDArray[np.float64],
    scale: float,
    angle: float,
    mirrored: bool,
) -> Named:
    verdict = judge(of(a), of(b), Placement(map_[:2], 0))
    assert verdict is not None
    return relate(of(a), of(b), verdict, scale, angle, mirrored)


def compressed(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream)


def noisy(size: tuple[int, int], level: float, sigma: float) -> Image.Image:
    grain = np.random.default_rng(1).normal(level, sigma, (size[1], size[0], 1))
    return Image.fromarray(np.clip(grain.repeat(3, axis=2), 0, 255).astype(np.uint8))


def test_nothing_but_pixels_saved_anew() -> None:
    assert related(original(), original()) == (("re-encoded",), None)


def test_mirrored() -> None:
    other = ImageOps.mirror(original())
    assert related(original(), other, mirrored=True) == (("mirrored",), None)


@pytest.mark.parametrize(
    ("angle", "expected"), [(0.0, "re-encoded"), (0.6, "re-encoded"), (0.8, "rotated")]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_rotated(angle: float, expected: str, sign: int) -> None:
    assert related(original(), original(), angle=sign * angle) == ((expected,), None)


def test_negative() -> None:
    assert related(original(), ImageOps.invert(original())) == (("negative",), None)


def test_the_crop_is_made_of_the_whole() -> None:
    assert related(original(), crop(), place=(-LEFT, -TOP)) == (("cropped",), "b")
    # A thirtieth of one side is a crop already, a hundredth is not.
    narrow = original().crop((0, 0, WIDTH * 29 // 30, HEIGHT))
    assert related(original(), narrow) == (("cropped",), "b")
    narrow = original().crop((0, 0, WIDTH * 99 // 100, HEIGHT))
    assert related(original(), narrow) == (("re-encoded",), None)


def test_both_are_crops() -> None:
    """Each has something that the other lacks: neither was made of the other."""
    left, right = original().crop((0, 0, 360, HEIGHT)), original().crop((90, 0, WIDTH, HEIGHT))
    assert related(left, right, place=(-90, 0)) == (("cropped",), None)


@pytest.mark.parametrize(
    "border", ["white", "black", "grey", "noisy", "another colour on each side", "one side"]
)
def test_the_bordered_is_made_of_the_other(border: str) -> None:
    sides = (40, 20, 30, 25)
    match border:
        case "noisy":
            bordered = noisy((WIDTH + 70, HEIGHT + 45), 240, 3)
            bordered.paste(original(), sides[:2])
        case "another colour on each side":
            bordered = original()
            for one, colour in (
                ((40, 0, 0, 0), "white"),
                ((0, 20, 0, 0), "brown"),
                ((0, 0, 30, 0), "black"),
                ((0, 0, 0, 25), "grey"),
            ):
                bordered = ImageOps.expand(bordered, one, colour)
        case "one side":
            sides = (0, 0, 0, 60)
            bordered = ImageOps.expand(original(), sides, "white")
        case _:
            bordered = ImageOps.expand(original(), sides, border)
    assert related(original(), bordered, place=sides[:2]) == (("bordered",), "b")


@pytest.mark.parametrize("beyond", ["another picture", "noise", "a colour that changes"])
def test_what_is_no_border(beyond: str) -> None:
    """Then it was cut away: the one without it is made of the one with it."""
    size = (WIDTH + 80, HEIGHT + 80)
    match beyond:
        case "another picture":
            wider = photograph("coffee").resize(size)
        case "noise":
            wider = noisy(size, 128, 40)
        case _:
            wider = Image.linear_gradient("L").resize(size).convert("RGB")
    wider.paste(original(), (40, 40))
    assert related(original(), wider, place=(40, 40)) == (("cropped",), "a")


def test_a_turned_crop_is_no_border() -> None:
    """It touches all four sides, and the corners that it lacks hold more of the picture."""
    whole = photograph("astronaut")
    size = 370
    turn = np.deg2rad(31)
    onto = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    offset = np.array([size, size]) / 2 - onto @ (256, 256)
    back = np.column_stack([onto.T, -onto.T @ offset])
    turned = whole.transform(
        (size, size), Image.Transform.AFFINE, tuple(back.ravel()), Image.Resampling.BICUBIC
    )
    map_ = np.vstack([np.column_stack([onto, offset]), [0, 0, 1]])
    names, derived = _related(whole, turned, map_, 1.0, 31.0, False)
    assert (names, derived) == (("rotated", "cropped"), "b")
    names, derived = _related(turned, whole, np.linalg.inv(map_), 1.0, -31.0, False)
    assert (names, derived) == (("rotated", "cropped"), "a")


def test_the_smaller_is_made_of_the_larger() -> None:
    small = original().resize((WIDTH // 2, HEIGHT // 2))
    assert related(original(), small, (0.5, 0.5)) == (("resized",), "b")
    # Squeezed one way and stretched the other: another shape, but neither is smaller.
    odd = original().resize((WIDTH * 9 // 10, HEIGHT * 10 // 9))
    assert related(original(), odd, (odd.width / WIDTH, odd.height / HEIGHT)) == (
        ("resized",),
        None,
    )


def test_the_grey_is_made_of_the_coloured() -> None:
    grey = original().convert("L").convert("RGB")
    assert related(original(), grey) == (("toned",), "b")
    sepia = ImageOps.colorize(original().convert("L"), "#1e140a", "#ffecc8", mid="#967850")
    assert related(original(), sepia) == (("toned",), "b")
    # Of two without colours, neither.
    assert related(grey, sepia) == (("toned",), None)


@pytest.mark.parametrize("factor", [0.7, 1.4])
def test_brightness_and_contrast_show_no_direction(factor: float) -> None:
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast):
        names, derived = related(original(), change(original()).enhance(factor))
        assert (names, derived) == (("toned",), None)


def test_tinted() -> None:
    red, green, blue = original().split()
    tinted = Image.merge("RGB", (red, green, blue.point(lambda level: level * 0.6)))
    assert related(original(), tinted) == (("toned",), None)


@pytest.mark.parametrize("factor", [0.6, 1.4])
def test_stronger_and_weaker_colours(factor: float) -> None:
    other = ImageEnhance.Color(original()).enhance(factor)
    assert related(original(), compressed(other, 85)) == (("toned",), None)


@pytest.mark.parametrize("factor", [2.0, 3.0])
def test_sharpened(factor: float) -> None:
    other = ImageEnhance.Sharpness(original()).enhance(factor)
    names, _ = related(original(), compressed(other, 92))
    assert names == ("edited",)


def test_slightly_blurred() -> None:
    """In pictures that are compared at a smaller size, little of it is left."""
    large = photograph("chelsea").resize((3 * WIDTH, 3 * HEIGHT))
    other = large.filter(ImageFilter.GaussianBlur(2.5))
    assert related(large, other)[0] == ("edited",)


@pytest.mark.parametrize("quality", [95, 60, 30])
def test_compression_is_no_edit(quality: int) -> None:
    assert related(original(), compressed(original(), quality)) == (("re-encoded",), None)


def test_the_blurred_is_made_of_the_sharp() -> None:
    blurred = original().filter(ImageFilter.GaussianBlur(1.5))
    assert related(original(), blurred) == (("edited",), "b")


def test_what_was_laid_over_shows_no_direction() -> None:
    """It may have been painted out as well."""
    stained = original()
    stained.paste("white", (200, 120, 260, 170))
    assert related(original(), stained) == (("edited",), None)


def test_contradicting_directions_give_none() -> None:
    """A crop, which is made of the whole, but larger, as only what others are made of is."""
    enlarged = crop().resize((2 * (RIGHT - LEFT), 2 * (BOTTOM - TOP)), Image.Resampling.BICUBIC)
    found = related(original(), enlarged, (2, 2), (-2 * LEFT, -2 * TOP))
    assert found == (("cropped", "resized"), None)


def test_agreeing_directions_give_one() -> None:
    reduced = ImageOps.grayscale(crop().resize(((RIGHT - LEFT) // 2, (BOTTOM - TOP) // 2)))
    found = related(original(), reduced, (0.5, 0.5), (-LEFT / 2, -TOP / 2))
    assert found == (("cropped", "resized", "toned"), "b")


def test_names_come_in_their_order() -> None:
    """All that can hold at once, in the order of RELATIONS."""
    small = ImageOps.mirror(ImageOps.invert(crop())).resize((180, 120)).convert("L")
    small.paste(255, (60, 40, 120, 90))
    place = ((WIDTH - RIGHT) / -2, -TOP / 2)  # of the mirrored whole
    names, derived = related(original(), small, (0.5, 0.5), place, angle=90, mirrored=True)
    assert set(names) == {*RELATIONS} - {"bordered", "re-encoded"}
    assert list(names) == sorted(names, key=RELATIONS.index)
    assert derived == "b"


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_a_small_change_is_no_other_format(scale: float) -> None:
    """A patch of a thousandth of the area: too small for a region, and not what was kept."""
    picture = photograph("chelsea").resize((1200, 800))
    patched = picture.copy()
    patched.paste(picture.crop((100, 100, 136, 136)), (600, 420))
    for copy, changed in ((picture, False), (patched, True)):
        size = (round(1200 * scale), round(800 * scale))
        file = io.BytesIO()
        copy.resize(size, Image.Resampling.LANCZOS).save(file, "JPEG", quality=70)
        proof = prove(seen(picture), seen(file.getvalue()), "hash")
        assert proof is not None
        assert ("edited" in proof.relations) == changed
