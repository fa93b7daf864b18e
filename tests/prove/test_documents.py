"""Documents are compared letter by letter: a rescan is a copy, another name on a form is not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from lookalike.prove.document import DRAWN, PHOTOGRAPHIC, find_kinds
from lookalike.prove.proof import Proof, prove
from prove.documents import (
    beside_gutter,
    certificate,
    dark_photograph_page,
    layout_page,
    scan,
    text_page,
)
from prove.series import PHOTOGRAPHS, filled_form, page_of_text, photograph, seen

FORM = certificate()


def status(one: Image.Image, other: Image.Image) -> str:
    proof = prove(seen(one), seen(other), "hash")
    assert proof is not None
    return proof.status


@pytest.mark.parametrize("scale", [1.0, 0.6])
@pytest.mark.parametrize("angle", [-1.6, 0.7])
def test_a_rescan_is_proven(angle: float, scale: float) -> None:
    again = scan(FORM, 3, angle, scale)
    assert status(FORM, again) == "proven"
    assert status(scan(FORM, 4), again) == "proven"


@pytest.mark.parametrize("number", ["1038", "1837", "2037"])
@pytest.mark.parametrize("scanned", [False, True])
def test_one_digit_makes_another_certificate(number: str, scanned: bool) -> None:
    other = certificate(number=number)
    if scanned:
        other = scan(other, 5)
    assert status(FORM, other) == "not proven"


def test_another_name_on_a_form() -> None:
    other = certificate(name="Eva Szabo")
    assert status(FORM, other) == "not proven"
    assert status(scan(FORM, 1), scan(other, 2, -0.6, 0.6)) == "not proven"


def test_a_blank_form_and_one_filled_in() -> None:
    assert status(certificate("", ""), FORM) == "not proven"


def test_a_stamped_page_is_left_to_people() -> None:
    stamped = FORM.copy()
    ImageDraw.Draw(stamped).ellipse((560, 880, 740, 1060), outline=60, width=8)
    assert status(FORM, stamped) == "not proven"


def test_a_speck_of_dust_is_no_difference() -> None:
    dusty = FORM.copy()
    for x, y in ((400, 400), (650, 330), (130, 700), (500, 1110)):
        ImageDraw.Draw(dusty).rectangle((x, y, x + 1, y + 1), fill=40)
    assert status(FORM, dusty) == "proven"


def test_letters_too_small_to_read_prove_nothing() -> None:
    """Nobody can tell the digits of two certificates in thumbnails of them."""
    small = FORM.resize((180, 240), Image.Resampling.LANCZOS)
    assert status(FORM, small) == "not proven"
    assert status(small, certificate(number="1038")) == "not proven"


@pytest.mark.parametrize("scanned", [False, True])
def test_pages_of_other_words(scanned: bool) -> None:
    one, other = text_page(1), text_page(2)
    if scanned:
        one, other = scan(one, 1), scan(other, 2)
    assert status(one, other) == "not proven"


def test_a_gutter_shadow_does_not_refute() -> None:
    one, other = text_page(1), text_page(2)
    assert status(one, beside_gutter(one)) == "proven"
    assert status(one, beside_gutter(other)) == "not proven"
    assert status(beside_gutter(one), beside_gutter(other)) == "not proven"


def test_pages_of_one_layout_with_other_photographs() -> None:
    pages = [layout_page(photograph(name)) for name in ("astronaut", "coffee", "chelsea")]
    assert [status(pages[n], pages[n - 1]) for n in range(3)] == ["not proven"] * 3
    assert status(pages[0], scan(pages[0], 1)) == "proven"


@pytest.mark.parametrize("names", [("astronaut", "rocket"), ("chelsea", "camera")])
def test_faint_differences_of_photographs_on_a_page_count(names: tuple[str, str]) -> None:
    """The layout around has far more detail, and it is the same."""
    one, other = (dark_photograph_page(photograph(name)) for name in names)
    assert status(one, other) == "not proven"
    assert status(one, one.resize((450, 630), Image.Resampling.LANCZOS)) == "proven"


def test_documents_have_a_relation_only_if_proven() -> None:
    other = prove(seen(FORM), seen(certificate(number="1038")), "hash")
    again = prove(seen(FORM), seen(scan(FORM, 3, 0.2)), "hash")
    assert isinstance(other, Proof) and isinstance(again, Proof)
    assert other.relations == ()
    assert again.changed == 0


@pytest.mark.parametrize("page", [FORM, text_page(3), filled_form(1), scan(FORM, 1)])
def test_pages_are_drawn(page: Image.Image) -> None:
    kinds = find_kinds(seen(page).grey)
    assert (kinds == DRAWN).sum() > 10 * (kinds == PHOTOGRAPHIC).sum()


@pytest.mark.parametrize("name", sorted({*PHOTOGRAPHS} - {"hubble_deep_field"}))
def test_photographs_are_not_drawn(name: str) -> None:
    """A field of stars on a dark sky is like strokes on paper, and may be compared as such."""
    kinds = find_kinds(seen(photograph(name)).grey)
    assert (kinds == PHOTOGRAPHIC).sum() > 2 * (kinds == DRAWN).sum()


def test_kinds_of_a_plain_picture() -> None:
    assert not find_kinds(np.full((200, 300), 200, np.uint8)).any()


@pytest.mark.parametrize("share", [0.3, 0.34])
@pytest.mark.parametrize("side", [0, 40])
def test_a_photograph_in_a_strip_at_the_edge_counts(share: float, side: int) -> None:
    """A strip may be cut off as a caption is; but on a page it holds another photograph."""
    pages = []
    for name in ("chelsea", "coffee"):
        page = page_of_text(1)
        size = (page.width - 2 * side, round(page.height * share))
        page.paste((250, 250, 250), (0, 0, page.width, size[1] + 10))
        page.paste(ImageOps.fit(photograph(name), size), (side, 0))
        pages.append(page)
    assert status(*pages) == "not proven"


def identity_card(face: str, name: str) -> Image.Image:
    card = Image.new("RGB", (900, 560), (232, 238, 240))
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, 900, 90), fill=(40, 80, 140))
    draw.text((40, 24), "CITY LIBRARY", font=ImageFont.load_default(40), fill="white")
    card.paste(ImageOps.fit(photograph(face), (280, 360)), (40, 140))
    draw.text((360, 170), name, font=ImageFont.load_default(44), fill=(20, 20, 20))
    draw.text((360, 260), "Reader since 1998", font=ImageFont.load_default(30), fill=(20, 20, 20))
    return card


def test_cards_of_two_people() -> None:
    """One portrait with another name is another card, as is one name with another portrait."""
    card = identity_card("astronaut", "Jana Biela")
    assert status(card, scan(card, 2)) == "proven"
    assert status(card, identity_card("astronaut", "Olga Murin")) == "not proven"
    assert status(card, identity_card("chelsea", "Jana Biela")) == "not proven"


def test_charts_of_other_numbers() -> None:
    charts = []
    for seed in (1, 2):
        chart = Image.new("RGB", (900, 600), "white")
        draw = ImageDraw.Draw(chart)
        draw.text((300, 20), "Loans a month", font=ImageFont.load_default(36), fill="black")
        heights = np.random.default_rng(seed).integers(60, 440, 12)
        for number, height in enumerate(heights):
            x = 70 + 65 * number
            draw.rectangle((x, 540 - int(height), x + 40, 540), fill=(60, 110, 180))
            draw.text((x + 5, 550), str(number + 1), font=ImageFont.load_default(24), fill="black")
        charts.append(chart)
    assert status(*charts) == "not proven"
