"""Every page is accessible, fits a phone, speaks both languages, and is pictured in the docs.

LOOKALIKE_PICTURES=docs/pages pytest -n 0 tests/serve/test_every_page.py makes the pictures again.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from lookalike.database import connect, one
from serve.accessible import check_accessible
from serve.browser import follow
from serve.conftest import Site

PAGES = {
    "queue": "/queue",
    "pair": "/pair/{a}/{b}",
    "cluster": "/cluster/{cluster}",
    "image": "/image/{a}",
    "search": "/search?q=chelsea",
    "plans": "/plans",
    "new-plan": "/plans/new",
    "holds": "/holds",
    "new-hold": "/holds/new",
    "schedule": "/schedule",
    "samples": "/samples",
    "compare": "/compare/{a}/{b}",
    "refused": "/image/987654321",
}


@pytest.fixture(scope="module")
def numbers(site: Site) -> dict[str, int]:
    with connect(site.database) as owner:
        a, b = site.image("chelsea/chelsea.png"), site.image("chelsea/chelsea caption-bar.jpg")
        query = (
            "SELECT cluster_id FROM lookalike_detail.duplicate_image WHERE path LIKE 'chelsea/%'"
        )
        return {"a": min(a, b), "b": max(a, b), "cluster": one(owner, query)}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wanted = os.environ.get("LOOKALIKE_PICTURES")
    folder = Path(wanted) if wanted else tmp_path_factory.mktemp("pages")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_a_page(site: Site, page: Any, numbers: dict[str, int], pictures: Path, name: str) -> None:
    site.enter(page)
    page.goto(site.url + PAGES[name].format(**numbers))
    if page.locator(".viewer").count():
        page.locator(".viewer[data-laid-on]").wait_for()
    page.wait_for_load_state("networkidle")
    picture = pictures / f"{name}.jpg"
    page.screenshot(path=picture, type="jpeg", quality=70)
    assert picture.stat().st_size > 5_000
    check_accessible(page)
    # The other language, and nothing else changed.
    follow(page, "[name=language]")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert page.url == site.url + PAGES[name].format(**numbers)


def test_signing_in(site: Site, page: Any) -> None:
    page.goto(f"{site.url}/sign-in")
    check_accessible(page)
