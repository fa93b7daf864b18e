"""`lookalike review`, as people type it."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner

from builder import FakeImage, clusters, put
from command import run_command
from lookalike.cli import app
from lookalike.errors import LookalikeError
from review.deciding import match_and_cluster

# Only match and cluster have run.
NEXT = "There are no lineages yet. Next: lookalike lineage"


@pytest.fixture
def filled(archive: Connection[Any]) -> Connection[Any]:
    """A pair that is accepted, one that is possible, and one path in two collections."""
    put(
        archive,
        [
            FakeImage("a"),
            FakeImage("b", phash=1),
            FakeImage("c", phash=2**64 - 1, phash_256=0),
            FakeImage("d", phash=2**64 - 2, phash_256=2**90 - 1, byte_size=2_000_000),
        ],
    )
    put(archive, [FakeImage("a", phash=2**30 - 1)], "other")
    match_and_cluster(archive)
    return archive


class Review:
    """Runs `lookalike review` on a database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(self, *arguments: str) -> str:
        return run_command(self._url, "review", *arguments)

    def usage(self, *arguments: str) -> str:
        """What it says of a command line that cannot be understood."""
        done = CliRunner().invoke(app, ["review", *arguments, "--database", self._url])
        assert done.exit_code == 2
        return done.output


@pytest.fixture
def review(archive_url: str) -> Review:
    return Review(archive_url)


def test_the_queue_is_shown_and_answered(filled: Connection[Any], review: Review) -> None:
    shown = review("queue").splitlines()
    assert shown[0].startswith("1. possible pair, priority ") and shown[0].endswith(", 1 kB")
    assert shown[1:3] == ["   test:c", "   test:d"]
    assert shown[3].startswith('   "d" resembles "c"')
    assert shown[4:] == ["   It leaves the queue after: duplicate or not a duplicate."]
    assert review("queue", "--kind", "Possible-Pair", "--collection", "test") == "\n".join(
        [*shown, ""]
    )
    for nothing in (["--kind", "sample"], ["--collection", "other"]):
        assert review("queue", *nothing) == "There is nothing to look at.\n"
    done = review(
        "decide", "not-a-duplicate", "c", "test:d", "--by", "Anna", "--reason", "two views"
    )
    assert done.splitlines() == [
        'Decision 1: "c" and "test:d": not a duplicate.',
        "To take it back: lookalike review undo 1",
        "Brought up to date: clusters.",
        NEXT,
    ]
    assert review("queue") == "There is nothing to look at.\n"


def test_decisions_are_recorded_by_path(filled: Connection[Any], review: Review) -> None:
    # --by was once called --reviewer.
    review("decide", "Not a duplicate", "test:a", "b", "--reviewer", "Anna", "--reason", "frames")
    said = review("decide", "keep", "other:a", "--by", "Bert", "--reason", "the only print")
    assert said.splitlines() == [
        'Decision 2: "other:a": keep.',
        "To take it back: lookalike review undo 2",
        NEXT,
    ]
    rows = filled.execute(
        "SELECT decision, least(path_a, path_b), greatest(path_a, path_b), decided_by, reason"
        " FROM lookalike.review_decision ORDER BY decision_id"
    ).fetchall()
    assert rows == [
        ("not a duplicate", "a", "b", "Anna", "frames"),
        ("keep", "a", "a", "Bert", "the only print"),
    ]
    filled.execute("CALL lookalike.form_clusters()")
    assert clusters(filled) == {}


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["destroy", "b"], 'unknown decision "destroy"', "not-a-duplicate, keep, quarantine"),
        (["duplicate", "b"], 'decision "duplicate" is about two images', "SUBJECT OTHER"),
        (["keep", "b", "c"], 'decision "keep" is about one image', "DECISION SUBJECT"),
        (["keep", "a"], 'there are 2 images "a"', "Name the collection, too: test:a"),
        (["keep", "nowhere"], 'there is no image "nowhere"', "COLLECTION:PATH"),
        (["duplicate", "b", "nowhere"], 'there is no image "nowhere"', "COLLECTION:PATH"),
        (["same-record", "b"], 'decision "same record" is about two entries', "SUBJECT OTHER"),
        (["same-record", "b", "c"], 'catalogue entry "b" does not exist', "catalogue_record"),
        (["duplicate", "b", "test:b"], "is given twice", "two different images"),
    ],
)
def test_slips_are_explained_and_change_nothing(
    filled: Connection[Any], review: Review, arguments: list[str], message: str, hint: str
) -> None:
    with pytest.raises((LookalikeError, psycopg.Error)) as caught:
        review("decide", *arguments, "--by", "Anna", "--reason", "r")
    error = caught.value
    if isinstance(error, psycopg.Error):
        said, advice = error.diag.message_primary or "", error.diag.message_hint or ""
    else:
        said, advice = error.message, error.hint or ""
    assert message in said
    assert hint in advice
    assert filled.execute("SELECT FROM lookalike_internal.decision").fetchall() == []


