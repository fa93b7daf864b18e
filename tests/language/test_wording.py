"""How values are put before a reader."""

from decimal import Decimal

import pytest

from lookalike.language.wording import cost, money, percent, plain, visible


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0", "0 %"),
        ("0.0001", "under 0.1 %"),
        ("0.5", "50 %"),
        ("0.1234", "12.3 %"),
        ("0.9999", "over 99.9 %"),
        ("1", "100 %"),
    ],
)
def test_percent_never_hides_the_last_one(share: str, text: str) -> None:
    assert percent(Decimal(share)).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0 EUR"), ("0.5", "0.50 EUR"), ("276", "276 EUR"), ("1234567.891", "1,234,568 EUR")],
)
def test_money(amount: str, text: str) -> None:
    assert money(Decimal(amount), "EUR") == text


def test_a_cost_below_a_cent_is_not_nothing() -> None:
    row = {"redundant_cost_per_year": Decimal("0.000000000276"), "currency": "USD"}
    assert cost(row) == "under 0.01 USD"
    assert cost(row | {"redundant_cost_per_year": Decimal(0)}) == "0 USD"
    assert cost({"redundant_cost_per_year": None, "currency": None}) == "several currencies"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a<b>&\"'", "a&lt;b&gt;&amp;&#34;&#39;"),
        ("Príloha č. 3", "Príloha č. 3"),
        ("\u0639\u200c\u0639", "\u0639\u200c\u0639"),  # a joiner inside a Persian word
        ("a/b", "a/<wbr>b"),
        (None, ""),
    ],
)
def test_visible(text: str | None, html: str) -> None:
    assert visible(text) == f"<bdi>{html}</bdi>"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\ufeff", "\u200f", "\0", "\x1b", "\u2028"])
def test_what_cannot_be_seen_is_named(hidden: str) -> None:
    name = f"U+{ord(hidden):04X}"
    assert plain(f"a{hidden}b") == f"a[{name}]b"
    assert hidden not in visible(f"a{hidden}b") and name in visible(f"a{hidden}b")


def test_long_values_are_cut() -> None:
    assert len(plain("x" * 5000)) == 400 and plain("x" * 5000).endswith("…")
