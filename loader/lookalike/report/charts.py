"""Charts of the page, drawn by Vega-Lite (vl-convert) as SVG that needs no script and no network.

Colours are the variables of the page, so that a chart is dark where the page is. A chart is one
picture to a screen reader, and the table beside it has its figures (docs/decisions/0063-report.md).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import vl_convert
from markupsafe import Markup

from lookalike.language import Language, wording

_WIDTH = 460  # pixels of the bars, beside the names
_BAR = 24
_NAME = 170
_LONGEST = 40  # characters of a name
_CONFIG: dict[str, Any] = {
    "aria": False,  # the chart has a role and a label of its own
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": _NAME,
    },
    "legend": {
        "labelColor": "var(--ink)",
        "labelFontSize": 13,
        "orient": "top",
        "title": None,
        "symbolType": "square",
    },
    "text": {"color": "var(--ink)", "fontSize": 13},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows, and the query that gives its rows."""

    label: str
    query: str
    rows: Sequence[tuple[Any, ...]]
    svg: Markup


def draw_shares(label: str, query: str, rows: Sequence[tuple[str, Any]], lang: Language) -> Chart:
    """Bars of shares from 0 to 1, one a name, each with its share in words."""
    values = [
        {"name": _name(name), "at": at, "value": float(share), "text": lang.percent(share)}
        for at, (name, share) in enumerate(rows)
    ]
    spec = _bars(values, {"domain": [0, 1]}, {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]})
    return Chart(label, query, rows, _draw(spec))


def draw_counts(label: str, query: str, rows: Sequence[tuple[str, Any]], lang: Language) -> Chart:
    """Bars of counts, one for each word of the archive."""
    values = [
        {"name": _name(lang.term(name)), "at": at, "value": count, "text": lang.count(count)}
        for at, (name, count) in enumerate(rows)
    ]
    return Chart(label, query, rows, _draw(_bars(values, {}, {"format": "~s", "tickCount": 5})))


def draw_parts(
    label: str,
    query: str,
    rows: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    parts: Sequence[str],
    title: str,
    numbers: Sequence[Sequence[float]],
) -> Chart:
    """Columns of a row of years or days, in parts that are put on each other.

    `numbers` holds those of the parts of each column, `names` what stands below it.
    """
    values = [
        {"column": column, "part": part, "value": float(number), "at": at}
        for column, of_column in enumerate(numbers)
        for at, (part, number) in enumerate(zip(parts, of_column, strict=True))
    ]
    spec = {
        "data": {"values": values},
        "width": _WIDTH + _NAME,
        "height": 180,
        "mark": {"type": "bar"},
        "encoding": {
            # By place: two audits may be of one day.
            "x": {
                "field": "column",
                "type": "ordinal",
                "title": None,
                "axis": {
                    "labelExpr": f"{json.dumps([*names])}[datum.value]",
                    "labelAngle": 0,
                    "labelOverlap": True,
                    "labelBound": True,
                },
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": title,
                "axis": {"format": "~s", "tickCount": 4},
            },
            "order": {"field": "at", "type": "quantitative"},
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(parts), "range": ["var(--track-strong)", "var(--bar)"]},
            },
        },
    }
    return Chart(label, query, rows, _draw(spec))


def _bars(
    values: list[dict[str, Any]], scale: Mapping[str, Any], axis: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "data": {"values": values},
        "width": _WIDTH,
        "height": {"step": _BAR},
        "encoding": {
            # By place: two names may look alike.
            "y": {
                "field": "at",
                "type": "ordinal",
                "title": None,
                "axis": {
                    "labelExpr": f"{json.dumps([v['name'] for v in values])}[datum.value]",
                    "ticks": False,
                    "domain": False,
                },
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "scale": dict(scale),
                "axis": dict(axis),
            },
        },
        "layer": [
            {"mark": {"type": "bar", "color": "var(--bar)", "height": {"band": 0.62}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }


def _name(name: str) -> str:
    text = wording.plain(name)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _draw(spec: dict[str, Any]) -> Markup:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": _CONFIG,
        # The browser may have a wider font than the one that was measured.
        "padding": {"left": 32, "top": 4, "bottom": 4, "right": 60},
        **spec,
    }
    # Escaped by the library, which writes the names of an archive as text.
    svg = vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])
    # It is a picture in a figure that has the label.
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return Markup(svg)  # noqa: S704
