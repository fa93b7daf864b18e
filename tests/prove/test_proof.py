"""Copies are proven and described, whatever was done to them; what is merely alike is not."""

import dataclasses
import itertools
import math
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from lookalike.names import escape_path
from lookalike.picture.edits import EDITS, Edit
from lookalike.prove.picture import SIDE, Picture
from lookalike.prove.proof import Proof, prove, turned
from lookalike.prove.run import Candidate, Source, prove_files
from prove import series
from prove.series import PHOTOGRAPHS, photograph, seen

# Whatever may be tried for a pair is tried for these.
MOST = "cluster"
EDITED = ("astronaut", "camera", "chelsea", "coffee", "coins", "immunohistochemistry")
WITHOUT_COLOURS = ("camera", "coins")


def proven(a: Picture, b: Picture, found_by: str = "embedding") -> Proof:
    proof = prove(a, b, found_by)
    assert proof is not None
    assert proof.status == "proven", proof
    return proof


def is_found(a: Picture, b: Picture) -> bool:
    proof = prove(a, b, MOST)
    return proof is not None and proof.status == "proven"


def pairs_found(pictures: list[Picture]) -> list[tuple[int, int]]:
    """Which of them are said to show the same, by their numbers."""
    numbers = itertools.combinations(range(len(pictures)), 2)
    return [(one, other) for one, other in numbers if is_found(pictures[one], pictures[other])]


@cache
def whole(name: str) -> Picture:
    """A photograph; what was looked for in it once is kept."""
    return seen(photograph(name))


# --- every edit -------------------------------------------------------------------------------


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edits_are_proven_and_named(edit: Edit) -> None:
    for number, name in enumerate(EDITED):
        original, copy = whole(name), seen(edit.make(photograph(name), name))
        first = number % 2 == 0  # the original comes first or second
        a, b = (original, copy) if first else (copy, original)
        proof = proven(a, b)
        if edit.colour_only and name in WITHOUT_COLOURS:
            assert proof.derived is None, (name, proof)
            continue
        assert edit.relations <= {*proof.relations}, (name, proof)
        derived = "b" if first else "a"
        allowed = (derived,) if edit.derived else (derived, None)
        assert proof.derived in allowed, (name, proof)
        assert proof.mirrored == ("mirrored" in edit.relations)
        assert proof.negative == ("negative" in edit.relations)


def test_a_watermark_over_most_of_the_detail() -> None:
    """Words across a rocket in a plain sky: the rest is the same."""
    (edit,) = (edit for edit in EDITS if edit.name == "text watermark")
    rocket = photograph("rocket")
    proof = prove(whole("rocket"), seen(edit.make(rocket, "rocket")))
    assert proof is not None
    assert proof.status == "proven"
    assert proof.relations == ("edited",)
    assert 0.02 < proof.changed < 0.25


# --- what is no copy --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_different_photographs_are_not_proven(name: str) -> None:
    others = PHOTOGRAPHS[PHOTOGRAPHS.index(name) + 1 :]
    assert [other for other in others if is_found(whole(name), whole(other))] == []


PAGES: dict[str, Callable[[int], Image.Image]] = {
    "forms": series.filled_form,
    "pages of text": series.page_of_text,
}


@pytest.mark.parametrize("pages", PAGES.values(), ids=PAGES)
def test_series_of_pages_stay_apart(pages: Callable[[int], Image.Image]) -> None:
    assert pairs_found([seen(pages(number)) for number in range(4)]) == []


ADDITIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "caption": series.captioned,
    "high caption": lambda picture: series.captioned(picture, 0.3),
    "watermark": series.watermarked,
    "logo": series.with_logo,
    "frame": series.framed,
}
UNDER = ("astronaut", "camera", "chelsea", "coffee")


@pytest.mark.parametrize("add", ADDITIONS.values(), ids=ADDITIONS)
def test_photographs_with_the_same_addition_stay_apart(
    add: Callable[[Image.Image], Image.Image],
) -> None:
    """All of one size, so that what is the same lies in the same place."""
    plain = [photograph(name).resize((480, 360)) for name in UNDER]
    added = [seen(add(picture)) for picture in plain]
    assert pairs_found(added) == []
    # It is not the addition that keeps a proof from being found. A patterned frame is a composite.
    proof = prove(seen(plain[0]), added[0], MOST)
    assert proof is not None
    assert proof.status == ("part of" if add is series.framed else "proven")


@pytest.mark.parametrize("angle", [-1.0, 0.4, 1.5])
def test_a_form_scanned_again_is_proven(angle: float) -> None:
    page = series.filled_form(3)
    proof = proven(seen(page), seen(series.scanned(page, 77, angle, noise=3.0)))
    assert proof.derived is None
    assert proof.angle == pytest.approx(-angle, abs=0.2)  # PIL turns the other way
    assert ("rotated" in proof.relations) == (abs(angle) > 0.7)


def _disc(colour: str) -> Picture:
    page = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(page).ellipse((60, 60, 240, 240), fill=colour)
    return seen(page)


