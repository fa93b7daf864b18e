"""Turn any decoded picture into the plain 8-bit one that is looked at: RGB or grey, on white.

An ordinary picture (RGB or grey, no transparency, sRGB or no colour profile) is left untouched,
so its perceptual hash is that of the file as Pillow opens it.
"""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from blake3 import blake3
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

from lookalike.picture.bands import bands

_SPACE = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}  # Pillow's mode: the profile's word for it
_KINDS = {  # Pillow's modes by the kind of colour that a profile speaks of
    "L": ("1", "L", "LA", "La", "I", "F"),
    "RGB": ("RGB", "RGBA", "RGBa", "RGBX", "P", "PA"),
    "CMYK": ("CMYK",),
}
_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")
_SRGB_TOLERANCE = 3  # levels; profiles called sRGB differ by up to this in their rounding
_WORKING_SIDE = 512  # eight times the finest thumbnail
_FULL_SCALES = (255, 1023, 4095, 16383, 65535)  # of 8, 10, 12, 14 and 16 bits


def is_plain(image: Image.Image) -> bool:
    """Say whether a decoded picture is looked at as it is."""
    if image.mode not in ("RGB", "L") or "transparency" in image.info:
        return False
    return _transform(image, image.mode) is None


def plain_picture(image: Image.Image) -> Image.Image:
    """Give the 8-bit RGB or L picture of a decoded one, on white and in sRGB.

    A picture whose profile is not sRGB is first made smaller, to no less than 512 pixels on its
    shorter side: colour management is slower than decoding, and what follows looks at 64 x 64.
    """
    return image if is_plain(image) else _in_bands(image, None)


def grey_picture(image: Image.Image) -> Image.Image:
    """Give the luma of the plain picture of a decoded one: the L picture that hashes look at."""
    return _in_bands(image, "L")


def plain_bands(image: Image.Image, step: int) -> Iterator[tuple[int, Image.Image]]:
    """Yield the plain picture of a decoded one, at its full size, as bands.bands cuts it."""
    if is_plain(image):
        yield from bands(image, step)
        return
    scale = _find_scale(image) if _is_deep(image) else None
    for top, band in bands(image, step):
        yield top, _make_plain(band, scale, 1)


