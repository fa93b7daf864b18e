"""The README: its queries run on the sample and have an answer; its links lead somewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from command import run_command
from lookalike import stages
from lookalike.sample import make_sample
from lookalike.scan.run import scan_folder

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_its_queries_have_an_answer(
    archive: Connection[Any], archive_url: str, tmp_path: Path
) -> None:
    make_sample(tmp_path / "archive")
    scan_folder(archive, tmp_path / "archive")
    for stage in (stages.embed, stages.match, stages.prove, stages.cluster, stages.classify):
        stage(archive)
    (imported,) = re.findall(r"`lookalike (import) (\S+)`", README)
    run_command(archive_url, *imported[0].split(), tmp_path / imported[1])
    archive.execute("SET search_path = public, lookalike")
    assert len(QUERIES) == 6
    for query in QUERIES:
        assert archive.execute(query).fetchall(), query


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
