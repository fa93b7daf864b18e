"""Whatever is sent to a page is answered with words, and what is refused changes nothing."""

import hashlib
import random
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import requests
from starlette.routing import Route

from access.logins import Logins
from lookalike.database import connect
from lookalike.serve.app import make_app
from lookalike.serve.people import People
from lookalike.serve.place import Place
from serve.conftest import PASSWORD, Site
from serve.odd import names, odd_fields, odd_paths
from serve.states import make_states

_GETS, _POSTS = 5, 5  # requests of each route
# These read no field but the token: stages run, or the person is out.
_PLAIN = {"/up-to-date", "/sign-out"}
_ROUTES = [
    route
    for route in make_app(People("postgresql://nowhere"), Place()).routes
    if isinstance(route, Route)
]


def routes(method: str) -> list[Route]:
    return [route for route in _ROUTES if method in (route.methods or ())]


@pytest.fixture(scope="module")
def numbers(site: Site) -> list[int]:
    return sorted(set(make_states(site).values()))


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[requests.Session]:
    with requests.Session() as browser:
        browser.get(f"{site.url}/enter?key={site.people.make_link('ida')}").raise_for_status()
        yield browser


def check_answer(answer: requests.Response, asked: object) -> bool:
    """Whether it was refused; then it says so in words, and never with our code."""
    told = (answer.status_code, answer.request.method, answer.url[:300], str(asked)[:300])
    # IIIF has a status of its own for what a server does not offer.
    assert answer.status_code < 500 or (answer.status_code == 501 and "/iiif/" in answer.url), told
    assert "Content-Security-Policy" in answer.headers, told
    assert "Traceback" not in answer.text, told
    said = re.search(r'role="alert">\s*(?:<p>)?\s*\S|<title>[^<]+</title>', answer.text)
    assert answer.status_code < 400 or said or "nvalid" in answer.text, told
    return answer.status_code >= 400


def contents(owner: Any) -> str:
    """A digest of all that people write by the pages, but of who has which case in hand."""
    tables = owner.execute(
        "SELECT c.oid::regclass::text FROM pg_catalog.pg_class c"
        " WHERE c.relnamespace = 'lookalike_internal'::regnamespace AND c.relkind = 'r'"
        " AND c.relname ~ 'event|decision|plan|item|hold|matter|review$|sample|declared|rendition'"
        " ORDER BY 1"
    ).fetchall()
    digest = hashlib.sha256()
    for (table,) in tables:
        for (row,) in owner.execute(f"SELECT t::text FROM {table} t ORDER BY 1".encode()):
            digest.update(row.encode())
    return digest.hexdigest()


def test_the_names_are_those_that_the_pages_read() -> None:
    assert {"q", "page", "decision", "image_id_a", "subject", "destination"} <= set(names())


@pytest.mark.parametrize("route", routes("GET"), ids=lambda route: route.path)
def test_odd_addresses(
    site: Site, browser: requests.Session, numbers: list[int], route: Route
) -> None:
    chance = random.Random(route.path)
    for path in islice(odd_paths(route, chance, numbers), _GETS):
        answer = browser.get(site.url + path, allow_redirects=False, timeout=60)
        check_answer(answer, path)


@pytest.mark.parametrize(
    "route", [one for one in routes("POST") if one.path not in _PLAIN], ids=lambda one: one.path
)
def test_odd_forms(site: Site, browser: requests.Session, numbers: list[int], route: Route) -> None:
    """The owner may do all there is to do, so nothing but the words of the form refuses it."""
    chance = random.Random(route.path)
    page = browser.get(f"{site.url}/holds/new").text
    token = re.search(r'name="csrf" value="([^"]+)"', page)
    assert token is not None
    with connect(site.database) as owner:
        before = contents(owner)
        for path in islice(odd_paths(route, chance, numbers), _POSTS):
            form = odd_fields(chance, numbers)
            tokens = [("csrf", token[1])] if chance.random() < 0.9 else []
            answer = browser.post(site.url + path, form + tokens, allow_redirects=False, timeout=60)
            is_refused = check_answer(answer, form)
            after = contents(owner)
            assert after == before or not is_refused, (path[:300], form)
            before = after


def test_who_may_only_read_changes_nothing(site: Site, logins: Logins, numbers: list[int]) -> None:
    logins.add("lookalike_analyst", name="ana")
    with requests.Session() as browser, connect(site.database) as owner:
        form = {"name": "ana", "password": PASSWORD}
        browser.post(f"{site.url}/sign-in", form).raise_for_status()
        page = browser.get(f"{site.url}/queue").text
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token is not None
        before = contents(owner)
        for route in routes("POST"):
            if route.path in {"/sign-out", "/sign-in", "/language", "/enter"}:
                continue
            chance = random.Random(route.path)
            for path in islice(odd_paths(route, chance, numbers), 4):
                fields = [*odd_fields(chance, numbers), ("csrf", token[1])]
                check_answer(
                    browser.post(site.url + path, fields, allow_redirects=False, timeout=60), fields
                )
        assert contents(owner) == before
