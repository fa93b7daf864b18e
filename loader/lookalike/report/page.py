"""The page: figures from the public views, laid out in one file that opens offline."""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from markupsafe import Markup
from psycopg import Connection

from lookalike.language import ENGLISH, Language, wording
from lookalike.language.words import CLASSES, DISPOSITIONS, PROBLEMS
from lookalike.picture.file import PictureFile
from lookalike.report.clusters import CLUSTERS, Cluster, read_clusters
from lookalike.report.figure import figure, figure_sentence
from lookalike.report.moves import describe_moves
from lookalike.report.query import Row, query_text, rows
from lookalike.report.series import GROUPS, draw_charts, years_of
from lookalike.report.thumbnails import Thumbnail
from lookalike.templates import page_environment

__all__ = ["CLASSES", "Facts", "further_queries", "read_facts", "render"]

MOST_BYTES = 10_000_000  # of the page
_EXAMPLES = 3  # files of each class of problem
PAIRS = 12  # that wait for people, with their pictures
_PLANS = 10
_HOLDS = 20
_STEPS = 8
# A page that is too large is written again with fewer clusters and pairs, and shorter texts.
_SMALLER = ((CLUSTERS, PAIRS, wording.LONGEST), (25, 12, 200), (12, 6, 100), (6, 3, 50), (3, 0, 20))


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

    image_id: int
    source: PictureFile
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
                Side(
                    row[f"image_id_{side}"],
                    PictureFile(row[f"root_{side}"], row[f"path_{side}"]),
                    row[f"collection_{side}"],
                )
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
    by_site: list[Row]
    by_currency: list[Row]  # where there are several
    by_year: list[Row]
    trend: list[Row]  # by audit
    storage_cost: Row  # the price of the settings, and whether sites have other prices
    classes: list[Row]
    dispositions: list[Row]
    conflicts: list[Row]  # by kind (rights or metadata) and field
    conflict_cases: int  # of the queue of reviews
    next_steps: list[Row]
    precision: list[Row]  # of accepted pairs, by band of evidence
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
    def open_rights(self) -> int:
        """Conflicts about rights that nobody has settled: one is one field of one picture."""
        return sum(row["open"] for row in self.conflicts if row["kind"] == "rights")

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
    summary: dict[str, list[Row]] = defaultdict(list)
    for row in rows(connection, "summary"):
        summary[row["dimension"]].append(row)
    return Facts(
        collections=rows(connection, "collections"),
        summary=next(iter(summary["archive"]), None),
        by_collection=summary["collection"],
        by_format=summary["format"],
        by_site=summary["site"],
        by_currency=summary["currency"],
        by_year=rows(connection, "years"),
        trend=rows(connection, "trend"),
        storage_cost=rows(connection, "storage_cost")[0],
        classes=_in_order(rows(connection, "classes")),
        dispositions=rows(connection, "dispositions"),
        conflicts=rows(connection, "conflicts"),
        conflict_cases=rows(connection, "conflict_cases")[0]["cases"],
        next_steps=rows(connection, "next_steps", steps=_STEPS),
        precision=rows(connection, "precision"),
        waiting=rows(connection, "waiting"),
        pairs=[Pair.of(row) for row in rows(connection, "pairs", pairs=PAIRS)],
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
    """Sort as `CLASSES` does; a class of a later policy comes last."""
    order = [*CLASSES]
    return sorted(
        classes,
        key=lambda row: (
            order.index(row["class"]) if row["class"] in order else len(order),
            row["class"],
        ),
    )


def _problems(found: list[Row]) -> list[ProblemClass]:
    return [
        ProblemClass(name, PROBLEMS.get(name, ""), is_scanned, group[0]["files"], group)
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


def render(
    facts: Facts,
    tables: list[tuple[str, str, str, int]],
    raw_values: bool,
    language: Language = ENGLISH,
) -> str:
    """Give the page as HTML; `tables` lists the CSV files: name, view, what it holds, rows.

    `raw_values` says how they are written (see csv_output). The page is smaller than MOST_BYTES,
    whatever the archive holds.
    """
    charts = draw_charts(facts, language)
    for clusters, pairs, longest in _SMALLER:
        shown = replace(facts, clusters=facts.clusters[:clusters], pairs=facts.pairs[:pairs])
        page: str = (
            _environment(language, longest)
            .get_template("report.html.j2")
            .render(
                facts=shown,
                charts=charts,
                classes=CLASSES,
                dispositions=DISPOSITIONS,
                tables=tables,
                raw_values=raw_values,
                language=language,
                most_groups=GROUPS,
                most_clusters=clusters,
                most_pairs=pairs,
                queries=further_queries(),
                conflict_query=query_text("conflicts").partition("\n")[2].strip(),
                moved=describe_moves(facts.moves, language),
            )
        )
        if len(page.encode()) <= MOST_BYTES:
            break
    return page


def _environment(language: Language, longest: int) -> Any:
    environment = page_environment(Path(__file__).parent / "templates")
    environment.add_extension("jinja2.ext.i18n")
    extended: Any = environment
    extended.install_gettext_translations(language.translations, newstyle=True)
    visible = partial(wording.visible, longest=longest)
    environment.filters.update(
        cost=language.cost,
        day=language.day,
        decimal=Decimal,
        json=lambda values: json.dumps(values, default=str, ensure_ascii=False),
        money=language.money,
        plain=partial(wording.plain, longest=longest),
        sentence=language.sentence,
        term=language.term,
        terms=lambda words: language.say(", ").join(map(language.term, (words or "").split(", "))),
        visible=visible,
        words=lambda text: language.from_archive(text, longest),
        written=lambda value: value(language) if callable(value) else value,
    )
    environment.globals.update(
        figure=partial(figure, language=language),
        figure_sentence=figure_sentence,
        years_of=years_of,
        dated=partial(_timed, write=language.day),
        timed=partial(_timed, write=language.moment),
        utc=partial(_timed, write=lambda time: f"{language.moment(time)} UTC"),
    )
    return environment


def _timed(time: datetime | date, write: Any) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(time.isoformat(), write(time))
