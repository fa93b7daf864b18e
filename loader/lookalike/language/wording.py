"""How a page shows values to its reader: numbers, times, and names that try to mislead."""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from lookalike.console import format_bytes

# Joiners change the shape of letters in Persian, Indic and emoji sequences; they do not mislead.
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
LONGEST = 400  # characters of one value on the page; the CSV files have all of it


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def plain(text: str, longest: int = LONGEST) -> str:
    """Name every character that is invisible or changes the direction of text, such as U+202E."""
    return "".join(f"[U+{ord(c):04X}]" if _is_unseen(c) else c for c in _shortened(text, longest))


def visible(text: str | None, longest: int = LONGEST) -> Markup:
    """The same as HTML: safe, the named characters set apart, and breakable after a slash."""
    parts: list[str] = []
    for character in _shortened(text or "", longest):
        if _is_unseen(character):
            name = unicodedata.name(character, "control character").lower()
            parts.append(f'<span class="unseen" title="{name}">U+{ord(character):04X}</span>')
        else:
            parts.append(str(escape(character)))
            if character in "/_":
                parts.append("<wbr>")
    # The parts are escaped one by one above. bdi: text may run either way without moving others.
    return Markup("<bdi>" + "".join(parts) + "</bdi>")  # noqa: S704


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def count(value: int) -> str:
    """1,234,567"""
    return f"{value:,}"


def size(value: int) -> str:
    """1.23 MB, with a space that does not break."""
    return format_bytes(value).replace(" ", "\u00a0")


def percent(share: Decimal | float) -> str:
    """A share from 0 to 1 as 12.3 %; never 0 % or 100 % unless it is exactly that."""
    text = f"{share * 100:.1f}"
    if text == "0.0" and share > 0:
        return "under 0.1\u00a0%"
    if text == "100.0" and share < 1:
        return "over 99.9\u00a0%"
    return f"{text.removesuffix('.0')}\u00a0%"


def money(amount: Decimal, currency: str) -> str:
    """12,345 USD; cents only if the amount is small and not whole; never 0 unless it is that."""
    if 0 < amount < Decimal("0.01"):
        return f"under 0.01 {currency}"
    if amount >= 100 or amount == amount.to_integral_value():
        return f"{amount:,.0f} {currency}"
    return f"{amount:,.2f} {currency}"


def cost(row: Mapping[str, Any]) -> str:
    """What the redundant bytes of a row of duplication_summary cost, to cents."""
    amount = row["redundant_cost_per_year"]
    if amount is None:
        return "several currencies"
    return money(amount, row["currency"])


def moment(time: datetime | None) -> str:
    """2021-05-12 10:15:00 in UTC"""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if time else ""


def day(time: datetime) -> str:
    """2021-05-12 in UTC"""
    return f"{time.astimezone(UTC):%Y-%m-%d}"


def letters(place: int) -> str:
    """The name of a member on the page: A, B, C..."""
    return chr(ord("A") + place)
