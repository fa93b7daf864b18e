"""Proves that a picture lies on a panel of a composite, which is looked at closely."""

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture import panels
from lookalike.picture.border import Box
from lookalike.prove.align import MIN_INLIERS
from lookalike.prove.composite import box_corners, holds_more
from lookalike.prove.picture import SIDE, SLIVER, Picture
from lookalike.prove.proof import Proof, as_part, prove
from lookalike.prove.source import Source, read_composite
from lookalike.prove.verdict import MIN_CORRELATION

_CLOSEST = 3072  # pixels of the longer side of a composite, as its panels are read
_INSET = 0.01  # of a panel, and
_OFF = 1.5 / panels.SIDE  # of the composite: its edge is known only so well
_NEAR = 0.4  # of what a panel and a place cover together, they share at least
_FILLED = 0.7  # of a panel that the picture covers, at least
_MOST = 0.7  # of a composite that a panel covers


def prove_panel(
    a: Picture, b: Picture, whole: Source, panel: Box, whole_is_a: bool
) -> Proof | None:
    """Prove that one picture lies on a panel of the other; None if it does not.

    `whole` is the file of the composite: a's if `whole_is_a`, or else b's. `panel` is in pixels of
    that file. Raises BadImage.
    """
    composite, part = (a, b) if whole_is_a else (b, a)
    share = panel.width * panel.height / (composite.width * composite.height)
    across, down = composite.zoom
    placed = box_corners(panel) / (across, down)
    if share > _MOST or not holds_more(composite.rgb, placed, share):
        return None
    cut, corner = cut_out(whole, _inside(panel, composite), composite)
    if min(cut.size) < SLIVER:
        return None
    proof = prove(part, cut, "panel")
    if proof is None or proof.status != "proven" or _filled(proof, cut) < _FILLED:
        return None
    # Then the panel is only a part of what both show: a bar laid over a photograph makes such.
    if _covered(part, composite, proof.scale) > _MOST:
        return None
    box = panel
    if proof.inner == "a":  # the picture is smaller than the panel
        x, y, width, height = proof.box
        box = Box(corner[0] + x, corner[1] + y, width, height)
    scale, angle = proof.scale, proof.angle
    if whole_is_a and not proof.mirrored:  # it was found from the part to the composite
        angle = -angle
    return as_part(
        proof,
        inner="b" if whole_is_a else "a",
        box=tuple(box),
        scale=1 / scale if whole_is_a else scale,
        angle=angle + 0.0,
    )


def may_lie_on_panel(proof: Proof) -> bool:
    """Whether two pictures that are not proven share so much that one may be cropped on the other.

    It goes on then beyond the panel, where the composite shows other things.
    """
    return (
        proof.status == "not proven"
        and proof.inliers >= 2 * MIN_INLIERS
        and proof.correlation >= MIN_CORRELATION
    )


def find_panel(composite: Picture, place: Box) -> Box | None:
    """The panel of a composite that is nearest to a place, both in pixels of its file."""
    across, down = composite.zoom
    best, most = None, _NEAR
    for x, y, width, height in composite.boxes:
        left, top = round(x * across), round(y * down)
        box = Box(left, top, round(width * across), round(height * down))
        shared = box.shared(place)
        likeness = shared / (box.width * box.height + place.width * place.height - shared)
        if likeness > most:
            best, most = box, likeness
    return best


def _inside(panel: Box, composite: Picture) -> Box:
    """The panel without its rim: a picture that is cropped there goes on where the panel ends."""
    longest = max(composite.width, composite.height)
    rim = math.ceil(max(_INSET * max(panel.width, panel.height), _OFF * longest))
    return Box(panel.x + rim, panel.y + rim, panel.width - 2 * rim, panel.height - 2 * rim)


def cut_out(whole: Source, place: Box, composite: Picture) -> tuple[Picture, tuple[int, int]]:
    """A place of a composite as a picture by itself, and where its corner is in the file."""
    longest = max(composite.width, composite.height)
    # In powers of two, so that all panels of a composite are cut from one reading.
    wanted = SIDE * longest / max(place.width, place.height)
    side = min(SIDE * 2 ** math.ceil(math.log2(max(wanted / SIDE, 1.0))), _CLOSEST)
    read = read_composite(whole, side)
    across, down = read.width / read.image.width, read.height / read.image.height
    x, y = round(place.x / across), round(place.y / down)
    right, bottom = (place.x + place.width) / across, (place.y + place.height) / down
    end = (max(round(right), x + 1), max(round(bottom), y + 1))
    part = read.image.crop((x, y, *end))
    width, height = round(part.width * across), round(part.height * down)
    cut = Picture.of(_shrink(part, SIDE), width, height, closer=partial(_shrink, part))
    return cut, (round(x * across), round(y * down))


def _shrink(image: Image.Image, side: int) -> NDArray[np.uint8]:
    """The pixels of a picture with its longer side at `side` pixels at most."""
    if max(image.size) > side:
        image = image.copy()
        image.thumbnail((side, side))
    return np.array(image)


def _covered(part: Picture, composite: Picture, scale: float) -> float:
    """The share of the composite that the whole picture would cover at this scale."""
    return scale**2 * part.width * part.height / (composite.width * composite.height)


def _filled(proof: Proof, cut: Picture) -> float:
    """The share of the cut-out panel that the picture covers."""
    if proof.inner == "b":
        return proof.overlap
    return proof.box[2] * proof.box[3] / (cut.width * cut.height)
