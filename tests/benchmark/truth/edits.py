"""An original and 25 files made of it, which differ from seed to seed.

The edits are those of `lookalike evaluate`, in other qualities, and some of other makers: words
without a bar, a coloured border, a logo. Files are named as `evaluate` names them.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from PIL import Image, ImageColor, ImageDraw, ImageFont, ImageOps, ImageStat

from lookalike.evaluate.copies import has_colour
from lookalike.picture.edits import EDITS, Edit
from lookalike.picture.further_edits import FURTHER

_BY_NAME = {edit.name: edit for edit in (*EDITS, *FURTHER)}
_LARGE = 900  # pixels of the longer side of every second original
_SEEN = 40  # levels by which words differ from what is usual around them
_INKS = ("#ffffff", "#f4e04d", "#c8102e", "#101010", "#1d4ed8")

Change = Callable[[Image.Image, Random], Image.Image]


@dataclass(frozen=True)
class Set:
    """The files of one photograph: the picture as it is opened, and its edits by number."""

    number: int
    suffix: str
    original: bytes
    edits: tuple[Edit, ...]


def _words(picture: Image.Image, rng: Random) -> Image.Image:
    """A line of words without a bar, at the top or the bottom."""
    written = picture.copy()
    size = max(picture.height * rng.uniform(0.05, 0.09), 9.0)
    text = f"{rng.choice(('Inv. no.', 'Photo', 'Courtesy of', 'Plate'))} {rng.randint(10, 9999)}"
    y = picture.height * (0.02 if rng.random() < 0.5 else 0.88)
    place = (picture.width * rng.uniform(0.03, 0.4), y)
    below = picture.convert("L").crop((0, round(y), picture.width, round(y + size)))
    ground = ImageStat.Stat(below).median[0]
    seen = [ink for ink in _INKS if abs(ImageColor.getcolor(ink, "L") - ground) > _SEEN]
    font = ImageFont.load_default(size)
    ImageDraw.Draw(written).text(place, text, rng.choice(seen), font=font)
    return written


def _logo(picture: Image.Image, rng: Random) -> Image.Image:
    """A round sign in a corner."""
    signed = picture.copy()
    side = round(min(picture.size) * rng.uniform(0.12, 0.2))
    x = rng.choice((side // 4, picture.width - side * 5 // 4))
    y = rng.choice((side // 4, picture.height - side * 5 // 4))
    draw = ImageDraw.Draw(signed)
    draw.ellipse((x, y, x + side, y + side), fill=rng.choice(_INKS), outline="#808080", width=2)
    draw.rectangle((x + side // 3, y + side // 3, x + 2 * side // 3, y + 2 * side // 3), "#808080")
    return signed


def _border(picture: Image.Image, rng: Random) -> Image.Image:
    """A border of any colour, of one width on all sides."""
    width = round(max(picture.size) * rng.uniform(0.02, 0.08))
    colour = tuple(rng.randint(0, 255) for _ in range(3))
    return ImageOps.expand(picture, width, colour)


def _other(name: str, apply: Change, format_: str, quality: int = 88) -> Edit:
    return Edit(name, apply, frozenset(), False, format_, quality)


def plan(rng: Random) -> tuple[Edit, ...]:
    """25 edits. Qualities, formats and the chains are drawn; the kinds are the same each time."""

    def known(name: str, as_: str | None = None, quality: tuple[int, int] | None = None) -> Edit:
        edit = _BY_NAME[name]
        if as_:
            edit = replace(edit, name=f"{name}, {as_}", format=as_)
        drawn = rng.randint(*(quality or (80, 94)))
        return replace(edit, quality=drawn, of="", description="")

    def then(name: str, of: Edit, second: str, as_: str = "JPEG") -> Edit:
        return replace(known(second), name=name, of=of.name, format=as_)

    lossless = ("PNG", "TIFF")
    grey, crop = known("grey"), known(rng.choice(("crop 5 %", "crop 10 %", "crop 20 %")))
    half, negative = known("resize to 50 %"), known("negative", rng.choice(lossless))
    chains = [
        then("grey, again", grey, "JPEG quality 30"),
        then("crop, sepia", crop, "sepia"),
        then("half, caption", half, "caption bar", "PNG"),
        then("negative, border", negative, "white border", "TIFF"),
        then("grey, half", grey, "resize to 50 %"),
        then("half, mirror", half, "mirror"),
    ]
    return (
        known("JPEG quality 95", quality=(93, 98)),
        known("JPEG quality 30", quality=(40, 80)),
        known("PNG of the original"),
        half,
        known("enlarge to 150 %"),
        known("enlarge to 200 %"),
        grey,
        known("sepia"),
        known("brightness +40 %"),
        known("contrast +40 %"),
        negative,
        known("caption bar"),
        known("caption bar", rng.choice(lossless)),
        _other("words", _words, rng.choice(("JPEG", "PNG"))),
        known("text watermark"),
        _other("logo", _logo, rng.choice(("JPEG", "PNG"))),
        known("white border", rng.choice(("JPEG", "PNG"))),
        known("black border", "TIFF"),
        _other("coloured border", _border, "JPEG", rng.randint(80, 94)),
        crop,
        known(rng.choice(("mirror", "mirror, upside down"))),
        known(rng.choice(("turn by 90 degrees", "EXIF orientation"))),
        *rng.sample(chains, 3),
    )


def make_set(number: int, picture: Image.Image, seed: str) -> Set:
    """Draw how an original is saved, and its edits.

    The pictures have been JPEGs. Originals are scaled, so that they do not show it, but for some
    that are saved without loss: these were saved from a JPEG that is not here.
    """
    rng = Random(f"{seed} {number}")
    is_lossless = rng.random() < 1 / 3
    longest = max(picture.size)
    if rng.random() < 0.5:
        longest = _LARGE
    elif not is_lossless:  # or it would show that it was a JPEG before
        longest = round(longest * rng.uniform(0.82, 0.94))
    if longest != max(picture.size):
        factor = longest / max(picture.size)
        size = (round(picture.width * factor), round(picture.height * factor))
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "PNG" if is_lossless else "JPEG", quality=rng.randint(85, 96))
    edits = plan(rng)
    with Image.open(file) as opened:
        if not has_colour(opened.convert("RGB")):  # a grey or a brown copy would be the same
            grey = {edit.name for edit in edits if edit.colour_only}
            edits = tuple(e for e in edits if e.name not in grey and e.of not in grey)
    return Set(number, ".png" if is_lossless else ".jpg", file.getvalue(), edits)


def write_set(made: Set, folder: Path, seed: str, missing: bool = False) -> list[Path]:
    """Write the files of a set, by number; without the original and its pixels if it is missing."""
    here = folder / f"{made.number:05}"
    here.mkdir(parents=True)
    pictures = {"": Image.open(io.BytesIO(made.original)).convert("RGB")}
    paths = []
    for number, edit in enumerate((None, *made.edits)):
        if edit is None:
            name, data = f"00 original{made.suffix}", made.original
        else:
            data = edit.make(pictures[edit.of], f"{seed} {made.number}")
            name = f"{number:02} {edit.name.replace('%', '').replace(',', '')}{edit.suffix}"
            pictures[edit.name] = Image.open(io.BytesIO(data)).convert("RGB")
        if missing and (edit is None or (edit.keeps_pixels and not edit.of)):
            continue
        (here / name).write_bytes(data)
        paths.append(here / name)
    return paths
