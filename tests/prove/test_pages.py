"""Files with several pages: a page is part of its file, and all pages make a copy."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from lookalike.names import escape_path
from lookalike.picture.border import Box
from lookalike.prove.proof import Proof
from lookalike.prove.run import Candidate, prove_files
from lookalike.prove.source import Source
from prove.series import filled_form, photograph

SIZE = (480, 320)


def page(name: str) -> Image.Image:
    return ImageOps.fit(photograph(name), SIZE, Image.Resampling.LANCZOS)


BLANK = Image.new("RGB", SIZE, "white")
PAGES = [page("chelsea"), page("coffee"), page("astronaut"), BLANK]


def save(path: Path, pages: list[Image.Image], compression: str = "tiff_lzw") -> None:
    pages[0].save(path, save_all=True, append_images=pages[1:], compression=compression)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "file.tif", PAGES)
    save(tmp_path / "compressed.tif", PAGES, "jpeg")
    save(tmp_path / "other last page.tif", [*PAGES[:3], page("rocket")])
    save(tmp_path / "one page more.tif", [*PAGES, page("rocket")])
    save(tmp_path / "other pages.tif", [PAGES[0], page("coins"), page("rocket"), BLANK])
    PAGES[0].save(tmp_path / "cover.png")
    PAGES[2].resize((240, 160)).save(tmp_path / "preview.jpg")
    page("rocket").save(tmp_path / "rocket.png")
    PAGES[0].save(tmp_path / "moving.gif", save_all=True, append_images=PAGES[1:3], duration=100)
    return tmp_path


def found(
    folder: Path, one: tuple[str, int], other: tuple[str, int], page: int | None = None
) -> Proof | str | None:
    """The proof of two files with so many pages each."""
    root = escape_path(os.fsencode(folder))
    a, b = (Source(root, name, None, count) for name, count in (one, other))
    return prove_files(Candidate(1, 2, "page", None, None, a, b, page))


def status(folder: Path, one: tuple[str, int], other: tuple[str, int]) -> str:
    proof = found(folder, one, other)
    return proof.status if isinstance(proof, Proof) else str(proof)


FILE = ("file.tif", 4)


def test_a_file_is_a_copy_if_every_page_is(folder: Path) -> None:
    proof = found(folder, FILE, ("compressed.tif", 4))
    assert isinstance(proof, Proof)
    assert (proof.status, proof.page) == ("proven", None)
    for other in (("other last page.tif", 4), ("one page more.tif", 5), ("other pages.tif", 4)):
        assert status(folder, FILE, other) == "not proven", other
        assert status(folder, other, FILE) == "not proven", other


@pytest.mark.parametrize("proposed", [None, 1, 3, 4])
def test_a_page_is_part_of_its_file(folder: Path, proposed: int | None) -> None:
    proof = found(folder, FILE, ("preview.jpg", 1), proposed)
    assert isinstance(proof, Proof)
    assert (proof.status, proof.relations, proof.inner) == ("part of", ("part of",), "b")
    assert (proof.page, proof.derived) == (3, None)
    assert proof.box == pytest.approx((0, 0, *SIZE), abs=3)
    turned = found(folder, ("preview.jpg", 1), FILE, None if proposed is None else -proposed)
    assert isinstance(turned, Proof)
    assert (turned.status, turned.inner, turned.page) == ("part of", "a", 3)


def test_a_cover_is_part_of_both_files(folder: Path) -> None:
    for name in ("file.tif", "other pages.tif"):
        proof = found(folder, (name, 4), ("cover.png", 1))
        assert isinstance(proof, Proof)
        assert (proof.status, proof.page) == ("part of", 1)


def test_what_is_on_no_page(folder: Path) -> None:
    proof = found(folder, FILE, ("rocket.png", 1), 2)
    assert proof is None or (isinstance(proof, Proof) and proof.status == "not proven")


def test_a_still_of_an_animation_is_part_of_it(folder: Path) -> None:
    proof = found(folder, ("cover.png", 1), ("moving.gif", 3))
    assert isinstance(proof, Proof)
    assert (proof.status, proof.page) == ("part of", 1)


def test_filled_forms_with_one_cover_are_no_copies(tmp_path: Path) -> None:
    for seed in (1, 2):
        save(tmp_path / f"{seed}.tif", [page("coffee"), filled_form(seed)])
    assert status(tmp_path, ("1.tif", 2), ("2.tif", 2)) == "not proven"


def test_a_panel_is_looked_at_closely(tmp_path: Path) -> None:
    """At the size for other proofs, a twentieth of a sheet is too small to prove anything."""
    names = ("chelsea", "coffee", "astronaut", "coins")
    w, h, gap = 260, 170, 20
    sheet = Image.new("RGB", (5 * (w + gap) + gap, 4 * (h + gap) + gap), "white")
    for number in range(20):
        cut = ImageOps.fit(photograph(names[number % 4]), (w, h), centering=(0.1 * (number % 9), 0))
        sheet.paste(
            cut.rotate(180 * (number // 4 % 2)),
            (gap + number % 5 * (w + gap), gap + number // 5 * (h + gap)),
        )
    sheet.save(tmp_path / "sheet.png")
    cut = ImageOps.fit(photograph("coffee"), (780, 510), centering=(0.1, 0))
    cut.save(tmp_path / "print.jpg", quality=90)
    root = escape_path(os.fsencode(tmp_path))
    whole, part = (Source(root, name, None) for name in ("sheet.png", "print.jpg"))
    panel = Box(gap + w + gap, gap, w, h)
    for of_a, (a, b) in ((True, (whole, part)), (False, (part, whole))):
        candidate = Candidate(1, 2, "panel", None, None, a, b, None, panel, of_a)
        proof = prove_files(candidate)
        assert isinstance(proof, Proof)
        assert (proof.status, proof.inner) == ("part of", "b" if of_a else "a")
        assert proof.box == pytest.approx(panel, abs=4)
        assert proof.scale == pytest.approx(3 if of_a else 1 / 3, rel=0.03)
