"""How well lineage tells which image is the original, and from which image each copy was made.

Root and parent are the measures of image phylogeny: Dias, Rocha, Goldenstein, "Image phylogeny by
minimal spanning trees", IEEE TIFS 7(2), 2012.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lookalike.evaluate.score import File
from lookalike.picture.edits import Edit


class Link(NamedTuple):
    """What lineage says of a file: what it was made of, or that it is the original of a cluster."""

    file: File
    parent: File | None
    is_root: bool
    is_certain: bool


@dataclass(frozen=True, slots=True)
class ParentScore:
    """Counts of the copies made by one edit that are in one cluster with their original."""

    edit: Edit
    copies: int
    parents: int  # made of what lineage says, or of the same pixels, or with the same pixels
    directions: int  # linked with what they were made of, directly or not, or with what was made
    directed: int  # of these: in the right direction


@dataclass(frozen=True, slots=True)
class LineageScore:
    """Counts of photographs whose original is in a cluster, and of those without an original."""

    clusters: int
    roots: int  # where the root is the original or has its very pixels
    root_files: int  # where it is the file of the original itself
    undetermined: int  # where no root is certain
    wrong: int  # where a certain root has other pixels
    set_aside: int  # originals to quarantine while nothing with their pixels stays
    parents: tuple[ParentScore, ...]
    without: int  # clusters of photographs whose original is missing
    claimed: int  # of these: those with a certain root

    def total(self, count: str) -> int:
        """A field of ParentScore added up over all edits."""
        return sum(getattr(row, count) for row in self.parents)


class _Truth:
    """What was made of what."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        numbers = {edit.name: number for number, edit in enumerate(edits, start=1)}
        numbers[""] = 0
        self._of = [0, *(numbers[edit.of] for edit in edits)]

    def parent(self, file: File) -> File:
        return File(file.photograph, self._of[file.edit])

    def ancestors(self, file: File) -> Iterable[File]:
        while file.edit:
            file = self.parent(file)
            yield file

    def pixels(self, file: File) -> File:
        """The first file with the very pixels of this one."""
        while file.edit and self._edits[file.edit - 1].keeps_pixels:
            file = self.parent(file)
        return file


def score_lineage(
    edits: Sequence[Edit],
    files: Sequence[File],
    clusters: Mapping[File, int],
    links: Iterable[Link],
    dispositions: Mapping[File, str],
) -> LineageScore:
    """Compare what lineage says with what was made; see LineageScore.

    `edits` are those numbered from 1 on, `files` all that were made, `clusters` the cluster of each
    file that has one, `dispositions` what retention proposes.
    """
    truth = _Truth(edits)
    link_of = {link.file: link for link in links}
    roots: dict[int, list[Link]] = defaultdict(list)
    for link in link_of.values():
        if link.is_root and link.file in clusters:
            roots[clusters[link.file]].append(link)
    originals = [file for file in files if not file.edit]
    clustered = [original for original in originals if original in clusters]
    counts: Counter[str] = Counter()
    for original in clustered:
        _count_root(truth, original, roots[clusters[original]], counts)
    whole = {original.photograph for original in originals}
    without = [roots[cluster] for cluster in _clusters_without(files, whole, clusters)]
    return LineageScore(
        clusters=len(clustered),
        roots=counts["roots"],
        root_files=counts["root files"],
        undetermined=counts["undetermined"],
        wrong=counts["wrong"],
        set_aside=_count_set_aside(truth, files, dispositions),
        parents=_score_parents(edits, truth, files, clusters, link_of),
        without=len(without),
        claimed=sum(any(link.is_certain for link in found) for found in without),
    )


def _count_root(truth: _Truth, original: File, found: Sequence[Link], counts: Counter[str]) -> None:
    certain = [link.file for link in found if link.is_certain]
    counts["undetermined"] += not certain
    counts["wrong"] += any(truth.pixels(file) != original for file in certain)
    if len(found) == 1:  # two roots say that there are two originals
        counts["roots"] += truth.pixels(found[0].file) == original
        counts["root files"] += found[0].file == original


def _clusters_without(
    files: Sequence[File], whole: set[int], clusters: Mapping[File, int]
) -> list[int]:
    """The clusters of photographs without an original: of each the one with most of its files."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for file in files:
        if file.photograph not in whole and file in clusters:
            found[file.photograph][clusters[file]] += 1
    return [min(counts, key=lambda c: (-counts[c], c)) for counts in found.values()]


def _count_set_aside(truth: _Truth, files: Sequence[File], dispositions: Mapping[File, str]) -> int:
    stay: dict[File, bool] = {}
    for file in files:
        first = truth.pixels(file)
        if not first.edit:
            stays = dispositions.get(file) != "quarantine"
            stay[first] = stay.get(first, False) or stays
    return sum(not stays for stays in stay.values())


def _score_parents(
    edits: Sequence[Edit],
    truth: _Truth,
    files: Sequence[File],
    clusters: Mapping[File, int],
    link_of: Mapping[File, Link],
) -> tuple[ParentScore, ...]:
    copies: Counter[int] = Counter()
    parents: Counter[int] = Counter()
    directions: Counter[int] = Counter()
    directed: Counter[int] = Counter()
    for file in files:
        original = File(file.photograph, 0)
        link = link_of.get(file)
        if file in clusters and clusters[file] == clusters.get(original) and file.edit:
            copies[file.edit] += 1
            if link is not None and link.parent is not None:
                own = truth.pixels(file)
                right = truth.pixels(truth.parent(own)) if own.edit else own
                parents[file.edit] += truth.pixels(link.parent) in (own, right)
        if link is None or link.parent is None:
            continue
        if link.parent in truth.ancestors(file):
            directions[file.edit] += 1
            directed[file.edit] += 1
        elif file in truth.ancestors(link.parent):
            directions[link.parent.edit] += 1
    return tuple(
        ParentScore(edit, copies[number], parents[number], directions[number], directed[number])
        for number, edit in enumerate(edits, start=1)
    )
