"""Makes composites of originals: below "composites/" lies "003 contact sheet of 12.jpg"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from PIL import Image

from lookalike.console import progress
from lookalike.evaluate.composites import draw
from lookalike.evaluate.disk import cannot_write
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool

FOLDER = "composites"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of composite: how many photographs it shows, and how it is drawn and saved."""

    name: str
    parts: int
    draw: Callable[[Sequence[Image.Image], Random], Image.Image]
    suffix: str = ".jpg"


KINDS = (
    Kind("album page", 4, draw.album_page),
    Kind("web-page screenshot", 3, draw.screenshot, ".png"),
    Kind("printed page of one layout", 1, draw.printed_page, ".png"),
    Kind("printed page of one layout", 1, draw.printed_page),
    Kind("contact sheet of 6", 6, draw.contact_sheet),
    Kind("contact sheet of 12", 12, draw.contact_sheet),
    Kind("contact sheet of 20", 20, draw.contact_sheet),
)


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite that was made, and the numbers of the photographs on it."""

    number: int
    kind: str
    photographs: tuple[int, ...]


def make_composites(
    folder: Path, originals: Sequence[int], workers: int | None = None
) -> list[Composite]:
    """Lay the originals of these photographs on composites of all kinds, each on one.

    Raises LookalikeError where `folder` cannot be written to.
    """
    plan = plan_composites(originals)
    with (
        WorkerPool(workers, prepare=prepare_decoders, chunk_size=1, writable=[folder]) as pool,
        progress("lay out", len(plan), "composites") as meter,
    ):
        for _, problem in pool.map_unordered(partial(_make, folder), plan):
            if problem is not None:
                reason = problem.message if isinstance(problem, Failure) else problem
                raise cannot_write(reason)
            meter.advance(1)
    return [composite for composite, _ in plan]


def plan_composites(originals: Sequence[int]) -> list[tuple[Composite, int]]:
    """Which photographs lie on which composite, and the place of its kind in KINDS.

    The kinds take turns until one has too few photographs left.
    """
    plan: list[tuple[Composite, int]] = []
    taken = 0
    while True:
        place = len(plan) % len(KINDS)
        kind = KINDS[place]
        if len(originals) - taken < kind.parts:
            return plan
        chosen = tuple(originals[taken : taken + kind.parts])
        plan.append((Composite(len(plan), kind.name, chosen), place))
        taken += kind.parts


def read_number(path: str) -> int:
    """The number of the composite that a path below the folder names."""
    return int(path.split("/")[1].partition(" ")[0])


def _make(folder: Path, item: tuple[Composite, int]) -> str | None:
    """Write a composite; returns why it cannot, if it cannot. In a worker."""
    composite, place = item
    kind = KINDS[place]
    rng = Random(f"{composite.number} {kind.name}")  # noqa: S311 - no secret
    photographs = []
    for number in composite.photographs:
        with Image.open(folder / f"{number:05}" / "00 original.jpg") as opened:
            photographs.append(opened.convert("RGB"))
    here = folder / FOLDER
    try:
        here.mkdir(exist_ok=True)
        name = f"{composite.number:03} {kind.name}{kind.suffix}"
        kind.draw(photographs, rng).save(here / name, quality=88)
    except OSError as error:
        return error.strerror or str(error)
    return None
