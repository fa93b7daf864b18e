"""People come in by a one-time link or a password, and go out."""

from typing import Any

from access.logins import Logins
from serve.browser import follow
from serve.conftest import PASSWORD, Site


def test_a_link_lets_in_once(site: Site, page: Any, chromium: Any) -> None:
    link = f"{site.url}/enter?key={site.people.make_link('ida')}"
    page.goto(link)
    assert page.locator("h1").inner_text() == "What waits for people"
    assert "ida" in page.locator(".account").inner_text()
    other = chromium.new_context().new_page()
    answer = other.goto(link)
    assert answer.status == 403
    assert "has been used" in other.locator("[role=alert]").inner_text()
    other.context.close()


def test_a_role_signs_in_and_out(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="anna")
    page.goto(f"{site.url}/queue?kind=sample")  # after signing in, what was asked for
    site_sign_in = page.url
    assert "/sign-in?next=" in site_sign_in
    page.fill("#name", "anna")
    page.fill("#password", PASSWORD)
    follow(page, "button.main")
    assert page.url == f"{site.url}/queue?kind=sample"
    follow(page, "text=Sign out")
    page.goto(f"{site.url}/queue")
    assert "/sign-in" in page.url


def test_a_wrong_password(site: Site, page: Any, logins: Logins) -> None:
    """What is wrong is not told, nor where the database is."""
    logins.add("lookalike_reviewer", name="anna")
    page.goto(f"{site.url}/sign-in")
    page.fill("#name", "anna")
    page.fill("#password", "wrong")
    follow(page, "button.main")
    assert "/sign-in" in page.url
    assert page.locator("[role=alert]").inner_text() == "the name or the password is wrong"


def test_a_role_for_dashboards_is_told_why(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_dashboard", name="board")
    site.sign_in(page, "board")
    said = page.locator("[role=alert]").inner_text()
    assert 'role "board" is for dashboards' in said
    assert "lookalike user add" in said
    page.goto(f"{site.url}/queue")
    assert "/sign-in" in page.url
