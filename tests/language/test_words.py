"""Each word of the archive that a page shows with `| term` has a translation."""

import re
from pathlib import Path

import pytest

import lookalike.serve
from lookalike.language import LANGUAGES, language
from lookalike.resources import SQL
from lookalike.serve.pair import _ENTRY, _FILE

ARCHIVE = SQL / "archive"
_TEMPLATES = Path(str(lookalike.serve.__file__)).parent / "templates"
_LITERAL = re.compile(r"'([^']+)'")
_GIVEN = re.compile(r"(?:THEN|ELSE) '([^']+)'")

# Where the SQL lists the words of a name that templates translate: a file, and the part of it.
CHECKS = {
    "class": [("50_retention/tables.sql", r"retention_class_class_check CHECK \(.*?\)\)")],
    "disposition": [("50_retention/tables.sql", r"class_disposition_check CHECK \(.*?\)\)")],
    "decision": [
        ("00_core/tables.sql", r"decision_decision_check CHECK \(.*?\)\)"),
        ("42_record/tables.sql", r"same_record_decision_check CHECK \(.*?\)\)"),
    ],
    "kind": [
        ("10_scan/tables.sql", r"quarantine_plan_kind_check CHECK \(.*?\)\)"),
        ("67_fact/tables.sql", r"conflict_fact_kind_check CHECK \(.*?\)\)"),
        (
            "80_report/views_review.sql",
            r"CASE q\.kind WHEN 'rights conflict' THEN .*? AS closed_by",
        ),
    ],
    "state": [
        ("10_scan/tables.sql", r"quarantine_plan_state_check CHECK \(.*?\)\)"),
        ("10_scan/tables.sql", r"quarantine_item_state_check CHECK \(.*?\)\)"),
    ],
    "role": [("47_role/tables.sql", r"declared_role_role_check CHECK \(.*?\)\)")],
    "link_evidence": [("35_catalogue/tables.sql", r"entry_image_matched_by_check CHECK \(.*?\)\)")],
    "found": [("10_scan/tables.sql", r"fixity_check_outcome_check CHECK \(.*?\)\)")],
    "band": [("55_review/sample.sql", r"evidence_bands\(\).*?END;")],
    "found_by": [("20_match/tables.sql", r"match_found_by_check CHECK \(.*?\)\)")],
    "proof": [("20_match/tables.sql", r"match_proof_check CHECK \(.*?\)\)")],
    "scope": [("45_hold/tables.sql", r"CHECK \(scope IN .*?\)\)")],
    "relation": [
        ("20_match/tables.sql", r"match_relation_check CHECK \(.*?\]\)"),
        ("80_report/uses.sql", r"array_position\('\{.*?\}'"),
    ],
}
# What a CASE gives.
CASES = {
    "closed_by": [("80_report/views_review.sql", r"CASE q\.kind WHEN .*? AS closed_by")],
    "subject": [("80_report/archive.sql", r"CASE WHEN h\.image_id.*? AS subject")],
    "state": [
        ("80_report/uses.sql", r"answer AS \(.*?\n    \)"),
        ("37_restriction/restrict_access.sql", r"CASE WHEN r\.lifted_at.*? AS state"),
    ],
}
_WORK, _FIGURES = "80_report/work.sql", "80_report/written_report.sql"
# Words that are listed in the comment of a column.
COMMENTS = {
    "kind": ["lookalike.review_queue.kind"],
    "guard": ["lookalike_detail.guarded_image.guard"],
    "field": ["lookalike_detail.rights_conflict.field", "lookalike_detail.metadata_conflict.field"],
    "role": ["lookalike_detail.image_role.role"],
    "relation": ["lookalike_detail.duplicate_pair.relation"],
}
# What templates call a relation of a list, and a state of all that there are.
_OTHER_NAMES = ("word", "one")


def _read(file: str) -> str:
    return (ARCHIVE / file).read_text("utf-8")


def _part(file: str, pattern: str) -> str:
    found = re.search(pattern, _read(file), re.DOTALL)
    assert found is not None, (file, pattern)
    return found[0]


def _commented(column: str) -> list[str]:
    files = [file for file in sorted(ARCHIVE.glob("*/*.sql")) if "delta_" not in file.name]
    text = "".join(file.read_text("utf-8") for file in files)
    found = re.search(rf"COMMENT ON COLUMN {re.escape(column)} IS\s+'([^']+)'", text)
    assert found is not None, column
    said = re.sub(r" \([^)]*\)", "", found[1].rpartition(": ")[2]).rstrip(".")
    return re.split(r", | or ", said)


def words() -> dict[str, set[str]]:
    """What the database may say, by the name that templates use."""
    found: dict[str, set[str]] = {}
    for name, places in CHECKS.items():
        for place in places:
            said = _LITERAL.findall(_part(*place))
            if said[0].startswith("{"):  # an array as text
                said = said[0].strip("{}").split(",")
            found.setdefault(name, set()).update(said)
    for name, places in CASES.items():
        for place in places:
            found.setdefault(name, set()).update(_GIVEN.findall(_part(*place)))
    for name, columns in COMMENTS.items():
        for column in columns:
            found.setdefault(name, set()).update(_commented(column))
    found["work"] = set(re.findall(r"SELECT \d+(?: AS place)?, '([^']*\w)'", _read(_WORK)))
    kinds = set(_commented("lookalike.review_queue.kind")) - {"quarantine proposed"}
    found["work"] |= {f"case in the queue: {kind}" for kind in kinds}
    found["figure"] = set(re.findall(r"\(\d+, '([^']+)'", _read(_FIGURES)))
    found["field"] |= {field.replace("_", " ") for field in (*_FILE, *_ENTRY)}
    return found


@pytest.mark.parametrize("name", sorted(words()))
@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_every_word_of_the_archive_has_a_translation(code: str, name: str) -> None:
    lang, said = language(code), words()[name]
    assert said
    assert sorted(word for word in said if lang.sentence(word) == word) == []


def test_templates_translate_no_other_names() -> None:
    known = {*words(), *_OTHER_NAMES}
    for template in _TEMPLATES.glob("*.j2"):
        text = template.read_text("utf-8")
        for name in re.findall(r"(\w+) \| (?:term|sentence)", text):
            assert name in known, (template.name, name)
