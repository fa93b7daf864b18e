"""Proves the waiting pairs of an archive, on all cores."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from psycopg import Connection

from lookalike.console import Meter, progress
from lookalike.database import one
from lookalike.engine.interface import Purpose, Workers, engine_of
from lookalike.picture.border import Box
from lookalike.picture.worker import prepare_decoders
from lookalike.pool import Failure
from lookalike.prove.align import Placement, inverse
from lookalike.prove.pair import prove_pair
from lookalike.prove.proof import Proof, turned
from lookalike.prove.source import Source, read_picture

_PAGE = 2000  # pairs that are read and stored together; a kill may lose so many
_TIME_LIMIT = 120.0  # seconds for one pair
_NEARLY = 0.5  # agreement of a pair that is worth a second try
_TINY = 48  # pixels of a side: too little to prove anything on


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair that waits to be proven, and how it was found."""

    image_id_a: int
    image_id_b: int
    found_by: str
    similarity: float | None
    part: int | None
    a: Source
    b: Source
    page: int | None = None  # of a that b may be; if negative, of b that a may be
    panel: Box | None = None  # on one of them, where the other may lie
    panel_of_a: bool = False
    votes: int = 0  # corners that agree on the placement
    placement: tuple[float, ...] | None = None  # of a on b, by local codes
    is_turned: bool = False  # b is laid on a: the numbers of the images say nothing of that

    @property
    def whole_id(self) -> int:
        """The image on which the panel is; 0 without a panel."""
        if self.panel is None:
            return 0
        return self.image_id_a if self.panel_of_a else self.image_id_b

    @property
    def is_part(self) -> bool:
        """Whether nothing but a panel or a page of one is like the other."""
        return self.found_by in ("panel", "page")


