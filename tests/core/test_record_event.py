"""Appending: the chain against another implementation, at once from everywhere, and rolled back."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.types.json import Jsonb

from core.sealing import is_chain, read
from examples import examples
from lookalike.database import connect
from lookalike.premis.document import LOCAL_TYPES

RECORD = "SELECT lookalike_internal.record_event(%s, %s, %s, %s, %s, %s)"
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
NAME = TEXT.filter(bool)
JSON = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)  # fmt: skip


def record(connection: Connection[Any], remark: object = None) -> int:
    """Append one event."""
    row = connection.execute(
        "SELECT lookalike_internal.record_event('decide', 'maria', 'image', '7', %s)",
        (Jsonb({"remark": remark}),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_the_first_and_the_second(archive: Connection[Any]) -> None:
    archive.execute("SELECT lookalike_internal.record_event('scan', 'lookalike')")
    record(archive, "a\nb: 'č', 3")
    first, second = read(archive)
    assert (first.event_id, first.event_type, first.previous_hash) == (
        1,
        "message digest calculation; metadata extraction",
        None,
    )
    assert (first.object_type, first.object_id, first.detail) == (None, None, "{}")
    assert (first.outcome, first.database_role) == ("success", "lookalike")
    assert (second.event_id, second.event_type) == (2, "appraisal")
    assert (second.done_by, second.object_type, second.object_id) == ("maria", "image", "7")
    assert second.previous_hash == first.hash
    assert is_chain([first, second])


@examples(60)
@given(
    event=st.tuples(
        st.sampled_from(["scan", "decide", "place hold", "move", "restore"]),
        NAME, st.none() | TEXT, st.none() | TEXT, JSON, TEXT,
    )
)  # fmt: skip
def test_the_hash_is_as_documented(archive: Connection[Any], event: tuple[Any, ...]) -> None:
    """Whatever is in the fields, another implementation comes to the same chain."""
    *texts, detail, outcome = event
    archive.execute(RECORD, (*texts, Jsonb(detail), outcome))
    rows = read(archive)
    assert is_chain(rows)
    assert rows[-1].action == event[0]
    verified = archive.execute("SELECT is_intact, events, head FROM lookalike.verify_log()")
    assert verified.fetchone() == (True, len(rows), rows[-1].hash)


def test_the_session_does_not_change_the_hash(any_archive: Connection[Any]) -> None:
    for setting in (
        "TimeZone = 'Asia/Kathmandu'",
        "DateStyle = 'German'",
        "bytea_output = 'escape'",
    ):
        any_archive.execute(f"SET {setting}")
        record(any_archive, setting)
        intact = any_archive.execute("SELECT is_intact FROM lookalike.verify_log()").fetchone()
        assert intact == (True,)
    any_archive.execute("RESET ALL")
    assert is_chain(read(any_archive))


def test_unknown_action(archive: Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match='no action "destroy"'):
        archive.execute("SELECT lookalike_internal.record_event('destroy', 'maria')")
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        archive.execute("SELECT lookalike_internal.record_event(NULL, 'maria')")
    assert read(archive) == []


def test_appended_at_once(archive_url: str, archive: Connection[Any]) -> None:
    """Several connections, several events a transaction, some of them rolled back."""

    def append(number: int) -> None:
        with connect(archive_url) as connection:
            for turn in range(12):
                with connection.transaction(force_rollback=(turn + number) % 3 == 0):
                    for _ in range(1 + turn % 3):
                        record(connection, [number, turn])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(append, range(6)))
    kept = sum(1 + t % 3 for n in range(6) for t in range(12) if (t + n) % 3)
    rows = read(archive)
    assert len(rows) == kept
    assert is_chain(rows)


def test_a_rolled_back_transaction_leaves_no_gap(archive: Connection[Any]) -> None:
    assert record(archive) == 1
    with archive.transaction(force_rollback=True):
        assert record(archive, "never happened") == 2
    assert record(archive, "happened") == 2
    rows = read(archive)
    assert is_chain(rows)
    assert "happened" in rows[-1].detail


def test_a_savepoint_rolled_back_leaves_no_gap(archive: Connection[Any]) -> None:
    with archive.transaction():
        record(archive)
        with archive.transaction(force_rollback=True):
            record(archive)
        record(archive)
    assert [row.event_id for row in read(archive)] == [1, 2]
    assert is_chain(read(archive))


def test_a_snapshot_from_before_forks_nothing(archive_url: str, archive: Connection[Any]) -> None:
    """Who cannot see the end of the log must not append to what they see."""
    record(archive)
    with connect(archive_url, autocommit=False) as late:
        late.commit()
        late.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        late.execute("SELECT count(*) FROM lookalike_internal.event")
        record(archive)
        with pytest.raises(psycopg.errors.SerializationFailure, match="event log"):
            record(late)
        late.rollback()
        assert record(late) == 3
    assert is_chain(read(archive))


def test_every_action_has_a_premis_type(archive: Connection[Any]) -> None:
    types = {
        action: archive.execute("SELECT lookalike_internal.premis_type(%s)", (action,)).fetchone()
        for action in ACTIONS
    }
    for action, kind in types.items():
        assert kind is not None and set(kind[0].split("; ")) <= PREMIS | LOCAL_TYPES, action


# As the pages about each of them say.
ACTIONS = (
    "scan", "encode", "embed", "match", "prove", "cluster", "classify", "import catalogue",
    "link entry", "unlink entry", "forget collection", "set collection", "apply policy",
    "place hold",
    "release hold", "close matter", "decide", "carry decisions", "draw sample", "complete review",
    "propose quarantine", "approve quarantine", "withdraw quarantine",
    "withhold", "move", "restore", "refuse", "set jurisdiction", "propose transfer",
    "approve transfer", "record receipt", "propose disposal record", "record disposal",
    "export plan",
)  # fmt: skip
# https://id.loc.gov/vocabulary/preservation/eventType, as of 2018.
PREMIS = {
    "accession", "appraisal", "capture", "compiling", "compression", "creation", "deaccession",
    "decompression", "decryption", "deletion", "digital signature generation",
    "digital signature validation", "displaying", "dissemination", "encryption", "execution",
    "exporting", "extraction", "filename change", "fixity check", "forensic feature analysis",
    "format identification", "imaging", "information package creation",
    "information package merging", "information package splitting", "ingestion", "ingestion end",
    "ingestion start", "interpreting", "message digest calculation", "metadata extraction",
    "metadata modification", "migration", "modification", "normalization", "packing",
    "policy assignment", "printing", "quarantine", "recovery", "redaction", "refreshment",
    "rendering", "replication", "transfer", "unpacking", "unquarantine", "validation",
    "virus check",
}  # fmt: skip
