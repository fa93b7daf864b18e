"""What people copy from the documentation, and what is suggested to them, fits a narrow screen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lookalike.report.page import further_queries

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WIDTH = 80


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield language, block.splitlines()


def commands(lines: list[str]) -> Iterator[str]:
    """The lines of a session that a person types: after "$ ", until the command is complete, and
    after "> ". The contents of a file that a command takes are no command.
    """
    typed = end = ""
    for line in lines:
        if end:
            end = "" if line == end else end
            continue
        if line.startswith(("$ ", "> ")) or typed:
            yield line
            typed += line
            if file := re.search(r"<<\s*'?(\w+)", line):
                end = f"> {file[1]}"
            if typed.count('"') % 2 == 0 and not line.endswith("\\"):
                typed = ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_queries_and_commands_fit(page: Path) -> None:
    wide = []
    for language, lines in blocks(page.read_text(encoding="utf-8")):
        typed = lines if language in ("sql", "sh") else list(commands(lines))
        wide += [line for line in typed if len(line) > WIDTH]
    assert wide == []


def test_queries_of_the_report_fit() -> None:
    assert [
        line for _, sql in further_queries() for line in sql.splitlines() if len(line) > 70
    ] == []


def test_queries_in_comments_and_hints_fit(archive: Connection[Any]) -> None:
    """A query in a comment or a hint is one line: what a person pastes must not be wider."""
    said = [text for (text,) in archive.execute("SELECT description FROM pg_description d JOIN"
            " pg_class c ON c.oid = d.objoid WHERE c.relnamespace IN"
            " ('lookalike'::regnamespace, 'lookalike_detail'::regnamespace)"
            " UNION ALL SELECT description FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid"
            " WHERE p.pronamespace = 'lookalike'::regnamespace")]  # fmt: skip
    for path in (ROOT / "sql").rglob("*.sql"):
        said += re.findall(r"HINT = '((?:[^']|'')*)'", path.read_text(encoding="utf-8"))
    queries = [
        query
        for text in said
        for query in re.findall(
            r"SELECT .*?(?= \w+s (?:the|what|which|that|images)\b|\"|;|\.(?: |$)|$)", text
        )
    ]
    assert [query for query in queries if len(query) > WIDTH] == []
