"""Made-up portraits of a few persons before many backgrounds, and a crop to the face of each.

Portraits of one person resemble each other more than a crop resembles its whole.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from benchmark.truth.audits import audit
from benchmark.truth.report import Report
from lookalike.evaluate.copies import Photographs
from lookalike.evaluate.results import Made
from lookalike.evaluate.score import File
from lookalike.picture.edits import Edit

_PERSONS = 27
_SIZE = (896, 592)
_FINE = 2  # times as large as the portrait, as it is drawn
_CROP = Edit("crop to the face", lambda picture, _: picture, frozenset({"cropped"}), derived=True)


def portrait(person: int, background: Image.Image, rng: Random) -> tuple[Image.Image, tuple]:
    """A head and shoulders before a background, and the box around the face."""
    own = Random(person)  # what stays the same from picture to picture
    skin = np.array([own.randint(150, 240), own.randint(110, 190), own.randint(80, 160)])
    hair = tuple(own.randint(10, 120) for _ in range(3))
    cloth = tuple(own.randint(20, 230) for _ in range(3))
    shape = [own.uniform(0.85, 1.15) for _ in range(8)]

    def vary(value: float) -> float:
        return value * rng.uniform(0.92, 1.08)

    scene = ImageOps.fit(background, _SIZE).resize([side * _FINE for side in _SIZE])
    high = scene.height * rng.uniform(0.2, 0.26)  # half of the head
    wide = high * 0.74 * shape[0]
    x = scene.width * rng.uniform(0.35, 0.65)
    y = scene.height * rng.uniform(0.36, 0.46)
    layer = Image.new("RGB", scene.size)
    cover = Image.new("L", scene.size)
    paint, mask = ImageDraw.Draw(layer), ImageDraw.Draw(cover)

    def oval(at: tuple[float, float], half: tuple[float, float], fill: tuple[int, ...]) -> None:
        box = (at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1])
        paint.ellipse(box, fill=fill)
        mask.ellipse(box, fill=255)

    tone = tuple(int(value) for value in skin)
    dark = tuple(int(value * 0.72) for value in skin)
    oval((x, y + 2.75 * high), (vary(2.5) * wide, 1.5 * high), cloth)
    oval((x, y + 1.1 * high), (0.5 * wide, 0.5 * high), dark)
    oval((x, y - 0.2 * high), (1.1 * wide * shape[1], 1.05 * high), hair)
    oval((x, y), (wide, high), tone)
    oval((x, y - 0.95 * high), (0.9 * wide, 0.35 * high * shape[2]), hair)
    turn = rng.uniform(-0.12, 0.12) * wide  # the head looks a little aside
    for side in (-1, 1):
        eye = (x + turn + side * 0.4 * wide * shape[3], y - 0.1 * high)
        oval(eye, (vary(0.17) * wide, vary(0.075) * high), (240, 238, 232))
        oval(eye, (0.075 * wide, 0.07 * high), hair)
        brow = (eye[0], eye[1] - vary(0.17) * high * shape[4])
        oval(brow, (0.22 * wide, 0.03 * high * shape[5]), hair)
    oval((x + 1.4 * turn, y + 0.2 * high), (vary(0.11) * wide, 0.14 * high * shape[6]), dark)
    mouth = (vary(0.34) * wide * shape[7], rng.uniform(0.03, 0.1) * high)
    oval((x + turn, y + 0.52 * high), mouth, (170, 80, 80))
    layer = layer.filter(ImageFilter.GaussianBlur(2 * _FINE))
    pixels = _lit(np.asarray(layer, np.float32), rng)
    scene.paste(Image.fromarray(pixels), mask=cover.filter(ImageFilter.GaussianBlur(_FINE)))
    face = (x - 1.25 * wide, y - 1.3 * high, x + 1.25 * wide, y + 1.25 * high)
    box = tuple(round(max(value, 0) / _FINE) for value in face)
    return scene.resize(_SIZE, Image.Resampling.LANCZOS), box


def _lit(pixels: np.ndarray, rng: Random) -> np.ndarray:
    """The picture in a light from one side, with the texture of skin, hair and cloth."""
    height, width = pixels.shape[:2]
    chance = np.random.default_rng(rng.getrandbits(32))
    angle, depth = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 0.35)
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 1 + depth * (np.cos(angle) * across + np.sin(angle) * down)
    for cell, strength in ((4, 0.05), (16, 0.05), (64, 0.08)):
        coarse = chance.standard_normal((height // cell + 1, width // cell + 1)).astype(np.float32)
        light += strength * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(pixels * light[..., None], 0, 255).astype(np.uint8)


def measure_portraits(
    folder: Path, pictures: Iterator[Image.Image], seed: str, report: Report
) -> None:
    """Make the portraits and their crops, audit them, and count."""
    rng = Random(seed)
    numbers = []
    for number, background in enumerate(pictures):
        whole, box = portrait(number % _PERSONS, background, rng)
        here = folder / f"{number:05}"
        here.mkdir()
        whole.save(here / "00 original.jpg", quality=90)
        cut = whole.crop(box)
        scale = rng.uniform(0.7, 1.1)
        cut = cut.resize([round(side * scale) for side in cut.size], Image.Resampling.BICUBIC)
        cut.save(here / "01 crop to the face.jpg", quality=rng.randint(75, 92))
        numbers.append(number)
    files = [File(number, edit) for number in numbers for edit in (0, 1)]
    labels = {number: str(number) for number in numbers}
    found = audit(folder, Made(Photographs(labels, files, Counter()), [], []), (_CROP,))
    (row,) = found.results.score.edits
    report.share("crops with an accepted pair with their portrait", row.paired, row.copies, 0.97)
    report.share("crops in one cluster with their portrait", row.clustered, row.copies, 0.97)
    report.share("clusters with two portraits", found.mixed, len(numbers), 0, "most")
    report.value("processor time of a file", found.seconds / len(files), "s")
