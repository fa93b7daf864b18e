"""Dates as archives write them, and what days they may mean."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples

EXAMPLES = [
    # years, months, days
    ("1920", "1920-01-01", "1920-12-31"),
    (" 1920 ", "1920-01-01", "1920-12-31"),
    ("[1898]", "1898-01-01", "1898-12-31"),
    ("(1898)", "1898-01-01", "1898-12-31"),
    ("1920-05", "1920-05-01", "1920-05-31"),
    ("1920-05-31", "1920-05-31", "1920-05-31"),
    ("1920/05/31", "1920-05-31", "1920-05-31"),
    ("1920:05:31 10:15:00", "1920-05-31", "1920-05-31"),
    ("1920-05-31T10:15:00Z", "1920-05-31", "1920-05-31"),
    ("1920-05-31 10:15:00.123+02:00", "1920-05-31", "1920-05-31"),
    ("19200531", "1920-05-31", "1920-05-31"),
    ("14.07.2009", "2009-07-14", "2009-07-14"),
    ("14. 7. 2009", "2009-07-14", "2009-07-14"),
    ("14-07-2009", "2009-07-14", "2009-07-14"),
    ("1.1.1950", "1950-01-01", "1950-01-01"),
    ("5/1920", "1920-05-01", "1920-05-31"),
    ("29.02.2004", "2004-02-29", "2004-02-29"),
    # America writes the month first; what can be only one of them is
    ("3/4/1920", "1920-03-04", "1920-04-03"),
    ("14/07/2009", "2009-07-14", "2009-07-14"),
    ("07/14/2009", "2009-07-14", "2009-07-14"),
    # a day that is none still names its year
    ("31.02.2009", "2009-01-01", "2009-12-31"),
    ("29.02.2005", "2005-01-01", "2005-12-31"),
    # months in words
    ("14 July 2009", "2009-07-14", "2009-07-14"),
    ("July 14, 2009", "2009-07-14", "2009-07-14"),
    ("4th July 1976", "1976-07-04", "1976-07-04"),
    ("Dec 1920", "1920-12-01", "1920-12-31"),
    ("14. Juli 2009", "2009-07-14", "2009-07-14"),
    ("März 1848", "1848-03-01", "1848-03-31"),
    ("14. júla 2009", "2009-07-14", "2009-07-14"),
    ("september 1944", "1944-09-01", "1944-09-30"),
    ("17. listopadu 1989", "1989-11-17", "1989-11-17"),
    ("1er août 1914", "1914-08-01", "1914-08-01"),
    ("14 de julio de 1936", "1936-07-14", "1936-07-14"),
    # spans
    ("1898-1901", "1898-01-01", "1901-12-31"),
    ("1898–1901", "1898-01-01", "1901-12-31"),
    ("1898/1901", "1898-01-01", "1901-12-31"),
    ("1706 - 1710", "1706-01-01", "1710-12-31"),
    ("1898 to 1901", "1898-01-01", "1901-12-31"),
    ("between 1898 and 1901", "1898-01-01", "1901-12-31"),
    ("zwischen 1898 und 1901", "1898-01-01", "1901-12-31"),
    ("medzi 1898 a 1901", "1898-01-01", "1901-12-31"),
    ("entre 1898 et 1901", "1898-01-01", "1901-12-31"),
    ("from 1898 to 1901", "1898-01-01", "1901-12-31"),
    ("od 1898 do 1901", "1898-01-01", "1901-12-31"),
    ("1914-18", "1914-01-01", "1918-12-31"),
    ("1911-12", "1911-01-01", "1912-12-31"),
    ("1.5.1945 - 8.5.1945", "1945-05-01", "1945-05-08"),
    ("2009-07-14/2009-07-20", "2009-07-14", "2009-07-20"),
    ("May 1940 - June 1941", "1940-05-01", "1941-06-30"),
    ("ca. 1890-1910", "1885-01-01", "1915-12-31"),
    # about: five years more on either side
    ("ca. 1920", "1915-01-01", "1925-12-31"),
    ("c. 1920", "1915-01-01", "1925-12-31"),
    ("circa 1920", "1915-01-01", "1925-12-31"),
    ("about 1920", "1915-01-01", "1925-12-31"),
    ("cca 1920", "1915-01-01", "1925-12-31"),
    ("um 1920", "1915-01-01", "1925-12-31"),
    ("okolo 1920", "1915-01-01", "1925-12-31"),
    ("okolo roku 1920", "1915-01-01", "1925-12-31"),
    ("kolem r. 1920", "1915-01-01", "1925-12-31"),
    ("vers 1920", "1915-01-01", "1925-12-31"),
    ("hacia 1920", "1915-01-01", "1925-12-31"),
    ("1920?", "1915-01-01", "1925-12-31"),
    ("[1920?]", "1915-01-01", "1925-12-31"),
    # decades
    ("1930s", "1930-01-01", "1939-12-31"),
    ("1930s?", "1925-01-01", "1944-12-31"),
    ("1930's", "1930-01-01", "1939-12-31"),
    ("1930er", "1930-01-01", "1939-12-31"),
    ("193-", "1930-01-01", "1939-12-31"),
    ("193?", "1930-01-01", "1939-12-31"),
    ("193x", "1930-01-01", "1939-12-31"),
    ("19--", "1900-01-01", "1999-12-31"),
    ("1920s-1930s", "1920-01-01", "1939-12-31"),
    ("17. storočie, 60. roky", "1660-01-01", "1669-12-31"),
    ("30er Jahre des 20. Jahrhunderts", "1930-01-01", "1939-12-31"),
    # before and after
    ("before 1900", None, "1899-12-31"),
    ("pred 1900", None, "1899-12-31"),
    ("pred rokom 1900", None, "1899-12-31"),
    ("vor 1900", None, "1899-12-31"),
    ("avant 1900", None, "1899-12-31"),
    ("antes de 1900", None, "1899-12-31"),
    ("after 1945", "1946-01-01", None),
    ("po 1945", "1946-01-01", None),
    ("nach 1945", "1946-01-01", None),
    ("après 1945", "1946-01-01", None),
    ("until 1900", None, "1900-12-31"),
    ("bis 1900", None, "1900-12-31"),
    ("do roku 1900", None, "1900-12-31"),
    ("since 1945", "1945-01-01", None),
    ("od roku 1945", "1945-01-01", None),
    ("seit 1945", "1945-01-01", None),
    ("18. storočie, 2. polovica, 1763 pred", None, "1762-12-31"),
    ("18. storočie, 1. polovica, 1735 po", "1736-01-01", None),
    # centuries
    ("19th century", "1801-01-01", "1900-12-31"),
    ("the 19th century", "1801-01-01", "1900-12-31"),
    ("18. storočie", "1701-01-01", "1800-12-31"),
    ("18. století", "1701-01-01", "1800-12-31"),
    ("18. Jahrhundert", "1701-01-01", "1800-12-31"),
    ("18. Jh.", "1701-01-01", "1800-12-31"),
    ("XIXe siècle", "1801-01-01", "1900-12-31"),
    ("siglo XIX", "1801-01-01", "1900-12-31"),
    ("s. XVIII", None, None),  # too short to be sure of
    ("XVIII. storočie", "1701-01-01", "1800-12-31"),
    ("18. storočie, 1. polovica", "1701-01-01", "1750-12-31"),
    ("18. storočie, 2. polovica", "1751-01-01", "1800-12-31"),
    ("first half of the 18th century", "1701-01-01", "1750-12-31"),
    ("2nd half of 19th century", "1851-01-01", "1900-12-31"),
    ("2. Hälfte 19. Jh.", "1851-01-01", "1900-12-31"),
    ("zweite Hälfte des 19. Jahrhunderts", "1851-01-01", "1900-12-31"),
    ("druhá polovica 19. storočia", "1851-01-01", "1900-12-31"),
    ("2. polovina 19. století", "1851-01-01", "1900-12-31"),
    ("1ère moitié du XIXe siècle", "1801-01-01", "1850-12-31"),
    ("last quarter of the 19th century", "1876-01-01", "1900-12-31"),
    ("4. Viertel 19. Jh.", "1876-01-01", "1900-12-31"),
    ("1. třetina 19. století", "1801-01-01", "1833-12-31"),
    ("3. tretina 19. storočia", "1868-01-01", "1900-12-31"),
    ("early 20th century", "1901-01-01", "1940-12-31"),
    ("16. storočie, začiatok", "1501-01-01", "1540-12-31"),
    ("Anfang 20. Jahrhundert", "1901-01-01", "1940-12-31"),
    ("late 19th century", "1860-01-01", "1900-12-31"),
    ("17. storočie, koniec", "1660-01-01", "1700-12-31"),
    ("mid 19th century", "1830-01-01", "1870-12-31"),
    ("Mitte 19. Jh.", "1830-01-01", "1870-12-31"),
    ("15.-16. storočie", "1401-01-01", "1600-12-31"),
    ("15.-16. storočie, prelom", "1491-01-01", "1510-12-31"),
    ("before the 19th century", None, "1800-12-31"),
    ("pred 18. storočím", None, "1700-12-31"),
    # the closer word holds
    ("18. storočie, 1. polovica, 1710 okolo", "1705-01-01", "1715-12-31"),
    ("18. storočie, 2. polovica, 1760-1770", "1760-01-01", "1770-12-31"),
    ("15. storočie, 2. polovica, 1484", "1484-01-01", "1484-12-31"),
    # nothing to go by
    ("", None, None),
    ("unknown", None, None),
    ("n.d.", None, None),
    ("undated", None, None),
    ("bez dátumu", None, None),
    ("o. J.", None, None),
    ("0000", None, None),
    ("12", None, None),
    ("50 BC", None, None),
    ("2. storočie pred Kr.", None, None),
    ("99999", None, None),
    ("IMG_20", None, None),
]  # fmt: skip


def bounds(connection: Connection[Any], said: str) -> tuple[date | None, date | None]:
    row = connection.execute(
        "SELECT date_from, date_to FROM lookalike.parse_date_bounds(%s)", (said,)
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def test_examples(archive: Connection[Any]) -> None:
    wrong = []
    for said, low, high in EXAMPLES:
        found = tuple(None if day is None else day.isoformat() for day in bounds(archive, said))
        if found != (low, high):
            wrong.append((said, found, (low, high)))
    assert wrong == []


def test_null_is_null(archive: Connection[Any]) -> None:
    row = archive.execute("SELECT * FROM lookalike.parse_date_bounds(NULL)").fetchone()
    assert row == (None, None)


DAYS = st.dates(date(1000, 1, 1), date(2100, 12, 31))
WRITTEN = [
    "{d:%Y-%m-%d}", "{d.day}.{d.month}.{d.year}", "{d:%d}. {d:%m}. {d:%Y}", "{d:%Y/%m/%d}",
    "{d:%Y}{d:%m}{d:%d}", "{d.day} {d:%B} {d.year}", "{d:%B} {d.day}, {d.year}",
    "{d.day}/{d.month}/{d.year}", "{d.year}", "ca. {d.year}", "[{d.year}?]", "{d:%B} {d.year}",
    "{d.month}/{d.year}",
]  # fmt: skip
SETTINGS = examples(200)


@SETTINGS
@given(day=DAYS, form=st.sampled_from(WRITTEN))
def test_a_day_lies_within_the_bounds_of_how_it_is_written(
    archive: Connection[Any], day: date, form: str
) -> None:
    low, high = bounds(archive, form.format(d=day))
    assert low is not None and high is not None
    assert low <= day <= high
    assert (high - low).days < 12 * 366


@SETTINGS
@given(
    days=st.lists(DAYS, min_size=2, max_size=2), form=st.sampled_from([*WRITTEN[:3], "{d.year}"])
)
def test_a_span_reaches_from_its_begin_to_its_end(
    archive: Connection[Any], days: list[date], form: str
) -> None:
    days.sort()
    begin, end = (form.format(d=day) for day in days)
    low, high = bounds(archive, f"{begin} - {end}")
    assert (low, high) == (bounds(archive, begin)[0], bounds(archive, end)[1])


@SETTINGS
@given(said=st.text(max_size=60) | st.from_regex(r"[0-9x?~./ ,\-a-z]{1,25}", fullmatch=True))
def test_whatever_is_written_is_no_error_and_bounds_are_in_order(
    archive: Connection[Any], said: str
) -> None:
    low, high = bounds(archive, said.replace("\0", ""))
    assert low is None or high is None or low <= high


def test_two_columns_of_a_museum_agree(archive: Connection[Any], shared_images: Path) -> None:
    """The museum says each date twice: as a span of years and in words."""
    with (shared_images / "archive" / "metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    apart, unread = [], []
    for row in rows:
        span, words = row["Datovanie (interval)"], row["Datovanie (popis)"]
        years = [int(year) for year in span.split(" - ")]
        assert bounds(archive, span) == (date(years[0], 1, 1), date(years[-1], 12, 31))
        low, high = bounds(archive, words)
        if low is None and high is None:
            unread.append(words)
        elif (low or date.min) > date(years[-1], 12, 31) or (high or date.max) < date(
            years[0], 1, 1
        ):
            apart.append((span, words))
    assert unread == []
    # Here the museum contradicts itself.
    assert apart == [
        ("1720", "18. storočie, 1. polovica, pred 1720"),
        ("1739", "18. storočie, 2. polovica, 1750 okolo"),
        ("1740", "18. storočie, 2. polovica, 1750 okolo"),
        ("1490 - 1510", "16. storočie, 1. polovica, 1520 okolo"),
        ("1762 - 1764", "18. storočie, 2. polovica, 1770-1800"),
    ]


@pytest.mark.parametrize(
    "name", ["read_date_bounds", "fold_text", "id_key", "path_key", "guess_mapping"]
)
def test_it_is_immutable(archive: Connection[Any], name: str) -> None:
    row = archive.execute(
        "SELECT provolatile = 'i' FROM pg_proc"
        " WHERE proname = %s AND pronamespace::regnamespace::text LIKE 'lookalike%%'",
        (name,),
    ).fetchone()
    assert row == (True,)
