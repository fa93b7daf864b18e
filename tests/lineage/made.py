"""Made-up pictures with copies of them, saved as programs save them, and what they show."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from lookalike.lineage.cluster import Lineage, Tracer
from lookalike.lineage.member import Member, read_member
from lookalike.lineage.traces import trace_file
from pictures import textured


def scene(seed: int = 1, size: tuple[int, int] = (400, 288)) -> Image.Image:
    """A picture with colours, coarse and fine structure."""
    random = np.random.default_rng(seed)
    base = np.asarray(textured(size, seed, 40, 215), float)
    blobs = Image.new("RGB", size)
    draw = ImageDraw.Draw(blobs)
    for _ in range(40):
        x, y = random.integers(0, size[0]), random.integers(0, size[1])
        r = int(random.integers(6, 50))
        colour = tuple(int(v) for v in random.integers(0, 255, 3))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    mixed = 0.5 * base + 0.5 * np.asarray(blobs, float) + 10
    return Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8))


def captioned(picture: Image.Image) -> Image.Image:
    """The picture with a dark bar and words over its lowest seventh."""
    changed = picture.copy()
    draw = ImageDraw.Draw(changed)
    top = picture.height * 6 // 7
    draw.rectangle((0, top, picture.width, picture.height), fill=(20, 20, 20))
    draw.text((12, top + 8), "Courier archive, not for resale", fill="white")
    return changed


def read(folder: Path, name: str) -> Member:
    return read_member(0, name, str(folder), name, None)


def trace(folder: Path, names: list[str]) -> Lineage:
    """The lineage of files, whose numbers are their places in the sorted list."""
    members = [
        read_member(number, name, str(folder), name, None)
        for number, name in enumerate(sorted(names))
    ]
    return Tracer(members, {one.image_id: trace_file(one) for one in members}).trace()


def parents(lineage: Lineage, names: list[str]) -> Mapping[str, str | None]:
    """The parent of each file by name."""
    ordered = sorted(names)
    return {
        name: None if origin.parent is None else ordered[origin.parent]
        for name, origin in zip(ordered, lineage.origins, strict=True)
    }
