"""The walk-throughs: each command prints what the page says it does."""

from pathlib import Path

import pytest

from docs.walkthrough import MUSEUM, PAGES, ROOT, plain, run_page
from servers import temporary_folder


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
def test_every_command_prints_what_the_page_says(page: str) -> None:
    if page == "walkthrough.md" and not MUSEUM.is_dir():
        pytest.skip("the images of the museum are not there")
    with temporary_folder() as folder:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert plain(run_page(page, Path(folder))) == plain(text)
