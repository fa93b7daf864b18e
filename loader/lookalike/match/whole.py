"""Compares all representatives of an archive with each other, and stores the pairs.

The loader reads the hashes by COPY, the engine finds pairs pass by pass, and each pass is committed
with its pairs. After an interruption, the next call goes on with the passes that are left.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from lookalike.console import Meter
from lookalike.database import one
from lookalike.database.binary_copy import read_rows, write_rows
from lookalike.engine.interface import Engine
from lookalike.match.engine import PairFinder, connect_crowds
from lookalike.match.kernel import equal_segments
from lookalike.match.masks import Passes

_PAIR = {"image_id_a": "int8", "image_id_b": "int8"}


class Ready(NamedTuple):
    """What prepare_matches() of the archive returns: settings, run, and the work there is."""

    radius: int
    threshold: int
    crowd_limit: int
    run_id: int
    waiting: int
    representatives: int


@dataclass(frozen=True)
class _Representatives:
    """All representatives in the order of their numbers: n rows in each array."""

    image_id: NDArray[np.int64]
    phash: NDArray[np.uint64]
    waiting: NDArray[np.bool_]
    crowded: NDArray[np.bool_]

    def positions(self, image_ids: NDArray[np.int64]) -> NDArray[np.int32]:
        return np.searchsorted(self.image_id, image_ids).astype(np.int32)


def match_whole(
    connection: Connection[Any], ready: Ready, plan: Passes, meter: Meter, engine: Engine
) -> None:
    """Do the passes that are left of a match that prepare_matches began."""
    done_as, done = _passes_done(connection, ready, plan)
    all_ = _read_representatives(connection)
    finder = PairFinder(
        all_.phash,
        plan,
        ready.crowd_limit,
        waiting=all_.waiting,
        degree=_count_known(connection, all_, plan, done),
        crowded=all_.crowded.copy(),
    )
    meter.expect(plan.passes)
    meter.advance(len(done))
    known = all_.crowded.copy()
    for found in engine.find_matches(finder, done):
        a, b = found.pairs[:, 0], found.pairs[:, 1]
        kept = ~(finder.crowded[a] & finder.crowded[b])
        with connection.transaction():
            _store(connection, ready, all_.image_id[a[kept]], all_.image_id[b[kept]])
            newly = finder.crowded & ~known
            if newly.any():
                _mark_crowded(connection, all_.image_id[newly])
                known |= newly
            if found.is_finished:
                connection.execute(
                    "SELECT lookalike_internal.finish_pass(%s, %s)", (done_as, found.number)
                )
        if found.is_finished:
            meter.advance()
    with connection.transaction():
        _store_crowds(connection, ready)
        connection.execute("SELECT lookalike_internal.finish_passes()")


def connect_open_crowds(connection: Connection[Any], ready: Ready) -> None:
    """Connect crowded representatives that are not in a crowd, as after a new threshold."""
    if one(connection, "SELECT lookalike_internal.count_unconnected()"):
        with connection.transaction():
            _store_crowds(connection, ready)


def _passes_done(connection: Connection[Any], ready: Ready, plan: Passes) -> tuple[str, set[int]]:
    """Under what name finished passes are kept, and which are."""
    name: str = one(
        connection, "SELECT lookalike_internal.resume_passes(%s, %s)", plan.name, ready.crowd_limit
    )
    passes = connection.execute("SELECT lookalike_internal.read_finished_passes(%s)", (name,))
    return name, {number for (number,) in passes}


def _read_representatives(connection: Connection[Any]) -> _Representatives:
    """Fetch all representatives, 18 bytes each, and as much again while they are put together."""
    columns = {"image_id": "int8", "phash": "bit64", "waiting": "bool", "crowded": "bool"}
    types = {"image_id": np.int64, "phash": np.uint64, "waiting": np.bool_, "crowded": np.bool_}
    read = _read(
        connection, "SELECT * FROM lookalike_internal.read_representatives()", columns, types
    )
    return _Representatives(**read)


def _read(
    connection: Connection[Any], query: str, columns: dict[str, str], types: dict[str, Any]
) -> dict[str, NDArray[Any]]:
    """Fetch the rows of a query, as one array for each column."""
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in columns}
    for rows in read_rows(connection, query, columns):
        for name, own in parts.items():
            own.append(rows[name].astype(types[name]))
    return {
        name: np.concatenate(own) if own else np.empty(0, types[name])
        for name, own in parts.items()
    }


def _count_known(
    connection: Connection[Any], all_: _Representatives, plan: Passes, done: set[int]
) -> NDArray[np.int32]:
    """Return how many neighbours of each representative are already found for good.

    They are in pairs of two that do not wait, or in a pass that is done. Other pairs may be stored,
    too, from a pass that was cut off or had other representatives: they are found again.
    """
    query = f"SELECT * FROM lookalike_internal.read_neighbours({plan.radius:d})"  # noqa: S608
    degree = np.zeros(len(all_.image_id), np.int32)
    for rows in read_rows(connection, query, _PAIR):
        a = all_.positions(rows["image_id_a"].astype(np.int64))
        b = all_.positions(rows["image_id_b"].astype(np.int64))
        equal = equal_segments(all_.phash[a] ^ all_.phash[b], plan.segment_masks)
        ways, way_of = np.unique(equal, return_inverse=True)
        is_done = np.array([plan.number_of(int(way)) in done for way in ways], np.bool_)
        known = ~(all_.waiting[a] | all_.waiting[b]) | is_done[way_of]
        np.add.at(degree, a[known], 1)
        np.add.at(degree, b[known], 1)
    return degree


def _store(
    connection: Connection[Any], ready: Ready, a: NDArray[np.int64], b: NDArray[np.int64]
) -> None:
    """Write pairs of image numbers as matches."""
    if not len(a):
        return
    connection.execute("SELECT lookalike_internal.begin_pairs()")
    write_rows(
        connection,
        "pg_temp.pair",
        _PAIR,
        {"image_id_a": np.minimum(a, b), "image_id_b": np.maximum(a, b)},
    )
    connection.execute(
        "SELECT lookalike_internal.take_pairs(%s, %s)", (ready.run_id, ready.threshold)
    )


def _mark_crowded(connection: Connection[Any], image_ids: NDArray[np.int64]) -> None:
    connection.execute("SELECT lookalike_internal.mark_crowded(%s)", (image_ids.tolist(),))


def _store_crowds(connection: Connection[Any], ready: Ready) -> None:
    """Connect crowded representatives, and store the crowd of each."""
    connection.execute("SELECT lookalike_internal.label_crowds()")
    columns = {"image_id": "int8", "phash": "bit64", "phash_256": "bit256", "crowd_id": "int8"}
    types = {
        "image_id": np.int64,
        "phash": np.uint64,
        "phash_256": np.uint64,
        "crowd_id": np.int64,
    }
    crowd = _read(connection, "SELECT * FROM lookalike_internal.read_crowded()", columns, types)
    image_id = crowd["image_id"]
    _, first, group = np.unique(crowd["crowd_id"], return_index=True, return_inverse=True)
    links, groups = connect_crowds(
        crowd["phash"],
        crowd["phash_256"].reshape(-1, 4),
        first[group].astype(np.int32),
        ready.radius,
        ready.threshold,
    )
    _store(connection, ready, image_id[links[:, 0]], image_id[links[:, 1]])
    connection.execute("SELECT lookalike_internal.begin_crowds()")
    write_rows(
        connection,
        "pg_temp.crowd_of",
        {"image_id": "int8", "crowd_id": "int8"},
        {"image_id": image_id, "crowd_id": groups.astype(np.int64) + 1},
    )
    connection.execute("SELECT lookalike_internal.take_crowds()")
