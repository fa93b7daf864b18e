"""A print that was photographed from the side: its far end is shorter than its near end.

A placement is affine, so it cannot lay such a photograph on the picture that it shows. It is
straightened first, and then judged as any other picture.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import Map, Placement, inverse, matching_points, square
from lookalike.prove.frame import CENTRE, enlarge
from lookalike.prove.judge import judge, pull
from lookalike.prove.picture import Picture
from lookalike.prove.verdict import Verdict

_ENOUGH = 16  # points that agree: four pairs alone always fit some perspective
_REACH = 3.0  # pixels that a point may lie off
_BENT = 1.5  # pixels by which a corner lies off the best affine map: less is no perspective
_SHORTEST = 0.6  # of the near end, as long as the far end: beyond that too little is seen
_PULLS = 3  # at most
_GRID = np.stack(np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 5)), -1).reshape(-1, 2)

Perspective = NDArray[np.float64]  # (3, 3)


class Straight(NamedTuple):
    """Two pictures, one of which was straightened, and how they fit."""

    a: Picture
    b: Picture
    verdict: Verdict


def straighten(a: Picture, b: Picture, found: Verdict) -> Straight | None:
    """Straighten the outer one of two pictures where the inner one is seen in perspective on it.

    `found` is the best that affine placements gave. None where matching points show no perspective.
    """
    is_mirrored = bool(np.linalg.det(found.placement.map[:, :2]) < 0)
    points = matching_points(a, b, is_mirrored, found.inverted)
    if points is None:
        return None
    is_a_inner = found.inner == "a"
    inner, outer = (a, b) if is_a_inner else (b, a)
    here, there = points if is_a_inner else points[::-1]
    seen, agree = cv2.findHomography(here, there, cv2.USAC_MAGSAC, _REACH, maxIters=1000)
    if seen is None or int(agree.sum()) < _ENOUGH:
        return None
    flat = _flatten(np.asarray(seen, np.float64), inner.size)
    if flat is None:
        return None
    placement = Placement(flat if is_a_inner else inverse(flat), int(agree.sum()))
    onto = square(flat) @ np.linalg.inv(seen)
    best = _judged(inner, outer, onto, placement, is_a_inner)
    for _ in range(_PULLS):
        # Matching points are few near the edges: all pixels say better how the print lies.
        moved = None if best is None else pull(best.verdict, cv2.MOTION_HOMOGRAPHY)
        if best is None or moved is None:
            break
        frame = square(best.verdict.onto_b if is_a_inner else best.verdict.onto_a)
        better = np.linalg.inv(moved) if is_a_inner else moved
        onto = np.linalg.inv(frame) @ better @ frame @ onto
        pulled = _judged(inner, outer, onto, placement, is_a_inner)
        if pulled is None or pulled.verdict.score <= best.verdict.score:
            break
        best = pulled
    return best


def _flatten(seen: Perspective, size: tuple[int, int]) -> Map | None:
    """The affine map nearest to a perspective of a picture; None where that is no photograph's."""
    grid = _GRID * size
    depth = grid @ seen[2, :2] + seen[2, 2]
    if depth.min() <= 0 or depth.min() < _SHORTEST * depth.max():
        return None
    placed = (grid @ seen[:2, :2].T + seen[:2, 2]) / depth[:, None]
    design = np.column_stack([grid, np.ones(len(grid))])
    flat = np.asarray(np.linalg.lstsq(design, placed, rcond=None)[0].T, np.float64)
    off = np.linalg.norm(design @ flat.T - placed, axis=1)
    return flat if off.max() >= _BENT else None


def _judged(
    inner: Picture, outer: Picture, onto: Perspective, placement: Placement, is_a_inner: bool
) -> Straight | None:
    """Straighten the outer one by a perspective of its pixels, and judge."""
    straight = _warped(outer, onto)
    a, b = (inner, straight) if is_a_inner else (straight, inner)
    verdict = judge(a, b, placement)
    return None if verdict is None else Straight(a, b, verdict)


def _warped(picture: Picture, onto: Perspective) -> Picture:
    """The same picture, its pixels moved by a perspective."""

    def closer(side: int) -> NDArray[np.uint8]:
        rgb = picture.look_closer(side)
        larger = enlarge(picture.size, rgb.shape[1::-1])
        return _warp(rgb, larger @ onto @ np.linalg.inv(larger))

    return Picture.of(_warp(picture.rgb, onto), picture.width, picture.height, closer=closer)


def _warp(rgb: NDArray[np.uint8], onto: Perspective) -> NDArray[np.uint8]:
    drawn = cv2.warpPerspective(
        rgb, np.linalg.inv(CENTRE) @ onto @ CENTRE, rgb.shape[1::-1],
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(drawn, np.uint8)
