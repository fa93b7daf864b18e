"""Whether two pictures, laid on each other, show the same: correlation block by block.

Correlation over the whole overlap is not enough. A frame, a form or a caption that many images
share correlates although the pictures do not, and a caption laid over a copy lowers the
correlation. So the overlap is cut into small blocks, and most blocks with any detail must agree,
each by itself.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, Placement, square
from lookalike.prove.colours import Colours, compare_colours
from lookalike.prove.document import CELL, DRAWN, PHOTOGRAPHIC, PLAIN
from lookalike.prove.frame import cover, determinant, place, render, to_centres
from lookalike.prove.photographs import inside_rims, worst_photograph, worst_place
from lookalike.prove.picture import Picture
from lookalike.prove.regions import find_regions

_Scalar = TypeVar("_Scalar", bound=np.generic)

_LONGEST = 320  # pixels of the longer side of the overlap, as it is compared
_BLOCK = 8
# Sigma in pixels: half a pixel of misalignment must not matter. A blurred copy is compared as soft
# as it is.
SOFTEN = (0.8, 1.8)
_RESEMBLES = 0.6  # correlation from which it is worth to compare softer pictures
_LIGHT = 41  # pixels over which light may change
_DETAIL = 2.0  # grey levels that a block's pixels vary by at least (standard deviation)
_PART_OF_DETAIL = 0.06  # and as a share of how much all vary
_AGREES = 0.8  # correlation of a block
_AGREES_WELL = 0.9
_CUT = 0.35  # the deepest strip at an edge of the overlap that may be something laid over

# Takes the mean and the slope out of a block's pixels: slopes agree by chance, as of two skies.
_ACROSS, _DOWN = np.meshgrid(
    np.arange(_BLOCK) - (_BLOCK - 1) / 2, np.arange(_BLOCK) - (_BLOCK - 1) / 2
)
_PLANE = np.linalg.qr(np.column_stack([np.ones(_BLOCK**2), _ACROSS.ravel(), _DOWN.ravel()]))[0]
_WITHOUT_SLOPE = (np.eye(_BLOCK**2) - _PLANE @ _PLANE.T).astype(np.float32)

# The limits of a proof; docs/accuracy.md shows which pairs lie on which side.
MIN_CORRELATION = 0.88
MIN_AGREEMENT = 0.80
MIN_WELL = 0.60
MIN_OVERLAP = 0.5
MIN_KEPT = 0.5
MAX_REGION = 0.25  # of the overlap in coherent regions that differ
MAX_CHANGED = 0.4  # with the strips at the edges
MAX_OTHER_COLOURS = 0.25  # of what has colour in both
MIN_EVIDENCE = 0.55  # of the photographic blocks that agree, where a region differs
_ALIKE = 0.95  # from this correlation on, fewer blocks need to agree closely
_DOCUMENT = 0.5  # of the blocks with detail that are strokes on paper
_GRAPHIC_PAPER = 0.35  # of the blocks of a graphic that are plain or drawn
_GRAPHIC_GROUND = 0.7  # of its plain blocks that have one level of grey
_LEVEL = 6  # levels of grey that count as one, and the next ones
_NEARLY = 0.5  # correlation and agreement of documents whose strokes are worth reading
_OTHER_PHOTOGRAPHS = 0.01
_LITTLE_DRAWN = 0.05  # of the blocks with detail: then strokes may outnumber a photograph
_SAME_PHOTOGRAPH = 0.5  # of the blocks with detail in a photograph, or one place of it, that agree
_WITHIN_RIM = (slice(2, -2), slice(2, -2))  # blocks: what lies beside a page shows at its rim
_MOSTLY_WITHIN = 0.4  # of the photographic blocks: a thin rocket in a plain sky is all rim
_NEAR = 0.3  # agreement of pictures that may lie a little off
_MIN_BLOCKS = 20
_FEW_BLOCKS = 6  # are enough where all else is certain, as in a small picture of a clear sky


@dataclass(frozen=True, eq=False)
class Verdict:
    """How well a placement fits. Shares are from 0 to 1.

    `inverted`: light and dark are exchanged in most blocks. `correlation` is over the overlap,
    its light made even, without strips at its edges that differ (captions) and without coherent
    regions that differ; it is negative if inverted. `agreement` is the share of blocks with
    detail that agree, `rest` the same without those regions, `well` of those that agree closely,
    `blocks` how many those are; `kept` is what is left without the strips; `region` is the share
    of it in those regions, `changed` the share of the overlap in strips and regions. `evidence` is
    the share of the photographic blocks that agree, also of those within the rim of a photograph,
    and `photographic` how many those are; `drawn`
    is the share of blocks that are paper with strokes in both, `paper` the share of all blocks that
    are so or plain, `ground` the share of plain blocks that have nearly one level of grey, and
    `other_photographs` the share of all blocks that are photographic and differ in a region.
    `worst_place` is the share of blocks that agree in the place of a photograph where fewest do,
    outside regions; `worst_photograph` is the share of blocks that resemble each other in the whole
    photograph where fewest do, while both are softened least; 1 if there is no photograph.
    `overlap_a` and `overlap_b` are the shares of either picture that lie in the overlap. `a` and
    `b` are the overlap as it was compared (h, w, 3), `map` the map from b to it, `mask` (h, w)
    where both have pixels, `same` (h, w) where blocks agree or have no detail, and lie in no such
    region; `shown` (rows, columns) are the blocks that lie neither in a region nor in a strip.
    `soften` is by how many pixels both were softened. `likeness` is the correlation with all
    regions and strips.
    """

    placement: Placement
    inverted: bool
    correlation: float
    agreement: float
    rest: float
    well: float
    kept: float
    region: float
    changed: float
    blocks: int
    evidence: float
    photographic: int
    drawn: float
    paper: float
    ground: float
    other_photographs: float
    worst_place: float
    worst_photograph: float
    overlap_a: float
    overlap_b: float
    a: NDArray[np.uint8]
    b: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    same: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    map: Map
    soften: float
    likeness: float

    @cached_property
    def same_colours(self) -> bool:
        """False where most of what is coloured has another colour in the other picture."""
        return self._colours.other <= MAX_OTHER_COLOURS

    @property
    def is_painted_over(self) -> bool:
        """Whether a coherent region has other colours, as a coloured stamp has."""
        return self._colours.is_painted

    @cached_property
    def _colours(self) -> Colours:
        a = 255 - self.a if self.inverted else self.a
        return compare_colours(a, self.b, self.shown, _BLOCK)

    @property
    def overlap(self) -> float:
        """The share of a picture in the other; the larger of the two shares."""
        return max(self.overlap_a, self.overlap_b)

    @property
    def accepted(self) -> bool:
        """Whether this proves that the two show the same picture, unless it is a document."""
        correlation = abs(self.correlation)
        enough = self.blocks >= _MIN_BLOCKS or (
            self.blocks >= _FEW_BLOCKS and min(correlation, self.agreement) >= 0.97
        )
        return (
            enough
            and correlation >= MIN_CORRELATION
            and self.rest >= MIN_AGREEMENT
            and (self.well >= MIN_WELL or correlation >= _ALIKE)
            and self.overlap >= MIN_OVERLAP
            and self.kept >= MIN_KEPT
            and self.region <= MAX_REGION
            and self.changed <= MAX_CHANGED
            and (self.changed == 0 or self._is_shown_elsewhere)
            and (not self._holds_strokes or self._has_same_photographs)
            and self.same_colours
        )

    @property
    def is_near(self) -> bool:
        """Whether the two may show the same, and only lie a little off."""
        return self.accepted or (abs(self.likeness) >= _NEARLY and self.agreement >= _NEAR)

    @property
    def is_document(self) -> bool:
        """Whether most of what the two show is strokes on paper."""
        return self.drawn >= _DOCUMENT

    @property
    def is_graphic(self) -> bool:
        """Whether it may be a card, a chart or a poster: much of it is one even ground.

        A sky is not as even: its light changes from one side to the other.
        """
        return self.paper >= _GRAPHIC_PAPER and self.ground >= _GRAPHIC_GROUND

    @property
    def may_be_document(self) -> bool:
        """Whether the two lie on each other as two documents that may be the same.

        Their strokes have to be read then. Only what is photographic in them is judged here.
        """
        return (
            self.is_document
            and self.blocks >= _FEW_BLOCKS
            and abs(self.correlation) >= _NEARLY
            and self.rest >= _NEARLY
            and self.overlap >= MIN_OVERLAP
            and self.other_photographs <= _OTHER_PHOTOGRAPHS
            and self._has_same_photographs
            and self.same_colours
        )

    @property
    def _is_shown_elsewhere(self) -> bool:
        """Whether a photograph is the same outside what differs: forms and frames are common."""
        return self.photographic >= _MIN_BLOCKS and self.evidence >= MIN_EVIDENCE

    @property
    def _holds_strokes(self) -> bool:
        return self.drawn >= _LITTLE_DRAWN or self.is_graphic

    @property
    def _has_same_photographs(self) -> bool:
        """Whether photographs agree everywhere: a layout around them may have far more detail.

        What differs in them may be too faint for a region, beside the strokes of a page.
        """
        return min(self.worst_place, self.worst_photograph) >= _SAME_PHOTOGRAPH

    @property
    def is_conclusive(self) -> bool:
        """Whether the pictures show enough for any result."""
        return self.blocks >= _MIN_BLOCKS or not self.same_colours

    @property
    def score(self) -> float:
        """For choosing the best of several placements: it grows with all that a proof takes."""
        return (
            abs(self.likeness)
            * min(self.overlap / MIN_OVERLAP, 1.0)
            * (2 * self.agreement + self.well)
        )


def judge(a: Picture, b: Picture, placement: Placement) -> Verdict | None:
    """Lay a on b; None where they would not touch, or only in a few pixels or as a sliver."""
    placed = place(a.size, b.size, placement.map, _LONGEST)
    if placed is None:
        return None
    onto, from_a, (width, height) = placed
    rows, columns = height // _BLOCK, width // _BLOCK
    if rows < 2 or columns < 2:
        return None
    laid_a, laid_b = render(a.rgb, from_a, width, height), render(b.rgb, onto, width, height)
    mask = cover(a.size, from_a, width, height) & cover(b.size, onto, width, height)
    if mask.sum() < 4 * _BLOCK * _BLOCK:
        return None
    kinds = _kinds(a, from_a, rows, columns), _kinds(b, onto, rows, columns)
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
        is_alike = found.blocks >= _MIN_BLOCKS and abs(found.correlation) >= _RESEMBLES
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
    vary_a, vary_b = float(soft_a[mask].std()), float(soft_b[mask].std())
    if min(vary_a, vary_b) < 1.0:
        return None
    inside = np.asarray(_cells(mask, rows, columns).all(axis=2), np.bool_)
    centred_a = _cells(soft_a, rows, columns) @ _WITHOUT_SLOPE
    centred_b = _cells(soft_b, rows, columns) @ _WITHOUT_SLOPE
    own_a = np.sqrt((centred_a**2).mean(axis=2))
    own_b = np.sqrt((centred_b**2).mean(axis=2))
    varies = np.maximum(own_a, own_b) > _DETAIL
    strong = np.maximum(own_a / vary_a, own_b / vary_b)
    detail = np.asarray(inside & varies & (strong > _PART_OF_DETAIL), np.bool_)
    local = (centred_a * centred_b).mean(axis=2) / np.maximum(own_a * own_b, 1e-3)
    sign = 1.0 if float(local[detail].sum()) >= 0 else -1.0
    local *= sign
    good: NDArray[np.bool_] = np.asarray(local > _AGREES)
    left = strong * np.sqrt(1 - np.clip(local, 0, 1) ** 2)
    region = inside & find_regions(detail & ~good, detail & good, left)
    area = max(int(inside.sum()), 1)
    kept = np.ones((rows, columns), np.bool_)
    if region.sum() > MAX_REGION * area or _share(good, detail & ~region) < MIN_AGREEMENT:
        rows_kept, columns_kept = _cut_strips(detail, good)
        kept[:] = False
        kept[slice(*rows_kept), slice(*columns_kept)] = True
    judged, outside = detail & kept, detail & kept & ~region
    lit = mask.copy()
    lit[: rows * _BLOCK, : columns * _BLOCK] &= ~_pixels(region)
    even_a, even_b = _even(soft_a, lit), _even(soft_b, lit)
    if region.any():
        all_a, all_b = _even(soft_a, mask), _even(soft_b, mask)
    else:
        all_a, all_b = even_a, even_b
    use = inside & kept & ~region
    correlation = _correlate(
        _cells(even_a, rows, columns)[use].ravel(), _cells(even_b, rows, columns)[use].ravel()
    )
    shows = (kinds[0] == PHOTOGRAPHIC) | (kinds[1] == PHOTOGRAPHIC)
    photographic = detail & shows
    # The rim of a photograph on a page belongs to the layout, and layouts are common.
    core = inside_rims(shows)
    within = detail & core
    agrees = good & kept & ~region
    drawn = detail & (kinds[0] == DRAWN) & (kinds[1] == DRAWN)
    real = float(mask.sum()) / abs(determinant(onto))
    return Verdict(
        placement=placement,
        inverted=sign < 0,
        correlation=correlation,
        agreement=_share(good, judged),
        rest=_share(good, outside),
        well=_share(local > _AGREES_WELL, outside),
        kept=float(kept.mean()),
        region=float((region & kept).sum()) / area,
        changed=float(((region | ~kept) & inside).sum()) / area,
        blocks=int(judged.sum()),
        evidence=min(
            _share(agrees, photographic),
            _share(agrees, within) if within.sum() >= _MOSTLY_WITHIN * photographic.sum() else 1.0,
        ),
        photographic=int((photographic & agrees).sum()),
        drawn=_share(drawn, detail),
        paper=_share(~shows, inside),
        ground=_one_level(soft_a, (kinds[0] == PLAIN) & (kinds[1] == PLAIN) & inside),
        other_photographs=float((region & photographic)[_WITHIN_RIM].sum()) / area,
        worst_place=worst_place(within & kept & ~region, good),
        worst_photograph=worst_photograph(core, within, np.asarray(local > _RESEMBLES)),
        overlap_a=min(real / abs(determinant(placement.map)) / (a.size[0] * a.size[1]), 1.0),
        overlap_b=min(real / (b.size[0] * b.size[1]), 1.0),
        a=laid[0],
        b=laid[1],
        mask=mask,
        same=_pixels(use & (~detail | good)),
        shown=use,
        map=onto,
        soften=soften,
        likeness=_correlate(
            _cells(all_a, rows, columns)[inside].ravel(),
            _cells(all_b, rows, columns)[inside].ravel(),
        ),
    )


def _one_level(soft: NDArray[np.float32], blocks: NDArray[np.bool_]) -> float:
    """The share of these blocks (rows, columns) that have the commonest level of grey."""
    if not blocks.any():
        return 0.0
    levels = _cells(soft, *blocks.shape).mean(axis=2)[blocks]
    count = np.bincount(np.clip(levels, 0, 255).astype(np.int64) // _LEVEL, minlength=2)
    return float((count[1:] + count[:-1]).max() / len(levels))


def _share(of: NDArray[np.bool_], blocks: NDArray[np.bool_]) -> float:
    return float(of[blocks].mean()) if blocks.any() else 0.0


def _pixels(blocks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(np.kron(blocks, np.ones((_BLOCK, _BLOCK), np.bool_)), np.bool_)


def _kinds(picture: Picture, map_: Map, rows: int, columns: int) -> NDArray[np.uint8]:
    """What each block of the frame is in a picture, as document.find_kinds names it."""
    moved = np.diag([1 / _BLOCK, 1 / _BLOCK, 1]) @ square(map_) @ np.diag([CELL, CELL, 1])
    drawn = cv2.warpAffine(
        picture.kinds, to_centres(moved[:2]), (columns, rows), flags=cv2.INTER_NEAREST
    )
    return np.asarray(drawn, np.uint8)


def _even(soft: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The picture in the same light everywhere: what varies over a wide distance is taken out."""
    weight = mask.astype(np.float32)
    known = np.maximum(_wide(weight), 1e-3)
    flat = soft - _wide(soft * weight) / known
    spread = np.sqrt(np.maximum(_wide(flat * flat * weight) / known, 0))
    usual = float(np.sqrt((flat[mask] ** 2).mean())) if mask.any() else 0.0
    return np.asarray(flat / (spread + max(usual, 1.0)), np.float32)


