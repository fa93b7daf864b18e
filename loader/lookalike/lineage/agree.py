"""What most members of a cluster show where one differs: captions, stamps, negatives, crops."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.lineage import kernel
from lookalike.lineage.member import Member
from lookalike.lineage.painted import is_painted
from lookalike.prove.align import Map, corners, counted_from

_SIDE = 256  # pixels of the longer side of the common frame
_FEW = 3  # members; two that differ do not tell which was changed
_OFF = 14.0  # levels that a region differs by
_SMOOTH = 5
_ENLARGED = 1.5  # times the pixels of a member that the frame has
_NEAR = 2.0  # pixels by which edges in the frame may differ
_SAME_TONES = 2.0  # levels: the usual difference of pictures with the same tones
_BLACK, _WHITE = 5, 250  # levels that may be clipped
_PLAIN = 4.0  # levels of detail
_ENOUGH = 8  # pixels that tell the usual tone of a level
_PARTS = 16  # of a level, to which a usual tone is exact
_FEW_SHOW = 1 / 3  # of the other members: what fewer show may be a border

Limits = tuple[NDArray[np.float64], NDArray[np.float64]]  # the least and the most x and y
_SHADE = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, eq=False)
class Agreement:
    """How members compare in a common frame, as shares from 0 to 1.

    `border[a, b]` is the share of a that is a border around what b shows, `beyond[a, b]` the share
    of b's picture that a does not show, `ground[a, b]` the part of it that is even ground at the
    edge of b, and `excess[a, b]` the share of what both show where something is laid over a, and
    not over b. `share_border` and `share_over` are the shares of
    each member that are a border, or have something laid over that most others do not show;
    `share_rare` is the share that few other members cover, where that is plain. `upright` are the
    members in the common frame (h, w), light where most are light, and `contents` is where each
    shows the picture; `fine` are those that have as many pixels as the frame.
    """

    border: NDArray[np.float64]
    beyond: NDArray[np.float64]
    ground: NDArray[np.float64]
    excess: NDArray[np.float64]
    share_border: NDArray[np.float64]
    share_over: NDArray[np.float64]
    share_rare: NDArray[np.float64]
    upright: list[NDArray[np.float32]]
    contents: list[NDArray[np.bool_]]
    fine: list[bool]

    def is_painted(self, a: int, b: int) -> bool:
        """Whether something was painted on a that b does not show."""
        if not (self.fine[a] and self.fine[b]):
            return False
        one, other = self.upright[a], self.upright[b]
        # A copy that was made lighter or darker has lost what is there.
        both = self.contents[a] & self.contents[b] & (other > _BLACK) & (other < _WHITE)
        # A bar has one tone, which would be matched to whatever lies below it.
        is_toned = both.any() and float(np.median(np.abs(one - other)[both])) > _SAME_TONES
        return is_painted(one, _match_tones(other, one, both) if is_toned else other, both)


def _grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((by, by), np.uint8)) > 0)


def compare(members: list[Member], maps: list[Map], negative: list[bool]) -> Agreement:
    """Draw all members in one frame, and find where one differs from what most agree on.

    `maps` lay each member on the reference, in pixels of the files.
    """
    ends = np.concatenate(
        [_ends((0, 0, *m.size), map_) for m, map_ in zip(members, maps, strict=True)]
    )
    low, high = ends.min(axis=0), ends.max(axis=0)
    scale = _SIDE / max(float((high - low).max()), 1.0)
    size = np.maximum(np.ceil((high - low) * scale).astype(int), 8)
    frame = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale], [0, 0, 1.0]])
    greys, fine = [], []
    wholes: list[NDArray[np.bool_]] = []
    boxes: list[NDArray[np.bool_]] = []
    limits: list[Limits] = []
    for member, map_ in zip(members, maps, strict=True):
        width, height = member.small.shape[1], member.small.shape[0]
        zoom = np.diag([member.size[0] / width, member.size[1] / height, 1.0])
        onto = (frame @ np.vstack([map_, [0, 0, 1]]) @ zoom)[:2]
        greys.append(_draw(member.small, onto, size))
        fine.append(abs(float(np.linalg.det(onto[:, :2]))) <= _ENLARGED)
        for masks, box in ((wholes, (0, 0, *member.size)), (boxes, member.content)):
            quad = (_ends(box, map_) - low) * scale
            limits.append((quad.min(axis=0), quad.max(axis=0)))
            mask = np.zeros((size[1], size[0]), np.uint8)
            cv2.fillConvexPoly(mask, np.round((quad - 0.5) * 16).astype(np.int32), 1, shift=4)
            masks.append(np.asarray(mask > 0))
    is_framed = _find_framed(limits[::2], limits[1::2])
    contents, grounds = _find_contents(wholes, boxes, is_framed)
    plain = [_plain(grey) for grey in greys]
    upright = [
        255 - grey if is_negative else grey
        for grey, is_negative in zip(greys, negative, strict=True)
    ]
    laid_over = _find_laid_over(upright, contents)
    # A caption may stand on an even ground, which is no content of the others.
    is_same = all((w == c).all() for w, c in zip(wholes, contents, strict=True))
    beside = laid_over if is_same else _find_laid_over(upright, wholes)
    return _agreement(wholes, contents, grounds, plain, laid_over, beside, upright, fine)


def _find_framed(wholes: list[Limits], boxes: list[Limits]) -> list[bool]:
    """Of which members another one shows just what lies inside the even margin."""
    found = []
    for one, box in enumerate(boxes):
        found.append(
            any(
                max(np.abs(low - box[0]).max(), np.abs(high - box[1]).max()) <= _NEAR
                for other, (low, high) in enumerate(wholes)
                if other != one
            )
        )
    return found


def _find_contents(
    wholes: list[NDArray[np.bool_]], boxes: list[NDArray[np.bool_]], is_framed: list[bool]
) -> tuple[list[NDArray[np.bool_]], list[NDArray[np.bool_]]]:
    """Where each member shows the picture, and no border; and where this is even ground.

    An even margin may be a border, a bar, or the ground of the picture. It is the picture where
    others show something in it; and where others have it, too, unless one without it shows just
    the rest: that one is bare, and the margin was added.
    """
    enough = max(1.0, (len(wholes) - 1) / 3)
    shown = np.sum(boxes, axis=0)
    members = list(zip(wholes, boxes, is_framed, strict=True))
    # The borders of others are no ground.
    covered = np.sum([box if framed else whole for whole, box, framed in members], axis=0)
    contents, grounds = [], []
    for whole, box, framed in members:
        content = whole & (box | (shown - box >= enough))
        ground = whole & ~content & (not framed and covered - whole >= enough)
        contents.append(content | ground)
        grounds.append(ground)
    return contents, grounds


def _plain(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where a picture has no detail."""
    soft = cv2.blur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (_SMOOTH, _SMOOTH))
    return np.asarray(soft < _PLAIN)


