"""Proves the pairs of an archive that wait for it, on all cores."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from lookalike.console import Meter, progress
from lookalike.prove.picture import SIDE, Box, Picture
from lookalike.prove.proof import Proof, prove
from lookalike.scan.pool import Failure, WorkerPool, prepare_decoders
from lookalike.scan.reduced import Reduced, read_reduced

_PAGE = 3000  # pairs read from the database at a time
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
    """A pair that waits to be proven, and what proposed it."""

    image_id_a: int
    image_id_b: int
    proposed_by: str
    similarity: float | None
    part: int | None
    a: Source
    b: Source


class Prover:
    """Proves what waits, in one run of the stage; use it as a context manager.

    Each batch is stored as a whole: interrupted, the next run goes on with what is left. Pairs of
    which a file could not be read stay in the queue; `unread` counts them.
    """

    def __init__(
        self, connection: Connection[Any], run_id: int, threshold: int, workers: int | None
    ) -> None:
        self._connection, self._run_id, self._threshold = connection, run_id, threshold
        self._pool = WorkerPool(workers, time_limit=_TIME_LIMIT, prepare=prepare_decoders)
        self.unread = 0

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._pool.__exit__(*error)

    def prove_turn(self, turn: int) -> None:
        """Prove the pairs of a turn, as lookalike.candidate numbers them.

        Where embeddings propose, in pages, the most similar first: after each, clusters are
        formed, and pairs that others have connected meanwhile are left out.
        """
        page = _PAGE if turn > 1 else None
        left = self._drop_connected(turn)
        if not left:
            return
        with progress("prove", left, "pairs") as meter:
            after: tuple[float, int, int] = (2.0, 0, 0)
            while True:
                last = self._prove(_read(self._connection, turn, after, page), meter)
                if last is None:
                    return
                if page is None:
                    return
                after = (last.similarity or 0.0, last.image_id_a, last.image_id_b)
                self._connection.execute("CALL lookalike.form_clusters()")
                now = self._drop_connected(turn)
                meter.expect(now + meter.done)

    def _drop_connected(self, turn: int) -> int:
        row = self._connection.execute("SELECT lookalike.drop_connected(%s)", (turn,)).fetchone()
        assert row is not None
        return int(row[0])

    def _prove(self, candidates: Iterator[Candidate], meter: Meter) -> Candidate | None:
        """Prove these, and return the one that comes last in the order of the queue."""
        last: Candidate | None = None
        done: list[tuple[object, ...]] = []
        for candidate, found in self._pool.map_unordered(prove_files, candidates):
            if last is None or _place(candidate) > _place(last):
                last = candidate
            if isinstance(found, Failure):
                self.unread += 1
            else:
                done.append(_row(candidate, found))
            if len(done) >= _BATCH:
                self._store(done)
                done = []
            meter.advance()
        self._store(done)
        return last

    def _store(self, done: list[tuple[object, ...]]) -> None:
        connection = self._connection
        with connection.transaction():
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY pg_temp.proof FROM STDIN") as copy,
            ):
                for row in done:
                    copy.write_row(row)
            connection.execute(
                "SELECT lookalike.store_proofs(%s, %s)", (self._run_id, self._threshold)
            )


def prove_files(candidate: Candidate) -> Proof | str | None:
    """In a worker: prove one pair; "tiny" where there is nothing to prove it on."""
    a, b = read_picture(candidate.a), read_picture(candidate.b)
    if min(a.width, a.height, b.width, b.height) < _TINY:
        return "tiny"
    return prove(a, b, candidate.proposed_by, candidate.similarity or 0.0, candidate.part)


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


def _read(
    connection: Connection[Any], turn: int, after: tuple[float, int, int], page: int | None
) -> Iterator[Candidate]:
    """The next page of a turn; or all of it, page by page."""
    while True:
        rows = connection.execute(
            "SELECT * FROM lookalike.read_candidates(%s, %s, %s, %s, %s)",
            (turn, *after, page or _PAGE),
        ).fetchall()
        for image_id_a, image_id_b, proposed_by, similarity, part, *sources in rows:
            a, b = _source(sources[:6]), _source(sources[6:])
            yield Candidate(image_id_a, image_id_b, proposed_by, similarity, part, a, b)
        if page is not None or not rows:
            return
        after = (2.0, *rows[-1][:2])


def _place(candidate: Candidate) -> tuple[float, int, int]:
    return -(candidate.similarity or 0.0), candidate.image_id_a, candidate.image_id_b


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
