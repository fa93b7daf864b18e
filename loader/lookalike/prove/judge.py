"""Whether two pictures, laid on each other, show the same: correlation block by block.

Correlation over the whole overlap is not enough. A frame, a form or a caption that many images
share correlates although the pictures do not, and a caption laid over a copy lowers the
correlation. So the overlap is cut into small blocks, and most blocks with any detail must agree,
each by itself.
"""

from dataclasses import replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove import kernel
from lookalike.prove.align import Map, Placement, square
from lookalike.prove.blocks import (
    BLOCK,
    cells,
    kinds_of,
    pixels,
    share,
    share_of_one_level,
)
from lookalike.prove.document import DRAWN, PHOTOGRAPHIC, PLAIN
from lookalike.prove.frame import CENTRE, cover, determinant, place, render
from lookalike.prove.labels import find_label
from lookalike.prove.light import even
from lookalike.prove.photographs import inside_rims, worst_photograph, worst_place
from lookalike.prove.picture import Picture
from lookalike.prove.regions import find_regions
from lookalike.prove.strips import cut_strips
from lookalike.prove.verdict import (
    MAX_CHANGED,
    MAX_REGION,
    MIN_AGREEMENT,
    MIN_BLOCKS,
    MIN_CORRELATION,
    Verdict,
)

_LONGEST = 320  # pixels of the longer side of the overlap, as it is compared
# Sigma in pixels: half a pixel of misalignment must not matter. A blurred copy is compared as soft
# as it is.
SOFTEN = (0.8, 1.8)
_RESEMBLES = 0.6  # correlation from which it is worth to compare softer pictures
_DETAIL = 2.0  # grey levels that a block's pixels vary by at least (standard deviation)
_PART_OF_DETAIL = 0.06  # and as a share of how much all vary
_AGREES = 0.8  # correlation of a block
_AGREES_WELL = 0.9
_MOSTLY_WITHIN = 0.4  # of the photographic blocks: a thin rocket in a plain sky is all rim
_OTHER_LIGHT = 16.0  # grey levels by which a plain block differs where something was laid over
_USUAL_LIGHT = 4.0  # times the usual difference, which light alone does not reach
_WITHIN_RIM = (slice(2, -2), slice(2, -2))  # blocks: what lies beside a page shows at its rim


def judge(a: Picture, b: Picture, placement: Placement) -> Verdict | None:
    """Lay a on b; None where they would not touch, or only in a few pixels or as a sliver."""
    placed = place(a.size, b.size, placement.map, _LONGEST)
    if placed is None:
        return None
    onto, from_a, (width, height) = placed
    rows, columns = height // BLOCK, width // BLOCK
    if rows < 2 or columns < 2:
        return None
    laid_a, laid_b = render(a.rgb, from_a, width, height), render(b.rgb, onto, width, height)
    mask = cover(a.size, from_a, width, height) & cover(b.size, onto, width, height)
    if mask.sum() < 4 * BLOCK * BLOCK:
        return None
    kinds = kinds_of(a, from_a, rows, columns), kinds_of(b, onto, rows, columns)
    best: Verdict | None = None
    for soften in SOFTEN:
        found = _judge(a, b, placement, onto, (laid_a, laid_b), mask, kinds, soften)
        if found is None or (best is not None and not found.accepted):
            break
        if best is not None:  # softer pictures hide what differs in a photograph
            found = replace(
                found, worst_photograph=min(best.worst_photograph, found.worst_photograph)
            )
        best = found
        is_alike = found.blocks >= MIN_BLOCKS and abs(found.correlation) >= _RESEMBLES
        if found.accepted or not is_alike:
            break
    return best


