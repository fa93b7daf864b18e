"""Rights in place and time: what cannot be read, what overlaps, and what guards."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.types.json import Jsonb

from conflict.groups import conflicted, conflicts, differences, entry, picture, settle
from examples import examples

EXAMPLES = examples(25)
INC = "http://rightsstatements.org/vocab/InC/1.0/"
NOC_US = "http://rightsstatements.org/vocab/NoC-US/1.0/"
TODAY = date.today()


def ask(connection: Connection[Any], call: str, *arguments: Any) -> Any:
    row = connection.execute(f"SELECT {call}".encode(), arguments).fetchone()
    assert row is not None
    return row[0]


def two(connection: Connection[Any], a: dict[str, Any], b: dict[str, Any]) -> int:
    """One image with two entries."""
    image = picture(connection, "a.jpg")
    entry(connection, "E1", image, **a)
    entry(connection, "E2", image, **b)
    return image


def guards(connection: Connection[Any], image: int) -> list[str]:
    """The reasons of the guard; the view and the function must say the same."""
    rows = connection.execute(
        "SELECT reason FROM lookalike_detail.guarded_image WHERE guard = 'conflicting rights'"
    ).fetchall()
    found = connection.execute(
        "SELECT reason FROM lookalike.find_guards(%s) WHERE guard = 'conflicting rights'",
        ([image],),
    ).fetchall()
    assert rows == found
    return [reason for (reason,) in rows]


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("版權所有 不得轉載", "restricted"),
        ("版权所有 不得转载", "restricted"),
        ("版權所有", "in copyright"),
        ("著作權保留", "in copyright"),
        ("翻印必究", "in copyright"),
        ("版權屬香港電台所有", "in copyright"),
        ("© 1967 香港電台", "in copyright"),
        ("政府版權", "in copyright"),
        ("並非公有領域", "in copyright"),
        ("僅供參考", "restricted"),
        ("只供教育用途", "restricted"),
        ("僅供個人研究", "restricted"),
        ("不得作商業用途", "restricted"),
        ("未經許可 不得使用", "restricted"),
        ("須事先取得授權", "restricted"),
        ("只限館內閱覽", "restricted"),
        ("創用CC 姓名標示-非商業性 4.0 國際", "restricted"),
        ("創用CC 姓名標示 4.0 國際", "open licence"),
        ("公有領域", "public domain"),
        ("版權期已屆滿", "public domain"),
        ("不受版權保護", "public domain"),
        ("沒有已知版權限制", "no known copyright"),
        ("版權狀況不明", "undetermined"),
        ("不詳", "undetermined"),
        ("見檔案", "undetermined"),
        ("Hong Kong only until 2024-12-31", "restricted"),
        ("worldwide in perpetuity", "undetermined"),
        ("Not for use in Japan", "undetermined"),
        ("Public domain in the United States", "public domain in the US"),
    ],
)
def test_statements_in_chinese_and_limits(
    archive: Connection[Any], said: str, category: str
) -> None:
    assert ask(archive, "lookalike.rights_category(%s)", said) == category


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("© 1967 香港電台", "香港電台"),
        ("© 1967 香港電台 版權所有 不得轉載", "香港電台"),
        ("版權屬香港特別行政區政府所有", "香港特別行政區政府"),
        ("版權歸陳大文所有", "陳大文"),
        ("著作權人: 陳大文", "陳大文"),
        ("香港電台版權所有 翻印必究", "香港電台"),
        ("版權所有 不得轉載", None),
        ("本圖片版權所有", None),
    ],
)
def test_the_holder_in_a_chinese_notice(
    archive: Connection[Any], notice: str, holder: str | None
) -> None:
    assert ask(archive, "lookalike_internal.copyright_holder(%s)", notice) == holder


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("版權所有 不得轉載", "high"),
        ("版權屬香港電台所有", "high"),
        ("僅供參考", "high"),
        ("見檔案 12/3", "medium"),
        ("Kysy arkistosta", "medium"),
        ("Запрещено", "medium"),
        ("see file 12/3", "medium"),
    ],
)
@pytest.mark.parametrize("free", ["CC0", "CC BY 4.0"])
def test_what_cannot_be_read_is_guarded_against_what_is_free(
    archive: Connection[Any], said: str, severity: str, free: str
) -> None:
    image = two(archive, {"rights_statement": said}, {"licence": free})
    assert conflicts(archive, "rights_conflict")["rights category"] == severity
    assert conflicted(archive) == {image}
    assert len(guards(archive, image)) == 1
    # It contradicts no other statement, nor a free one that the same entry makes.
    archive.execute("UPDATE lookalike_internal.catalogue_entry SET licence = NULL")
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET rights_statement = 'InC'"
        " WHERE external_id = 'E2'"
    )
    assert conflicts(archive, "rights_conflict") == {}


def test_a_page_that_cannot_be_read(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg", rights_url="https://agency.example/terms")
    entry(archive, "E1", image, licence="CC0")
    assert conflicts(archive, "rights_conflict") == {"rights category": "medium"}


def test_medium_conflicts_are_queued_and_guard(archive: Connection[Any]) -> None:
    """Hong Kong until 2024 against the world for ever: neither copy may leave."""
    image = two(
        archive,
        {"licence": "Hong Kong only until 2024-12-31"},
        {"licence": "worldwide in perpetuity"},
    )
    found = differences(archive, "rights_conflict")
    assert {field: f.severity for field, f in found.items() if f.is_conflict} == {
        "licence": "medium", "territory": "medium", "period": "high",
    }  # fmt: skip
    assert found["period"].statements == "until 2024-12-31 (E1); for ever (E2)"
    assert found["territory"].statements == "hong kong (E1); worldwide (E2)"
    assert "because setting" not in guards(archive, image)[0]

    archive.execute("DELETE FROM lookalike_internal.catalogue_entry")
    entry(archive, "E3", image, territory="Hong Kong", licence="Contract 1")
    entry(archive, "E4", image, territory="Worldwide", licence="Contract 1")
    queue = "SELECT risk::text FROM lookalike.review_queue WHERE kind = 'rights conflict'"
    evidence = "SELECT has_rights_conflict FROM lookalike_detail.classification_evidence"
    assert archive.execute(queue).fetchall() == [("0.7",)]
    assert archive.execute(evidence).fetchall() == [(True,)]
    assert guards(archive, image)[0].endswith(
        "The conflict is medium: it guards because setting guarded_severity is medium."
    )
    archive.execute("TRUNCATE lookalike_internal.unclassified")
    archive.execute("SELECT lookalike.set_setting('guarded_severity', 'high')")
    assert guards(archive, image) == []
    assert archive.execute(evidence).fetchall() == [(False,)]
    assert archive.execute(queue).fetchall() == [("0.7",)]  # people still look at it
    assert archive.execute("SELECT image_id FROM lookalike_internal.unclassified").fetchall() == [
        (image,)
    ]
    with pytest.raises(psycopg.Error, match="invalid value"), archive.transaction():
        archive.execute("SELECT lookalike.set_setting('guarded_severity', 'low')")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"territory": "Hong Kong"}, {"territory": "Japan"}, {}),
        ({"territory": "Hong Kong"}, {"territory": "Asia"}, {"territory": "medium"}),
        ({"territory": "HK"}, {"territory": "香港"}, {}),
        ({"territory": "World except Hong Kong"}, {"territory": "全球(香港除外)"}, {}),
        ({"territory": "World except Hong Kong"}, {"territory": "Hong Kong"}, {}),
        ({"territory": "Atlantis"}, {"territory": "Hong Kong"}, {"territory": "medium"}),
        ({"territory": "Hong Kong"}, {}, {}),
        (
            {"territory": "Hong Kong", "valid_until": "2019-12-31"},
            {"territory": "Asia", "valid_from": "2020-01-01"},
            {},
        ),
        ({"valid_until": "2090-12-31"}, {"valid_until": "2091-12-31"}, {"period": "medium"}),
        ({"valid_until": "2020-12-31"}, {"valid_until": "2091-12-31"}, {"period": "high"}),
        ({"unread": Jsonb({"valid_until": "soon"})}, {"valid_until": "2091-12-31"},
         {"period": "medium"}),
        ({"valid_until": "2090-12-31"}, {}, {}),
        ({"licensor": "Agency A"}, {"licensor": "Agency B"}, {"licensor": "medium"}),
        ({"licence_ref": "17"}, {"licence_ref": "18"}, {"licence reference": "medium"}),
        (
            {"licence_ref": "17", "territory": "Hong Kong"},
            {"licence_ref": "18", "territory": "Taiwan"},
            {},
        ),
        (
            {"licence": "Editorial use only", "territory": "Hong Kong"},
            {"licence": "Non-commercial use only", "territory": "Taiwan"},
            {},
        ),
        ({"embargo_until": "2090-01-01"}, {"is_published": True}, {"embargo": "high"}),
        ({"embargo_until": "2020-01-01"}, {"is_published": True}, {}),
        ({"unread": Jsonb({"embargo_until": "the election"})}, {"licence": "CC0"},
         {"embargo": "high"}),
        ({"embargo_until": "2090-01-01"}, {"embargo_until": "2091-01-01"}, {"embargo": "medium"}),
        ({"licence": "Embargo until 1 January 2090"}, {"is_published": True}, {"embargo": "high"}),
        ({"rights_statement": NOC_US}, {"rights_statement": INC, "jurisdiction": "Hong Kong"}, {}),
        (
            {"rights_statement": NOC_US},
            {"rights_statement": INC, "jurisdiction": "United States"},
            {"rights statement": "high", "rights category": "high"},
        ),
        (
            {"rights_statement": NOC_US},
            {"rights_statement": INC},
            {"rights statement": "medium", "rights category": "medium"},
        ),
        (
            {"rights_statement": "Public domain", "jurisdiction": "US"},
            {"rights_statement": INC, "jurisdiction": "HK"},
            {},
        ),
        ({"rights_statement": "No known copyright"}, {"licence": "CC0"}, {}),
    ],
)  # fmt: skip
def test_place_and_time(
    archive: Connection[Any], a: dict[str, Any], b: dict[str, Any], expected: dict[str, str]
) -> None:
    for one, other in ((a, b), (b, a)):
        with archive.transaction(force_rollback=True):
            image = two(archive, one, other)
            assert conflicts(archive, "rights_conflict") == expected
            assert conflicted(archive) == ({image} if expected else set())


def test_places_that_are_constants(archive: Connection[Any]) -> None:
    for call, name in (("all_places", "worldwide"), ("us_place", "United States")):
        constant = ask(archive, f"lookalike_internal.{call}()")
        assert ask(archive, "lookalike_internal.read_places(%s)", name) == constant
    every = archive.execute(
        "SELECT bool_and(lookalike_internal.may_name_place(lower(n.latin))),"
        " bit_or(n.places) = lookalike_internal.all_places()"
        " FROM lookalike_internal.place_names() n WHERE n.latin IS NOT NULL"
    ).fetchone()
    assert every == (True, True)


def test_the_law_that_is_not_said(archive: Connection[Any]) -> None:
    two(archive, {"rights_statement": NOC_US}, {"rights_statement": INC})
    archive.execute("SELECT lookalike.set_setting('rights_jurisdiction', 'HK')")
    assert conflicts(archive, "rights_conflict") == {}
    archive.execute("SELECT lookalike.set_setting('rights_jurisdiction', 'US')")
    assert set(conflicts(archive, "rights_conflict").values()) == {"high"}
    assert ask(archive, "lookalike.rights_category(%s)", NOC_US) == "public domain in the US"


# Places by name, as sets; None is not said, and "?" cannot be read.
PLACES = {
    None: None,
    "Hong Kong": {"HK"},
    "Hong Kong and Macau": {"HK", "MO"},
    "Taiwan": {"TW"},
    "Worldwide": {"HK", "MO", "TW", "..."},
    "Worldwide excluding Hong Kong": {"MO", "TW", "..."},
    "the usual places": "?",
}
days = st.none() | st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=100 * n))
terms: dict[str, st.SearchStrategy[Any]] = {
    "territory": st.sampled_from(list(PLACES)),
    "valid_from": days,
    "valid_until": days,
}


def is_in_order(one: dict[str, Any]) -> bool:
    return bool((one["valid_from"] or date.min) <= (one["valid_until"] or date.max))


licences = st.fixed_dictionaries(terms).filter(is_in_order)


def meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether both may hold in one place at one time, day by day and place by place."""
    one, other = PLACES[a["territory"]], PLACES[b["territory"]]
    if isinstance(one, set) and isinstance(other, set) and not one & other:
        return False
    return any(
        all(
            (of["valid_from"] or date.min) <= day <= (of["valid_until"] or date.max)
            for of in (a, b)
        )
        for day in (TODAY + timedelta(days=50 * n) for n in range(-20, 21))
    )


