"""Several edits at once, as people make them: one copy of each photograph, and no other.

So no copy is found by the help of another one. What was done to a photograph follows from its
number, and each kind is done to equally many.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps
from psycopg import Connection

from benchmark.truth.audits import audited, seconds_of_workers
from benchmark.truth.report import Report
from lookalike.evaluate.forms.sheet import WORDS, Sheet, font

_ORIGINAL = "00 original.jpg"
_COPY = "01 copy.jpg"
_TEXT = ("archive", "press photo", "collection", "not for resale", "reading room", "lot 17")


def _crop(picture: Image.Image, rng: Random, least: float, most: float) -> Image.Image:
    """A part of the picture, with this share of its area and its proportions."""
    share = rng.uniform(least, most) ** 0.5
    width, height = round(picture.width * share), round(picture.height * share)
    x, y = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    return picture.crop((x, y, x + width, y + height))


def _toned(picture: Image.Image, rng: Random) -> Image.Image:
    """Brown or blue tones, or all values of light higher and flatter."""
    kind = rng.randrange(3)
    if kind == 2:
        flat = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.6, 0.8))
        return ImageEnhance.Brightness(flat).enhance(rng.uniform(1.1, 1.35))
    dark, light, middle = (
        ("#1e140a", "#ffecc8", "#967850") if kind == 0 else ("#0a1020", "#e8f0ff", "#6078a0")
    )
    return ImageOps.colorize(picture.convert("L"), dark, light, mid=middle)


def _captioned(picture: Image.Image, rng: Random) -> Image.Image:
    """A bar with words over the lowest tenth."""
    bar = max(picture.height // 10, 8)
    written = picture.copy()
    draw = ImageDraw.Draw(written)
    top = picture.height - bar
    colours = ((20, 20, 20), "white") if rng.random() < 0.5 else ((245, 245, 240), "black")
    draw.rectangle((0, top, picture.width, picture.height), fill=colours[0])
    place = (picture.width // 20, top + bar // 2)
    draw.text(place, rng.choice(_TEXT), fill=colours[1], font=font(round(bar * 0.6)), anchor="lm")
    return written


def cropped_captioned_toned_small(picture: Image.Image, rng: Random) -> Image.Image:
    """A part with a caption, toned, at 30 % of the size."""
    made = _toned(_captioned(_crop(picture, rng, 0.55, 0.8), rng), rng)
    size = (max(round(made.width * 0.3), 1), max(round(made.height * 0.3), 1))
    return made.resize(size, Image.Resampling.LANCZOS)


def mirrored_grey_crop(picture: Image.Image, rng: Random) -> Image.Image:
    """A part, left and right exchanged, without colours."""
    return ImageOps.mirror(_crop(picture, rng, 0.45, 0.75)).convert("L").convert("RGB")


def turned_framed_toned(picture: Image.Image, rng: Random) -> Image.Image:
    """Turned by 2 to 6 degrees with dark corners, in a frame, toned."""
    angle = rng.uniform(2, 6) * rng.choice((-1, 1))
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(12, 12, 12))
    frame = round(max(picture.size) * rng.uniform(0.03, 0.08))
    colour = rng.choice(["white", "black", "#d8c9a4", "#40372c"])
    return ImageOps.expand(_toned(turned, rng), frame, colour)


def print_nearly_from_above(picture: Image.Image, rng: Random) -> Image.Image:
    """A print with a white rim that lies on a table, photographed nearly from above."""
    return _photographed(picture, rng, rng.uniform(0.005, 0.02))


def print_from_the_side(picture: Image.Image, rng: Random) -> Image.Image:
    """The same, photographed from the side."""
    return _photographed(picture, rng, rng.uniform(0.06, 0.16))


def _photographed(picture: Image.Image, rng: Random, far: float) -> Image.Image:
    """A print on a table; by `far` of its width each of its sides leans in at the far end."""
    rim = round(max(picture.size) * 0.04)
    paper = np.asarray(ImageOps.expand(picture, rim, (244, 242, 236)))
    height, width = paper.shape[:2]
    chance = np.random.default_rng(rng.getrandbits(32))
    size = (round(width * 1.2), round(height * 1.2))
    rough = cv2.resize(chance.normal(0, 12, (40, 60)).astype(np.float32), size)
    table = np.array([rng.randint(60, 140), rng.randint(50, 110), rng.randint(40, 90)], np.float32)
    scene = np.clip(table + rough[..., None] + chance.normal(0, 4, (*rough.shape, 1)), 0, 255)
    left, top = 0.1 * width, 0.1 * height
    near = rng.uniform(0, far / 4)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners + np.array(
        [
            [left + far * width, top + far * height / 2],
            [left - far * width, top + rng.uniform(0, far) * height / 2],
            [left - near * width, top - near * height],
            [left + near * width, top - near * height],
        ],
        np.float32,
    )
    warp = cv2.getPerspectiveTransform(corners, seen)
    laid = cv2.warpPerspective(paper, warp, size, flags=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.warpPerspective(np.ones(paper.shape[:2], np.float32), warp, size)[..., None]
    light = np.linspace(rng.uniform(0.75, 0.9), rng.uniform(1.0, 1.1), size[0])[None, :, None]
    photographed = (scene * (1 - cover) + laid * cover) * light
    photographed += chance.normal(0, 3, photographed.shape)
    made = Image.fromarray(np.clip(photographed, 0, 255).astype(np.uint8))
    return made.filter(ImageFilter.GaussianBlur(0.8))


def halftone(picture: Image.Image, rng: Random) -> Image.Image:
    """Printed in dots of one ink on yellowish paper, and scanned."""
    grey = np.asarray(picture.convert("L"), np.float32) / 255
    times = 3  # the scanner sees so many lines for each pixel of the photograph
    large = cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
    pitch = rng.uniform(2.2, 3.2) * times
    angle = np.radians(rng.choice([15, 30, 45, 60]))
    y, x = np.mgrid[0 : large.shape[0], 0 : large.shape[1]].astype(np.float32)
    across = np.cos(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / pitch)
    down = np.cos(2 * np.pi * (y * np.cos(angle) - x * np.sin(angle)) / pitch)
    dots = (large > 0.5 + (across + down) / 4).astype(np.float32)
    scanned = cv2.resize(dots, None, fx=1 / times, fy=1 / times, interpolation=cv2.INTER_AREA)
    ink, paper = np.array([28, 26, 30]), np.array([238, 230, 208])
    made = ink + (paper - ink) * scanned[..., None]
    made += np.random.default_rng(rng.getrandbits(32)).normal(0, 3, made.shape)
    return Image.fromarray(np.clip(made, 0, 255).astype(np.uint8))


def dusty_faded_turned(picture: Image.Image, rng: Random) -> Image.Image:
    """Faded to yellow, with dust and scratches, and not quite straight on the scanner."""
    pixels = np.asarray(picture, np.float32)
    grey = pixels.mean(2, keepdims=True)
    fade = rng.uniform(0.4, 0.6)
    faded = (pixels * 0.6 + grey * 0.4) * fade + np.array([150, 135, 100]) * (1 - fade) * 1.15
    made = Image.fromarray(np.clip(faded, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(made)
    longest = max(picture.size)
    for _ in range(rng.randint(40, 90)):
        x, y = rng.uniform(0, picture.width), rng.uniform(0, picture.height)
        radius = longest * rng.uniform(0.001, 0.004)
        colour = rng.choice(["#f4f0e4", "#2a241c"])
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    for _ in range(rng.randint(2, 5)):
        x, y = rng.uniform(0, picture.width), rng.uniform(0, picture.height)
        end = (x + rng.uniform(-0.3, 0.3) * longest, y + rng.uniform(-0.3, 0.3) * longest)
        draw.line((x, y, *end), fill="#efe9da", width=max(round(longest / 500), 1))
    angle = rng.uniform(0.8, 3) * rng.choice((-1, 1))
    return made.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))


def page_with_text(picture: Image.Image, rng: Random) -> Image.Image:
    """On a page of a book or a newspaper, whole, with a caption and columns of text."""
    sheet = Sheet(1240, 1754, rng.choice([(246, 243, 235), (252, 252, 250), (232, 222, 196)]))
    columns = rng.choice([1, 2, 3])
    sheet.text(90, 60, " ".join(rng.choice(WORDS) for _ in range(3)).capitalize(), 52)
    width = 1060 // columns - 30
    shown = ImageOps.contain(picture, (rng.choice([1060, 760, 520]), 760), Image.Resampling.LANCZOS)
    if rng.random() < 0.4:
        shown = shown.convert("L").convert("RGB")
    x, y = 90 + rng.randint(0, 1060 - shown.width), rng.randint(180, 700)
    sheet.words(rng, 90, 150, 1060, max((y - 170) // 31, 0), 21)
    sheet.image.paste(shown, (x, y))
    sheet.text(x, y + shown.height + 10, f"Fig. {rng.randint(1, 90)}. {rng.choice(_TEXT)}", 22)
    below = y + shown.height + 70
    for column in range(columns):
        lines = max((1690 - below) // 31, 0)
        sheet.words(rng, 90 + column * (width + 30), below, width, lines, 21)
    return sheet.image


@dataclass(frozen=True)
class Kind:
    """One combination: how it is made, and whether it holds the photograph beside other things.

    A print on a table may be called either; `is_part` is None then.
    """

    name: str
    make: Callable[[Image.Image, Random], Image.Image]
    wanted: float = 0.97
    is_part: bool | None = False


KINDS = (
    Kind("cropped, captioned, toned, 30 % of the size", cropped_captioned_toned_small),
    Kind("mirrored grey crop", mirrored_grey_crop),
    Kind("turned, framed and toned", turned_framed_toned),
    Kind("print photographed nearly from above", print_nearly_from_above, is_part=None),
    Kind("print photographed from the side", print_from_the_side, is_part=None),
    Kind("halftone", halftone),
    Kind("dusty, faded and turned", dusty_faded_turned),
    Kind("on a page with text", page_with_text, wanted=0.9, is_part=True),
)


class Shown(NamedTuple):
    """What an archive says of the files; each goes by its folder, the number of the photograph."""

    clusters: dict[str, int]  # of each path
    parts: set[tuple[Any, ...]]
    compared: dict[tuple[str, str], str]  # the proofs, in words


def measure_combinations(
    folder: Path, pictures: Iterator[Image.Image], seed: str, report: Report
) -> None:
    """Make a copy of each picture, audit all, and count by kind; failures go to standard error."""
    kinds: list[Kind] = []
    for number, picture in enumerate(pictures):
        kind, rng = KINDS[number % len(KINDS)], Random(f"{seed} {number}")
        here = folder / f"{number:05}"
        here.mkdir()
        picture.save(here / _ORIGINAL, quality=rng.randint(85, 95))
        with Image.open(here / _ORIGINAL) as opened:
            copy = kind.make(opened.convert("RGB"), rng)
        copy.save(here / _COPY, quality=rng.randint(75, 90))
        kinds.append(kind)
    begun = seconds_of_workers()
    with audited(folder) as connection:
        shown = _read(connection)
    _count(kinds, shown, report)
    report.value("processor time of a file", (seconds_of_workers() - begun) / (2 * len(kinds)), "s")


def _read(connection: Connection[Any]) -> Shown:
    def read(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query.encode()).fetchall()

    proofs = read(
        "SELECT a.path, b.path, concat_ws(', ', 'by ' || m.found_by, m.proof,"
        "       m.inliers || ' points', 'correlation ' || round(m.correlation::numeric, 3),"
        "       'agreement ' || round(m.agreement::numeric, 3),"
        "       'overlap ' || round(m.overlap::numeric, 2))"
        " FROM lookalike_internal.match m"
        " JOIN lookalike_internal.image a ON a.image_id = m.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = m.image_id_b"
    )
    return Shown(
        dict(read("SELECT path, cluster_id FROM lookalike_detail.duplicate_image")),
        {
            (whole, part)
            for whole, part in read("SELECT whole_path, part_path FROM lookalike.part_of")
        },
        {(min(a, b), max(a, b)): said for a, b, said in proofs},
    )


def _count(kinds: list[Kind], shown: Shown, report: Report) -> None:
    made, proposed, accepted = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for number, kind in enumerate(kinds):
        original, copy = f"{number:05}/{_ORIGINAL}", f"{number:05}/{_COPY}"
        said = shown.compared.get((original, copy))
        is_joined = copy in shown.clusters and shown.clusters[copy] == shown.clusters.get(original)
        is_linked = (copy, original) in shown.parts
        is_found = is_linked if kind.is_part else is_joined or (kind.is_part is None and is_linked)
        made[kind] += 1
        proposed[kind] += said is not None
        accepted[kind] += is_found
        if not is_found:
            how = "in one cluster; " if is_joined else ""
            how += "part of it; " if is_linked else ""
            print(f"{copy}: {kind.name}: {how}{said or 'never proposed'}", file=sys.stderr)
    for kind in KINDS:
        what = "in one cluster, or part of it" if kind.is_part is None else "in one cluster"
        what = "accepted as part of" if kind.is_part else what
        report.share(f"{kind.name}: proposed", proposed[kind], made[kind])
        report.share(f"{kind.name}: {what}", accepted[kind], made[kind], kind.wanted)
    photographs: dict[int, set[str]] = {}
    for path, cluster in shown.clusters.items():
        photographs.setdefault(cluster, set()).add(path.partition("/")[0])
    mixed = sum(len(numbers) > 1 for numbers in photographs.values())
    report.share("clusters with two photographs", mixed, len(kinds), 0, "most")
    wrong = [(whole, part) for whole, part in shown.parts if whole[:5] != part[:5]]
    report.share("parts of another photograph", len(wrong), len(kinds), 0, "most")
    print(*wrong, sep="\n", file=sys.stderr)
