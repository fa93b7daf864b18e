"""A sheet that documents are drawn on, and the words and names that they are filled with."""

import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

Ink = int | tuple[int, int, int]

GIVEN = (  # noqa: SIM905 -- easier to read
    "Anna Jan Peter Maria Eva Juraj Helena Karol Agnes Viktor Irma Pavel Zuzana Oto Rosa Emil"
    " Klara Hugo Lida Anton"
).split()
FAMILY = (  # noqa: SIM905
    "Novak Kovacs Horvath Balogh Szabo Toth Molnar Varga Nemeth Farkas Weber Lang Huber Moser"
    " Brandt Simko Hudak Dolan Petrik Sykora"
).split()
PLACES = (  # noqa: SIM905
    "Riverside Oakham Milton Harford Elmstead Norton Castleby Wexley Ashdown Penrith Larkhill"
    " Stowe Bramley Coldwell"
).split()
WORDS = (  # noqa: SIM905
    "the of and to in a is that for it as was with be by on not he his but at are this have from"
    " or had an they which one you were all there would their been has when who will no more if"
    " out so said what up its about than into them can only other time new some could these two"
    " may first then do any like my now over council district office record entry register"
    " letter field river station bridge school harvest meeting decision member account winter"
    " market road building"
).split()
GOODS = (  # noqa: SIM905
    "paper ink timber nails lamp oil coal canvas bricks glass rope paint cement wire tiles leather"
).split()


@lru_cache(maxsize=200)
def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow, in a size in pixels."""
    return ImageFont.load_default(size)


class Sheet:
    """An image to draw on, in pixels from the upper left corner."""

    def __init__(self, width: int, height: int, ground: Ink = 248) -> None:
        self.width, self.height = width, height
        mode = "L" if isinstance(ground, int) else "RGB"
        self.image = Image.new(mode, (width, height), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.ink: Ink = 20 if mode == "L" else (20, 20, 20)

    def text(
        self,
        x: float,
        y: float,
        text: object,
        size: float,
        ink: Ink | None = None,
        anchor: str = "la",
    ) -> None:
        """Write a line of text; `anchor` is Pillow's: which point of it lies at x, y."""
        fill = self.ink if ink is None else ink
        self.draw.text((x, y), str(text), font=font(size), fill=fill, anchor=anchor)

    def line(self, *points: float, ink: Ink | None = None, width: int = 2) -> None:
        """Draw lines from point to point: x, y, x, y and so on."""
        self.draw.line(points, fill=self.ink if ink is None else ink, width=width)

    def box(
        self, *corners: float, fill: Ink | None = None, ink: Ink | None = None, width: int = 2
    ) -> None:
        """Draw a rectangle: left, top, right, bottom."""
        outline = self.ink if ink is None else ink
        self.draw.rectangle(corners, fill=fill, outline=outline, width=width)

    def words(
        self,
        rng: random.Random,
        x: float,
        y: float,
        width: float,
        lines: int,
        size: float,
        lead: float = 1.4,
    ) -> float:
        """Fill lines of a width with words; the y below them. `lead` is lines' distance by size."""
        for number in range(lines):
            line = ""
            while self.draw.textlength(line + (word := rng.choice(WORDS)), font(size)) <= width:
                line += word + " "
            self.text(x, y + number * size * lead, line, size)
        return y + lines * size * lead


def person(number: int) -> str:
    """A name that no other number below 400 has."""
    return f"{GIVEN[(number * 7 + 3) % 20]} {FAMILY[(number * 3 + number // 20 + 5) % 20]}"


def date(rng: random.Random) -> str:
    """A date of between 1880 and 1959."""
    return f"{rng.randint(1, 28)}. {rng.randint(1, 12)}. {rng.randint(1880, 1959)}"
