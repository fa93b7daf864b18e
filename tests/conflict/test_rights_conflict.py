"""rights_conflict: what contradicts, what is harmless and why, and what settles it."""

from typing import Any

import pytest
from psycopg import Connection

from builder import lose
from conflict.groups import (
    cluster,
    conflicted,
    conflicts,
    differences,
    entry,
    picture,
    settle,
)

NKC = "http://rightsstatements.org/vocab/NKC/1.0/"
INC = "http://rightsstatements.org/vocab/InC/1.0/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def two_entries(connection: Connection[Any], field: str, a: str | None, b: str | None) -> list[int]:
    """A cluster of two images, one entry about each."""
    images = [picture(connection, "a.jpg"), picture(connection, "b.jpg")]
    cluster(connection, images)
    for number, (image, value) in enumerate(zip(images, (a, b), strict=True), 1):
        entry(connection, f"E{number}", image, **{field: value})
    return images


@pytest.mark.parametrize(
    ("field", "a", "b", "why"),
    [
        ("rights_statement", "In copyright", "IN  COPYRIGHT", "the same written differently"),
        (
            "rights_statement",
            INC,
            "https://rightsstatements.org/vocab/InC/1.0",
            "the same written differently",
        ),
        ("rights_statement", INC, "In Copyright", "the same written differently"),
        ("rights_statement", NKC, "No known copyright", "the same written differently"),
        (
            "rights_statement",
            NKC,
            "Public domain",
            "no known copyright and public domain do not exclude each other",
        ),
        (
            "rights_statement",
            INC,
            "Editorial use only",
            "in copyright and restricted do not exclude each other",
        ),
        (
            "rights_statement",
            "Všetky práva vyhradené",
            "vsetky prava vyhradene",
            "the same written differently",
        ),
        ("rights_statement", INC, None, "not every entry says it"),
        ("rights_statement", INC, "Unknown", "unknown counts as not said"),
        (
            "rights_statement",
            INC,
            "http://rightsstatements.org/vocab/UND/1.0/",
            "an undetermined statement contradicts nothing",
        ),
        ("rights_statement", INC, "see file 12/3", "an undetermined statement contradicts nothing"),
        (
            "licence",
            "CC BY 4.0",
            "http://creativecommons.org/licenses/by/4.0/deed.en",
            "the same written differently",
        ),
        ("licence", "CC BY", "CC BY 4.0", "all of them open licence"),
        ("licence", "CC0", "Public Domain Mark", "all of them public domain"),
        (
            "licence",
            "Editorial use only",
            "Editorial use only; no resale",
            "the same written differently",
        ),
        ("licence", "Contract 17/2016", "contract 17-2016", "the same written differently"),
        ("licence", "CC BY 4.0", None, "not every entry says it"),
        (
            "rights_holder",
            "Riverside Courier",
            "RIVERSIDE COURIER, Ltd.",
            "the same name written differently",
        ),
        ("rights_holder", "I. Holub", "Holub, Ivan", "initials of the same name"),
        ("rights_holder", "Ivan Holub", "Anonymous", "unknown counts as not said"),
    ],
)
def test_harmless(archive: Connection[Any], field: str, a: str, b: str | None, why: str) -> None:
    images = two_entries(archive, field, a, b)
    found = differences(archive, "rights_conflict")
    name = field.replace("_", " ")
    assert why in found[name].explanation.split("; "), found[name]
    assert all(not f.is_conflict and f.severity is None for f in found.values())
    assert f'"{a}"' in found[name].statements
    assert conflicted(archive) == set()
    assert archive.execute("SELECT lookalike.rights_statements(%s)", images[:1]).fetchone() == (
        None,
    )


