"""How two pictures that show the same relate, and which of them was made from the other."""

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.prove.align import corners, inverse
from lookalike.prove.frame import cover, enlarge, finer, place, render
from lookalike.prove.picture import CLOSER, Picture
from lookalike.prove.tones import LUMA, are_coloured, is_grey_beside, measure_colour, tone_curve
from lookalike.prove.verdict import Verdict

# They are named in this order; "identical file" and "identical image" need no proof.
RELATIONS = (
    "mirrored", "rotated", "negative", "cropped", "bordered", "resized", "toned", "edited",
    "re-encoded",
)  # fmt: skip

_WHOLE = 0.977  # of a picture in the overlap: less is a crop or a border
_TURNED = 0.7  # degrees
_RESIZED = 0.02  # by so much the sizes of pixels differ
_STRETCHED = 0.03  # by so much more in one direction
_GAIN = 0.12  # by so much contrast differs
_OFFSET = 10.0  # grey levels that brightness differs by
_SATURATED = 0.15  # by so much the strength of colours differs; compression changes it by 0.06
_BLURRED = 0.55  # fine detail as a share of the other's
# Compression takes away the finest detail, and leaves what is a little coarser. Blurring and
# sharpening change both.
_SOFTER = 0.85
_RESAMPLED = {"cropped", "bordered", "rotated"}  # laying one on the other softened it
_SOFTER_COARSE = 0.025
_CHANGED = 20.0  # grey levels that a pixel differs by where something was laid over
_CHANGED_PART = 0.0045  # of the overlap: less is noise
_CHANGED_IF_TONED = 0.035  # light that became too light to tell apart differs as well
_SPOT = np.ones((3, 3), np.uint8)  # noise and edges that lie a little off are narrower
_NOISE = 6.0  # times the usual difference, which noise does not reach
_EDGE = 9  # pixels at the rim of the overlap that may hold some of what lies beyond it, twice


def relate(
    a: Picture, b: Picture, found: Verdict, scale: float, angle: float, mirrored: bool
) -> tuple[tuple[str, ...], str | None]:
    """Return the relations that hold and which picture derives from the other: "a", "b" or None.

    `scale` is how many pixels of b's file one pixel of a's is; `angle` is in degrees. The copy is
    the picture that has lost something: the crop, the smaller one, the toned one, the blurred
    one. If these contradict each other, the result is None.
    """
    named: set[str] = set()
    derived: set[str] = set()
    if mirrored:
        named.add("mirrored")
    if abs(angle) > _TURNED:
        named.add("rotated")
    if found.correlation < 0:
        named.add("negative")
    _compare_extent(a, b, found, abs(angle) > _TURNED and abs(angle) % 90 > _TURNED, named, derived)
    _compare_size(a, b, found, scale, named, derived)
    _compare_look(found, named, derived)
    if named <= {"resized"} and _has_spots(a, b, found):
        named.add("edited")
    if not named:
        named.add("re-encoded")
    direction = derived.pop() if len(derived) == 1 else None
    return tuple(name for name in RELATIONS if name in named), direction


def _compare_extent(
    a: Picture, b: Picture, found: Verdict, is_askew: bool, named: set[str], derived: set[str]
) -> None:
    """Find crops and borders: the part of either picture that lies beyond the other."""
    whole = _WHOLE - 0.06 if is_askew else _WHOLE  # turning loses corners
    for wider, other, share in (("b", "a", found.overlap_b), ("a", "b", found.overlap_a)):
        if share >= whole:
            continue
        beyond = _beyond(a, b, found, wider)
        if _is_border(b if wider == "b" else a, beyond):
            named.add("bordered")
            derived.add(wider)
        else:
            named.add("cropped")
            derived.add(other)


