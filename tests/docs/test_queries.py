"""The queries of the documentation run on the sample; its links lead somewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from command import run_command
from lookalike import stages
from lookalike.demo import make_demo
from lookalike.scan.run import scan_folder

ROOT = Path(__file__).parents[2]
STAGES = (
    stages.encode,
    stages.match,
    stages.prove_and_embed,
    stages.cluster,
    stages.lineage,
    stages.classify,
)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def statements(page: str) -> list[str]:
    """Each statement in the SQL blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```sql\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    found = [s for block in blocks for s in re.split(r";[ \t]*(?:--[^\n]*)?\n", block)]
    return [s for s in found if s.strip()]


def test_its_queries_have_an_answer(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    make_demo(tmp_path / "archive")
    scan_folder(archive, tmp_path / "archive")
    for stage in STAGES:
        stage(archive)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (imported,) = re.findall(r"`lookalike (import) (\S+)`", readme)
    run_command(archive_url, *imported[0].split(), tmp_path / imported[1])
    stages.classify(archive)
    archive.execute("SET search_path = public, lookalike, lookalike_detail")
    assert len(statements("README.md")) == 6
    for query in statements("README.md"):
        assert archive.execute(query).fetchall(), query
    # The examples of the reference change something; some rightly find nothing.
    for statement in statements("docs/sql-reference.md"):
        archive.execute(statement)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_headings_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target, heading in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text):
        there = (page.parent / target if target else page).read_text(encoding="utf-8")
        headings = re.findall(r"^#+ (.*)$", there, re.MULTILINE)
        assert heading in {anchor(h) for h in headings}, f"{target}#{heading}"


def anchor(heading: str) -> str:
    """The name that a heading has in links."""
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\]\(([\w-]+\.md)\)", index))
    assert named == {p.name for p in (ROOT / "docs").glob("*.md")} - {"README.md"}
