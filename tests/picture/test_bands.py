"""A picture that is looked at in bands has the digest and the hashes that it has as a whole."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from lookalike.picture import bands
from lookalike.picture.colour import grey_picture, plain_picture
from lookalike.picture.look import look, look_at_page
from pictures import textured

SIZES = [(300, 200), (45, 600), (1100, 530)]
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
EXCHANGED = SRGB.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")
MEMORY = """
import sys
from pathlib import Path
from lookalike.picture.worker import prepare_decoders, warm_up
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import WalkedFile

def most():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))

prepare_decoders()
warm_up()
before = most()
fingerprint_file(Path(sys.argv[1]), WalkedFile(sys.argv[2], 0, 0))
print(most() - before)
"""


def with_holes(size: tuple[int, int]) -> Image.Image:
    picture = textured(size, 3)
    picture.putalpha(textured(size, 4).convert("L"))
    return picture


def deep(size: tuple[int, int], kind: str) -> Image.Image:
    grey = np.asarray(textured(size, 5).convert("L"))
    if kind == "I;16":
        return Image.fromarray(grey.astype(np.uint16) * 13)
    if kind == "I":
        return Image.fromarray(grey.astype(np.int32) * 70_000 - 5_000)
    values = grey.astype(np.float32) / 300
    values[3, 5], values[-1, -1], values[7, 9] = np.nan, -2.5, np.inf
    return Image.fromarray(values)


def transparent(size: tuple[int, int], mode: str) -> Image.Image:
    """As a PNG keeps it: one colour, or one entry of the palette, is transparent."""
    file = io.BytesIO()
    picture = textured(size, 6).quantize(16) if mode == "P" else textured(size, 6).convert(mode)
    key = picture.getpixel((10, 10))
    picture.save(file, "PNG", transparency=key)
    opened = Image.open(file)
    opened.load()
    return opened


def profiled(size: tuple[int, int], mode: str) -> Image.Image:
    picture = textured(size, 7).convert(mode)
    picture.info["icc_profile"] = EXCHANGED
    return picture


def lab(size: tuple[int, int]) -> Image.Image:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    return to_lab.apply(textured(size, 8))


def make(kind: str, size: tuple[int, int]) -> Image.Image:
    name, _, mode = kind.partition(" ")
    if name == "deep":
        return deep(size, mode)
    if name == "transparent":
        return transparent(size, mode)
    if name == "profiled":
        return profiled(size, mode)
    if mode == "RGBA":
        return with_holes(size)
    if mode == "LA":
        return with_holes(size).convert("LA")
    if mode == "LAB":
        return lab(size)
    if mode == "P":
        return textured(size, 2).quantize(40)
    return textured(size, 1).convert(mode)


KINDS = [
    *(f"mode {mode}" for mode in ("1", "L", "RGB", "RGBA", "LA", "P", "CMYK", "YCbCr", "LAB")),
    *(f"deep {mode}" for mode in ("I;16", "I", "F")),
    *(f"transparent {mode}" for mode in ("L", "RGB", "P")),
    "profiled RGB",
]


@pytest.mark.parametrize("kind", KINDS)
def test_bands_change_nothing(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in SIZES:
        picture = make(kind, size)
        seen, page = look(picture), look_at_page(picture)
        plain, grey = plain_picture(picture), grey_picture(picture)
        with monkeypatch.context() as patched:
            patched.setattr(bands, "_BAND_PIXELS", 7 * size[0])
            assert len(list(bands.bands(picture))) == -(-size[1] // 7)
            assert look(picture) == seen
            assert look_at_page(picture) == page
            in_bands = plain_picture(picture)
            assert (in_bands.mode, in_bands.size) == (plain.mode, plain.size)
            assert in_bands.tobytes() == plain.tobytes()
            assert grey_picture(picture).tobytes() == grey.tobytes()
        assert grey.tobytes() == plain.convert("L").tobytes()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="/proc tells the peak memory")
@pytest.mark.parametrize(("kind", "most"), [("deep I;16", 5), ("deep F", 8), ("mode LA", 8)])
def test_what_a_deep_picture_costs(kind: str, most: int, tmp_path: Path) -> None:
    size = (4000, 3000)
    make(kind, (400, 300)).resize(size, Image.Resampling.NEAREST).save(tmp_path / "deep.tif")
    said = subprocess.run(
        [sys.executable, "-c", MEMORY, tmp_path, "deep.tif"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    # Bytes a pixel, and what a band takes and the allocator keeps.
    assert int(said) < most * size[0] * size[1] + 100e6
