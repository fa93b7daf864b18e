"""How well one picture can be made from another: the directed cost of a pair.

B is predicted from A on some tiles: A is laid on B, scaled as programs scale, its tones or colours
mapped, blurred, and coded with B's own tables if B is a JPEG. What is then left of the difference
is small if B was made from A, and larger the other way round, because what was lost cannot be
predicted (Dias, Rocha, Goldenstein, "Image phylogeny by minimal spanning trees", IEEE TIFS 2012).
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.lineage import kernel
from lookalike.lineage.member import Coding, Member
from lookalike.lineage.place import METHODS, cut, glance, is_scaled, misfit_of_tones
from lookalike.prove.align import Map

_SIDE = 64  # pixels of a tile
_MARGIN = 8  # pixels around a tile, for filters
_ACROSS = 3  # tiles in a row of the mosaic
_KEPT = 0.67  # of the tiles: the others may have something laid over them
_FEWEST = 2
_SIGMAS = (0.7, 1.2, 2.0, 3.2)
_NEAR = 1.0  # levels: what is nearer needs no blur
EXACT = 0.03  # levels: the same encoder was given the same pixels
_PLAIN = 1.04  # a mapping of tones must be better than none by this
_SHADE = np.array([0.299, 0.587, 0.114], np.float32)

Tile = tuple[int, int, int]  # x, y, and pixels of a side


@dataclass(frozen=True)
class Prediction:
    """How B follows from A.

    `residual` is the mean difference in levels on the tiles that fit best, `worst` on the others.
    `how` says by which mapping: "same", "levels", "matrix". `is_blurred`: with a blur. `tiles` is
    how many tiles both cover. `is_full`: no other mapping will give it better.
    """

    residual: float
    worst: float
    how: str
    is_blurred: bool
    tiles: int
    is_full: bool = True


def choose_tiles(b: Member) -> list[Tile]:
    """Corners of up to nine tiles of b with much detail, at multiples of 16 pixels."""
    x0, y0, width, height = b.content
    side = _SIDE
    while side > 16 and min(width, height) < side * 2:
        side //= 2
    right, bottom = x0 + width, y0 + height
    x0, y0 = -(-x0 // 16) * 16, -(-y0 // 16) * 16
    found = []
    for row in range(_ACROSS):
        for column in range(_ACROSS):
            spots = [
                (x, y, side)
                for x in _starts(x0, right, column, side)
                for y in _starts(y0, bottom, row, side)
            ]
            if spots:
                found.append(max(spots, key=lambda spot: (_detail(b, spot), spot)))
    return list(dict.fromkeys(found))


def _starts(start: int, end: int, part: int, side: int) -> list[int]:
    room = (end - side - start) // 16  # of steps
    if room < 0:
        return []
    low, high = room * part // _ACROSS, room * (part + 1) // _ACROSS
    middle = (low + high) // 2
    return sorted({start + 16 * step for step in (low, middle, high)})


def _detail(b: Member, spot: Tile) -> float:
    grey = _of(b, spot).astype(np.float32) @ _SHADE
    usable = (grey > 4) & (grey < 251)
    fine = np.abs(np.diff(grey, axis=1))[usable[:, 1:]]
    return round(float(np.minimum(fine, 12).sum()) / grey.size, 3)


@dataclass(frozen=True, eq=False)
class Laid:
    """Pictures of a on the tiles of b, (n, side, side, 3) each, and how far their tones are off.

    `how` is the number of the method that scaled them.
    """

    misfit: float
    tiles: list[Tile]
    parts: NDArray[np.uint8]
    how: int


def lay_tiles(
    a: Member, b: Member, map_: Map, tiles: list[Tile], methods: Sequence[int] | None = None
) -> list[Laid]:
    """Lay a on the tiles of b, by each method that may have scaled it, the likeliest first.

    `methods` are their numbers, if it is known which come into question. An empty list if they
    share too little.
    """
    found = []
    if not is_scaled(map_):
        methods = (0,)
    for how in range(len(METHODS)) if methods is None else methods:
        laid = _lay_tiles(a, b, map_, tiles, how)
        if len(laid) < min(_FEWEST, len(tiles)) or not laid:
            return []
        misfits = [
            misfit_of_tones(_luma(_inner(part)), _luma(_of(b, tile)))
            for tile, part in (laid[::2] if methods is None else ())
        ]
        found.append(
            Laid(
                float(np.median(misfits or 0.0)),
                [tile for tile, _ in laid],
                np.stack([part for _, part in laid]),
                how,
            )
        )
    found.sort(key=lambda one: one.misfit)
    return [one for one in found if one.misfit <= found[0].misfit * 1.15 + 0.02]


def look(a: Member, b: Member, map_: Map, tiles: list[Tile]) -> float | None:
    """How far the tones are off on some of the tiles, in levels; None if they share too little."""
    misfits = []
    for tile in tiles[::2]:
        x, y, side = tile
        part = glance(a.grey, map_, x, y, side, side)
        if part is not None:
            misfits.append(misfit_of_tones(part, b.grey[y : y + side, x : x + side]))
    return round(float(np.median(misfits)), 3) if misfits else None


def predict(
    laid: list[Laid],
    b: Member,
    is_quick: bool = False,
    known: dict[bytes, Prediction] | None = None,
) -> Prediction:
    """Predict b from what was laid on it; quickly, with few mappings, where that is enough.

    `known` are the predictions of b so far, by the pixels that were laid on it: many members
    show the same ones.
    """
    known = {} if known is None else known
    found = []
    for one in laid:
        key = blake2b(repr((one.tiles, is_quick)).encode())
        key.update(_inner(one.parts).tobytes())
        if key.digest() not in known:
            target = np.stack([_of(b, tile) for tile in one.tiles]).astype(np.float32)
            known[key.digest()] = _fit(one.parts, target, b.coding, is_quick)
        found.append(known[key.digest()])
        if found[-1].residual < EXACT:
            break
    return min(found, key=lambda prediction: prediction.residual)


def _lay_tiles(
    a: Member, b: Member, map_: Map, tiles: list[Tile], how: int
) -> list[tuple[Tile, NDArray[np.uint8]]]:
    found = []
    for x, y, side in tiles:
        tile, wide = (x, y, side), side + 2 * _MARGIN
        part = cut(a.pixels, map_, x - _MARGIN, y - _MARGIN, wide, wide, how)
        if part is None:
            part = cut(a.pixels, map_, x, y, side, side, how)
            if part is not None:
                part = np.pad(part, ((_MARGIN, _MARGIN), (_MARGIN, _MARGIN), (0, 0)), "reflect")
        if part is not None:
            found.append((tile, part))
    return found


def _of(b: Member, tile: Tile) -> NDArray[np.uint8]:
    x, y, side = tile
    return b.pixels[y : y + side, x : x + side]


def _inner(part: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return part[..., _MARGIN:-_MARGIN, _MARGIN:-_MARGIN, :]


def _luma(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.uint8)


def _fit(
    source: NDArray[np.uint8], target: NDArray[np.float32], coding: Coding, is_quick: bool
) -> Prediction:
    """Map tones on the tiles that fit, code the result, and measure what is left."""
    plain = _inner(source).astype(np.float32)
    first = _measure(plain, target, coding, "same", False)
    if first.residual < EXACT:
        return first
    use = np.ones(len(target), bool)
    chosen, how = plain, "same"
    for _ in range(1 if is_quick else 2):
        ways = _ways(plain, target, use)
        options = dict(islice(ways, 4 if _is_grey(target) else 2) if is_quick else ways)
        errors = {name: _errors(option, target) for name, option in options.items()}
        score = {name: float(error[use].mean()) for name, error in errors.items()}
        limit = min(score.values()) * _PLAIN + 0.02
        how = next(name for name in options if score[name] <= limit)  # the simplest that will do
        chosen = options[how]
        before, use = use, _best_tiles(errors[how])
        if (before == use).all():
            break
    near = [name for name in options if score[name] <= limit * 1.2 and name != "same"]
    best = first if how == "same" else _measure(chosen, target, coding, how, False)
    for name in near[:3]:
        if best.residual < EXACT:
            return best
        if name != how:
            best = min(best, _measure(options[name], target, coding, name, False), key=_residual)
    if best.residual > _NEAR and not is_quick:
        changes = _blurs(source, plain)
        for name in dict.fromkeys(("same", how)):
            blurred = _blur([options[name], *changes], target, use)
            found = _measure(blurred, target, coding, name, True)
            if found.residual < 0.8 * best.residual:
                best = found
    # Noise of a coder lets a mapping fit a little better that nobody made.
    if first.residual < best.residual * 1.25 + 0.5 and not best.is_blurred:
        best = replace(best, how="same")
    return replace(best, is_full=not is_quick or best.residual < EXACT)


def _residual(prediction: Prediction) -> float:
    return prediction.residual


def _measure(
    chosen: NDArray[np.float32],
    target: NDArray[np.float32],
    coding: Coding,
    how: str,
    is_blurred: bool,
) -> Prediction:
    predicted = _code(np.clip(np.rint(chosen), 0, 255).astype(np.uint8), coding)
    errors = _errors(predicted.astype(np.float32), target)
    use = _best_tiles(errors)
    rest = errors[~use]
    return Prediction(
        round(float(errors[use].mean()), 4),
        round(float(rest.mean()), 4) if rest.size else 0.0,
        how,
        is_blurred,
        len(target),
    )


def _best_tiles(errors: NDArray[np.float32]) -> NDArray[np.bool_]:
    count = max(round(_KEPT * len(errors)), 1)
    use = np.zeros(len(errors), bool)
    use[np.argsort(errors, kind="stable")[:count]] = True
    return use


def _errors(predicted: NDArray[np.float32], target: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean difference of each tile, without its rim: colours of a JPEG reach over it."""
    return kernel.errors(predicted, target)


