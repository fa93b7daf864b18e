"""A document as a scanner gives it."""

import random

import numpy as np
from PIL import Image

SKEW = 1.0  # degrees to either side, at most
SHIFT = 6  # pixels


def rescan(document: Image.Image, rng: random.Random, is_half: bool) -> Image.Image:
    """Skew, shift, shade from one side and add noise to a document, at its full or half size."""
    turned = document.rotate(
        rng.uniform(-SKEW, SKEW),
        Image.Resampling.BICUBIC,
        fillcolor=document.getpixel((2, 2)),
        translate=(rng.randint(-SHIFT, SHIFT), rng.randint(-SHIFT, SHIFT)),
    )
    if is_half:
        size = (document.width // 2, document.height // 2)
        turned = turned.resize(size, Image.Resampling.LANCZOS)
    tones = np.asarray(turned).astype(np.float32)
    across, is_flipped = rng.random() < 0.5, rng.random() < 0.5
    ramp = np.linspace(rng.uniform(0.7, 0.95), 1, turned.width if across else turned.height)
    if is_flipped:
        ramp = ramp[::-1]
    shade = ramp[None, :] if across else ramp[:, None]
    if tones.ndim == 3:
        shade = shade[..., None]
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 6), tones.shape)
    return Image.fromarray((tones * shade + noise).clip(0, 255).astype(np.uint8))
