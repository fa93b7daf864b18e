"""Documents of one form, clean and as scanners see them, and pages of one layout."""

import io
import random

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

_WORDS = (
    *("the", "registrar", "of", "this", "district", "hereby", "certifies", "that", "according"),
    *("to", "entry", "in", "register", "births", "and", "under", "provisions", "act", "no"),
    *("further", "evidence", "is", "needed", "prove", "what", "stated", "above", "council"),
)
_SIZE = (900, 1200)
_PAPER = 245


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _paragraphs(
    draw: ImageDraw.ImageDraw, seed: str, box: tuple[int, int, int, int], size: int
) -> None:
    """Fill a box (left, top, right, bottom) with words."""
    chance = random.Random(seed)
    left, top, right, bottom = box
    while top + size < bottom:
        line = ""
        while draw.textlength(line, font=_font(size)) < right - left - 6 * size:
            line += chance.choice(_WORDS) + " "
        draw.text((left, top), line, font=_font(size), fill=20)
        top += round(size * 1.5)


def certificate(name: str = "Anna Novak", number: str = "1037") -> Image.Image:
    """One printed form with much text, in which a name and a number are filled in."""
    page = Image.new("L", _SIZE, _PAPER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((40, 40, 860, 1160), outline=0, width=5)
    draw.text((240, 90), "BIRTH CERTIFICATE", font=_font(42), fill=0)
    for line, (label, value) in enumerate((("Name", name), ("No.", number))):
        y = 220 + 80 * line
        draw.text((100, y), label, font=_font(26), fill=0)
        draw.text((280, y), value, font=_font(30), fill=30)
        draw.line((270, y + 42, 800, y + 42), fill=0, width=2)
    _paragraphs(draw, "form", (100, 440, 820, 1080), 22)
    return page


def text_page(seed: int) -> Image.Image:
    """A page of words, other ones with each seed."""
    page = Image.new("L", _SIZE, _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((80, 70), f"Minutes no. {seed}", font=_font(30), fill=0)
    _paragraphs(draw, f"page {seed}", (80, 140, 840, 1120), 22)
    return page


def layout_page(photograph: Image.Image) -> Image.Image:
    """The same text and frame, around a photograph."""
    page = Image.new("RGB", _SIZE, (_PAPER,) * 3)
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 30, 870, 1170), outline=0, width=12)
    draw.text((80, 60), "RIVERSIDE MAGAZINE", font=_font(60), fill=0)
    page.paste(photograph.resize((740, 500)), (80, 160))
    _paragraphs(draw, "layout", (80, 690, 840, 1120), 22)
    return page


def dark_photograph_page(photograph: Image.Image) -> Image.Image:
    """The same text and head, both with far more contrast than a dark photograph between them."""
    page = Image.new("RGB", (900, 1260), (_PAPER,) * 3)
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 900, 100), fill=(40, 70, 90))
    draw.text((80, 20), "RIVERSIDE MAGAZINE", font=_font(60), fill="white")
    dark = ImageEnhance.Brightness(photograph).enhance(0.5)
    page.paste(ImageOps.fit(dark, (640, 420)), (130, 160))
    _paragraphs(draw, "layout", (130, 640, 840, 1200), 22)
    return page


def scan(
    page: Image.Image, seed: int, angle: float = 0.8, scale: float = 1.0, noise: float = 3.0
) -> Image.Image:
    """A page as a scanner sees it: turned, noisy, soft, darker to one side, in JPEG."""
    turned = page.convert("RGB").rotate(angle, Image.Resampling.BICUBIC, fillcolor=(_PAPER,) * 3)
    size = (round(page.width * scale), round(page.height * scale))
    soft = turned.filter(ImageFilter.GaussianBlur(0.6)).resize(size, Image.Resampling.LANCZOS)
    shade = np.linspace(0.75, 1.0, size[0])[None, :, None]
    grain = np.random.default_rng(seed).normal(0, noise, (size[1], size[0], 1))
    pixels = np.clip(np.asarray(soft) * shade + grain, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=80)
    return Image.open(file).convert("RGB")


def beside_gutter(page: Image.Image) -> Image.Image:
    """A darker copy, lit from the right."""
    light = 0.6 * (0.7 + 0.3 * np.linspace(0, 1, page.width))
    grain = np.random.default_rng(1).normal(0, 4, (page.height, page.width))
    return Image.fromarray(np.clip(np.asarray(page) * light + 10 + grain, 0, 255).astype(np.uint8))
