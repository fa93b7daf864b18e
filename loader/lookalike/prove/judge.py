"""Whether two pictures, laid on each other, show the same: correlation block by block.

Correlation over the whole overlap is not enough. A frame, a form or a caption that many images
share correlates although the pictures do not, and a caption laid over a copy lowers the
correlation. So the overlap is cut into small blocks, and most blocks with any detail must agree,
each by itself.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, Placement, corners, square
from lookalike.prove.picture import Picture

_Scalar = TypeVar("_Scalar", bound=np.generic)

_LONGEST = 320  # pixels of the longer side of the overlap, as it is compared
_SHORTEST = 32
_BLOCK = 8
_SOFTEN = 0.8  # sigma in pixels: half a pixel of misalignment must not matter
_DETAIL = 2.0  # grey levels that a block's pixels vary by at least (standard deviation)
_PART_OF_DETAIL = 0.06  # and as a share of how much all vary
_COLOURED = 40.0  # levels by which a colour differs from grey
_COLOURED_PART = 0.02  # of the overlap
_COLOURFUL = 60.0  # levels by which they do on average, where there is colour
_SAME_COLOURS = 0.3  # cosine of the colours of two pictures
_AGREES = 0.8  # correlation of a block
_AGREES_WELL = 0.9
_CUT = 0.35  # the deepest strip at an edge of the overlap that may be something laid over
_STRETCH = 1.6  # a copy is not squeezed more than this

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
_ALIKE = 0.95  # from this correlation on, fewer blocks need to agree closely
_MIN_BLOCKS = 20
_FEW_BLOCKS = 6  # are enough where all else is certain, as in a small picture of a clear sky

# The limits within which pixels do not contradict close 256-bit hashes, where a watermark lies over
# most of the detail.
_LIKELY_CORRELATION = 0.90
_LIKELY_AGREEMENT = 0.55


@dataclass(frozen=True, eq=False)
class Verdict:
    """How well a placement fits. Shares are from 0 to 1.

    `inverted`: light and dark are exchanged in most blocks. `correlation` is over the overlap
    without strips at its edges that differ (captions), and negative if inverted; `agreement` is
    the share of blocks with detail that agree, `well` of those that agree closely, `blocks` how
    many those are; `kept` is what is left without the strips; `overlap_a` and `overlap_b` are the
    shares of either picture that lie in the overlap. `a` and `b` are the overlap as it was
    compared (h, w, 3), `map` the map from b to it, `mask` (h, w) where both have pixels, `same`
    (h, w) where blocks agree or have no detail.
    """

    placement: Placement
    inverted: bool
    correlation: float
    agreement: float
    well: float
    kept: float
    blocks: int
    overlap_a: float
    overlap_b: float
    a: NDArray[np.uint8]
    b: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    same: NDArray[np.bool_]
    map: Map

    @cached_property
    def same_colours(self) -> bool:
        """False where both are colourful and their colours have nothing in common."""
        return self.inverted or _have_same_colours(self.a[self.mask], self.b[self.mask])

    @property
    def overlap(self) -> float:
        """The share of a picture in the other; the larger of the two shares."""
        return max(self.overlap_a, self.overlap_b)

    @property
    def accepted(self) -> bool:
        """Whether this proves that the two show the same picture."""
        correlation = abs(self.correlation)
        enough = self.blocks >= _MIN_BLOCKS or (
            self.blocks >= _FEW_BLOCKS and min(correlation, self.agreement) >= 0.97
        )
        return (
            enough
            and correlation >= MIN_CORRELATION
            and self.agreement >= MIN_AGREEMENT
            and (self.well >= MIN_WELL or correlation >= _ALIKE)
            and self.overlap >= MIN_OVERLAP
            and self.kept >= MIN_KEPT
            and self.same_colours
        )

    @property
    def conclusive(self) -> bool:
        """Whether the pictures show enough for any result."""
        return self.blocks >= _MIN_BLOCKS

    @property
    def likely(self) -> bool:
        """Whether this agrees with close hashes, although it is not a proof by itself."""
        return self.accepted or (
            self.correlation >= _LIKELY_CORRELATION
            and self.agreement >= _LIKELY_AGREEMENT
            and self.overlap >= 1 - MIN_OVERLAP / 2
            and self.same_colours
        )

    @property
    def score(self) -> float:
        """For choosing the best of several placements: it grows with all that a proof takes."""
        return (
            abs(self.correlation)
            * min(self.overlap / MIN_OVERLAP, 1.0)
            * (2 * self.agreement + self.well)
        )


def judge(a: Picture, b: Picture, placement: Placement) -> Verdict | None:
    """Lay a on b; None where they would not touch, or only in a few pixels or as a sliver."""
    placed = _place(a, b, placement.map)
    if placed is None:
        return None
    onto, from_a, (width, height) = placed
    laid_a, laid_b = _render(a.rgb, from_a, width, height), _render(b.rgb, onto, width, height)
    mask = _cover(a.size, from_a, width, height) & _cover(b.size, onto, width, height)
    covered = float(mask.sum())
    if covered < 4 * _BLOCK * _BLOCK:
        return None
    soft_a, soft_b = _soften(laid_a), _soften(laid_b)
    rows, columns = height // _BLOCK, width // _BLOCK
    if rows < 2 or columns < 2:
        return None
    cells_a, cells_b = _cells(soft_a, rows, columns), _cells(soft_b, rows, columns)
    inside = np.asarray(_cells(mask, rows, columns).all(axis=2), np.bool_)
    vary_a, vary_b = float(soft_a[mask].std()), float(soft_b[mask].std())
    if min(vary_a, vary_b) < 1.0:
        return None
    centred_a, centred_b = cells_a @ _WITHOUT_SLOPE, cells_b @ _WITHOUT_SLOPE
    own_a = np.sqrt((centred_a**2).mean(axis=2))
    own_b = np.sqrt((centred_b**2).mean(axis=2))
    varies = np.maximum(own_a, own_b) > _DETAIL
    varies &= np.maximum(own_a / vary_a, own_b / vary_b) > _PART_OF_DETAIL
    detail = np.asarray(np.logical_and(inside, varies), np.bool_)
    local = (centred_a * centred_b).mean(axis=2) / np.maximum(own_a * own_b, 1e-3)
    sign = 1.0 if float(local[detail].sum()) >= 0 else -1.0
    good: NDArray[np.bool_] = np.asarray(sign * local > _AGREES)
    rows_kept, columns_kept = _cut_strips(detail, good)
    kept = (slice(*rows_kept), slice(*columns_kept))
    judged = detail[kept]
    agree = (sign * local[kept])[judged]
    use = inside[kept]
    correlation = _correlate(cells_a[kept][use].ravel(), cells_b[kept][use].ravel())
    same = np.zeros((rows, columns), np.bool_)
    same[kept] = inside[kept] & (~detail[kept] | good[kept])
    area = covered / abs(_determinant(onto))
    return Verdict(
        placement=placement,
        inverted=sign < 0,
        correlation=correlation,
        agreement=float((agree > _AGREES).mean()) if agree.size else 0.0,
        well=float((agree > _AGREES_WELL).mean()) if agree.size else 0.0,
        kept=judged.size / detail.size,
        blocks=int(judged.sum()),
        overlap_a=min(area / abs(_determinant(placement.map)) / (a.size[0] * a.size[1]), 1.0),
        overlap_b=min(area / (b.size[0] * b.size[1]), 1.0),
        a=laid_a,
        b=laid_b,
        mask=mask,
        same=np.kron(same, np.ones((_BLOCK, _BLOCK), np.bool_)),
        map=onto,
    )


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


def _place(a: Picture, b: Picture, placement: Map) -> tuple[Map, Map, tuple[int, int]] | None:
    """A frame around the overlap, no finer than either picture shows it.

    Returns the maps from b and from a to the frame, and the size of the frame.
    """
    across, down = np.linalg.svd(placement[:, :2], compute_uv=False)
    if not (down > 0.04 and across < 25 and across / down < _STRETCH):
        return None
    ends = corners(a.size, placement)
    left, top = np.maximum(ends.min(axis=0), 0.0)
    right, bottom = np.minimum(ends.max(axis=0), b.size)
    longest = max(right - left, bottom - top)
    if min(right - left, bottom - top) < 2 * _BLOCK:
        return None
    side = min(_LONGEST, longest, longest / (across * down) ** 0.5)
    if side < _SHORTEST:
        return None
    scale = side / longest
    size = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
    onto = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    from_a = np.column_stack(
        [onto[:, :2] @ placement[:, :2], onto[:, :2] @ placement[:, 2] + onto[:, 2]]
    )
    return onto, from_a, size


def _render(rgb: NDArray[np.uint8], map_: Map, width: int, height: int) -> NDArray[np.uint8]:
    shrink = abs(_determinant(map_)) ** 0.5
    if shrink < 0.9:  # otherwise fine texture would become noise
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.45 / shrink), np.uint8)
    drawn = cv2.warpAffine(
        rgb, _to_centres(map_), (width, height),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(drawn, np.uint8)


def _cover(size: tuple[int, int], map_: Map, width: int, height: int) -> NDArray[np.bool_]:
    """Return which pixels of the frame a picture of this size covers."""
    cover = np.zeros((height, width), np.uint8)
    # From the middle of the first pixel, in sixteenths.
    ends = np.round((corners(size, map_) - 0.5) * 16).astype(np.int32)
    cv2.fillConvexPoly(cover, ends, 1, shift=4)
    return np.asarray(cover > 0)


def _to_centres(map_: Map) -> Map:
    """The same map as OpenCV counts, from the middle of the first pixel."""
    moved = map_.copy()
    moved[:, 2] += map_[:, :2] @ (0.5, 0.5) - 0.5
    return moved


def _soften(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), _SOFTEN), np.float32)


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
    if x.size < _BLOCK * _BLOCK or min(x.std(), y.std()) < 1.0:
        return 0.0
    return float(((x - x.mean()) * (y - y.mean())).mean() / (x.std() * y.std()))


def _chroma(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How pixels (n, 3) differ from grey."""
    values = rgb.astype(np.float32)
    # A sum along an axis of three is slow.
    values -= ((values[:, 0] + values[:, 1] + values[:, 2]) / np.float32(3))[:, None]
    return values


def _have_same_colours(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    """Compare the colours of corresponding pixels (n, 3); grey agrees with every colour."""
    chroma_a, chroma_b = _chroma(a), _chroma(b)
    norm_a, norm_b = (
        np.sqrt(np.einsum("ij,ij->i", chroma, chroma)) for chroma in (chroma_a, chroma_b)
    )
    coloured = np.maximum(norm_a, norm_b) > _COLOURED  # white paper says nothing
    if coloured.mean() < _COLOURED_PART:
        return True
    if min(float(norm_a[coloured].mean()), float(norm_b[coloured].mean())) < _COLOURFUL:
        return True
    shared = float(np.vdot(chroma_a, chroma_b))
    return shared > _SAME_COLOURS * float(np.linalg.norm(chroma_a) * np.linalg.norm(chroma_b))


def _determinant(map_: Map) -> float:
    return float(map_[0, 0] * map_[1, 1] - map_[0, 1] * map_[1, 0])
