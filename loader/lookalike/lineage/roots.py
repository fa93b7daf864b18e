"""Whether a member can be the original: what speaks against it, and what follows from it."""

from collections.abc import Mapping

from lookalike.lineage.declared import is_said_to_derive
from lookalike.lineage.decoded import is_just_decoded
from lookalike.lineage.pairs import BEYOND, LAID_OVER, Pairs, is_explained
from lookalike.lineage.place import is_turned, straight
from lookalike.lineage.predict import EXACT
from lookalike.lineage.traces import Trace

_NEARLY_ALL = 0.7  # share of the members that may be exact
_LARGER = 1.1  # pixels a side
_SEVERAL = 4  # members that were made of one
_SOME_CLEAN = 0.2  # of them
_FEW_EMPTY = 0.02  # share of the levels


class Roots:
    """The members of a cluster as its root; `traces` are those of the files, by image."""

    def __init__(self, pairs: Pairs, traces: Mapping[int, Trace]) -> None:
        self.pairs = pairs
        self.traces = traces

    def flaws(self, one: int) -> list[tuple[float, str]]:
        """What speaks against a member being an original, each with a weight."""
        if one not in self.pairs.place:
            return [(8.0, "it cannot be laid on the others")]
        found = []
        here = self.pairs.place[one]
        others = [other for other in self.pairs.laid if other != one]
        share = self.pairs.agreement.share_over[here]
        if share > LAID_OVER:
            found.append((8.0, "something is laid over it that the others do not show"))
        if self.pairs.is_odd(one):
            found.append((5.0, "light and dark are exchanged as against most others"))
        member = self.pairs.members[one]
        if not member.is_coloured and any(self.pairs.members[o].is_coloured for o in others):
            found.append((5.0, "others have colours"))
        bare = sum(self.pairs.agreement.share_border[self.pairs.place[o]] <= BEYOND for o in others)
        is_framed = self.pairs.agreement.share_border[here] > BEYOND and bare > len(others) / 2
        if len(others) > 1 and (is_framed or self.pairs.agreement.share_rare[here] > BEYOND):
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
        if trace is not None and trace.has_gaps and not self.pairs.fruit(one):
            smooth = [self._is_smooth(other) for other in others]
            if sum(smooth) > len(others) / 2:
                found.append((2.0, "its tones have gaps that those of most others do not have"))
        map_ = self.pairs.maps[one]
        if map_ is not None and straight(map_) is None:
            found.append((3.0, "it lies askew"))
        more = (
            o for o in others if self.pairs.agreement.beyond[here, self.pairs.place[o]] > BEYOND
        )
        if not all(self.pairs.is_ground_added(one, other) for other in more):
            found.append((3.0, "others show more of the picture"))
        return found

    def _is_smooth(self, one: int) -> bool:
        trace = self.traces.get(self.pairs.members[one].image_id)
        empty = None if trace is None else trace.empty_levels
        return empty is not None and empty < _FEW_EMPTY

    def _is_turned_alone(self, one: int, others: list[int]) -> bool:
        maps = [self.pairs.map(other, one) for other in others]
        return sum(map_ is not None and is_turned(map_) for map_ in maps) > 0.6 * len(others)

    def judge(self, root: int, parents: list[int], is_open: bool) -> tuple[bool, str]:
        """Whether a root is certain, and why or why not."""
        made, said, testable = self._follow(root, parents)
        exact = len(made)
        clean = sum(self.pairs.is_clean(parents[one], one) for one in made)
        flaws = [words for _, words in self.flaws(root)]
        holds = self.pairs.members[root].holds
        saved = self._saved_from(root) if len(flaws) == 1 else None
        whole = sum(self.pairs.is_whole(parents[one], one) for one in made)
        if saved and min(clean, 2 * whole) >= 0.5 * exact and exact >= _NEARLY_ALL * testable:
            flaws = []
        if flaws:
            return False, f"the best candidate was altered: {'; '.join(flaws)}."
        if self._is_painted(root, saved is not None):
            return False, (
                "something may have been painted on it: another picture is the same but for some"
                " places, of which only this one shows the edges."
            )
        if self._differs_from_all(root, parents, made):
            return False, (
                "what was made of it differs from it in some place; something may have been painted"
                " on it."
            )
        if self._may_be_trimmed(root):
            return False, (
                "its margin may have been added: another picture without it gives all other pixels."
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
        if is_said_to_derive(self.pairs.members[root]):
            return False, "its XMP says that it was made from another document, which is not here."
        if exact + said < max(1, 0.5 * testable):
            return False, (
                "too few of the other pictures are exactly what an encoder makes of this one; the"
                " source may be missing."
            )
        others = self.pairs.count - 1
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
        trace = self.traces.get(self.pairs.members[one].image_id)
        quality = None if trace is None else trace.earlier_jpeg_quality
        if quality is None or not self.pairs.members[one].coding.is_lossless:
            return None
        return quality if is_just_decoded(self.pairs.members[one], quality) else None

    def _follow(self, root: int, parents: list[int]) -> tuple[set[int], int, int]:
        """The members that follow from the root: each is exactly what an encoder makes of its
        parent, and the parent is the root or follows from it.

        Of how many others the XMP names such a parent, and how many members could be exact, come
        after them.
        """
        exact, said, testable = set(), set(), 0
        for one, parent in enumerate(parents):
            prediction = self.pairs.predictions.get((parent, one))
            if prediction is None or prediction.is_blurred or self._is_askew(parent, one):
                continue
            coding = self.pairs.members[one].coding
            if coding.is_lossless or coding.tables:
                testable += 1
                if prediction.residual < EXACT:
                    exact.add(one)
                elif self.pairs.sources.get(one) == parent:
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
            self.pairs.scale[one]
            > _LARGER * max(self.pairs.scale[root], self.pairs.scale[parents[one]])
            and not self._is_enlarged(parents[one], one)
            for one in self.pairs.laid
            if one != root
        )

    def _is_enlarged(self, parent: int, one: int) -> bool:
        found = self.pairs.predictions.get((parent, one))
        return found is not None and found.residual < EXACT and not found.is_blurred

    def _is_painted(self, root: int, is_decoded: bool) -> bool:
        """Whether a member that is exactly the same elsewhere lacks what may be painted on root.

        What shows the losses of a coder exactly was made from what came out of it.
        """
        exact = {pair for pair, found in self.pairs.predictions.items() if is_explained(found)}
        lost = bool(self.pairs.members[root].coding.tables) or is_decoded
        return any(
            self.pairs.agreement.is_painted(self.pairs.place[root], self.pairs.place[one])
            for one in self.pairs.laid
            if one != root
            and ((one, root) in exact or ((root, one) in exact and not lost))
            and not self._is_same_everywhere(root, one)
        )

    def _is_same_everywhere(self, a: int, b: int) -> bool:
        """Whether no cell of what both show differs; the common frame is coarser than cells."""
        found = self.pairs.differences.get((a, b)) or self.pairs.differences.get((b, a))
        return found is not None and found.is_clean

    def _differs_from_all(self, root: int, parents: list[int], made: set[int]) -> bool:
        """Whether nearly nothing that was made directly of root is clean, as if root was painted.

        Of a bare original some copies are captioned, too, but not all.
        """
        direct = [one for one in made if parents[one] == root]
        clean = sum(self.pairs.is_clean(root, one) for one in direct)
        return len(direct) >= _SEVERAL and clean < _SOME_CLEAN * len(direct)

    def _may_be_trimmed(self, root: int) -> bool:
        """Whether a member gives the root but for some even ground at its edge.

        If root is a JPEG and gives that member, too, this was made from what a decoder gave.
        """
        is_coded = bool(self.pairs.members[root].coding.tables)
        return any(
            self.pairs.explains(one, root) and not (is_coded and self.pairs.explains(root, one))
            for one, other in self.pairs.grounds
            if other == root
        )

    def _is_askew(self, a: int, b: int) -> bool:
        map_ = self.pairs.map(a, b)
        return map_ is None or straight(map_) is None
