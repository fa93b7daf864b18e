"""Policies as data: from files, in versions that never change, compared before they are applied."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, put
from examples import examples
from lookalike.errors import LookalikeError
from lookalike.retention import (
    Policy,
    Rule,
    apply_policy,
    find_difference,
    format_policy,
    list_policies,
    load_policy,
    read_policy,
    store_policy,
)
from lookalike.retention.store import find_version

EXAMPLES = sorted((Path(__file__).parents[2] / "docs/policies").glob("*.toml"))
ME = "lookalike"  # the owner of the archive, who may act for anybody

FILE = """\
name = "mine"
description = "For a test."

[[rule]]
name = "small"
priority = 1
predicate = "width < 50"
class = "derivative"
disposition = "quarantine"
authority = "me"
reason = "Only {width} pixels wide. {evidence}"

[[rule]]
name = "rest"
priority = 2
predicate = 'TRUE'
class = "unique"
disposition = "retain"
authority = "me"
reason = "{evidence}"
"""


def audit(connection: Connection[Any], *images: FakeImage) -> None:
    put(connection, images)
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("CALL lookalike.classify_images()")


def classes(connection: Connection[Any]) -> dict[str, tuple[str, str]]:
    rows = connection.execute(
        "SELECT path, class, disposition FROM lookalike_internal.retention_class JOIN"
        " lookalike_internal.image"
        " USING (image_id)"
    )
    return {path: (class_, disposition) for path, class_, disposition in rows}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_can_be_applied(archive: Connection[Any], example: Path) -> None:
    audit(
        archive,
        FakeImage("master", width=200, height=200),
        FakeImage("copy", content="x"),
        FakeImage("copy of it", content="x"),
        FakeImage("possible", phash=1, phash_256=2**100 - 1),
        FakeImage("alone", phash=2**63 - 1),
    )
    policy = read_policy(archive, example)
    assert find_difference(archive, policy).images == 5
    assert apply_policy(archive, store_policy(archive, policy, ME), ME)
    archive.execute("CALL lookalike.classify_images()")
    found = classes(archive)
    assert found["master"] == ("archival master", "retain")
    # Without the agreement of the Director, people look at it.
    copies = "review" if example.stem == "hong-kong-government" else "quarantine"
    assert found["copy of it"] == ("identical copy", copies)
    assert found["possible"] == ("possible duplicate", "review")
    assert found["alone"][0] == "unique"
    assert not find_difference(archive, policy).changed


def test_there_are_examples() -> None:
    assert [path.stem for path in EXAMPLES] == [
        "government-records", "hong-kong-government", "museum", "newsroom", "public-library",
    ]  # fmt: skip


def test_the_same_file_again_makes_no_new_version(archive: Connection[Any], file: Path) -> None:
    policy = read_policy(archive, file)
    number = store_policy(archive, policy, ME)
    assert apply_policy(archive, number, ME)
    assert store_policy(archive, policy, ME) == number
    assert not apply_policy(archive, number, ME)
    other = replace(policy, rules=policy.rules[1:])
    second = store_policy(archive, other, ME)
    assert second != number
    assert store_policy(archive, policy, ME) == number  # back to what was
    assert [(v.name, v.version, v.is_in_use) for v in list_policies(archive)] == [
        ("default", 2, False), ("mine", 1, True), ("mine", 2, False),
    ]  # fmt: skip
    applied = archive.execute(
        "SELECT done_by, object_id, detail->>'name' FROM lookalike_internal.event"
        " WHERE action = 'apply policy'"
    ).fetchall()
    assert applied == [(ME, str(number), "mine")]


def test_a_version_never_changes(archive: Connection[Any], file: Path) -> None:
    number = store_policy(archive, read_policy(archive, file), ME)
    rule = "'x', 'TRUE', 'unique', 'retain', 'x', 'x'"
    for statement in (
        "UPDATE lookalike_internal.retention_rule SET predicate = 'FALSE'",
        "DELETE FROM lookalike_internal.retention_rule",
        "TRUNCATE lookalike_internal.retention_rule",
        "UPDATE lookalike_internal.retention_policy SET description = 'x'",
        "DELETE FROM lookalike_internal.policy_application",
        f"INSERT INTO lookalike_internal.retention_rule VALUES ({number}, 99, {rule})",
    ):
        with pytest.raises(psycopg.Error):
            archive.execute(statement.encode())
    found = find_version(archive, "mine", None)
    assert load_policy(archive, found) == read_policy(archive, file)


def test_a_difference_is_said_before_and_changes_nothing(
    archive: Connection[Any], file: Path, tmp_path: Path
) -> None:
    audit(archive, FakeImage("a", width=10), FakeImage("b", 2**63 - 1), FakeImage("c", 2**31 - 1))
    before = archive.execute(
        "SELECT * FROM lookalike_internal.retention_class ORDER BY 1"
    ).fetchall()
    policy = read_policy(archive, file)
    found = find_difference(archive, policy, 1, tmp_path / "all.csv")
    assert (found.images, found.changed) == (3, 1)
    ((move, images),) = found.moves.items()
    assert images == 1
    assert move == ("unique", "retain", "derivative", "quarantine")
    assert found.first == [("test", "a", move)]
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["path"], row["rule_after"]) == ("a", "small")
    assert row["reason_after"] == "Only 10 pixels wide. No other image is alike."
    after = archive.execute(
        "SELECT * FROM lookalike_internal.retention_class ORDER BY 1"
    ).fetchall()
    assert after == before
    assert [v.name for v in list_policies(archive)] == ["default"]

    # What is applied comes to what was said, and no class is given before the next classification.
    apply_policy(archive, store_policy(archive, policy, ME), ME)
    assert classes(archive)["a"] == ("unique", "retain")
    archive.execute("CALL lookalike.classify_images()")
    assert classes(archive)["a"] == ("derivative", "quarantine")
    assert not find_difference(archive, policy).changed
    said = archive.execute(
        "SELECT DISTINCT policy FROM lookalike_detail.retention_classification"
    ).fetchall()
    assert said == [("mine, version 1",)]


def test_what_no_rule_is_for_is_unclassified(archive: Connection[Any], file: Path) -> None:
    policy = read_policy(archive, file)
    policy = replace(policy, rules=policy.rules[:1])
    apply_policy(archive, store_policy(archive, policy, ME), ME)
    audit(archive, FakeImage("a", width=10), FakeImage("b", 2**63 - 1))
    assert classes(archive) == {
        "a": ("derivative", "quarantine"),
        "b": ("unclassified", "review"),
    }


def test_the_first_rule_that_holds_is_taken(archive: Connection[Any], file: Path) -> None:
    file.write_text(FILE.replace("priority = 2", "priority = -3"), encoding="utf-8")
    apply_policy(archive, store_policy(archive, read_policy(archive, file), ME), ME)
    audit(archive, FakeImage("a", width=10))
    assert classes(archive) == {"a": ("unique", "retain")}


def test_a_reason_may_hold_anything(archive: Connection[Any], file: Path) -> None:
    reason = "{{it's}} 100 % \\n $1 :x {path} {captured_at} {is_lossless} {creator}"
    rule = Rule("o'", 1, "TRUE", "unique", "retain", "a'b", reason)
    policy = Policy("mine'", "100 %", (rule,))
    apply_policy(archive, store_policy(archive, policy, ME), ME)
    audit(archive, FakeImage("a's"))
    row = archive.execute("SELECT reason, rule, authority FROM lookalike_internal.retention_class")
    assert row.fetchall() == [
        ("{it's} 100 % \\n $1 :x a's unknown no unknown", "o'", "a'b"),
    ]


@pytest.mark.parametrize(
    ("text", "replacement", "line", "message", "pointed"),
    [
        ("width < 50", "widht < 50", 7, 'column "widht" does not exist', "widht"),
        ("width < 50", "width < 50; x", 7, '";" is not allowed in a predicate', ";"),
        ("width < 50", "(SELECT true)", 7, '"SELECT" is not allowed in a predicate', "SELECT"),
        ("width < 50", "pg_sleep(1) IS NULL", 7, 'function "pg_sleep" is not', "pg_sleep"),
        ("width < 50", "width < 50 -- x", 7, "a comment is not allowed", "--"),
        ("width < 50", "width::text = 'a'", 7, "a cast is not allowed", "::"),
        ("width < 50", "path = 'it''s'", 7, "may not hold quotes", "'it'"),
        ("width < 50", "width = 'a'", 7, "invalid input syntax for type integer", "'"),
        ('"width < 50"', '"""\nwidth < 50\n  AND nosuch"""', 9, 'column "nosuch"', "nosuch"),
        ("'TRUE'", "'''TRUE OR nosuch'''", 16, 'column "nosuch" does not exist', "nosuch"),
        # Read otherwise than it is written, it is shown as it is read.
        ("width < 50", "path = 'a' \\n OR nosuch", 7, 'column "nosuch"', "nosuch"),
        ("{width}", "{widht}", 11, 'column "widht" does not exist', "{widht}"),
        ("{width}", "{width", 11, '"{" is not part of a placeholder', "{"),
        ('"derivative"', '"copy"', 8, 'class "copy" does not exist', "class"),
        ('"quarantine"', '"destroy"', 9, 'disposition "destroy" does not exist', "disposition"),
        ('authority = "me"\nreason = "Only', 'reason = "Only', 4, "lacks its authority", "["),
        ("priority = 1", 'priority = "1"', 6, "lacks its priority", "priority"),
        ("priority = 2", "priority = 1", 15, "two rules have the priority 1", "priority"),
        ('name = "rest"', 'name = "small"', 14, "two rules have the name small", "name"),
        ("authority", "authoritie", 10, '"authoritie" is unknown', "authoritie"),
        ('name = "mine"', 'name = ""', 1, "lacks its name", "name"),
        ('name = "mine"', 'nam = "mine"', 1, '"nam" is unknown', "nam"),
        ("[[rule]]", "[rule]", None, "", None),
        ('width < 50"', "width < 50", 7, "", None),
    ],
)
def test_a_fault_in_a_file_is_pointed_at(
    archive: Connection[Any], file: Path, text: str, replacement: str, line: int | None,
    message: str, pointed: str | None,
) -> None:  # fmt: skip
    assert text in FILE
    file.write_text(FILE.replace(text, replacement, 1), encoding="utf-8")
    with pytest.raises(LookalikeError) as refused:
        read_policy(archive, file)
    error = refused.value
    if line is not None:
        assert error.message.startswith(f"{file}, line {line}: ")
    assert str(file) in error.message
    assert message in error.message
    if pointed is not None:
        shown, carets = error.shown
        start = carets.index("^")
        assert shown[start:].startswith(pointed)
        assert carets.strip() == "^" * len(carets.strip())
    assert [v.name for v in list_policies(archive)] == ["default"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"name = 1", b"x" * 1_000_001, b"[[rule]]"])
def test_a_file_that_is_no_policy(archive: Connection[Any], file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(LookalikeError, match=r"mine\.toml"):
        read_policy(archive, file)


def test_a_file_that_is_not_there(archive: Connection[Any], tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match="cannot read"):
        read_policy(archive, tmp_path / "none.toml")


def test_line_ends_of_windows(archive: Connection[Any], file: Path) -> None:
    file.write_bytes(FILE.replace("50", "nosuch").replace("\n", "\r\n").encode("utf-8-sig"))
    with pytest.raises(LookalikeError, match="line 7: ") as refused:
        read_policy(archive, file)
    assert refused.value.shown[0] == 'predicate = "width < nosuch"'


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1).filter(
    lambda text: text.strip() == text and text.strip(" \t\n") != ""
)


@given(name=texts, description=texts, authority=texts, reason=texts)
@examples(60)
def test_a_policy_that_is_written_is_read_again(
    archive: Connection[Any], tmp_path: Path, name: str, description: str, authority: str,
    reason: str,
) -> None:  # fmt: skip
    reason = reason.replace("{", "{{").replace("}", "}}")
    policy = Policy(
        name, description, (Rule(name, -7, "path =\n 'a'", "unique", "retain", authority, reason),)
    )
    path = tmp_path / "again.toml"
    path.write_text(format_policy(policy), encoding="utf-8", newline="")
    assert read_policy(archive, path) == policy


def test_the_default_policy_can_be_taken_as_a_file(
    archive: Connection[Any], tmp_path: Path
) -> None:
    found = find_version(archive, None, None)
    assert (found.name, found.version) == ("default", 2)
    policy = load_policy(archive, found)
    path = tmp_path / "default.toml"
    path.write_text(format_policy(policy), encoding="utf-8")
    assert read_policy(archive, path) == policy
    assert store_policy(archive, policy, ME) == found.policy_id


def rule(**changes: object) -> dict[str, object]:
    return {
        "name": "a", "priority": 1, "predicate": "TRUE", "class": "unique",
        "disposition": "retain", "authority": "x", "reason": "x",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([], "has to have rules"),
        ({"name": "a"}, "has to have rules"),
        (["a"], "rule 1 is not an object"),
        ([rule(name=None)], "rule 1 lacks its name"),
        ([rule(predicate=" ")], 'rule "a" lacks its predicate'),
        ([rule(priority="1")], 'rule "a" lacks its priority'),
        ([rule(priority=1.5)], 'rule "a" lacks its priority'),
        ([rule(klass="x")], 'rule "a" has an unknown field "klass"'),
        ([rule(**{"class": "copy"})], 'rule "a" has an unknown class "copy"'),
        ([rule(disposition="destroy")], 'rule "a" has an unknown disposition "destroy"'),
        ([rule(), rule(priority=2)], 'two rules have the name "a"'),
        ([rule(), rule(name="b")], 'two rules have the priority "1"'),
        ([rule(reason="{x}")], 'column "x" does not exist, at position 1 of the reason'),
        ([rule(predicate="x")], 'column "x" does not exist, at position 1'),
    ],
)
def test_sql_refuses_rules_that_are_incomplete(
    archive: Connection[Any], rules: object, message: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        archive.execute(
            "SELECT lookalike.add_policy('mine', 'x', %s::text::jsonb, %s)", (json.dumps(rules), ME)
        )
    assert message in str(refused.value)
    assert refused.value.diag.message_hint
    assert [v.name for v in list_policies(archive)] == ["default"]


def test_a_policy_that_is_not_there_or_has_no_rules(archive: Connection[Any]) -> None:
    with pytest.raises(psycopg.Error, match="policy 77 does not exist"):
        archive.execute("SELECT lookalike.apply_policy(77, %s)", (ME,))
    archive.execute(
        "INSERT INTO lookalike_internal.retention_policy (name, version, description) VALUES"
        " ('old', 1, '')"
    )
    with pytest.raises(psycopg.Error, match='policy "old", version 1, has no rules'):
        archive.execute(
            "SELECT lookalike.apply_policy(policy_id, %s) FROM lookalike_internal.retention_policy"
            " WHERE name = 'old'",
            (ME,),
        )


def test_the_default_is_taken_into_use_by_an_upgrade_only_where_it_was(
    archive: Connection[Any], archive_url: str, file: Path
) -> None:
    from lookalike.database import install

    install(archive_url, force=True)
    assert find_version(archive, None, None).name == "default"
    assert archive.execute(
        "SELECT count(*) FROM lookalike_internal.policy_application"
    ).fetchone() == (1,)
    apply_policy(archive, store_policy(archive, read_policy(archive, file), ME), ME)
    install(archive_url, force=True)
    assert find_version(archive, None, None).name == "mine"
    # Nor does it replace a default policy of the archive's own.
    own = replace(read_policy(archive, file), name="default")
    apply_policy(archive, store_policy(archive, own, ME), ME)
    install(archive_url, force=True)
    assert find_version(archive, None, None).version == 3
