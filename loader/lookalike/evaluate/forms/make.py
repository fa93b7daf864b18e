"""Makes the files of documents: below "documents/certificate/" lies "003 clean.png" and scans."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image

from lookalike.console import progress
from lookalike.evaluate.disk import cannot_write
from lookalike.evaluate.forms import pages, papers, plans
from lookalike.evaluate.forms.rescan import rescan
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool

FOLDER = "documents"
SCANS = ("full", "half")  # the sizes of the scans of each document
KINDS: dict[str, Callable[[Random, int, Random], Image.Image]] = {
    "certificate": papers.certificate,
    "index card": papers.card,
    "ledger page": papers.ledger,
    "invoice": papers.invoice,
    "circular": papers.circular,
    "thematic map": plans.thematic_map,
    "map sheet": plans.map_sheet,
    "floor plan": plans.floor_plan,
    "sheet music": plans.sheet_music,
    "newspaper edition": pages.newspaper,
    "mail screenshot": pages.mail,
}


class Document(NamedTuple):
    """A file of a document; scan 0 is the clean one."""

    kind: str
    number: int
    scan: int


def make_documents(folder: Path, count: int, workers: int | None = None) -> list[Document]:
    """Make `count` documents of each kind and their scans, on all cores; the same each time.

    Raises LookalikeError where `folder` cannot be written to.
    """
    made: list[Document] = []
    items = [(kind, number) for kind in KINDS for number in range(count)]
    with (
        WorkerPool(workers, prepare=prepare_decoders, chunk_size=1, writable=[folder]) as pool,
        progress("draw", len(items), "documents") as meter,
    ):
        for (kind, number), problem in pool.map_unordered(partial(_make, folder), items):
            if problem is not None:
                reason = problem.message if isinstance(problem, Failure) else problem
                raise cannot_write(reason)
            made.extend(Document(kind, number, scan) for scan in range(len(SCANS) + 1))
            meter.advance(1)
    order = list(KINDS)
    return sorted(made, key=lambda file: (order.index(file.kind), file))


def draw(kind: str, number: int) -> Image.Image:
    """The clean document. Documents of one kind have one form, and are filled in differently."""
    form, own = Random(kind), Random(f"{kind} {number}")  # noqa: S311 - no secret
    return KINDS[kind](form, number, own)


def read_document(path: str) -> Document:
    """The document that a path below the folder names."""
    _, kind, name = path.split("/")
    number, what, *scan = name.partition(".")[0].split(" ")
    return Document(kind, int(number), int(scan[0]) if what == "scan" else 0)


def _make(folder: Path, item: tuple[str, int]) -> str | None:
    """Write the files of a document; returns why it cannot, if it cannot. In a worker."""
    kind, number = item
    clean = draw(kind, number)
    here = folder / FOLDER / kind
    try:
        here.mkdir(parents=True, exist_ok=True)
        clean.save(here / f"{number:03} clean.png")
        for scan, size in enumerate(SCANS, start=1):
            rng = Random(f"{kind} {number} {scan}")  # noqa: S311 - no secret
            picture = rescan(clean, rng, size == "half")
            picture.save(here / f"{number:03} scan {scan} {size}.jpg", quality=rng.randint(70, 90))
    except OSError as error:
        return error.strerror or str(error)
    return None
