"""Proves the pairs of an archive that wait for it, on all cores."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from lookalike.console import progress
from lookalike.prove.picture import SIDE, Box, Picture
from lookalike.prove.proof import Proof, prove
from lookalike.scan.pool import Failure, WorkerPool, prepare_decoders
from lookalike.scan.reduced import Reduced, read_reduced

_PAGE = 2000  # pairs read from the database at a time
_BATCH = 500  # pairs that are stored together: what a kill may lose
_TIME_LIMIT = 120.0  # seconds for one pair
_KEPT = 6000  # pictures whose features each worker keeps, some 50 kB each
_KEPT_PIXELS = 60  # and whose pixels, up to 0.8 MB each
_TINY = 48  # pixels of a side: too little to prove anything on


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what lies within a border of its picture."""

    root: str
    path: str
    content: Box | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that waits to be proven; the rest as in prove()."""

    image_id_a: int
    image_id_b: int
    is_promising: bool
    is_detail: bool
    part: int | None
    a: Source
    b: Source


def prove_candidates(
    connection: Connection[Any],
    run_id: int,
    threshold: int,
    waiting: int,
    workers: int | None = None,
) -> int:
    """Prove all that waits, and return of how many pairs a file could not be read.

    Each batch is stored as a whole: interrupted, the next call goes on with what is left. Pairs
    that could not be read stay in the queue.
    """
    if not waiting:
        return 0
    unread = 0
    done: list[tuple[object, ...]] = []
    with (
        progress("prove", waiting, "pairs") as meter,
        WorkerPool(workers, time_limit=_TIME_LIMIT, prepare=prepare_decoders) as pool,
    ):
        for candidate, found in pool.map_unordered(prove_files, _read(connection)):
            if isinstance(found, Failure):
                unread += 1
            else:
                done.append(_row(candidate, found))
            if len(done) >= _BATCH:
                _store(connection, run_id, threshold, done)
                done = []
            meter.advance()
    _store(connection, run_id, threshold, done)
    return unread


def prove_files(candidate: Candidate) -> Proof | str | None:
    """In a worker: prove one pair; "tiny" where there is nothing to prove it on."""
    a, b = read_picture(candidate.a), read_picture(candidate.b)
    if min(a.width, a.height, b.width, b.height) < _TINY:
        return "tiny"
    return prove(a, b, candidate.is_promising, candidate.part, candidate.is_detail)


@lru_cache(maxsize=_KEPT)
def read_picture(source: Source) -> Picture:
    """A picture at the size that proofs are made at, read when it is looked at. Raises BadImage."""
    reduced = _read_reduced(source)
    pixels = partial(_read_pixels, source)
    return Picture(pixels, reduced.image.size, reduced.width, reduced.height, source.content)


def _read_pixels(source: Source) -> NDArray[np.uint8]:
    return np.array(_read_reduced(source).image)


@lru_cache(maxsize=_KEPT_PIXELS)
def _read_reduced(source: Source) -> Reduced:
    return read_reduced(source.root, source.path, SIDE)


def _read(connection: Connection[Any]) -> Iterator[Candidate]:
    after = (0, 0)
    while True:
        rows = connection.execute(
            "SELECT * FROM lookalike.read_candidates(%s, %s, %s)", (*after, _PAGE)
        ).fetchall()
        if not rows:
            return
        for image_id_a, image_id_b, is_promising, is_detail, part, *sources in rows:
            a, b = _source(sources[:6]), _source(sources[6:])
            yield Candidate(image_id_a, image_id_b, is_promising, is_detail, part, a, b)
        after = rows[-1][:2]


def _source(row: list[Any]) -> Source:
    root, path, *box = row
    return Source(root, path, None if box[0] is None else Box(*box))


def _row(candidate: Candidate, found: Proof | str | None) -> tuple[object, ...]:
    ids = (candidate.image_id_a, candidate.image_id_b)
    if not isinstance(found, Proof):
        return (*ids, "inconclusive" if found else "not proven", *([None] * 15))
    by_name = dict(zip("ab", ids, strict=True))
    return (
        *ids,
        found.status,
        found.inliers,
        found.correlation,
        found.agreement,
        found.overlap,
        found.scale,
        found.angle,
        found.mirrored,
        found.negative,
        by_name[found.inner],
        *found.box,
        ", ".join(found.relations),
        by_name.get(found.derived or ""),
    )


def _store(
    connection: Connection[Any], run_id: int, threshold: int, done: list[tuple[object, ...]]
) -> None:
    with connection.transaction():
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY pg_temp.proof FROM STDIN") as copy,
        ):
            for row in done:
                copy.write_row(row)
        connection.execute("SELECT lookalike.store_proofs(%s, %s)", (run_id, threshold))
