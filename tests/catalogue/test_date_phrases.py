"""Dates in phrases of many languages, held to bounds that are computed from their parts.

A bound may be wider than that, and must never be narrower.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from psycopg import Connection

from examples import ALL

Bounds = tuple[date | None, date | None]


class Language(NamedTuple):
    """`{d}` and `{e}` are dates, `{y}` is a year, `{n}` the number of a century."""

    about: list[str]
    before: list[str]
    after: list[str]
    until: list[str]
    since: list[str]
    span: list[str]
    decade: list[str]
    century: list[str]
    winter: list[str]
    summer: list[str]
    spring: list[str]
    may: list[str]
    day: list[str]  # 31 May


LANGUAGES = {
    "English": Language(
        ["ca. {d}", "c. {d}", "about {d}", "probably {d}", "{d}?", "{d} (?)"],
        ["before {d}", "prior to {d}", "earlier than {d}", "before the {d}"],
        ["after {d}", "later than {d}", "after the {d}"],
        ["until {d}", "not after {d}", "{d} or earlier", "{d} and before", "by {d}", "-{d}"],
        ["since {d}", "not before {d}", "{d} or later", "{d} onwards", "{d} - present", "{d}-"],
        ["{d}-{e}", "{d} to {e}", "from {d} to {e}", "between {d} and {e}", "{d} or {e}"],
        ["{y}s", "the {y}s", "{y}'s"], ["{n}th century", "the {n}th century", "{n}th c."],
        ["winter {y}", "winter of {y}"], ["summer {y}", "summer of {y}"], ["spring {y}"],
        ["May {y}", "May, {y}"], ["31 May {y}", "May 31, {y}", "31st May {y}"],
    ),
    "German": Language(
        ["um {d}", "etwa {d}", "ca. {d}", "vermutlich {d}", "{d} (?)", "wohl {d}"],
        ["vor {d}", "früher als {d}", "vor den {d}"], ["nach {d}", "später als {d}"],
        ["bis {d}", "spätestens {d}", "nicht nach {d}", "{d} oder früher", "{d} und davor"],
        ["seit {d}", "ab {d}", "frühestens {d}", "{d} oder später", "von {d} an", "{d} - heute"],
        ["{d} bis {e}", "von {d} bis {e}", "zwischen {d} und {e}", "{d}–{e}", "{d} oder {e}"],
        ["{y}er Jahre", "{y}er", "{y}ern"], ["{n}. Jahrhundert", "{n}. Jh.", "{n}. Jhdt."],
        ["Winter {y}"], ["Sommer {y}"], ["Frühjahr {y}"], ["Mai {y}"], ["31. Mai {y}"],
    ),
    "French": Language(
        ["vers {d}", "environ {d}", "ca {d}", "[{d} ?]", "peut-être {d}"],
        ["avant {d}", "plus tôt que {d}"], ["après {d}", "plus tard que {d}"],
        ["jusqu'en {d}", "jusqu'à {d}", "au plus tard {d}", "{d} ou plus tôt"],
        ["depuis {d}", "dès {d}", "à partir de {d}", "{d} et plus tard", "de {d} à nos jours"],
        ["de {d} à {e}", "entre {d} et {e}", "{d}-{e}", "{d} ou {e}"],
        ["années {y}", "les années {y}"], ["{r}e siècle", "{n}e siècle"],
        ["hiver {y}", "l'hiver {y}"], ["été {y}"], ["printemps {y}"],
        ["mai {y}"], ["31 mai {y}"],
    ),
    "Czech": Language(
        ["asi {d}", "kolem {d}", "cca {d}", "kolem roku {d}", "přibližně {d}"],
        ["před {d}", "před rokem {d}", "dříve než {d}"],
        ["po {d}", "po roce {d}", "později než {d}"],
        ["do {d}", "do roku {d}", "{d} a dříve", "{d} nebo dříve", "nejpozději {d}"],
        ["od {d}", "od roku {d}", "{d} a později", "{d} nebo později", "{d} - dosud"],
        ["od {d} do {e}", "mezi {d} a {e}", "{d} až {e}", "{d} nebo {e}"],
        ["{y}. roky", "{y}s"], ["{n}. století", "{n}. stol."],
        ["zima {y}"], ["léto {y}", "v létě {y}"], ["jaro {y}", "na jaře {y}"],
        ["květen {y}"], ["31. května {y}", "31. 5. {y}"],
    ),
    "Spanish": Language(
        ["hacia {d}", "alrededor de {d}", "aprox. {d}", "probablemente {d}"],
        ["antes de {d}", "antes del año {d}"], ["después de {d}", "después del año {d}"],
        ["hasta {d}", "{d} o anterior", "a más tardar {d}"],
        ["desde {d}", "a partir de {d}", "{d} o posterior", "{d} en adelante"],
        ["entre {d} y {e}", "de {d} a {e}", "desde {d} hasta {e}", "{d} o {e}"],
        ["años {y}", "década de {y}"], ["siglo {r}"], ["invierno {y}", "invierno de {y}"],
        ["verano de {y}"], ["primavera de {y}"], ["mayo de {y}"], ["31 de mayo de {y}"],
    ),
    "Italian": Language(
        ["circa {d}", "verso {d}", "intorno al {d}", "forse {d}"],
        ["prima del {d}", "ante {d}"], ["dopo il {d}", "post {d}"],
        ["fino al {d}", "entro il {d}"], ["dal {d}", "dal {d} in poi", "a partire dal {d}"],
        ["dal {d} al {e}", "tra il {d} e il {e}", "{d}-{e}"],
        ["anni {y}"], ["{r} secolo", "sec. {r}", "secolo {r}"], ["inverno {y}"],
        ["estate {y}"], ["primavera {y}"], ["maggio {y}"], ["31 maggio {y}"],
    ),
    "Dutch": Language(
        ["omstreeks {d}", "rond {d}", "ca. {d}", "waarschijnlijk {d}"],
        ["voor {d}", "vóór {d}", "eerder dan {d}"], ["na {d}", "na circa {d}", "later dan {d}"],
        ["tot {d}", "tot en met {d}", "{d} of eerder"], ["sinds {d}", "vanaf {d}", "{d} of later"],
        ["van {d} tot {e}", "tussen {d} en {e}", "{d} of {e}"],
        ["jaren {y}"], ["{n}e eeuw", "{n}de eeuw"], ["winter {y}"], ["zomer {y}"],
        ["voorjaar {y}"], ["mei {y}"], ["31 mei {y}"],
    ),
    "Polish": Language(
        ["ok. {d}", "około {d}", "prawdopodobnie {d}"], ["przed {d}", "wcześniej niż {d}"],
        ["po {d}", "później niż {d}"], ["do {d}", "do {d} r.", "{d} lub wcześniej"],
        ["od {d}", "od {d} r.", "{d} lub później", "{d} i później"],
        ["od {d} do {e}", "między {d} a {e}", "{d} lub {e}", "{d} - {e} r."],
        ["lata {y}"], ["{r} wiek", "{r} w.", "wiek {r}"], ["zima {y}"], ["lato {y}", "latem {y}"],
        ["wiosna {y}", "wiosną {y}"], ["maj {y}"], ["31 maja {y}"],
    ),
    "Chinese": Language(
        ["約{d}", "大约{d}", "{d}左右", "{d}前後", "{d}?"], ["{d}之前", "{d}以前"],
        ["{d}之後", "{d}以后"], ["{d}以前", "至{d}"], ["{d}起", "{d}以來", "{d}至今"],
        ["{d}至{e}", "{d}-{e}", "{d}\uff5e{e}", "{d}、{e}"],
        ["{y}年代"], ["{n}世紀", "{n}世纪"], ["{y}年冬"], ["{y}年夏"], ["{y}年春"],
        ["{y}年5月"], ["{y}年5月31日"],
    ),
    "Japanese": Language(
        ["{d}頃", "約{d}", "{d}ごろ", "推定{d}"], ["{d}より前", "{d}以前"],
        ["{d}以後", "{d}より後"],
        ["{d}まで", "{d}以前", "\uff5e{d}"], ["{d}から", "{d}以降", "{d}\uff5e"],
        ["{d}から{e}", "{d}\uff5e{e}", "{d}から{e}まで", "{d}・{e}"],
        ["{y}年代"], ["{n}世紀"], ["{y}年冬"], ["{y}年夏"], ["{y}年春"],
        ["{y}年5月"], ["{y}年5月31日"],
    ),
}  # fmt: skip
ROMAN = {18: "XVIII", 19: "XIX", 20: "XX"}


def whole(first: int, last: int) -> tuple[date, date]:
    return date(first, 1, 1), date(last, 12, 31)


def five_years(day: date, sign: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 5 * sign, day=28 if is_leap_day else day.day)


def units(name: str, years: tuple[int, ...]) -> Iterator[tuple[str, date, date]]:
    """Dates as the language writes them, each with its first and its last day."""
    language = LANGUAGES[name]
    for year in years:
        yield (f"{year}年" if name in ("Chinese", "Japanese") else str(year)), *whole(year, year)
        for text in language.decade:
            decade = year // 10 * 10
            yield text.format(y=decade), *whole(decade, decade + 9)
        for text in language.century:
            n = year // 100 + 1
            yield text.format(n=n, r=ROMAN[n]), *whole(n * 100 - 99, n * 100)
        for text in [*language.winter, *language.summer]:
            # From December of the year before, or of this year; a summer is one in the south.
            yield text.format(y=year), date(year - 1, 12, 1), date(year + 1, 2, 28)
        for text in language.spring:
            yield text.format(y=year), date(year, 3, 1), date(year, 11, 30)
        for text in language.may:
            yield text.format(y=year), date(year, 5, 1), date(year, 5, 31)
        for text in language.day:
            yield text.format(y=year), date(year, 5, 31), date(year, 5, 31)


def phrases(name: str) -> Iterator[tuple[str, Bounds]]:
    language = LANGUAGES[name]
    for said, low, high in units(name, (1727, 1920)):
        about = five_years(low, -1), five_years(high, 1)
        yield said, (low, high)
        for text in language.about:
            yield text.format(d=said), about
        one_day = timedelta(days=1)
        for texts, bounds, about_bounds in (
            (language.before, (None, low - one_day), (None, five_years(low - one_day, 1))),
            (language.after, (high + one_day, None), (five_years(high + one_day, -1), None)),
            (language.until, (None, high), (None, about[1])),
            (language.since, (low, None), (about[0], None)),
        ):
            for text in texts:
                yield text.format(d=said), bounds
                yield text.format(d=language.about[0].format(d=said)), about_bounds
    ends = list(units(name, (1957,)))
    for said, low, _ in units(name, (1920,)):
        for end, _, high in ends:
            for text in language.span:
                yield text.format(d=said, e=end), (low, high)
                yield (
                    language.about[0].format(d=text.format(d=said, e=end)),
                    (five_years(low, -1), five_years(high, 1)),
                )


@pytest.mark.parametrize("name", LANGUAGES)
def test_bounds_are_never_narrower_than_the_parts_of_a_phrase(
    archive: Connection[Any], name: str
) -> None:
    expected = list(phrases(name))
    if not ALL:
        expected = random.Random(name).sample(expected, len(expected) // 3)
    found = archive.execute(
        "SELECT b.date_from, b.date_to FROM unnest(%s::text[]) WITH ORDINALITY AS s (said, n)"
        " CROSS JOIN LATERAL lookalike.parse_date_bounds(s.said) b ORDER BY s.n",
        ([said for said, _ in expected],),
    ).fetchall()
    narrow, unread = [], []
    for (said, (low, high)), (date_from, date_to) in zip(expected, found, strict=True):
        if date_from is not None and (low is None or date_from > low):
            narrow.append((said, date_from, low))
        if date_to is not None and (high is None or date_to < high):
            narrow.append((said, date_to, high))
        if date_from is None and date_to is None:
            unread.append(said)
    assert narrow == []
    # Bounds that are open on both sides are never too narrow, and of no use.
    assert len(unread) < len(expected) / 50, unread
