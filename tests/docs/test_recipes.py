"""The recipes give the answers that their page shows, to a login of a dashboard, which may only read."""

from pathlib import Path

from docs.recipes import PAGE, answered_page, queries


def test_the_answers_are_those_of_the_page(tmp_path: Path) -> None:
    assert len(queries()) >= 30
    assert answered_page(tmp_path) == PAGE.read_text(encoding="utf-8")
