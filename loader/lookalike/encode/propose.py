"""Proposes the pairs of pictures that share corners, from the codes that an archive keeps.

New pictures are compared with all others, in both directions. So what is proposed depends on which
pictures there are, and not on the order in which they came. Pairs of corners go to temporary files,
one for each range of pictures, so that memory holds only one range at a time.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from lookalike.console import format_bytes, progress, warn
from lookalike.cores import usable_cores
from lookalike.database import one
from lookalike.encode.partners import LEAST_VOTES, choose_partners
from lookalike.encode.search import MOST_CORNERS, Corners, needed_bytes
from lookalike.encode.stored import scale_points, unpack_codes, unpack_numbers
from lookalike.encode.vote import Votes, count_votes
from lookalike.engine.interface import Engine, Workers, engine_of
from lookalike.memory import memory_bytes

_ROWS = 10_000  # read from the database at a time
_RANGE = 20_000  # pictures whose pairs of corners are in memory together
_PAIR = np.dtype([("corners", np.int32, 2), ("variant", np.int8)])


_Number = TypeVar("_Number", np.uint16, np.uint64)


class _Archive(NamedTuple):
    """The pictures and panels of an archive, in the order of their digests, and their corners.

    The corners of new pictures come last.
    """

    image_id: NDArray[np.int64]
    panel: NDArray[np.int16]  # 0 for a whole picture
    corners: NDArray[np.int64]  # how many each has
    codes: NDArray[np.uint64]
    owner: NDArray[np.int32]  # the picture of each corner
    points: NDArray[np.uint16]  # as they are stored
    old: int  # corners of pictures that are not new


def propose_by_codes(connection: Connection[Any], workers: Workers = None) -> None:
    """Add pairs that share corners to the queue of proofs, for the pictures that are new."""
    if not one(connection, "SELECT lookalike_internal.count_unsearched()"):
        return
    corners = one(connection, "SELECT lookalike_internal.count_corners()")
    if reason := _reason_against(corners):
        warn(f"search: {reason}")
        return
    with connection.transaction():
        # One snapshot: pictures that are encoded meanwhile stay new.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        archive = _read(connection)
        votes = _search(archive, engine_of(workers))
        most = np.minimum(*archive.corners[votes.pairs].T)
        _store(connection, archive, votes, choose_partners(votes.pairs, votes.votes, most))


def _reason_against(corners: int) -> str | None:
    """Say why so many corners are not searched, if so."""
    needed = needed_bytes(corners, usable_cores())
    if needed > memory_bytes() // 2:
        return (
            f"the corners of all pictures take {format_bytes(needed)} of memory, more than half of"
            " what this machine has, so pictures that share corners are not looked for."
            " Run lookalike prove on a larger machine to find them."
        )
    if corners > MOST_CORNERS:
        return (
            f"all pictures together have {corners:,} corners, and no more than {MOST_CORNERS:,} can"
            " be searched, so pictures that share corners are not looked for."
        )
    return None


def _read(connection: Connection[Any]) -> _Archive:
    image_id: list[int] = []
    panel: list[int] = []
    count: list[int] = []
    # Of the old, and of the new.
    numbers: tuple[list[int], list[int]] = ([], [])
    codes: tuple[list[NDArray[np.uint64]], ...] = ([unpack_codes(b"")], [])
    points: tuple[list[NDArray[np.uint16]], ...] = ([unpack_numbers(b"")], [])
    with connection.cursor(name="codes", binary=True) as cursor:
        cursor.itersize = _ROWS
        cursor.execute("SELECT * FROM lookalike_internal.read_codes()")
        while rows := cursor.fetchmany(_ROWS):
            for is_new in (False, True):
                some = [(n, row) for n, row in enumerate(rows, len(count)) if row[2] == is_new]
                numbers[is_new].extend(n for n, _ in some)
                codes[is_new].append(unpack_codes(b"".join(row[3] for _, row in some)))
                points[is_new].append(unpack_numbers(b"".join(row[4] for _, row in some)))
            image_id += [row[0] for row in rows]
            panel += [row[1] for row in rows]
            count += [len(row[3]) // 8 for row in rows]
    in_order = np.array(numbers[0] + numbers[1], np.int32)
    counts = np.array(count, np.int64)
    return _Archive(
        np.array(image_id, np.int64),
        np.array(panel, np.int16),
        counts,
        _joined(codes),
        np.repeat(in_order, counts[in_order]),
        _joined(points),
        int(counts[numbers[0]].sum()),
    )


def _joined(parts: tuple[list[NDArray[_Number]], ...]) -> NDArray[_Number]:
    """Join lists of arrays into one array, and free what they hold."""
    whole = np.concatenate([array for part in parts for array in part])
    for part in parts:
        part.clear()
    return whole


def _search(archive: _Archive, engine: Engine) -> Votes:
    corners = Corners(archive.codes, archive.owner, archive.old)
    is_panel = archive.panel > 0
    found = [Votes(np.empty((0, 2), np.int32), np.empty(0, np.int32), np.empty((0, 6)))]
    with ExitStack() as stack:
        files: list[IO[bytes]] = [
            stack.enter_context(tempfile.TemporaryFile(prefix="lookalike-"))
            for _ in range(0, len(archive.corners), _RANGE)
        ]
        with progress("search", corners.parts, "parts") as meter:
            for pairs, variants in engine.find_corners(corners):
                _keep(files, archive.owner, is_panel, pairs, variants)
                meter.advance(1)
        crowded = corners.crowded
        for file in files:
            file.seek(0)
            kept = np.frombuffer(file.read(), _PAIR)
            kept = kept[~crowded[kept["corners"]].any(axis=1)]
            used, places = np.unique(kept["corners"], return_inverse=True)
            counted = count_votes(
                places.reshape(-1, 2).astype(np.int32),
                kept["variant"],
                archive.owner[used],
                scale_points(archive.points[used]),
            )
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
            a, b = archive.image_id[pair].tolist()
            panel_a, panel_b = archive.panel[pair].tolist()
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