def _wide(values: NDArray[Any]) -> NDArray[np.float32]:
    for _ in range(2):
        values = np.asarray(cv2.blur(values, (_LIGHT, _LIGHT)), np.float32)
    return values


def pull_into_place(verdict: Verdict) -> Placement | None:
    """The way moved and bent a little, so that the pixels correlate most; None if that fails.

    By the method of G. Evangelidis and E. Psarakis (2008), as OpenCV has it.
    """
    grey_a, grey_b = (
        cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), 1.5)
        for rgb in (verdict.a, verdict.b)
    )
    if verdict.correlation < 0:
        grey_a = 255 - grey_a
    found = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 15, 1e-4)
    mask = verdict.mask.astype(np.uint8)
    try:
        cv2.findTransformECC(grey_b, grey_a, found, cv2.MOTION_AFFINE, stop, mask, 1)
    except cv2.error:  # the method did not converge
        return None
    centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    moved = centre @ np.linalg.inv(square(found)) @ np.linalg.inv(centre)
    onto = square(verdict.map)
    return Placement(
        (np.linalg.inv(onto) @ moved @ onto @ square(verdict.placement.map))[:2],
        verdict.placement.inliers,
    )


def _soften(rgb: NDArray[np.uint8], sigma: float) -> NDArray[np.float32]:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.float32)