def _agreement(
    wholes: list[NDArray[np.bool_]],
    contents: list[NDArray[np.bool_]],
    grounds: list[NDArray[np.bool_]],
    plain: list[NDArray[np.bool_]],
    laid_over: list[NDArray[np.bool_]],
    beside: list[NDArray[np.bool_]],
    upright: list[NDArray[np.float32]],
    fine: list[bool],
) -> Agreement:
    def rows(masks: list[NDArray[np.bool_]]) -> NDArray[np.float32]:
        return np.stack([mask.ravel() for mask in masks]).astype(np.float32)

    whole, content, over = rows(wholes), rows(contents), rows(laid_over)
    edge = whole * (1 - content)
    others = rows([_grown(mask, 5) for mask in wholes]).sum(axis=0) - 1
    rare = whole * (others < max(_FEW_SHOW * (len(wholes) - 1), 0.5))
    size, shown = np.maximum(whole.sum(axis=1), 1), np.maximum(content.sum(axis=1), 1)
    free = content * (1 - rows([_grown(mask, 7) for mask in laid_over]))
    hidden = 1 - rows([_grown(mask, 3) for mask in contents])
    return Agreement(
        border=(edge @ (1 - rows([_grown(mask, 3) for mask in wholes])).T) / size[:, None],
        beyond=hidden @ content.T / shown[None],
        ground=hidden @ rows(grounds).T / shown[None],
        excess=over @ free.T / np.maximum(content @ content.T, 1),
        share_border=edge.sum(axis=1) / size,
        share_over=np.maximum(over, rows(beside)).sum(axis=1) / shown,
        share_rare=(rare * rows(plain)).sum(axis=1) / size,
        upright=upright,
        contents=contents,
        fine=fine,
    )


