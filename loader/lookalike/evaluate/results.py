"""Reads from the scratch archive what was found, and has it counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.evaluate.composites.make import Composite
from lookalike.evaluate.composites.score import CompositeScore, score_composites
from lookalike.evaluate.copies import Photographs, read_name
from lookalike.evaluate.forms.make import Document
from lookalike.evaluate.forms.score import FormScore, score_documents
from lookalike.evaluate.lineage import LineageScore, Link, score_lineage
from lookalike.evaluate.query import query_text, rows
from lookalike.evaluate.score import File, Pair, Score, score
from lookalike.evaluate.tables import false_pairs_csv
from lookalike.evaluate.things import OtherPair, Thing, describer, read_path
from lookalike.picture.edits import Edit

_FETCH = 2000  # pairs that are held in memory at a time


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were made."""

    photographs: Photographs
    documents: list[Document]
    composites: list[Composite]

    @property
    def count(self) -> int:
        """How many files they are."""
        return len(self.photographs.files) + len(self.documents) + len(self.composites)


@dataclass(frozen=True, slots=True)
class Results:
    """What was found of them."""

    score: Score
    lineage: LineageScore
    forms: tuple[FormScore, ...]
    composites: tuple[CompositeScore, ...]


def read_results(
    connection: Connection[Any],
    output: Path,
    edits: Sequence[Edit],
    made: Made,
    raw_values: bool,
) -> Results:
    """Count what was found; write every false pair to false_pairs.csv in folder `output`."""
    clusters = {read_path(row["path"]): row["cluster_id"] for row in rows(connection, "clusters")}
    of_files = {thing: cluster for thing, cluster in clusters.items() if isinstance(thing, File)}
    photographs = made.photographs
    others: list[tuple[Thing, Thing]] = []
    describe = describer(photographs.labels, edits)
    with false_pairs_csv(output, describe, raw_values) as tell:
        found = score(edits, photographs.files, of_files, _pairs(connection), tell)
        for pair in _other_pairs(connection):
            if not _is_right(pair.a, pair.b):
                others.append((pair.a, pair.b))
                tell(pair, False)
    return Results(
        found,
        score_lineage(
            edits,
            photographs.files,
            of_files,
            list(_links(connection)),
            _dispositions(connection),
        ),
        score_documents(
            made.documents,
            {thing: c for thing, c in clusters.items() if isinstance(thing, Document)},
            others,
        ),
        score_composites(
            made.composites,
            _parts(connection),
            {thing for thing in clusters if isinstance(thing, int)},
        ),
    )


def _is_right(a: Thing, b: Thing) -> bool:
    """Whether they are files of one document."""
    return isinstance(a, Document) and isinstance(b, Document) and a[:2] == b[:2]


def _pairs(connection: Connection[Any]) -> Iterator[Pair]:
    """Accepted pairs of files of photographs, by path."""
    for path_a, path_b, relation, derived, evidence in _accepted(connection, False):
        yield Pair(
            read_name(path_a),
            read_name(path_b),
            frozenset(relation.split(", ")),
            read_name(derived) if derived else None,
            evidence,
        )


def _other_pairs(connection: Connection[Any]) -> Iterator[OtherPair]:
    """The other accepted pairs, by path."""
    for path_a, path_b, relation, _, evidence in _accepted(connection, True):
        relations = frozenset(relation.split(", "))
        yield OtherPair(read_path(path_a), read_path(path_b), relations, evidence)


def _accepted(connection: Connection[Any], of_others: bool) -> Iterator[tuple[str, ...]]:
    """Accepted pairs, a page at a time."""
    with connection.transaction(), connection.cursor("pairs") as cursor:
        cursor.itersize = _FETCH
        cursor.execute(query_text("pairs"), {"of_others": of_others})
        yield from cursor


def _links(connection: Connection[Any]) -> Iterator[Link]:
    """What lineage says of files of photographs."""
    for row in rows(connection, "lineage"):
        parent = read_path(row["parent_path"]) if row["parent_path"] else None
        yield Link(
            read_name(row["path"]),
            parent if isinstance(parent, File) else None,
            row["is_root"],
            row["is_certain"],
        )


def _dispositions(connection: Connection[Any]) -> dict[File, str]:
    return {read_name(row["path"]): row["disposition"] for row in rows(connection, "dispositions")}


def _parts(connection: Connection[Any]) -> Iterator[tuple[int, int]]:
    """Composites and the photographs on them."""
    for row in rows(connection, "parts"):
        whole, part = read_path(row["whole_path"]), read_path(row["part_path"])
        if isinstance(whole, int) and isinstance(part, File):
            yield whole, part.photograph
