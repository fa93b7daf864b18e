"""How documents of one form are told apart, and their scans found."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lookalike.evaluate.forms.make import Document


@dataclass(frozen=True, slots=True)
class FormScore:
    """Counts of the documents of one kind."""

    kind: str
    documents: int
    scans: int
    found: int  # scans in one cluster with the clean document
    pairs: int  # pairs of files of different documents of the kind, which should not match
    false_pairs: int  # accepted pairs of a file of the kind and anything but the same document


def score_documents(
    made: Iterable[Document],
    clusters: Mapping[Document, int],
    pairs: Iterable[tuple[object, object]],
) -> tuple[FormScore, ...]:
    """Count by kind. `pairs` are the accepted ones, each once; those without a document count not.

    A pair of documents of two kinds counts for both.
    """
    files = list(made)
    false: Counter[str] = Counter()
    for pair in pairs:
        sides = [side for side in pair if isinstance(side, Document)]
        if len({(side.kind, side.number) for side in sides}) + (len(sides) < 2) > 1:
            false.update({side.kind for side in sides})
    return tuple(
        _score([file for file in files if file.kind == kind], clusters, false[kind])
        for kind in dict.fromkeys(file.kind for file in files)
    )


def _score(files: list[Document], clusters: Mapping[Document, int], false_pairs: int) -> FormScore:
    numbers = Counter(file.number for file in files)
    scans = [file for file in files if file.scan]
    found = sum(
        file in clusters and clusters[file] == clusters.get(file._replace(scan=0)) for file in scans
    )
    same = sum(n * n for n in numbers.values())
    pairs = (len(files) ** 2 - same) // 2
    return FormScore(files[0].kind, len(numbers), len(scans), found, pairs, false_pairs)
