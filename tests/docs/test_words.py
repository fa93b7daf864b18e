"""Pages use plain words, which a reader understands at the first reading."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "docker/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "loader/lookalike").glob("*/templates/*.j2")),
]
AVOIDED = ("anew", "as far as", "borne out", "by now", "of no account", "so many of", "whoever")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_words_to_avoid(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    found = re.findall(rf"\b({'|'.join(AVOIDED)})\b", re.sub(r"\s+", " ", text), re.IGNORECASE)
    assert found == []
