"""search_archive(): what is found by words, compared with reading all rows; and pages of it."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from builder import FakeImage, put

NAMES = ("masters/PH-0001.tif", "masters/ph-0002.tif", "web/PH-0001.jpg", "web2/x.jpg")
TITLES = {
    "PH-1": ("Harbour at night", "1923"),
    "PH-2": ("The old harbours", "May 1924"),
    "PH-3": ("Kaviareň, interiér", "1920s"),
    "PH-4": ("香港的海港", "about 1950"),
    "PH-5": ("Port of Hong Kong", "n.d."),
    "SVK:PH-6": ("harbour master's house; a night", "19th century"),
}


@pytest.fixture
def catalogued(archive: Connection[Any]) -> Connection[Any]:
    put(archive, [FakeImage(name, phash=1 << place) for place, name in enumerate(NAMES)])
    archive.execute("CREATE TABLE public.object (id text, title text, date text)")
    for external_id, (title, said) in TITLES.items():
        archive.execute("INSERT INTO public.object VALUES (%s, %s, %s)", (external_id, title, said))
    archive.execute(
        "SELECT lookalike.import_entries('museum', 'SELECT * FROM public.object',"
        ' \'{"external_id": "id", "title": "title", "date": "date"}\')'
    )
    return archive


def found(connection: Connection[Any], words: str, by: str, *bounds: int) -> list[str]:
    places = "".join(", %s" for _ in bounds)
    query = f"SELECT coalesce(external_id, path) FROM lookalike.search_archive(%s, %s{places})"
    return [name for (name,) in connection.execute(query.encode(), (words, by, *bounds))]


def plain(text: str) -> list[str]:
    """The words of a title, in Python: Chinese signs are words of their own."""
    letters = (
        c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(c)
    )
    spaced = (
        f" {c} " if ord(c) > 0x2E80 else c if c.isalnum() else "" if c == "'" else " "
        for c in letters
    )
    return "".join(spaced).split()


def begins(words: list[str], term: str) -> bool:
    """Whether a word begins with a term; a Chinese term is signs that follow each other."""
    signs = plain(term)
    if len(signs) > 1:
        return any(words[at : at + len(signs)] == signs for at in range(len(words)))
    return any(word == signs[0] or (len(term) > 2 and word.startswith(signs[0])) for word in words)


@pytest.mark.parametrize(
    "words",
    ["harbour", "HARB", "ha", "harbour night", "night harbour", "a", "kaviaren", "INTERIÉR", "海港",
     "港海", "香港 海", "hong kong", "masters", "of", "o", "nothing", "port-of", "night's"],
)  # fmt: skip
def test_titles_as_if_all_were_read(catalogued: Connection[Any], words: str) -> None:
    wanted = {
        external_id
        for external_id, (title, _) in TITLES.items()
        if all(begins(plain(title), term) for term in words.replace("-", " ").split())
    }
    assert set(found(catalogued, words, "title")) == wanted


@pytest.mark.parametrize("words", ["'", "!&|", "<->", "\\", "%", "  .", "a:* & b", "'a' <-> 'b'"])
def test_signs_are_no_query(catalogued: Connection[Any], words: str) -> None:
    for by in ("title", "path", "entry"):
        assert len(found(catalogued, words, by)) <= len(TITLES)


@pytest.mark.parametrize(
    ("words", "by", "names"),
    [
        ("ph-0001", "path", ["masters/PH-0001.tif", "web/PH-0001.jpg"]),
        ("masters/PH-0001.tif", "path", ["masters/PH-0001.tif"]),
        ("web/", "path", ["web/PH-0001.jpg"]),
        ("web", "path", ["web/PH-0001.jpg", "web2/x.jpg"]),
        ("test:masters/", "path", ["masters/PH-0001.tif", "masters/ph-0002.tif"]),
        ("other:masters/", "path", []),
        ("ph 1", "entry", ["PH-1"]),
        ("PH6", "entry", ["SVK:PH-6"]),
        ("museum:PH-2", "entry", ["PH-2"]),
        ("other:PH-2", "entry", []),
        ("1923", "date", ["PH-1", "PH-3"]),
        ("May 1924", "date", ["PH-2", "PH-3"]),
        ("1951", "date", ["PH-4", "web2/x.jpg"]),
        ("1850", "date", ["SVK:PH-6"]),
    ],
)
def test_ways(catalogued: Connection[Any], words: str, by: str, names: list[str]) -> None:
    catalogued.execute(
        "UPDATE lookalike_internal.image SET captured_at = %s WHERE path = 'web2/x.jpg'",
        (datetime(1951, 7, 1, 23, 59, tzinfo=UTC),),
    )
    assert sorted(found(catalogued, words, by)) == names


def test_pages_make_the_whole_list(catalogued: Connection[Any]) -> None:
    put(catalogued, [FakeImage(f"many/{n:02}.jpg", phash=n) for n in range(30)])
    for words, by in (("many/", "path"), ("PH", "entry"), ("1900/2000", "date")):
        whole = found(catalogued, words, by, 1000)
        pages = [found(catalogued, words, by, 4, skip) for skip in range(0, len(whole) + 4, 4)]
        assert [name for one in pages for name in one] == whole
        assert len(set(whole)) == len(whole) > 3


def test_what_cannot_be_looked_for_is_said(catalogued: Connection[Any]) -> None:
    for words, by, said in (
        ("  ", "path", "nothing to look for"),
        ("x", "colour", 'nothing can be looked for by "colour"'),
        ("someday", "date", 'cannot read the date "someday"'),
    ):
        with pytest.raises(psycopg.errors.InvalidParameterValue, match=said) as raised:
            found(catalogued, words, by)
        assert raised.value.diag.message_hint
