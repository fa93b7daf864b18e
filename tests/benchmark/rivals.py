"""How well pairs that any tool gives find the generated edits of photographs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_NAME = re.compile(r"(?P<photograph>\d+)\.(?P<number>\d\d) (?P<edit>.+)\.\w+")
_ORIGINAL = "original"


@dataclass(frozen=True)
class Score:
    """What a tool finds; shares lie between 0 and 1, and edits are in the order of their numbers.

    `joined` is the number of photographs in the component that has files of the most: 1 where none
    are mixed up. Where it is large, shares "in one component" say little: all is in it.
    """

    direct: dict[str, float]
    component: dict[str, float]
    overall_direct: float
    overall_component: float
    false_pairs: int
    false_per_million: float
    joined: int


def parse(name: str) -> tuple[str, str, str]:
    """Photograph, number of the edit and edit of a file name such as `0007.03 resize to 50 %.jpg`.

    Raises ValueError for a name of any other form.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"not the name of a generated edit: {name}")
    return match["photograph"], match["number"], match["edit"]


def score(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Score:
    """Score pairs of file names against what the names say.

    `names` are all the files, one of each photograph its original (`0007.00 original.jpg`), the
    others copies. `pairs` are unordered; a pair given twice counts once, a file paired with itself
    not at all. For each edit:

    - direct: the share of the copies that are in a pair with their original;
    - component: the share of the copies that are connected with their original over any pairs,
      false ones too.

    A false pair is one of files of different photographs; the rate is per million such pairs among
    the files. A pair of two copies of one photograph counts for components alone.

    Raises ValueError for an odd name, a pair with a file not in `names`, or a copy that has no
    original.
    """
    files = {name: parse(name) for name in sorted(names)}
    original = {
        photograph: name for name, (photograph, _, edit) in files.items() if edit == _ORIGINAL
    }
    given = {frozenset(pair) for pair in pairs}
    leader = {name: name for name in files}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    false_pairs = 0
    for pair in given:
        if not pair <= files.keys():
            raise ValueError(f"a pair with a file that is not of the set: {sorted(pair)}")
        if len(pair) == 2:
            a, b = pair
            leader[find(a)] = find(b)
            false_pairs += files[a][0] != files[b][0]

    copies: Counter[str] = Counter()
    direct: Counter[str] = Counter()
    component: Counter[str] = Counter()
    photographs = defaultdict(set)
    for name, (photograph, _, edit) in sorted(files.items(), key=lambda item: item[1][1]):
        photographs[find(name)].add(photograph)
        if edit == _ORIGINAL:
            continue
        if photograph not in original:
            raise ValueError(f"a copy without its original: {name}")
        copies[edit] += 1
        direct[edit] += frozenset((name, original[photograph])) in given
        component[edit] += find(name) == find(original[photograph])

    per_photograph = Counter(photograph for photograph, _, _ in files.values())
    different = _pairs_among(len(files)) - sum(map(_pairs_among, per_photograph.values()))
    return Score(
        direct={edit: direct[edit] / number for edit, number in copies.items()},
        component={edit: component[edit] / number for edit, number in copies.items()},
        overall_direct=direct.total() / max(copies.total(), 1),
        overall_component=component.total() / max(copies.total(), 1),
        false_pairs=false_pairs,
        false_per_million=false_pairs / max(different, 1) * 1e6,
        joined=max(map(len, photographs.values()), default=0),
    )


def _pairs_among(number: int) -> int:
    return number * (number - 1) // 2