def _judge(
    a: Picture,
    b: Picture,
    placement: Placement,
    onto: Map,
    laid: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    mask: NDArray[np.bool_],
    kinds: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    soften: float,
) -> Verdict | None:
    rows, columns = kinds[0].shape
    soft_a, soft_b = (_soften(rgb, soften) for rgb in laid)
    vary_a, vary_b = kernel.spread(soft_a, mask), kernel.spread(soft_b, mask)
    if min(vary_a, vary_b) < 1.0:
        return None
    inside = np.asarray(cells(mask, rows, columns).all(axis=2), np.bool_)
    own_a, own_b, local = kernel.compare_blocks(soft_a, soft_b, rows, columns)
    varies = np.maximum(own_a, own_b) > _DETAIL
    strong = np.maximum(own_a / vary_a, own_b / vary_b)
    detail = np.asarray(inside & varies & (strong > _PART_OF_DETAIL), np.bool_)
    sign = 1.0 if float(local[detail].sum()) >= 0 else -1.0
    local *= sign
    good: NDArray[np.bool_] = np.asarray(local > _AGREES)
    left = strong * np.sqrt(1 - np.clip(local, 0, 1) ** 2)
    region = inside & find_regions(detail & ~good, detail & good, left)
    # A region and a strip are looked at in one light; without them there is nothing to look at.
    may_be_covered = region.any() or share(good, detail) < MIN_AGREEMENT
    like_b = _in_light_of(soft_a, soft_b, detail & good) if may_be_covered else soft_a
    region |= _laid_over(like_b, soft_b, inside & ~(detail & good), detail & good, region)
    area = max(int(inside.sum()), 1)
    kept = np.ones((rows, columns), np.bool_)
    correlate = partial(_correlate, soft_a, soft_b, mask, inside)
    likeness = correlate(np.zeros_like(region))
    correlation = correlate(region) if region.any() else likeness
    if (
        region.sum() > MAX_REGION * area
        or share(good, detail & ~region) < MIN_AGREEMENT
        or abs(correlation) < MIN_CORRELATION  # the bar of a caption may have few blocks of detail
    ):
        rows_kept, columns_kept = cut_strips(detail, good)
        kept[:] = False
        kept[slice(*rows_kept), slice(*columns_kept)] = True
        if not kept.all():
            correlation = correlate(region | ~kept)
    judged, outside = detail & kept, detail & kept & ~region
    use = inside & kept & ~region
    shows = (kinds[0] == PHOTOGRAPHIC) | (kinds[1] == PHOTOGRAPHIC)
    photographic = detail & shows
    # The rim of a photograph on a page belongs to the layout, and layouts are common.
    core = inside_rims(shows)
    within = detail & core
    agrees = good & kept & ~region
    drawn = detail & (kinds[0] == DRAWN) & (kinds[1] == DRAWN)
    other = inside & ~(kept & ~region)
    rest = share(good, outside)
    hidden = np.zeros_like(other)
    if 0 < other.sum() <= MAX_CHANGED * area and rest >= MIN_AGREEMENT:
        hidden = find_label(like_b, soft_b, other, kinds)
    real = float(mask.sum()) / abs(determinant(onto))
    return Verdict(
        placement=placement,
        inverted=sign < 0,
        correlation=correlation,
        agreement=share(good, judged),
        rest=rest,
        well=share(local > _AGREES_WELL, outside),
        kept=float(kept.mean()),
        region=float((region & kept).sum()) / area,
        changed=float(other.sum()) / area,
        blocks=int(judged.sum()),
        evidence=min(
            share(agrees, photographic),
            share(agrees, within) if within.sum() >= _MOSTLY_WITHIN * photographic.sum() else 1.0,
        ),
        photographic=int((photographic & agrees).sum()),
        drawn=share(drawn, detail),
        paper=share(~shows, inside),
        ground=share_of_one_level(soft_a, (kinds[0] == PLAIN) & (kinds[1] == PLAIN) & inside),
        other_photographs=float((region & photographic)[_WITHIN_RIM].sum()) / area,
        worst_place=worst_place(within & kept & ~region, good),
        worst_photograph=worst_photograph(core, within & ~hidden, np.asarray(local > _RESEMBLES)),
        overlap_a=min(real / abs(determinant(placement.map)) / (a.size[0] * a.size[1]), 1.0),
        overlap_b=min(real / (b.size[0] * b.size[1]), 1.0),
        a=laid[0],
        b=laid[1],
        mask=mask,
        same=pixels(use & (~detail | good)),
        shown=use,
        agrees=detail & good,
        differs=detail & ~good,
        onto_b=onto,
        soften=soften,
        likeness=likeness,
        hidden=hidden,
    )


