"""Whether composites are linked with the photographs on them, and joined with nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from lookalike.evaluate.composites.make import Composite


@dataclass(frozen=True, slots=True)
class CompositeScore:
    """Counts of the composites of one kind."""

    kind: str
    composites: int
    parts: int  # photographs on them
    linked: int  # of these: named as part of their composite
    wrong: int  # photographs named as part of a composite that they are not on
    joined: int  # composites in a cluster: nothing is a copy of one


def score_composites(
    made: Sequence[Composite], links: Iterable[tuple[int, int]], clustered: Collection[int]
) -> tuple[CompositeScore, ...]:
    """Count by kind.

    `links` are composite and photograph of each part that was found, `clustered` the composites
    that are in a cluster; both by number.
    """
    found = set(links)
    rows = []
    for kind in dict.fromkeys(each.kind for each in made):
        of_kind = [each for each in made if each.kind == kind]
        numbers = {each.number for each in of_kind}
        parts = {(each.number, part) for each in of_kind for part in each.photographs}
        named = {link for link in found if link[0] in numbers}
        joined = len(numbers.intersection(clustered))
        rows.append(
            CompositeScore(
                kind, len(of_kind), len(parts), len(parts & named), len(named - parts), joined
            )
        )
    return tuple(rows)
