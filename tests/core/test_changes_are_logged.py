"""What changes the work is logged with what was before, also where the owner writes to a table."""

from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from builder import FakeImage, put
from lookalike.database import install, one

RULE = {
    "name": "identical", "priority": 1, "predicate": "width > 10",
    "class": "identical copy", "disposition": "quarantine", "authority": "RS-1", "reason": "{path}",
}  # fmt: skip


def logged(archive: Connection[Any], action: str) -> list[tuple[Any, ...]]:
    return archive.execute(
        "SELECT done_by, object_id, detail FROM lookalike_internal.event WHERE action = %s"
        " ORDER BY event_id",
        (action,),
    ).fetchall()


def test_settings(archive: Connection[Any]) -> None:
    for change in (
        "SELECT lookalike.set_setting('match_radius', '9')",
        "SELECT lookalike.set_setting('match_radius', '9')",  # as it is
        "UPDATE lookalike_internal.setting SET value = '7' WHERE name = 'match_radius'",
        "SELECT lookalike.reset_setting('match_radius')",
    ):
        archive.execute(change.encode())
    assert logged(archive, "set setting") == [
        ("lookalike", "match_radius", {"from": "8", "to": "9"}),
        ("lookalike", "match_radius", {"from": "9", "to": "7"}),
        ("lookalike", "match_radius", {"from": "7", "to": "8"}),
    ]


def test_policies(archive: Connection[Any]) -> None:
    for _ in range(2):  # the second is the same version
        added = one(
            archive, "SELECT lookalike.add_policy('ours', 'a test', %s, 'Ann')", Jsonb([RULE])
        )
    assert logged(archive, "add policy") == [
        ("Ann", str(added), {"name": "ours", "version": 1, "description": "a test"})
    ]


def test_review_intervals(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a")])
    for days in ("30", "30", "60", "NULL"):
        archive.execute(f"SELECT lookalike.set_review_interval('test', {days})".encode())
    archive.execute("INSERT INTO lookalike_internal.review_interval VALUES (1, 5)")
    assert [detail for _, _, detail in logged(archive, "set review interval")] == [
        {"collection": "test", "from": None, "to": 30},
        {"collection": "test", "from": 30, "to": 60},
        {"collection": "test", "from": 60, "to": None},
        {"collection": "test", "from": None, "to": 5},
    ]
    archive.execute("SELECT lookalike.forget_collection('test')")
    assert len(logged(archive, "set review interval")) == 4


def test_models(archive: Connection[Any]) -> None:
    def add(name: str, sha256: str) -> None:
        archive.execute(
            "SELECT lookalike_internal.add_model(%s, NULL, decode(%s, 'hex'), 224,"
            " '{0,0,0}', '{1,1,1}', 'out', NULL, 'made up')",
            (name, sha256 * 32),
        )

    add("one", "aa")
    add("two", "bb")
    assert logged(archive, "use model") == []
    archive.execute("SELECT lookalike.use_model('one')")
    archive.execute("SELECT lookalike.use_model('one')")  # as it is
    archive.execute("SELECT lookalike.use_model('two')")
    add("two", "cc")
    assert logged(archive, "use model") == [
        ("lookalike", "one", {"from": None, "to": "aa" * 32}),
        ("lookalike", "one", {"from": "aa" * 32, "to": None}),
        ("lookalike", "two", {"from": None, "to": "bb" * 32}),
        ("lookalike", "two", {"from": "bb" * 32, "to": "cc" * 32}),
    ]


def test_rights(archive: Connection[Any], archive_url: str) -> None:
    install(archive_url, force=True)
    assert logged(archive, "grant access") == [], "nothing changed"
    archive.execute("GRANT UPDATE ON lookalike_internal.decision TO lookalike_analyst")
    archive.execute("GRANT UPDATE (reason) ON lookalike_internal.legal_hold TO lookalike_analyst")
    archive.execute("REVOKE SELECT ON lookalike_detail.image FROM lookalike_loader")
    archive.execute("GRANT EXECUTE ON FUNCTION lookalike.grant_access() TO lookalike_analyst")
    archive.execute("SELECT lookalike.grant_access()")
    archive.execute("SELECT lookalike.grant_access()")
    ((done_by, _, detail),) = logged(archive, "grant access")
    assert done_by == "lookalike"
    assert detail == {
        "granted": ["lookalike_loader: SELECT ON lookalike_detail.image"],
        "revoked": [
            "lookalike_analyst: UPDATE ON lookalike_internal.decision",
            "lookalike_analyst: UPDATE ON lookalike_internal.legal_hold (reason)",
        ],
    }
