"""The charts show what their queries give, and names of an archive are only text in them."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lookalike.language import ENGLISH, language
from lookalike.report.charts import Chart, draw_counts, draw_parts, draw_shares
from report.conftest import Audit
from report.reader import Node, read_page


def svg(chart: Chart) -> Node:
    return read_page(f"<!DOCTYPE html>\n{chart.svg}").one("svg")


def texts(chart: Chart) -> list[str]:
    return [node.text for node in svg(chart).all("text")]


def bars(chart: Chart) -> list[Node]:
    return [
        path
        for group in svg(chart).all("g", "role-mark")
        if "mark-rect" in group.attributes["class"]
        for path in group.all("path")
    ]


def plain(value: Any) -> str:
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def test_charts_show_what_their_queries_give(sample_audit: Audit) -> None:
    charts = sample_audit.page.all("figure", "chart")
    assert len(charts) == 4
    for chart in charts:
        shown = json.loads(chart.attributes["data-rows"])
        asked = sample_audit.connection.execute(chart.attributes["data-query"].encode()).fetchall()
        assert sorted([[plain(v) for v in row] for row in shown]) == sorted(
            [[plain(v) for v in row] for row in asked]
        )
        assert chart.attributes["role"] == "img" and chart.attributes["aria-label"].strip()
        rects = [g for g in chart.all("g") if "mark-rect" in g.attributes.get("class", "")]
        # One bar a name; in the charts of years and audits one for each part of a column.
        parts = 2 if len(shown[0]) > 2 else 1
        assert len(rects[-1].all("path")) == len(shown) * parts


def test_names_are_text_and_nothing_else() -> None:
    hostile = [
        '"]; alert(1); ["',
        "<script>alert(1)</script>",
        "a\u202eb\u2028",
        "\\u0041\\",
        "館藏",
    ]
    chart = draw_shares("x", "y", [(name, 0.5) for name in hostile], ENGLISH)
    assert not svg(chart).all("script")
    written = texts(chart)
    assert written[: len(hostile)] != []
    for name in ('"]; alert(1); ["', "<script>alert(1)</script>", "\\u0041\\", "館藏"):
        assert any(text.startswith(name[:12]) for text in written), name
    assert "\u202e" not in chart.svg and any("U+202E" in text for text in written)


def test_two_names_that_look_alike_have_two_bars() -> None:
    chart = draw_counts("x", "y", [("a" * 300 + "1", 3), ("a" * 300 + "2", 5)], ENGLISH)
    assert len(bars(chart)) == 2
    assert {"3", "5"} <= set(texts(chart))


def test_colours_are_those_of_the_page_and_nothing_is_fetched() -> None:
    rows = [(1990, 1990, 3, 1), (1991, 1991, 0, 2)]
    names, numbers = ["1990", "1991"], [(3, 1), (0, 2)]
    chart = draw_parts("x", "y", rows, names, ["others", "copies"], "Images", numbers)
    assert {*names, "others", "copies", "Images"} <= set(texts(chart))
    fills = {n.attributes["fill"] for n in svg(chart).walk() if "fill" in n.attributes}
    assert all(fill == "none" or fill.startswith("var(--") for fill in fills), fills
    assert "href" not in chart.svg.replace("xmlns:xlink", "") and "url(" not in chart.svg


def test_the_same_figures_give_the_same_bytes() -> None:
    rows = [("a", 0.1), ("b", 0.2)]
    first = draw_shares("x", "y", rows, ENGLISH)
    draw_counts("x", "y", [("c", 1)], ENGLISH)
    assert draw_shares("x", "y", rows, ENGLISH) == first


@pytest.mark.parametrize(("code", "text"), [("en", "12.3 %"), ("zh-Hant", "12.3%")])
def test_numbers_are_written_as_the_language_does(code: str, text: str) -> None:
    assert text in texts(draw_shares("x", "y", [("a", 0.1234)], language(code)))
