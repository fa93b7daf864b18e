"""The recipes give the answers of their page, to a login of a dashboard, which only reads."""

from pathlib import Path

import pytest

from docs.recipes import PAGE, answered_page, queries


def test_there_are_recipes() -> None:
    assert len(queries()) >= 30


@pytest.mark.long
def test_the_answers_are_those_of_the_page(tmp_path: Path) -> None:
    assert answered_page(tmp_path) == PAGE.read_text(encoding="utf-8")
