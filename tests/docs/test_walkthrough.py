"""The walk-through: each command prints what the page says it does."""

from pathlib import Path

import pytest

from docs.walkthrough import MUSEUM, PAGE, plain, run_page
from servers import temporary_folder


@pytest.mark.long
@pytest.mark.skipif(not MUSEUM.is_dir(), reason="the museum's images are not there")
def test_every_command_prints_what_the_page_says() -> None:
    with temporary_folder() as folder:
        text = PAGE.read_text(encoding="utf-8")
        assert plain(run_page(text, Path(folder))) == plain(text)
