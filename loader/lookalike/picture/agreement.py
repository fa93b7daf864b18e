"""Hold the hashes of a few built-in pictures to imagehash's, and to those that were recorded.

Stored hashes are compared for years, so a library must not change what it gives unseen. Two things
are checked, both bit for bit: that hashes are what imagehash makes of the same picture with the
libraries that are installed, and that both are what they were with the libraries of the record.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookalike.picture.colour import plain_picture
from lookalike.picture.hashes import phash, shrink_with_pillow

# The libraries that _SAMPLES were recorded with. Others that are allowed may give other hashes:
# Pillow before 13 shrinks narrow and tall pictures in another order.
_RECORDED_WITH = {
    "imagehash": "4.3.2",
    "numba": "0.68.1",
    "numpy": "2.4.6",
    "pillow": "13.0.0",
    "scipy": "1.17.1",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The result of the comparison, in words; `remedy` says what to do if it is not "ok"."""

    level: Literal["ok", "warning", "error"]
    message: str
    remedy: str | None = None


class _Compared(NamedTuple):
    """A hash of a picture, of 8 bytes or of 32, and what it should be."""

    picture: str
    ours: bytes
    wanted: bytes

    @property
    def differing(self) -> int:
        """How many bits differ."""
        return (int.from_bytes(self.ours) ^ int.from_bytes(self.wanted)).bit_count()


@dataclass(frozen=True, slots=True)
class _Sample:
    """A picture by name, how it is made, and the hashes of 64 and 256 bits that were recorded.

    It is made of whole numbers without a library's help: what is compared is not how it is drawn.
    """

    name: str
    make: Callable[[], Image.Image]
    phash: str
    phash_256: str


def check_hashes(quick: bool = False) -> Agreement:
    """Compare all hashes of the built-in pictures, as a scan makes them.

    With `quick` only the cosine transform is compared, of thumbnails that Pillow makes, and no
    machine code has to be compiled for it: 0.1 s beside 10 s after an installation.
    """
    try:
        import imagehash  # heavy, and only needed here

        of_libraries, of_record = [], []
        for sample in _SAMPLES:
            picture = sample.make()
            found = list((_quick_hashes if quick else _scan_hashes)(picture))
            for ours, cut in found:
                size = 8 if len(ours) == 8 else 16
                theirs = bytes.fromhex(str(imagehash.phash(cut, hash_size=size)))
                of_libraries.append(_Compared(sample.name, ours, theirs))
            for (ours, _), recorded in zip(found, (sample.phash, sample.phash_256), strict=False):
                of_record.append(_Compared(sample.name, ours, bytes.fromhex(recorded)))
    except Exception as error:  # a library that changed may fail in any way, and is to be named
        message = f"hashes cannot be compared with imagehash's: {type(error).__name__}: {error}"
        return Agreement("error", message, _install(*_RECORDED_WITH, again=True))
    return _word(of_libraries, of_record)


def _quick_hashes(picture: Image.Image) -> Iterator[tuple[bytes, Image.Image]]:
    """The two hashes, each with the picture that it is of."""
    for thumbnail in shrink_with_pillow(plain_picture(picture)):
        yield phash(thumbnail)[0], picture


def _scan_hashes(picture: Image.Image) -> Iterator[tuple[bytes, Image.Image]]:
    """All hashes that a scan makes, each with the picture that it is of."""
    from lookalike.picture.look import look  # compiles

    seen = look(picture)
    yield seen.full.phash, picture
    yield seen.full.phash_256, picture
    small, _ = shrink_with_pillow(picture)
    mirrored = (small[:, ::-1], small[::-1], small[::-1, ::-1])
    for at, pixels in enumerate(mirrored):
        # imagehash leaves a picture of 32 x 32 as it is: these are of the mirrored thumbnail.
        yield seen.flips[8 * at : 8 * at + 8], Image.fromarray(np.ascontiguousarray(pixels))
    if seen.content is not None:
        x, y = seen.content.x, seen.content.y
        cut = picture.crop((x, y, x + seen.content.width, y + seen.content.height))
        yield seen.content.phash, cut
        yield seen.content.phash_256, cut


