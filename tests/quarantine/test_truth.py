"""What commands, views and the report say after a plan was applied and restored is so."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from typer.testing import CliRunner

from lookalike.cli import app
from lookalike.database import connect
from pictures import textured
from report.reader import Node, read_page
from servers import WAYS, Servers

# What people read. Of pairs that other proofs connect, others may be proven.
_VIEWS = (
    "SELECT to_jsonb(s) - 'refreshed_at' FROM lookalike.duplication_summary s",
    "SELECT path, class, disposition, reason FROM lookalike_detail.retention_classification",
    "SELECT path, is_master FROM lookalike_detail.duplicate_image",
)


@dataclass(frozen=True)
class Place:
    """An archive with copies, one of them made in a way that only the pixels show."""

    url: str
    folder: Path
    connection: Connection[Any]

    def say(self, *arguments: object, code: int = 0) -> str:
        done = CliRunner().invoke(app, [*map(str, arguments), "--database", self.url])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    def views(self) -> list[list[tuple[object, ...]]]:
        return [
            sorted(self.connection.execute(query.encode()).fetchall(), key=repr) for query in _VIEWS
        ]

    def behind(self) -> set[str]:
        query = "SELECT stage FROM lookalike_detail.stage_state WHERE state <> 'up to date'"
        return {stage for (stage,) in self.connection.execute(query)}

    def report(self) -> Node:
        self.say("report", "--report", self.folder / "report")
        return read_page((self.folder / "report" / "report.html").read_text("utf-8"))

    def masthead(self) -> str:
        return self.report().one("header", "masthead").text

    def audit(self) -> str:
        photographs = self.folder / "photographs"
        return self.say("audit", photographs, "--report", self.folder / "r", "--workers", 1)


@pytest.fixture(scope="module")
def place(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("truth")
    photographs = folder / "photographs"
    photographs.mkdir()
    for seed, name in enumerate(("bridge", "quay")):
        picture = textured((320, 240), seed)
        picture.save(photographs / f"{name}.png")
        (photographs / f"{name} copy.png").write_bytes((photographs / f"{name}.png").read_bytes())
    picture.crop((60, 40, 290, 215)).save(photographs / "quay crop.jpg", quality=92)
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        yield Place(url, folder, connection)


@pytest.mark.long
def test_the_whole_way(place: Place) -> None:
    said = place.audit()
    assert "encode: 3 new of 3 pictures" in said
    assert "Lookalike has moved, changed or deleted no file." in said
    assert place.behind() == set()
    before = place.views()
    assert "Lookalike has moved, changed or deleted no file." in place.masthead()

    by = ("--by", "Paul", "--reason", "no use")
    away = place.folder / "away"
    images = ("--image", "bridge copy.png", "--image", "quay copy.png", "--image", "quay crop.jpg")
    place.say("quarantine", "propose", "spring", "--to", away, *images, *by)
    place.say("quarantine", "approve", "spring", "--by", "Rita")
    place.say("hold", "place", "Case", "--image", "bridge copy.png", *by)
    held = place.views()

    # Each file that stays is named, with the reason.
    said = place.say("quarantine", "apply", "spring", "--yes", code=1)
    assert "2 files moved" in said
    assert "1 not moved" in said
    assert '"bridge copy.png": legal hold: Held for "Case": no use' in said
    assert "Brought up to date: " in said
    assert place.behind() == set()
    # The command may be run again, and tells moves of before from moves of now.
    said = place.say("quarantine", "apply", "spring", "--yes", code=1)
    assert "0 files moved (0 bytes), 1 not moved; 2 moved before." in said

    page = place.report()
    shown = page.one("header", "masthead").text
    assert "Plans have moved 2 files. Lookalike has changed or deleted no file." in shown
    (plans,) = (one for one in page.all("section") if one.attributes.get("id") == "plans")
    assert f"Set aside, to {away}" in plans.text
    assert "to undo: lookalike quarantine restore" in plans.text

    said = place.say("quarantine", "restore", "spring")
    assert "2 files put back" in said
    assert "1 file was never moved." in said
    assert "Brought up to date: " in said
    assert place.behind() == set()
    assert place.views() == held
    assert "2 files were moved and put back" in place.masthead()
    # An audit finds nothing to correct.
    said = place.audit()
    assert "2 files were moved and put back." in said
    assert "encode: 0 new of 3 pictures" in said
    assert "prove: 0 pairs compared now" in said
    assert place.views() == held

    place.say("hold", "close", "Case", "--by", "Paul", "--reason", "over")
    said = place.say("hold", "confirm", "--matter", "Case", "--by", "Rita")
    assert "Brought up to date: classes." in said
    assert place.views() == before


def test_what_cannot_be_brought_up_to_date_is_named(place: Place) -> None:
    if place.behind():  # this test runs alone
        place.audit()
    with connect(place.url) as other:
        other.execute("SELECT lookalike_internal.take_stage_lock('classify')")
        by = ("--by", "Paul", "--reason", "it is rare")
        said = place.say("review", "decide", "keep", "bridge copy.png", *by)
    assert "Classes do not show everything yet. Next: lookalike classify" in said
    assert place.behind() == {"classify"}
    # It was behind before: the command leaves it so, and the page says it.
    said = place.say("review", "decide", "keep", "quay copy.png", *by)
    assert "lookalike classify" in said
    notice = place.report().one("p", "notice").text
    assert "The figures below do not show everything" in notice
    assert "Run lookalike classify, and then lookalike report." in notice
    place.say("classify")
    assert place.behind() == set()
