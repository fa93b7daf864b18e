"""Every page, in all its states: accessible, fits a phone, in both languages, and pictured.

LOOKALIKE_PICTURES=docs/pages pytest -n 0 tests/serve/test_every_page.py makes the pictures again.
It needs a font with Chinese letters, such as Noto Sans CJK.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Match, Route

from lookalike.serve.app import make_app
from lookalike.serve.people import People
from lookalike.serve.place import Place
from lookalike.serve.render import LANGUAGE_COOKIE
from serve.accessible import check_accessible
from serve.browser import follow
from serve.conftest import Site, serving
from serve.english import english
from serve.states import STATES, make_states
from servers import WAYS, Servers

# What docs/review.md shows: the state, and how it is looked at.
PICTURES: dict[str, tuple[str, dict[str, str]]] = {
    **{
        name: (name, {})
        for name in (
            "queue", "pair", "pair-swipe", "pair-difference", "image", "search", "found",
            "plans", "holds", "hold", "schedule", "samples", "sign-in",
        )
    },
    **{name: (name, {"device": "tall screen"}) for name in ("cluster", "plan")},
    "queue-chinese": ("queue", {"language": "zh-Hant"}),
    "image-dark": ("image", {"colours": "dark"}),
    "pair-phone": ("pair", {"device": "phone"}),
}  # fmt: skip
_MOST_BYTES = 120_000  # of a picture
_SIZES = {"phone": (390, 844), "tall screen": (1200, 1000), "screen": (1200, 800)}
# Addresses that answer with something else than a page of their own.
NO_PAGES = {
    "/", "/image/{image:number}/thumbnail", "/iiif/{image:number}",
    "/iiif/{image:number}/info.json", "/iiif/{image:number}/{region}/{size}/{rotation}/{file}",
    *(f"/pair/{{a:number}}/{{b:number}}/{name}"
      for name in ("laid.jpg", "under.jpg", "difference.jpg", "facts.json")),
}  # fmt: skip


@pytest.fixture(scope="module")
def numbers(site: Site) -> dict[str, int]:
    return make_states(site)


@pytest.fixture(scope="module")
def empty(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Pages on an archive that holds nothing yet."""
    with (
        servers.database(WAYS[0], "archive") as url,
        serving(url, tmp_path_factory.mktemp("empty")) as site,
    ):
        yield site


@pytest.fixture(scope="module")
def sites(site: Site, empty: Site) -> dict[bool, Site]:
    """By whether the archive is empty."""
    return {False: site, True: empty}


def open_state(sites: dict[bool, Site], page: Any, numbers: dict[str, int], name: str) -> Site:
    """Bring a browser to a page in a state."""
    state = STATES[name]
    site = sites[state.is_empty]
    if not state.is_stranger:
        site.enter(page)
    page.goto(site.url + state.address.format(**numbers))
    if state.do is not None:
        state.do(site, page)
    if page.locator(".viewer").count():
        page.locator(".viewer[data-laid-on]").wait_for()
    page.wait_for_load_state("networkidle")
    return site


def states() -> Iterator[Any]:
    """The names of all states; only the first of each page is not long."""
    seen = set()
    for name, state in STATES.items():
        address = re.sub(r"\{\w+\}|\?.*", "", state.address)
        yield pytest.param(name, marks=[pytest.mark.long] if address in seen else [])
        seen.add(address)


@pytest.mark.parametrize("name", states())
def test_a_page(sites: dict[bool, Site], page: Any, numbers: dict[str, int], name: str) -> None:
    site = open_state(sites, page, numbers, name)
    assert page.locator("h1").count() == 1
    check_accessible(page)
    chinese = {"name": LANGUAGE_COOKIE, "value": "zh-Hant", "url": site.url}
    page.context.add_cookies([chinese])
    open_state(sites, page, numbers, name)
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert english(page) == []


def test_english_on_a_page_is_found(site: Site, page: Any) -> None:
    site.enter(page)
    assert {"What: What waits for people", "Pages: Pages"} <= set(english(page))


def test_the_other_language_and_nothing_else(site: Site, page: Any) -> None:
    site.enter(page)
    address = f"{site.url}/queue?kind=sample&page=2"
    page.goto(address)
    follow(page, "[name=language]")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert page.url == address
    follow(page, "[name=language]")
    assert page.locator("html").get_attribute("lang") == "en"


def test_no_page_is_forgotten(numbers: dict[str, int]) -> None:
    """A new address is in the list of states, or known to answer with something else."""
    app = make_app(People("postgresql://nowhere"), Place())
    routes = [one for one in app.routes if isinstance(one, Route) and "GET" in (one.methods or ())]
    paths = [
        (state.then or state.address.format(**numbers)).partition("?")[0]
        for state in STATES.values()
    ]
    unseen = {
        route.path
        for route in routes
        if not any(
            route.matches({"type": "http", "method": "GET", "path": path})[0] is Match.FULL
            for path in paths
        )
    }
    assert unseen == NO_PAGES


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture(
    sites: dict[bool, Site], chromium: Any, numbers: dict[str, int], name: str
) -> None:
    wanted = os.environ.get("LOOKALIKE_PICTURES")
    if not wanted:
        pytest.skip("LOOKALIKE_PICTURES is not set")
    state, how = PICTURES[name]
    width, height = _SIZES[how.get("device", "screen")]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme=how.get("colours", "light"),
        locale=how.get("language", "en"),
    )
    page = context.new_page()
    site = open_state(sites, page, numbers, state)
    # The pictures show a place that means something to their readers, not that of the tests.
    page.evaluate(
        """([from, to]) => document.querySelectorAll("bdi").forEach((one) => {
            if (one.textContent.includes(from))
                one.textContent = one.textContent.replaceAll(from, to);
        })""",
        [str(site.folder.parent), "/srv"],
    )
    assert str(site.folder.parent) not in page.inner_text("body")
    picture = Path(wanted) / f"{name}.jpg"
    page.screenshot(path=picture, type="jpeg", quality=56)
    context.close()
    assert picture.stat().st_size <= _MOST_BYTES
