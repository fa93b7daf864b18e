"""Further edits that detection is measured with, beside those of `edits`.

Copies saved without loss, enlarged copies, copies with something laid over them, and chains: copies
of copies, each step of which is a file of its own.
"""

import math
import random
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw, ImageFont

from lookalike.picture.edits import EDITS, Edit

_LAID = (0.05, 0.15)  # share of the area under a sticker or a bar
_WORDS = ("No. 1234", "ARCHIVE", "SOLD", "lot 17", "press", "1936", "reserved")
_COLOURS = (
    (250, 250, 245),
    (240, 220, 60),
    (200, 40, 40),
    (40, 90, 170),
    (30, 30, 30),
    (90, 180, 90),
)


def _same(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture


def _enlarged(times: float) -> Callable[[Image.Image, random.Random], Image.Image]:
    def apply(picture: Image.Image, _: random.Random) -> Image.Image:
        size = (round(picture.width * times), round(picture.height * times))
        return picture.resize(size, Image.Resampling.BICUBIC)

    return apply


def _sticker(picture: Image.Image, rng: random.Random) -> Image.Image:
    """An opaque label at any place, plain or with a word, often in the middle."""
    area, aspect = rng.uniform(*_LAID) * picture.width * picture.height, rng.uniform(0.6, 1.9)
    width = min(round(math.sqrt(area * aspect)), picture.width)
    height = min(round(math.sqrt(area / aspect)), picture.height)
    x, y = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    if rng.random() < 0.35:
        x, y = (picture.width - width) // 2, (picture.height - height) // 2
    colour = rng.choice(_COLOURS)
    labelled = picture.copy()
    draw = ImageDraw.Draw(labelled)
    shape = draw.ellipse if rng.random() < 0.3 else draw.rectangle
    shape((x, y, x + width, y + height), fill=colour)
    if rng.random() < 0.6:
        ink = "black" if sum(colour) > 380 else "white"
        font = ImageFont.load_default(max(width / 7, 6.0))
        place = (x + width / 2, y + height / 2)
        draw.text(place, rng.choice(_WORDS), fill=ink, font=font, anchor="mm")
    return labelled


def _black_bar(picture: Image.Image, rng: random.Random) -> Image.Image:
    share, length = rng.uniform(*_LAID), rng.uniform(0.5, 1)
    across, down = (length, share / length) if rng.random() < 0.6 else (share / length, length)
    width, height = round(picture.width * across), round(picture.height * down)
    x, y = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    barred = picture.copy()
    ImageDraw.Draw(barred).rectangle((x, y, x + width, y + height), fill="black")
    return barred


def _stamp(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A round stamp in half-transparent ink, turned, with words in it."""
    radius = round(min(picture.size) * rng.uniform(0.14, 0.26))
    side = 2 * radius + 4
    layer = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(layer)
    ink = (*rng.choice([(160, 30, 40), (40, 50, 140), (30, 30, 30)]), rng.randint(110, 200))
    draw.ellipse((2, 2, side - 3, side - 3), outline=ink, width=max(radius // 12, 1))
    font = ImageFont.load_default(max(radius * 0.28, 6.0))
    for row, text in enumerate(("MUNICIPAL", "ARCHIVE", str(rng.randint(1900, 1999)))):
        place = (side / 2, side / 2 + (row - 1) * radius * 0.36)
        draw.text(place, text, fill=ink, font=font, anchor="mm")
    layer = layer.rotate(rng.uniform(-30, 30), Image.Resampling.BICUBIC)
    place = rng.randint(0, picture.width - side), rng.randint(0, picture.height - side)
    stamped = picture.convert("RGBA")
    stamped.alpha_composite(layer, place)
    return stamped.convert("RGB")


_BY_NAME = {edit.name: edit for edit in EDITS}


def _saved(name: str, format_: str) -> Edit:
    """An edit of `EDITS` saved without loss."""
    edit = _BY_NAME[name]
    description = f"{edit.description.partition(' Saved as')[0]} Saved as {format_}."
    return replace(edit, name=f"{name}, {format_}", format=format_, description=description)


def _further(
    name: str,
    apply: Callable[[Image.Image, random.Random], Image.Image],
    relation: str,
    description: str,
    format_: str = "JPEG",
    quality: int = 88,
) -> Edit:
    saved = f"Saved as JPEG, quality {quality}." if format_ == "JPEG" else f"Saved as {format_}."
    described = f"{description} {saved}"
    relations = frozenset({relation})
    return Edit(name, apply, relations, False, format_, quality, description=described)


_LOSSLESS_COPY = replace(
    _further("PNG of the original", _same, "identical image", "Only saved again.", "PNG"),
    keeps_pixels=True,
)

_LOSSLESS_NEGATIVE = _saved("negative", "PNG")

ONCE: tuple[Edit, ...] = (
    _further("JPEG quality 95", _same, "re-encoded", "Only compressed again, little.", quality=95),
    _LOSSLESS_COPY,
    _saved("caption bar", "PNG"),
    _saved("caption bar", "TIFF"),
    _LOSSLESS_NEGATIVE,
    _saved("white border", "PNG"),
    _saved("black border", "TIFF"),
    _further("enlarge to 150 %", _enlarged(1.5), "resized", "Enlarged.", quality=92),
    _further("enlarge to 200 %", _enlarged(2), "resized", "Enlarged.", "PNG"),
    _further("sticker", _sticker, "edited", "A label over 5 to 15 % of the area, at any place."),
    _further("black bar", _black_bar, "edited", "A black bar over 5 to 15 % of the area."),
    _further("stamp", _stamp, "edited", "A round stamp in half-transparent ink."),
)


def _step(name: str, of: Edit, then: Edit) -> Edit:
    """The edit `then` of the copy that the edit `of` makes."""
    return replace(
        then,
        name=name,
        relations=(of.relations | then.relations) - {"re-encoded"},
        derived=of.derived or then.derived,
        colour_only=of.colour_only or then.colour_only,
        of=of.name,
        description=f"Of the copy “{of.name}”: {then.description}",
    )


_HARD = _further("JPEG quality 50", _same, "re-encoded", "Compressed again.", quality=50)
_CAPTIONED = _step("resize, caption", _BY_NAME["resize to 50 %"], _saved("caption bar", "PNG"))
_COMPRESSED = _step("resize, caption, JPEG quality 50", _CAPTIONED, _HARD)

# Both negatives have the same pixels: nobody can say which was made of which.
_SAME_NEGATIVE = replace(
    _step(
        "negative, PNG, TIFF",
        _LOSSLESS_NEGATIVE,
        _further("", _same, "negative", "Only saved again.", "TIFF"),
    ),
    keeps_pixels=True,
)

CHAINS: tuple[Edit, ...] = (
    _SAME_NEGATIVE,
    _step("grey, JPEG quality 50", _BY_NAME["grey"], _HARD),
    _step("crop 20 %, sepia", _BY_NAME["crop 20 %"], _BY_NAME["sepia"]),
    _step("negative, white border", _BY_NAME["negative"], _saved("white border", "TIFF")),
    _CAPTIONED,
    _COMPRESSED,
    _step("resize, caption, JPEG quality 50, crop 10 %", _COMPRESSED, _BY_NAME["crop 10 %"]),
)

FURTHER = ONCE + CHAINS
