"""The languages of reports and pages: their messages, and how each writes numbers and times.

A message file (messages/zh-Hant.po) holds every text of the templates, and the words of the archive
that they show (words.py). English is what the templates say. A text of the database, such as a
reason, stays as it is.
"""

import gettext as standard
import io
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from lookalike.console import format_bytes
from lookalike.language import wording
from lookalike.language.words import NOUNS

LANGUAGES = ("en", "zh-Hant")
MESSAGES = Path(__file__).parent / "messages"
_NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")


class Language:
    """English, and what the others inherit where they write as it does."""

    code = "en"

    def __init__(self) -> None:
        self.translations = standard.NullTranslations()

    def say(self, message: str, **values: object) -> str:
        """Give a message in this language; a value is put in where it has %(name)s."""
        return self.translations.gettext(message) % values if values else self.term(message)

    def say_many(self, one: str, many: str, number: int, **values: object) -> str:
        """Give the form of a message for a number, which is %(num)s in it."""
        values.setdefault("num", self.count(number))
        return self.translations.ngettext(one, many, number) % values

    def term(self, word: str | None) -> str:
        """Give a word of the archive, such as a class; one that is not known stays as it is."""
        return self.translations.gettext(word) if word else ""

    def sentence(self, text: str) -> str:
        """Give a sentence of a view whose only values are numbers, and a list after a colon."""
        numbers = iter(_NUMBER.findall(text))
        known = self.translations.gettext(_NUMBER.sub("%(number)s", text))
        return re.sub(r"%\(number\)s", lambda _: next(numbers), known)

    def noun(self, number: int, noun: str, written: Markup) -> Markup:
        """Put a noun of NOUNS beside a number that is written already."""
        one, many = NOUNS[noun]
        return Markup(self.translations.ngettext(one, many, number)) % {"num": written}  # noqa: S704

    def from_archive(self, text: str | None, longest: int = wording.LONGEST) -> Markup:
        """Show words that the archive holds in English, such as a reason."""
        return wording.visible(text, longest)

    def count(self, value: int) -> str:
        return wording.count(value)

    def signed(self, value: int) -> str:
        return f"{value:+,}"

    def size(self, value: int) -> str:
        return wording.size(value)

    def percent(self, share: Decimal | float) -> str:
        return wording.percent(share)

    def money(self, amount: Decimal, currency: str) -> str:
        return wording.money(amount, currency)

    def cost(self, row: Mapping[str, Any]) -> str:
        return wording.cost(row)

    def moment(self, time: datetime | None) -> str:
        """A time in UTC, without the name of the zone."""
        return wording.moment(time)

    def day(self, time: datetime | date) -> str:
        return wording.day(time) if isinstance(time, datetime) else f"{time}"

    @property
    def forms(self) -> dict[str, Callable[..., str]]:
        """Ways to write a number; `cost` and `money` take the currency that stands beside it."""
        return {
            "count": self.count,
            "bytes": self.size,
            "percent": self.percent,
            "money": self.money,
            "cost": self.money,
            "signed": self.signed,
        }


class _Translated(Language):
    """A language with a message file, which writes numbers and times as Unicode's CLDR says."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(code, sep="-")
        self.translations = _read_messages(code)

    def from_archive(self, text: str | None, longest: int = wording.LONGEST) -> Markup:
        return Markup('<span lang="en">{}</span>').format(wording.visible(text, longest))

    def count(self, value: int) -> str:
        return format_decimal(value, locale=self.locale)

    def signed(self, value: int) -> str:
        return ("+" if value >= 0 else "") + self.count(value)

    def size(self, value: int) -> str:
        number, _, unit = format_bytes(value).partition(" ")
        return f"{number}\u00a0{self.term(unit)}"

    def percent(self, share: Decimal | float) -> str:
        text = format_percent(share, "#,##0.#%", locale=self.locale)
        if text == "0%" and share > 0:
            return self.say("under %(least)s", least="0.1%")
        if text == "100%" and share < 1:
            return self.say("over %(most)s", most="99.9%")
        return text

    def money(self, amount: Decimal, currency: str) -> str:
        if 0 < amount < Decimal("0.01"):
            return self.say("under %(least)s", least=f"0.01 {currency}")
        whole = amount >= 100 or amount == amount.to_integral_value()
        number = format_decimal(amount, "#,##0" if whole else "#,##0.00", locale=self.locale)
        return f"{number} {currency}"

    def cost(self, row: Mapping[str, Any]) -> str:
        amount = row["redundant_cost_per_year"]
        if amount is None:
            return self.say("several currencies")
        return self.money(amount, row["currency"])

    def moment(self, time: datetime | None) -> str:
        if time is None:
            return ""
        time = time.astimezone(UTC)
        return f"{self.day(time)} {format_time(time, 'HH:mm:ss', locale=self.locale)}"

    def day(self, time: datetime | date) -> str:
        if isinstance(time, datetime):
            time = time.astimezone(UTC)
        return format_date(time, "long", locale=self.locale)


@cache
def language(code: str) -> Language:
    """Return a language by its code, one of LANGUAGES."""
    return Language() if code == "en" else _Translated(code)


def _read_messages(code: str) -> standard.GNUTranslations:
    """Compile a message file; what is in doubt in it does not count."""
    with (MESSAGES / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=code.replace("-", "_"))
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


ENGLISH = language("en")