class Prover:
    """Proves waiting pairs, in one run of the stage; use it as a context manager.

    Twenty-five copies of a picture are all alike, so it is enough to prove the pairs that connect
    them: a pair whose images are already connected by proofs of this run is not compared. Each page
    is stored as a whole, so after an interruption the next run goes on with the pairs that are
    left. Pairs with a file that could not be read stay in the queue.
    """

    def __init__(
        self,
        connection: Connection[Any],
        run_id: int,
        threshold: int,
        workers: Workers,
        room: str,
    ) -> None:
        """`room` is of the engine, for what workers find in pictures; see `Shelf`."""
        self._connection, self._run_id, self._threshold = connection, run_id, threshold
        self._workers = engine_of(workers).open_pool(
            Purpose(prepare_decoders, _TIME_LIMIT, room=room)
        )
        self._parent: dict[
            int, int
        ] = {}  # image in a proven pair -> another one to which it is connected
        self._done: list[tuple[object, ...]] = []
        self.compared = 0  # pairs whose pixels were laid on each other

    def __enter__(self) -> Self:
        self._pool = self._workers.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._workers.__exit__(*error)

    def prove_turn(self, turn: int) -> None:
        """Prove the pairs of a turn, as lookalike_internal.candidate numbers them."""
        waiting = one(self._connection, "SELECT lookalike_internal.drop_connected(%s)", turn)
        if not waiting:
            return
        self._connection.execute("SELECT lookalike_internal.break_ties(%s)", (turn,))
        with progress("prove", waiting, "pairs") as meter:
            for page in _read(self._connection, turn):
                left = page
                while left:
                    wave, later = self._choose(left)
                    self._prove(wave, meter)
                    meter.advance(len(left) - len(wave) - len(later))
                    left = later
                self._store()

    def _choose(self, candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Return the pairs to prove now, which connect all images if all succeed, and the others.

        The choice depends on the order of the pairs and on the proofs so far, not on which worker
        ends first: the same input gives the same rows. Parts come after all others: copies that are
        connected are not looked at as parts of each other.
        """
        wave, parts, later, hoped = [], [], [], dict[int, int]()
        for candidate in candidates:
            a = _root(self._parent, candidate.image_id_a)
            b = _root(self._parent, candidate.image_id_b)
            # Whose relation to the archival master is wanted is connected with it anyway.
            if candidate.found_by == "cluster":
                wave.append(candidate)
            elif a == b:
                ids = (candidate.image_id_a, candidate.image_id_b)
                self._done.append((*ids, "connected", *([None] * 17)))
            elif candidate.is_part:
                parts.append(candidate)
            elif (root := _root(hoped, a)) == (other := _root(hoped, b)):
                later.append(candidate)
            else:
                hoped[root] = other
                wave.append(candidate)
        if wave or later:
            return wave, later + parts
        # One composite after the other: a worker keeps the last that it has read.
        return sorted(parts, key=lambda one: one.whole_id), []

    def _prove(self, wave: list[Candidate], meter: Meter) -> None:
        for candidate, found in self._pool.map_unordered(prove_files, wave):
            if not isinstance(found, Failure):
                if isinstance(found, Proof) and found.status == "proven":
                    a = _root(self._parent, candidate.image_id_a)
                    self._parent[a] = _root(self._parent, candidate.image_id_b)
                self._done.append(_row(candidate, found))
                self.compared += 1
            meter.advance()

    def _store(self) -> None:
        connection = self._connection
        with connection.transaction():
            with (
                connection.cursor() as cursor,
                cursor.copy("COPY pg_temp.proof FROM STDIN") as copy,
            ):
                for row in self._done:
                    copy.write_row(row)
            connection.execute(
                "SELECT lookalike_internal.store_proofs(%s, %s)", (self._run_id, self._threshold)
            )
        self._done = []


def _root(parent: dict[int, int], image_id: int) -> int:
    """Return the image that stands for all images connected to this one."""
    path = []
    while (above := parent.get(image_id, image_id)) != image_id:
        path.append(image_id)
        image_id = above
    for passed in path:
        parent[passed] = image_id
    return image_id


def prove_files(candidate: Candidate, folder: str | None = None) -> Proof | str | None:
    """Prove one pair, in a worker; return "tiny" if a picture is too small for a proof.

    `folder` is the folder of a shelf, to which all workers add the features that they find.
    """
    a, b = read_picture(candidate.a, folder), read_picture(candidate.b, folder)
    if min(a.width, a.height, b.width, b.height) < _TINY:
        return "tiny"
    proof = _prove_in_order(candidate, folder)
    if proof is None or proof.status != "not proven" or proof.agreement < _NEARLY:
        return proof
    # The other way round other points are found, and a proof may succeed.
    other = _prove_in_order(replace(candidate, is_turned=not candidate.is_turned), folder)
    return other if other is not None and other.status in ("proven", "part of") else proof


def _prove_in_order(candidate: Candidate, folder: str | None) -> Proof | None:
    """Lay the one that `is_turned` says on the other."""
    if not candidate.is_turned:
        return _prove(candidate, folder)
    proof = _prove(_turned(candidate), folder)
    return None if proof is None else turned(proof)


def _prove(candidate: Candidate, folder: str | None) -> Proof | None:
    return prove_pair(
        candidate.a,
        candidate.b,
        candidate.found_by,
        candidate.similarity or 0.0,
        part=candidate.part,
        page=candidate.page,
        panel=candidate.panel,
        panel_of_a=candidate.panel_of_a,
        laid=_laid(candidate),
        folder=folder,
    )


def _turned(candidate: Candidate) -> Candidate:
    """The same pair with a and b exchanged; the numbers of the images stay as they are."""
    laid = _laid(candidate)
    return replace(
        candidate,
        a=candidate.b,
        b=candidate.a,
        part=None if candidate.part is None else -candidate.part,
        page=None if candidate.page is None else -candidate.page,
        panel_of_a=not candidate.panel_of_a,
        placement=None if laid is None else tuple(inverse(laid.map).ravel().tolist()),
    )


def _laid(candidate: Candidate) -> Placement | None:
    """How local codes lay a on b."""
    if candidate.placement is None:
        return None
    return Placement(np.array(candidate.placement).reshape(2, 3), candidate.votes)


def _read(connection: Connection[Any], turn: int) -> Iterator[list[Candidate]]:
    """Yield the waiting pairs of a turn, page by page."""
    after: tuple[float, int, int, int] = (float("-inf"), 0, 0, 0)
    while True:
        rows = connection.execute(
            "SELECT * FROM lookalike_internal.read_candidates(%s, %s, %s, %s, %s, %s)",
            (turn, *after, _PAGE),
        ).fetchall()
        if not rows:
            return
        page = []
        for _, _, image_id_a, image_id_b, found_by, similarity, part, number, *rest in rows:
            panel, a, b = _box(rest[:4]), _source(rest[4:11]), _source(rest[11:18])
            of_a, votes, placement = bool(rest[18]), rest[19] or 0, rest[20] and tuple(rest[20])
            page.append(
                Candidate(
                    *(image_id_a, image_id_b, found_by, similarity, part, a, b),
                    *(number, panel, of_a, votes, placement, rest[21]),
                )
            )
        yield page
        after = max(row[:4] for row in rows)


def _source(row: list[Any]) -> Source:
    root, path, frame_count, *box = row
    return Source(root, path, _box(box), frame_count)


def _box(row: list[Any]) -> Box | None:
    return None if row[0] is None else Box(*row)


def _row(candidate: Candidate, found: Proof | str | None) -> tuple[object, ...]:
    ids = (candidate.image_id_a, candidate.image_id_b)
    if not isinstance(found, Proof):
        return (*ids, "inconclusive" if found else "not proven", *([None] * 17))
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
        found.changed,
        found.page,
    )
