"""Numbers of the page, each with the SQL that gives it.

A number is an element `data`: `value` is the exact figure, `data-source` the view and the
expression (`view: expression`), `data-row` the columns that choose the rows, as JSON. So every
number can be asked again: SELECT expression FROM lookalike.view WHERE column = ...
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from lookalike.report import wording

# Ways to write a number; `cost` and `money` take the currency that stands beside it.
FORMS: dict[str, Callable[..., str]] = {
    "count": wording.count,
    "bytes": wording.size,
    "percent": wording.percent,
    "money": wording.money,
    "cost": wording.money,
    "signed": lambda value: f"{value:+,}",
}


def figure(
    value: int | Decimal | float,
    source: str,
    row: Mapping[str, Any] | None = None,
    form: str = "count",
    noun: str | None = None,
    many: str | None = None,
    text: str | None = None,
) -> Markup:
    """Write a number with the SQL that gives it; `noun` follows it, in the plural `many`.

    `text` takes the place of what `form` would write.
    """
    written = FORMS[form](value) if text is None else text
    marked = Markup(
        '<data value="{}" data-form="{}" data-source="{}" data-row="{}">{}</data>'
    ).format(value, form, source, json.dumps(dict(row or {}), default=str, sort_keys=True), written)
    if noun is None:
        return marked
    return marked + f" {noun if value == 1 else many or noun + 's'}"


def figure_sentence(sentence: str, source: str) -> Markup:
    """Mark a sentence whose numbers are those of `source` that are not 0, in this order."""
    return Markup('<span data-source="{}">{}</span>').format(source, sentence)
