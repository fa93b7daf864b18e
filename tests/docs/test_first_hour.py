"""The first hour: after each command the command line, the report and the views say the same."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from docs.walkthrough import ROOT, plain, run_page
from lookalike.database import connect, open_target
from report.marked import unmarked, wrong
from report.reader import read_page
from robustness.test_endings import NO_CHANGE, OWN_END
from servers import temporary_folder

PAGE = "first-hour.md"
_PRESENT = "SELECT count(*) FROM lookalike_detail.image WHERE missing_since IS NULL"


@pytest.mark.long
def test_the_hour_is_as_the_page_tells_it() -> None:
    with temporary_folder() as folder:
        witness = Witness(Path(folder))
        page = run_page(PAGE, Path(folder), witness)
        assert witness.reports == 3  # one by the audit
        assert plain(page) == plain((ROOT / "docs" / PAGE).read_text(encoding="utf-8"))


class Witness:
    """Looks at the archive after each command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = 0

    def __call__(self, command: str, printed: str) -> None:
        if not command.startswith("lookalike"):
            return
        names_the_next_step(command, printed)
        data = self.folder / "data"
        if not data.exists() or command.endswith("server stop"):
            return
        with open_target(None, data) as target, connect(target.url) as archive:
            views_agree(archive)
            status_agrees(archive, self.run("status"))
            if re.match(r"lookalike (audit|report)\b", command):
                self.reports += 1
                if "audit" in command:
                    summary_agrees(archive, printed)
                page = read_page((self.folder / "lookalike-report" / "report.html").read_text())
                assert wrong(archive, page) == []
                assert unmarked(page) == []

    def run(self, *words: str) -> str:
        program = Path(sys.executable).with_name("lookalike")
        return subprocess.run(
            [program, *words, "--data-dir", self.folder / "data"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout


def names_the_next_step(command: str, printed: str) -> None:
    words = re.findall(r"^lookalike((?: [a-z]+){0,2})", command)[0].split()
    names = {" ".join(words[:count]) for count in (1, 2)}
    if not words or "--dry-run" in command or names & (NO_CHANGE | OWN_END):
        return
    assert "HINT" in printed or "lookalike " in printed, command


def count(archive: Connection[Any], query: str) -> int:
    row = archive.execute(query).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return int(row[0])


def views_agree(archive: Connection[Any]) -> None:
    """Views that count the same images give the same number."""
    images = count(archive, _PRESENT)
    assert images == count(
        archive, "SELECT images FROM lookalike.duplication_summary WHERE dimension = 'archive'"
    )
    assert images == count(archive, "SELECT sum(images) FROM lookalike_detail.disposition_count")
    if count(
        archive, "SELECT count(*) FROM lookalike_detail.stage_state WHERE state <> 'up to date'"
    ):
        return
    assert (
        count(archive, "SELECT count(*) FROM lookalike_detail.retention_classification") == images
    )
    # An image that is in a pair is not said to be alike to no other.
    assert not count(
        archive,
        "SELECT count(*) FROM lookalike_detail.retention_classification k"
        " JOIN lookalike_detail.duplicate_image d USING (image_id) WHERE k.class = 'unique'",
    )


def status_agrees(archive: Connection[Any], said: str) -> None:
    """Each line of `lookalike status` is a row of the views."""
    assert said.startswith(f"{count(archive, _PRESENT):,} image")
    for items, work in archive.execute("SELECT items, work FROM lookalike_detail.open_work"):
        assert re.search(rf"{items:,}\s+{re.escape(work.split()[0])}", said), (items, work)


def summary_agrees(archive: Connection[Any], printed: str) -> None:
    """What the command says of the whole archive is row `archive` of the summary."""
    row = archive.execute(
        "SELECT identical_copies + derivatives, images FROM lookalike.duplication_summary"
        " WHERE dimension = 'archive'"
    ).fetchone()
    assert row is not None
    found = re.search(r"([\d,]+) of ([\d,]+) images", " ".join(printed.split()))
    assert found is not None, printed
    assert [int(number.replace(",", "")) for number in found.groups()] == list(row)
