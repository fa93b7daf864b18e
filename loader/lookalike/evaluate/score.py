"""What was found of what was made: counts by edit, and pairs that should not be there."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from lookalike.picture.edits import Edit

EXAMPLES = 10  # false pairs that are kept to be shown


class File(NamedTuple):
    """A file that was made, by the numbers of its photograph and edit; edit 0 is the original."""

    photograph: int
    edit: int


class Pair(NamedTuple):
    """An accepted pair of files; `derived` is the one said to be made of the other, if any."""

    a: File
    b: File
    relations: frozenset[str]
    derived: File | None
    evidence: str


@dataclass(frozen=True, slots=True)
class EditScore:
    """Counts of the copies made by one edit; the others are parts of `copies`."""

    edit: Edit
    copies: int
    clustered: int  # in one cluster with their original
    paired: int  # in an accepted pair with their original
    related: int  # of these: all relations of the edit are named
    directed: int  # of these: said to derive from the original, or to have no direction if right
    alone: int = 0  # found as the only copy beside their original (see alone)


@dataclass(frozen=True, slots=True)
class Score:
    """What an evaluation found."""

    edits: tuple[EditScore, ...]
    foreign_pairs: int  # pairs of files of different photographs, which should not match
    false_pairs: int  # those of them that were accepted
    false_of_copies: int  # those of these where the two originals are in one cluster
    examples: tuple[Pair, ...]  # the first false pairs

    @property
    def false_per_million(self) -> float:
        """False pairs in a million pairs of files of different photographs."""
        return 1e6 * self.false_pairs / self.foreign_pairs if self.foreign_pairs else 0.0

    def with_alone(self, found: Collection[File]) -> "Score":
        """The same with the copies that are found as the only copy of their photograph."""
        counts = Counter(file.edit for file in found)
        rows = (replace(row, alone=counts[n]) for n, row in enumerate(self.edits, start=1))
        return replace(self, edits=tuple(rows))

    def total(self, count: str, *, of_chains: bool | None = None) -> int:
        """A field of EditScore added up over all edits, or over (no) copies of copies only."""
        chosen = (row for row in self.edits if of_chains in (None, bool(row.edit.of)))
        return sum(getattr(row, count) for row in chosen)


@dataclass(slots=True)
class _Tally:
    paired: Counter[int] = field(default_factory=Counter)  # by number of the edit
    related: Counter[int] = field(default_factory=Counter)
    directed: Counter[int] = field(default_factory=Counter)


def score(
    edits: Sequence[Edit],
    files: Iterable[File],
    clusters: Mapping[File, int],
    pairs: Iterable[Pair],
    tell: Callable[[Pair, bool], None] = lambda pair, of_copies: None,
) -> Score:
    """Compare what was found with what was made.

    `edits` are those numbered from 1 on, `files` all that were made, `clusters` the cluster of
    each file that has one, `pairs` the accepted ones, each once; they are read one by one. Copies
    whose original is not among the files count only for false pairs. Every false pair is told, with
    whether the originals of both are in one cluster.
    """
    made = list(files)
    whole = {file.photograph for file in made if not file.edit}
    tally = _Tally()
    false = of_copies = 0
    examples: list[Pair] = []
    for pair in pairs:
        if pair.a.photograph == pair.b.photograph:
            _count(edits, pair, tally)
            continue
        originals = (File(side.photograph, 0) for side in pair[:2])
        one, other = (clusters.get(original) for original in originals)
        is_of_copies = one is not None and one == other
        false += 1
        of_copies += is_of_copies
        if len(examples) < EXAMPLES:
            examples.append(pair)
        tell(pair, is_of_copies)
    copies = Counter(file.edit for file in made if file.photograph in whole)
    clustered = Counter(
        file.edit
        for file in made
        if file in clusters and clusters[file] == clusters.get(File(file.photograph, 0))
    )
    rows = (
        EditScore(
            edit,
            copies[number],
            clustered[number],
            tally.paired[number],
            tally.related[number],
            tally.directed[number],
        )
        for number, edit in enumerate(edits, start=1)
    )
    return Score(tuple(rows), _foreign_pairs(made), false, of_copies, tuple(examples))


def _count(edits: Sequence[Edit], pair: Pair, tally: _Tally) -> None:
    """Count a pair of files of one photograph, if the original is one of the two."""
    original, copy = sorted(pair[:2])
    if original.edit:
        return
    edit = edits[copy.edit - 1]
    tally.paired[copy.edit] += 1
    tally.related[copy.edit] += pair.relations >= edit.relations
    # An edit after which the pixels do not show the direction need not be given one.
    tally.directed[copy.edit] += pair.derived == copy or (pair.derived is None and not edit.derived)


def _foreign_pairs(files: Sequence[File]) -> int:
    sizes = Counter(file.photograph for file in files).values()
    return (len(files) ** 2 - sum(size**2 for size in sizes)) // 2


def interval(found: int, of: int) -> tuple[float, float]:
    """Between which shares the true one lies, with 95 % confidence: Wilson's interval.

    Wilson, "Probable inference, the law of succession, and statistical inference", 1927. For
    counts of independent trials; (0, 1) without any.
    """
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, found / of
    middle = share + z**2 / (2 * of)
    reach = z * (share * (1 - share) / of + z**2 / (4 * of**2)) ** 0.5
    scale = 1 + z**2 / of
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return (low if found else 0.0), (high if found < of else 1.0)
