"""The page: figures from the public views, laid out in one file that opens offline."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.console import counted
from lookalike.report import wording
from lookalike.report.clusters import CLUSTERS, Cluster, read_clusters
from lookalike.report.moves import describe_moves, describe_plans
from lookalike.report.query import Row, query_text, rows
from lookalike.templates import page_environment

_EXAMPLES = 3  # files of each class of problem
_GROUPS = 20  # collections or formats in a table

# class: what it means
CLASSES = {
    "archival master": "Proposed as the one to keep of its cluster.",
    "archival copy of a published image": "Just these pixels were published; kept beside a master.",
    "identical copy": "The same bytes or the same pixels as another file.",
    "other capture": "Captured of the same object as another preservation master.",
    "derivative": "Made from a master: smaller, recompressed, toned or otherwise changed.",
    "original undetermined": "No image of its cluster is certain to be the original.",
    "possible duplicate": "Resembles another image, not closely enough. A person has to look.",
    "unique": "No copy was found.",
    "unclassified": "Not compared with the others yet.",
}
# problem: what it means
_PROBLEMS = {
    "not_an_image": "Other files, such as text. Listed so that nothing goes unmentioned.",
    "excluded": "Left out by a pattern, with all that is in a folder. This is not a problem.",
    "unidentified": "Looks like an image by name or first bytes, but no picture can be read.",
    "truncated": "The file ends before the picture does, as after a broken transfer.",
    "corrupt": "The content is damaged.",
    "unsupported": "A good file of a kind that is not decoded. The message says what to do.",
    "empty_file": "The file has no content.",
    "decompression_bomb": "Has more pixels than the limit (--max-pixels); not decoded.",
    "unreadable": "The file or folder could not be opened.",
    "symlink": "A symbolic link; not followed.",
    "symlink_loop": "A symbolic link that leads back to itself.",
    "special_file": "A pipe, socket or device.",
    "file_name": "The name is not valid UTF-8, or holds line breaks or control characters.",
    "decoder_crash": "The decoder crashed on it.",
    "decoder_timeout": "Decoding took too long.",
    "out_of_memory": "Decoding would take more memory than a process may take.",
    "changed_during_scan": "The file changed while it was read; the next scan takes it up.",
    "changed_bytes": "Other bytes under the same size and date: damaged, or changed unseen. The"
    " archive keeps what it knew of the file.",
    "vanished": "The file went away while the scan ran.",
}


@dataclass(frozen=True, slots=True)
class ProblemClass:
    """A class of scan problems, and its first files."""

    name: str
    meaning: str
    is_scanned: bool
    files: int
    examples: list[Row]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page says, apart from the pictures."""

    collections: list[Row]
    summary: Row | None  # of the whole archive; None where nothing was ever scanned
    by_collection: list[Row]
    by_format: list[Row]
    storage_cost: Decimal
    classes: list[Row]
    rights_clusters: int
    clusters: list[Cluster]
    problems: list[ProblemClass]
    undetermined: Row  # images whose original is not certain, and their clusters
    parts: Row  # of composites and of files with several pages
    moves: list[Row]  # what plans have done to files
    behind: list[Row]  # stages whose results are not up to date
    hidden: int  # images that are restricted, and that the reader may not see

    @property
    def images(self) -> int:
        images: int = self.summary["images"] if self.summary else 0
        return images

    @property
    def copies(self) -> int:
        """Identical copies and derivatives."""
        if self.summary is None:
            return 0
        copies: int = self.summary["identical_copies"] + self.summary["derivatives"]
        return copies

    @property
    def unclassified(self) -> int:
        classified: int = sum(row["images"] for row in self.classes)
        return self.images - classified

    @property
    def commands(self) -> list[str]:
        """What brings the figures up to date."""
        behind: list[str] = [stage["command"] for stage in self.behind]
        if not behind and self.unclassified > 0:
            behind = [f"lookalike {stage}" for stage in ("match", "cluster", "classify")]
        return behind

    @property
    def scanned_at(self) -> datetime | None:
        return max((c["scanned_at"] for c in self.collections if c["scanned_at"]), default=None)


def read_facts(connection: Connection[Any]) -> Facts:
    """Read everything in the snapshot of the caller; what comes back is bounded."""
    summary: dict[str, list[Row]] = {"archive": [], "collection": [], "format": []}
    for row in rows(connection, "summary"):
        summary[row["dimension"]].append(row)
    return Facts(
        collections=rows(connection, "collections"),
        summary=next(iter(summary["archive"]), None),
        by_collection=summary["collection"],
        by_format=summary["format"],
        storage_cost=Decimal(rows(connection, "storage_cost")[0]["value"]),
        classes=_in_order(rows(connection, "classes")),
        rights_clusters=rows(connection, "rights")[0]["clusters"],
        clusters=read_clusters(connection),
        problems=_problems(rows(connection, "problems", examples=_EXAMPLES)),
        undetermined=rows(connection, "undetermined")[0],
        parts=rows(connection, "parts")[0],
        moves=rows(connection, "moves"),
        behind=rows(connection, "stages_behind"),
        hidden=rows(connection, "hidden")[0]["images"],
    )


def _in_order(classes: list[Row]) -> list[Row]:
    """Sort as `CLASSES` does, and number the colours; a class of a later policy comes last."""
    order = list(CLASSES)
    for row in classes:
        row["swatch"] = order.index(row["class"]) if row["class"] in order else len(order)
    return sorted(classes, key=lambda row: (row["swatch"], row["class"]))


def _problems(found: list[Row]) -> list[ProblemClass]:
    return [
        ProblemClass(name, _PROBLEMS.get(name, ""), is_scanned, group[0]["files"], group)
        for (name, is_scanned), group in (
            (key, list(members))
            for key, members in groupby(found, key=lambda row: (row["problem"], row["is_scanned"]))
        )
    ]


def further_queries() -> list[tuple[str, str]]:
    """Questions that an analyst would ask next, and the SQL that answers each."""
    found = []
    for block in query_text("further").strip().split("\n\n"):
        question, _, sql = block.partition("\n")
        found.append((question.removeprefix("-- "), sql))
    return found


def render(facts: Facts, tables: list[tuple[str, str, int]], raw_values: bool) -> str:
    """Give the page as HTML; `tables` lists the CSV files: name, what it holds, rows.

    `raw_values` says how they are written (see csv_output).
    """
    environment = page_environment(Path(__file__).parent / "templates")
    environment.filters.update(
        bytes=wording.size,
        cost=wording.cost,
        count=wording.count,
        counted=counted,
        moment=wording.moment,
        money=wording.money,
        percent=wording.percent,
        plain=wording.plain,
        visible=wording.visible,
    )
    return environment.get_template("report.html.j2").render(
        facts=facts,
        classes=CLASSES,
        tables=tables,
        raw_values=raw_values,
        groups=_GROUPS,
        most_clusters=CLUSTERS,
        queries=further_queries(),
        moved=describe_moves(facts.moves),
        plans=describe_plans(facts.moves),
    )
