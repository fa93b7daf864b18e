"""The table in docs/policy.md: what an institution says, and the rule that says it."""

import json
import re
from pathlib import Path

import pytest

from guard.holdings import Holdings
from lookalike.retention.policy import read_vocabulary
from lookalike.retention.predicate import find_fault
from retention.policies import use_policy

PAGE = Path(__file__).parents[2] / "docs" / "policy.md"
AS_OF = "2026-01-01"


def sayings() -> list[tuple[str, str, str]]:
    section = PAGE.read_text().split("## What institutions say", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| ([^|]+) \| `([^|]+)` \| (\w+) \|$", section, re.MULTILINE)


# Of each sentence, in order: an image that it means, and one that it does not mean.
CASES = [
    ("case closed 2019", "case closed 2020"),
    ("open case", "case closed 2020"),
    ("photograph of 1995", "photograph of 1996"),
    ("minutes", "open case"),
    ("vital", "minutes"),
    ("open case", "contract of 2010"),
    ("contract of 2010", "contract of 2025"),
    ("page of 2023", "page of 2024"),
    ("copy of a closed record", "copy of an open record"),
    ("held", "minutes"),
]


@pytest.fixture
def archive_of_cases(holdings: Holdings) -> Holdings:
    """Images by the names of CASES; copies are proven by their bytes."""
    entries: dict[str, dict[str, object]] = {
        "case closed 2019": {"series": "Cases", "closed_on": "2018-12-31"},
        "case closed 2020": {"series": "Cases", "closed_on": "2020-01-31"},
        "open case": {"series": "Cases"},
        "photograph of 1995": {"date_from": "1995-01-01", "date_to": "1995-12-31"},
        "photograph of 1996": {"date_from": "1996-01-01", "date_to": "1996-12-31"},
        "minutes": {"series": "Minutes"},
        "vital": {"is_vital": True},
        "contract of 2010": {"series": "Contracts", "closed_on": "2010-06-30"},
        "contract of 2025": {"series": "Contracts", "closed_on": "2025-06-30"},
        "page of 2023": {"is_published": True, "published_at": "2023"},
        "page of 2024": {"is_published": True, "published_at": "2024"},
        "held": {"title": "A picture"},
    }
    for name, entry in entries.items():
        holdings.entry(holdings.put(name, class_=None), **entry)
    for name, closed in (("closed", "2020-01-01"), ("open", None)):
        first = holdings.put(f"{name} record", class_=None, content=name)
        copy = holdings.put(
            f"copy of a{'n' * (name == 'open')} {name} record",
            pixels=f"{name} record",
            class_=None,
            content=name,
        )
        holdings.cluster(first, copy)
        holdings.entry(copy, record_no="1", closed_on=closed)
    holdings.hold(image_id=holdings.one("SELECT lookalike.find_path('held')"))
    holdings.one(
        "SELECT lookalike.add_authority('C-1', 'set aside', 'The head', 'Stella', 'closed',"
        " '10 years', 'Contracts', '2020-01-01')"
    )
    holdings.connection.execute("DELETE FROM lookalike_internal.unmatched_image")
    return holdings


def test_each_sentence_is_a_rule(archive_of_cases: Holdings) -> None:
    connection = archive_of_cases.connection
    words = read_vocabulary(connection)
    found = sayings()
    assert len(found) == len(CASES) == 10
    for (saying, predicate, disposition), (fits, does_not) in zip(found, CASES, strict=True):
        assert find_fault(connection, predicate, words) is None, saying
        rule = {
            "class": "unique", "authority": "the sentence", "reason": "{evidence}",
        }  # fmt: skip
        said = {**rule, "name": "said", "priority": 1, "predicate": predicate}
        rest = {**rule, "name": "rest", "priority": 2, "predicate": "TRUE"}
        use_policy(
            connection,
            "saying",
            json.dumps([{**said, "disposition": disposition}, {**rest, "disposition": "review"}]),
        )
        connection.execute("CALL lookalike.classify_images(as_of => %s)", (AS_OF,))
        rules = dict(
            connection.execute(
                "SELECT path, rule FROM lookalike_internal.retention_class"
                " JOIN lookalike_internal.image USING (image_id)"
            ).fetchall()
        )
        assert (rules[fits], rules[does_not]) == ("said", "rest"), saying