def _word(of_libraries: list[_Compared], of_record: list[_Compared]) -> Agreement:
    installed = {name: _version(name) for name in _RECORDED_WITH}
    changed = [name for name, found in installed.items() if found != _RECORDED_WITH[name]]
    versions = ", ".join(
        f"{name} {found}" + (f" (checked with {_RECORDED_WITH[name]})" if name in changed else "")
        for name, found in installed.items()
    )
    pictures = f"{len(_SAMPLES)} built-in pictures"
    again = "; then scan again what was scanned with the others."
    if differing := [one for one in of_libraries if one.differing]:
        message = f"hashes are not imagehash's: {_describe(differing)}, of {pictures}; {versions}"
        remedy = (
            f"A library gives other values than before. {_install(*changed)}{again}"
            if changed
            else "No library has another version than it was checked with, so one of them is "
            f"damaged or built otherwise. {_install(*_RECORDED_WITH, again=True)}{again}"
        )
        return Agreement("error", message, remedy)
    if differing := [one for one in of_record if one.differing]:
        message = (
            "hashes are imagehash's, but not those that this lookalike was checked with: "
            f"{_describe(differing)}, of {pictures}; {versions}"
        )
        remedy = (
            "Images scanned with these libraries and with others may not be found alike. "
            f"{_install(*(changed or _RECORDED_WITH))}{again}"
        )
        return Agreement("warning", message, remedy)
    return Agreement("ok", f"hashes are imagehash's, bit for bit, on {pictures}; {versions}")


def _describe(differing: list[_Compared]) -> str:
    """Each picture with the bits that differ, by the length of the hash."""
    bits: dict[str, dict[int, int]] = {}
    for one in differing:
        of = bits.setdefault(one.picture, {})
        # The worst of several hashes of one length.
        of[8 * len(one.ours)] = max(of.get(8 * len(one.ours), 0), one.differing)
    return "; ".join(
        f'"{picture}" in ' + " and ".join(f"{count} of {size} bits" for size, count in of.items())
        for picture, of in bits.items()
    )


def _install(*names: str, again: bool = False) -> str:
    """The command that installs libraries as they were recorded."""
    wanted = " ".join(f'"{name}=={_RECORDED_WITH[name]}"' for name in names)
    option = "--force-reinstall " if again else ""
    return f"Run: {sys.executable} -m pip install {option}{wanted}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # present, but not installed by pip
        return "of unknown version"


def _noise(width: int, height: int, seed: int) -> NDArray[np.uint32]:
    """(height, width) numbers without a pattern."""
    x = np.arange(width, dtype=np.uint32)
    y = np.arange(height, dtype=np.uint32)[:, np.newaxis]
    mixed = x * np.uint32(374761393) + y * np.uint32(668265263) + np.uint32(seed * 97 + 1)
    mixed = (mixed ^ (mixed >> np.uint32(13))) * np.uint32(1274126177)
    return mixed ^ (mixed >> np.uint32(16))


def _levels(width: int, height: int, seed: int) -> NDArray[np.uint8]:
    return (_noise(width, height, seed) >> np.uint32(24)).astype(np.uint8)


def _gradient() -> Image.Image:
    x = np.arange(240)
    y = np.arange(180)[:, np.newaxis]
    red = x * x * 255 // 239**2 + 0 * y
    green = (x + 2 * y) * 255 // (239 + 2 * 179)
    blue = (239 - x) * y * 255 // (239 * 179)
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))


def _noisy(width: int, height: int) -> Image.Image:
    channels = [_levels(width, height, seed) for seed in (1, 2, 3)]
    return Image.fromarray(np.stack(channels, axis=-1))