def _in_bands(image: Image.Image, mode: str | None) -> Image.Image:
    """Make the plain picture band by band; in `mode`, where one is given.

    Every step but the range of deep samples looks at a pixel alone, or at a block of a band.
    """
    scale = _find_scale(image) if _is_deep(image) else None
    factor = 1
    whole: Image.Image | None = None
    if _transform(image, _plain_mode(image)) is not None:
        factor = max(min(image.size) // _WORKING_SIDE, 1)
    for top, band in bands(image, factor):
        plain = _make_plain(band, scale, factor)
        if mode is not None and plain.mode != mode:
            plain = plain.convert(mode)
        if band is image:
            return plain
        if whole is None:
            size = (-(-image.width // factor), -(-image.height // factor))
            whole = Image.new(plain.mode, size)
        whole.paste(plain, (0, top // factor))
    assert whole is not None
    return whole


def _make_plain(band: Image.Image, scale: "_Scale | None", factor: int) -> Image.Image:
    picture = _on_white(_eight_bit(band, scale))
    transform = _transform(band, picture.mode)
    if transform is not None:
        return transform.apply(picture.reduce(factor) if factor > 1 else picture)
    return picture if picture.mode in ("RGB", "L") else picture.convert("RGB")


def _transform(image: Image.Image, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform of the profile of `image` to sRGB, for its picture in an 8-bit mode."""
    profile = image.info.get("icc_profile")
    return _to_srgb(profile, mode) if profile and mode in _SPACE else None


def _plain_mode(image: Image.Image) -> str:
    """The mode of a picture when it is on white, before colour management."""
    if _is_deep(image):
        return "L"
    if image.mode in _ALPHA or "transparency" in image.info or image.mode in ("P", "LAB"):
        return "RGB"
    return "L" if image.mode == "1" else image.mode


def profile_effect(image: Image.Image) -> bytes:
    """Digest what the colour profile of a decoded picture does to its colours; empty if nothing.

    Two profiles that change all colours in one way have one digest.
    """
    profile = image.info.get("icc_profile")
    if not profile:
        return b""
    mode = "I" if image.mode.startswith("I") else image.mode
    kind = next((kind for kind, modes in _KINDS.items() if mode in modes), None)
    return _effect(profile, kind) if kind else b""


def profile_name(profile: bytes | None) -> str | None:
    """Give the description that an ICC profile carries; None if there is none or it is broken."""
    try:
        return ImageCms.getProfileDescription(_parse(profile)).strip() if profile else None
    except Exception:
        return None


class _Scale(NamedTuple):
    """What becomes black in a deep picture, and how much above it becomes white."""

    low: float
    span: float


def _is_deep(image: Image.Image) -> bool:
    return image.mode == "F" or image.mode.startswith("I")


def _eight_bit(image: Image.Image, scale: _Scale | None) -> Image.Image:
    if scale is not None:
        values = _deep_values(image)
        values -= scale.low
        return Image.fromarray(np.rint(values * (255 / scale.span)).astype(np.uint8))
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return ImageCms.buildTransform(lab, _SRGB, "LAB", "RGB").apply(image)
    return image


def _deep_values(image: Image.Image) -> NDArray[np.float64]:
    values = np.asarray(image.convert("F" if image.mode == "F" else "I"))
    exact: NDArray[np.float64] = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    return exact


def _find_scale(image: Image.Image) -> _Scale:
    """Find how deep samples become 0..255: from the bit depth they fit, or from their own range."""
    ranges = [(float(part.min()), float(part.max())) for part in map(_deep_values, _parts(image))]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    scales = (1, *_FULL_SCALES) if image.mode == "F" else _FULL_SCALES
    scale = float(next((full for full in scales if high <= full), 0))
    if low < 0 or high * 255 < scale or not scale:
        return _Scale(low, (high - low) or 1.0)
    return _Scale(0.0, scale)


def _parts(image: Image.Image) -> Iterator[Image.Image]:
    return (band for _, band in bands(image))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in _ALPHA and "transparency" not in image.info:
        return image.convert("RGB") if image.mode == "P" else image
    rgba = image.convert("RGBA")
    alpha = rgba.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return rgba.convert("RGB")
    page = Image.new("RGB", rgba.size, "white")
    page.paste(rgba.convert("RGB"), mask=alpha)
    return page


def _parse(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


@lru_cache(maxsize=8)
def _to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Give the transform to sRGB; None where it would change nothing or the profile is unfit."""
    try:
        parsed = _parse(profile)
        if parsed.profile.xcolor_space.strip() != _SPACE[mode]:
            return None
        transform = ImageCms.buildTransform(
            parsed,
            _SRGB,
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        if mode == "CMYK":
            return transform
        probe = _probe(mode)
        moved = ImageChops.difference(transform.apply(probe), probe.convert("RGB"))
        return transform if int(np.asarray(moved).max()) > _SRGB_TOLERANCE else None
    except Exception:  # a broken profile says nothing about colour; the pixels are still good
        return None


@lru_cache(maxsize=8)
def _effect(profile: bytes, mode: str) -> bytes:
    transform = _to_srgb(profile, mode)
    if transform is None:
        return b""
    return blake3(transform.apply(_probe(mode)).tobytes()).digest()


@lru_cache(maxsize=3)
def _probe(mode: str) -> Image.Image:
    """A picture that holds a sample of all colours, or all greys."""
    if mode == "CMYK":
        inks = np.linspace(0, 255, 8).astype(np.uint8)
        mixed = np.stack(np.meshgrid(inks, inks, inks, inks), axis=-1).reshape(64, 256)
        return Image.frombytes("CMYK", (64, 64), mixed.tobytes())
    if mode == "L":
        return Image.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis])
    steps = np.arange(0, 256, 17, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
    return Image.fromarray(cube.reshape(64, 64, 3))


_SRGB = ImageCms.createProfile("sRGB")
