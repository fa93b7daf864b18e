"""Proves pairs in which a file has several pages or frames: all of them count.

Two files with equally many pages are copies if each page is proven. A picture by itself is part of
a file of which it is a page. Files with other numbers of pages may share some; they are no copies.
"""

from dataclasses import replace

import cv2
import numpy as np

from lookalike.prove.picture import Picture
from lookalike.prove.proof import PART_OF, Proof, prove
from lookalike.prove.source import Source, read_picture

MOST = 300  # pages of two files that are compared one by one
_TRIED = 24  # pages of a file that are tried for a picture by itself
_REDUCED = 0.5  # of the pixels of the image of a file: a smaller frame may be a preview of it
_BLANK = 4.0  # grey levels by which a page varies that shows nothing
_ALIKE = 12.0  # grey levels that two such pages differ by, anywhere


def prove_pages(a: Source, b: Source, page: int | None, folder: str | None = None) -> Proof | None:
    """Prove two files of which at least one has several pages. Raises BadImage.

    `page` is as in table candidate: the page of a that b may be or, if negative, of b that a may be.
    """
    if a.frame_count > 1 and b.frame_count > 1:
        return _prove_all(a, b, folder)
    whole_is_a = a.frame_count > 1
    whole, part = (a, b) if whole_is_a else (b, a)
    return _prove_one(whole, part, abs(page) if page else None, whole_is_a, folder)


def _prove_all(a: Source, b: Source, folder: str | None) -> Proof | None:
    """A proof that all pages are the same; "not proven" if one page is not."""
    proof = prove(read_picture(a, folder), read_picture(b, folder), "hash")
    if proof is None or proof.status != "proven":
        return proof
    if a.frame_count != b.frame_count or a.frame_count > MOST:
        return replace(proof, status="not proven", relations=(), derived=None)
    for number in range(1, a.frame_count + 1):
        of_a, of_b = read_page(a, number), read_page(b, number)
        if not _is_same(of_a, of_b):
            return replace(proof, status="not proven", relations=(), derived=None)
    return proof


def _prove_one(
    whole: Source, part: Source, page: int | None, whole_is_a: bool, folder: str | None
) -> Proof | None:
    """A proof that a picture is a page of a file."""
    picture = read_picture(part, folder)
    tried = list(range(1, min(whole.frame_count, _TRIED) + 1))
    if page is not None:
        tried = [page] + [number for number in tried if number != page]
    best: Proof | None = None
    for number in tried:
        found = read_page(whole, number)
        if min(found.size) < 16:
            continue
        a, b = (found, picture) if whole_is_a else (picture, found)
        proof = prove(a, b, "page")
        if proof is None:
            continue
        inner = "b" if whole_is_a else "a"
        if proof.status == "proven" or (proof.status == "part of" and proof.inner == inner):
            if proof.status == "proven" and _is_image(whole, found) and _has_previews(whole, found):
                return proof
            box = proof.box if proof.inner == inner else (0, 0, found.width, found.height)
            return replace(
                proof,
                status="part of",
                relations=PART_OF,
                derived=None,
                inner=inner,
                box=box,
                page=number,
            )
        if best is None or proof.agreement > best.agreement:
            best = proof
    if best is None:
        return None
    return replace(
        best,
        status="inconclusive" if best.status == "inconclusive" else "not proven",
        relations=(),
        derived=None,
    )


def read_page(source: Source, number: int) -> Picture:
    """Return a page of a file, from 1, at the size for proofs. Raises BadImage."""
    return read_picture(replace(source, content=None, page=number))


def _is_image(whole: Source, page: Picture) -> bool:
    """Whether a page is as large as the image of its file."""
    image = read_picture(replace(whole, page=None))
    return page.width * page.height >= image.width * image.height


def _has_previews(whole: Source, image: Picture) -> bool:
    """Whether all other frames are smaller versions of one, as in a TIFF with a preview."""
    others = [read_page(whole, number) for number in range(1, whole.frame_count + 1)]
    others = [
        other for other in others if (other.width, other.height) != (image.width, image.height)
    ]
    if len(others) != whole.frame_count - 1:
        return False
    return all(
        other.width * other.height <= _REDUCED * image.width * image.height
        and (min(other.width, other.height) < 64 or _is_same(other, image))
        for other in others
    )


def _is_same(a: Picture, b: Picture) -> bool:
    """Whether two pages are proven to show the same, or both show nothing."""
    proof = prove(a, b, "hash")
    if proof is not None and proof.status == "proven":
        return True
    small_a, small_b = (
        cv2.resize(page.grey, (64, 64), interpolation=cv2.INTER_AREA).astype(np.float32)
        for page in (a, b)
    )
    if max(float(small_a.std()), float(small_b.std())) > _BLANK:
        return False
    return float(np.abs(small_a - small_b).max()) <= _ALIKE
