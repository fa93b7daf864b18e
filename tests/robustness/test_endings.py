"""Every command that changes something ends with what has changed, what it means, and what is next.

All of them do so by one mechanism: `archive_to_change` or `changing`.
"""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import typer
from psycopg import Connection

from command import run_command
from lookalike.cli import app
from lookalike.database import connect
from pictures import textured
from servers import WAYS, Servers

# These read, or change nothing of the archive itself; or they have an end of their own.
NO_CHANGE = {
    "doctor", "dump", "evaluate", "find", "psql", "report", "status", "takedown",
    "authority due", "authority list", "collection list", "export audit", "export check",
    "export facts", "export fingerprints", "export premis",
    "hold list", "model list", "policy check", "policy columns", "policy diff", "policy list",
    "policy show", "preload start", "preload status", "preload stop",
    "quarantine certificate", "quarantine export", "quarantine list",
    "quarantine show", "restriction list", "review decisions", "review precision",
    "review queue", "review schedule", "serve", "server start", "server status", "server stop",
    "server url", "settings list", "site list", "user add", "user list", "verify files",
    "verify log",
}  # fmt: skip
OWN_END = {"audit", "demo", "index", "install", "restore"}
DISPOSITIONS = ("retain", "review", "quarantine", "transfer", "not classified")
WIDTH = 80


def commands(command: Any = None, name: str = "") -> dict[str, Any]:
    """Every command by its words."""
    command = command or typer.main.get_command(app)
    if not hasattr(command, "commands"):
        return {} if command.hidden else {name: command}
    found: dict[str, Any] = {}
    for word, below in command.commands.items():
        found |= commands(below, f"{name} {word}".strip())
    return found


def test_every_command_that_changes_something_ends_in_one_way() -> None:
    found = commands()
    assert found.keys() >= NO_CHANGE | OWN_END
    for name, command in found.items():
        function = inspect.unwrap(command.callback)
        body = inspect.getsource(function)
        module = inspect.getsource(sys.modules[function.__module__])
        ends = "archive_to_change(" in body or "changing(" in body
        ends = ends or ("_plan_to_move(" in body and "with archive_to_change(" in module)
        assert ends is (name not in NO_CHANGE | OWN_END), name


class Archive:
    """A small archive, and what people type."""

    def __init__(self, url: str, folder: Path, connection: Connection[Any]) -> None:
        self.url, self.folder, self.connection = url, folder, connection

    def type(self, *words: object) -> list[str]:
        """Run a command; what is said of dispositions fits the screen."""
        lines = run_command(self.url, *words).splitlines()
        for line in lines:
            if line.startswith(("Dispositions ", *(f"  {name} " for name in DISPOSITIONS))):
                assert len(line) <= WIDTH, line
        return lines

    def dispositions(self) -> dict[str, int]:
        return dict(
            self.connection.execute(
                "SELECT disposition, images FROM lookalike_detail.disposition_count"
                " WHERE images > 0"
            ).fetchall()
        )