def test_who_and_why_are_wanted(filled: Connection[Any], review: Review) -> None:
    assert "--by" in review.usage("decide", "keep", "b", "--reason", "r")
    assert "--reason" in review.usage("decide", "keep", "b", "--by", "Anna")
    assert "--by" in review.usage("complete", "test")
    with pytest.raises(psycopg.Error, match="no reason is given"):
        review("decide", "keep", "b", "--by", "Anna", "--reason", " ")


def test_the_schedule_rolls_on(filled: Connection[Any], review: Review) -> None:
    lines = review("schedule").splitlines()
    assert lines[0].split() == [
        "collection", "due", "last", "review", "by", "new", "changed", "to", "look", "at", "every",
    ]  # fmt: skip
    assert lines[2].split()[0] == "test" and " never " in lines[2] and " 4 " in lines[2]
    assert review("interval", "test", "30", "--by", "Anna").splitlines() == [
        "A review of test is now due every 30 days (before: 365; Anna set this).",
        NEXT,
        "To see when reviews are due: lookalike review schedule",
    ]
    rows = filled.execute(
        "SELECT done_by, detail::jsonb->>'to' FROM lookalike_detail.event_log"
        " WHERE action = 'set review interval'"
    ).fetchall()
    assert rows == [("Anna", "30")]
    due = filled.execute("SELECT current_date + 30").fetchall()[0][0]
    # A pair of the collection is open: nobody who could answer means no.
    with pytest.raises(LookalikeError, match="there is no terminal") as refused:
        review("complete", "test", "--by", "Anna")
    assert "with 1 open case?" in (refused.value.detail or "")
    assert refused.value.hint == (
        "Give --yes to answer yes. To look first: lookalike review queue --collection test"
    )
    assert filled.execute("SELECT FROM lookalike_internal.review").fetchall() == []
    said = review("complete", "test", "--by", "Anna", "--remark", "slides only", "--yes")
    assert said.splitlines() == [
        "test has open cases: 1 of kind possible pair.",
        f"Review of test completed. The next one is due on {due}.",
        NEXT,
    ]
    last = review("schedule").splitlines()[-1]
    assert last.split()[:2] == ["test", str(due)] and last.endswith("30 days")
    with pytest.raises(psycopg.Error, match='collection "nowhere" does not exist'):
        review("complete", "nowhere", "--by", "Anna")


def test_a_sample_gives_a_precision(filled: Connection[Any], review: Review) -> None:
    said = review("sample", "--per-band", "5", "--seed", "1")
    assert said.splitlines() == [
        "Drew 1 pair, for people to judge.",
        NEXT,
        "To judge them: lookalike review queue --kind sample",
    ]
    assert review("sample").startswith("There is nothing left to draw")
    assert "test:a\n   test:b\n" in review("queue", "--kind", "sample")
    review("decide", "duplicate", "test:a", "b", "--by", "Anna", "--reason", "same print")
    lines = review("precision").splitlines()
    assert lines[0].split()[:5] == ["band", "accepted", "sampled", "judged", "confirmed"]
    (line,) = (line for line in lines if line.startswith("close hashes, 0 to 16 bits"))
    assert line.split()[6:] == [
        "1", "1", "1", "1", "100.0", "%", "20.7", "%", "to", "100.0", "%",
    ]  # fmt: skip
