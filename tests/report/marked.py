"""Asks every number of a page again, in SQL, and finds the numbers that nothing marks."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from psycopg import Connection, sql

from lookalike.language import ENGLISH, Language
from report.reader import Node

# Names, words of people and of the archive, commands, times and places in a list are no figures.
# Those of a chart are checked in test_charts.py.
_NO_FIGURES = {"bdi", "code", "pre", "time", "style", "sup", "svg", "title"}
_NO_FIGURES_OF = {"id", "place", "letter", "unseen"}
# Numbers of the page itself.
# The two in another script are those of the page in Chinese.
_PHRASES = ("(10 bytes)", "\uff0810", "SHA-256", "UTF-8", "256 bits", "256 位元", "(10")


def _is_figure(node: Node) -> bool:
    return "data-source" in node.attributes


def unmarked(page: Node) -> list[str]:
    """Texts with a digit in them that no element marks."""

    def texts(node: Node) -> Iterator[str]:
        classes = set(node.attributes.get("class", "").split())
        if node.tag in _NO_FIGURES or classes & _NO_FIGURES_OF or _is_figure(node):
            return
        for child in node.children:
            if isinstance(child, str):
                yield child
            else:
                yield from texts(child)

    found = []
    for text in texts(page):
        rest = " ".join(text.split())
        for phrase in _PHRASES:
            rest = rest.replace(phrase, "")
        if re.search(r"\d", rest):
            found.append(rest)
    return found


def _ask(connection: Connection[Any], source: str, row: dict[str, Any]) -> tuple[Any, ...]:
    view, _, expression = source.partition(": ")
    where = sql.SQL(" AND ").join(
        sql.SQL("{} IS NOT DISTINCT FROM {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in row.items()
    )
    view = view if "." in view else f"lookalike.{view}"
    query = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        sql.SQL(expression),  # type: ignore[arg-type]
        sql.SQL(view),  # type: ignore[arg-type]
        where if row else sql.SQL("true"),
    )
    found = connection.execute(query).fetchall()
    assert len(found) == 1, query.as_string()
    answer: tuple[Any, ...] = found[0]
    return answer


def wrong(connection: Connection[Any], page: Node, language: Language = ENGLISH) -> list[str]:
    """Numbers that are not what SQL says, or not what their element says."""
    found = []
    for node in page.walk():
        if not _is_figure(node):
            continue
        source = node.attributes["data-source"]
        if node.tag != "data":  # a sentence with several numbers
            wanted = [f"{n:,}" for n in _ask(connection, source, {}) if n]
            if re.findall(r"[\d,]*\d", node.text) != wanted:
                found.append(f"{node.text}: {source} gives {wanted}")
            continue
        row = json.loads(node.attributes["data-row"])
        (answer,) = _ask(connection, source, row)
        value = Decimal(node.attributes["value"])
        if answer is None or abs(Decimal(answer) - value) > Decimal("1e-9"):
            found.append(f"{node.text}: {source} {row} gives {answer}")
        if not is_written(node.text, value, node.attributes["data-form"], language):
            found.append(f"{node.text}: its value is {value}")
    return found


def is_written(text: str, value: Decimal, form: str, language: Language = ENGLISH) -> bool:
    """Whether a text shows a value in this form."""
    if form in ("money", "cost"):
        amount, _, currency = text.rpartition(" ")
        if text == language.money(Decimal("0.001"), currency):
            return 0 < value < Decimal("0.01")
        return Decimal(amount.replace(",", "")) == round(value, 0 if value >= 100 else 2)
    if form == "percent":
        return text == " ".join(language.forms[form](value).split())
    # Width and height of a picture are written without commas.
    return text in (" ".join(language.forms[form](int(value)).split()), str(int(value)))