def _cells(values: NDArray[_Scalar], rows: int, columns: int) -> NDArray[_Scalar]:
    """(h, w) as (rows, columns, pixels of a block)."""
    whole = values[: rows * _BLOCK, : columns * _BLOCK]
    parts = whole.reshape(rows, _BLOCK, columns, _BLOCK).swapaxes(1, 2)
    return parts.reshape(rows, columns, _BLOCK * _BLOCK)


def _cut_strips(
    detail: NDArray[np.bool_], agrees: NDArray[np.bool_]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Leave out strips at the edges in which most blocks differ: captions, bars, frames.

    Returns the rows and the columns that are left, from and to.
    """
    rows, columns = (0, detail.shape[0]), (0, detail.shape[1])
    good = detail & agrees
    rows = _cut_ends(detail.sum(axis=1), good.sum(axis=1), rows)
    columns = _cut_ends(detail[slice(*rows)].sum(axis=0), good[slice(*rows)].sum(axis=0), columns)
    return rows, columns


def _cut_ends(
    judged: NDArray[np.int_], good: NDArray[np.int_], lines: tuple[int, int]
) -> tuple[int, int]:
    most = int(len(judged) * _CUT)
    return (
        lines[0] + _deepest(judged[:most], good[:most]),
        lines[1] - _deepest(judged[::-1][:most], good[::-1][:most]),
    )


def _deepest(judged: NDArray[np.int_], good: NDArray[np.int_]) -> int:
    """Count the lines from the edge that differ in most blocks, together and the last alone."""
    bad = (2 * good < judged) & (2 * np.cumsum(good) < np.cumsum(judged))
    return int(np.flatnonzero(bad)[-1]) + 1 if bad.any() else 0


def _correlate(x: NDArray[np.float32], y: NDArray[np.float32]) -> float:
    if x.size < _BLOCK * _BLOCK or min(x.std(), y.std()) < 1e-3:
        return 0.0
    return float(((x - x.mean()) * (y - y.mean())).mean() / (x.std() * y.std()))
