"""The worst clusters: a bounded number, a few members of each, and what tells these apart."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from lookalike.language import Language
from lookalike.language.wording import letters
from lookalike.language.words import noted
from lookalike.picture.file import PictureFile
from lookalike.report.query import Row, rows
from lookalike.report.thumbnails import Thumbnail

CLUSTERS = 50  # on the page; the CSV files and the database hold all
MEMBERS = 8  # of each cluster
BRANCHES = 12  # images of a tree that are shown


@dataclass(frozen=True, slots=True)
class Member:
    """An image of a cluster: its letter on the page, its row, its picture or why it has none."""

    letter: str
    row: Row
    picture: Thumbnail | str | None = None

    @property
    def source(self) -> PictureFile:
        return PictureFile(self.row["root"], self.row["path"])

    @property
    def key(self) -> Row:
        """What tells its row of duplicate_image from the others."""
        return {"image_id": self.row["image_id"]}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the members of a cluster do not fill alike."""

    label: str
    values: list[tuple["_Value", str]]  # what is said, and the letters of those who say it
    silent: str  # the letters of those who say nothing
    unshown: int  # further values, of members that are not on the page
    distinct: str  # in SQL, what the values are told apart by
    is_rights: bool
    is_disagreement: bool  # two members say different things; silence is no disagreement


@dataclass(frozen=True, slots=True)
class Branch:
    """An image of the tree of a cluster: its letter or path, and the images made from it."""

    row: Row
    letter: str | None  # where it is among the members that are shown
    children: list["Branch"]

    @property
    def key(self) -> Row:
        """What tells its row of lineage from the others."""
        return {"image_id": self.row["image_id"]}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with the members that are shown, and how many are not."""

    row: Row
    members: list[Member]
    hidden: int
    differences: list[Difference]
    rights_disagree: bool  # statements about its rights are in conflict, and nobody has settled it
    tree: list[Branch]  # which image was made from which: the roots
    branches: int  # images in it

    @property
    def master(self) -> Member | None:
        return next((member for member in self.members if member.row["is_master"]), None)


_Value = Callable[[Language], str] | str  # as a language writes it


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    label: str
    key: Callable[[Row], Any]  # what tells one value from another; None where nothing is stated
    write: Callable[[Row], _Value] | None = None  # where it is not the key
    is_rights: bool = False
    distinct: str | None = None  # where it is not the column of its name


def _text(name: str) -> Callable[[Row], str | None]:
    return lambda row: row[name]


def _lossless(row: Row) -> _Value:
    lossless, lossy = noted("%(format)s, lossless"), noted("%(format)s, lossy")
    words = lossless if row["is_lossless"] else lossy
    return lambda language: language.say(words, format=row["format"])


_FIELDS = (
    _Field(
        "format",
        noted("Format"),
        lambda r: (r["format"], r["is_lossless"]),
        _lossless,
        distinct="(format, is_lossless)",
    ),
    _Field(
        "dimensions",
        noted("Pixels"),
        lambda r: f"{r['width']} × {r['height']}",
        distinct="(width, height)",
    ),
    _Field(
        "byte_size",
        noted("Bytes"),
        _text("byte_size"),
        lambda r: lambda lang: lang.count(r["byte_size"]),
    ),
    _Field(
        "captured_at",
        noted("Captured (UTC)"),
        _text("captured_at"),
        lambda r: lambda lang: lang.moment(r["captured_at"]),
    ),
    _Field("camera", noted("Camera"), _text("camera")),
    _Field("software", noted("Software"), _text("software")),
    _Field("creator", noted("Creator"), _text("creator")),
    _Field(
        "copyright_notice", noted("Copyright notice"), _text("copyright_notice"), is_rights=True
    ),
    _Field("credit_line", noted("Credit line"), _text("credit_line"), is_rights=True),
    _Field("usage_terms", noted("Usage terms"), _text("usage_terms"), is_rights=True),
    _Field("rights_url", noted("Rights statement"), _text("rights_url"), is_rights=True),
)


def read_clusters(connection: Connection[Any]) -> list[Cluster]:
    """Read the worst clusters, worst first, still without pictures."""
    worst = rows(connection, "clusters", clusters=CLUSTERS)
    numbers = [row["cluster_id"] for row in worst]
    members: dict[int, list[Member]] = defaultdict(list)
    for row in rows(connection, "members", cluster_ids=numbers, members=MEMBERS):
        of_cluster = members[row["cluster_id"]]
        of_cluster.append(Member(letters(len(of_cluster)), row))
    differing: dict[int, dict[str, Row]] = defaultdict(dict)
    for row in rows(connection, "differences", cluster_ids=numbers):
        differing[row["cluster_id"]][row["field"]] = row
    trees: dict[int, list[Row]] = defaultdict(list)
    for row in rows(connection, "lineage", cluster_ids=numbers, most=BRANCHES):
        trees[row["cluster_id"]].append(row)
    shown = [member.row["image_id"] for every in members.values() for member in every]
    conflicted = {row["image_id"] for row in rows(connection, "conflicted", images=shown)}
    return [
        Cluster(
            row,
            members[number],
            row["images"] - len(members[number]),
            _differences(members[number], differing[number]),
            any(member.row["image_id"] in conflicted for member in members[number]),
            _grow(trees[number], members[number]),
            len(trees[number]),
        )
        for number, row in zip(numbers, worst, strict=True)
    ]


def _differences(members: list[Member], differing: Mapping[str, Row]) -> list[Difference]:
    found = []
    for field in _FIELDS:
        if field.name not in differing:
            continue
        said: dict[Any, str] = defaultdict(str)
        written: dict[Any, _Value] = {}
        for member in members:
            key = field.key(member.row)
            said[key] += member.letter
            written[key] = key if field.write is None else field.write(member.row)
        silent = said.pop(None, "")
        stated = differing[field.name]["stated"]
        found.append(
            Difference(
                label=field.label,
                values=[(written[key], who) for key, who in said.items()],
                silent=silent,
                unshown=stated - len(said),
                distinct=field.distinct or field.name,
                is_rights=field.is_rights,
                is_disagreement=stated > 1,
            )
        )
    return found


def _grow(found: list[Row], members: list[Member]) -> list[Branch]:
    """Put the images of a tree below those that they were made from; the rest are roots."""
    letter = {member.row["image_id"]: member.letter for member in members}
    branches = {row["image_id"]: Branch(row, letter.get(row["image_id"]), []) for row in found}
    roots = []
    for image_id, branch in branches.items():
        parent = branches.get(branch.row["parent_image_id"])
        if parent is None or _is_above(branches, image_id, parent):
            roots.append(branch)
        else:
            parent.children.append(branch)
    return roots


def _is_above(branches: dict[int, Branch], image_id: int, branch: Branch | None) -> bool:
    """Whether an image is among those that a branch grows from: no tree, and not to be followed."""
    seen: set[int] = set()
    while branch is not None and branch.row["image_id"] not in seen:
        if branch.row["image_id"] == image_id:
            return True
        seen.add(branch.row["image_id"])
        branch = branches.get(branch.row["parent_image_id"])
    return False
