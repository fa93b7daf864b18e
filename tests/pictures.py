"""Makes small real picture files for tests of the scan."""

from pathlib import Path

import numpy as np
from PIL import Image


def picture(seed: int, width: int = 96, height: int = 64) -> Image.Image:
    """A picture with structure, so that its hashes mean something; the same for the same seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    return Image.fromarray(coarse, "RGB").resize((width, height), Image.Resampling.BICUBIC)


def fill(folder: Path, count: int = 24) -> Path:
    """A folder with pictures in subfolders, exact and smaller copies, and broken files."""
    for n in range(count):
        here = folder / f"box {n % 3}"
        here.mkdir(parents=True, exist_ok=True)
        picture(n).save(here / f"{n:03}.png")
        if n % 4 == 0:
            picture(n).save(here / f"{n:03} web.jpg", quality=85)
        if n % 6 == 0:
            picture(n).save(here / f"{n:03} copy.png")
    (folder / "broken.jpg").write_bytes((folder / "box 0" / "000 web.jpg").read_bytes()[:600])
    (folder / "empty.tif").touch()
    (folder / "notes.txt").write_text("no image")
    return folder


def textured(
    size: tuple[int, int], seed: int, darkest: int = 0, lightest: int = 255
) -> Image.Image:
    """Coarse and fine structure up to the edges."""
    random = np.random.default_rng(seed)
    rough = Image.fromarray(random.integers(darkest, lightest + 1, (9, 9, 3), np.uint8))
    smooth = np.asarray(rough.resize(size, Image.Resampling.BICUBIC), float)
    grain = random.normal(0, 25, (size[1], size[0], 1))
    return Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8))
