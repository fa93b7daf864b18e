"""Every text of the report has a translation, and the page holds no other language by mistake."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Message

from command import run_command
from language.messages import extract, read
from lookalike.language import LANGUAGES, language
from lookalike.report import write_report
from report.conftest import Audit
from report.marked import unmarked, wrong
from report.reader import Node, read_page

_OTHERS = LANGUAGES[1:]
# What the archive says, in English or whatever it is written in, and what is typed.
_NOT_TRANSLATED = {"bdi", "code", "pre", "style", "svg", "a"}
_NAMES = {"Lookalike", "values"}  # --raw-values


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [*message.string]


@pytest.mark.parametrize("code", _OTHERS)
def test_every_message_has_a_translation(code: str) -> None:
    catalog = read(code)
    wanted = {message.id for message in extract() if message.id}
    assert len(wanted) > 300
    there = {message.id: message for message in catalog if message.id}
    assert sorted(map(str, wanted - set(there))) == [], "run python tests/language/messages.py"
    assert sorted(map(str, set(there) - wanted)) == [], "run python tests/language/messages.py"
    for key, message in there.items():
        assert all(form.strip() for form in forms(message)), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("code", _OTHERS)
def test_a_translation_has_the_values_and_marks_of_the_message(code: str) -> None:
    def parts(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|</?\w+>", text))

    for message in read(code):
        if message.id:
            original = message.id if isinstance(message.id, str) else message.id[1]
            for form in forms(message):
                assert parts(form) == parts(original), form
                assert not [name for _, name, _, _ in Formatter().parse(form) if name], form


def english(node: Node) -> Iterator[str]:
    """Words that look like English, of texts that a translator has written."""
    if node.tag in _NOT_TRANSLATED or node.attributes.get("lang") == "en":
        return
    said = [c for c in node.children if isinstance(c, str)]
    said += [node.attributes[name] for name in ("aria-label", "title") if name in node.attributes]
    for text in said:
        yield from (word for word in re.findall(r"[A-Za-z]{4,}", text) if word not in _NAMES)
    for child in node.children:
        if isinstance(child, Node):
            yield from english(child)


def test_the_page_in_chinese(sample_audit: Audit, tmp_path: Path) -> None:
    files = write_report(sample_audit.connection, tmp_path, language_code="zh-Hant")
    page = read_page(files.html.read_text("utf-8"))
    assert page.one("html").attributes["lang"] == "zh-Hant"
    formats = {"JPEG", "TIFF", "WEBP", "AVIF"}
    assert set(english(page)) - formats == set()
    assert "重複影像報告" in page.one("h1").text
    # The same figures, each with its SQL, as in English.
    assert unmarked(page) == []
    assert wrong(sample_audit.connection, page, language("zh-Hant")) == []
    sources = sorted(n.attributes["data-source"] for n in page.all("data"))
    assert sources == sorted(n.attributes["data-source"] for n in sample_audit.page.all("data"))


def test_a_text_in_the_wrong_language_is_found(sample_audit: Audit) -> None:
    assert {"images", "Duplication"} <= set(english(sample_audit.page.one("body")))


@pytest.mark.parametrize(
    ("code", "written"),
    [
        (
            "en",
            ["1,234,567", "1.23 MB", "12.3 %", "under 0.1 %", "276 USD", "0.50 USD",
             "under 0.01 USD", "2021-05-12 10:15:00", "2021-05-12", "2021-05-12", "+7"],
        ),
        (
            "zh-Hant",
            ["1,234,567", "1.23 MB", "12.3%", "低於 0.1%", "276 USD", "0.50 USD",
             "低於 0.01 USD", "2021年5月12日 10:15:00", "2021年5月12日", "2021年5月12日", "+7"],
        ),
    ],
)  # fmt: skip
def test_numbers_and_dates(code: str, written: list[str]) -> None:
    lang = language(code)
    moment = datetime(2021, 5, 12, 10, 15, tzinfo=UTC)
    found: list[Any] = [
        lang.count(1234567), lang.size(1230000), lang.percent(Decimal("0.1234")),
        lang.percent(0.0001), lang.money(Decimal(276), "USD"), lang.money(Decimal("0.5"), "USD"),
        lang.cost({"redundant_cost_per_year": Decimal("0.00001"), "currency": "USD"}),
        lang.moment(moment), lang.day(moment), lang.day(date(2021, 5, 12)), lang.signed(7),
    ]  # fmt: skip
    assert [text.replace("\u00a0", " ") for text in found] == written


@pytest.mark.parametrize("code", LANGUAGES)
def test_percent_never_hides_the_last_one(code: str) -> None:
    lang = language(code)
    assert len({lang.percent(share) for share in (0, 0.0001, 0.9999, 1)}) == 4


def test_sentences_of_views_keep_their_numbers() -> None:
    chinese = language("zh-Hant")
    assert chinese.sentence("1,234 images wait for people to decide") == "1,234 張影像等待人決定"
    assert chinese.sentence("close hashes, 0 to 16 bits") == "雜湊相近，差 0 至 16 位元"
    assert chinese.sentence("Nobody knows 7 of 9") == "Nobody knows 7 of 9"


def test_the_command(archive_url: str, tmp_path: Path) -> None:
    run_command(archive_url, "report", "--report", tmp_path, "--language", "zh-Hant")
    assert '<html lang="zh-Hant">' in (tmp_path / "report.html").read_text("utf-8")
