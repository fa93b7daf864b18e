"""What was written stays as it was written, also for the owner of the archive."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import RestrictViolation

TABLES = (
    "event", "decision", "publication", "catalogue_entry_history", "retention_policy",
    "retention_rule", "policy_application", "review", "review_sample",
    "legal_hold_picture", "legal_hold_file", "legal_hold_image",
)  # fmt: skip


def test_only_added(any_archive: Connection[Any]) -> None:
    for table in TABLES:
        columns = any_archive.execute(
            f"SELECT * FROM lookalike_internal.{table} LIMIT 0"
        ).description
        assert columns is not None
        name = columns[1].name
        for statement in (
            f"UPDATE lookalike_internal.{table} SET {name} = {name}",
            f"DELETE FROM lookalike_internal.{table}",
            f"TRUNCATE lookalike_internal.{table} CASCADE",
        ):
            with pytest.raises(RestrictViolation, match="is refused") as refused:
                any_archive.execute(statement)
            assert refused.value.diag.message_hint


def test_the_way_round_by_a_table_above(archive: Connection[Any]) -> None:
    """TRUNCATE takes the tables along that refer to the one."""
    for table in ("catalogue", "catalogue_entry", "legal_matter", "retention_policy"):
        with pytest.raises(RestrictViolation, match="is refused"):
            archive.execute(f"TRUNCATE lookalike_internal.{table} CASCADE")


@pytest.fixture
def hold(archive: Connection[Any]) -> int:
    """A hold, put in as its owner could."""
    archive.execute("INSERT INTO lookalike_internal.collection (name, root) VALUES ('a', '/a')")
    archive.execute(
        "INSERT INTO lookalike_internal.legal_matter (name, opened_by) VALUES ('case', 'maria')"
    )
    row = archive.execute(
        "INSERT INTO lookalike_internal.legal_hold (matter_id, collection_id, reason, placed_by)"
        " SELECT matter_id, collection_id, 'subpoena', 'maria'"
        " FROM lookalike_internal.legal_matter, lookalike_internal.collection RETURNING hold_id"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_holds_are_never_taken_away(archive: Connection[Any], hold: int) -> None:
    for statement in (
        "DELETE FROM lookalike_internal.legal_hold",
        "DELETE FROM lookalike_internal.legal_matter",
        "TRUNCATE lookalike_internal.legal_hold CASCADE",
        "TRUNCATE lookalike_internal.legal_matter CASCADE",
    ):
        with pytest.raises(RestrictViolation, match="is refused"):
            archive.execute(statement)


def test_a_hold_is_released_once(archive: Connection[Any], hold: int) -> None:
    release = "released_by = %s, released_reason = 'over', released_at = now()"
    for change in (
        "reason = 'x'",
        "placed_by = 'x'",
        "collection_id = NULL",
        "placed_at = now()",
        "hold_id = DEFAULT",
        "reason = 'x', released_by = 'b', released_reason = 'c', released_at = now()",
    ):
        with pytest.raises(RestrictViolation, match="legal_hold"):
            archive.execute(f"UPDATE lookalike_internal.legal_hold SET {change}")
    ask = "asked_by = 'anna', asked_reason = 'over', asked_at = now()"
    for alone in (release.replace("%s", "'maria'"), f"{ask}, {release}".replace("%s", "'maria'")):
        with pytest.raises(RestrictViolation, match="another person has to confirm"):
            archive.execute(f"UPDATE lookalike_internal.legal_hold SET {alone}")
    archive.execute(f"UPDATE lookalike_internal.legal_hold SET {ask}")
    with pytest.raises(RestrictViolation, match="another person has to confirm"):
        archive.execute(f"UPDATE lookalike_internal.legal_hold SET {release}", (" Anna",))
    archive.execute(f"UPDATE lookalike_internal.legal_hold SET {release}", ("maria",))
    for undo in (
        release.replace("%s", "'anna'"),
        "released_by = NULL, released_reason = NULL, released_at = NULL",
    ):
        with pytest.raises(RestrictViolation, match="legal_hold"):
            archive.execute(f"UPDATE lookalike_internal.legal_hold SET {undo}")
    assert archive.execute("SELECT released_by FROM lookalike_internal.legal_hold").fetchall() == [
        ("maria",)
    ]


def test_a_matter_is_closed_once(archive: Connection[Any], hold: int) -> None:
    close = "closed_by = 'maria', closed_reason = 'over', closed_at = now()"
    with pytest.raises(RestrictViolation, match="legal_matter"):
        archive.execute("UPDATE lookalike_internal.legal_matter SET name = 'another'")
    with pytest.raises(RestrictViolation, match="another person has to confirm"):
        archive.execute(f"UPDATE lookalike_internal.legal_matter SET {close}")
    archive.execute(
        "UPDATE lookalike_internal.legal_matter"
        " SET asked_by = 'anna', asked_reason = 'over', asked_at = now()"
    )
    archive.execute(f"UPDATE lookalike_internal.legal_matter SET {close}")
    with pytest.raises(RestrictViolation, match="legal_matter"):
        archive.execute(
            "UPDATE lookalike_internal.legal_matter"
            " SET closed_by = NULL, closed_reason = NULL, closed_at = NULL"
        )


RULE = (
    "INSERT INTO lookalike_internal.retention_rule"
    " (policy_id, priority, name, predicate, class, disposition, authority, reason)"
    " SELECT policy_id, %s, 'rule ' || %s, 'true', 'unique', 'retain', 'a', 'b'"
    " FROM lookalike_internal.retention_policy WHERE name = 'ours'"
)
POLICY = (
    "INSERT INTO lookalike_internal.retention_policy (name, version, description) VALUES"
    " ('ours', 1, 'd')"
)


def test_a_policy_is_complete_when_it_is_added(archive: Connection[Any]) -> None:
    with archive.transaction():
        archive.execute(POLICY)
        archive.execute(RULE, (1, 1))
        with archive.transaction():  # a savepoint is no other transaction
            archive.execute(RULE, (2, 2))
    with pytest.raises(RestrictViolation, match="is complete"):
        archive.execute(RULE, (3, 3))
    # What is there already is no addition, and says so in its own way.
    archive.execute(f"{RULE} ON CONFLICT DO NOTHING", (1, 1))
    with pytest.raises(psycopg.errors.UniqueViolation):
        archive.execute(RULE, (1, 1))