def _beyond(a: Picture, b: Picture, found: Verdict, wider: str) -> NDArray[np.bool_]:
    """Return which pixels of the wider picture the other does not cover."""
    outer, inner = (b, a) if wider == "b" else (a, b)
    map_ = found.placement.map if wider == "b" else inverse(found.placement.map)
    covered = np.zeros((outer.size[1], outer.size[0]), np.uint8)
    cv2.fillConvexPoly(covered, np.round(corners(inner.size, map_)).astype(np.int32), 1)
    # The very edge of the other picture belongs to both.
    return np.asarray(cv2.dilate(covered, np.ones((7, 7), np.uint8)) == 0)


def _is_border(picture: Picture, beyond: NDArray[np.bool_]) -> bool:
    """Whether a picture has one colour on each side there, as a photograph alone never has."""
    if not beyond.any():
        return False
    rows, columns = np.flatnonzero(~beyond.all(axis=1)), np.flatnonzero(~beyond.all(axis=0))
    if not rows.size or not columns.size:
        return False
    down, across = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    rgb = picture.rgb
    parts = (  # the sides without their corners, and what a turned picture leaves within them
        rgb[: down.start, across],
        rgb[down.stop :, across],
        rgb[down, : across.start],
        rgb[down, across.stop :],
        rgb[down, across][beyond[down, across]],
    )
    for part in parts:
        pixels = part.reshape(-1, 3).astype(np.int16)
        if len(pixels):
            off = np.abs(pixels - np.median(pixels, axis=0)).max(axis=1)
            if float((off <= 14).mean()) < 0.96:
                return False
    return True


def _compare_size(
    a: Picture, b: Picture, found: Verdict, scale: float, named: set[str], derived: set[str]
) -> None:
    across = np.array(b.zoom)[:, None] * found.placement.map[:, :2] / np.array(a.zoom)[None, :]
    long, short = np.linalg.svd(across, compute_uv=False)
    if abs(scale - 1) > _RESIZED or long / short - 1 > _STRETCHED:
        named.add("resized")
        if abs(scale - 1) > _RESIZED:
            derived.add("b" if scale < 1 else "a")


def _compare_look(found: Verdict, named: set[str], derived: set[str]) -> None:
    """Find changes of brightness, contrast, colour and sharpness, and parts laid over."""
    h, w = found.same.shape
    mask = cv2.erode(found.mask.astype(np.uint8), np.ones((_EDGE, _EDGE), np.uint8))[:h, :w] > 0
    use = mask & found.same
    if use.sum() < 100:
        named.add("edited")
        return
    rgb_a, rgb_b = found.a[:h, :w], found.b[:h, :w]
    soft_a, soft_b = (
        np.asarray(cv2.GaussianBlur(rgb, (0, 0), 1.0), np.float32) for rgb in (rgb_a, rgb_b)
    )
    grey_a, grey_b = soft_a @ LUMA, soft_b @ LUMA
    x, y = grey_a[use], grey_b[use]
    gain = float(((x - x.mean()) * (y - y.mean())).mean() / max(float(x.var()), 1e-3))
    _compare_tone(soft_a[use], soft_b[use], gain, named, derived)

    # After the tone is corrected, pixels that still differ were laid over or painted out.
    differs = np.abs(tone_curve(x, y)[np.clip(grey_a, 0, 255).astype(np.uint8)] - grey_b)
    limit = _CHANGED_IF_TONED if "toned" in named else _CHANGED_PART
    is_changed = float((differs[mask] > _CHANGED).mean()) > limit
    if is_changed or found.changed > 0 or found.is_painted_over:
        named.add("edited")
    if "resized" not in named:  # the smaller one has less detail
        sharp_a, sharp_b = _sharpness(rgb_a, use) * abs(gain), _sharpness(rgb_b, use)
        softest, sharpest = min(sharp_a, sharp_b), max(sharp_a, sharp_b)
        if softest < _BLURRED * sharpest:
            named.add("edited")
            derived.add("a" if sharp_a < sharp_b else "b")
        elif softest < _SOFTER * sharpest and not named & _RESAMPLED:
            coarse_a, coarse_b = (_measure_coarse(grey, use) for grey in (grey_a, grey_b))
            if _differ(coarse_a * abs(gain), coarse_b) > _SOFTER_COARSE:
                named.add("edited")


