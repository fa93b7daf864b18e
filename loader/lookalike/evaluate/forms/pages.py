"""Pages of one layout: editions of a newspaper, screenshots of mail. Arguments as in `papers`."""

from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from lookalike.evaluate.forms.sheet import GOODS, PLACES, WORDS, Sheet, date, person

BICUBIC = Image.Resampling.BICUBIC


def newspaper(form: Random, number: int, rng: Random) -> Image.Image:
    """An edition of one day's paper: one article or two are others, and often the photograph."""
    sheet = Sheet(1400, 1980, ground=form.randint(222, 240))
    title = form.choice(["The Evening Courier", "The Morning Herald", "The Daily Observer"])
    sheet.text(700, 110, title, 96, anchor="mm")
    sheet.line(60, 190, 1340, 190, width=4)
    sheet.text(60, 200, f"No. {form.randint(100, 9000)}", 24)
    sheet.text(700, 212, f"{form.choice(PLACES)}, {date(form)}", 24, anchor="mm")
    sheet.text(1340, 200, f"edition {number + 1}", 24, anchor="ra")
    sheet.line(60, 236, 1340, 236)
    columns, gap = form.choice((4, 5)), 24
    width = (1280 - gap * (columns - 1)) / columns
    first = form.randrange(columns - 1)  # column of the photograph, which is two columns wide
    cells = [
        (column, row)
        for column in range(columns)
        for row in range(3)
        if row or column not in (first, first + 1)
    ]
    others = set(rng.sample(cells, rng.randint(1, 2)))
    for column, row in cells:
        same, own = form.random(), rng.random()
        text = Random(own if (column, row) in others else same)  # noqa: S311 - no secret
        x, y = 60 + column * (width + gap), 260 + row * 570
        head = " ".join(text.choice(WORDS) for _ in range(3)).capitalize()
        sheet.text(x, y, head[: int(width / 15)], 28)
        sheet.words(text, x, y + 44, width, 19, 19, 1.35)
    by = rng if rng.random() < 0.5 else form
    photograph = made_up_photograph(by, int(2 * width + gap), 430)
    x = 60 + first * (width + gap)
    sheet.image.paste(photograph.convert("L"), (int(x), 260))
    sheet.words(by, x, 705, 2 * width, 3, 22)
    return sheet.image


def mail(form: Random, number: int, rng: Random) -> Image.Image:
    """A screenshot of a letter in a mail program, which ends as the others do."""
    sheet = Sheet(1440, 900, (255, 255, 255))
    grey = (110, 110, 110)
    bar, name = ((40, 60, 110), (255, 255, 255)) if form.random() < 0.5 else ((225,) * 3, (40,) * 3)
    sheet.box(0, 0, 1440, 60, fill=bar, ink=bar)
    sheet.text(20, 16, form.choice(["Post", "Mailbox", "Letters"]), 26, name)
    sheet.box(0, 60, 240, 900, fill=(240, 242, 246), ink=(240, 242, 246))
    for row, text in enumerate(("Inbox", "Sent", "Drafts", "Bin", "Projects", "Invoices")):
        sheet.text(24, 90 + 46 * row, text, 22, (60, 60, 70))
    who = person(number)
    about = form.choice(["Meeting about the", "Your order of", "Report on the"])
    sheet.text(280, 90, f"{about} {rng.choice(GOODS)}", 34)
    sheet.draw.ellipse((280, 150, 330, 200), fill=(120, 140, 190))
    sheet.text(305, 175, who[0], 26, (255, 255, 255), "mm")
    sheet.text(350, 152, who, 24)
    sheet.text(350, 182, f"{who.lower().replace(' ', '.')}@courier.example", 18, grey)
    moment = f"{rng.randint(1, 28)} May, {rng.randint(8, 18)}:{rng.randint(10, 59)}"
    sheet.text(1400, 156, moment, 20, grey, "ra")
    sheet.line(280, 220, 1400, 220, ink=(210, 210, 215))
    y = sheet.words(rng, 280, 250, 1080, rng.randint(3, 6), 24, 1.5)
    sheet.words(form, 280, y + 30, 1080, 5, 24, 1.5)
    for place, text in enumerate(("Reply", "Reply to all", "Forward")):
        x = 280 + 190 * place
        sheet.box(x, 820, x + 170, 868, fill=(235, 238, 244), ink=(180, 185, 200))
        sheet.text(x + 85, 844, text, 22, (50, 50, 60), "mm")
    return sheet.image


def made_up_photograph(rng: Random, width: int, height: int) -> Image.Image:
    """Something with the tones and edges of a photograph, in RGB: noise at scales, and blots."""
    generator = np.random.default_rng(rng.randrange(2**32))
    tones = np.full((height, width, 3), 128, np.float32)
    for cells, reach in ((3, 70), (7, 45), (20, 25), (70, 12)):
        noise = generator.normal(0, reach, (3, max(cells * height // width, 2), cells))
        for channel in range(3):
            layer = Image.fromarray(noise[channel].astype(np.float32))
            tones[..., channel] += np.asarray(layer.resize((width, height), BICUBIC))
    picture = Image.fromarray(tones.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = rng.randint(0, width), rng.randint(height // 3, height)
        reach = rng.randint(height // 12, height // 4)
        tone = tuple(rng.randint(20, 230) for _ in range(3))
        draw.ellipse((x - reach, y - reach, x + reach, y + reach // 2), fill=tone)
    return picture.filter(ImageFilter.GaussianBlur(1.2))