def _text() -> Image.Image:
    """Black characters of 5 x 7 dots on white, in lines of uneven lengths."""
    page = np.full((300, 400), 255, np.uint8)
    for line in range(16):
        characters = 8 + int(_noise(1, 1, 50 + line)[0, 0] >> 27)
        for column in range(characters):
            dots = _levels(5, 7, 100 + 64 * line + column) < 110
            glyph = np.kron(dots, np.ones((2, 2), bool))
            x, y = 12 + 12 * column, 10 + 18 * line
            cell = page[y : y + 14, x : x + 10]
            cell[glyph[:, : cell.shape[1]]] = 0
    return Image.fromarray(page)


def _blocks(width: int, height: int, seed: int) -> Image.Image:
    """Grey blocks of 7 x 11 pixels with hard edges."""
    coarse = _levels(width // 7 + 1, height // 11 + 1, seed)
    return Image.fromarray(
        np.ascontiguousarray(np.kron(coarse, np.ones((11, 7), np.uint8))[:height, :width])
    )


def _palette() -> Image.Image:
    picture = Image.frombytes("P", (191, 97), _blocks(191, 97, 4).tobytes())
    picture.putpalette(_levels(256 * 3, 1, 5).tobytes())
    return picture


def _two_levels() -> Image.Image:
    levels = np.asarray(_blocks(203, 150, 6)) > 127
    return Image.fromarray(levels)


def _opaque() -> Image.Image:
    rgb = np.asarray(_noisy(128, 96))
    return Image.fromarray(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))


def _framed() -> Image.Image:
    page = Image.new("RGB", (280, 231), (250, 248, 240))
    page.paste(_blocks(211, 167, 7).convert("RGB"), (40, 25))
    return page


_SAMPLES: tuple[_Sample, ...] = (
    _Sample(
        "smooth gradient",
        _gradient,
        "aa20cf2bdf2a9a23",
        "aaaa222ac19e2217ea6425bfd30336bbfc04299d9ce72dd8377b0a7844f638e3",
    ),
    _Sample(
        "noise",
        lambda: _noisy(311, 181),
        "8685e5400f8fcdbd",
        "86939593c5b140d30f1a8fb7cdbeb9b0d22e781d4f6de2b9aa9328422bb450d9",
    ),
    _Sample(
        "text",
        _text,
        "bf84c285cbb4cc9c",
        "bfff97e0cade8579cb30f4e0cc839c14a1016945a60e6b50d9bd6d6089c272bb",
    ),
    _Sample(
        "grey blocks",
        lambda: _blocks(321, 241, 8),
        "ea87d9ef22cb8809",
        "ea18876bd952ef436205cbcd88bd49d10d9ada5f4a1a8358875b82e5ad3b5c6c",
    ),
    _Sample(
        "narrow and tall",
        lambda: _noisy(37, 401),
        "bc7f5b218d15034b",
        "bcd17ff84bc631008d7c1575033b5bb02b167e5afa73200f68911d3a7251d87e",
    ),
    _Sample(
        "wide and low",
        lambda: _noisy(501, 23),
        "c8231fba1386eca7",
        "c88ca3261f2bbac5120c86e0ec39a7d517370adfe983104d4acb6b2bc8ff35ad",
    ),
    _Sample(
        "tiny",
        lambda: _noisy(5, 7),
        "e372b2128dadf868",
        "e39d72ffb2dd12558d22adaaf8faedfb0704734c53461244ad209e72a83ab520",
    ),
    _Sample(
        "palette",
        _palette,
        "a0f2bb25caf1ce09",
        "a03af2a7bb9625eccac2f1d9ce31099731afced0ce6071ec20861e27b51f5e22",
    ),
    _Sample(
        "black and white",
        _two_levels,
        "f759ab82430bb632",
        "f7b85dc6eb3082f8535f0b38bed132dd20aaca169e8c9f253e2e80543e2bd191",
    ),
    _Sample(
        "opaque alpha channel",
        _opaque,
        "8788373d45b6b863",
        "87d68854378e3df345cdf64cb05c63981d09cbc649446aadfbc652d04dbdc54c",
    ),
    _Sample(
        "framed",
        _framed,
        "fa3884a795c390cf",
        "fa9538c3846ea70c95c8c1d8903ec763cf319199689fd0bc6ac06cc3b58f3b57",
    ),
)