def test_discs_of_two_colours_are_two_pictures() -> None:
    assert proven(_disc("blue"), _disc("blue"))
    assert not is_found(_disc("blue"), _disc("green"))
    assert not is_found(_disc("red"), _disc("blue"))


TINY = {
    "white": Image.new("RGB", (300, 200), "white"),
    "dark": Image.new("RGB", (200, 200), (30, 30, 30)),
    "a gradient": Image.linear_gradient("L").resize((300, 200)),
    "small": photograph("astronaut").resize((24, 24)),
    "smaller": photograph("astronaut").resize((7, 9)),
    "one pixel": photograph("astronaut").resize((1, 1)),
    "a strip": photograph("astronaut").resize((SIDE, 12)),
}


@pytest.mark.parametrize("name", TINY)
def test_what_has_too_little_in_it_is_never_proven(name: str) -> None:
    here = seen(TINY[name])
    for other in (here, whole("astronaut"), seen(TINY["white"])):
        for a, b in ((here, other), (other, here)):
            proof = prove(a, b, MOST)
            assert proof is None or proof.status == "inconclusive"


@pytest.mark.parametrize("height", [1, 2, 3, 5])
def test_a_panorama_of_which_hardly_a_line_is_left(height: int) -> None:
    """A file may be a hundred times as wide as it is high."""
    pixels = np.random.default_rng(height).integers(0, 255, (height, SIDE, 3), np.uint8)
    strip = Picture.of(pixels, SIDE * 60, height * 60)
    for a, b in ((strip, strip), (strip, whole("coffee"))):
        proof = prove(a, b, MOST)
        assert proof is None or proof.status == "inconclusive"


def test_from_files(tmp_path: Path) -> None:
    """As above, but read by the loader: turned by EXIF, reduced; and a tiny one."""
    picture = photograph("astronaut").resize((1400, 1400)).crop((0, 0, 1400, 1000))
    (turned,) = (edit for edit in EDITS if edit.name == "EXIF orientation")
    (tmp_path / "copy.jpg").write_bytes(turned.make(picture, "astronaut"))
    picture.save(tmp_path / "original.png")
    picture.resize((47, 60)).save(tmp_path / "tiny.png")
    root = escape_path(os.fsencode(tmp_path))

    def found(one: str, other: str) -> Proof | str | None:
        sides = (Source(root, name, None) for name in (one, other))
        return prove_files(Candidate(1, 2, "hash", None, None, *sides))

    proof = found("original.png", "copy.jpg")
    assert isinstance(proof, Proof)
    assert (proof.status, proof.relations, proof.derived) == ("proven", ("re-encoded",), None)
    assert proof.box == pytest.approx((0, 0, 1400, 1000), abs=5)
    assert found("original.png", "tiny.png") == "tiny"
    assert found("tiny.png", "tiny.png") == "tiny"


# --- where one lies in the other --------------------------------------------------------------


class Cut(NamedTuple):
    """A rectangle cut out of a photograph, turned and mirrored, and scaled then."""

    image: Image.Image
    box: tuple[float, float, float, float]  # around it in the photograph: x, y, width, height
    scale: float  # pixels of the cut in one of the photograph


GEOMETRY = ("astronaut", "chelsea", "coffee", "hubble_deep_field", "immunohistochemistry")
ANGLES = st.sampled_from([0, 0, 90, -90, 180, *range(-30, -2), *range(3, 31)])
SCALES = st.one_of(st.just(1.0), st.floats(0.4, 0.93), st.floats(1.1, 1.6))


def cut(
    name: str, share: float, place: tuple[float, float], angle: int, mirrored: bool, scale: float
) -> Cut:
    """A rectangle of about this share of either side, all of it within the photograph.

    `place` says from 0 to 1 where it lies, as far as there is room.
    """
    picture = photograph(name)
    turn = math.radians(angle)
    onto = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    size = np.array(picture.size) * share
    around = np.abs(onto.T) @ size
    size = np.floor(size * min(1, *((np.array(picture.size) - 2) / around)))
    around = np.abs(onto.T) @ size
    middle = around / 2 + (np.array(picture.size) - around) * place
    back = (onto @ np.diag([-1.0 if mirrored else 1.0, 1.0])).T
    offset = middle - back @ size / 2
    width, height = (int(length) for length in size)
    image = picture.transform(
        (width, height), Image.Transform.AFFINE,
        (*back[0], offset[0], *back[1], offset[1]), Image.Resampling.BICUBIC,
    )  # fmt: skip
    if scale != 1:
        image = image.resize(
            (round(width * scale), round(height * scale)), Image.Resampling.LANCZOS
        )
    real = (image.width / width * image.height / height) ** 0.5
    return Cut(image, (*(middle - around / 2), *around), real)


