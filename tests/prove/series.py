"""Pictures that are alike but are not copies of each other, and photographs to make them of.

Forms filled in differently, pages of text, and photographs under the same caption, watermark, logo
or frame: what an archive holds long series of, and what must not be taken for one picture.
"""

import io
import random
from functools import cache

import numpy as np
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, ImageOps

from lookalike.picture.border import find_content
from lookalike.prove.picture import SIDE, Box, Picture

PHOTOGRAPHS = (
    *("astronaut", "camera", "chelsea", "coffee", "coins", "grass", "hubble_deep_field"),
    *("immunohistochemistry", "moon", "rocket"),
)
_FIELDS = (
    *("Name", "Surname", "Born", "Street", "Town", "Post code", "Nationality", "Employer"),
    *("Married", "Children", "Income", "Reason", "Date", "Signature"),
)
_PAPER = (250, 248, 240)
_PAGE = (620, 877)


@cache
def photograph(name: str) -> Image.Image:
    """A photograph that comes with scikit-image."""
    return Image.fromarray(getattr(skimage.data, name)()).convert("RGB")


def seen(picture: Image.Image | bytes) -> Picture:
    """A picture, or the file with these bytes, as the loader gives it to a proof."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    image = ImageOps.exif_transpose(image).convert("RGB")
    found = find_content(image)
    content = None if found is None else Box(*found)

    def closer(side: int) -> NDArray[np.uint8]:
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=3.0)
        return np.array(small)

    return Picture.of(closer(SIDE), image.width, image.height, content, closer)


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def filled_form(seed: int) -> Image.Image:
    """The same printed form each time, scanned; what is written in it differs with the seed."""
    chance = random.Random(f"form {seed}")
    page = Image.new("RGB", _PAGE, _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((150, 30), "APPLICATION FOR PERMIT", font=_font(28), fill="black")
    for number, field in enumerate(_FIELDS):
        y = 110 + number * 52
        draw.text((40, y), field, font=_font(18), fill="black")
        draw.rectangle((200, y - 8, 580, y + 32), outline="black")
        letters = chance.choices("abcdefghijklmnopqrstuvwxyz      ", k=chance.randint(6, 26))
        place = (210 + chance.randint(-3, 8), y + chance.randint(-4, 4))
        draw.text(place, "".join(letters), font=_font(chance.randint(17, 23)), fill=(20, 20, 90))
    return scanned(page, seed, chance.uniform(-0.5, 0.5))


def scanned(page: Image.Image, seed: int, angle: float, noise: float = 2.0) -> Image.Image:
    """A page as a scanner sees it: a little turned, by `angle` in degrees, and noisy."""
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=_PAPER)
    grain = np.random.default_rng(seed).normal(0, noise, (page.height, page.width, 1))
    return Image.fromarray(np.clip(np.asarray(turned) + grain, 0, 255).astype(np.uint8))


def page_of_text(seed: int) -> Image.Image:
    """A page with 38 lines in one typeface, each seed with other words."""
    chance = random.Random(f"text {seed}")
    page = Image.new("RGB", _PAGE, (250, 250, 250))
    draw = ImageDraw.Draw(page)
    for number in range(38):
        words = ("".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(9))
        draw.text((50, 40 + number * 21), " ".join(words)[:58], font=_font(17), fill=(10, 10, 10))
    return page


def captioned(picture: Image.Image, share: float = 0.15) -> Image.Image:
    """The same bar with the same line of text over the lowest share of the height."""
    captioned = picture.copy()
    draw = ImageDraw.Draw(captioned)
    bar = round(picture.height * share)
    top = picture.height - bar
    draw.rectangle((0, top, picture.width, picture.height), fill=(20, 20, 20))
    draw.text(
        (picture.width // 20, top + bar // 2), "Courier archive 1987 / not for resale",
        font=_font(min(bar * 0.5, picture.width / 20)), fill="white", anchor="lm",
    )  # fmt: skip
    return captioned


def watermarked(picture: Image.Image) -> Image.Image:
    """The same half-transparent words all over."""
    layer = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(layer)
    for y in range(0, picture.height, 60):
        for x in range(-picture.height, picture.width, 160):
            draw.text((x + y, y), "shutterpix", font=_font(22), fill=(255, 255, 255, 140))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def with_logo(picture: Image.Image) -> Image.Image:
    """The same disc, a third of the width, in the upper left corner."""
    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    wide = picture.width // 3
    draw.ellipse((10, 10, 10 + wide, 10 + wide), fill="red", outline="white", width=8)
    draw.text((20 + wide // 6, wide // 2), "NEWS 24", font=_font(wide / 6), fill="white")
    return marked


def framed(picture: Image.Image) -> Image.Image:
    """The same patterned frame around it."""
    width = 80
    size = (picture.width + 2 * width, picture.height + 2 * width)
    frame = Image.fromarray(skimage.data.gravel()).convert("RGB").resize(size)
    frame.paste(picture, (width, width))
    return frame
