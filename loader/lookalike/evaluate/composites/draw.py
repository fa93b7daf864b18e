"""Lays photographs on sheets and pages. Each function takes photographs in RGB and a generator."""

from collections.abc import Sequence
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from lookalike.evaluate.forms.sheet import WORDS, Sheet, font

_LANCZOS = Image.Resampling.LANCZOS
_PAGE = "printed page"  # the seed of what is the same on all of them


def contact_sheet(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """Frames in rows on a dark or a light ground, with or without a heading and numbers."""
    columns = max(round((len(photographs) * 1.25) ** 0.5), 1)
    rows = -(-len(photographs) // columns)
    width = 1500 // columns
    height, gap = round(width * 0.72), rng.randint(14, 34)
    is_dark, is_numbered, is_cut = (rng.random() < 0.5 for _ in range(3))
    head, below = rng.choice((0, 60)), 26 if is_numbered else 0
    ground, ink = ((18, 18, 18), (220, 200, 120)) if is_dark else ((250, 250, 248), (40, 40, 40))
    size = (gap + columns * (width + gap), head + gap + rows * (height + gap + below))
    sheet = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(sheet)
    if head:
        film = f"Film {rng.randint(10, 900)}, frames 1 to {len(photographs)}"
        draw.text((gap, 20), film, font=font(28), fill=ink)
    for number, photograph in enumerate(photographs):
        x = gap + number % columns * (width + gap)
        y = head + gap + number // columns * (height + gap + below)
        fit = ImageOps.fit if is_cut else ImageOps.contain
        frame = fit(photograph, (width, height), _LANCZOS)
        sheet.paste(frame, (x + (width - frame.width) // 2, y + (height - frame.height) // 2))
        if is_numbered:
            place = (x + width / 2, y + height + 14)
            draw.text(place, str(number + 1), font=font(18), fill=ink, anchor="mm")
    return sheet


def album_page(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """Up to four photographs with a white rim, a little turned, on rough paper, with captions."""
    paper = rng.choice([(52, 44, 38), (30, 32, 30), (205, 195, 172), (120, 110, 98)])
    rough = np.random.default_rng(rng.randrange(2**32)).normal(0, 5, (1200, 1600, 1))
    page = Image.fromarray((np.asarray(paper) + rough).clip(0, 255).astype(np.uint8))
    ink = (235, 230, 215) if sum(paper) < 380 else (40, 36, 30)
    many = len(photographs) > 2
    for number, photograph in enumerate(photographs[:4]):
        width = 1000 if len(photographs) == 1 else 700
        height = 460 if many else 800
        middle_x = 800 if len(photographs) == 1 else 410 + 780 * (number % 2)
        middle_y = 570 if not many else 300 + 580 * (number // 2)
        inner = ImageOps.contain(photograph, (width, height), _LANCZOS)
        framed = ImageOps.expand(inner, rng.randint(8, 22), (240, 236, 226)).convert("RGBA")
        turned = framed.rotate(rng.uniform(-2.5, 2.5), Image.Resampling.BICUBIC, expand=True)
        x, y = middle_x - turned.width // 2, middle_y - turned.height // 2
        page.paste(turned, (x, y), turned)
        caption = f"{' '.join(rng.choice(WORDS) for _ in range(3))} {rng.randint(1900, 1970)}"
        place = (middle_x, y + turned.height + 20)
        ImageDraw.Draw(page).text(place, caption, font=font(26), fill=ink, anchor="mm")
    return page


def screenshot(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """A browser with an article: one large picture, the others small beside the text."""
    sheet = Sheet(1600, 1000, (255, 255, 255))
    sheet.box(0, 0, 1600, 86, fill=(222, 225, 230), ink=(222, 225, 230))
    sheet.box(110, 36, 1200, 76, fill=(255, 255, 255), ink=(200, 200, 205))
    address = f"https://courier.example/{rng.choice(WORDS)}/{rng.randint(100, 9999)}"
    sheet.text(126, 44, address, 20, (60, 60, 60))
    sheet.text(120, 112, " ".join(rng.choice(WORDS) for _ in range(6)).capitalize(), 36)
    large = ImageOps.contain(photographs[0], (rng.randint(700, 900), 640), _LANCZOS)
    sheet.image.paste(large, (120, 180))
    below = 200 + large.height
    sheet.words(rng, 120, below, 900, max((960 - below) // 30, 1), 20, 1.45)
    y = 180.0
    for photograph in photographs[1:]:
        small = ImageOps.contain(photograph, (330, 240), _LANCZOS)
        sheet.image.paste(small, (1120, round(y)))
        y = sheet.words(rng, 1120, y + small.height + 16, 330, 2, 17) + 20
    sheet.words(rng, 1120, y, 400, max(int((960 - y) / 26), 1), 18, 1.45)
    return sheet.image


def printed_page(photographs: Sequence[Image.Image], rng: Random) -> Image.Image:
    """One layout for all: heading and columns of text are the same, photograph and caption not."""
    form = Random(_PAGE)  # noqa: S311 - no secret
    sheet = Sheet(1240, 1754, (246, 243, 235))
    sheet.text(80, 70, "THE ILLUSTRATED WEEKLY", 58)
    sheet.text(1160, 90, "No. 27", 30, anchor="ra")
    sheet.line(80, 150, 1160, 150, width=4)
    picture = ImageOps.fit(photographs[0], (1080, 700), _LANCZOS)
    sheet.image.paste(picture, (80, 190))
    caption = " ".join(rng.choice(WORDS) for _ in range(6)).capitalize()
    sheet.text(80, 190 + picture.height + 12, caption, 24)
    for column in range(3):
        sheet.words(form, 80 + column * 370, 950, 340, 25, 21)
    return sheet.image
