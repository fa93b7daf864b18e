"""Reviewers decide under their own names, and nobody else does."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from builder import FakeImage, clusters, put
from review.deciding import decide, match_and_cluster


@pytest.fixture
def logins(archive: Connection[Any], archive_url: str) -> Iterator[Logins]:
    put(archive, [FakeImage("a"), FakeImage("b", phash=1)])
    match_and_cluster(archive)
    with Logins(archive_url) as made:
        yield made


def test_a_reviewer_decides_and_the_loader_applies_it(
    archive: Connection[Any], logins: Logins
) -> None:
    with logins.connect("lookalike_reviewer", name="anna") as anna:
        decide(anna, "not a duplicate", "a", "b", reviewer="anna")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match='may not act as "Bert"'):
            decide(anna, "duplicate", "a", "b", reviewer="Bert")
        anna.execute("SELECT lookalike.draw_sample(3)")
        anna.execute("SELECT lookalike.complete_review('test', 'anna')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            anna.execute("SELECT lookalike.set_review_interval('test', 3)")
        for query in ("SELECT FROM lookalike.review_queue", "TABLE lookalike.match_precision"):
            anna.execute(query.encode())
        for command in (
            "INSERT INTO lookalike_internal.decision DEFAULT VALUES",
            "DELETE FROM lookalike_internal.cut_match",
            "INSERT INTO lookalike_internal.review_sample DEFAULT VALUES",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                anna.execute(command.encode())
    with logins.connect("lookalike_loader") as loader:
        match_and_cluster(loader)
    assert clusters(archive) == {}
    recorded = archive.execute(
        "SELECT decided_by, database_role FROM lookalike_internal.decision"
    ).fetchall()
    assert recorded == [("anna", "anna")]


@pytest.mark.parametrize("role", ["lookalike_analyst", "lookalike_loader"])
def test_others_do_not_decide(archive: Connection[Any], logins: Logins, role: str) -> None:
    with logins.connect(role, name="eve") as eve:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            decide(eve, "not a duplicate", "a", "b", reviewer="eve")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            eve.execute("SELECT lookalike.draw_sample(3)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            eve.execute("SELECT lookalike.complete_review('test', 'eve')")
    assert archive.execute("SELECT FROM lookalike_internal.decision").fetchall() == []


def test_a_steward_says_how_often(archive: Connection[Any], logins: Logins) -> None:
    with logins.connect("lookalike_steward") as steward:
        steward.execute("SELECT lookalike.set_review_interval('test', 3)")
    days = archive.execute("SELECT interval_days FROM lookalike.review_schedule").fetchall()
    assert days == [(3,)]
