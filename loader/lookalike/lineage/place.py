"""How members of a cluster lie on each other, exact to the pixel where a copy was made so."""

import math
from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.lineage import kernel
from lookalike.lineage.member import Member
from lookalike.prove.align import (
    Map,
    corners,
    direct_placements,
    inverse,
    matching_placements,
    square,
)
from lookalike.prove.judge import judge, pull_into_place
from lookalike.prove.verdict import Verdict

_ASKEW = 0.004  # of a turn's sine: less comes from points that lie a little off
_NEARLY_STRAIGHT = 0.02  # the pixels decide whether it lies straight
_PERFECT = 0.97
_SAME = 1e-7
_PLACE = 96  # pixels of a side of a place that is compared
_OFF = 8  # pixels by which a map may be off
_REACH = 3  # pixels of the widest filter by which programs scale, times how far they reduce
_FURTHER = 8  # pixels beyond that, among which a place is looked for where a box may end
_SURE = 30  # points that agree: no other way to match points finds a better place
_ALIKE = 0.95  # correlation in each of some places
_FEWEST = 3  # places that have detail, if they are to tell
_DETAIL = 4.0  # levels of grey that they vary by
_LIES, _LIES_AGREEMENT = 0.85, 0.5  # correlation, and share of the blocks that agree


def lay(a: Member, b: Member) -> tuple[Map, bool] | None:
    """The map from pixels of a's file to pixels of b's, and whether light and dark are exchanged.

    None where a cannot be laid on b.
    """
    direct = direct_placements(a.picture, b.picture)
    for placement in direct:
        map_ = snap(a, b, _in_files(a, b, placement.map))
        likeness = _likeness(a, b, map_)
        if abs(likeness) >= _ALIKE:
            return map_, likeness < 0
    best: Verdict | None = None
    for placement in direct:
        best = _better(best, judge(a.picture, b.picture, placement))
    if best is None or not _fits(best):
        for scale_invariant, negative, mirrored in (
            (False, False, False), (False, False, True), (False, True, False), (True, False, False),
        ):  # fmt: skip
            placements, _ = matching_placements(
                a.picture, b.picture, mirrored, negative, scale_invariant
            )
            for placement in placements:
                best = _better(best, judge(a.picture, b.picture, placement))
            sure = any(placement.inliers >= _SURE for placement in placements)
            if best is not None and (_fits(best) or (best.accepted and sure)):
                break
    if best is None or not _lies(best):
        return None
    map_ = best.placement.map
    if best.placement.inliers and (pulled := pull_into_place(best)) is not None:
        refined = judge(a.picture, b.picture, pulled)
        if refined is not None and refined.score > best.score:
            map_ = refined.placement.map
    return snap(a, b, _in_files(a, b, map_)), best.correlation < 0


def _in_files(a: Member, b: Member, map_: Map) -> Map:
    """The map from pixels of a's file to those of b's, for one from picture to picture."""
    into, out = (np.diag([*member.picture.zoom, 1.0]) for member in (b, a))
    return np.asarray((into @ square(map_) @ np.linalg.inv(out))[:2], np.float64)


def _likeness(a: Member, b: Member, map_: Map) -> float:
    """The least correlation of both in any of five places; negative where light is dark in one."""
    found = []
    for here, there in _places(a, b, map_):
        one, other = here.ravel().astype(np.float32), there.ravel().astype(np.float32)
        one, other = one - one.mean(), other - other.mean()
        least = _DETAIL * len(one) ** 0.5
        lengths = float(np.linalg.norm(one)), float(np.linalg.norm(other))
        if min(lengths) > least:
            found.append(float(one @ other) / (lengths[0] * lengths[1]))
    if len(found) < _FEWEST or (min(found) < 0 < max(found)):
        return 0.0
    return min(found, key=abs)


def _lies(verdict: Verdict) -> bool:
    """Whether a placement is good enough: other proofs say that both show the same picture."""
    return verdict.accepted or (
        abs(verdict.correlation) >= _LIES and verdict.agreement >= _LIES_AGREEMENT
    )


