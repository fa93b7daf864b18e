"""The named edits that detection is measured with: what people do to copies of photographs.

Each edit takes a picture and a random generator, so that where a crop lies, what a caption says
and how wide a border is differ from picture to picture, and are the same each time: the generator
starts from the name of the edit and a seed of the picture's own.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

_WORDS = (  # noqa: SIM905 -- easier to read
    "archive sample press photo not for resale preview copyright agency library courier 2019"
    " collection exhibition portrait harbour festival museum negative"
).split()


@dataclass(frozen=True)
class Edit:
    """An edit by name: how it is made and saved, and what is true of the copy it makes.

    `relations` are those that have to be named of original and copy; `derived` says whether the
    pixels show that the copy derives from the original, and not the other way round.
    """

    name: str
    apply: Callable[[Image.Image, random.Random], Image.Image]
    relations: frozenset[str]
    derived: bool
    format: str = "JPEG"
    quality: int = 88
    orientation: int = 1  # of EXIF: how a viewer has to turn what is stored
    description: str = ""  # what is done, with its parameters, in a sentence
    colour_only: bool = False  # to a picture without colours it does nothing worth a name
    of: str = ""  # name of the edit whose copy it is made of; "" for the original
    keeps_pixels: bool = False  # whether the copy has the very pixels of what it is made of

    @property
    def suffix(self) -> str:
        """Of the file name."""
        return {"JPEG": ".jpg", "WEBP": ".webp", "PNG": ".png", "TIFF": ".tif"}[self.format]

    def make(self, picture: Image.Image, seed: str) -> bytes:
        """The edited copy of a picture as the bytes of a file; the same for the same seed."""
        rng = random.Random(f"{self.name} {seed}")  # noqa: S311 - no secret
        edited = self.apply(picture.convert("RGB"), rng)
        exif = Image.Exif()
        if self.orientation != 1:
            exif[0x0112] = self.orientation
        file = io.BytesIO()
        options = (
            {"compression": "tiff_lzw"} if self.format == "TIFF" else {"quality": self.quality}
        )
        edited.save(file, self.format, exif=exif, **options)
        return file.getvalue()


def _same(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture


def _scaled(across: float, down: float) -> Callable[[Image.Image, random.Random], Image.Image]:
    def apply(picture: Image.Image, _: random.Random) -> Image.Image:
        size = (max(round(picture.width * across), 1), max(round(picture.height * down), 1))
        return picture.resize(size, Image.Resampling.LANCZOS)

    return apply


def _grey(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture.convert("L")


def _sepia(picture: Image.Image, _: random.Random) -> Image.Image:
    return ImageOps.colorize(picture.convert("L"), "#1e140a", "#ffecc8", mid="#967850")


def _brighter(picture: Image.Image, _: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(1.4)


def _more_contrast(picture: Image.Image, _: random.Random) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(1.4)


def _blurred(picture: Image.Image, _: random.Random) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(max(picture.size) / 300))


def _text(rng: random.Random) -> str:
    return " ".join(rng.sample(_WORDS, 3)).capitalize()


def _watermark(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A line of half-transparent text across the picture, in the middle 40 % of its height."""
    layer = Image.new("RGBA", picture.size)
    text = _text(rng)
    font = ImageFont.load_default(max(picture.width / (len(text) * 0.6), 8.0))
    place = (picture.width // 2, round(picture.height * rng.uniform(0.3, 0.7)))
    ImageDraw.Draw(layer).text(place, text, fill=(255, 255, 255, 150), font=font, anchor="mm")
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _caption(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A dark bar with a line of text laid over the lowest eighth."""
    bar = max(picture.height // 8, 1)
    captioned = picture.copy()
    draw = ImageDraw.Draw(captioned)
    top = picture.height - bar
    draw.rectangle((0, top, picture.width, picture.height), fill=(20, 20, 20))
    font = ImageFont.load_default(max(bar * 0.5, 6.0))
    place = (picture.width // 20, top + bar // 2)
    draw.text(place, _text(rng), fill="white", font=font, anchor="lm")
    return captioned


def _border(colour: str) -> Callable[[Image.Image, random.Random], Image.Image]:
    def apply(picture: Image.Image, rng: random.Random) -> Image.Image:
        sides = tuple(round(max(picture.size) * rng.uniform(0.03, 0.1)) for _ in range(4))
        return ImageOps.expand(picture, sides, colour)

    return apply


def _crop(away: float) -> Callable[[Image.Image, random.Random], Image.Image]:
    """Cuts this share of the area away, the same share of either side, at any place."""

    def apply(picture: Image.Image, rng: random.Random) -> Image.Image:
        keep = (1 - away) ** 0.5
        width, height = round(picture.width * keep), round(picture.height * keep)
        left = rng.randint(0, picture.width - width)
        top = rng.randint(0, picture.height - height)
        return picture.crop((left, top, left + width, top + height))

    return apply


def _turn(picture: Image.Image, rng: random.Random) -> Image.Image:
    return picture.rotate(rng.choice((-2, 2)), Image.Resampling.BICUBIC)


def _transposed(how: Image.Transpose) -> Callable[[Image.Image, random.Random], Image.Image]:
    def apply(picture: Image.Image, _: random.Random) -> Image.Image:
        return picture.transpose(how)

    return apply


def _negative(picture: Image.Image, _: random.Random) -> Image.Image:
    return ImageOps.invert(picture)


def _edit(
    name: str,
    apply: Callable[[Image.Image, random.Random], Image.Image],
    relations: str,
    description: str,
    derived: bool = False,
    format_: str = "JPEG",
    quality: int = 88,
    orientation: int = 1,
    colour_only: bool = False,
) -> Edit:
    saved = f" Saved as {'WebP' if format_ == 'WEBP' else format_}, quality {quality}."
    return Edit(
        name,
        apply,
        frozenset(relations.split(", ")),
        derived,
        format_,
        quality,
        orientation,
        description + saved,
        colour_only,
    )


EDITS: tuple[Edit, ...] = (
    _edit("JPEG quality 30", _same, "re-encoded", "Only compressed again, hard.", quality=30),
    _edit("WebP", _same, "re-encoded", "Only saved again.", format_="WEBP", quality=60),
    _edit(
        "resize to 50 %",
        _scaled(0.5, 0.5),
        "resized",
        "Half the width and half the height.",
        derived=True,
    ),
    _edit(
        "resize to 20 %",
        _scaled(0.2, 0.2),
        "resized",
        "A fifth of the width and of the height.",
        derived=True,
    ),
    _edit("aspect 85 %", _scaled(0.85, 1), "resized", "Squeezed to 85 % of the width alone."),
    _edit("grey", _grey, "toned", "Without colours.", derived=True, colour_only=True),
    _edit("sepia", _sepia, "toned", "In brown tones.", derived=True, colour_only=True),
    _edit("brightness +40 %", _brighter, "toned", "All values of light times 1.4."),
    _edit("contrast +40 %", _more_contrast, "toned", "Differences from the mean times 1.4."),
    _edit("negative", _negative, "negative", "Light and colours inverted."),
    _edit(
        "blur",
        _blurred,
        "edited",
        "Gaussian blur, with a radius of 1/300 of the longer side.",
    ),
    _edit(
        "text watermark",
        _watermark,
        "edited",
        "A line of half-transparent white text over the whole width.",
    ),
    _edit(
        "caption bar",
        _caption,
        "edited",
        "The lowest eighth covered by a dark bar with a line of text.",
    ),
    _edit(
        "white border",
        _border("white"),
        "bordered",
        "A white border, on each side 3 to 10 % of the longer side wide.",
    ),
    _edit(
        "black border",
        _border("black"),
        "bordered",
        "A black border, on each side 3 to 10 % of the longer side wide.",
    ),
    *(
        _edit(
            f"crop {away} %",
            _crop(away / 100),
            "cropped",
            f"{away} % of the area cut away, the proportions kept, at a random place.",
            derived=True,
        )
        for away in (5, 10, 20, 35, 50)
    ),
    _edit("turn by 2 degrees", _turn, "rotated", "Turned by 2° to either side, corners black."),
    _edit(
        "turn by 90 degrees",
        _transposed(Image.Transpose.ROTATE_90),
        "rotated",
        "Turned by 90° to the left.",
    ),
    _edit(
        "mirror",
        _transposed(Image.Transpose.FLIP_LEFT_RIGHT),
        "mirrored",
        "Left and right exchanged.",
    ),
    _edit(
        "mirror, upside down",
        _transposed(Image.Transpose.FLIP_TOP_BOTTOM),
        "mirrored",
        "Top and bottom exchanged.",
    ),
    # What is stored lies on its side, and is shown upright: to a viewer it is the same picture.
    _edit(
        "EXIF orientation",
        _transposed(Image.Transpose.ROTATE_90),
        "re-encoded",
        "Stored turned by 90°, with an EXIF orientation that turns it back.",
        quality=92,
        orientation=6,
    ),
)
