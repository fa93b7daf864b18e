"""Proposes the pairs of pictures that share corners, from the codes that an archive keeps.

New pictures are compared with all others, in both directions. So what is proposed depends on which
pictures there are, and not on the order in which they came. Pairs of corners go to temporary files,
one for each range of pictures, so that memory holds only one range at a time.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from lookalike.console import format_bytes, progress, warn
from lookalike.database import one
from lookalike.encode.partners import LEAST_VOTES, choose_partners
from lookalike.encode.search import Corners
from lookalike.encode.stored import unpack_codes, unpack_points
from lookalike.encode.vote import Votes, count_votes
from lookalike.memory import memory_bytes

_BYTES = 120  # of memory for each corner, with what it takes to read them
_ROWS = 10_000  # read from the database at a time
_RANGE = 20_000  # pictures whose pairs of corners are in memory together
_PAIR = np.dtype([("corners", np.int32, 2), ("variant", np.int8)])


class _Archive(NamedTuple):
    """The pictures and panels of an archive, in the order of their digests, and their corners."""

    image_id: list[int]
    panel: list[int]  # 0 for a whole picture
    is_new: list[bool]
    corners: NDArray[np.int64]  # how many each has
    codes: NDArray[np.uint64]
    points: NDArray[np.float32]


def propose_by_codes(connection: Connection[Any]) -> None:
    """Add pairs that share corners to the queue of proofs, for the pictures that are new."""
    if not one(connection, "SELECT lookalike_internal.count_unsearched()"):
        return
    needed = _BYTES * one(connection, "SELECT lookalike_internal.count_corners()")
    if needed > memory_bytes() // 2:
        warn(
            f"search: the corners of all pictures take {format_bytes(needed)} of memory, more than"
            " half of what this machine has, so pictures that share corners are not looked for."
            " Run lookalike prove on a larger machine to find them."
        )
        return
    with connection.transaction():
        # One snapshot: pictures that are encoded meanwhile stay new.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        archive = _read(connection)
        votes = _search(archive)
        most = np.minimum(*archive.corners[votes.pairs].T)
        _store(connection, archive, votes, choose_partners(votes.pairs, votes.votes, most))


def _read(connection: Connection[Any]) -> _Archive:
    image_id, panel, is_new, count = [], [], [], []
    codes, points = [], []
    with connection.cursor(name="codes", binary=True) as cursor:
        cursor.itersize = _ROWS
        cursor.execute("SELECT * FROM lookalike_internal.read_codes()")
        while rows := cursor.fetchmany(_ROWS):
            for row in rows:
                image_id.append(row[0])
                panel.append(row[1])
                is_new.append(row[2])
                count.append(len(row[3]) // 8)
            codes.append(unpack_codes(b"".join(row[3] for row in rows)))
            points.append(unpack_points(b"".join(row[4] for row in rows)))
    return _Archive(
        image_id,
        panel,
        is_new,
        np.array(count, np.int64),
        np.concatenate([np.empty(0, np.uint64), *codes]),
        np.concatenate([np.empty((0, 4), np.float32), *points]),
    )


def _search(archive: _Archive) -> Votes:
    owner = np.repeat(np.arange(len(archive.corners), dtype=np.int32), archive.corners)
    is_panel = np.array(archive.panel, np.bool_)
    corners = Corners(archive.codes, owner, np.repeat(np.array(archive.is_new), archive.corners))
    found = [Votes(np.empty((0, 2), np.int32), np.empty(0, np.int32), np.empty((0, 6)))]
    with ExitStack() as stack:
        files: list[IO[bytes]] = [
            stack.enter_context(tempfile.TemporaryFile(prefix="lookalike-"))
            for _ in range(0, len(archive.corners), _RANGE)
        ]
        with progress("search", corners.plan.passes, "passes") as meter:
            for pairs, variants, is_finished in corners.find_pairs():
                _keep(files, owner, is_panel, pairs, variants)
                meter.advance(int(is_finished))
        for file in files:
            file.seek(0)
            kept = np.frombuffer(file.read(), _PAIR)
            kept = kept[~corners.crowded[kept["corners"]].any(axis=1)]
            counted = count_votes(kept["corners"], kept["variant"], owner, archive.points)
            enough = counted.votes >= LEAST_VOTES
            found.append(Votes(counted.pairs[enough], counted.votes[enough], counted.maps[enough]))
    return Votes(
        np.concatenate([one.pairs for one in found]),
        np.concatenate([one.votes for one in found]),
        np.concatenate([one.maps for one in found]),
    )


def _keep(
    files: list[IO[bytes]],
    owner: NDArray[np.int32],
    is_panel: NDArray[np.bool_],
    pairs: NDArray[np.int32],
    variants: NDArray[np.int8],
) -> None:
    """Write pairs of corners to the file of the lower of their pictures.

    Two panels are left out: two composites that share a picture are no copies of each other.
    """
    owners = owner[pairs]
    useful = ~is_panel[owners].all(axis=1)
    rows = np.empty(int(useful.sum()), _PAIR)
    rows["corners"], rows["variant"] = pairs[useful], variants[useful]
    ranges = owners[useful].min(axis=1) // _RANGE
    for number in np.unique(ranges):
        files[number].write(rows[ranges == number].tobytes())


def _store(
    connection: Connection[Any], archive: _Archive, votes: Votes, chosen: NDArray[np.bool_]
) -> None:
    connection.execute("SELECT lookalike_internal.begin_code_pairs()")
    with connection.cursor().copy(
        "COPY pg_temp.code_pair (image_id_a, image_id_b, panel, votes, placement) FROM STDIN"
    ) as copy:
        for pair, agreed, map_ in _chosen(votes, chosen):
            a, b = (archive.image_id[number] for number in pair)
            panel_a, panel_b = (archive.panel[number] for number in pair)
            if a == b:  # a picture and its own panel
                continue
            placement = None
            if not (panel_a or panel_b):
                placement = (map_ if a < b else _inverse(map_)).round(4).ravel().tolist()
            if a > b:
                a, b, panel_a, panel_b = b, a, panel_b, panel_a
            copy.write_row((a, b, panel_a or -panel_b or None, agreed, placement))
    connection.execute("SELECT lookalike_internal.propose_code_pairs()")


def _chosen(
    votes: Votes, chosen: NDArray[np.bool_]
) -> Iterator[tuple[list[int], int, NDArray[np.float64]]]:
    for number in np.flatnonzero(chosen):
        map_ = votes.maps[number].reshape(2, 3)
        if abs(np.linalg.det(map_[:, :2])) > 1e-6:  # corners at one place say nothing
            yield votes.pairs[number].tolist(), int(votes.votes[number]), map_


def _inverse(map_: NDArray[np.float64]) -> NDArray[np.float64]:
    turned = np.linalg.inv(map_[:, :2])
    return np.column_stack([turned, -turned @ map_[:, 2]])