def _fits(verdict: Verdict) -> bool:
    return verdict.accepted and min(abs(verdict.correlation), verdict.agreement) >= _PERFECT


def _better(one: Verdict | None, other: Verdict | None) -> Verdict | None:
    if one is None or other is None:
        return one or other
    if one.accepted != other.accepted:
        return one if one.accepted else other
    return other if other.score > one.score else one


def snap(a: Member, b: Member, map_: Map) -> Map:
    """The map nearest to this one that a program for pictures would make, if the pixels agree."""
    axes = straight(map_, _NEARLY_STRAIGHT)
    if axes is None:
        return map_
    found = [map_]
    for choice in product(*(_choices(a, b, map_, row, column) for row, column in enumerate(axes))):
        exact = np.zeros((2, 3))
        for row, (column, (scale, offset)) in enumerate(zip(axes, choice, strict=True)):
            exact[row, column], exact[row, 2] = scale, offset
        found.append(exact)
    if len(found) == 2 and np.abs(found[1] - map_).max() < _SAME:
        return found[1]
    nearest = next((one for one in found if is_exact(one)), None)
    if nearest is not None:
        found.append(_shift(a, b, nearest))
    if len(found) == 1:
        return map_
    errors = [_misfit(a, b, one) for one in found]
    best = int(np.argmin(errors[1:])) + 1
    return found[best] if errors[best] <= errors[0] * 1.1 + 0.2 else map_


def _shift(a: Member, b: Member, map_: Map) -> Map:
    """The map moved by the few whole pixels by which the middle of b lies better on a."""
    width, height = b.size
    side = min(_PLACE, width - 2 * _OFF, height - 2 * _OFF)
    if side < _PLACE // 4:
        return map_
    left, top, whole = (width - side) // 2, (height - side) // 2, side + 2 * _OFF
    here = glance(a.grey, map_, left - _OFF, top - _OFF, whole, whole)
    if here is None:
        return map_
    there = b.grey[top : top + side, left : left + side]
    alike = np.abs(cv2.matchTemplate(here, there, cv2.TM_CCOEFF_NORMED))
    row, column = np.unravel_index(int(alike.argmax()), alike.shape)
    moved = map_.copy()
    moved[:, 2] -= (int(column) - _OFF, int(row) - _OFF)
    return moved


def straight(map_: Map, askew: float = _ASKEW) -> tuple[int, int] | None:
    """Which axis of a becomes x and which y of b; None where a lies askew."""
    for axes in ((0, 1), (1, 0)):
        main = [abs(map_[row, column]) for row, column in enumerate(axes)]
        rest = [abs(map_[row, 1 - column]) for row, column in enumerate(axes)]
        if min(main) > 0 and max(rest) < askew * min(main):
            return axes
    return None


def _choices(a: Member, b: Member, map_: Map, row: int, column: int) -> list[tuple[float, float]]:
    """Scales and offsets along one axis: whole on whole, content on content, pixel on pixel."""
    scale, centre = map_[row, column], a.size[column] / 2
    offset = float(map_[row, 2] + map_[row, 1 - column] * a.size[1 - column] / 2)
    sign, length = np.sign(scale), a.size[column]
    found: list[tuple[float, float]] = []
    wholes = [(0, a.size[column], 0, b.size[row])]
    if a.is_framed:
        wholes.append((a.content[column], a.content[column + 2], 0, b.size[row]))
    if b.is_framed:
        wholes.append((0, a.size[column], b.content[row], b.content[row + 2]))
    for from_, of, to, onto in wholes:
        whole = sign * onto / of
        start = to - whole * from_ if sign > 0 else to + onto - whole * from_
        ends = (
            abs(scale * from_ + offset - (whole * from_ + start)),
            abs(scale * (from_ + of) + offset - (whole * (from_ + of) + start)),
        )
        if max(ends) < max(2.5, 0.015 * onto):
            found.append((float(whole), float(start)))
    if abs(abs(scale) - 1) * length < max(2.5, 0.012 * length):
        middle = scale * centre + offset - sign * centre
        found.extend((float(sign), float(round(middle) + step)) for step in (-1, 0, 1))
    return list(dict.fromkeys(found))


