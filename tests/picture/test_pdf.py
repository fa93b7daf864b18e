"""Scanned PDF documents are files with pages."""

import io
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.picture.decode import decode
from lookalike.picture.limits import DEFAULT_LIMITS, Limits
from lookalike.picture.reduced import read_reduced
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from pictures import textured

pdfium = pytest.importorskip("pypdfium2", reason="PDF documents need lookalike[pdf]")

SIZE = (350, 500)
PAGES = [textured(SIZE, seed) for seed in range(3)]


def write(path: Path, pages: list[Image.Image], **options: object) -> Path:
    pages[0].save(path, "PDF", save_all=True, append_images=pages[1:], resolution=150, **options)
    return path


def drawn(width: float = 300, height: float = 400) -> bytes:
    """A document of one page on which nothing was scanned."""
    document = pdfium.PdfDocument.new()
    document.new_page(width, height).gen_content()
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def locked() -> bytes:
    """A document that opens with a password only."""
    return b"""%%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>> endobj
4 0 obj <</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>> endobj
trailer <</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<00><00>]>>
%%%%EOF
""" % (b"61" * 32, b"62" * 32)


def joined(*documents: bytes) -> bytes:
    whole = pdfium.PdfDocument.new()
    for one in documents:
        part = pdfium.PdfDocument(one)
        whole.import_pages(part)
        part.close()
    file = io.BytesIO()
    whole.save(file)
    whole.close()
    return file.getvalue()


def scan(path: Path, limits: Limits = DEFAULT_LIMITS) -> ScannedImage | ScanProblem:
    return fingerprint_file(path.parent, WalkedFile(path.name, 0, 0), limits)


def image_of(path: Path, limits: Limits = DEFAULT_LIMITS) -> ScannedImage:
    found = scan(path, limits)
    assert isinstance(found, ScannedImage), found
    return found


def test_its_pages_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.pdf", PAGES, title="Case file", author="Clerk")
    found = image_of(tmp_path / "a.pdf")
    assert (found.format, found.frame_count, found.lossless) == ("PDF", 3, False)
    assert (found.width, found.height) == SIZE
    assert found.not_compared == "text and structure of the document"
    assert found.creator == "Clerk"
    assert found.metadata["title"] == "Case file"
    assert [page.page for page in found.pages] == [1, 2, 3]
    assert {(page.width, page.height) for page in found.pages} == {SIZE}
    for page, picture in zip(found.pages, PAGES, strict=True):
        picture.save(tmp_path / "page.jpg", quality=90)
        copy = image_of(tmp_path / "page.jpg")
        differing = int.from_bytes(page.hashes.phash_256) ^ int.from_bytes(copy.phash_256)
        assert differing.bit_count() <= 8


def test_a_page_is_drawn_pixel_for_pixel(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", PAGES, quality=95)
    for number, picture in enumerate(PAGES, 1):
        found = read_reduced(str(path.parent), path.name, 4000, number)
        assert found.image.size == SIZE
        difference = np.asarray(found.image, float) - np.asarray(picture, float)
        assert np.abs(difference).mean() < 12


def test_threads_read_it_in_turn(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", PAGES)
    numbers = [1, 2, 3] * 4
    with ThreadPoolExecutor(4) as threads:
        read = partial(read_reduced, str(path.parent), path.name, 4000)
        found = list(threads.map(read, numbers))
    pages = {number: read(number).image.tobytes() for number in (1, 2, 3)}
    assert [one.image.tobytes() for one in found] == [pages[number] for number in numbers]


def test_bilevel_scans(tmp_path: Path) -> None:
    bilevel = textured((1200, 1700), 8).convert("L").convert("1")
    bilevel.save(tmp_path / "a.pdf", "PDF", resolution=300)
    found = image_of(tmp_path / "a.pdf")
    assert (found.width, found.height) == (1200, 1700)


def test_only_the_same_bytes_are_identical(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", PAGES)
    (tmp_path / "copy.pdf").write_bytes(path.read_bytes())
    (tmp_path / "other.pdf").write_bytes(path.read_bytes() + b"\n% a note\n")
    first, copy, other = (
        image_of(tmp_path / name).pixel_digest for name in ("a.pdf", "copy.pdf", "other.pdf")
    )
    assert first == copy
    assert first != other


def test_pages_of_both_kinds(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", PAGES[:1])
    (tmp_path / "both.pdf").write_bytes(joined(drawn(), path.read_bytes()))
    found = image_of(tmp_path / "both.pdf")
    sizes = [(page.width, page.height) for page in found.pages]
    assert sizes == [(625, 834), SIZE]  # 300 x 400 points at 150 dpi


@pytest.mark.parametrize(
    ("content", "problem", "words"),
    [
        (drawn(), "unsupported", "without a scanned page"),
        (locked(), "unsupported", "protected by a password"),
        (b"%PDF-1.7\nnothing more\n", "corrupt", "cannot be read"),
    ],
    ids=["drawn", "locked", "broken"],
)
def test_problems(tmp_path: Path, content: bytes, problem: str, words: str) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    found = scan(tmp_path / "a.pdf")
    assert isinstance(found, ScanProblem)
    assert found.problem == problem
    assert words in found.message


def test_a_page_over_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", [PAGES[0], textured((700, 1000), 9)])
    found = scan(path, Limits(max_pixels=500_000))
    assert isinstance(found, ScanProblem)
    assert "--max-pixels" in found.message
    less = image_of(path, Limits(max_other_pixels=100_000))
    assert less.not_compared is not None
    assert "further pages" in less.not_compared


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", PAGES)
    limits = DEFAULT_LIMITS
    with path.open("rb") as file, pytest.raises(Exception, match="no page 4"):
        decode(file, path.name, limits.max_pixels, limits.max_side, page=4)