@pytest.mark.parametrize(
    ("field", "a", "b", "expected", "why"),
    [
        (
            "rights_statement",
            NKC,
            INC,
            {"rights statement": "high", "rights category": "high"},
            "in copyright against no known copyright",
        ),
        (
            "rights_statement",
            NKC,
            "see file 12/3",
            {"rights statement": "medium", "rights category": "medium"},
            "a statement that could not be read against no known copyright",
        ),
        (
            "rights_statement",
            "Public domain",
            "© Riverside Courier",
            {"rights statement": "high", "rights category": "high"},
            "in copyright against public domain",
        ),
        (
            "rights_statement",
            "Public domain",
            "For editorial use",
            {"rights statement": "high", "rights category": "high"},
            "public domain against restricted",
        ),
        (
            "rights_statement",
            "InC-EDU",
            "InC-NC",
            {"rights statement": "high"},
            "different restrictions",
        ),
        (
            "rights_statement",
            "NoC-NC",
            "InC-NC",
            {"rights statement": "high", "rights category": "high"},
            "different restrictions",
        ),
        ("rights_statement", "© A. Kral", "© Riverside Courier", {"rights holder": "high"}, None),
        (
            "licence",
            CC0,
            "Editorial use only",
            {"licence": "high", "rights category": "high"},
            "public domain against restricted",
        ),
        (
            "licence",
            "CC BY 4.0",
            "All rights reserved",
            {"licence": "high", "rights category": "high"},
            "in copyright against open licence",
        ),
        (
            "licence",
            "CC BY 4.0",
            "CC BY-NC 4.0",
            {"licence": "high", "rights category": "high"},
            "open licence against restricted",
        ),
        ("licence", "CC BY 4.0", "CC BY-SA 4.0", {"licence": "high"}, "different licences"),
        ("licence", "CC BY-NC 4.0", "CC BY-NC-ND 4.0", {"licence": "high"}, "different licences"),
        ("licence", "CC BY 3.0", "CC BY 4.0", {"licence": "high"}, "different licences"),
        (
            "licence",
            "CC0",
            "CC BY 4.0",
            {"licence": "high", "rights category": "high"},
            "open licence against public domain",
        ),
        (
            "licence",
            "Editorial use only",
            "Rights-managed",
            {"licence": "high"},
            "different restrictions",
        ),
        (
            "licence",
            "CC BY-NC 4.0",
            "Non-commercial use only",
            {"licence": "high", "rights category": "high"},
            "different restrictions",
        ),
        (
            "licence",
            "Contract 17/2016",
            "Contract 18/2016",
            {"licence": "medium"},
            "different terms, not all of which could be read",
        ),
        (
            "licence",
            "Contract 17/2016",
            "CC BY 4.0",
            {"licence": "medium", "rights category": "medium"},
            "different terms, not all of which could be read",
        ),
        (
            "rights_holder",
            "Riverside Courier",
            "Riverside City Library",
            {"rights holder": "high"},
            "different holders",
        ),
        (
            "rights_holder",
            "I. Holub",
            "Marta Holub",
            {"rights holder": "high"},
            "different holders",
        ),
    ],
)
def test_conflicts(
    archive: Connection[Any], field: str, a: str, b: str, expected: dict[str, str], why: str | None
) -> None:
    images = two_entries(archive, field, a, b)
    assert conflicts(archive, "rights_conflict") == expected
    found_category = differences(archive, "rights_conflict").get("rights category")
    assert found_category is None or '"' not in found_category.statements
    if why is not None:
        found = differences(archive, "rights_conflict")[field.replace("_", " ")]
        assert found.explanation == why
        assert found.statements == f'"{a}" (E1); "{b}" (E2)'
        assert found.different_values == 2
    assert conflicted(archive) == set(images)
    digest = archive.execute("SELECT lookalike.rights_statements(%s)", images[:1]).fetchone()
    assert digest is not None and len(digest[0]) == 64


def test_a_licence_on_what_is_in_copyright(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, rights_statement=INC, licence="CC BY 4.0")
    entry(archive, "E2", image, rights_statement=INC)
    entry(archive, "E3", image, licence="https://creativecommons.org/licenses/by/4.0/")
    assert conflicts(archive, "rights_conflict") == {"rights category": "high"}  # E2 against E3
    archive.execute("DELETE FROM lookalike_internal.catalogue_entry WHERE external_id = 'E2'")
    assert conflicts(archive, "rights_conflict") == {}


