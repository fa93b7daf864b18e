"""`lookalike status`: what waits for people, and what to do next."""

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from command import run_command
from lookalike.cli import app
from lookalike.quarantine.run import apply_plan
from pictures import textured
from quarantine.shelf import Shelf


def work(archive: Connection[Any]) -> dict[str, int]:
    found = dict(archive.execute("SELECT work, items FROM lookalike_detail.open_work").fetchall())
    assert found.pop("collection to review") == 1  # it was never reviewed
    return found


def test_each_step_of_a_plan_waits_for_somebody(
    shelf: Shelf, archive: Connection[Any], archive_url: str
) -> None:
    master = shelf.shelve("a.tif", "x", "archival master")
    copy = shelf.shelve("b.tif", "x", "identical copy", master)
    assert work(archive) == {}

    plan = shelf.propose(copy)
    assert work(archive) == {"plan to approve": 1}
    said = run_command(archive_url, "status")
    assert "plan to approve" in said
    assert "lookalike quarantine list" in said
    shelf.approve(plan)
    assert work(archive) == {"plan to apply": 1}
    assert apply_plan(archive, plan).done == 1
    assert work(archive) == {}
    assert "Plans have moved 1 file" in run_command(archive_url, "status")

    hold = shelf.one(
        "SELECT lookalike.place_hold('Case', 'evidence', 'Ida', %s, review_on => current_date)",
        master,
    )
    assert work(archive) == {"hold to review": 1}
    archive.execute("SELECT lookalike.release_hold(%s, 'Ida', 'closed')", [hold])
    assert set(work(archive)) == {"hold to review", "end of a hold to confirm"}


def steps(archive: Connection[Any]) -> list[tuple[str, str, int, str]]:
    """What is next, without the stages, which are behind where images are made up."""
    return archive.execute(
        "SELECT area, step, items, command FROM lookalike_detail.next_step"
        " WHERE area NOT IN ('stage', 'archive')"
    ).fetchall()


def test_what_is_next_follows_the_dispositions_and_the_plans(
    shelf: Shelf, archive: Connection[Any]
) -> None:
    master = shelf.shelve("a.tif", "x", "archival master")
    assert steps(archive) == []
    copies = [shelf.shelve(f"{n}.tif", "x", "identical copy", master) for n in range(3)]
    for image, disposition in zip(copies, ("quarantine", "quarantine", "transfer"), strict=True):
        shelf.classify(image, "identical copy", master, disposition)
    shelf.classify(shelf.shelve("b.tif"), "unique", disposition="review")
    aside = "lookalike quarantine propose"
    other = ("plan", "1 image may go to another keeper, unless a guard keeps it", 1,
             "lookalike quarantine transfer")  # fmt: skip
    people = ("review", "1 image waits for people to decide", 1, "lookalike review queue")
    two = ("plan", "2 images may be set aside, unless a guard keeps them", 2, aside)
    assert steps(archive) == [two, other, people]

    plan = shelf.propose(copies[0], destination=str(shelf.away))
    waits = ("plan", "Waits for people: 1, plan to approve", 1, "lookalike quarantine list")
    assert steps(archive) == [waits, two, other, people]
    shelf.approve(plan)
    one = ("plan", "1 image may be set aside, unless a guard keeps it", 1, aside)
    waits = ("plan", "Waits for people: 1, plan to apply", 1, "lookalike quarantine list")
    assert steps(archive) == [waits, one, other, people]
    assert apply_plan(archive, plan).done == 1
    assert steps(archive) == [one, other, people]
    # Missing images are counted no more.
    shelf.lose(copies[1], copies[2])
    assert steps(archive) == [people]


def test_without_an_archive_it_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOOKALIKE_DATABASE", raising=False)
    monkeypatch.setenv("LOOKALIKE_DATA_DIR", str(tmp_path / "none"))
    said = CliRunner().invoke(app, []).output
    assert "lookalike audit FOLDER" in said
    assert not (tmp_path / "none").exists()


def test_an_empty_archive_says_how_to_begin(archive_url: str, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    textured((64, 48), 1).save(picture)
    for said in (run_command(archive_url, "status"), run_command(archive_url, "find", picture)):
        assert "lookalike audit FOLDER" in said
        assert "0 of 0" not in said
