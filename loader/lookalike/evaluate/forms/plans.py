"""Drawings in one manner: maps, floor plans and sheet music. Arguments as in `papers`."""

import math
from itertools import pairwise
from random import Random

from PIL import Image

from lookalike.evaluate.forms.sheet import PLACES, Sheet, person

_THEMES = (  # noqa: SIM905 -- easier to read
    "rainfall schools mines mills population crops railways fairs woods quarries"
).split()
_BLACK, _RED = (30, 30, 30), (180, 40, 40)


def thematic_map(form: Random, number: int, rng: Random) -> Image.Image:
    """One base map with another theme laid over it."""
    sheet = _base_map(form)
    title = f"{_THEMES[number % len(_THEMES)]} {1900 + number}"
    sheet.text(80, 50, f"District of {form.choice(PLACES)}: {title}", 40)
    for _ in range(rng.randint(3, 5)):
        area = _area(rng, rng.randint(200, 1200), rng.randint(260, 880), rng.randint(60, 110))
        sheet.draw.line([*area, area[0]], fill=_RED, width=4)
        x, y = (sum(values) / len(area) for values in zip(*area, strict=True))
        sheet.text(x, y, rng.randint(10, 99), 30, _RED, "mm")
    sheet.text(1330, 1060, f"sheet {number + 1}", 26, anchor="ra")
    return sheet.image


def map_sheet(form: Random, number: int, rng: Random) -> Image.Image:
    """Another place in the same symbols and frame."""
    sheet = _base_map(rng)
    series = form.choice(["Geological", "Military", "Cadastral"])
    sheet.text(80, 50, f"{series} survey 1 : 25 000, sheet {4100 + number}", 40)
    sheet.text(1330, 1060, rng.choice(PLACES), 26, anchor="ra")
    return sheet.image


def floor_plan(form: Random, number: int, rng: Random) -> Image.Image:
    """A floor of one building: outer walls, corridor and stairs are the same on each."""
    sheet = Sheet(1500, 1060)
    left, top, right, bottom = 120, 150, 1380, 900
    sheet.box(left, top, right, bottom, width=10)
    house = form.choice(["Town hall", "School", "Hospital", "Barracks"])
    sheet.text(left, 60, f"{house} of {form.choice(PLACES)}, floor {number + 1}", 38)
    sheet.text(right, 970, f"drawing {form.randint(100, 800) + number}", 28, anchor="ra")
    corridor = form.randint(460, 560)
    for y in (corridor, corridor + 70):
        sheet.line(left, y, right, y, width=6)
    for x in range(left + 40, right - 44, 90):
        for y in (top, bottom):
            sheet.box(x, y - 6, x + 44, y + 6, fill=255)
    stairs = form.choice([left, 640, right - 140])
    for step in range(10):
        sheet.line(stairs + 14 * step, corridor + 70, stairs + 14 * step, bottom)
    room = 0
    for upper, lower, door in ((top, corridor, corridor), (corridor + 70, bottom, corridor + 70)):
        walls = sorted(form.sample(range(left + 160, right - 100, 60), 5))
        walls[rng.randrange(5)] += rng.choice((-1, 1)) * rng.randint(18, 50)
        if rng.random() < 0.5:
            walls.pop(rng.randrange(5))
        for start, end in pairwise([left, *walls, right]):
            room += 1
            sheet.line(end, upper, end, lower, width=6)
            middle = (start + end) / 2
            sheet.line(middle - 24, door, middle + 24, door, ink=255, width=8)
            sheet.text(middle, (upper + lower) / 2, f"{number + 1}{room:02}", 26, anchor="mm")
    return sheet.image


def sheet_music(form: Random, number: int, rng: Random) -> Image.Image:
    """Another piece in the same staves."""
    sheet = Sheet(1240, 1754)
    book = form.choice(["Songs for the harvest", "Little pieces", "Hymns of the valley"])
    sheet.text(620, 110, f"{book}, no. {number + 1}", 44, anchor="mm")
    sheet.text(1140, 170, person(number), 26, anchor="ra")
    gap, systems = form.randint(13, 16), form.randint(7, 9)
    for system in range(systems):
        y = 260 + system * (1400 // systems)
        for line in range(5):
            sheet.line(90, y + line * gap, 1150, y + line * gap, ink=40)
        sheet.draw.arc((100, y - gap, 100 + 3 * gap, y + 5 * gap), 0, 320, fill=20, width=4)
        for bar in range(5):
            x = 180 + bar * 242
            sheet.line(x, y, x, y + 4 * gap)
            for beat in range(4 if bar else 0):
                _note(sheet, rng, x - 220 + beat * 54, y, gap)
    return sheet.image


def _note(sheet: Sheet, rng: Random, x: float, top: float, gap: int) -> None:
    """A note or a rest, on any line of the staff that begins at `top`."""
    if rng.random() < 0.12:
        sheet.box(x, top + 1.5 * gap, x + 14, top + 2 * gap, fill=20)
        return
    y = top + rng.randint(-1, 9) * gap / 2
    head = (x, y - gap * 0.45, x + gap * 1.3, y + gap * 0.45)
    is_hollow = rng.random() < 0.25
    sheet.draw.ellipse(head, fill=None if is_hollow else 20, outline=20, width=3)
    is_low = y > top + 2 * gap
    stem = x + (gap * 1.3 if is_low else 0)
    sheet.line(stem, y, stem, y + (-3.2 if is_low else 3.2) * gap, width=3)


def _base_map(rng: Random) -> Sheet:
    sheet = Sheet(1400, 1100, (244, 240, 226))
    sheet.box(60, 120, 1340, 1020, fill=(232, 238, 214), ink=(60, 60, 60), width=3)
    for _ in range(4):
        wood = _area(rng, rng.randint(200, 1200), rng.randint(260, 880), rng.randint(70, 150))
        sheet.draw.polygon(wood, fill=(205, 222, 180), outline=(150, 170, 130))
    for course in range(3):
        _way(sheet, rng, (120, 160, 205), 8, course % 2 == 0)
    for road in range(5):
        _way(sheet, rng, (190, 120, 90), 4, road % 2 == 1)
    for _ in range(26):
        x, y = rng.randint(110, 1200), rng.randint(170, 980)
        sheet.draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=_BLACK)
        sheet.text(x + 10, y - 12, rng.choice(PLACES), 20, _BLACK)
    return sheet


def _area(rng: Random, x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """The corners of a rough circle."""
    corners = []
    for corner in range(9):
        angle, reach = corner * math.tau / 9, radius * rng.uniform(0.6, 1.2)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return corners


def _way(sheet: Sheet, rng: Random, ink: tuple[int, int, int], width: int, is_across: bool) -> None:
    """A river or road from one side of the map to the other."""
    position, points = rng.uniform(0.2, 0.8), []
    for step in range(9):
        position = min(max(position + rng.uniform(-0.12, 0.12), 0.08), 0.92)
        along, aside = (step / 8, position) if is_across else (position, step / 8)
        points.append((60 + along * 1280, 120 + aside * 900))
    sheet.draw.line(points, fill=ink, width=width, joint="curve")