def test_no_permission_is_no_licence(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg", copyright_notice="© Holub. All rights reserved.")
    entry(archive, "E1", image, rights_statement=INC, licence="CC BY 4.0")
    assert conflicts(archive, "rights_conflict") == {"rights category": "high"}


def test_embedded_against_the_catalogue(archive: Connection[Any]) -> None:
    image = picture(
        archive,
        "a.jpg",
        copyright_notice="© 1999 Riverside Courier. All rights reserved.",
        usage_terms="Editorial use only",
        rights_url=INC,
    )
    assert conflicts(archive, "rights_conflict") == {}
    entry(archive, "E1", image, rights_statement=NKC, licence=CC0, rights_holder="City Library")
    found = differences(archive, "rights_conflict")
    assert {field for field, f in found.items() if f.severity == "high"} == {
        "rights category", "rights statement", "licence", "rights holder",
    }  # fmt: skip
    assert found["licence"].statements == f'"{CC0}" (E1); "Editorial use only" (embedded)'
    assert found["rights holder"].statements == (
        '"City Library" (E1); "Riverside Courier" (embedded)'
    )
    assert conflicted(archive) == {image}


def test_embedded_against_embedded(archive: Connection[Any]) -> None:
    images = [
        picture(archive, "a.jpg", copyright_notice="Public domain"),
        # Said twice in one file, and counted once.
        picture(archive, "b.jpg", copyright_notice="Public domain", usage_terms="Public domain"),
        picture(archive, "c.jpg", copyright_notice="© Riverside Courier"),
        picture(archive, "d.jpg"),
    ]
    assert conflicted(archive) == set()
    cluster(archive, images)
    found = differences(archive, "rights_conflict")["rights statement"]
    assert (
        found.statements
        == '"© Riverside Courier" (embedded); "Public domain" (embedded in 2 images)'
    )
    assert conflicted(archive) == set(images)


def test_who_contradicts_himself(archive: Connection[Any]) -> None:
    """Is in conflict with those who say something else, and not with those who say nothing."""
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, rights_statement="CC BY 4.0", licence="CC BY-NC 4.0")
    assert conflicts(archive, "rights_conflict") == {}
    entry(archive, "E2", image)
    assert conflicts(archive, "rights_conflict") == {}
    entry(archive, "E3", image, rights_statement="CC BY 4.0", licence="CC BY-NC 4.0", title="a")
    assert conflicts(archive, "rights_conflict") == {}
    entry(archive, "E4", image, licence="CC BY 4.0")
    assert conflicts(archive, "rights_conflict") == {"licence": "high", "rights category": "high"}


def test_pages_about_rights(archive: Connection[Any]) -> None:
    images = [
        picture(archive, "a.jpg", rights_url="http://www.courier.example/rights/"),
        picture(archive, "b.jpg", rights_url="https://courier.example/rights"),
    ]
    cluster(archive, images)
    found = differences(archive, "rights_conflict")
    assert not found["web statement"].is_conflict
    archive.execute(
        "UPDATE lookalike_internal.image SET rights_url = 'https://library.example/' WHERE path"
        " = 'b.jpg'"
    )
    assert conflicts(archive, "rights_conflict") == {"web statement": "medium"}
    assert conflicted(archive) == set(images)


def test_a_licence_in_another_field(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg", rights_url="https://creativecommons.org/licenses/by-sa/4.0/")
    entry(archive, "E1", image, licence="CC BY 4.0")
    assert conflicts(archive, "rights_conflict") == {"licence": "high"}
    archive.execute("UPDATE lookalike_internal.image SET rights_url = NULL")
    entry(archive, "E2", image, rights_statement="CC BY-SA 4.0")
    assert conflicts(archive, "rights_conflict") == {"licence": "high"}


def test_what_all_say_alike_has_no_row(archive: Connection[Any]) -> None:
    images = two_entries(archive, "licence", "CC BY 4.0", "CC BY 4.0")
    assert differences(archive, "rights_conflict") == {}
    archive.execute("TRUNCATE lookalike_internal.cluster_member")
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET licence = 'CC0' WHERE external_id = 'E2'"
    )
    assert differences(archive, "rights_conflict") == {}  # two pictures, one entry each
    assert conflicted(archive) == set() and images


def test_what_is_gone_says_nothing(archive: Connection[Any]) -> None:
    images = two_entries(archive, "licence", CC0, "Editorial use only")
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET missing_since = now() WHERE external_id ="
        " 'E2'"
    )
    assert differences(archive, "rights_conflict").keys() == set()
    archive.execute("UPDATE lookalike_internal.catalogue_entry SET missing_since = NULL")
    assert conflicted(archive) == set(images)
    lose(archive, ["b.jpg"])
    assert differences(archive, "rights_conflict") == {}
    assert conflicted(archive) == set()


