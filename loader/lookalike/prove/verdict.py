"""What was measured of two pictures laid on each other, and what it proves."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, Placement, square
from lookalike.prove.blocks import BLOCK
from lookalike.prove.colours import Colours, compare_colours

# The limits of a proof; docs/accuracy.md shows which pairs lie on which side.
MIN_CORRELATION = 0.88
MIN_AGREEMENT = 0.80
MIN_WELL = 0.60
MIN_OVERLAP = 0.5  # of the smaller picture that is the same in both
MIN_KEPT = 0.5
MAX_REGION = 0.25  # of the overlap in coherent regions that differ
MAX_CHANGED = 0.4  # with the strips at the edges
MAX_OTHER_COLOURS = 0.25  # of what has colour in both
MIN_EVIDENCE = 0.55  # of the photographic blocks that agree, where a region differs
_ALIKE = 0.95  # from this correlation on, fewer blocks need to agree closely
_DOCUMENT = 0.5  # of the blocks with detail that are strokes on paper
_GRAPHIC_PAPER = 0.35  # of the blocks of a graphic that are plain or drawn
_GRAPHIC_GROUND = 0.7  # of its plain blocks that have one level of grey
_MUCH_SHOWN = 0.15  # of all blocks that are photographic and agree, beside a label
_ALL_AGREES = 0.95  # of the blocks with detail that agree, beside a label
_NEARLY = 0.5  # correlation and agreement of documents whose strokes are worth reading
_OTHER_PHOTOGRAPHS = 0.01
_LITTLE_DRAWN = 0.05  # of the blocks with detail: then strokes may outnumber a photograph
_SAME_PHOTOGRAPH = 0.5  # of the blocks with detail in a photograph, or one place of it, that agree
_NEAR = 0.3  # agreement of pictures that may lie a little off
MIN_BLOCKS = 20
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
    `b` are the overlap as it was compared (h, w, 3), `onto_b` the map from b to it, `mask` (h, w)
    where both have pixels, `same` (h, w) where blocks agree or have no detail, and lie in no such
    region; `shown` (rows, columns) are the blocks that lie neither in a region nor in a strip,
    `agrees` and `differs` those with detail that agree and that do not.
    `soften` is by how many pixels both were softened. `likeness` is the correlation with all
    regions and strips. `hidden` (rows, columns) are the blocks below a label, a bar or a sticker.
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
    agrees: NDArray[np.bool_]
    differs: NDArray[np.bool_]
    onto_b: Map
    soften: float
    likeness: float
    hidden: NDArray[np.bool_]

    @property
    def inner(self) -> Literal["a", "b"]:
        """Which of the two has more of it in the other."""
        return "a" if self.overlap_a >= self.overlap_b else "b"

    @property
    def onto_a(self) -> Map:
        """The map from a to the overlap as it was compared."""
        return (square(self.onto_b) @ square(self.placement.map))[:2]

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
        return compare_colours(a, self.b, self.shown, BLOCK)

    @property
    def overlap(self) -> float:
        """The share of a picture in the other; the larger of the two shares."""
        return max(self.overlap_a, self.overlap_b)

    @property
    def accepted(self) -> bool:
        """Whether this proves that the two show the same picture, unless it is a document."""
        correlation = abs(self.correlation)
        enough = self.blocks >= MIN_BLOCKS or (
            self.blocks >= _FEW_BLOCKS and min(correlation, self.agreement) >= 0.97
        )
        return (
            enough
            and correlation >= MIN_CORRELATION
            and self.rest >= MIN_AGREEMENT
            and (self.well >= MIN_WELL or correlation >= _ALIKE)
            and self.overlap * (1 - self.changed) >= MIN_OVERLAP
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
    def is_covered(self) -> bool:
        """Whether a label or a bar lies over a photograph of which much else is the same."""
        return (
            bool(self.hidden.any())
            and (self.photographic >= _MUCH_SHOWN * self.shown.size or not self._holds_strokes)
            and self.rest >= _ALL_AGREES
        )

    @property
    def _is_shown_elsewhere(self) -> bool:
        """Whether a photograph is the same outside what differs: forms and frames are common."""
        return self.photographic >= MIN_BLOCKS and (
            self.evidence >= MIN_EVIDENCE or self.is_covered
        )

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
        return self.blocks >= MIN_BLOCKS or not self.same_colours

    @property
    def score(self) -> float:
        """For choosing the best of several placements: it grows with all that a proof takes."""
        return (
            abs(self.likeness)
            * min(self.overlap / MIN_OVERLAP, 1.0)
            * (2 * self.agreement + self.well)
        )
