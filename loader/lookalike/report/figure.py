"""Numbers of the page, each with the SQL that gives it.

A number is an element `data`: `value` is the exact figure, `data-source` the view and the
expression (`view: expression`), `data-row` the columns that choose the rows, as JSON. So every
number can be asked again: SELECT expression FROM view WHERE column = ... A view of schema lookalike
is named without its schema.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from lookalike.language import ENGLISH, Language


def figure(
    value: int | Decimal | float,
    source: str,
    row: Mapping[str, Any] | None = None,
    form: str = "count",
    noun: str | None = None,
    text: str | None = None,
    language: Language = ENGLISH,
) -> Markup:
    """Write a number with the SQL that gives it, and with `noun`, one of NOUNS.

    `text` takes the place of what `form`, one of the forms of the language, would write.
    """
    written = language.forms[form](value) if text is None else text
    marked = Markup(
        '<data value="{}" data-form="{}" data-source="{}" data-row="{}">{}</data>'
    ).format(value, form, source, json.dumps(dict(row or {}), default=str, sort_keys=True), written)
    return marked if noun is None else language.noun(int(value), noun, marked)


def figure_sentence(sentence: str, source: str) -> Markup:
    """Mark a sentence whose numbers are those of `source` that are not 0, in this order."""
    return Markup('<span data-source="{}">{}</span>').format(source, sentence)
