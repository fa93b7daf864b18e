"""The lineage of one cluster: which image was made from which, and how certain that is."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.lineage.agree import Agreement, compare
from lookalike.lineage.declared import find_sources, is_said_to_derive, prefer
from lookalike.lineage.decoded import is_just_decoded
from lookalike.lineage.differ import Difference, differ
from lookalike.lineage.member import Member
from lookalike.lineage.place import compose, is_exact, is_scaled, is_turned, lay, snap, straight
from lookalike.lineage.predict import EXACT, Prediction, choose_tiles, lay_tiles, look, predict
from lookalike.lineage.traces import Trace
from lookalike.lineage.tree import arborescence
from lookalike.prove.align import Map, inverse

_CANDIDATES = 3  # parents that are looked at closely, however they fit
_MOST = 6  # and further ones that fit nearly as well at a glance
_POORER, _POOR = 1.5, 0.5  # times the least misfit, and levels: what fits less well is no parent
_AS_GOOD, _NEARLY = 1.15, 0.1  # the same where one explains all
_FRUITFUL = 2  # members that are looked at as parents of all
_UNLAID = 16.0  # cost where one cannot be laid on the other
_SOFT = 0.01  # levels: what is below hardly counts
_LAID_OVER = 0.002  # share of a member
_BEYOND = 0.03  # share of the content
_SLIGHT = 2.0  # cost of what speaks against a parent
_NEARLY_ALL = 0.7  # share of the members that may be exact
_FRUIT = 0.25  # cost of a parent that explains no other
_EDGE = 0.002  # share of a picture that was added or cut off
_LAID = 0.6  # cost of what was laid over a picture; a larger part costs a little more
_TURNED = 0.7  # degrees
_RESIZED = 0.02
_LARGER = 1.1  # pixels a side
_FEW_EMPTY = 0.02  # share of the levels
_SAID = 0.5  # cost of a parent that the XMP of a file names
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
        self.members = members
        self.traces = traces
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
        self.explained: set[int] = set()  # of which a parent without a doubt was found
        self.misfits: dict[tuple[int, int], float] = {}
        self.differences: dict[tuple[int, int], Difference] = {}
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
                if a == b or map_ is None:
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
        for a, b in self.predictions:
            self._differ(a, b)
        fruit = [self.fruit(one) for one in range(self.count)]
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
                elif (a, b) in self.misfits:
                    guess = max(2 * self.misfits[a, b], 1.0)
                    cost[a, b] = weigh(guess) + 2 + self.penalties[a, b]
        return np.round(cost, 3)

    def _look_closely(self, b: int) -> None:
        """Predict a member from those that fit best at a glance.

        Once one explains it, only others that fit as well may explain it, too.
        """
        ready = [
            (self.misfits[a, b] * self._unlike(a, b) + 0.3 * self.penalties[a, b], a)
            for a in self.laid
            if (a, b) in self.misfits
        ]
        least = min((self.misfits[a, b] for _, a in ready), default=0.0)
        limit = _POORER * least + _POOR
        is_explained = False
        for number, (_, a) in enumerate(sorted(ready)[:_MOST]):
            if (number >= _CANDIDATES or is_explained) and self.misfits[a, b] > limit:
                continue
            found = self._predict(a, b)
            if found is not None and _is_exact(found):
                is_explained = True
                limit = min(limit, _AS_GOOD * self.misfits[a, b] + _NEARLY)
                if self.penalties[a, b] < _SLIGHT:
                    self.explained.add(b)

    def _find_sources(self) -> dict[int, int]:
        """The parents that XMP names, where no exact prediction is against them."""
        found = {}
        for one, source in find_sources(self.members).items():
            exact = {pair for pair, prediction in self.predictions.items() if _is_exact(prediction)}
            others = any(b == one and a != source for a, b in exact)
            if (source, one) in exact or not (others or (one, source) in exact):
                found[one] = source
        return found

    def _unlike(self, a: int, b: int) -> float:
        """What a misfit counts: a picture without colours is likelier made from another such."""
        alike = self.members[a].is_coloured == self.members[b].is_coloured
        return 0.9 if alike else 1.0

    def _predict(self, a: int, b: int) -> Prediction | None:
        if a == b or (a, b) in self.predictions or (a, b) not in self.misfits:
            return self.predictions.get((a, b))
        map_ = self.map(a, b)
        assert map_ is not None
        if not is_exact(map_):
            map_ = snap(self.members[a], self.members[b], map_)
        made = (b, round(abs(float(np.linalg.det(map_[:, :2]))), 3))
        laid = lay_tiles(
            self.members[a], self.members[b], map_, self.tiles[b], self.methods.get(made)
        )
        if laid:
            if is_scaled(map_):
                self.methods.setdefault(made, [one.how for one in laid])
            self.predictions[a, b] = predict(
                laid, self.members[b], b in self.explained, self.known[b]
            )
        return self.predictions.get((a, b))

    def _differ(self, a: int, b: int) -> None:
        """Find where two differ, if one explains the other apart from some places."""
        map_, prediction = self.map(a, b), self.predictions[a, b]
        if map_ is None or not _is_exact(prediction):
            return
        found = differ(self.members[a], self.members[b], map_, prediction.how != "same")
        if found is not None:
            self.differences[a, b] = found

    def is_clean(self, a: int, b: int) -> bool:
        """Whether b is exactly what an encoder makes of a, in all that both show."""
        prediction, difference = self.predictions.get((a, b)), self.differences.get((a, b))
        return (
            prediction is not None
            and _is_exact(prediction)
            and (difference is None or difference.is_clean)
        )

    def _is_whole(self, a: int, b: int) -> bool:
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
            is_framed = self.agreement.border[there, here] > _BEYOND
            is_laid_over = self.agreement.excess[there, here] > _LAID_OVER
            return float(0.5 * is_framed + 0.75 * is_laid_over)
        over = 0.0 if found.is_clean else _LAID + 0.1 * math.log2(1 + 100 * found.over)
        return over + 0.5 * (found.added > _EDGE) + 0.5 * (found.lost > _EDGE)

    def penalty(self, a: int, b: int) -> float:
        """What speaks against b having been made from a, beside the pixels that both show."""
        total = 0.0
        here, there = self.place[a], self.place[b]
        beyond = self.agreement.beyond[here, there]
        if beyond > _BEYOND:
            total += 4 + 12 * min(2 * beyond, 1)
        if self.agreement.excess[here, there] > _LAID_OVER:
            total += 8
        if self.is_odd(a) and not self.is_odd(b):
            total += 4
        one, other = self.members[a], self.members[b]
        if other.is_coloured and not one.is_coloured:
            total += 5
        if self.scale[a] < 0.93 * self.scale[b]:
            total += 2
        if self.agreement.border[here, there] > _BEYOND:
            total += 1.5
        return total

    def is_odd(self, one: int) -> bool:
        """Whether a member is a negative among positives, or a positive among negatives."""
        return self.minority is not None and self.negative[one] == self.minority

    def flaws(self, one: int) -> list[tuple[float, str]]:
        """What speaks against a member being an original, each with a weight."""
        if one not in self.place:
            return [(8.0, "it cannot be laid on the others")]
        found = []
        here = self.place[one]
        others = [other for other in self.laid if other != one]
        share = self.agreement.share_over[here]
        if share > _LAID_OVER:
            found.append((8.0, "something is laid over it that the others do not show"))
        if self.is_odd(one):
            found.append((5.0, "light and dark are exchanged as against most others"))
        member = self.members[one]
        if not member.is_coloured and any(self.members[o].is_coloured for o in others):
            found.append((5.0, "others have colours"))
        bare = sum(self.agreement.share_border[self.place[o]] <= _BEYOND for o in others)
        is_framed = self.agreement.share_border[here] > _BEYOND and bare > len(others) / 2
        if len(others) > 1 and (is_framed or self.agreement.share_alone[here] > _BEYOND):
            found.append((2.5, "it has a border, and most others have none"))
        if len(others) > 1 and self._is_turned_alone(one, others):
            found.append((2.0, "it is turned or mirrored as against most others"))
        trace = self.traces.get(member.image_id)
        if trace is not None and trace.earlier_jpeg_quality is not None:
            found.append(
                (4.0, f"it shows that it was a JPEG of quality {trace.earlier_jpeg_quality} before")
            )
        if trace is not None and trace.thumbnail_shows_more:
            found.append((3.0, "its embedded thumbnail shows more than the picture"))
        if trace is not None and trace.has_gaps and not self.fruit(one):
            smooth = [self._is_smooth(other) for other in others]
            if sum(smooth) > len(others) / 2:
                found.append((2.0, "its tones have gaps that those of most others do not have"))
        map_ = self.maps[one]
        if map_ is not None and straight(map_) is None:
            found.append((3.0, "it lies askew"))
        if any(self.agreement.beyond[here, self.place[o]] > _BEYOND for o in others):
            found.append((3.0, "others show more of the picture"))
        return found

    def _is_smooth(self, one: int) -> bool:
        trace = self.traces.get(self.members[one].image_id)
        empty = None if trace is None else trace.empty_levels
        return empty is not None and empty < _FEW_EMPTY

    def _is_turned_alone(self, one: int, others: list[int]) -> bool:
        maps = [self.map(other, one) for other in others]
        return sum(map_ is not None and is_turned(map_) for map_ in maps) > 0.6 * len(others)

    def trace(self) -> Lineage:
        """Find the cheapest tree over all roots, and how far the next root is from it."""
        trees: list[tuple[float, str, int, list[int]]] = []
        for bound, fixed, root in sorted(self._bounds()):
            if len(trees) > 1 and bound > max(trees[1][0], trees[0][0] + _MARGIN):
                break  # the next and all that are nearly as good as the best are known
            parents = arborescence(self.cost, root)
            total = sum(float(self.cost[p, one]) for one, p in enumerate(parents) if p >= 0)
            trees.append((round(total + fixed, 3), self.members[root].key, root, parents))
            trees.sort(key=lambda tree: tree[:2])
        best, _, root, parents = trees[0]
        margin = trees[1][0] - best if len(trees) > 1 else math.inf
        nearly = {tree[2]: tree[3] for tree in trees if tree[0] < best + _MARGIN}
        preferred = prefer(self.members, [one for one in nearly if not self.flaws(one)])
        if preferred is not None:
            root, parents = preferred, nearly[preferred]
        is_open = margin < _MARGIN and preferred is None
        is_certain, words = self._judge_root(root, parents, is_open)
        certainty = (1 - 2.0 ** -max(margin, 0.0)) * (0.99 if is_certain else 0.5)
        if is_certain and preferred is not None:
            certainty = max(certainty, _DECLARED)
        origins = [
            Origin(None, round(certainty, 2), None, words)
            if one == root
            else self._origin(one, parents[one], root)
            for one in range(self.count)
        ]
        return Lineage(origins, root, is_certain)

    def _judge_root(self, root: int, parents: list[int], is_open: bool) -> tuple[bool, str]:
        """Whether a root is certain, and why or why not."""
        made, said, testable = self._follow(root, parents)
        exact = len(made)
        clean = sum(self.is_clean(parents[one], one) for one in made)
        flaws = [words for _, words in self.flaws(root)]
        holds = self.members[root].holds
        saved = self._saved_from(root) if len(flaws) == 1 else None
        whole = sum(self._is_whole(parents[one], one) for one in made)
        if saved and min(clean, 2 * whole) >= 0.5 * exact and exact >= _NEARLY_ALL * testable:
            flaws = []
        if flaws:
            return False, f"the best candidate was altered: {'; '.join(flaws)}."
        if self._is_painted(root):
            return False, (
                "something may have been painted on it: another picture is the same but for some"
                " places, of which only this one shows the edges."
            )
        if self._is_shown_larger(root, parents):
            return False, (
                "another picture shows it larger, and is not what a program makes of this one; the"
                " source may be missing."
            )
        if is_open:
            return False, "another picture could be the source just as well."
        if holds == "derivatives":
            return (
                False,
                "it lies in a collection that holds derivatives; the source may be missing.",
            )
        if holds == "masters":
            return True, (
                "it lies in a collection that holds masters, and the pixels do not speak against"
                " it."
            )
        if is_said_to_derive(self.members[root]):
            return False, "its XMP says that it was made from another document, which is not here."
        if exact + said < max(1, 0.5 * testable):
            return False, (
                "too few of the other pictures are exactly what an encoder makes of this one; the"
                " source may be missing."
            )
        others = self.count - 1
        if exact:
            which = (
                "the other picture is"
                if others == 1
                else f"{exact} of the {others} other pictures {'is' if exact == 1 else 'are'}"
            )
            evidence = (
                f"{which}, apart from what was laid over {'it' if exact == 1 else 'them'} or"
                " changed in small places, what an encoder makes of this one"
            )
        else:
            which = "the other picture" if others == 1 else f"{said} of the {others} other pictures"
            evidence = f"the XMP of {which} names this one as the source"
        if saved:
            evidence += (
                f". It was saved from a JPEG of quality {saved} that is not here, and has its very"
                " pixels"
            )
        return True, f"{evidence}, and nothing shows that this one was altered."

    def _saved_from(self, one: int) -> int | None:
        """The quality of a JPEG, if a lossless member holds just what a decoder made of it."""
        trace = self.traces.get(self.members[one].image_id)
        quality = None if trace is None else trace.earlier_jpeg_quality
        if quality is None or not self.members[one].coding.is_lossless:
            return None
        return quality if is_just_decoded(self.members[one], quality) else None

    def _bounds(self) -> list[tuple[float, float, int]]:
        """For each root what its tree costs at the least, and what is due to the root itself."""
        fruit = [self.fruit(one) for one in range(self.count)]
        cheapest = self.cost + np.diag(np.full(self.count, np.inf))
        entry = cheapest.min(axis=0) if self.count > 1 else np.zeros(1)
        found = []
        for root in range(self.count):
            fixed = sum(weight for weight, _ in self.flaws(root))
            fixed += 5 * (1 - fruit[root] / max(*fruit, 1))
            fixed += _DERIVED * is_said_to_derive(self.members[root])
            found.append((float(entry.sum() - entry[root]) + fixed - 0.001, fixed, root))
        return found

    def _follow(self, root: int, parents: list[int]) -> tuple[set[int], int, int]:
        """The members that follow from the root: each is exactly what an encoder makes of its
        parent, and the parent is the root or follows from it.

        Of how many others the XMP names such a parent, and how many members could be exact, come
        after them.
        """
        exact, said, testable = set(), set(), 0
        for one, parent in enumerate(parents):
            prediction = self.predictions.get((parent, one))
            if prediction is None or prediction.is_blurred or self._is_askew(parent, one):
                continue
            coding = self.members[one].coding
            if coding.is_lossless or coding.tables:
                testable += 1
                if prediction.residual < EXACT:
                    exact.add(one)
                elif self.sources.get(one) == parent:
                    said.add(one)
        made: set[int] = set()
        reached = {root}
        while reached:
            reached = {one for one in exact - made if parents[one] in reached}
            made |= reached
        return made, sum(parents[one] in made | {root} for one in said), testable

    def _is_shown_larger(self, root: int, parents: list[int]) -> bool:
        """Whether a member shows the root with more pixels, and is not what a program makes by
        enlarging its parent.
        """
        return any(
            self.scale[one] > _LARGER * max(self.scale[root], self.scale[parents[one]])
            and not self._is_enlarged(parents[one], one)
            for one in self.laid
            if one != root
        )

    def _is_enlarged(self, parent: int, one: int) -> bool:
        found = self.predictions.get((parent, one))
        return found is not None and found.residual < EXACT and not found.is_blurred

    def _is_painted(self, root: int) -> bool:
        """Whether a member that is exactly the same elsewhere lacks what may be painted on root.

        What shows the losses of a coder exactly was made from what came out of it.
        """
        exact = {pair for pair, found in self.predictions.items() if _is_exact(found)}
        lost = bool(self.members[root].coding.tables) or self._saved_from(root) is not None
        return any(
            self.agreement.is_painted(self.place[root], self.place[one])
            for one in self.laid
            if one != root and ((one, root) in exact or ((root, one) in exact and not lost))
        )

    def _is_askew(self, a: int, b: int) -> bool:
        map_ = self.map(a, b)
        return map_ is None or straight(map_) is None

    def _origin(self, one: int, parent: int, root: int) -> Origin:
        prediction = self.predictions.get((parent, one))
        map_ = self.map(parent, one)
        is_said = self.sources.get(one) == parent
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
        if _is_exact(prediction):
            certainty = 0.95
            evidence = (
                "the parent, changed so and encoded, gives its pixels, apart from small or"
                " laid-over places"
            )
        else:
            back = self.predictions.get((one, parent))
            ahead = self.cost[one, parent] - self.cost[parent, one]
            certainty = 0.8 if ahead >= _MARGIN else 0.6 if ahead >= _MARGIN / 2 else 0.4
            evidence = f"the parent predicts it to {prediction.residual:.1f} levels"
            if back is not None:
                evidence += f", and the other way round to {back.residual:.1f}"
        rival = min(
            (float(self.cost[a, one]) for a in range(self.count) if a not in (parent, one)),
            default=math.inf,
        )
        if rival - self.cost[parent, one] < 0.3:
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
        here, there = self.place[a], self.place[b]
        angle = math.degrees(math.atan2(map_[1, 0], map_[1, 1]))
        scale = np.linalg.svd(map_[:, :2], compute_uv=False)
        beyond = self.agreement.beyond
        found = {
            "mirrored": np.linalg.det(map_[:, :2]) < 0,
            "rotated": abs(angle) > _TURNED,
            "negative": self.negative[a] != self.negative[b],
            "cropped": beyond[there, here] > _BEYOND,
            "bordered": self.agreement.border[there, here] > _BEYOND,
            "resized": bool(np.abs(scale - 1).max() > _RESIZED),
            "toned": self.negative[a] == self.negative[b]
            and (
                prediction.how != "same"
                or self.members[a].is_coloured != self.members[b].is_coloured
            ),
            "edited": prediction.is_blurred or self.agreement.excess[there, here] > _LAID_OVER,
        }
        return [word for word, holds in found.items() if holds] or ["re-encoded"]


def _is_exact(prediction: Prediction) -> bool:
    return prediction.residual < 2 * EXACT


def weigh(residual: float) -> float:
    """The cost of a residual: it grows with its logarithm."""
    return math.log2(1 + residual / _SOFT)