@settings(max_examples=12, deadline=None)
@given(
    name=st.sampled_from(GEOMETRY),
    share=st.floats(0.6, 0.8),
    place=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    angle=ANGLES,
    mirrored=st.booleans(),
    scale=SCALES,
)
def test_geometry_is_recovered(
    name: str, share: float, place: tuple[float, float], angle: int, mirrored: bool, scale: float
) -> None:
    if mirrored and abs(angle) > 90:
        angle = 0  # it would be said to be mirrored top and bottom
    made = cut(name, share, place, angle, mirrored, scale)
    outer, inner = whole(name), seen(made.image)
    there, back = proven(outer, inner), proven(inner, outer)

    width, height = photograph(name).size
    for proof, which in ((there, "b"), (back, "a")):
        assert proof.inner == which
        for found, expected, side in zip(
            proof.box, made.box, (width, height, width, height), strict=True
        ):
            assert abs(found - expected) <= 0.02 * side
    assert there.scale == pytest.approx(made.scale, rel=0.01)
    assert back.scale == pytest.approx(1 / made.scale, rel=0.01)
    assert _apart(there.angle, angle) <= 0.5
    # Turned back by as much; but mirrored and turned is its own way back.
    assert _apart(back.angle, angle if mirrored else -angle) <= 0.5

    names = {"cropped"}
    names |= {"mirrored"} if mirrored else set()
    names |= {"rotated"} if angle else set()
    names |= {"resized"} if scale != 1 else set()
    for proof, copy in ((there, "b"), (back, "a")):
        assert proof.mirrored == mirrored
        assert not proof.negative
        # Turning softens, which may be taken for an edit.
        assert names <= {*proof.relations} <= names | {"edited"}
        # What is cut out is made of the whole, what is larger is not made of the smaller.
        assert proof.derived == (copy if scale <= 1 else None)


def _apart(one: float, other: float) -> float:
    """Degrees between two angles."""
    return abs((one - other + 180) % 360 - 180)


@settings(max_examples=8, deadline=None)
@given(
    name=st.sampled_from(EDITED),
    edit=st.sampled_from(EDITS),
    seed=st.integers(0, 1000),
)
def test_both_ways_round(name: str, edit: Edit, seed: int) -> None:
    """Which of the two comes first changes neither what they are called nor the direction."""
    original, copy = whole(name), seen(edit.make(photograph(name), f"{seed}"))
    there, back = proven(original, copy, MOST), proven(copy, original, MOST)
    # What is close to being an edit may be called one only when seen from one side.
    assert {*there.relations} ^ {*back.relations} <= {"edited", "re-encoded"}
    assert there.derived == {"a": "b", "b": "a", None: None}[back.derived]
    assert there.scale * back.scale == pytest.approx(1, rel=0.01)
    assert (there.mirrored, there.negative) == (back.mirrored, back.negative)
    assert there.overlap == pytest.approx(back.overlap, abs=0.02)


@pytest.mark.parametrize("sides", [(40, 40, 40, 40), (0, 60, 0, 60), (90, 10, 30, 0)])
@pytest.mark.parametrize("colour", ["white", "black"])
def test_the_picture_is_found_within_its_border(
    sides: tuple[int, int, int, int], colour: str
) -> None:
    picture = photograph("coffee")
    bordered = ImageOps.expand(picture, sides, colour)
    proof = proven(whole("coffee"), seen(bordered))
    assert (proof.relations, proof.derived, proof.inner) == (("bordered",), "b", "a")
    assert proof.box == pytest.approx((*sides[:2], *picture.size), abs=6)


@pytest.mark.parametrize("part", range(1, 10))
def test_a_detail_is_found_in_its_part(part: int) -> None:
    """About 8 % of the area of a larger file, from the middle of each of the nine parts."""
    picture = photograph("hubble_deep_field")
    row, column = divmod(part - 1, 3)
    size = np.array(picture.size) * 0.28
    x, y = (np.array([0.3 * column + 0.06, 0.3 * row + 0.06]) * picture.size).round()
    detail = picture.crop((int(x), int(y), int(x + size[0]), int(y + size[1])))
    large, small = whole("hubble_deep_field"), seen(detail)
    for proof, inner in (
        (prove(large, small, "detail", part=part), "b"),
        (prove(small, large, "detail", part=-part), "a"),
    ):
        assert proof is not None
        assert (proof.status, proof.inner, proof.derived) == ("proven", inner, inner)
        assert "cropped" in proof.relations
        assert proof.box == pytest.approx((x, y, *size), abs=0.01 * max(picture.size))


@pytest.mark.parametrize(
    "name", ["crop 35 %", "mirror", "turn by 2 degrees", "resize to 50 %", "negative"]
)
def test_a_proof_turned_round(name: str) -> None:
    """As if the two had been given the other way round."""
    (edit,) = (edit for edit in EDITS if edit.name == name)
    for picture in ("coffee", "chelsea"):
        a, b = whole(picture), seen(edit.make(photograph(picture), picture))
        there, back = proven(a, b), turned(proven(b, a))
        assert (back.status, back.mirrored, back.negative) == (
            there.status, there.mirrored, there.negative
        )  # fmt: skip
        assert back.inner == there.inner or min(there.overlap, back.overlap) > 0.95
        assert back.derived == there.derived
        assert back.scale == pytest.approx(there.scale, rel=0.01)
        assert math.cos(math.radians(back.angle - there.angle)) > 0.999
        assert turned(turned(there)) == dataclasses.replace(there, scale=1 / (1 / there.scale))
