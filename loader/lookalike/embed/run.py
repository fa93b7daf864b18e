"""Embeds the pictures of an archive that have no embedding yet, on all cores.

Each picture is read for this anyway, so its panels are looked for at the same time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pgvector import Bit, HalfVector
from psycopg import Connection

from lookalike.console import progress
from lookalike.database import one
from lookalike.embed.model import Model
from lookalike.embed.session import Embedder
from lookalike.picture.panels import SIDE, Panel, find_panels
from lookalike.picture.reduced import read_reduced
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure, WorkerPool

_PAGE = 1000  # pictures read from the database at a time
_BATCH = 200  # pictures that are stored together; a kill may lose so many
_TIME_LIMIT = 120.0  # seconds for one file
_FIRST_PANEL = 101  # as a part of the picture, as in table embedding_part


@dataclass(frozen=True, slots=True)
class _Unembedded:
    pixel_digest: bytes
    root: str
    path: str
    is_embedded: bool  # only its panels are looked for


class _Seen(NamedTuple):
    """What was found in a picture, with panels in pixels of its file."""

    vectors: NDArray[np.float32]  # of the whole, and then of its parts
    panels: list[Panel]
    panel_vectors: NDArray[np.float32]  # of each panel


def embed_pictures(
    connection: Connection[Any], model: Model, workers: int | None = None
) -> dict[str, int]:
    """Embed waiting pictures; `model` is in use. Returns counts: pictures (in all), new, unread.

    Each batch is stored as a whole; after an interruption, the next call goes on with the rest.
    """
    row = connection.execute(
        "SELECT run_id, waiting FROM lookalike_internal.start_embedding()"
    ).fetchone()
    assert row is not None
    run_id, waiting = row
    unread = 0
    done: list[tuple[bytes, _Seen]] = []
    if waiting:
        embed = partial(_embed_file, model)
        with (
            progress("embed", waiting, "pictures") as meter,
            WorkerPool(workers, time_limit=_TIME_LIMIT, prepare=prepare_decoders) as pool,
        ):
            for item, seen in pool.map_unordered(embed, _read_unembedded(connection)):
                if isinstance(seen, Failure):
                    unread += 1
                else:
                    done.append((item.pixel_digest, seen))
                if len(done) >= _BATCH:
                    _store(connection, done)
                    done = []
                meter.advance()
        _store(connection, done)
    counts: dict[str, int] = one(
        connection, "SELECT lookalike_internal.finish_embedding(%s, %s)", run_id, unread
    )
    return counts | {"new": waiting - unread}


def _read_unembedded(connection: Connection[Any]) -> Iterator[_Unembedded]:
    after = b""
    while True:
        rows = connection.execute(
            "SELECT * FROM lookalike_internal.read_unembedded(%s, %s)",
            (after, _PAGE),
        ).fetchall()
        if not rows:
            return
        yield from (_Unembedded(*row) for row in rows)
        after = rows[-1][0]


def _store(connection: Connection[Any], done: list[tuple[bytes, _Seen]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(
            "COPY pg_temp.embedded (pixel_digest, part, embedding) FROM STDIN"
        ) as copy:
            for digest, seen in done:
                for part, vector in (
                    *enumerate(seen.vectors),
                    *enumerate(seen.panel_vectors, _FIRST_PANEL),
                ):
                    copy.write_row((digest, part, HalfVector(vector).to_text()))
        with cursor.copy("COPY pg_temp.panelled (pixel_digest) FROM STDIN") as copy:
            for digest, _ in done:
                copy.write_row((digest,))
        with cursor.copy(
            "COPY pg_temp.found_panel"
            " (pixel_digest, panel, x, y, width, height, phash, phash_256, quality) FROM STDIN"
        ) as copy:
            for digest, seen in done:
                for number, panel in enumerate(seen.panels, 1):
                    hashes = (Bit(panel.phash).to_text(), Bit(panel.phash_256).to_text())
                    copy.write_row((digest, number, *panel.box, *hashes, panel.quality))
        cursor.execute("SELECT lookalike_internal.store_embedded()")


def _embed_file(model: Model, item: _Unembedded) -> _Seen:
    """Return the vectors and panels of one file, in a worker."""
    side = max(2 * max(model.input_size, model.parts_size), SIDE)
    picture, width, height = read_reduced(item.root, item.path, side)
    small = picture
    if max(picture.size) > SIDE:
        small = picture.copy()
        small.thumbnail((SIDE, SIDE))
    panels = find_panels(np.asarray(small))
    embedder = _embedder(model)
    nothing = np.empty((0, embedder.dimensions), np.float32)
    of_panels = [embedder.embed([small.crop(panel.corners)]) for panel in panels]
    vectors = (
        nothing
        if item.is_embedded
        else np.concatenate([embedder.embed([picture]), embedder.embed_parts(picture)])
    )
    zoom = (width / small.width, height / small.height)
    placed = [panel.enlarged(zoom, (width, height)) for panel in panels]
    return _Seen(vectors, placed, np.concatenate([nothing, *of_panels]))


@lru_cache(maxsize=1)
def _embedder(model: Model) -> Embedder:
    """One for each worker, which has a core to itself."""
    return Embedder(model, threads=1)
