"""The lineage of one cluster: which image was made from which, and how certain that is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lookalike.lineage.declared import is_said_to_derive, prefer
from lookalike.lineage.member import Member
from lookalike.lineage.pairs import BEYOND, LAID_OVER, Pairs, is_explained
from lookalike.lineage.predict import Prediction
from lookalike.lineage.roots import Roots
from lookalike.lineage.traces import Trace
from lookalike.lineage.tree import arborescence
from lookalike.prove.align import Map

_TURNED = 0.7  # degrees
_RESIZED = 0.02
_DECLARED = 0.9  # certainty of what a file or people say, where the pixels allow it
_DERIVED = 1.0  # cost of a root whose XMP says that it was made from another document
_MARGIN = 2.0  # by which the best root must be cheaper than the next


@dataclass(frozen=True)
class Origin:
    """From which member a member was made: its number, or None for the root.

    `certainty` is from 0 to 1, `relation` says what was done to the parent, and `evidence` why.
    """

    parent: int | None
    certainty: float
    relation: str | None
    evidence: str


@dataclass(frozen=True)
class Lineage:
    """The lineage of a cluster; `is_certain` says whether its root is the original."""

    origins: list[Origin]
    root: int
    is_certain: bool


class Tracer:
    """Finds the lineage of some members; they have different pixels."""

    def __init__(self, members: list[Member], traces: Mapping[int, Trace]) -> None:
        self.pairs = Pairs(members)
        self.roots = Roots(self.pairs, traces)

    def trace(self) -> Lineage:
        """Find the cheapest tree over all roots, and how far the next root is from it."""
        trees: list[tuple[float, str, int, list[int]]] = []
        for bound, fixed, root in sorted(self._bounds()):
            if len(trees) > 1 and bound > max(trees[1][0], trees[0][0] + _MARGIN):
                break  # the next and all that are nearly as good as the best are known
            parents = arborescence(self.pairs.cost, root)
            total = sum(float(self.pairs.cost[p, one]) for one, p in enumerate(parents) if p >= 0)
            trees.append((round(total + fixed, 3), self.pairs.members[root].key, root, parents))
            trees.sort(key=lambda tree: tree[:2])
        best, _, root, parents = trees[0]
        margin = trees[1][0] - best if len(trees) > 1 else math.inf
        nearly = {tree[2]: tree[3] for tree in trees if tree[0] < best + _MARGIN}
        preferred = prefer(self.pairs.members, [one for one in nearly if not self.roots.flaws(one)])
        if preferred is not None:
            root, parents = preferred, nearly[preferred]
        is_open = margin < _MARGIN and preferred is None
        is_certain, words = self.roots.judge(root, parents, is_open)
        certainty = (1 - 2.0 ** -max(margin, 0.0)) * (0.99 if is_certain else 0.5)
        if is_certain and preferred is not None:
            certainty = max(certainty, _DECLARED)
        origins = [
            Origin(None, round(certainty, 2), None, words)
            if one == root
            else self._origin(one, parents[one], root)
            for one in range(self.pairs.count)
        ]
        return Lineage(origins, root, is_certain)

    def _bounds(self) -> list[tuple[float, float, int]]:
        """For each root what its tree costs at the least, and what is due to the root itself."""
        fruit = [self.pairs.fruit(one) for one in range(self.pairs.count)]
        cheapest = self.pairs.cost + np.diag(np.full(self.pairs.count, np.inf))
        entry = cheapest.min(axis=0) if self.pairs.count > 1 else np.zeros(1)
        found = []
        for root in range(self.pairs.count):
            fixed = sum(weight for weight, _ in self.roots.flaws(root))
            fixed += 5 * (1 - fruit[root] / max(*fruit, 1))
            fixed += _DERIVED * is_said_to_derive(self.pairs.members[root])
            found.append((float(entry.sum() - entry[root]) + fixed - 0.001, fixed, root))
        return found

    def _origin(self, one: int, parent: int, root: int) -> Origin:
        prediction = self.pairs.predictions.get((parent, one))
        map_ = self.pairs.map(parent, one)
        is_said = self.pairs.sources.get(one) == parent
        if is_said and (prediction is None or map_ is None):
            return Origin(
                parent, 0.7, "unknown",
                "Its XMP says that it derives from its parent; the pixels do not show how.",
            )  # fmt: skip
        if prediction is None or map_ is None:
            return Origin(
                root, 0.1, "unknown", "The pixels do not show from which image it was made."
            )
        words = self._relation(parent, one, prediction, map_)
        if is_explained(prediction):
            certainty = 0.95
            evidence = (
                "the parent, changed so and encoded, gives its pixels, apart from small or"
                " laid-over places"
            )
        else:
            back = self.pairs.predictions.get((one, parent))
            ahead = self.pairs.cost[one, parent] - self.pairs.cost[parent, one]
            certainty = 0.8 if ahead >= _MARGIN else 0.6 if ahead >= _MARGIN / 2 else 0.4
            evidence = f"the parent predicts it to {prediction.residual:.1f} levels"
            if back is not None:
                evidence += f", and the other way round to {back.residual:.1f}"
        rival = min(
            (
                float(self.pairs.cost[a, one])
                for a in range(self.pairs.count)
                if a not in (parent, one)
            ),
            default=math.inf,
        )
        if rival - self.pairs.cost[parent, one] < 0.3:
            certainty -= 0.2
            evidence += "; another image predicts it nearly as well"
        if is_said:
            certainty = max(certainty, _DECLARED)
            evidence += "; its XMP says that it derives from it"
        return Origin(
            parent,
            round(certainty, 2),
            ", ".join(words),
            f"Most probably {', '.join(words)}: {evidence}.",
        )

    def _relation(self, a: int, b: int, prediction: Prediction, map_: Map) -> list[str]:
        """What was done to a to make b, in the words of proofs."""
        here, there = self.pairs.place[a], self.pairs.place[b]
        angle = math.degrees(math.atan2(map_[1, 0], map_[1, 1]))
        scale = np.linalg.svd(map_[:, :2], compute_uv=False)
        beyond = self.pairs.agreement.beyond
        found = {
            "mirrored": np.linalg.det(map_[:, :2]) < 0,
            "rotated": abs(angle) > _TURNED,
            "negative": self.pairs.negative[a] != self.pairs.negative[b],
            "cropped": beyond[there, here] > BEYOND,
            "bordered": self.pairs.agreement.border[there, here] > BEYOND,
            "resized": bool(np.abs(scale - 1).max() > _RESIZED),
            "toned": self.pairs.negative[a] == self.pairs.negative[b]
            and (
                prediction.how != "same"
                or self.pairs.members[a].is_coloured != self.pairs.members[b].is_coloured
            ),
            "edited": prediction.is_blurred or self.pairs.agreement.excess[there, here] > LAID_OVER,
        }
        return [word for word, holds in found.items() if holds] or ["re-encoded"]