def _ways(
    plain: NDArray[np.float32], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Predictions by name, the simplest first."""
    yield "same", plain
    grey = np.rint(plain @ _SHADE - 0.001)  # as programs round it
    is_grey = _is_grey(target)
    greys = np.repeat(grey[..., None], 3, axis=3)
    yield "negative", 255 - plain
    if is_grey:
        yield "grey", greys
        yield "grey negative", 255 - greys
    yield "gain", _map_gain(plain, target, use)
    if is_grey:
        yield "grey gain", _map_gain(greys, target, use)
    yield "levels", _map_levels(plain, target, use)
    yield "tinted", _map_levels(greys, target, use)
    yield "matrix", _map_colours(plain, target, use)


def _is_grey(target: NDArray[np.float32]) -> bool:
    pairs = ((0, 1), (1, 2), (0, 2))
    return all(np.abs(target[..., one] - target[..., two]).max() <= 1 for one, two in pairs)


def _map_gain(
    plain: NDArray[np.float32], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The same gain and offset for all channels, where nothing is clipped."""
    x, y = plain[use].ravel()[::3], target[use].ravel()[::3]
    for _ in range(2):
        inside = (y > 6) & (y < 249)
        if inside.sum() < 50:
            return plain
        x_, y_ = x[inside], y[inside]
        gain = float(((x_ - x_.mean()) * (y_ - y_.mean())).mean() / max(float(x_.var()), 1e-3))
        offset = float(y_.mean() - gain * x_.mean())
        near = np.abs(y - np.clip(gain * x + offset, 0, 255)) < 12
        if near.sum() < 50:
            break
        x, y = x[near], y[near]
    return np.asarray(np.clip(np.rint(gain * plain + offset), 0, 255), np.float32)


def _map_levels(
    plain: NDArray[np.float32], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> NDArray[np.float32]:
    curves = np.empty((3, 256), np.float32)
    for curve, known, total in zip(curves, *kernel.sum_levels(plain, target, use), strict=True):
        at = np.flatnonzero(known)
        curve[:] = np.interp(np.arange(256), at, total[at] / known[at])
    return kernel.apply_curves(plain, curves)


def _map_colours(
    plain: NDArray[np.float32], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> NDArray[np.float32]:
    x = plain[use].reshape(-1, 3)[::3]
    y = target[use].reshape(-1, 3)[::3]
    design = np.column_stack([x, np.ones(len(x), np.float32)]).astype(np.float64)
    gram = design.T @ design + np.diag([1e-2] * 4)
    matrix = np.linalg.solve(gram, design.T @ y).astype(np.float32)
    return np.asarray(np.clip(plain @ matrix[:3] + matrix[3], 0, 255), np.float32)


def _blurs(source: NDArray[np.uint8], plain: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """What blurs of several widths change."""
    found = []
    for sigma in _SIGMAS:
        soft = np.stack([cv2.GaussianBlur(part, (0, 0), sigma) for part in source])
        found.append(_inner(soft).astype(np.float32) - plain)
    return found


def _blur(
    changes: list[NDArray[np.float32]], target: NDArray[np.float32], use: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """A blur of any width: a mixture of a prediction and of the changes by several blurs.

    The blur of the source is moved to the tones of the prediction by the slope there.
    """
    design = np.stack([change[use].ravel()[::3] for change in changes], axis=1).astype(np.float64)
    gram = design.T @ design + np.eye(len(changes)) * 1e-2
    weights = np.linalg.solve(gram, design.T @ target[use].ravel()[::3])
    mixed = sum(w * change for w, change in zip(weights, changes, strict=True))
    return np.asarray(np.clip(mixed, 0, 255), np.float32)


def _code(tiles: NDArray[np.uint8], coding: Coding) -> NDArray[np.uint8]:
    """The tiles after coding as a JPEG with these tables; as they are if it is none."""
    if not coding.tables:
        return tiles
    count, side = tiles.shape[:2]
    rows = -(-count // _ACROSS)
    mosaic = np.zeros((rows * _ACROSS, side, side, 3), np.uint8)
    mosaic[:count] = tiles
    mosaic = mosaic.reshape(rows, _ACROSS, side, side, 3).swapaxes(1, 2)
    image = Image.fromarray(mosaic.reshape(rows * side, _ACROSS * side, 3))
    decoded = recode(image, coding)
    parts = decoded.reshape(rows, side, _ACROSS, side, 3).swapaxes(1, 2)
    return parts.reshape(-1, side, side, 3)[:count]


def recode(image: Image.Image, coding: Coding) -> NDArray[np.uint8]:
    """The pixels (h, w, 3) of a picture after coding with the tables of a JPEG."""
    if coding.subsampling < 0 and len(coding.tables) == 1:
        image = image.convert("L")
    file = io.BytesIO()
    image.save(
        file,
        "JPEG",
        qtables=[list(table) for table in coding.tables],
        subsampling=max(coding.subsampling, 0),
    )
    with Image.open(file, formats=["JPEG"]) as again:
        return np.asarray(again.convert("RGB"))


@lru_cache(maxsize=1)
def _dct() -> NDArray[np.float32]:
    n = np.arange(8)
    basis = np.cos((2 * n[None] + 1) * n[:, None] * np.pi / 16) / 2
    basis[0] /= np.sqrt(2)
    return np.asarray(basis, np.float32)


def coefficients(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    """DCT coefficients (blocks, 64) of a picture (h, w), from its upper left corner on."""
    rows, columns = luma.shape[0] // 8, luma.shape[1] // 8
    blocks = luma[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).swapaxes(1, 2)
    basis = _dct()
    found = basis @ (blocks.reshape(-1, 8, 8) - 128) @ basis.T
    return np.asarray(found.reshape(-1, 64), np.float32)