def expected_terms(entries: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for a, b in combinations(entries, 2):
        if not meet(a, b):
            continue
        if None not in (a["territory"], b["territory"]) and a["territory"] != b["territory"]:
            found["territory"] = "medium"
        ends = [one["valid_until"] for one in (a, b)]
        starts = [one["valid_from"] for one in (a, b)]
        if (None not in ends and ends[0] != ends[1]) or (
            None not in starts and starts[0] != starts[1]
        ):
            over = None not in ends and min(ends) < TODAY <= max(ends)
            found["period"] = "high" if over or found.get("period") == "high" else "medium"
    return found


@given(entries=st.lists(licences, min_size=2, max_size=4), seed=st.randoms(use_true_random=False))
@EXAMPLES
def test_licences_against_an_oracle(
    archive: Connection[Any], entries: list[dict[str, Any]], seed: Any
) -> None:
    """The same in any order; one more entry takes no conflict away."""

    def judge(some: list[dict[str, Any]]) -> dict[str, str | None]:
        with archive.transaction(force_rollback=True):
            image = picture(archive, "a.jpg")
            for number, fields in enumerate(some):
                entry(archive, f"E{number}", image, **fields)
            found = conflicts(archive, "rights_conflict")
            assert conflicted(archive) == ({image} if found else set())
            return found

    assert judge(seed.sample(entries, len(entries))) == expected_terms(entries)
    for fewer, more in pairwise(judge(entries[:n]) for n in range(2, len(entries) + 1)):
        assert fewer.keys() <= more.keys()


def test_more_wordings_than_are_compared_in_pairs(archive: Connection[Any]) -> None:
    """In a very large group each difference counts, and a conflict does not get lost."""
    image = picture(archive, "a.jpg")
    for number in range(101):
        day = TODAY + timedelta(days=number)
        entry(archive, f"E{number}", image, valid_from=day, valid_until=day)
        if number == 2:
            assert conflicts(archive, "rights_conflict") == {}
    assert conflicts(archive, "rights_conflict") == {"period": "medium"}


def test_phrases_that_people_add(archive: Connection[Any]) -> None:
    image = two(archive, {"rights_statement": "Siehe Akte 12"}, {"licence": "CC0"})
    assert conflicted(archive) == {image}
    settle(archive, image)
    digest = ask(archive, "lookalike.rights_statements(%s)", image)
    archive.execute("TRUNCATE lookalike_internal.unclassified")
    added = ask(archive, "lookalike.add_rights_term('SIEHE  Akte', 'restricted', 'eva', 'ask us')")
    assert added == "siehe akte"
    assert conflicts(archive, "rights_conflict") == {"rights category": "high"}
    assert ask(archive, "lookalike.rights_statements(%s)", image) == digest  # settled all the same
    assert conflicted(archive) == set()
    assert archive.execute("SELECT image_id FROM lookalike_internal.unclassified").fetchall()
    with pytest.raises(psycopg.Error, match="there is a phrase") as caught, archive.transaction():
        archive.execute("SELECT lookalike.add_rights_term('siehe akte', 'restricted', 'a', 'b')")
    assert caught.value.diag.message_detail == 'eva added it as "restricted": ask us'
    for call, message in (
        ("add_rights_term('...', 'restricted', 'eva', 'x')", "no phrase is given"),
        ("add_rights_term('x', 'free', 'eva', 'x')", "unknown category"),
        ("add_rights_term('x', 'restricted', 'eva', ' ')", "no reason"),
        ("remove_rights_term('x', 'eva', 'x')", 'there is no phrase "x"'),
    ):
        with pytest.raises(psycopg.Error, match=message), archive.transaction():
            archive.execute(f"SELECT lookalike.{call}".encode())

    archive.execute("SELECT lookalike.remove_rights_term('Siehe Akte', 'eva', 'wrong')")
    archive.execute(
        "SELECT lookalike.add_rights_term('Siehe Akte 12', 'undetermined', 'eva', 'says nothing')"
    )
    archive.execute("SELECT lookalike.add_rights_term('請問我們', 'restricted', 'eva', 'ask')")
    assert conflicts(archive, "rights_conflict") == {}
    assert ask(archive, "lookalike.rights_category('圖片 請問我們 2001')") == "restricted"
    assert ask(archive, "lookalike.rights_category('Siehe Aktenzeichen')") == "undetermined"
    actions = archive.execute(
        "SELECT action FROM lookalike_internal.event WHERE object_type = 'rights term'"
        " ORDER BY event_id"
    ).fetchall()
    assert [action for (action,) in actions] == [
        "add rights term", "remove rights term", "add rights term", "add rights term",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "expires", "section"),
    [
        ("author_died => '1950-03-01'", date(2000, 12, 31), "s. 17"),
        ("made => '1960-03-01', is_author_known => false", date(2010, 12, 31), "s. 17"),
        (
            "made => '1960-03-01', made_available => '1999-01-01', is_author_known => false",
            date(2049, 12, 31),
            "s. 17",
        ),
        (
            "made => '1960-03-01', made_available => '2011-01-01', is_author_known => false",
            date(2010, 12, 31),
            "s. 17",
        ),
        ("made => '1960-03-01', is_government => true", date(2085, 12, 31), "s. 182"),
        (
            "made => '1960-03-01', is_government => true, commercially_published => '1970-01-01'",
            date(2020, 12, 31),
            "s. 182",
        ),
        (
            "made => '1900-03-01', is_government => true, commercially_published => '1976-01-01'",
            date(2025, 12, 31),
            "s. 182",
        ),
        ("made => '1960-03-01'", None, "s. 17"),
    ],
)
def test_the_hint_about_the_term(
    archive: Connection[Any], facts: str, expires: date | None, section: str
) -> None:
    row = archive.execute(
        f"SELECT * FROM lookalike.copyright_term_hint({facts})".encode()
    ).fetchone()
    assert row is not None
    assert row[:2] == (expires, section)
    assert row[3].startswith("Advisory, not legal advice.")
    assert "counsel" in row[3]


def test_the_hint_for_entries(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, creator="Jan Kral (1890–1950)")
    entry(archive, "E2", image, creator="佚名", date_to="1998-12-31")
    entry(archive, "E3", image, creator="Jan Kral (1890-1950)", jurisdiction="Slovakia")
    entry(archive, "E4", image, creator="Jan Kral (1890-1950); Eva Nova")
    entry(archive, "E5", image, rights_holder="香港特別行政區政府", date_to="1920-12-31")
    rows = archive.execute(
        "SELECT external_id, expires_on::text, may_be_over, section, advice"
        " FROM lookalike_detail.copyright_term ORDER BY external_id"
    ).fetchall()
    counsel = "Advisory, not legal advice. A photograph taken before 30 June 1997 needs counsel."
    assert [row[:4] for row in rows] == [
        ("E1", "2000-12-31", True, "s. 17"),
        ("E2", "2048-12-31", False, "s. 17"),
        ("E4", None, None, "s. 17"),
        ("E5", "2045-12-31", False, "s. 182"),
    ]
    assert rows[0][4] == counsel and rows[1][4] == "Advisory, not legal advice."
    assert conflicted(archive) == set()
