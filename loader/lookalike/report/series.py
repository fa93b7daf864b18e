"""Which charts the page has, from its facts."""

from typing import TYPE_CHECKING

from lookalike.language import Language
from lookalike.language.words import noted
from lookalike.report.charts import Chart, draw_counts, draw_parts, draw_shares
from lookalike.report.query import Row, query_text

if TYPE_CHECKING:
    from lookalike.report.page import Facts

GROUPS = 20  # collections or formats in a table and in its chart, as in queries/rates.sql


def years_of(row: Row) -> str:
    """Write the year, or the first and the last year, of a row of query years."""
    first, last = row["first_year"], row["last_year"]
    return f"{first}" if first == last else f"{first}–{last}"


def draw_charts(facts: "Facts", language: Language) -> dict[str, Chart]:
    """Draw the charts of the page, by name. One bar alone says nothing and has no chart."""
    if not facts.images:
        return {}
    labels = {
        "collection": noted("Duplication rate by collection. The table has the figures."),
        "site": noted("Duplication rate by site. The table has the figures."),
        "format": noted("Duplication rate by format. The table has the figures."),
    }
    charts = {}
    for dimension, found in (
        ("collection", facts.by_collection),
        ("site", facts.by_site),
        ("format", facts.by_format),
    ):
        if len(found) > 1:
            charts[dimension] = draw_shares(
                language.say(labels[dimension]),
                query_text("rates").replace("DIMENSION", dimension),
                [(row["value"], row["duplication_rate"]) for row in found[:GROUPS]],
                language,
            )
    if len(facts.by_year) > 1:
        charts["year"] = draw_parts(
            language.say("Images by year, and how many are duplicates. The table has the figures."),
            query_text("years"),
            [tuple(row.values()) for row in facts.by_year],
            [years_of(row) for row in facts.by_year],
            (language.say("Other images"), language.say("Duplicates")),
            language.say("Images"),
            [(row["others"], row["duplicates"]) for row in facts.by_year],
        )
    if len(facts.trend) > 1:
        charts["trend"] = draw_parts(
            language.say(
                "Images after each audit, and how many are duplicates. The table has the figures."
            ),
            query_text("trend"),
            [tuple(row.values()) for row in facts.trend],
            [language.day(row["taken_at"]) for row in facts.trend],
            (language.say("Other images"), language.say("Duplicates")),
            language.say("Images"),
            [(row["others"], row["duplicates"]) for row in facts.trend],
        )
    if facts.classes:
        charts["class"] = draw_counts(
            language.say("Images by retention class. The table has the figures."),
            "SELECT class, count(*) FROM lookalike_detail.retention_classification GROUP BY class",
            [(row["class"], row["images"]) for row in facts.classes],
            language,
        )
    return charts