def _has_spots(a: Picture, b: Picture, found: Verdict) -> bool:
    """Whether something small was changed, as a digit or a face: a spot of nine pixels will do.

    Both are looked at as closely as the coarser shows them, because a copy in another format may
    be set aside.
    """
    rgb_a, rgb_b = a.look_closer(), b.look_closer()
    size_a, size_b = rgb_a.shape[1::-1], rgb_b.shape[1::-1]
    larger_a, larger_b = enlarge(a.size, size_a), enlarge(b.size, size_b)
    placed = place(size_a, size_b, finer(found.placement.map, larger_a, larger_b), CLOSER)
    if placed is None:
        return False
    onto, from_a, (width, height) = placed
    grey_a, grey_b = (
        cv2.GaussianBlur(
            cv2.cvtColor(render(rgb, map_, width, height), cv2.COLOR_RGB2GRAY), (0, 0), 1.0
        ).astype(np.float32)
        for rgb, map_ in ((rgb_a, from_a), (rgb_b, onto))
    )
    mask = cover(size_a, from_a, width, height) & cover(size_b, onto, width, height)
    mask = cv2.erode(mask.astype(np.uint8), np.ones((_EDGE, _EDGE), np.uint8)) > 0
    differs = np.abs(grey_a - grey_b)
    limit = max(_CHANGED, _NOISE * float(differs[mask].mean())) if mask.any() else 0.0
    changed = ((differs > limit) & mask).astype(np.uint8)
    return bool(cv2.morphologyEx(changed, cv2.MORPH_OPEN, _SPOT).any())


def _compare_tone(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    gain: float,
    named: set[str],
    derived: set[str],
) -> None:
    """Compare contrast, brightness and colour of corresponding pixels (n, 3)."""
    x, y = a @ LUMA, b @ LUMA
    expected = 255 - x if gain < 0 else x
    if abs(np.log(max(abs(gain), 1e-3))) > _GAIN or abs(y.mean() - expected.mean()) > _OFFSET:
        named.add("toned")
    colour_a, colour_b = measure_colour(a), measure_colour(b)
    if is_grey_beside(colour_a, colour_b):
        named.add("toned")
        derived.add("a" if colour_a < colour_b else "b")
    else:
        shift = (255 - a.mean(axis=0) if gain < 0 else a.mean(axis=0)) - b.mean(axis=0)
        if float(np.ptp(shift)) > 2 * _OFFSET:  # tinted
            named.add("toned")
        if are_coloured(colour_a, colour_b) and _are_saturated(a, b, colour_a, colour_b):
            named.add("toned")


def _are_saturated(
    a: NDArray[np.float32], b: NDArray[np.float32], colour_a: float, colour_b: float
) -> bool:
    """Whether the colours of one are stronger, in all and for the same brightness."""
    strong_a, strong_b = (
        float(np.hypot(np.std(rgb[:, 0] - rgb[:, 1]), np.std(rgb[:, 2] - rgb[:, 1])))
        for rgb in (a, b)
    )
    return min(_differ(strong_a, strong_b), _differ(colour_a, colour_b)) > _SATURATED


def _differ(one: float, other: float) -> float:
    """The size of the logarithm of a ratio."""
    return abs(float(np.log(max(one, 1e-3) / max(other, 1e-3))))


def _measure_coarse(grey: NDArray[np.float32], use: NDArray[np.bool_]) -> float:
    """Return how much detail of some two or three pixels there is."""
    detail = cv2.GaussianBlur(grey, (0, 0), 1.0) - cv2.GaussianBlur(grey, (0, 0), 2.0)
    return float(np.std(detail[use]))


def _sharpness(rgb: NDArray[np.uint8], use: NDArray[np.bool_]) -> float:
    """Return how much fine detail there is: the mean size of the Laplacian."""
    fine = cv2.Laplacian(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.CV_32F)
    return float(np.abs(fine[use]).mean())
