"""The members of a cluster, laid on each other, and what it costs to make one from another."""

import math
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from lookalike.lineage.agree import Agreement, compare
from lookalike.lineage.declared import find_sources
from lookalike.lineage.differ import Difference, differ
from lookalike.lineage.member import Member
from lookalike.lineage.place import compose, is_exact, is_scaled, is_turned, lay, snap
from lookalike.lineage.predict import (
    EXACT,
    Laid,
    Prediction,
    choose_tiles,
    lay_tiles,
    look,
    predict,
)
from lookalike.prove.align import Map, inverse

LAID_OVER = 0.002  # share of a member
BEYOND = 0.03  # share of the content
_CANDIDATES = 3  # parents that are looked at closely, however they fit
_MOST = 6  # and further ones that fit nearly as well at a glance
_POORER, _POOR = 1.5, 0.5  # times the least misfit, and levels: what fits less well is no parent
_AS_GOOD, _NEARLY = 1.02, 0.02  # the same where one explains all
_FRUITFUL = 2  # members that are looked at as parents of all
_UNLAID = 16.0  # cost where one cannot be laid on the other
_SLIGHT = 2.0  # cost of what speaks against a parent
_OUT = 8.0  # such a cost from which it is none
_USUAL = 2.0  # levels: the misfit of a pair that was not looked at
_FRUIT = 0.25  # cost of a parent that explains no other
_EDGE = 0.002  # share of a picture that was added or cut off
_LAID = 0.6  # cost of what was laid over a picture; a larger part costs a little more
_SAID = 0.5  # cost of a parent that the XMP of a file names
_SOFT = 0.01  # levels: what is below hardly counts


