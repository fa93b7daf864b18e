"""Traces the clusters that have changed, on all cores."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from psycopg import Connection

from lookalike.console import progress
from lookalike.database import one
from lookalike.engine.interface import Purpose, Workers, engine_of
from lookalike.lineage.cluster import Lineage, Origin, Tracer
from lookalike.lineage.member import read_member
from lookalike.lineage.traces import Trace, trace_file
from lookalike.picture.worker import prepare_decoders

_PAGE = 200  # clusters that are read and stored together
_TIME_LIMIT = 900.0  # seconds for one cluster
_MOST = 120  # different pictures of a cluster; more are not traced


@dataclass(frozen=True, slots=True)
class File:
    """A present member of a cluster; `is_first` stands for all files with its pixels.

    `holds` is what people declared that the collections of these files hold.
    """

    image_id: int
    root: str
    path: str
    pixel_digest: bytes
    is_first: bool
    holds: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that waits to be traced."""

    cluster_id: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """The lineage of a cluster by image, its root, and the traces of the files that were read."""

    parents: dict[int, int | None]
    origins: dict[int, Origin]
    root: int
    is_certain: bool
    traces: dict[int, Trace]


class Tracing:
    """Traces clusters, in one run of the stage; use it as a context manager.

    A cluster is stored when it is traced, so an interrupted run goes on with what is left. Clusters
    with a file that could not be read stay in the queue.
    """

    def __init__(self, connection: Connection[Any], run_id: int, workers: Workers) -> None:
        self._connection, self._run_id = connection, run_id
        self._engine, self._open = engine_of(workers), ExitStack()

    def __enter__(self) -> Self:
        room = self._open.enter_context(self._engine.open_room())
        self._pool = self._open.enter_context(
            self._engine.open_pool(Purpose(prepare_decoders, _TIME_LIMIT, chunk_size=2, room=room))
        )
        return self

    def __exit__(self, *error: Any) -> None:
        self._open.__exit__(*error)

    def trace_all(self) -> int:
        """Trace what waits; return how many clusters were stored."""
        waiting = one(self._connection, "SELECT lookalike_internal.count_untraced()")
        stored = 0
        if waiting:
            with progress("lineage", waiting, "clusters") as meter:
                for page in _read(self._connection):
                    for cluster, found in self._pool.map_unordered(trace_files, page):
                        if isinstance(found, Traced):
                            stored += self._store(cluster, found)
                        meter.advance()
        return stored

    def _store(self, cluster: Cluster, found: Traced) -> bool:
        ids = [file.image_id for file in cluster.files]
        origins = [found.origins[image_id] for image_id in ids]
        with self._connection.transaction(), self._connection.cursor() as cursor:
            stored = cursor.execute(
                "SELECT lookalike_internal.store_lineage(%s, %s, %s::bigint[], %s::bytea[],"
                " %s::bigint[], %s::text[], %s::text[], %s::real[], %s, %s)",
                (
                    self._run_id,
                    cluster.cluster_id,
                    ids,
                    [file.pixel_digest for file in cluster.files],
                    [found.parents[image_id] for image_id in ids],
                    [origin.relation for origin in origins],
                    [origin.evidence for origin in origins],
                    [origin.certainty for origin in origins],
                    found.root,
                    found.is_certain,
                ),
            ).fetchone()
            assert stored is not None
            if stored[0]:
                cursor.execute(
                    "SELECT lookalike_internal.store_traces(%s, %s::bigint[], %s::smallint[],"
                    " %s::text[], %s::smallint[], %s::text[], %s::text[], %s::text[],"
                    " %s::boolean[], %s::real[], %s::real[])",
                    (
                        self._run_id,
                        list(found.traces),
                        [trace.jpeg_quality for trace in found.traces.values()],
                        [trace.subsampling for trace in found.traces.values()],
                        [trace.earlier_jpeg_quality for trace in found.traces.values()],
                        [trace.document_id for trace in found.traces.values()],
                        [trace.original_document_id for trace in found.traces.values()],
                        [trace.derived_from_document_id for trace in found.traces.values()],
                        [trace.thumbnail_shows_more for trace in found.traces.values()],
                        [trace.empty_levels for trace in found.traces.values()],
                        [trace.clipped for trace in found.traces.values()],
                    ),
                )
        return bool(stored[0])


def _read(connection: Connection[Any]) -> Iterator[list[Cluster]]:
    """Yield the waiting clusters, page by page."""
    after = -1
    while True:
        rows = connection.execute(
            "SELECT * FROM lookalike_internal.read_untraced(%s, %s)", (after, _PAGE)
        ).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield [
            Cluster(number, tuple(File(*row[1:]) for row in members))
            for number, members in groupby(rows, key=lambda row: row[0])
        ]


def trace_files(cluster: Cluster, folder: str | None = None) -> Traced:
    """Find the lineage of one cluster, in a worker. Raises BadImage for an unreadable file."""
    firsts = [file for file in cluster.files if file.is_first]
    if len(firsts) > _MOST:
        return _untraced(cluster, firsts)
    with tempfile.TemporaryDirectory(dir=folder) as room:
        members = [
            read_member(f.image_id, f.pixel_digest.hex(), f.root, f.path, room, f.holds)
            for f in firsts
        ]
        members.sort(key=lambda member: member.key)
        traces = {member.image_id: trace_file(member) for member in members}
        if len(members) == 1:
            words = "All images of the cluster have the same pixels."
            lineage = Lineage([Origin(None, 1.0, None, words)], 0, True)
        else:
            lineage = Tracer(members, traces).trace()
        ids = [member.image_id for member in members]
        del members
    parents: dict[int, int | None] = {}
    origins: dict[int, Origin] = {}
    for image_id, origin in zip(ids, lineage.origins, strict=True):
        parents[image_id] = None if origin.parent is None else ids[origin.parent]
        origins[image_id] = origin
    return _with_copies(cluster, firsts, parents, origins, lineage, ids, traces)


def _with_copies(
    cluster: Cluster,
    firsts: list[File],
    parents: dict[int, int | None],
    origins: dict[int, Origin],
    lineage: Lineage,
    ids: list[int],
    traces: dict[int, Trace],
) -> Traced:
    """Hang the files with the same pixels below the first of them."""
    first_of = {file.pixel_digest: file.image_id for file in firsts}
    for file in cluster.files:
        if not file.is_first:
            parents[file.image_id] = first_of[file.pixel_digest]
            origins[file.image_id] = Origin(
                None, 1.0, "identical image", "It has the same pixels as its parent."
            )
    return Traced(parents, origins, ids[lineage.root], lineage.is_certain, traces)


def _untraced(cluster: Cluster, firsts: list[File]) -> Traced:
    words = f"{len(firsts)} different pictures are too many to trace."
    root = min(firsts, key=lambda file: file.pixel_digest).image_id
    parents = {file.image_id: None if file.image_id == root else root for file in cluster.files}
    origins = {
        file.image_id: Origin(None, 0.0, None if file.image_id == root else "unknown", words)
        for file in cluster.files
    }
    return Traced(parents, origins, root, False, {})
