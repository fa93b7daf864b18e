"""`lookalike verify`: what a person sees, and the exit code that a script sees."""

import re
from pathlib import Path
from typing import Any

from psycopg import Connection
from typer.testing import CliRunner, Result

from core.sealing import read
from lifecycle.command_line import Cli
from lookalike.cli import app
from lookalike.errors import LookalikeError


def verify(url: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["verify", "--log-only", "--database", url, *arguments])


def error_of(result: Result) -> str:
    """What main() prints before it ends with exit code 1."""
    assert isinstance(result.exception, LookalikeError), result.output
    return str(result.exception)


def test_nothing_logged_yet(archive_url: str) -> None:
    said = verify(archive_url)
    assert said.exit_code == 0
    assert "intact: 0 events" in said.stdout
    assert "Head" not in said.stdout


def test_intact_and_later(archive: Connection[Any], archive_url: str) -> None:
    for _ in range(3):
        archive.execute("SELECT lookalike_internal.record_event('scan', 'lookalike')")
    said = verify(archive_url)
    assert said.exit_code == 0
    assert "intact: 3 events" in said.stdout
    head = re.search(r"^Head: ([0-9a-f]{64})$", said.stdout, re.MULTILINE)
    assert head is not None
    assert head[1] == read(archive)[-1].hash

    archive.execute("SELECT lookalike_internal.record_event('scan', 'lookalike')")
    later = verify(archive_url, "--head", head[1])
    assert later.exit_code == 0
    assert "Event 3 has the hash that was kept" in later.stdout

    archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    archive.execute("DELETE FROM lookalike_internal.event WHERE event_id > 2")
    assert verify(archive_url).exit_code == 0
    cut = verify(archive_url, "--head", head[1])
    assert cut.exit_code != 0
    assert error_of(cut).startswith("the event log is broken: wrong head")


def test_broken(archive: Connection[Any], archive_url: str, tmp_path: Path) -> None:
    for _ in range(3):
        archive.execute("SELECT lookalike_internal.record_event('scan', 'lookalike')")
    archive.execute("ALTER TABLE lookalike_internal.event DISABLE TRIGGER USER")
    archive.execute("UPDATE lookalike_internal.event SET done_by = 'anna' WHERE event_id = 2")
    said = Cli(tmp_path).run("verify", "--log-only", "--database", archive_url, code=1)
    assert said.stderr.startswith(
        "error: the event log is broken at event 2: changed row\nDETAIL: "
    )
    assert said.stdout == ""
