"""Objects on even grounds, as museums photograph them: real ones, and some that are made up.

A made-up object is a piece of a photograph in a rough shape. Its ground is exactly even, as where
somebody cut the object out; or even but for the noise of a camera; or it fades from top to bottom.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmark.truth.sets import photographs

_RIM = 0.05  # of a side: the ground of a real photograph is looked at here
_EVEN = 3.0  # levels by which neighbours at the rim differ at most
_GROUNDS = ((255, 255, 255), (250, 250, 248), (205, 206, 208), (128, 128, 130), (14, 14, 16))


def objects(museum: Path, others: Path, count: int, rng: Random) -> Iterator[Image.Image]:
    """So many objects: those of the museum on an even ground and made-up ones take turns."""
    real = (each for each in photographs(museum, 10_000, rng) if _has_even_ground(each))
    made_up = (_place(each, rng) for each in photographs(others, count, rng))
    for number in range(count):
        one = next(real, None) if number % 2 else None
        yield one or next(made_up)


def _has_even_ground(picture: Image.Image) -> bool:
    grey = np.asarray(picture.convert("L"), np.float32)
    deep = [max(round(side * _RIM), 2) for side in grey.shape]
    rims = (
        grey[: deep[0]],
        grey[:, : deep[1]],
        grey[:, -deep[1] :],
    )
    return all(
        float(np.abs(np.diff(rim, axis=axis)).mean()) < _EVEN for rim in rims for axis in (0, 1)
    )


def _place(photograph: Image.Image, rng: Random) -> Image.Image:
    """A piece of a photograph in a rough shape, on a ground."""
    width, height = rng.choice(((480, 640), (640, 480), (560, 560), (800, 600)))
    inner = photograph.resize((width, height), Image.Resampling.LANCZOS)
    middle_x, middle_y = width * rng.uniform(0.42, 0.58), height * rng.uniform(0.45, 0.6)
    reach = min(width, height) * rng.uniform(0.28, 0.42)
    ends = []
    for corner in range(24):
        angle, far = corner * math.tau / 24, reach * rng.uniform(0.75, 1.1)
        ends.append((middle_x + far * math.cos(angle), middle_y + far * math.sin(angle) * 1.15))
    mask = Image.new("L", (width, height))
    ImageDraw.Draw(mask).polygon(ends, fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(rng.uniform(0.6, 2)))
    kind = rng.choice(("even", "noisy", "fading"))
    ground = np.zeros((height, width, 3), np.float32) + rng.choice(_GROUNDS)
    noise = np.random.default_rng(rng.randrange(2**32))
    if kind == "fading":
        ground += np.linspace(-rng.uniform(10, 40), 0, height)[:, None, None]
    if kind != "even":
        ground += noise.normal(0, rng.uniform(0.8, 3), (height, width, 1))
    on = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    on.paste(inner, (0, 0), mask)
    return on