def _misfit(a: Member, b: Member, map_: Map) -> float:
    """How far b's pixels are from a's laid on b, the tone corrected, in levels of grey."""
    found = [misfit_of_tones(here, there) for here, there in _places(a, b, map_)]
    return sum(found) / len(found) if found else 1e3


def _places(
    a: Member, b: Member, map_: Map
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Both without colours in some places of b, where a covers them."""
    width, height = b.size
    side = min(_PLACE, width, height)
    for x, y in ((0.3, 0.3), (0.7, 0.35), (0.5, 0.5), (0.35, 0.7), (0.7, 0.7)):
        left, top = int(x * width - side / 2), int(y * height - side / 2)
        left, top = max(min(left, width - side), 0), max(min(top, height - side), 0)
        here = glance(a.grey, map_, left, top, side, side)
        if here is not None:
            yield here, b.grey[top : top + side, left : left + side]


def misfit_of_tones(x: NDArray[np.uint8], y: NDArray[np.uint8]) -> float:
    """Mean difference of y from the usual level of y at each level of x."""
    return kernel.misfit(x.ravel(), y.ravel())


def cut(
    a: NDArray[np.uint8], map_: Map, left: int, top: int, width: int, height: int, how: int = 0
) -> NDArray[np.uint8] | None:
    """Pixels of a as they appear in this rectangle of b; None where a does not cover it.

    `a` is (h, w) or (h, w, 3), and the result, too. `how` is the number of the method by which a
    scaled picture is made, see METHODS.
    """
    if is_exact(map_):
        return _slice(a, map_, left, top, width, height)
    whole = np.array([a.shape[1], a.shape[0]])
    back = inverse(map_)
    here = back[:, :2] @ (left, top) + back[:, 2]
    there = back[:, :2] @ (left + width, top + height) + back[:, 2]
    axes = straight(map_)
    if axes is not None:
        low, high = np.minimum(here, there), np.maximum(here, there)
        if (low < -1e-6).any() or (high > whole + 1e-6).any():
            return None
        turned = _upright(a, map_, axes, low, high, (width, height), how)
        return np.ascontiguousarray(turned)
    return _warp(a, map_, back, left, top, width, height)


def _slice(
    a: NDArray[np.uint8], map_: Map, left: int, top: int, width: int, height: int
) -> NDArray[np.uint8] | None:
    """The same where pixels lie on pixels."""
    (xx, xy, x), (yx, yy, y) = np.rint(map_).astype(int).tolist()
    turned = xx == 0
    across, down = (xy, yx) if turned else (xx, yy)
    start = left - x if across > 0 else x - left - width
    begin = top - y if down > 0 else y - top - height
    if min(start, begin) < 0:
        return None
    end, stop = start + width, begin + height
    part = a[start:end, begin:stop].swapaxes(0, 1) if turned else a[begin:stop, start:end]
    if part.shape[:2] != (height, width):
        return None
    return np.ascontiguousarray(part[::down, ::across])


def glance(
    a: NDArray[np.uint8], map_: Map, left: int, top: int, width: int, height: int
) -> NDArray[np.uint8] | None:
    """The same more quickly, where it does not matter by which method a picture was scaled."""
    if is_exact(map_):
        return _slice(a, map_, left, top, width, height)
    return _warp(a, map_, inverse(map_), left, top, width, height)


def _warp(
    a: NDArray[np.uint8], map_: Map, back: Map, left: int, top: int, width: int, height: int
) -> NDArray[np.uint8] | None:
    whole = np.array([a.shape[1], a.shape[0]])
    here = back[:, :2] @ (left, top) + back[:, 2]
    ends = corners((width, height), np.column_stack([back[:, :2], here]))
    if (ends < -1e-6).any() or (ends > whole + 1e-6).any():
        return None
    low = np.maximum(np.floor(ends.min(axis=0)).astype(int) - 8, 0)
    high = np.minimum(np.ceil(ends.max(axis=0)).astype(int) + 8, whole)
    part = np.ascontiguousarray(a[low[1] : high[1], low[0] : high[0]])
    moved = (
        square(np.array([[1.0, 0, -left], [0, 1, -top]]))
        @ square(map_)
        @ square(np.array([[1.0, 0, low[0]], [0, 1, low[1]]]))
    )
    centred = moved[:2].copy()
    centred[:, 2] += centred[:, :2] @ (0.5, 0.5) - 0.5
    shrink = abs(np.linalg.det(centred[:, :2])) ** 0.5
    if shrink < 0.9:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.45 / shrink), np.uint8)
    drawn = cv2.warpAffine(
        part, centred, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )
    return np.asarray(drawn, np.uint8)


def _upright(
    a: NDArray[np.uint8],
    map_: Map,
    axes: tuple[int, int],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    size: tuple[int, int],
    how: int,
) -> NDArray[np.uint8]:
    turned_size = size if axes == (0, 1) else size[::-1]
    scale = (high - low) / turned_size
    margin = np.ceil(4 * np.maximum(scale, 1)).astype(int) + _FURTHER
    first = np.maximum(np.floor(low).astype(int) - margin, 0)
    last = np.minimum(np.ceil(high).astype(int) + margin, (a.shape[1], a.shape[0]))
    # A whole number of target pixels beyond each side, for the filter.
    before = _steps(low - first, scale)
    after = _steps(last - high, scale)
    box = np.concatenate([low - before * scale - first, high + after * scale - first])
    box = np.where(np.abs(box - np.round(box)) < 1e-6, np.round(box), box)
    box = np.clip(box, 0, np.concatenate([last - first] * 2))
    region = Image.fromarray(np.ascontiguousarray(a[first[1] : last[1], first[0] : last[0]]))
    full = (np.array(turned_size) + before + after).astype(int)
    drawn = np.asarray(region.resize(tuple(full.tolist()), METHODS[how], box=tuple(box.tolist())))
    x, y = before.astype(int)
    part = drawn[y : y + turned_size[1], x : x + turned_size[0]]
    if axes == (1, 0):
        part = part.swapaxes(0, 1)
    if map_[0, axes[0]] < 0:
        part = part[:, ::-1]
    if map_[1, axes[1]] < 0:
        part = part[::-1]
    return part


def _steps(room: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many pixels of the target fit into the room in pixels of the source, along both axes.

    They end on a whole pixel of the source if they can: Pillow keeps places in single precision,
    and values of just one half would be rounded the other way.
    """
    found = np.floor(room / scale + 1e-9)
    for axis, (most, step) in enumerate(zip(found.tolist(), scale.tolist(), strict=True)):
        least = math.ceil((_REACH * max(step, 1.0) + 1) / step)
        for count in range(int(most), least - 1, -1):
            end = float(room[axis]) - count * step
            if abs(end - round(end)) < 1e-6:
                found[axis] = count
                break
    return found


# How programs scale, the likeliest first.
METHODS = (
    Image.Resampling.LANCZOS,
    Image.Resampling.BICUBIC,
    Image.Resampling.BILINEAR,
    Image.Resampling.BOX,
)


def is_exact(map_: Map) -> bool:
    """Whether pixels of one file lie just on those of the other."""
    (xx, xy, x), (yx, yy, y) = map_.tolist()
    main, rest = ((xx, yy), (xy, yx)) if xx else ((xy, yx), (xx, yy))
    return bool(
        max(map(abs, rest)) < 1e-12
        and max(abs(abs(scale) - 1) for scale in main) < 1e-9
        and max(abs(x - round(x)), abs(y - round(y))) < 1e-6
    )


def is_turned(map_: Map) -> bool:
    """Whether one of them is turned or mirrored as against the other."""
    return straight(map_) != (0, 1) or bool((np.diag(map_) < 0).any())


def is_scaled(map_: Map) -> bool:
    """Whether pixels of both files do not lie on each other one by one."""
    axes = straight(map_)
    if axes is None:
        return False
    return any(abs(abs(map_[row, column]) - 1) > 1e-9 for row, column in enumerate(axes))


def compose(first: Map, then: Map) -> Map:
    """The map that does one and then the other."""
    return np.asarray((square(then) @ square(first))[:2], np.float64)