class Pairs:
    """The pairs of some members with different pixels.

    `cost` (parent, child) is what it costs to make the one from the other, in bits of what is left
    unexplained.
    """

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self.count = len(members)
        self.maps, self.negative = self._lay()
        laid = [one for one in range(self.count) if self.maps[one] is not None]
        self.laid = laid
        self.place = {one: number for number, one in enumerate(laid)}
        maps = [map_ for map_ in self.maps if map_ is not None]
        self.agreement: Agreement = compare(
            [members[one] for one in laid], maps, [self.negative[one] for one in laid]
        )
        self.scale = [
            1.0 if map_ is None else abs(float(np.linalg.det(map_[:, :2]))) ** -0.5
            for map_ in self.maps
        ]
        negatives = sum(self.negative[one] for one in laid)
        self.minority: bool | None = None  # the polarity of few: True where negatives are few
        if 2 * negatives != len(laid) and len(laid) > 2:
            self.minority = 2 * negatives < len(laid)
        self.tiles = [choose_tiles(member) for member in members]
        self.predictions: dict[tuple[int, int], Prediction] = {}
        self.known: list[dict[bytes, Prediction]] = [{} for _ in members]
        self.methods: dict[tuple[int, float], list[int]] = {}  # by which one was scaled from a size
        self.explains_so_far: Counter[int] = Counter()  # how many members one explains
        self.explained: set[int] = set()  # of which a parent without a doubt was found
        self.laid_tiles: dict[tuple[int, int], list[Laid]] = {}  # of the member that is looked at
        self.misfits: dict[tuple[int, int], float] = {}
        self.differences: dict[tuple[int, int], Difference] = {}
        self.grounds: set[tuple[int, int]] = set()  # the second shows more even ground, only
        self.penalties = {(a, b): self.penalty(a, b) for a in laid for b in laid if a != b}
        self.cost = self._measure()
        self.sources = self._find_sources()
        for one, source in self.sources.items():
            self.cost[source, one] = min(self.cost[source, one], _SAID)

    def _lay(self) -> tuple[list[Map | None], list[bool]]:
        """Lay all on one member, through another one where that fails."""
        # Most maps are exact to the pixel if many have the size of the reference.
        sizes = Counter(member.size for member in self.members)
        reference = max(
            range(self.count),
            key=lambda one: (
                sizes[self.members[one].size],
                self.members[one].size,
                self.members[one].coding.is_lossless,
                -one,
            ),
        )
        maps: list[Map | None] = [None] * self.count
        negative = [False] * self.count
        maps[reference] = np.array([[1.0, 0, 0], [0, 1.0, 0]])
        bases = [reference]
        left = [one for one in range(self.count) if one != reference]
        while bases and left:
            base, *bases = bases
            onto = maps[base]
            assert onto is not None
            for one in list(left):
                found = lay(self.members[one], self.members[base])
                if found is not None:
                    maps[one] = compose(found[0], onto)
                    negative[one] = found[1] != negative[base]
                    left.remove(one)
                    if len(bases) < 2:
                        bases.append(one)
        return maps, negative

    def map(self, a: int, b: int) -> Map | None:
        """The map from a to b."""
        onto_a, onto_b = self.maps[a], self.maps[b]
        if onto_a is None or onto_b is None:
            return None
        return compose(onto_a, inverse(onto_b))

    def _measure(self) -> NDArray[np.float64]:
        """Predict each member from those that fit best at a glance, and from the most fruitful."""
        for b in self.laid:
            for a in self.laid:
                map_ = self.map(a, b)
                if a == b or map_ is None or self.is_out(a, b):
                    continue
                misfit = look(self.members[a], self.members[b], map_, self.tiles[b])
                if misfit is not None:
                    self.misfits[a, b] = misfit
            self._look_closely(b)
        fruit = [self.fruit(one) for one in range(self.count)]
        best = sorted(self.laid, key=lambda one: (-fruit[one], self.members[one].key))[:_FRUITFUL]
        pairs = [(a, b) for b in self.laid for a in best]
        for one, source in find_sources(self.members).items():
            pairs += [(source, one), (one, source)]
        for a, b in pairs:
            self._predict(a, b)
        for a, b in sorted(self.grounds):
            if self.explains(a, b):
                self._predict(b, a)
        for a, b in self.predictions:
            self._differ(a, b)
        fruit = [self.fruit(one) for one in range(self.count)]
        for a, b in sorted(self.grounds):
            if self.is_ground_added(a, b):
                self.penalties[a, b] -= _more(self.agreement.beyond[self.place[a], self.place[b]])
        cost = np.full((self.count, self.count), _UNLAID)
        for a in self.laid:
            for b in self.laid:
                prediction = self.predictions.get((a, b))
                if prediction is not None:
                    cost[a, b] = (
                        weigh(prediction.residual)
                        + self.penalties[a, b]
                        + self.effort(a, b, prediction)
                        + _FRUIT * (1 - fruit[a] / max(*fruit, 1))
                    )
                elif a != b and ((a, b) in self.misfits or self.is_out(a, b)):
                    guess = max(2 * self.misfits.get((a, b), _USUAL), 1.0)
                    cost[a, b] = weigh(guess) + 2 + self.penalties[a, b]
        return np.round(cost, 3)

    def _look_closely(self, b: int) -> None:
        """Predict a member from those that fit best at a glance.

        All are tried in haste first, and those that explain others come before the rest. Where no
        one explains it, all are tried with every mapping. Once one explains it, only others that
        fit as well may explain it, too.
        """
        ready = [
            (self.misfits[a, b] * self._unlike(a, b) + 0.3 * self.penalties[a, b], a)
            for a in self.laid
            if (a, b) in self.misfits
        ]
        least = min((self.misfits[a, b] for _, a in ready), default=0.0)
        limit = _POORER * least + _POOR
        near = [
            a
            for number, (_, a) in enumerate(sorted(ready)[:_MOST])
            if number < _CANDIDATES or self.misfits[a, b] <= limit
        ]
        near.sort(key=lambda a: self.explains_so_far[a] < _FRUITFUL)
        for is_hasty in (True, False):
            limit = math.inf
            for a in near:
                if self.misfits[a, b] > limit:
                    continue
                found = self._predict(a, b, is_hasty)
                if found is not None and is_explained(found):
                    limit = min(limit, _AS_GOOD * self.misfits[a, b] + _NEARLY)
                    self.explains_so_far[a] += 1
                    if self.penalties[a, b] < _SLIGHT:
                        self.explained.add(b)
            if limit < math.inf:
                break
        self.laid_tiles.clear()

    def _find_sources(self) -> dict[int, int]:
        """The parents that XMP names, where no exact prediction is against them."""
        found = {}
        for one, source in find_sources(self.members).items():
            exact = {
                pair for pair, prediction in self.predictions.items() if is_explained(prediction)
            }
            others = any(b == one and a != source for a, b in exact)
            if (source, one) in exact or not (others or (one, source) in exact):
                found[one] = source
        return found

    def _unlike(self, a: int, b: int) -> float:
        """What a misfit counts: a picture without colours is likelier made from another such."""
        alike = self.members[a].is_coloured == self.members[b].is_coloured
        return 0.9 if alike else 1.0

    def _predict(self, a: int, b: int, is_hasty: bool = False) -> Prediction | None:
        """Predict b from a; quickly if another explains it, or in haste: then it may come again."""
        is_quick = is_hasty or b in self.explained
        known = self.predictions.get((a, b))
        if a == b or (a, b) not in self.misfits or (known and (is_quick or known.is_full)):
            return known
        laid = self.laid_tiles.pop((a, b), None) or self._lay_tiles(a, b)
        if laid:
            self.predictions[a, b] = predict(laid, self.members[b], is_quick, self.known[b])
            if is_hasty:
                self.laid_tiles[a, b] = laid
        return self.predictions.get((a, b))

    def _lay_tiles(self, a: int, b: int) -> list[Laid]:
        map_ = self.map(a, b)
        assert map_ is not None
        if not is_exact(map_):
            map_ = snap(self.members[a], self.members[b], map_)
        made = (b, round(abs(float(np.linalg.det(map_[:, :2]))), 3))
        laid = lay_tiles(
            self.members[a], self.members[b], map_, self.tiles[b], self.methods.get(made)
        )
        if laid and is_scaled(map_):
            self.methods.setdefault(made, [one.how for one in laid])
        return laid

    def _differ(self, a: int, b: int) -> None:
        """Find where two differ, if one explains the other apart from some places."""
        map_, prediction = self.map(a, b), self.predictions[a, b]
        if map_ is None or not is_explained(prediction):
            return
        found = differ(self.members[a], self.members[b], map_, prediction.how != "same")
        if found is not None:
            self.differences[a, b] = found

    def is_clean(self, a: int, b: int) -> bool:
        """Whether b is exactly what an encoder makes of a, in all that both show."""
        prediction, difference = self.predictions.get((a, b)), self.differences.get((a, b))
        return (
            prediction is not None
            and is_explained(prediction)
            and (difference is None or difference.is_clean)
        )

    def is_whole(self, a: int, b: int) -> bool:
        """Whether b shows all of a, as a copy of a framed picture does not if it has no frame."""
        difference = self.differences.get((a, b))
        return difference is not None and difference.lost <= _EDGE

    def fruit(self, one: int) -> int:
        """How many members are exactly what an encoder makes of this one."""
        return sum(a == one and self.is_clean(a, b) for a, b in self.predictions)

    def effort(self, a: int, b: int, prediction: Prediction) -> float:
        """How many things were done to a to make b, in costs: the simple is likelier."""
        map_ = self.map(a, b)
        assert map_ is not None
        return (
            (0.5 if is_scaled(map_) else 0.0)
            + (0.3 if is_turned(map_) else 0.0)
            + (0.5 if prediction.how != "same" else 0.0)
            + (1.0 if prediction.is_blurred else 0.0)
            + self._changes(a, b)
        )

    def _changes(self, a: int, b: int) -> float:
        """What was cut off, added or laid over, in costs."""
        found = self.differences.get((a, b))
        if found is None:
            here, there = self.place[a], self.place[b]
            is_framed = self.agreement.border[there, here] > BEYOND
            is_laid_over = self.agreement.excess[there, here] > LAID_OVER
            return float(0.5 * is_framed + 0.75 * is_laid_over)
        over = 0.0 if found.is_clean else _LAID + 0.1 * math.log2(1 + 100 * found.over)
        return over + 0.5 * (found.added > _EDGE) + 0.5 * (found.lost > _EDGE)

    def penalty(self, a: int, b: int) -> float:
        """What speaks against b having been made from a, beside the pixels that both show."""
        total = 0.0
        here, there = self.place[a], self.place[b]
        beyond = self.agreement.beyond[here, there]
        if beyond > BEYOND:
            total += _more(beyond)
            if beyond - self.agreement.ground[here, there] <= BEYOND:
                self.grounds.add((a, b))
        if self.agreement.excess[here, there] > LAID_OVER:
            total += 8
        if self.is_odd(a) and not self.is_odd(b):
            total += 4
        one, other = self.members[a], self.members[b]
        if other.is_coloured and not one.is_coloured:
            total += 5
        if self.scale[a] < 0.93 * self.scale[b]:
            total += 2
        if self.agreement.border[here, there] > BEYOND:
            total += 1.5
        return total

    def is_out(self, a: int, b: int) -> bool:
        """Whether so much speaks against a as the parent of b that the pixels need no look."""
        return self.penalties[a, b] >= _OUT and (a, b) not in self.grounds

    def explains(self, a: int, b: int) -> bool:
        """Whether a, changed by a program, gives the pixels of b where it shows them."""
        found = self.predictions.get((a, b))
        return found is not None and is_explained(found)

    def is_ground_added(self, a: int, b: int) -> bool:
        """Whether b shows more even ground than a, and was made from a, not the other way round."""
        return (a, b) in self.grounds and self.explains(a, b) and not self.explains(b, a)

    def is_odd(self, one: int) -> bool:
        """Whether a member is a negative among positives, or a positive among negatives."""
        return self.minority is not None and self.negative[one] == self.minority


def _more(beyond: float) -> float:
    """The cost of a parent that does not show this share of the picture."""
    return 4 + 12 * min(2 * beyond, 1)


def is_explained(prediction: Prediction) -> bool:
    """Whether a prediction gives the pixels, apart from small places."""
    return prediction.residual < 2 * EXACT


def weigh(residual: float) -> float:
    """The cost of a residual: it grows with its logarithm."""
    return math.log2(1 + residual / _SOFT)
