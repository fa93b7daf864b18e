"""Embeds pictures of an archive that have no embedding yet, on all cores.

One picture of each cluster is enough: the others are connected with it.
"""

from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import Connection

from lookalike.database import one
from lookalike.embed.model import Model
from lookalike.embed.session import Embedder
from lookalike.engine.interface import Workers
from lookalike.picture.reduced import read_reduced
from lookalike.waiting import WaitingPicture, look_at_pictures


def embed_pictures(
    connection: Connection[Any], model: Model, workers: Workers = None
) -> dict[str, int]:
    """Embed waiting pictures; `model` is in use. Returns counts: pictures (in all), new, unread.

    Each batch is stored as a whole; after an interruption, the next call goes on with the rest.
    """
    row = connection.execute(
        "SELECT run_id, waiting FROM lookalike_internal.start_embedding()"
    ).fetchone()
    assert row is not None
    run_id, waiting = row
    unread = look_at_pictures(
        *(connection, "embed", waiting),
        "SELECT * FROM lookalike_internal.read_unembedded(%s, %s)",
        partial(_embed_file, model),
        partial(_store, connection),
        workers,
    )
    counts: dict[str, int] = one(
        connection, "SELECT lookalike_internal.finish_embedding(%s, %s)", run_id, unread
    )
    return counts | {"new": waiting - unread}


def _store(connection: Connection[Any], done: list[tuple[bytes, NDArray[np.float32]]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(
            "COPY pg_temp.embedded (pixel_digest, part, embedding) FROM STDIN"
        ) as copy:
            for digest, vectors in done:
                for part, vector in enumerate(vectors):
                    copy.write_row((digest, part, HalfVector(vector).to_text()))
        cursor.execute("SELECT lookalike_internal.store_embedded()")


def _embed_file(model: Model, item: WaitingPicture) -> NDArray[np.float32]:
    """Return the vectors of one file in a worker: of the whole, and then of its parts."""
    side = 2 * max(model.input_size, model.parts_size)
    picture = read_reduced(item.root, item.path, side).image
    embedder = _embedder(model)
    return np.concatenate([embedder.embed([picture]), embedder.embed_parts(picture)])


@lru_cache(maxsize=1)
def _embedder(model: Model) -> Embedder:
    """One for each worker, which has a core to itself."""
    return Embedder(model, threads=1)
