"""The bounds of a date are never narrower than what its text may mean."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, put
from examples import examples
from lookalike.catalogue.source import open_source
from lookalike.catalogue.store import choose_mapping, import_source

Load = Callable[..., dict[str, int]]

EXAMPLES = [
    # The first of two dates leaves out what is in the second.
    ("May–June 1920", "1920-05-01", "1920-06-30"),
    ("January-March 1950", "1950-01-01", "1950-03-31"),
    ("Mai/Juni 1920", "1920-05-01", "1920-06-30"),
    ("December–January 1921", "1920-12-01", "1921-12-31"),
    ("3.–5. 5. 1920", "1920-05-03", "1920-05-05"),
    ("3., 4. und 5. 5. 1920", "1920-05-03", "1920-05-05"),
    ("30. 4. - 2. 5. 1920", "1920-04-30", "1920-05-02"),
    ("12-14 May 1920", "1920-05-12", "1920-05-14"),
    ("between 12 and 14 May 1920", "1920-05-12", "1920-05-14"),
    ("May 12-14, 1920", "1920-05-12", "1920-05-14"),
    ("28 April - 3 May 1920", "1920-04-28", "1920-05-03"),
    ("April 28 - May 3, 1920", "1920-04-28", "1920-05-03"),
    ("28 December - 3 January 1921", "1920-12-28", "1921-01-03"),
    ("01-Jan-1930", "1930-01-01", "1930-01-01"),
    ("1945. május 9.", "1945-05-09", "1945-05-09"),
    ("1914-8", "1914-01-01", "1918-12-31"),
    ("1898-901", "1898-01-01", "1901-12-31"),
    # Ends that are open.
    ("pre-1914", None, "1913-12-31"),
    ("post-1945", "1945-01-01", None),
    ("1908-", "1908-01-01", None),
    ("1908–present", "1908-01-01", None),
    ("1908 bis heute", "1908-01-01", None),
    ("1908 do súčasnosti", "1908-01-01", None),
    ("-1914", None, "1914-12-31"),
    ("<1914", None, "1913-12-31"),
    ("1936 or later", "1936-01-01", None),
    ("1936 oder früher", None, "1936-12-31"),
    ("1936 or after", "1936-01-01", None),
    ("1936 or before", None, "1936-12-31"),
    ("1935 or after 1924", "1925-01-01", None),
    ("by 1900", None, "1900-12-31"),
    ("spätestens 1900", None, "1900-12-31"),
    ("not later than 1930", None, "1930-12-31"),
    ("before 1900 or 1920", None, "1920-12-31"),
    ("1908-; 1920", "1908-01-01", None),
    # Decades and centuries.
    ("1800s", "1800-01-01", "1899-12-31"),
    ("early 1900s", "1900-01-01", "1939-12-31"),
    ("late 1900s", "1960-01-01", "1999-12-31"),
    ("1870s-80s", "1870-01-01", "1889-12-31"),
    ("1920er und 30er Jahre", "1920-01-01", "1939-12-31"),
    ("1930’s", "1930-01-01", "1939-12-31"),
    ("années 1920", "1920-01-01", "1929-12-31"),
    ("1920-luku", "1920-01-01", "1929-12-31"),
    ("1920-е годы", "1920-01-01", "1929-12-31"),
    ("19th or 20th century", "1801-01-01", "2000-12-31"),
    ("19th century - 20th century", "1801-01-01", "2000-12-31"),
    ("18th century–1920", "1701-01-01", "1920-12-31"),
    ("1890 - early 20th century", "1890-01-01", "2000-12-31"),
    # A winter lies in two years.
    ("winter 1920", "1919-12-01", "1921-03-31"),
    ("v zime 1944", "1943-12-01", "1945-03-31"),
    # What is not understood widens the bounds.
    ("2009-07-14/20", "2009-01-01", "2009-12-31"),
    ("printed 1955, negative May 1920", "1920-05-01", "1955-12-31"),
    ("1920, May 3", "1920-01-01", "1920-12-31"),
    # A sign that no date took opens that end.
    ("until the end of spring 1920", None, "1920-12-31"),
    ("antes del año 1920", None, "1920-12-31"),
    ("photograph by Smith, 1920", None, "1920-12-31"),
    ("from the Smith collection, 1920", "1920-01-01", None),
    ("[1920], printed later", "1920-01-01", None),
    ("1914-n.d.", "1914-01-01", None),
    ("1914-…", "1914-01-01", None),
    ("unbekannt - 1918", None, "1918-12-31"),
    ("?-1918", None, "1918-12-31"),
    ("since 1920; 1910-1915", "1910-01-01", None),
    ("1920; until 1900", None, "1920-12-31"),
    ("from spring 1914 until the end of 1918", "1914-01-01", "1918-12-31"),
    ("in or before 1920", None, "1920-12-31"),
    ("before or around 1920", None, "1925-12-31"),
    # What may be a date of its own makes the text unreadable.
    ("1914 until unknown", None, None),
    ("1920-1930, undated", None, None),
    ("undated and 1920", None, None),
    ("not made before 1920", None, None),
    ("from before 1920", None, None),
    ("'45 or 1946", None, None),
    ("s. XIX, 1920", None, None),
    ("19201925", None, None),
    ("1920xyz", None, None),
    ("1920 ± 10", None, None),
    ("大正10年撮影、20年焼付", None, None),
    ("n.d. [ca. 1920]", "1915-01-01", "1925-12-31"),
    # Signs
    ("≤1920", None, "1920-12-31"),
    ("≥1920", "1920-01-01", None),
    ("±1920", "1915-01-01", "1925-12-31"),
    ("1920+", "1920-01-01", None),
    ("1920 sqq.", "1920-01-01", None),
    ("1920ff.", "1920-01-01", None),
    ("1920ish", "1915-01-01", "1925-12-31"),
    ("1920r.", "1920-01-01", "1920-12-31"),
    ("prob. 1920", "1915-01-01", "1925-12-31"),
    ("1920 or thereabouts", "1915-01-01", "1925-12-31"),
    ("at least 1920", "1920-01-01", None),
    ("older than 1920", None, "1920-12-31"),
    ("1920 a dříve", None, "1920-12-31"),
    ("1920 und davor", None, "1920-12-31"),
    ("později než 1920", "1921-01-01", None),
    ("-0100", None, None),
    # Several years, decades and centuries
    ("1914/15/16", "1914-01-01", "1916-12-31"),
    ("1914/16/18", "1914-01-01", "1918-12-31"),
    ("1909/10/11", "1909-01-01", "1911-12-31"),
    ("2000/01/12", "2000-01-12", "2000-01-12"),
    ("2000/12/24", "2000-12-24", "2000-12-24"),
    ("1945, 46 and 47", "1945-01-01", "1947-12-31"),
    ("mid-1880s", "1880-01-01", "1889-12-31"),
    ("in den 1920ern", "1920-01-01", "1929-12-31"),
    ("1870/1880er Jahre", "1870-01-01", "1889-12-31"),
    ("50.-60. léta 20. století", "1950-01-01", "1969-12-31"),
    ("late 19th or early 20th century", "1801-01-01", "2000-12-31"),
    ("Ende 19./Anfang 20. Jh.", "1801-01-01", "2000-12-31"),
    ("early to mid 19th century", "1801-01-01", "1900-12-31"),
    ("siglos XVIII-XIX", "1701-01-01", "1900-12-31"),
    ("turn of the 20th century", "1891-01-01", "2010-12-31"),
    ("přelom 19. a 20. století", "1891-01-01", "1910-12-31"),
    ("albumen plate, 19th century", "1801-01-01", "1900-12-31"),
    ("ca. 19th century", "1796-01-01", "1905-12-31"),
    ("mid-19th c.", "1830-01-01", "1870-12-31"),
    ("1920 (19th century original)", "1801-01-01", "1920-12-31"),
    ("19th century or 1850", "1801-01-01", "1900-12-31"),
    ("19th century - present", "1801-01-01", None),
    ("summer 1920", "1919-12-01", "1921-03-31"),
    ("December 1920 - January", "1920-01-01", "1921-12-31"),
    ("[1920][1921]", "1920-01-01", "1921-12-31"),
    # Chinese and Japanese
    ("1920年代", "1920-01-01", "1929-12-31"),
    ("1997年7月1日", "1997-07-01", "1997-07-01"),
    ("1997年7月", "1997-07-01", "1997-07-31"),
    ("１９９７年", "1997-01-01", "1997-12-31"),
    ("一九九七年七月一日", "1997-07-01", "1997-07-01"),
    ("民國三十八年", "1949-01-01", "1949-12-31"),
    ("民國88年", "1999-01-01", "1999-12-31"),
    ("民國一百零二年三月", "2013-03-01", "2013-03-31"),
    ("中華民國元年", "1912-01-01", "1912-12-31"),
    ("民國前5年", "1907-01-01", "1907-12-31"),
    ("昭和63年", "1988-01-01", "1988-12-31"),
    ("昭和63.12.24", "1988-12-24", "1988-12-24"),
    ("平成元年", "1989-01-01", "1989-12-31"),
    ("約1920年", "1915-01-01", "1925-12-31"),
    ("1949年以前", None, "1949-12-31"),
    ("1945年以後", "1945-01-01", None),
    ("20世紀80年代", "1980-01-01", "1989-12-31"),
    ("二十世紀初", "1901-01-01", "1940-12-31"),
    ("公元前50年", None, None),
    ("民國38-40年", "1949-01-01", "1951-12-31"),
    ("昭和10年～15年", "1935-01-01", "1940-12-31"),
    ("昭和10年5月～15年3月", "1935-05-01", "1940-03-31"),
    ("昭和10、11、12年", "1935-01-01", "1937-12-31"),
    ("民國30年代", "1941-01-01", "1950-12-31"),
    ("昭和20年代", "1945-01-01", "1954-12-31"),
    ("1920、30年代", "1920-01-01", "1939-12-31"),
    ("20世紀20至30年代", "1920-01-01", "1939-12-31"),
    ("十八、十九世紀", "1701-01-01", "1900-12-31"),
    ("1914～", "1914-01-01", None),
    ("19世紀後半", "1851-01-01", "1900-12-31"),
    ("昭和10年度", "1934-12-01", "1936-03-31"),
    # The calendar of the moon ends a year in February, and has other months.
    ("光緒三十年十二月", "1903-12-01", "1905-03-31"),
    ("慶応2年", "1865-12-01", "1867-03-31"),
    # Other languages
    ("9 мая 1945 г.", "1945-05-09", "1945-05-09"),
    ("с 1914 по 1918", "1914-01-01", "1918-12-31"),
    ("1920 előtt", None, "1919-12-31"),
    ("før 1900", None, "1899-12-31"),
    ("calendar for 1900", "1900-01-01", "1900-12-31"),
    ("dal 1920 al 1930", "1920-01-01", "1930-12-31"),
    ("przed 1900", None, "1899-12-31"),
    ("Înainte de 1893", None, "1892-12-31"),
    ("după 1960", "1961-01-01", None),
    ("aprilie 1955", "1955-04-01", "1955-04-30"),
    ("secolul al XIX-lea", "1801-01-01", "1900-12-31"),
    ("2/2 sec. XIX", "1801-01-01", "1900-12-31"),
    ("83 a.Chr.", None, None),
    # EDTF
    ("1984~", "1979-01-01", "1989-12-31"),
    ("1984%", "1979-01-01", "1989-12-31"),
    ("1984/..", "1984-01-01", None),
    ("1984-06/..", "1984-06-01", None),
    ("1985-04-12/", "1985-04-12", None),
    ("../1985-04-12", None, "1985-04-12"),
    ("[..1984]", None, "1984-12-31"),
    ("[1984..]", "1984-01-01", None),
    ("[1667,1668, 1670..1672]", "1667-01-01", "1672-12-31"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("1984-XX-31", "1984-01-31", "1984-12-31"),
    ("2001-21", "2001-01-01", "2001-12-31"),
    ("2001-24", "2000-12-01", "2002-03-31"),
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("1921-24", "1920-12-01", "1924-12-31"),  # a winter, or four years
    ("Y17000002", None, None),
    ("1950S2", "1900-01-01", "1999-12-31"),
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


SETTINGS = examples(150)
YEARS = st.integers(1000, 2099)


@SETTINGS
@given(
    year=YEARS,
    days=st.lists(st.integers(1, 28), min_size=2, max_size=2).map(sorted),
    months=st.lists(st.integers(1, 12), min_size=2, max_size=2, unique=True).map(sorted),
    dash=st.sampled_from([" - ", "–", "-", " to ", " and "]),
)
def test_a_span_within_a_year_holds_both_ends(
    archive: Connection[Any], year: int, days: list[int], months: list[int], dash: str
) -> None:
    first, last = date(year, months[0], days[0]), date(year, months[1], days[1])
    one, other = (f"{day:%B}" for day in (first, last))
    for said in (
        f"{days[0]} {one}{dash}{days[1]} {other} {year}",
        f"{one} {days[0]}{dash}{other} {days[1]}, {year}",
        f"{days[0]}. {months[0]}. - {days[1]}. {months[1]}. {year}",
        f"{one}{dash}{other} {year}",
    ):
        low, high = bounds(archive, said)
        assert low is not None and high is not None
        assert low <= first <= last <= high, said
        assert low.year == high.year == year, said


@SETTINGS
@given(
    parts=st.lists(
        st.sampled_from([
            "1920", "May 1921", "3. 5. 1922", "before 1923", "after 1924", "ca. 1925", "1926-",
            "1930s", "1800s", "1935-07-08", "民國三十年", "12-14 June 1943",
        ]), min_size=2, max_size=3, unique=True,
    ),
    mark=st.sampled_from(["; ", ", ", " or ", " oder "]),
)  # fmt: skip
def test_several_dates_hold_each_of_them(
    archive: Connection[Any], parts: list[str], mark: str
) -> None:
    low, high = bounds(archive, mark.join(parts))
    for part in parts:
        one_low, one_high = bounds(archive, part)
        assert low is None or (one_low is not None and low <= one_low), (parts, mark)
        assert high is None or (one_high is not None and high >= one_high), (parts, mark)


def test_edtf_is_read_as_its_library_reads_it(archive: Connection[Any]) -> None:
    """All that the library `edtf` says a date may strictly mean lies within our bounds."""
    edtf = pytest.importorskip("edtf", reason="pip install edtf, of the extra test")
    texts = [
        "1985-04-12", "1985-04", "1985", "1964/2008", "2004-06/2006-08", "2004-02-01/2005-02-08",
        "2004-02-01/2005-02", "2004-02-01/2005", "2005/2006-02", "1984?", "2004-06~", "2004-06-11%",
        "201X", "20XX", "2004-XX", "1985-04-XX", "1985-XX-XX", "1985-04-12/..", "1985-04/..",
        "1985/..", "../1985-04-12", "../1985-04", "1985-04-12/", "/1985", "2001-21", "2003-22",
        "2000-23", "2010-24", "2001-25", "2001-29", "2001-31", "2001-33", "2001-36", "2001-37",
        "2001-40", "[1667,1668,1670..1672]", "[..1760-12-03]", "[1760-12..]", "{1667,1668..1670}",
        "{1960,1961-12}", "2004-?06-11", "2004-06-~11/2004-06-%20", "2004-06~-11", "156X-12-25",
        "15XX-12-25", "XXX5-02", "1560-XX-25", "2004-06-XX/2004-07-03", "1950S2",
    ]  # fmt: skip
    narrow = []
    for text in texts:
        low, high = bounds(archive, text)
        parsed = edtf.parse_edtf(text)
        said = (parsed.lower_strict(), parsed.upper_strict())
        for ours, theirs, sign in ((low, said[0], 1), (high, said[1], -1)):
            if isinstance(theirs, float):  # without a bound
                if ours is not None:
                    narrow.append((text, ours, theirs))
            elif ours is not None and 1 <= theirs[0] <= 9999:
                day = date(*theirs[:3])
                if (ours > day) if sign == 1 else (ours < day):
                    narrow.append((text, ours, day))
    assert narrow == []


# Entries about one picture that say its date in two ways that agree.
AGREEING = [
    ("May–June 1920", "12 May 1920"), ("3.–5. 5. 1920", "4.5.1920"), ("pre-1914", "1910"),
    ("post-1945", "1950"), ("1800s", "1875"), ("1908-", "1915"), ("1984/..", "1990"),
    ("January-March 1950", "1950-02-11"), ("1870s-80s", "1885"), ("1984~", "1986"),
    ("[..1984]", "1950"), ("1936 or later", "1940"), ("early 1900s", "1912"),
    ("1920年代", "1925"), ("民國三十八年", "1949-10-01"), ("昭和63年", "1988"),
    ("2001-21", "April 2001"), ("1984-06/..", "1985"),
]  # fmt: skip


@pytest.fixture
def load(archive: Connection[Any], tmp_path: Path) -> Load:
    def load(rows: list[tuple[str, str, str]]) -> dict[str, int]:
        path = tmp_path / "dates.csv"
        lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
        path.write_text("id,file,date\n" + "\n".join(lines) + "\n", encoding="utf-8")
        source = open_source(path)
        mapping = choose_mapping(archive, "dates", source.rows.columns, {})
        return import_source(archive, "dates", path.name, source, mapping)

    return load


def date_conflicts(connection: Connection[Any]) -> int:
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    row = connection.execute(
        "SELECT count(*) FROM lookalike_detail.metadata_conflict WHERE field = 'date' AND"
        " is_conflict"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_dates_that_agree_are_no_conflict(archive: Connection[Any], load: Load) -> None:
    put(
        archive,
        [
            FakeImage(f"{n}.tif", phash=(n * 0x9E3779B97F4A7C15) % 2**64)
            for n in range(len(AGREEING))
        ],
    )
    load([
        (f"{n}{letter}", f"{n}.tif", said)
        for n, pair in enumerate(AGREEING)
        for letter, said in zip("ab", pair, strict=True)
    ])  # fmt: skip
    assert date_conflicts(archive) == 0, archive.execute(
        "SELECT * FROM lookalike_detail.metadata_conflict WHERE field = 'date' AND is_conflict"
    ).fetchall()
    # And dates that do not agree are one.
    load([("0a", "0.tif", "May–June 1920"), ("0b", "0.tif", "12 July 1920")])
    assert date_conflicts(archive) == 1


def test_people_add_words(archive: Connection[Any], load: Load) -> None:
    texts = ["Gwanwyn tua 1920", "cyn 1900", "Mai 1945", "Rattanakosin 150"]
    load([(str(n), "", text) for n, text in enumerate(texts)])

    def known() -> list[tuple[str | None, str | None]]:
        return archive.execute(
            "SELECT date_from::text, date_to::text FROM lookalike_internal.catalogue_entry"
            " ORDER BY external_id"
        ).fetchall()

    assert known()[0] == ("1920-01-01", "1920-12-31")
    for word, meaning in (("tua", "about"), ("CYN", "before"), ("Rattanakosin", "era 1781")):
        archive.execute(
            "SELECT lookalike.add_date_word(%s, %s, by => 'Eva', reason => 'our labels')",
            (word, meaning),
        )
    # Entries that are there already are read again.
    assert known() == [
        ("1915-01-01", "1925-12-31"), (None, "1899-12-31"), ("1945-05-01", "1945-05-31"),
        ("1931-01-01", "1931-12-31"),
    ]  # fmt: skip
    with pytest.raises(psycopg.Error, match='there is a word "tua" already'):
        archive.execute("SELECT lookalike.add_date_word('Tua', 'about', 'Eva', 'x')")
    with pytest.raises(psycopg.Error, match='unknown meaning "sometime"') as caught:
        archive.execute("SELECT lookalike.add_date_word('rhyw', 'sometime', 'Eva', 'x')")
    assert "about, before, after" in str(caught.value.diag.message_hint)
    archive.execute("SELECT lookalike.remove_date_word('tua', 'Eva', 'wrong')")
    assert known()[0] == ("1920-01-01", "1920-12-31")
    with pytest.raises(psycopg.Error, match='there is no word "circa"'):
        archive.execute("SELECT lookalike.remove_date_word('circa', 'Eva', 'x')")
    actions = archive.execute(
        "SELECT action FROM lookalike_internal.event WHERE action LIKE '%date word' ORDER BY 1"
    ).fetchall()
    assert actions == [("add date word",)] * 3 + [("remove date word",)]


def test_each_word_means_one_thing(archive: Connection[Any]) -> None:
    rows = archive.execute(
        "SELECT word FROM lookalike_detail.date_word GROUP BY word HAVING count(*) > 1"
    ).fetchall()
    assert rows == []
    # Words are compared in small letters and composed form, and one run of letters.
    odd = archive.execute(
        "SELECT w FROM lookalike_internal.shipped_date_words(), unnest(words || phrases) AS w"
        " WHERE w <> lookalike_internal.date_key(w)"
    ).fetchall()
    assert odd == []


def test_an_upgrade_reads_dates_again(archive: Connection[Any], load: Load) -> None:
    load([("1", "", "May–June 1920"), ("2", "", "1920")])
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET date_from = '1920-06-01'"
        " WHERE external_id = '1'"
    )
    archive.execute("UPDATE lookalike_internal.date_reading SET version = 0")
    archive.execute("SELECT lookalike_internal.refresh_dates(1)")
    days = archive.execute(
        "SELECT date_from::text FROM lookalike_internal.catalogue_entry ORDER BY external_id"
    ).fetchall()
    assert days == [("1920-05-01",), ("1920-01-01",)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("not before 1920", "1920-01-01", None),
        ("nicht vor 1920", "1920-01-01", None),
        ("ne před 1920", "1920-01-01", None),
        ("pas avant 1920", "1920-01-01", None),
        ("nicht nach 1945", None, "1945-12-31"),
        ("before 1920?", None, "1924-12-31"),
        ("after 1920?", "1916-01-01", None),
        ("before ca. 1920", None, "1924-12-31"),
        ("vor ca. 1920", None, "1924-12-31"),
        ("until ca. 1920", None, "1925-12-31"),
        ("since ca. 1920", "1915-01-01", None),
        ("before 1920", None, "1919-12-31"),
        ("ca. 1920", "1915-01-01", "1925-12-31"),
    ],
)
def test_a_direction_that_is_negated_or_vague(
    archive: Connection[Any], text: str, low: str | None, high: str | None
) -> None:
    row = archive.execute(
        "SELECT date_from::text, date_to::text FROM lookalike.parse_date_bounds(%s)", (text,)
    ).fetchone()
    assert row == (low, high)
