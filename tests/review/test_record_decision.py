"""What may be decided, what is refused, and that nothing is lost afterwards."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import Diagnostic

from builder import FakeImage, clusters, put
from lookalike.database import connect
from review.deciding import decide, image_id, match_and_cluster


def refused(connection: Connection[Any], *arguments: object) -> Diagnostic:
    """Call record_decision with these arguments, and return the error it has to raise."""
    before = counts(connection)
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(
            f"SELECT lookalike.record_decision({', '.join(['%s'] * len(arguments))})".encode(),
            arguments,
        )
    assert counts(connection) == before
    return caught.value.diag


def counts(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT (SELECT count(*) FROM lookalike_internal.decision), (SELECT count(*) FROM"
        " lookalike_internal.event),"
        " (SELECT count(*) FROM lookalike_internal.unclustered)"
    ).fetchall()


@pytest.fixture
def pair(archive: Connection[Any]) -> tuple[int, int]:
    """Images a and b of one look, and c and d of the same pixels."""
    put(
        archive,
        [
            FakeImage("a"),
            FakeImage("b", phash=1),
            FakeImage("c", phash=2**64 - 1, pixels="same"),
            FakeImage("d", phash=2**64 - 1, pixels="same"),
            FakeImage("gone", phash=2**40 - 1),
        ],
    )
    archive.execute(
        "UPDATE lookalike_internal.image SET missing_since = '2024-05-06' WHERE path = 'gone'"
    )
    match_and_cluster(archive)
    return image_id(archive, "a"), image_id(archive, "b")


def test_a_decision_is_kept_with_all_that_belongs_to_it(
    archive: Connection[Any], pair: tuple[int, int]
) -> None:
    number = decide(archive, "not a duplicate", "b", "a", "two frames", "  Anna ")
    row = archive.execute(
        "SELECT d.decision, d.decided_by, d.reason, d.database_role,"
        " d.pixel_digest_a < d.pixel_digest_b,"
        " a.path = d.path_a AND a.pixel_digest = d.pixel_digest_a,"
        " b.path = d.path_b AND b.pixel_digest = d.pixel_digest_b"
        " FROM lookalike_internal.decision d JOIN lookalike_internal.image a ON a.image_id ="
        " d.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = d.image_id_b WHERE decision_id = %s",
        (number,),
    ).fetchone()
    assert row is not None
    assert row[:3] == ("not a duplicate", "Anna", "two frames")
    assert row[3] == archive.execute("SELECT session_user").fetchall()[0][0]
    assert row[4:] == (True, True, True)
    logged = archive.execute(
        "SELECT action, done_by, object_type, object_id, detail->>'decision' FROM"
        " lookalike_internal.event"
        " ORDER BY event_id DESC LIMIT 1"
    ).fetchone()
    assert logged == ("decide", "Anna", "decision", str(number), "not a duplicate")
    archive.execute("CALL lookalike.form_clusters()")
    assert clusters(archive) == {2: frozenset("cd")}


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            ("maybe", "A", "r", "a"),
            'unknown decision "maybe"',
            "keep, quarantine, rights settled or metadata settled",
        ),
        ((None, "A", "r", "a"), 'unknown decision "<NULL>"', "for two images"),
        (("keep", "", "r", "a"), "no person is named", "name of the person"),
        (("keep", None, "r", "a"), "no person is named", "name of the person"),
        (("keep", "A", " \n", "a"), "no reason is given", "Say why"),
        (("keep", "A", None, "a"), "no reason is given", "Say why"),
        (("keep", "A", "r", 999), "image 999 does not exist", "lists the images"),
        (("keep", "A", "r", None), "image null does not exist", "lists the images"),
        (("keep", "A", "r", "gone"), 'image "gone" is missing', "Scan its collection"),
        (("keep", "A", "r", "a", "b"), 'decision "keep" is about one image', "by itself"),
        (("duplicate", "A", "r", "a"), 'decision "duplicate" needs two images', "other_image_id"),
        (("duplicate", "A", "r", "a", 999), "image 999 does not exist", "lists the images"),
        (("duplicate", "A", "r", "a", "gone"), 'image "gone" is missing', "Scan its collection"),
        (
            ("not a duplicate", "A", "r", "c", "d"),
            'images "c" and "d" are the same picture',
            "keep",
        ),
        (
            ("rights settled", "A", "r", "a"),
            'there is no rights conflict about image "a"',
            "rights_conflict",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    archive: Connection[Any],
    pair: tuple[int, int],
    arguments: tuple[Any, ...],
    message: str,
    hint: str,
) -> None:
    ids = dict(archive.execute("SELECT path, image_id FROM lookalike_internal.image").fetchall())
    given = [
        *arguments[:3],
        *(ids.get(image, image) if isinstance(image, str) else image for image in arguments[3:]),
    ]
    error = refused(archive, *given)
    assert error.message_primary == message
    assert hint in (error.message_hint or "")


def test_an_image_is_not_a_pair_with_itself(
    archive: Connection[Any], pair: tuple[int, int]
) -> None:
    error = refused(archive, "duplicate", "A", "r", pair[0], pair[0])
    assert error.message_primary == f"image {pair[0]} is given twice"


@pytest.mark.parametrize("decision", ["duplicate", "not a duplicate", "keep", "quarantine"])
def test_the_same_again_wants_a_reason_of_its_own(
    archive: Connection[Any], pair: tuple[int, int], decision: str
) -> None:
    both = pair if decision.endswith("duplicate") else pair[:1]
    first = archive.execute(
        f"SELECT lookalike.record_decision(%s, %s, %s{', %s' * len(both)})".encode(),
        (decision, "Anna", "seen", *both),
    ).fetchone()
    assert first is not None
    error = refused(archive, decision, "Bert", " seen ", *reversed(both))
    assert error.message_primary == "Anna decided that already, for the same reason"
    assert f"Decision {first[0]}" in (error.message_detail or "")
    archive.execute(
        f"SELECT lookalike.record_decision(%s, %s, %s{', %s' * len(both)})".encode(),
        (decision, "Bert", "seen by me as well", *both),
    )
    # What was decided otherwise in between may be decided again.
    others = {"duplicate": "not a duplicate", "keep": "quarantine"}
    others |= {b: a for a, b in others.items()}
    for this in (others[decision], decision):
        archive.execute(
            f"SELECT lookalike.record_decision(%s, %s, %s{', %s' * len(both)})".encode(),
            (this, "Anna", "seen", *both),
        )


def test_decisions_are_never_changed(archive: Connection[Any], pair: tuple[int, int]) -> None:
    decide(archive, "keep", "a")
    for command in (
        "UPDATE lookalike_internal.decision SET reason = 'other'",
        "DELETE FROM lookalike_internal.decision",
        "TRUNCATE lookalike_internal.decision",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation):
            archive.execute(command.encode())


def test_two_reviewers_at_once_decide_one_after_the_other(
    archive: Connection[Any], archive_url: str, pair: tuple[int, int]
) -> None:
    call = "SELECT lookalike.record_decision(%s, %s, %s, %s, %s)"
    with connect(archive_url, autocommit=False) as other:
        other.execute(call, ("duplicate", "Bert", "same", *pair))
        archive.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            archive.execute(call, ("not a duplicate", "Anna", "differ", *pair))
        other.commit()
    # Who waited sees what the other decided.
    error = refused(archive, "duplicate", "Anna", "same", *pair)
    assert error.message_primary == "Bert decided that already, for the same reason"
    archive.execute(call, ("not a duplicate", "Anna", "differ", *pair))
    archive.execute("CALL lookalike.form_clusters()")
    assert clusters(archive) == {2: frozenset("cd")}


def test_a_snapshot_of_before_is_no_ground_to_decide_on(
    archive: Connection[Any], pair: tuple[int, int]
) -> None:
    archive.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    with pytest.raises(psycopg.Error, match="READ COMMITTED"):
        decide(archive, "keep", "a")
    archive.execute("ROLLBACK")


def test_paths_name_images(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("only/here"), FakeImage("twice", phash=3)])
    put(archive, [FakeImage("twice", phash=7)], "more")
    found = dict(
        archive.execute(
            "SELECT c.name || ':' || i.path, i.image_id FROM lookalike_internal.image i"
            " JOIN lookalike_internal.collection c USING (collection_id)"
        ).fetchall()
    )
    for location, name in {
        "only/here": "test:only/here",
        "test:only/here": "test:only/here",
        "/made-up/test/only/here": "test:only/here",
        "more:twice": "more:twice",
        "/made-up/more/twice": "more:twice",
    }.items():
        assert image_id(archive, location) == found[name]
    with pytest.raises(psycopg.Error) as caught:
        image_id(archive, "twice")
    assert caught.value.diag.message_primary == 'there are 2 images "twice"'
    assert "test:twice, more:twice" in (caught.value.diag.message_detail or "")
    with pytest.raises(psycopg.Error) as caught:
        image_id(archive, "nowhere")
    assert caught.value.diag.message_primary == 'there is no image "nowhere"'