def test_one_entry_about_several_copies_speaks_once(archive: Connection[Any]) -> None:
    images = [picture(archive, "a.jpg"), picture(archive, "b.jpg")]
    cluster(archive, images)
    entry(archive, "E1", images, licence="CC0")
    assert differences(archive, "rights_conflict") == {}
    entry(archive, "E2", images, licence="CC BY 4.0")
    assert differences(archive, "rights_conflict")["licence"].statements == (
        '"CC0" (E1); "CC BY 4.0" (E2)'
    )


def test_statements_stay_short(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    for number in range(40):
        entry(archive, f"E{number:02}", image, licence=f"Contract {number} " + "x" * 200)
    for number in range(40, 60):
        entry(archive, f"E{number:02}", image, licence="Contract 0 " + "x" * 200)
    found = differences(archive, "rights_conflict")["licence"]
    assert found.different_values == 40
    assert len(found.statements) < 1000
    assert found.statements.endswith("; and 35 other values")
    assert "(E00, E40, E41, E42, E43, and 16 others)" in found.statements


def settled(connection: Connection[Any]) -> set[bool]:
    rows = connection.execute(
        "SELECT is_settled FROM lookalike_detail.rights_conflict WHERE is_conflict"
    )
    return {row[0] for row in rows}


def test_settled_for_these_statements_only(archive: Connection[Any]) -> None:
    images = two_entries(archive, "licence", CC0, "Editorial use only")
    assert settled(archive) == {False}
    settle(archive, images[0])
    assert settled(archive) == {True}
    assert conflicts(archive, "rights_conflict") == {"licence": "high", "rights category": "high"}
    assert conflicted(archive) == set()

    # The same again, in other words, by another entry: nothing new.
    entry(archive, "E3", images[0], licence="CC0 1.0", title="Horse")
    entry(archive, "E4", images[0])
    archive.execute(
        "UPDATE lookalike_internal.catalogue_entry SET licence = 'EDITORIAL  use only.'"
        " WHERE external_id = 'E2'"
    )
    assert settled(archive) == {True} and conflicted(archive) == set()

    # Something new opens it again, until that is settled too.
    entry(archive, "E5", images[1], licence="CC BY 4.0")
    assert settled(archive) == {False} and conflicted(archive) == set(images)
    settle(archive, images[1])
    assert conflicted(archive) == set()

    # What was settled once stays settled.
    archive.execute("DELETE FROM lookalike_internal.catalogue_entry WHERE external_id = 'E5'")
    assert conflicted(archive) == set()


def test_settled_is_not_settled_elsewhere(archive: Connection[Any]) -> None:
    one, other = picture(archive, "one.jpg"), picture(archive, "other.jpg")
    for image, name in ((one, "A"), (other, "B")):
        entry(archive, f"{name}1", image, licence=CC0)
        entry(archive, f"{name}2", image, licence="Editorial use only")
    settle(archive, one)
    assert conflicted(archive) == {other}


def test_settled_stays_so_when_the_picture_moves(archive: Connection[Any]) -> None:
    image = picture(archive, "a.jpg")
    entry(archive, "E1", image, licence=CC0)
    entry(archive, "E2", image, licence="Editorial use only")
    settle(archive, image)
    archive.execute("UPDATE lookalike_internal.image SET path = 'moved/a.jpg'")
    cluster(archive, [image, picture(archive, "copy.jpg")])
    assert conflicted(archive) == set()
    archive.execute(
        "UPDATE lookalike_internal.image SET sha256 = sha256('new'), pixel_digest = sha256('other')"
        " WHERE image_id = %s",
        (image,),
    )
    assert conflicted(archive) != set()


def test_a_few_images_are_found_without_reading_all(archive: Connection[Any]) -> None:
    """The bodies are put into the query around them, and so go through the indexes."""
    archive.execute("SET enable_seqscan = off")
    plan = archive.execute(
        "EXPLAIN SELECT * FROM lookalike_internal.open_rights_conflicts('{1}'::integer[],"
        " '{1}'::bigint[])"
    ).fetchall()
    text = "\n".join(row[0] for row in plan)
    assert "Function Scan on group_" not in text and "Function Scan on rights_" not in text
    for index in ("cluster_member_cluster_id_idx", "entry_image_image_id_idx"):
        assert index in text
    assert "Seq Scan on cluster_member" not in text and "Seq Scan on image" not in text
