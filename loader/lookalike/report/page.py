"""The page: figures from the public views, laid out in one file that opens offline."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from psycopg import Connection

from lookalike.report import wording
from lookalike.report.clusters import CLUSTERS, Cluster, read_clusters
from lookalike.report.figure import figure, figure_sentence
from lookalike.report.moves import describe_moves
from lookalike.report.query import Row, query_text, rows
from lookalike.report.thumbnails import Source, Thumbnail
from lookalike.templates import page_environment

_EXAMPLES = 3  # files of each class of problem
_GROUPS = 20  # collections or formats in a table
_PAIRS = 12  # that wait for people, with their pictures
_PLANS = 10
_HOLDS = 20

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
# disposition: what it means
DISPOSITIONS = {
    "retain": "The images are kept.",
    "transfer": "The images may go to another keeper, by a plan that two people agreed on.",
    "quarantine": "The files may be set aside, by a plan that two people agreed on.",
    "review": "A person has to look at the images. The next section says where.",
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
class Side:
    """An image of a pair, with its picture or why it has none."""

    source: Source
    collection: str
    picture: Thumbnail | str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two images that a person has to compare."""

    sides: list[Side]
    explanation: str

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(
            [
                Side(Source(row[f"root_{side}"], row[f"path_{side}"]), row[f"collection_{side}"])
                for side in "ab"
            ],
            row["explanation"],
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the page says, apart from the pictures."""

    collections: list[Row]
    summary: Row | None  # of the whole archive; None where nothing was ever scanned
    by_collection: list[Row]
    by_format: list[Row]
    by_currency: list[Row]  # where there are several
    storage_cost: Row  # the price of the settings, and whether sites have other prices
    classes: list[Row]
    dispositions: list[Row]
    rights_pictures: int  # whose rights are in conflict
    rights: list[Row]  # conflicts by field
    metadata: list[Row]
    waiting: list[Row]  # work for people
    pairs: list[Pair]
    pair_count: int
    plans: list[Row]
    plan_count: int
    holds: list[Row]
    hold_count: int
    figures: dict[str, int]  # what the next report compares with
    changes: list[Row]  # since the last report that said something else
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
    figures = {row["figure"]: row["value"] for row in rows(connection, "figures")}
    changes = rows(connection, "changes", figures=json.dumps(figures))
    *rights, all_rights = rows(connection, "rights")
    summary: dict[str, list[Row]] = defaultdict(list)
    for row in rows(connection, "summary"):
        summary[row["dimension"]].append(row)
    return Facts(
        collections=rows(connection, "collections"),
        summary=next(iter(summary["archive"]), None),
        by_collection=summary["collection"],
        by_format=summary["format"],
        by_currency=summary["currency"],
        storage_cost=rows(connection, "storage_cost")[0],
        classes=_in_order(rows(connection, "classes")),
        dispositions=rows(connection, "dispositions"),
        rights_pictures=all_rights["pictures"],
        rights=rights,
        metadata=rows(connection, "metadata"),
        waiting=rows(connection, "waiting"),
        pairs=[Pair.of(row) for row in rows(connection, "pairs", pairs=_PAIRS)],
        pair_count=rows(connection, "pair_count")[0]["pairs"],
        plans=rows(connection, "plans", plans=_PLANS),
        plan_count=rows(connection, "plan_count")[0]["plans"],
        holds=rows(connection, "holds", holds=_HOLDS),
        hold_count=rows(connection, "hold_count")[0]["holds"],
        figures=figures,
        changes=sorted(changes, key=lambda row: list(figures).index(row["figure"])),
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


def render(facts: Facts, tables: list[tuple[str, str, str, int]], raw_values: bool) -> str:
    """Give the page as HTML; `tables` lists the CSV files: name, view, what it holds, rows.

    `raw_values` says how they are written (see csv_output).
    """
    environment = page_environment(Path(__file__).parent / "templates")
    environment.filters.update(
        cost=wording.cost,
        decimal=Decimal,
        day=wording.day,
        moment=wording.moment,
        money=wording.money,
        plain=wording.plain,
        visible=wording.visible,
    )
    environment.globals.update(figure=figure, figure_sentence=figure_sentence)
    return environment.get_template("report.html.j2").render(
        facts=facts,
        classes=CLASSES,
        dispositions=DISPOSITIONS,
        tables=tables,
        raw_values=raw_values,
        groups=_GROUPS,
        most_clusters=CLUSTERS,
        most_pairs=_PAIRS,
        queries=further_queries(),
        moved=describe_moves(facts.moves),
    )
