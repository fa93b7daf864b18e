"""The keys that texts, names and statements of rights are compared by."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples

EXAMPLES = examples(300)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def ask(connection: Connection[Any], call: str, *arguments: Any) -> Any:
    connection.execute("SET search_path = lookalike, lookalike_internal, public")
    row = connection.execute(f"SELECT {call}".encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def plain(connection: Connection[Any], text: str) -> str:
    return str(ask(connection, "plain_text(%s)", text))


def test_plain_text(any_archive: Connection[Any]) -> None:
    expected = {
        "  The  Surveyor\n": "the surveyor",
        "Kaviareň U prístavu": "kaviaren u pristavu",
        "Kaviaren\u030c U PRI\u0301STAVU": "kaviaren u pristavu",
        "Mill-Street 7": "mill street 7",
        "„Horse“ – paper…cutting!": "horse paper cutting",
        "O’Hara's": "oharas",
        "\ufb01le №\u00a0\uff15": "file no 5",
        "Łódź, Øresund, Straße": "lodz oresund strasse",
        "ΑΘΗΝΑΣ": "αθηνασ",
        "Αθήνας": "αθηνασ",
        "МОСКВА": "москва",  # noqa: RUF001
        "東京": "東京",
        "?!": "",
    }
    assert {text: plain(any_archive, text) for text in expected} == expected


@given(text=texts)
@EXAMPLES
def test_plain_text_is_its_own_key(archive: Connection[Any], text: str) -> None:
    key = plain(archive, text)
    assert plain(archive, key) == key


@given(text=texts)
@EXAMPLES
def test_plain_text_overlooks_form_spacing_and_punctuation(
    archive: Connection[Any], text: str
) -> None:
    key = plain(archive, text)
    assert plain(archive, unicodedata.normalize("NFD", text)) == key
    assert plain(archive, unicodedata.normalize("NFC", text)) == key
    assert plain(archive, f" \t{text}. ") == key


@given(text=st.text("abcšŽé XYZŁ.,'-"))
@EXAMPLES
def test_plain_text_overlooks_case_and_marks(archive: Connection[Any], text: str) -> None:
    assert plain(archive, text.upper()) == plain(archive, text.lower())
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    assert plain(archive, bare) == plain(archive, text)


@given(numbers=st.lists(st.integers(0, 99), min_size=1, max_size=4, unique=True))
@EXAMPLES
def test_different_words_keep_different_keys(archive: Connection[Any], numbers: list[int]) -> None:
    keys = {plain(archive, f"Tray {n}, photo {n + 1}") for n in numbers}
    assert len(keys) == len(numbers)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Holub, Ivan", "holub ivan"),
        ("Ivan Holub", "holub ivan"),
        ("IVAN HOLUB", "holub ivan"),
        ("Foto: Ivan Holub", "holub ivan"),
        ("Holub, Ivan (1890-1950)", "holub ivan"),
        ("Kupecký, Ján - pravdepodobne", "jan kupecky"),
        ("Marta Kral & Ivan Holub", "holub ivan; kral marta"),
        ("Holub, Ivan; Kral, Marta", "holub ivan; kral marta"),
        ("Riverside Courier, Ltd.", "courier riverside"),
        ("Unknown photographer; Ivan Holub", "holub ivan"),
        *((nobody, None) for nobody in (
            "Unknown", "unknown photographer", "Anonymous", "Anon.", "neznámy", "Neznámy maliar",
            "NEZNAMY", "[unknown]", "n/a", "N.N.", "-", "", "Unbekannt", "Inconnu")),
    ],
)  # fmt: skip
def test_name_key(archive: Connection[Any], name: str, key: str | None) -> None:
    assert ask(archive, "name_key(%s)", name) == key


SAME = [
    ("I. Holub", "Ivan Holub"),
    ("Holub, I.", "Ivan Holub"),
    ("J. R. R. Tolkien", "Tolkien, John Ronald Reuel"),
    ("Marta Kral; I. Holub", "Ivan Holub and M. Kral"),
]
OTHERS = [
    ("I. Holub", "Marta Holub"),
    ("Igor Holub", "Ivan Holub"),
    ("I. Holub", "I. Horvath"),
    ("H. Holub", "H. Horvath"),
    ("Ivan Holub", "Ivan Holub; Marta Kral"),
    ("Riverside City Library", "Riverside Courier"),
    ("I. H.", "Ivan Horvath"),
    ("Agency 2", "Agency 20"),
    ("田中 一", "田中 一郎"),
]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [(a, b, True) for a, b in SAME] + [(a, b, False) for a, b in OTHERS],
)
def test_names_that_may_be_one(archive: Connection[Any], a: str, b: str, same: bool) -> None:
    call = "is_same_names(lookalike.name_key(%s), lookalike.name_key(%s))"
    assert ask(archive, call, a, b) is same
    assert ask(archive, call, b, a) is same


names = st.lists(
    st.lists(st.sampled_from(["Ivan", "I.", "Igor", "Holub", "H.", "Kral", "Marta"]),
             min_size=1, max_size=3).map(" ".join),
    min_size=1, max_size=2,
).map("; ".join)  # fmt: skip


@given(a=names, b=names)
@EXAMPLES
def test_names_are_compared_alike_from_both_sides(archive: Connection[Any], a: str, b: str) -> None:
    row = archive.execute(
        "SELECT lookalike_internal.is_same_names(k.a, k.b),"
        " lookalike_internal.is_same_names(k.b, k.a),"
        " lookalike_internal.is_same_names(k.a, k.a), lookalike.name_key(k.a) = k.a, k.a = k.b"
        " FROM (SELECT lookalike.name_key(%s) AS a, lookalike.name_key(%s) AS b) k",
        (a, b),
    ).fetchone()
    assert row is not None
    forth, back, itself, is_key, equal = row
    assert forth is back and itself and is_key
    assert forth or not equal


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("http://rightsstatements.org/vocab/InC/1.0/", "InC"),
        ("https://rightsstatements.org/vocab/InC/1.0", "InC"),
        ("https://www.rightsstatements.org/page/InC-OW-EU/1.0/?language=en", "InC-OW-EU"),
        ("In Copyright - Educational Use Permitted", "InC-EDU"),
        ("in copyright – non-commercial use permitted", "InC-NC"),
        ("InC-RUU", "InC-RUU"),
        ("In Copyright - Rights-holder(s) Unlocatable or Unidentifiable", "InC-RUU"),
        ("No Copyright - Other Known Legal Restrictions", "NoC-OKLR"),
        ("http://rightsstatements.org/vocab/NKC/1.0/", "NKC"),
        ("No Known Copyright", "NKC"),
        ("Copyright Not Evaluated", "CNE"),
        ("UND", "UND"),
        ("CC BY 4.0", "CC BY 4.0"),
        ("cc-by-4.0", "CC BY 4.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by/4.0/deed.sk", "CC BY 4.0"),
        ("Creative Commons Attribution 4.0 International", "CC BY 4.0"),
        ("Licensed under CC BY-NC-SA 3.0 SK", "CC BY-NC-SA 3.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 3.0", "CC BY-NC-SA 3.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/2.5/", "CC BY-NC-ND 2.5"),
        ("CC BY-SA", "CC BY-SA"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
        ("CC0 1.0 Universal", "CC0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "PDM"),
        ("Public Domain Mark 1.0", "PDM"),
        ("All rights reserved", None),
        ("Editorial use only", None),
        ("", None),
    ],
)
def test_rights_code(archive: Connection[Any], statement: str, code: str | None) -> None:
    assert ask(archive, "rights_code(lookalike_internal.rights_text(%s))", statement) == code


@pytest.mark.parametrize(
    ("statement", "category"),
    [
        *((said, "public domain") for said in (
            "Public domain", "public-domain", "CC0", "PDM",
            "Public domain; digitised by Riverside City Library", "Copyright: public domain",
            "Copyright expired", "voľné dielo",
            "Gemeinfrei", "Domaine public", "Not in copyright")),
        *((said, "no known copyright") for said in (
            "No known copyright restrictions", "No known restrictions on publication.", "NKC",
            "No known copyright; free for any use")),
        ("http://rightsstatements.org/vocab/NoC-US/1.0/", "public domain in the US"),
        *((said, "open licence") for said in (
            "CC BY 4.0", "https://creativecommons.org/licenses/by-sa/4.0/",
            "© Ivan Holub, CC BY 4.0")),
        *((said, "in copyright") for said in (
            "In copyright", "InC", "© 1999 Riverside Courier. All rights reserved.",
            "(c) Riverside City Library", "Copyright 2011 Ivan Holub", "Všetky práva vyhradené",
            "ALL RIGHTS RESERVED", "Alle Rechte vorbehalten", "Not in the public domain",
            "http://rightsstatements.org/vocab/InC-OW-EU/1.0/")),
        *((said, "restricted") for said in (
            "Editorial use only", "Editorial use only; no resale, no archiving",
            "Non-commercial use only", "not for commercial use", "CC BY-NC 4.0", "CC BY-ND 4.0",
            "InC-EDU", "NoC-NC", "No Copyright - Contractual Restrictions", "Rights-managed",
            "Royalty-free", "For personal use", "Not for publication",
            "No reproduction without permission", "© AP. Editorial use only")),
        *((said, "undetermined") for said in (
            "", "Unknown", "Copyright undetermined", "CNE", "UND", "see file 12/3",
            "Copyright status: unknown", "May be in copyright", None)),
    ],
)  # fmt: skip
def test_rights_category(archive: Connection[Any], statement: str | None, category: str) -> None:
    assert ask(archive, "rights_category(%s)", statement) == category


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("© 1999 Riverside Courier. All rights reserved.", "Riverside Courier"),
        ("(c) Riverside City Library", "Riverside City Library"),
        ("Copyright (C) 1998-2004, 2007 Ivan Holub", "Ivan Holub"),
        ("Copyright by Ivan Holub; all rights reserved", "Ivan Holub"),
        ("Photo © R. Holub, CC BY 4.0", "R. Holub"),
        ("© Ivan Holub 2004", "Ivan Holub"),
        ("Copyright 2011 Riverside Courier, all rights reserved", "Riverside Courier"),
        ("All rights reserved", None),
        ("In copyright", None),
        ("Copyright undetermined", None),
        ("Public domain; digitised by Riverside City Library", None),
        ("©", None),
    ],
)
def test_copyright_holder(archive: Connection[Any], notice: str, holder: str | None) -> None:
    assert ask(archive, "copyright_holder(%s)", notice) == holder


@given(text=texts)
@EXAMPLES
def test_any_statement_has_a_category(archive: Connection[Any], text: str) -> None:
    assert ask(archive, "rights_category(%s)", text) in {
        "public domain", "no known copyright", "public domain in the US",
        "open licence", "in copyright", "restricted", "undetermined",
    }  # fmt: skip
    ask(archive, "copyright_holder(%s)", text)
    ask(archive, "name_key(%s)", text)
