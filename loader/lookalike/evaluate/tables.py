"""The CSV files of an evaluation: a row an edit, and a row a false pair, in UTF-8."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from lookalike.evaluate.score import Pair, Score, interval
from lookalike.picture.edits import Edit
from lookalike.report.files import replaced

EDITS_CSV = "evaluation.csv"
FALSE_PAIRS_CSV = "false_pairs.csv"

_EDIT_COLUMNS = (
    "edit",
    "description",
    "copies",
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
_FALSE_COLUMNS = (
    "photograph_a",
    "edit_a",
    "photograph_b",
    "edit_b",
    "relation",
    "evidence",
    "originals_in_one_cluster",
)


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


@contextmanager
def false_pairs_csv(
    folder: Path, labels: Mapping[int, str], edits: Sequence[Edit]
) -> Iterator[Callable[[Pair, bool], None]]:
    """Give a function that adds a pair to false_pairs.csv, which is there when the block ends."""
    names = ("original", *(edit.name for edit in edits))
    with _writer(folder / FALSE_PAIRS_CSV) as write:
        write(_FALSE_COLUMNS)

        def tell(pair: Pair, of_copies: bool) -> None:
            row: list[str] = []
            for file in (pair.a, pair.b):
                row.extend((labels[file.photograph], names[file.edit]))
            write((*row, ", ".join(sorted(pair.relations)), pair.evidence, _word(of_copies)))

        yield tell


@contextmanager
def _writer(path: Path) -> Iterator[Callable[[Sequence[object]], object]]:
    with replaced(path) as raw:
        file = TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
        yield csv.writer(file, lineterminator="\n").writerow
        file.detach()


def _share(count: int, of: int) -> str:
    return f"{count / of:.4f}" if of else ""


def _word(truth: bool) -> str:
    return "true" if truth else "false"
