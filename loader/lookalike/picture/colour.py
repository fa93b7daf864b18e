"""Turn any decoded picture into the plain 8-bit one that is looked at: RGB or grey, on white.

An ordinary picture (RGB or grey, no transparency, sRGB or no colour profile) is left untouched,
so its perceptual hash is that of the file as Pillow opens it.
"""

import io
from functools import lru_cache

import numpy as np
from blake3 import blake3
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

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


def plain_picture(image: Image.Image) -> Image.Image:
    """Give the 8-bit RGB or L picture of a decoded one, on white and in sRGB.

    A picture whose profile is not sRGB is first made smaller, to no less than 512 pixels on its
    shorter side: colour management is slower than decoding, and what follows looks at 64 x 64.
    """
    profile = image.info.get("icc_profile")
    picture = _on_white(_eight_bit(image))
    if profile and picture.mode in _SPACE:
        transform = _to_srgb(profile, picture.mode)
        if transform is not None:
            factor = min(picture.size) // _WORKING_SIDE
            small = picture.reduce(factor) if factor > 1 else picture
            return transform.apply(small)
    return picture if picture.mode in ("RGB", "L") else picture.convert("RGB")


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


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode == "F" or image.mode.startswith("I"):
        deep = image.convert("F" if image.mode == "F" else "I")
        return Image.fromarray(_scaled(np.asarray(deep)))
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "LAB":
        lab = ImageCms.createProfile("LAB")
        return ImageCms.buildTransform(lab, _SRGB, "LAB", "RGB").apply(image)
    return image


def _scaled(values: NDArray[np.int32] | NDArray[np.float32]) -> NDArray[np.uint8]:
    """Scale deep samples to 0..255: from the bit depth they fit, or else from their own range."""
    exact = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(exact.min()), float(exact.max())
    scales = (1, *_FULL_SCALES) if values.dtype == np.float32 else _FULL_SCALES
    scale = float(next((full for full in scales if high <= full), 0))
    if low < 0 or high * 255 < scale or not scale:
        exact -= low
        scale = high - low
    grey: NDArray[np.uint8] = np.rint(exact * (255 / (scale or 1.0))).astype(np.uint8)
    return grey


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
