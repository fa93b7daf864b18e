"""metadata_conflict: what contradicts, and what is harmless and why."""

from datetime import date
from typing import Any

import pytest
from psycopg import Connection

from builder import lose
from conflict.groups import cluster, conflicts, differences, entry, picture


def metadata_conflicted(connection: Connection[Any]) -> set[int]:
    rows = connection.execute(
        "SELECT image_id FROM lookalike_detail.metadata_conflicted_image"
    ).fetchall()
    assert len(set(rows)) == len(rows)
    return {row[0] for row in rows}


def a_date(text: str, first: str | None, last: str | None) -> dict[str, Any]:
    return {
        "date_text": text,
        "date_from": first and date.fromisoformat(first),
        "date_to": last and date.fromisoformat(last),
    }


YEAR = a_date("1998", "1998-01-01", "1998-12-31")
DAY = a_date("1998-07-01", "1998-07-01", "1998-07-01")
SAME = "the same but for case, spacing, punctuation or diacritics"


@pytest.mark.parametrize(
    ("a", "b", "field", "why"),
    [
        ({"title": "Horse, woodcut"}, {"title": "HORSE  (woodcut)"}, "title", SAME),
        ({"title": "Kaviareň"}, {"title": "kaviaren"}, "title", SAME),
        ({"title": "Kaviaren\u030c"}, {"title": "Kaviareň"}, "title", SAME),
        ({"title": "Horse"}, {}, "title", "not every entry says it"),
        ({"title": "Horse"}, {"title": "Untitled"}, "title", "unknown counts as not said"),
        ({"description": "A horse."}, {"description": "A horse"}, "description", SAME),
        ({"credit_line": "City Library"}, {"credit_line": "City library."}, "credit line", SAME),
        (
            {"creator": "Holub, Ivan"},
            {"creator": "IVAN HOLUB"},
            "creator",
            "the same name written differently",
        ),
        (
            {"creator": "I. Holub"},
            {"creator": "Ivan Holub"},
            "creator",
            "initials of the same name",
        ),
        (
            {"creator": "Ivan Holub"},
            {"creator": "neznámy"},
            "creator",
            "unknown counts as not said",
        ),
        ({"creator": "Unknown"}, {"creator": "Anonymous"}, "creator", "unknown counts as not said"),
        (YEAR, DAY, "date", "dates of different precision that fit each other"),
        (
            DAY,
            a_date("01.07.1998", "1998-07-01", "1998-07-01"),
            "date",
            "the same date written differently",
        ),
        (
            DAY,
            a_date("before 2000", None, "1999-12-31"),
            "date",
            "dates of different precision that fit each other",
        ),
        (
            DAY,
            a_date("after the flood", None, None),
            "date",
            "a text that is not a date contradicts nothing",
        ),
        (DAY, {}, "date", "not every entry says it"),
        (DAY, a_date("undated", None, None), "date", "unknown counts as not said"),
    ],
)
def test_harmless(
    archive: Connection[Any], a: dict[str, Any], b: dict[str, Any], field: str, why: str
) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, **a)
    entry(archive, "E2", image, **b)
    found = differences(archive, "metadata_conflict")
    assert found.keys() == {field}
    assert found[field].explanation == why
    assert not found[field].is_conflict and found[field].severity is None
    assert metadata_conflicted(archive) == set()


@pytest.mark.parametrize(
    ("a", "b", "field", "severity"),
    [
        ({"title": "Horse"}, {"title": "Horse (press)"}, "title", "low"),
        ({"title": "Tray 1.2"}, {"title": "Tray 12"}, "title", "low"),
        ({"description": "A horse"}, {"description": "A mare"}, "description", "low"),
        ({"credit_line": "City Library"}, {"credit_line": "Courier"}, "credit line", "low"),
        ({"creator": "Ivan Holub"}, {"creator": "Riverside Courier"}, "creator", "medium"),
        ({"creator": "Igor Holub"}, {"creator": "Ivan Holub"}, "creator", "medium"),
        (DAY, a_date("1999", "1999-01-01", "1999-12-31"), "date", "medium"),
        (a_date("after 1999", "2000-01-01", None), YEAR, "date", "medium"),
    ],
)
def test_conflicts(
    archive: Connection[Any], a: dict[str, Any], b: dict[str, Any], field: str, severity: str
) -> None:
    images = [picture(archive, "a.jpg"), picture(archive, "b.jpg"), picture(archive, "c.jpg")]
    cluster(archive, images)
    entry(archive, "E1", images[0], **a)
    entry(archive, "E2", images[1], **b)
    assert conflicts(archive, "metadata_conflict") == {field: severity}
    found = differences(archive, "metadata_conflict")[field]
    said = [str(next(iter(one.values()))) for one in (a, b)]
    assert found.statements == f'"{said[0]}" (E1); "{said[1]}" (E2)'
    assert metadata_conflicted(archive) == (set(images) if severity == "medium" else set())
    lose(archive, ["c.jpg"])
    assert metadata_conflicted(archive) == (set(images[:2]) if severity == "medium" else set())


def test_initials_that_fit_two_names(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    for number, name in enumerate(("I. Holub", "Ivan Holub", "Igor Holub")):
        entry(archive, f"E{number}", image, creator=name)
    assert conflicts(archive, "metadata_conflict") == {"creator": "medium"}


def test_three_dates_of_which_two_are_apart(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, **a_date("1990s", "1990-01-01", "1999-12-31"))
    entry(archive, "E2", image, **YEAR)
    assert conflicts(archive, "metadata_conflict") == {}
    entry(archive, "E3", image, **a_date("1991", "1991-01-01", "1991-12-31"))
    assert conflicts(archive, "metadata_conflict") == {"date": "medium"}


def test_embedded_creator_and_credit_line(archive: Connection[Any]) -> None:
    images = [
        picture(archive, "a.jpg", creator="Marta Kral", credit_line="M. Kral / Courier"),
        picture(archive, "b.jpg", creator="Ivan Holub"),
        picture(archive, "c.jpg"),
        picture(archive, "d.jpg", creator="Marta Kral", credit_line="City Library"),
    ]
    assert differences(archive, "metadata_conflict") == {}
    cluster(archive, images)
    assert conflicts(archive, "metadata_conflict") == {"creator": "medium", "credit line": "low"}
    entry(archive, "E1", images[2], creator="Holub, Ivan", credit_line="City Library")
    found = differences(archive, "metadata_conflict")
    assert found["creator"].statements == (
        '"Holub, Ivan" (E1); "Ivan Holub" (embedded); "Marta Kral" (embedded in 2 images)'
    )
    assert found["creator"].different_values == 2
    assert found["credit line"].severity == "low"


def test_who_says_nothing_is_named(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, title="Horse")
    entry(archive, "E2", image)
    found = differences(archive, "metadata_conflict")["title"]
    assert found.statements == '"Horse" (E1); nothing (E2)'


def test_a_long_text_is_cut(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, description="horse " * 1000)
    entry(archive, "E2", image, description="mare\nor horse")
    found = differences(archive, "metadata_conflict")["description"]
    assert found.statements == f'"{("horse " * 14)[:80]}…" (E1); "mare or horse" (E2)'
