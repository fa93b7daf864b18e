"""Laws that hold for every group, and a second opinion on small random ones."""

import random
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from conflict.groups import Difference, cluster, conflicted, conflicts, differences, entry, picture
from examples import examples

EXAMPLES = examples(50)

# What each statement claims, by hand: free (public domain), open (a licence to the public), own (in
# copyright), bound (restricted), all (all rights reserved), unread (it cannot be read), nkc (no
# known copyright); and who holds the rights.
CLAIMS: dict[str, frozenset[str]] = {
    said: frozenset(claims.split())
    for said, claims in {
        "http://rightsstatements.org/vocab/NKC/1.0/": "free nkc",
        "版權所有": "own all",
        "公有領域": "free",
        "see file 12/3": "unread",
        "Public Domain": "free",
        "CC0": "free",
        "In Copyright": "own",
        "https://rightsstatements.org/vocab/InC/1.0": "own",
        "© Riverside Courier": "own",
        "(C) RIVERSIDE COURIER. All rights reserved": "own all",
        "© Ivan Holub": "own",
        "Editorial use only": "bound",
        "NoC-NC": "free bound",
        "InC-NC": "own bound",
        "CC BY 4.0": "open",
        "https://creativecommons.org/licenses/by/4.0/": "open",
        "CC BY-SA 4.0": "open",
        "CC BY-NC 4.0": "open bound",
        "Copyright undetermined": "",
        "Unknown": "",
    }.items()
}
HOLDERS = {
    "Riverside Courier": "courier",
    "RIVERSIDE  Courier Ltd": "courier",
    "Ivan Holub": "holub",
    "Holub, Ivan": "holub",
    "unknown": None,
}
NOTICE_HOLDERS = {
    "© Riverside Courier": "courier",
    "(C) RIVERSIDE COURIER. All rights reserved": "courier",
    "© Ivan Holub": "holub",
}
# Surname and what is known of the other name.
CREATORS = {
    "Ivan Holub": ("holub", "ivan"),
    "HOLUB, IVAN": ("holub", "ivan"),
    "I. Holub": ("holub", "i"),
    "Igor Holub": ("holub", "igor"),
    "Marta Kráľ": ("kral", "marta"),
    "Kral, M.": ("kral", "m"),
    "Anonymous": None,
    "neznámy": None,
}
TITLES = {"Horse": 1, "HORSE.": 1, " hórse": 1, "Horse (press)": 2, "Untitled": None, "Mare": 3}
DATES = {
    "1998": ("1998-01-01", "1998-12-31"),
    "1998-07-01": ("1998-07-01", "1998-07-01"),
    "1. 7. 1998": ("1998-07-01", "1998-07-01"),
    "1990s": ("1990-01-01", "1999-12-31"),
    "1991": ("1991-01-01", "1991-12-31"),
    "before 1995": (None, "1994-12-31"),
    "after the flood": (None, None),
}


def option(values: Any) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(sorted(values))


rights = st.fixed_dictionaries(
    {
        "rights_statement": option(CLAIMS),
        "licence": option(CLAIMS.keys() - NOTICE_HOLDERS.keys()),
        "rights_holder": option(HOLDERS),
    }
)
embedded = st.fixed_dictionaries(
    {
        "copyright_notice": option(CLAIMS),
        "usage_terms": option(["Editorial use only", "CC BY 4.0", "Public Domain"]),
    }
)


def contradict(claims: list[frozenset[str]]) -> bool:
    """Whether different claims cannot all hold."""
    voices = set(claims)
    said = {claim - {"unread"} for claim in claims if claim - {"unread"}}
    if any(
        "unread" in one and other & {"free", "open"} and "bound" not in other
        for one in voices
        for other in voices - {one}
    ):
        return True
    if len(said) < 2:
        return False

    def some(*wanted: str, without: str = "") -> bool:
        return any(set(wanted) <= claim and without not in claim for claim in said)

    return (
        (some("free") and (some("own") or some("open")))
        or (some("free", without="bound") and some("bound"))
        or (some("open", without="bound") and some("bound"))
        or (some("bound", without="open") and some("open"))
        or (some("all", without="open") and some("open"))
        or (some("open", without="own") and some("own", without="open"))
    )


def expected_category(voices: list[list[str | None]]) -> bool:
    together = [
        frozenset().union(*(CLAIMS[said] for said in voice if said is not None)) for voice in voices
    ]
    return contradict(together)


def expected_holder(holders: list[str | None]) -> bool:
    return len({holder for holder in holders if holder is not None}) > 1