@pytest.fixture(scope="module")
def archive_of(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("endings")
    photographs = folder / "photographs"
    photographs.mkdir()
    for seed, name in enumerate(("bridge", "quay")):
        picture = textured((160, 120), seed)
        picture.save(photographs / f"{name}.png")
        (photographs / f"{name} copy.png").write_bytes((photographs / f"{name}.png").read_bytes())
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        archive = Archive(url, folder, connection)
        archive.type("audit", photographs, "--report", folder / "report", "--workers", 1)
        yield archive


WHY = ("--by", "Ann", "--reason", "a case")


def test_the_numbers_are_those_of_the_views(archive_of: Archive) -> None:
    archive = archive_of
    counted = archive.connection.execute(
        "SELECT coalesce(k.disposition, 'not classified'), count(*)"
        " FROM lookalike_internal.image i LEFT JOIN lookalike_internal.retention_class k"
        " USING (image_id) WHERE i.missing_since IS NULL GROUP BY 1"
    ).fetchall()
    assert archive.dispositions() == dict(counted)
    before = archive.dispositions()
    said = archive.type("review", "decide", "quarantine", "bridge copy.png", *WHY)
    after = archive.dispositions()
    assert said[:3] == [
        'Decision 1: "bridge copy.png": quarantine.',
        "To take it back: lookalike review undo 1",
        "Brought up to date: classes.",
    ]
    if after != before:
        assert "Dispositions of 4 images, before -> after:" in said
        for name in after | before:
            was, now = before.get(name, 0), after.get(name, 0)
            shown = str(now) if was == now else f"{was} -> {now}"
            assert any(line.split()[0] == name and shown in line for line in said if line)
    said = archive.type("review", "undo", 1, *WHY)
    assert archive.dispositions() == before


def test_a_policy_leads_to_classes(archive_of: Archive) -> None:
    archive = archive_of
    mine = archive.folder / "mine.toml"
    mine.write_text(
        'name = "mine"\ndescription = "All for people."\n[[rule]]\nname = "all"\npriority = 1\n'
        'predicate = "true"\nclass = "unique"\ndisposition = "review"\nauthority = "me"\n'
        'reason = "People look at all images."\n'
    )
    before = archive.dispositions()
    said = archive.type("policy", "apply", mine, "--by", "Ann")
    assert said[:2] == [
        'Policy "mine", version 1, is in use.',
        "Dispositions of 4 images (no change):",
    ]
    assert said[-1] == "Classes do not show everything yet. Next: lookalike classify"
    said = archive.type("classify")
    assert archive.dispositions() == {"review": 4} != before
    assert said[:2] == ["classify: 4 unique", "Dispositions of 4 images, before -> after:"]
    (line,) = (line for line in said if line.split()[0] == "review")
    assert line.split() == [
        "review", str(before.get("review", 0)), "->", "4", "wait", "for", "people", "to", "decide",
    ]  # fmt: skip
    assert said[-1] == "4 images wait for people to decide. Next: lookalike review queue"
    archive.type("policy", "apply", "museum", "--by", "Ann")
    archive.type("classify")


def test_the_next_step_after_each_command(archive_of: Archive) -> None:
    archive, away = archive_of, archive_of.folder / "away"
    (archive.folder / "entries.csv").write_text("id,file,title\nE-1,bridge.png,A bridge\n")
    said = archive.type("import", archive.folder / "entries.csv")
    assert "Dispositions of 4 images (no change):" in said
    assert said[-1] == "Classes do not show everything yet. Next: lookalike classify"
    archive.type("classify")

    said = archive.type("hold", "place", "Case", "--image", "quay.png", *WHY)
    assert said[:2] == [
        "Hold 1 for Case, on image photographs:quay.png and its versions: 2 images held.",
        "   photographs:quay copy.png",
    ]
    said = archive.type("hold", "list")
    assert said == [
        "1. Case: image photographs:quay.png and its versions, 2 images",
        "   photographs:quay copy.png",
        f"   Ann, {_today(archive)}: a case",
    ]
    said = archive.type("hold", "release", 1, *WHY)
    assert said[-1] == "Another person can confirm it: lookalike hold confirm 1 --by NAME"
    archive.type("hold", "confirm", 1, "--by", "Sam")

    # What a hold takes out of a plan is said where the hold is placed.
    images = ("--image", "bridge copy.png")
    archive.type("quarantine", "propose", "spring", "--to", away, *images, *WHY)
    said = archive.type("status")
    assert any("plan to approve" in line for line in said)
    said = archive.type("quarantine", "approve", "spring", "--by", "Rita")
    assert said[-1] == "To move the files: lookalike quarantine apply 1"
    said = archive.type("hold", "place", "Other", "--image", "bridge.png", *WHY)
    assert (
        "Plan 1, spring: 1 approved file may no longer leave."
        " To see why: lookalike quarantine show 1"
    ) in said
    # The one file of the plan stays, so nothing was moved, and nothing can be put back.
    with pytest.raises(psycopg.Error) as refused:
        archive.type("quarantine", "withdraw", "spring", *WHY)
    assert refused.value.diag.message_hint == (
        "It has no files in quarantine. To see why: lookalike quarantine show 1"
    )
    archive.type("quarantine", "propose", "summer", "--to", away, "--image", "quay.png", *WHY)
    said = archive.type("quarantine", "withdraw", "summer", *WHY)
    assert said[0] == "Plan 2, summer, withdrawn: its 1 image will not be moved."
    assert said[-1] == "It is at its end. Propose a new plan: lookalike quarantine propose"

    said = archive.type("settings", "set", "match_radius", 4)
    assert said[0] == "Setting match_radius is now 4. It was 8."
    assert "Next: lookalike " in said[-1]
    archive.type("settings", "reset", "match_radius")
    said = archive.type("collection", "set", "photographs", "--holds", "masters")
    assert said[-1] == (
        "Lineages and classes do not show everything yet."
        " Next: lookalike lineage && lookalike classify"
    )
    archive.type("lineage", "--workers", 1)
    archive.type("classify")
    said = archive.type("restriction", "add", "--image", "quay.png", "--kind", "donor",
                        "--basis", "deed", *WHY)  # fmt: skip
    assert said[0] == "Restriction 1 on image quay.png: 2 images restricted."
    said = archive.type("restriction", "lift", 1, *WHY)
    assert said[-1] == "To see what is still restricted: lookalike restriction list"


def test_an_archive_at_its_beginning(servers: Servers, tmp_path: Path) -> None:
    """Each stage leads to the next one."""
    textured((160, 120), 1).save(tmp_path / "a.png")
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        archive = Archive(url, tmp_path, connection)
        steps = connection.execute("SELECT command FROM lookalike_detail.next_step").fetchall()
        assert steps == [("lookalike audit FOLDER",)]
        commands = ["encode", "match", "prove", "cluster", "lineage", "classify"]
        said = archive.type("scan", tmp_path, "--workers", 1)
        for command in commands:
            if command != "cluster":  # stage prove forms clusters on its way
                assert said[-1].startswith("There are no ")
                assert said[-1].endswith(f" yet. Next: lookalike {command}")
            workers = ("--workers", 1) if command in ("encode", "prove", "lineage") else ()
            said = archive.type(command, *workers)
        assert "Dispositions of 1 image, before -> after:" in said


def _today(archive: Archive) -> str:
    return str(archive.connection.execute("SELECT current_date").fetchall()[0][0])
