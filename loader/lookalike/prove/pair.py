"""Proves the pair of two files, whatever they hold: pages, a panel of a composite, or pictures."""

from lookalike.picture.border import Box
from lookalike.prove.align import Placement
from lookalike.prove.pages import prove_pages
from lookalike.prove.part import find_panel, may_lie_on_panel, prove_panel
from lookalike.prove.proof import Proof, prove
from lookalike.prove.source import Source, read_picture


def prove_pair(
    a: Source,
    b: Source,
    found_by: str,
    similarity: float,
    *,
    part: int | None = None,
    page: int | None = None,
    panel: Box | None = None,
    panel_of_a: bool = False,
    laid: Placement | None = None,
    folder: str | None = None,
) -> Proof | None:
    """Prove two files as proof.prove does, and as their pages or the panel ask for.

    `page` is as in table candidate. `panel` is a place on one of them, in pixels of its file, where
    the other may lie: on a if `panel_of_a`. `laid` is how local codes lay a on b. `folder` is that
    of a shelf. Raises BadImage.
    """
    if max(a.frame_count, b.frame_count) > 1:
        return prove_pages(a, b, page, folder)
    picture_a, picture_b = read_picture(a, folder), read_picture(b, folder)
    if panel is not None:
        proof = prove_panel(picture_a, picture_b, a if panel_of_a else b, panel, panel_of_a)
        if proof is not None:
            return proof
    proof = prove(picture_a, picture_b, found_by, similarity, part, laid)
    if proof is None or not may_lie_on_panel(proof):
        return proof
    outer_is_a = proof.inner == "b"
    nearest = find_panel(picture_a if outer_is_a else picture_b, Box(*proof.box))
    if nearest is None:
        return proof
    whole = a if outer_is_a else b
    return prove_panel(picture_a, picture_b, whole, nearest, outer_is_a) or proof
