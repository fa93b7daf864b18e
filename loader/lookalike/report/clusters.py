"""The worst clusters: a bounded number, a few members of each, and what tells these apart."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from lookalike.report.query import Row, rows
from lookalike.report.thumbnails import Source, Thumbnail
from lookalike.report.wording import count, letters, moment

CLUSTERS = 50  # on the page; the CSV files and the database hold all
MEMBERS = 8  # of each cluster


@dataclass(frozen=True, slots=True)
class Member:
    """An image of a cluster: its letter on the page, its row, its picture or why it has none."""

    letter: str
    row: Row
    picture: Thumbnail | str | None = None

    @property
    def source(self) -> Source:
        return Source(self.row["root"], self.row["path"])

    @property
    def key(self) -> Row:
        """What tells its row of duplicate_image from the others."""
        return {"image_id": self.row["image_id"]}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the members of a cluster do not fill alike."""

    label: str
    values: list[tuple[str, str]]  # what is said, and the letters of those who say it
    silent: str  # the letters of those who say nothing
    unshown: int  # further values, of members that are not on the page
    distinct: str  # in SQL, what the values are told apart by
    is_rights: bool
    is_disagreement: bool  # two members say different things; silence is no disagreement


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with the members that are shown, and how many are not."""

    row: Row
    members: list[Member]
    hidden: int
    differences: list[Difference]
    rights_disagree: bool  # statements about its rights are in conflict, and nobody has settled it

    @property
    def master(self) -> Member | None:
        return next((member for member in self.members if member.row["is_master"]), None)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    label: str
    value: Callable[[Row], str | None]
    is_rights: bool = False
    distinct: str | None = None  # where it is not the column of its name


def _text(name: str) -> Callable[[Row], str | None]:
    return lambda row: row[name]


_FIELDS = (
    _Field(
        "format",
        "Format",
        lambda r: f"{r['format']}, {'lossless' if r['is_lossless'] else 'lossy'}",
        distinct="(format, is_lossless)",
    ),
    _Field(
        "dimensions",
        "Pixels",
        lambda r: f"{r['width']} × {r['height']}",
        distinct="(width, height)",
    ),
    _Field("byte_size", "Bytes", lambda r: count(r["byte_size"])),
    _Field("captured_at", "Captured (UTC)", lambda r: moment(r["captured_at"]) or None),
    _Field("camera", "Camera", _text("camera")),
    _Field("software", "Software", _text("software")),
    _Field("creator", "Creator", _text("creator")),
    _Field("copyright_notice", "Copyright notice", _text("copyright_notice"), is_rights=True),
    _Field("credit_line", "Credit line", _text("credit_line"), is_rights=True),
    _Field("usage_terms", "Usage terms", _text("usage_terms"), is_rights=True),
    _Field("rights_url", "Rights statement", _text("rights_url"), is_rights=True),
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
    shown = [member.row["image_id"] for every in members.values() for member in every]
    conflicted = {row["image_id"] for row in rows(connection, "conflicted", images=shown)}
    return [
        Cluster(
            row,
            members[number],
            row["images"] - len(members[number]),
            _differences(members[number], differing[number]),
            any(member.row["image_id"] in conflicted for member in members[number]),
        )
        for number, row in zip(numbers, worst, strict=True)
    ]


def _differences(members: list[Member], differing: Mapping[str, Row]) -> list[Difference]:
    found = []
    for field in _FIELDS:
        if field.name not in differing:
            continue
        said: dict[str | None, str] = defaultdict(str)
        for member in members:
            said[field.value(member.row)] += member.letter
        silent = said.pop(None, "")
        stated = differing[field.name]["stated"]
        found.append(
            Difference(
                label=field.label,
                values=[(value, who) for value, who in said.items() if value is not None],
                silent=silent,
                unshown=stated - len(said),
                distinct=field.distinct or field.name,
                is_rights=field.is_rights,
                is_disagreement=stated > 1,
            )
        )
    return found
