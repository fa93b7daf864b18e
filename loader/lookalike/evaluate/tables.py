"""The CSV files of an evaluation, in UTF-8: a row an edit, a kind, or a false pair."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lookalike.csv_output import WriteRow, csv_writer
from lookalike.evaluate.composites.score import CompositeScore
from lookalike.evaluate.forms.score import FormScore
from lookalike.evaluate.lineage import LineageScore
from lookalike.evaluate.score import Pair, Score, interval
from lookalike.evaluate.things import OtherPair, Thing
from lookalike.output import replaced

EDITS_CSV = "evaluation.csv"
FALSE_PAIRS_CSV = "false_pairs.csv"
DOCUMENTS_CSV = "documents.csv"
COMPOSITES_CSV = "composites.csv"
LINEAGE_CSV = "lineage.csv"

_EDIT_COLUMNS = (
    "edit",
    "description",
    "copies",
    "found_alone",
    "found_alone_share",
    "found_alone_low",  # with 95 % confidence
    "found_alone_high",
    "in_cluster",
    "in_cluster_share",
    "share_low",  # with 95 % confidence
    "share_high",
    "paired",
    "paired_share",
    "relation_expected",
    "relation_right",
    "relation_right_share",
    "direction_shown",  # whether the pixels show which is the copy
    "direction_right",
    "direction_right_share",
)
_LINEAGE_COLUMNS = (
    *("edit", "copies_in_cluster", "parent_right", "parent_right_share"),
    *("linked_with_what_was_made", "direction_right", "direction_right_share"),
)
_DOCUMENT_COLUMNS = (
    *("kind", "documents", "rescans", "found", "found_share"),
    *("pairs_of_different_documents", "false_pairs"),
)
_COMPOSITE_COLUMNS = (
    *("kind", "composites", "parts", "linked", "linked_share", "wrong_parts", "joined"),
)
_FALSE_COLUMNS = (
    "photograph_a",
    "edit_a",
    "photograph_b",
    "edit_b",
    "relation",
    "evidence",
    "originals_in_one_cluster",
)


def write_tables(
    folder: Path,
    score: Score,
    lineage: LineageScore,
    forms: Sequence[FormScore],
    composites: Sequence[CompositeScore],
) -> None:
    """Write all tables but that of false pairs, which is written pair by pair."""
    write_edits_csv(folder, score)
    write_documents_csv(folder, forms)
    write_composites_csv(folder, composites)
    write_lineage_csv(folder, lineage)


def write_edits_csv(folder: Path, score: Score) -> None:
    """Write evaluation.csv; shares are from 0 to 1, and empty where there is nothing to share."""
    with _writer(folder / EDITS_CSV) as write:
        write(_EDIT_COLUMNS)
        for row in score.edits:
            write(
                (
                    row.edit.name,
                    row.edit.description,
                    row.copies,
                    row.alone,
                    _share(row.alone, row.copies),
                    *(f"{end:.4f}" for end in interval(row.alone, row.copies)),
                    row.clustered,
                    _share(row.clustered, row.copies),
                    *(f"{end:.4f}" for end in interval(row.clustered, row.copies)),
                    row.paired,
                    _share(row.paired, row.copies),
                    ", ".join(sorted(row.edit.relations)),
                    row.related,
                    _share(row.related, row.paired),
                    _word(row.edit.derived),
                    row.directed,
                    _share(row.directed, row.paired),
                )
            )


def write_lineage_csv(folder: Path, score: LineageScore) -> None:
    """Write lineage.csv: a row an edit; copies in one cluster with their original count."""
    with _writer(folder / LINEAGE_CSV) as write:
        write(_LINEAGE_COLUMNS)
        for row in score.parents:
            parent = (row.copies, row.parents, _share(row.parents, row.copies))
            direction = (row.directions, row.directed, _share(row.directed, row.directions))
            write((row.edit.name, *parent, *direction))


def write_documents_csv(folder: Path, forms: Sequence[FormScore]) -> None:
    """Write documents.csv: a row a kind of document."""
    with _writer(folder / DOCUMENTS_CSV) as write:
        write(_DOCUMENT_COLUMNS)
        for row in forms:
            found = (row.scans, row.found, _share(row.found, row.scans))
            write((row.kind, row.documents, *found, row.pairs, row.false_pairs))


def write_composites_csv(folder: Path, composites: Sequence[CompositeScore]) -> None:
    """Write composites.csv: a row a kind of composite."""
    with _writer(folder / COMPOSITES_CSV) as write:
        write(_COMPOSITE_COLUMNS)
        for row in composites:
            linked = (row.parts, row.linked, _share(row.linked, row.parts))
            write((row.kind, row.composites, *linked, row.wrong, row.joined))


@contextmanager
def false_pairs_csv(
    folder: Path, describe: Callable[[Thing], tuple[str, str]], raw_values: bool
) -> Iterator[Callable[[Pair | OtherPair, bool], None]]:
    """Give a function that adds a pair to false_pairs.csv, which is there when the block ends.

    `describe` tells of a file which picture it is, and what was made of it. The names of pictures
    are written as csv_output does it.
    """
    with _writer(folder / FALSE_PAIRS_CSV, raw_values) as write:
        write(_FALSE_COLUMNS)

        def tell(pair: Pair | OtherPair, of_copies: bool) -> None:
            row = (*describe(pair.a), *describe(pair.b))
            write((*row, ", ".join(sorted(pair.relations)), pair.evidence, _word(of_copies)))

        yield tell


@contextmanager
def _writer(path: Path, raw_values: bool = False) -> Iterator[WriteRow]:
    with replaced(path) as file:
        yield csv_writer(file, raw_values)


def _share(count: int, of: int) -> str:
    return f"{count / of:.4f}" if of else ""


def _word(truth: bool) -> str:
    return "true" if truth else "false"