def _correlate(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    mask: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    left_out: NDArray[np.bool_],
) -> float:
    """Correlate two pictures in one light, where both have pixels, without some of the blocks."""
    rows, columns = inside.shape
    lit = mask.copy()
    lit[: rows * BLOCK, : columns * BLOCK] &= ~pixels(left_out)
    even_a, even_b = even(lit, a, b)
    return kernel.correlate_blocks(even_a, even_b, inside & ~left_out)


def _in_light_of(
    a: NDArray[np.float32], b: NDArray[np.float32], good: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The first picture in the light and the contrast of the other, by the blocks that agree."""
    if good.sum() < MIN_BLOCKS:
        return a
    x, y = (kernel.block_means(soft, *good.shape)[good] for soft in (a, b))
    gain, offset = np.polyfit(x, y, 1)
    return np.asarray(gain * a + offset, np.float32)


def _laid_over(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    rest: NDArray[np.bool_],
    good: NDArray[np.bool_],
    region: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The plain blocks of another light beside a region: a bar over a sky has no detail there."""
    if not region.any() or good.sum() < MIN_BLOCKS:
        return np.zeros_like(region)
    x, y = (kernel.block_means(soft, *region.shape) for soft in (a, b))
    off = np.abs(x - y)
    other = rest & (off > max(_OTHER_LIGHT, _USUAL_LIGHT * float(np.median(off[good]))))
    _, label = cv2.connectedComponents((other | region).astype(np.uint8), connectivity=8)
    return np.asarray(other & np.isin(label, np.unique(label[region])), np.bool_)


def pull_into_place(verdict: Verdict) -> Placement | None:
    """The way moved and bent a little, so that the pixels correlate most; None if that fails."""
    moved = pull(verdict, cv2.MOTION_AFFINE)
    if moved is None:
        return None
    onto = square(verdict.onto_b)
    return Placement(
        (np.linalg.inv(onto) @ moved @ onto @ square(verdict.placement.map))[:2],
        verdict.placement.inliers,
    )


def pull(verdict: Verdict, motion: int) -> NDArray[np.float64] | None:
    """By what map (3, 3) a is to be moved in the frame, so that the pixels correlate most.

    `motion` is OpenCV's name of the kind of map. None where that fails.
    """
    return pull_pixels(verdict.a, verdict.b, verdict.mask, verdict.correlation < 0, motion)


def pull_pixels(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    mask: NDArray[np.bool_],
    is_negative: bool,
    motion: int,
) -> NDArray[np.float64] | None:
    """Likewise, for two pictures (h, w, 3) in one frame, where both have pixels.

    By the method of G. Evangelidis and E. Psarakis (2008), as OpenCV has it.
    """
    grey_a, grey_b = (
        cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), 1.5) for rgb in (a, b)
    )
    if is_negative:
        grey_a = 255 - grey_a
    found = np.eye(3 if motion == cv2.MOTION_HOMOGRAPHY else 2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 15, 1e-4)
    try:
        cv2.findTransformECC(grey_b, grey_a, found, motion, stop, mask.astype(np.uint8), 1)
    except cv2.error:  # the method did not converge
        return None
    back = found if len(found) == 3 else square(found)
    return np.asarray(CENTRE @ np.linalg.inv(back) @ np.linalg.inv(CENTRE), np.float64)


def _soften(rgb: NDArray[np.uint8], sigma: float) -> NDArray[np.float32]:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.float32)