def _ends(box: tuple[int, int, int, int], map_: Map) -> NDArray[np.float64]:
    """Where a map puts the corners of a rectangle: x, y, width, height."""
    x, y, width, height = box
    return corners((width, height), counted_from(map_, (x, y)))


def _draw(rgb: NDArray[np.uint8], onto: Map, size: NDArray[np.int_]) -> NDArray[np.float32]:
    shrink = abs(float(np.linalg.det(onto[:, :2]))) ** 0.5
    if shrink < 0.9:
        rgb = np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.45 / shrink), np.uint8)
    centred = onto.copy()
    centred[:, 2] += onto[:, :2] @ (0.5, 0.5) - 0.5
    drawn = cv2.warpAffine(
        rgb, centred, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(drawn.astype(np.float32) @ _SHADE, np.float32)


def _find_laid_over(
    upright: list[NDArray[np.float32]], contents: list[NDArray[np.bool_]]
) -> list[NDArray[np.bool_]]:
    count = np.sum(contents, axis=0)
    known = count >= _FEW
    nothing = [np.zeros_like(content) for content in contents]
    if not known.any():
        return nothing
    widest = max(range(len(contents)), key=lambda one: int(contents[one].sum()))
    usual = upright[widest]
    for _ in range(2):
        toned = [
            _match_tones(grey, usual, content & contents[widest])
            for grey, content in zip(upright, contents, strict=True)
        ]
        stack = np.stack(toned)
        stack[~np.stack(contents)] = np.nan
        with np.errstate(all="ignore"):
            usual = np.where(count > 0, _median(stack), usual).astype(np.float32)
    found = []
    for grey, content in zip(toned, contents, strict=True):
        off = cv2.blur(grey - usual, (_SMOOTH, _SMOOTH))
        inside = cv2.erode(content.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        use = inside & known
        noise = float(np.median(np.abs(off[use]))) if use.any() else 0.0
        differs = use & (np.abs(off) > max(_OFF, 5 * noise))
        kept = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        found.append(np.asarray(kept > 0))
    return found


def _median(stack: NDArray[np.float32]) -> NDArray[np.float32]:
    """The median of what is known; numpy.nanmedian takes five times as long."""
    ordered = np.sort(stack, axis=0)  # what is not known comes last
    count = (~np.isnan(stack)).sum(axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    ends = np.stack([low, np.minimum(high, len(stack) - 1)])
    return np.asarray(np.take_along_axis(ordered, ends, axis=0).mean(axis=0), np.float32)


def _match_tones(
    grey: NDArray[np.float32], usual: NDArray[np.float32], use: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The grey picture with the median tone that the usual one has at each of its levels."""
    if use.sum() < 50:
        return grey
    known, median = kernel.usual_tones(grey[use], usual[use], _PARTS)
    at = np.flatnonzero(known >= _ENOUGH)
    if not at.size:
        return grey
    return np.asarray(np.interp(grey, at * 8 + 3.5, median[at]), np.float32)
