"""Proves pairs in which a file has several pages or frames: all of them count.

Two files with equally many pages are copies if each page is proven. A picture by itself is part of
a file of which it is a page. Files with other numbers of pages may share some; they are no copies.
"""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from lookalike.prove.picture import SLIVER, Picture
from lookalike.prove.proof import Proof, as_part, prove
from lookalike.prove.source import Source, read_picture

MOST = 300  # pages of two files that are compared one by one
_TRIED = 24  # pages of a file that are tried for a picture by itself
_BLANK = 4.0  # grey levels by which a page varies that shows nothing
_ALIKE = 12.0  # grey levels that two such pages differ by, anywhere


def prove_pages(a: Source, b: Source, page: int | None, folder: str | None = None) -> Proof | None:
    """Prove two files of which at least one has several pages. Raises BadImage.

    `page` is as in table candidate: the page of a that b may be or, if negative, the page of b that
    a may be. `folder` is that of a shelf.
    """
    if a.frame_count > 1 and b.frame_count > 1:
        return _prove_all(a, b, folder)
    return _prove_one(a, b, abs(page) if page else None, folder)


def _prove_all(a: Source, b: Source, folder: str | None) -> Proof | None:
    """A proof that all pages are the same; "not proven" if one page is not."""
    proof = prove(read_picture(a, folder), read_picture(b, folder), "hash")
    if proof is None or proof.status != "proven":
        return proof if proof is None else _refuted(proof)
    if a.frame_count != b.frame_count or a.frame_count > MOST:
        return _refuted(proof)
    for number in range(1, a.frame_count + 1):
        if not _is_same(_read_page(a, number), _read_page(b, number)):
            return _refuted(proof)
    return proof


def _prove_one(a: Source, b: Source, page: int | None, folder: str | None) -> Proof | None:
    """A proof that the one picture is a page of the other file, or lies on a page."""
    inner = "b" if a.frame_count > 1 else "a"
    whole, part = (a, b) if inner == "b" else (b, a)
    picture = read_picture(part, folder)
    best: Proof | None = None
    for number in _pages_to_try(whole, page):
        found = _read_page(whole, number)
        if min(found.size) < SLIVER:
            continue
        proof = prove(*((found, picture) if inner == "b" else (picture, found)), "page")
        if proof is None:
            continue
        is_on_page = proof.status == "part of" and proof.inner == inner
        if proof.status == "proven" or is_on_page:
            box = proof.box if proof.inner == inner else (0, 0, found.width, found.height)
            return as_part(proof, inner=inner, box=box, page=number)
        if best is None or proof.agreement > best.agreement:
            best = proof
    return None if best is None else _refuted(best)


def _pages_to_try(whole: Source, page: int | None) -> Iterator[int]:
    """The page that was proposed, and then the first ones."""
    if page is not None:
        yield page
    for number in range(1, min(whole.frame_count, _TRIED) + 1):
        if number != page:
            yield number


def _refuted(proof: Proof) -> Proof:
    if proof.status == "inconclusive":
        return proof
    return replace(proof, status="not proven", relations=(), derived=None)


def _read_page(source: Source, number: int) -> Picture:
    """Return a page of a file, from 1, at the size for proofs. Raises BadImage."""
    return read_picture(replace(source, content=None, page=number))


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