@given(entries=st.lists(rights, min_size=1, max_size=4), files=st.lists(embedded, max_size=3))
@EXAMPLES
def test_rights_against_an_oracle(
    archive: Connection[Any],
    entries: list[dict[str, str | None]],
    files: list[dict[str, str | None]],
) -> None:
    with archive.transaction(force_rollback=True):
        images = [picture(archive, "0.jpg")]
        for number, file in enumerate(files, 1):
            said = {name: value for name, value in file.items() if value is not None}
            images.append(picture(archive, f"{number}.jpg", **said))
        if len(images) > 1:
            cluster(archive, images)
        for number, fields in enumerate(entries):
            entry(archive, f"E{number}", random.Random(number).choice(images), **fields)
        found = conflicts(archive, "rights_conflict")
        assert conflicted(archive) == (set(images) if found else set())

    voices = [[one["rights_statement"], one["licence"]] for one in entries]
    voices += [[one["copyright_notice"], one["usage_terms"]] for one in files]
    assert ("rights category" in found) == expected_category(voices)
    holders = [
        HOLDERS[one["rights_holder"]] if one["rights_holder"] is not None
        else NOTICE_HOLDERS.get(one["rights_statement"] or "")
        for one in entries
    ]  # fmt: skip
    holders += [NOTICE_HOLDERS.get(one["copyright_notice"] or "") for one in files]
    assert ("rights holder" in found) == expected_holder(holders)


metadata = st.fixed_dictionaries(
    {"title": option(TITLES), "creator": option(CREATORS), "date_text": option(DATES)}
)


def with_bounds(fields: dict[str, str | None]) -> dict[str, str | None]:
    first, last = DATES.get(fields["date_text"] or "", (None, None))
    return {**fields, "date_from": first, "date_to": last}


def one_person(a: tuple[str, str], b: tuple[str, str]) -> bool:
    short, long = sorted((a[1], b[1]), key=len)
    return a[0] == b[0] and (short == long or (len(short) == 1 and long.startswith(short)))


def apart(a: tuple[str | None, str | None], b: tuple[str | None, str | None]) -> bool:
    if a == (None, None) or b == (None, None):
        return False
    return (a[0] or "0") > (b[1] or "9999") or (b[0] or "0") > (a[1] or "9999")


@given(entries=st.lists(metadata, min_size=1, max_size=5))
@EXAMPLES
def test_metadata_against_an_oracle(
    archive: Connection[Any], entries: list[dict[str, str | None]]
) -> None:
    with archive.transaction(force_rollback=True):
        image = picture(archive, "a.jpg")
        for number, fields in enumerate(entries):
            entry(archive, f"E{number}", image, **with_bounds(fields))
        found = conflicts(archive, "metadata_conflict")

    titles = {TITLES[one["title"]] for one in entries if one["title"] is not None}
    people = [CREATORS[one["creator"]] for one in entries if one["creator"] is not None]
    known = [person for person in people if person is not None]
    dates = [DATES[one["date_text"]] for one in entries if one["date_text"] is not None]
    assert found == {
        **({"title": "low"} if len(titles - {None}) > 1 else {}),
        **({"creator": "medium"}
           if not all(one_person(a, b) for a, b in combinations(known, 2)) else {}),
        **({"date": "medium"} if any(apart(a, b) for a, b in combinations(dates, 2)) else {}),
    }  # fmt: skip


def judge(
    archive: Connection[Any], entries: list[dict[str, str | None]], view: str
) -> dict[str, Difference]:
    with archive.transaction(force_rollback=True):
        image = picture(archive, "a.jpg")
        for number, fields in enumerate(entries):
            entry(archive, f"E{number}", image, **fields)
        return differences(archive, view)


both = st.one_of(
    st.tuples(st.just("rights_conflict"), st.lists(rights, min_size=2, max_size=4)),
    st.tuples(
        st.just("metadata_conflict"), st.lists(metadata.map(with_bounds), min_size=2, max_size=4)
    ),
)


@given(case=both, seed=st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_entries_is_irrelevant(
    archive: Connection[Any],
    case: tuple[str, list[dict[str, str | None]]],
    seed: random.Random,
) -> None:
    view, entries = case
    shuffled = seed.sample(entries, len(entries))

    def essence(found: dict[str, Difference]) -> dict[str, Any]:
        return {field: f._replace(statements="") for field, f in found.items()}

    assert essence(judge(archive, entries, view)) == essence(judge(archive, shuffled, view))


@given(case=both, index=st.integers(0, 3))
@EXAMPLES
def test_an_equal_entry_makes_and_mends_no_conflict(
    archive: Connection[Any], case: tuple[str, list[dict[str, str | None]]], index: int
) -> None:
    view, entries = case

    def severities(found: dict[str, Difference]) -> dict[str, str | None]:
        return {field: f.severity for field, f in found.items() if f.is_conflict}

    again = [*entries, entries[index % len(entries)]]
    assert severities(judge(archive, entries, view)) == severities(judge(archive, again, view))
    alike = [entries[0]] * 3
    assert severities(judge(archive, alike, view)) == {}


@given(case=both)
@EXAMPLES
def test_what_is_missing_makes_and_mends_no_conflict(
    archive: Connection[Any], case: tuple[str, list[dict[str, str | None]]]
) -> None:
    view, entries = case
    silent: dict[str, str | None] = dict.fromkeys(entries[0])
    before = judge(archive, entries, view)
    after = judge(archive, [*entries, silent], view)
    assert {field for field, f in before.items() if f.is_conflict} == {
        field for field, f in after.items() if f.is_conflict
    }
