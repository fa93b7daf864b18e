"""Looks at each picture that waits for a stage, once, in the workers of an engine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from psycopg import Connection

from lookalike.console import progress
from lookalike.engine.interface import Purpose, Workers, engine_of
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure

Seen = TypeVar("Seen")

_PAGE = 1000  # pictures read from the database at a time
_BATCH = 200  # pictures that are stored together; a kill may lose so many
_TIME_LIMIT = 120.0  # seconds for one file


@dataclass(frozen=True, slots=True)
class WaitingPicture:
    """A picture, by the digest of its pixels, and one of its files."""

    pixel_digest: bytes
    root: str
    path: str


def look_at_pictures(
    connection: Connection[Any],
    stage: str,
    waiting: int,
    query: str,
    look: Callable[[WaitingPicture], Seen],
    store: Callable[[list[tuple[bytes, Seen]]], None],
    workers: Workers,
) -> int:
    """Look at the waiting pictures in workers; return how many could not be read.

    `query` gives the next pictures after a digest, at most so many. `store` gets digests with what
    `look` returned, some hundred at a time.
    """
    if not waiting:
        return 0
    unread = 0
    done: list[tuple[bytes, Seen]] = []
    with (
        progress(stage, waiting, "pictures") as meter,
        engine_of(workers).open_pool(Purpose(prepare_decoders, _TIME_LIMIT)) as pool,
    ):
        for item, seen in pool.map_unordered(look, _read(connection, query)):
            if isinstance(seen, Failure):
                unread += 1
            else:
                done.append((item.pixel_digest, seen))
            if len(done) >= _BATCH:
                store(done)
                done = []
            meter.advance()
    store(done)
    return unread


def _read(connection: Connection[Any], query: str) -> Iterator[WaitingPicture]:
    after = b""
    while True:
        rows = connection.execute(query.encode(), (after, _PAGE)).fetchall()
        if not rows:
            return
        yield from (WaitingPicture(*row) for row in rows)
        after = rows[-1][0]
