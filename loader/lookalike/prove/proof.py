"""Tries to prove that two pictures show the same."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import (
    MIN_INLIERS,
    Map,
    Placement,
    corners,
    detail_placements,
    direct_placements,
    inverse,
    matching_placements,
)
from lookalike.prove.blocks import without
from lookalike.prove.composite import find_part
from lookalike.prove.glance import differ_plainly
from lookalike.prove.judge import SOFTEN, judge, pull_into_place
from lookalike.prove.others import only_share
from lookalike.prove.perspective import Straight, straighten
from lookalike.prove.picture import SLIVER, Picture
from lookalike.prove.relation import relate
from lookalike.prove.strokes import compare_strokes
from lookalike.prove.verdict import Verdict

_WELL = 0.9  # agreement from which no perspective is looked for
_PERFECT = 0.97  # of correlation and agreement: no other way will fit better
Status = Literal["proven", "inconclusive", "not proven", "part of"]

_SOME_DRAWN = 0.3  # of the blocks with detail that are strokes on paper: they have to be read
_LITTLE_DRAWN = 0.05  # on a card, where a region differs
_OTHER_GRAPHIC = 0.1  # of a card or a chart that differs in coherent regions: it says another thing
_SURE = 0.8  # of the photographic blocks that agree: then it is a photograph with a caption

PART_OF = ("part of",)
_PLENTY = 4 * MIN_INLIERS  # from this number on, no other way will be found
_SIMILAR = 0.85  # similarity of embeddings from which negatives and SIFT are worth their time
_UPRIGHT = ("hash", "content", "detail", "panel", "page")  # these do not propose mirrored copies


@dataclass(frozen=True)
class Proof:
    """The result of comparing a pair of pictures, in pixels of their files.

    `status` is "proven"; "inconclusive" where there is too little in the pixels; "not proven"; or
    "part of" where the inner picture is proven to lie on a composite, or to be a page of the other
    file.

    `inliers` is how many matching points agree, 0 where the whole pictures were laid on each
    other. `correlation`, `agreement` and `overlap` (the larger share of a picture in the other)
    are from 0 to 1; so is `changed`, the share of the overlap in regions that differ. A pixel of a
    is `scale` pixels of b and is turned by `angle` degrees clockwise, after it was mirrored. `box`
    is where a lies in b (`inner` "a") or b in a ("b"): x, y, width, height. `relations` are given
    if the pair is proven, or part of each other. `derived` is "a" or "b", or None if the pixels do
    not show which was made from the other. `page` is the page of the other file on which the inner
    picture lies, from 1; None where it is the only one.
    """

    status: Status
    inliers: int
    correlation: float
    agreement: float
    overlap: float
    scale: float
    angle: float
    mirrored: bool
    negative: bool
    inner: str
    box: tuple[int, int, int, int]
    relations: tuple[str, ...]
    derived: str | None
    changed: float
    page: int | None = None


def as_part(proof: Proof, **place: Any) -> Proof:
    """The same proof, that one is part of the other; `place` are its fields that say where."""
    return replace(proof, status="part of", relations=PART_OF, derived=None, **place)


def turned(proof: Proof) -> Proof:
    """The same proof with a and b exchanged."""
    other = {"a": "b", "b": "a"}
    return replace(
        proof,
        scale=1 / proof.scale,
        # Mirrored first and then turned is turned back first and then mirrored.
        angle=proof.angle if proof.mirrored else 0.0 - proof.angle,
        inner=other[proof.inner],
        derived=other.get(proof.derived or ""),
    )


def prove(
    a: Picture,
    b: Picture,
    found_by: str = "embedding",
    similarity: float = 0.0,
    part: int | None = None,
    laid: Placement | None = None,
) -> Proof | None:
    """Try the ways in which a and b may show the same, and describe the best.

    `found_by` is what brought them together, as in table candidate: it says what is worth trying.
    `similarity` is that of their embeddings. `part`: positive where b may show a part of a, and
    negative where a may show one of b. `laid`: how local codes lay a on b. Returns None where one
    cannot be laid on the other.
    """
    fit = best_fit(a, b, found_by, similarity, part, laid)
    if fit is None:
        return None
    a, b, best = fit
    status = _settle(a, b, best)
    lies_on = _find_part(a, b, best) if status == "proven" else None
    if status == "proven" and only_share(a, b, best, lies_on):
        status, lies_on = "not proven", None
    return _describe(a, b, best, status, lies_on)


def best_fit(
    a: Picture,
    b: Picture,
    found_by: str,
    similarity: float,
    part: int | None = None,
    laid: Placement | None = None,
) -> Straight | None:
    """Lay a on b in the ways that `prove` tries, and return the one that fits best.

    One of the two may have been straightened for it. None where one cannot be laid on the other.
    """
    best: Verdict | None = None
    for placements in _placements(a, b, found_by, similarity, part, laid):
        for placement in placements:
            best = better(best, judge(a, b, placement))
        if best is not None and _is_enough(best):
            break
    if best is None:
        return None
    best = _refine(a, b, best)
    if not best.accepted or best.agreement < _WELL:
        return _straighten(a, b, best)
    return Straight(a, b, best)


def _placements(
    a: Picture,
    b: Picture,
    found_by: str,
    similarity: float,
    part: int | None,
    laid: Placement | None,
) -> Iterator[list[Placement]]:
    """The placements to try, the quickest and likeliest first."""
    if min(*a.size, *b.size) < SLIVER:
        return
    yield direct_placements(a, b)
    if laid is not None:
        yield [laid]
    if part is not None:
        yield detail_placements(a, b, part < 0)
    is_promising = found_by in ("variant", "cluster") or similarity >= _SIMILAR
    most = 0
    for scale_invariant in (False, True):
        # SIFT if ORB finds too little and other evidence than a likeness speaks for the pair: it
        # takes a tenth of a second for each picture.
        if most >= _PLENTY or (scale_invariant and not is_promising):
            return
        for negative in (False, True) if is_promising else (False,):
            for mirrored in (False,) if found_by in _UPRIGHT else (False, True):
                placements, found = matching_placements(a, b, mirrored, negative, scale_invariant)
                most = max(most, found)
                yield placements


def _is_enough(verdict: Verdict) -> bool:
    """Whether another way will probably not fit better."""
    fits = min(abs(verdict.correlation), verdict.agreement, verdict.kept)
    is_sharp = verdict.soften == SOFTEN[0]  # what fits only if softened may lie a little off
    return (
        verdict.accepted and is_sharp and (fits >= _PERFECT or verdict.placement.inliers >= _PLENTY)
    )


def _refine(a: Picture, b: Picture, best: Verdict) -> Verdict:
    """Let the pixels pull a placement into place that is somewhat off.

    So are those of a few matching points, and those of a whole scan with a margin beside the page.
    """
    fits = min(abs(best.correlation), best.agreement)
    is_off = fits < _PERFECT or (best.soften > SOFTEN[0] and best.drawn >= _SOME_DRAWN)
    is_rough = best.placement.inliers > 0 or best.drawn >= _SOME_DRAWN
    if not (is_rough and is_off and best.is_near):
        return best
    placement = pull_into_place(best)
    refined = None if placement is None else judge(a, b, placement)
    if refined is None or refined.accepted < best.accepted:
        return best
    is_sharper = refined.soften < best.soften and refined.is_near
    return refined if is_sharper or refined.score > best.score else best


def _straighten(a: Picture, b: Picture, best: Verdict) -> Straight:
    """The two as they fit better, one of them straightened where it is seen in perspective."""
    straight = straighten(a, b, best)
    if straight is None or straight.verdict.score <= best.score:
        return Straight(a, b, best)
    found = straight.verdict
    may_show_the_same = found.accepted or (found.may_be_document and not best.accepted)
    return straight if may_show_the_same else Straight(a, b, best)


def better(one: Verdict | None, other: Verdict | None) -> Verdict | None:
    """Of two verdicts, the one that fits better."""
    if one is None or other is None:
        return one or other
    if one.accepted != other.accepted:
        return one if one.accepted else other
    if one.accepted and one.soften != other.soften:
        return one if one.soften < other.soften else other
    return other if other.score > one.score else one


def _settle(a: Picture, b: Picture, best: Verdict) -> Status:
    """Whether the two show the same, down to their strokes where strokes are drawn."""
    missing: Status = "not proven" if best.is_conclusive else "inconclusive"
    has_to_be_read = best.may_be_document if best.is_document else best.accepted
    is_changed_graphic = best.is_graphic and best.changed > 0
    says_other = best.changed >= _OTHER_GRAPHIC and best.evidence < _SURE and not best.is_covered
    if is_changed_graphic and says_other:
        return "not proven"
    least = _LITTLE_DRAWN if is_changed_graphic else _SOME_DRAWN
    has_strokes = best.drawn >= least
    if not (has_strokes and (has_to_be_read or missing == "inconclusive")):
        return "proven" if best.accepted and not best.is_document else missing
    if best.is_covered:  # what is below a label cannot be read
        a, b = without(a, best.onto_a, ~best.shown), without(b, best.onto_b, ~best.shown)
    if differ_plainly(a, b, best.placement.map, best.inverted):
        return "not proven"
    written = compare_strokes(a, b, best.placement.map, best.inverted, best.is_document)
    if written == "illegible" and not best.is_document and best.changed == 0:
        written = None  # most of it is a photograph, of which a net or a fence looks like strokes
    if has_to_be_read and (written == "same" or (written is None and best.accepted)):
        return "proven"
    return missing if written in ("same", None) else "not proven"


def _describe(
    a: Picture, b: Picture, best: Verdict, status: Status, part: NDArray[np.float64] | None
) -> Proof:
    (across_a, down_a), (across_b, down_b) = a.zoom, b.zoom
    map_ = best.placement.map
    # The same in pixels of the files.
    m = (
        (map_[0, 0] * across_b / across_a, map_[0, 1] * across_b / down_a),
        (map_[1, 0] * down_b / across_a, map_[1, 1] * down_b / down_a),
    )
    determinant = float(m[0][0] * m[1][1] - m[0][1] * m[1][0])
    mirrored = determinant < 0
    sign = -1.0 if mirrored else 1.0
    angle = math.degrees(math.atan2(m[1][0] * sign - m[0][1], m[0][0] * sign + m[1][1]))
    if mirrored and abs(angle) > 90.5:  # mirrored the other way
        angle -= math.copysign(180.0, angle)
    inner = best.inner
    scale = abs(determinant) ** 0.5
    # Pictures that do not show the same have no relation.
    relations: tuple[str, ...] = ()
    derived: str | None = None
    if part is not None:
        status, relations = "part of", PART_OF
    elif status == "proven":
        relations, derived = relate(a, b, best, scale, angle, mirrored)
    return Proof(
        status=status,
        inliers=best.placement.inliers,
        correlation=abs(best.correlation),
        agreement=best.agreement,
        overlap=best.overlap,
        scale=scale,
        angle=round(angle, 1) + 0.0,
        mirrored=mirrored,
        negative=best.correlation < 0,
        inner=inner,
        box=_box(a, b, best, part),
        relations=relations,
        derived=derived,
        changed=best.changed,
    )


def _find_part(a: Picture, b: Picture, best: Verdict) -> NDArray[np.float64] | None:
    """The corners of the part of a composite on which the inner picture lies, if it lies on one."""
    source, target, map_ = _inwards(a, b, best)
    agreed = float(best.same[best.mask[: best.same.shape[0], : best.same.shape[1]]].mean())
    return find_part(target.rgb, corners(source.size, map_), agreed)


def _inwards(a: Picture, b: Picture, best: Verdict) -> tuple[Picture, Picture, Map]:
    """The inner picture, the other one, and the map between them."""
    if best.inner == "a":
        return a, b, best.placement.map
    return b, a, inverse(best.placement.map)


def _box(
    a: Picture, b: Picture, best: Verdict, part: NDArray[np.float64] | None
) -> tuple[int, int, int, int]:
    """Return the rectangle around the inner picture, in pixels of the file of the other.

    `part` are the corners of a part of a composite, if it lies on one.
    """
    source, target, map_ = _inwards(a, b, best)
    ends = corners(source.size, map_) if part is None else part
    low = np.clip(ends.min(axis=0), 0, target.size) * target.zoom
    high = np.clip(ends.max(axis=0), 0, target.size) * target.zoom
    x, y = (round(float(value)) for value in low)
    right, bottom = (round(float(value)) for value in high)
    return x, y, max(right - x, 1), max(bottom - y, 1)
