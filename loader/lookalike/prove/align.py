"""Placements: how one picture may lie on another, from thumbnails and from matching points.

A placement is an affine map (2, 3) from pixels of picture a to pixels of picture b. Both count from
the upper left corner of the picture.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.bits import match_bits
from lookalike.prove.picture import Features, Picture

MIN_INLIERS = 8  # fewer points agree by chance; see docs/accuracy.md
_RATIO = 0.8  # at most so far is the best match, as a share of the next
_RATIO_SIFT = 0.75
_RESEMBLES = 0.55  # correlation of two thumbnails
_REACH = 4.0  # pixels that a point may lie off
_FEW = 6  # matching points: if fewer match, too few can agree

Map = NDArray[np.float64]


def corners(size: tuple[int, int], map_: Map) -> NDArray[np.float64]:
    """Return where a map puts the four corners (4, 2) of a picture of this width and height."""
    return moved(np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * size, map_)


def moved(points: NDArray[np.floating], map_: Map) -> NDArray[np.float64]:
    """Return where a map puts points (n, 2)."""
    return np.asarray(points @ map_[:, :2].T + map_[:, 2], np.float64)


def counted_from(map_: Map, start: NDArray[np.floating] | tuple[float, float]) -> Map:
    """Return the map for points (x, y) that are counted from another start."""
    return np.column_stack([map_[:, :2], map_[:, :2] @ start + map_[:, 2]])


def square(map_: NDArray[np.floating]) -> Map:
    """Return the map as a (3, 3) matrix, which can be multiplied and inverted."""
    return np.vstack([map_, [0, 0, 1]])


def inverse(map_: Map) -> Map:
    """Return the inverse map."""
    (a, b, x), (c, d, y) = map_.tolist()
    size = a * d - b * c
    turned = np.array([[d, -b, b * y - d * x], [-c, a, c * x - a * y]])
    return np.asarray(turned / size, np.float64)


class Placement(NamedTuple):
    """A map from a to b, and how many matching points agree with it (0: none were looked for)."""

    map: Map
    inliers: int


def direct_placements(a: Picture, b: Picture) -> list[Placement]:
    """How a, or what is inside its border, may lie on b as a whole: turned, mirrored, stretched.

    For each pair of regions, the best of the eight orientations, if the two are similar at all.
    """
    placements = []
    for region_a, small_a in zip(a.regions, a.thumbnails, strict=True):
        turned = [_orient(small_a, number) for number in range(8)]
        for region_b, small_b in zip(b.regions, b.thumbnails, strict=True):
            alike = [abs(float(np.vdot(one, small_b))) for one in turned]
            best = int(np.argmax(alike))
            if alike[best] > _RESEMBLES:
                placements.append(Placement(_stretch(region_a, region_b, best), 0))
    return placements


def _orient(square: NDArray[np.float32], number: int) -> NDArray[np.float32]:
    """Bit 0 of the number mirrors left and right, bit 1 top and bottom, bit 2 transposes last."""
    if number & 1:
        square = square[:, ::-1]
    if number & 2:
        square = square[::-1]
    return square.T if number & 4 else square


def _stretch(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float], number: int
) -> Map:
    """The map of one rectangle onto another in the orientation that _orient gives."""
    unit = np.array([[1 / a[2], 0, -a[0] / a[2]], [0, 1 / a[3], -a[1] / a[3]], [0, 0, 1]])
    if number & 1:
        unit = np.array([[-1.0, 0, 1], [0, 1, 0], [0, 0, 1]]) @ unit
    if number & 2:
        unit = np.array([[1.0, 0, 0], [0, -1, 1], [0, 0, 1]]) @ unit
    if number & 4:
        unit = np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]]) @ unit
    placed = np.array([[b[2], 0, b[0]], [0, b[3], b[1]]]) @ unit
    return np.asarray(placed, np.float64)


def matching_placements(
    a: Picture, b: Picture, mirrored: bool, negative: bool, scale_invariant: bool
) -> tuple[list[Placement], int]:
    """How a variant of a may lie on b by their matching points: a similarity, and what it becomes
    where the points may pull it into shape. Returns the placements, and how many points
    matched at all in the best of them.
    """
    back = np.array([[-1.0, 0, a.size[0]], [0, 1, 0], [0, 0, 1]]) if mirrored else np.eye(3)
    placements, found = _fit(
        a.features(mirrored, negative, scale_invariant),
        b.features(False, False, scale_invariant),
        scale_invariant,
    )
    return [Placement(placement.map @ back, placement.inliers) for placement in placements], found


def matching_points(
    a: Picture, b: Picture, mirrored: bool, negative: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Points (n, 2) of a variant of a that match points (n, 2) of b, in pixels of a and of b."""
    pairs = _match(a.features(mirrored, negative, False), b.features(False, False, False), False)
    if pairs is None or not mirrored:
        return pairs
    here, there = pairs
    return np.asarray((a.size[0], 0) + here * (-1, 1), np.float32), there


def detail_placements(a: Picture, b: Picture, is_part: bool) -> list[Placement]:
    """How a may lie on a small part of b if `is_part`, or else b on one of a, not mirrored."""
    if is_part:
        placements, _ = _fit(a.features(False, False, False), b.dense_features, False)
    else:
        placements, _ = _fit(a.dense_features, b.features(False, False, False), False)
    return placements


def _fit(of_a: Features, of_b: Features, scale_invariant: bool) -> tuple[list[Placement], int]:
    """Maps that points which match agree on, and on how many points the best does."""
    pairs = _match(of_a, of_b, scale_invariant)
    if pairs is None:
        return [], 0
    here, there = pairs
    similar, agree = cv2.estimateAffinePartial2D(
        here, there, method=cv2.RANSAC, ransacReprojThreshold=_REACH, maxIters=1000,
        confidence=0.995,
    )  # fmt: skip
    if similar is None:
        return [], 0
    inside = agree.ravel().astype(bool)
    found = int(inside.sum())
    if found < MIN_INLIERS:
        return [], found
    placements = [Placement(np.asarray(similar, np.float64), found)]
    if found >= 12:
        placements.append(_pull(here, there, inside))
    return placements, found


def _match(
    a: Features, b: Features, scale_invariant: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Points of both that match, each far better than the next best would."""
    if len(a.points) < _FEW or len(b.points) < _FEW:
        return None
    if scale_invariant:
        pairs = [
            (best.queryIdx, best.trainIdx)
            for best, *rest in cv2.BFMatcher(cv2.NORM_L2).knnMatch(
                a.descriptors, b.descriptors, k=2
            )
            if rest and best.distance < _RATIO_SIFT * rest[0].distance
        ]
        which = np.array(pairs, np.int64).reshape(-1, 2)
    else:
        which = match_bits(a.descriptors, b.descriptors, _RATIO)  # type: ignore[arg-type]
    if len(which) < _FEW:
        return None
    return a.points[which[:, 0]], b.points[which[:, 1]]


def _pull(
    here: NDArray[np.float32], there: NDArray[np.float32], inside: NDArray[np.bool_]
) -> Placement:
    """Fit an affine map to the points that agree, and then to those that agree with that."""
    fitted: Map = np.zeros((2, 3))
    for _ in range(3):
        design = np.column_stack([here[inside], np.ones(inside.sum())])
        fitted = np.linalg.lstsq(design, there[inside], rcond=None)[0].T.astype(np.float64)
        off = np.linalg.norm(here @ fitted[:, :2].T + fitted[:, 2] - there, axis=1)
        nearer = off < _REACH
        if nearer.sum() < inside.sum():
            break
        inside = nearer
    return Placement(fitted, int(inside.sum()))
