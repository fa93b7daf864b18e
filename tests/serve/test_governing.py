"""Plans and holds: proposed, refused, approved by another, and held meanwhile."""

from pathlib import Path
from typing import Any

import pytest

from access.logins import Logins
from command import run_command
from lookalike.database import connect
from serve.browser import follow
from serve.conftest import Site


@pytest.fixture
def people(logins: Logins) -> Logins:
    """Two reviewers and two stewards."""
    for name in ("anna", "ben"):
        logins.add("lookalike_reviewer", name=name)
    for name in ("stella", "sven"):
        logins.add("lookalike_steward", name=name)
    return logins


def alert(page: Any) -> str:
    return str(page.locator("[role=alert]").inner_text())


def facts(page: Any) -> str:
    return str(page.locator("main").inner_text())


def propose(site: Site, page: Any, name: str, away: Path, images: str) -> str:
    """Propose a plan by the form; return its address."""
    page.goto(f"{site.url}/plans/new")
    page.fill("#name", name)
    page.fill("#destination", str(away))
    page.fill("#reason", "copies of low quality")
    page.fill("#images", images)
    follow(page, "main button.main")
    return str(page.url)


def place(site: Site, page: Any, matter: str, kind: str, subject: str, scope: str) -> None:
    page.goto(f"{site.url}/holds/new")
    page.fill("#matter", matter)
    page.fill("#reason", "subpoena")
    page.check(f"input[name=kind][value={kind}]")
    page.fill("#subject", subject)
    page.check(f"input[name=scope][value='{scope}']")
    follow(page, "main button.main")


def states(site: Site, plan: str) -> dict[str, str]:
    with connect(site.database) as owner:
        query = "SELECT path, state FROM lookalike_detail.quarantine_manifest WHERE plan = %s"
        return dict(owner.execute(query, (plan,)).fetchall())


def test_a_plan_from_proposal_to_approval(
    site: Site, page: Any, people: Logins, tmp_path: Path
) -> None:
    away = tmp_path / "aside"
    vanishing = site.folder / "rocket" / "rocket mirror.jpg"
    named = [f"{name}/{name} mirror.jpg" for name in ("chelsea", "coffee", "rocket")]
    site.sign_in(page, "anna")

    # What the database refuses is said in its words, and the form keeps what was typed.
    propose(site, page, "spring", away, "chelsea/chelsea.png")
    assert "may not leave" in alert(page)
    assert "last copy" in alert(page)
    assert page.input_value("#reason") == "copies of low quality"
    propose(site, page, "spring", site.folder / "inside", named[0])
    assert "overlaps collection" in alert(page)
    propose(site, page, "spring", away, "no such picture.jpg")
    assert 'there is no image "no such picture.jpg"' in alert(page)

    address = propose(site, page, "spring", away, "\n".join(named))
    assert page.locator("h1 .state").inner_text() == "proposed"
    assert page.locator(".pictures > li").count() == 3
    assert "quarantine approve" in facts(page)
    follow(page, "text=Check all files of the plan now")
    assert "Nothing is in the way of any file now." in facts(page)

    # Four eyes: not the same person.
    follow(page, "button:text-is('Approve')")
    assert 'another reviewer has to approve plan "spring"' in alert(page)
    assert "anna proposed it." in alert(page)
    assert set(states(site, "spring").values()) == {"proposed"}

    # Meanwhile a hold arrives, and a file vanishes.
    site.sign_in(page, "stella")
    place(site, page, "Case 7", "images", "coffee/coffee mirror.jpg", "file")
    assert "1 image is held." in facts(page)
    vanishing.rename(tmp_path / "vanished.jpg")
    run_command(site.database, "scan", site.folder, "--workers", 1)

    site.sign_in(page, "ben")
    page.goto(address)
    shown = page.locator(".pictures > li").all_inner_texts()
    assert any("Guarded:" in one and "Case 7" in one for one in shown if "coffee" in one)
    assert any("did not find this file" in one for one in shown if "rocket" in one)
    follow(page, "button:text-is('Approve')")
    assert '2 of the images in plan "spring" may not leave' in alert(page)
    assert "Case 7" in alert(page)
    assert "The file is missing" in alert(page)
    assert "2 files may not leave now:" in facts(page)
    page.check("input[name=skip_guarded]")
    follow(page, "button:text-is('Approve')")
    assert page.locator("h1 .state").inner_text() == "approved"
    assert "lookalike quarantine apply" in facts(page)
    assert states(site, "spring") == dict(
        zip(named, ("approved", "withheld", "withheld"), strict=True)
    )
    follow(page, "nav:not([aria-label]) a, main .choices a >> text=withheld")
    assert page.locator(".pictures > li").count() == 2
    assert not away.exists()  # only the record is approved here

    # A hold on the rest takes effect at once, and the plan says why.
    site.sign_in(page, "stella")
    place(site, page, "Case 8", "folder", "archive:chelsea", "file")
    page.goto(address)
    assert states(site, "spring")[named[0]] == "withheld"
    assert "Case 8" in page.locator(".pictures").inner_text()

    other = propose(site, page, "summer", away, "astronaut/astronaut mirror.jpg")
    page.fill("#reason", "not now")
    follow(page, "button:text-is('Withdraw')")
    assert page.url == other
    assert page.locator("h1 .state").inner_text() == "withdrawn"
    page.goto(f"{site.url}/plans?state=withdrawn")
    assert page.locator(".cases h2 a").all_inner_texts() == ["summer"]


def test_a_hold_ends_by_two_people(site: Site, page: Any, people: Logins) -> None:
    site.sign_in(page, "stella")
    place(site, page, "Case 9", "cluster", "no number", "file")
    assert 'there is no cluster "no number"' in alert(page)
    assert page.input_value("#matter") == "Case 9"
    with connect(site.database) as owner:
        query = "SELECT cluster_id FROM lookalike.image_fact WHERE path = 'astronaut/astronaut.png'"
        ((cluster,),) = owner.execute(query).fetchall()
    place(site, page, "Case 9", "cluster", str(cluster), "picture and versions")
    address = page.url
    assert "5 images are held." in facts(page)
    assert f"images of cluster {cluster}" in facts(page)

    page.fill("#release_hold", "settled")
    follow(page, "text=Ask to release this hold")
    assert "stella asks to release this hold" in facts(page)
    follow(page, "button:text-is('Release the hold')")
    assert "another person has to confirm the end of hold" in alert(page)
    site.sign_in(page, "sven")
    page.goto(address)
    page.fill("#refuse_release", "the appeal is open")
    follow(page, "button:text-is('Keep the hold')")
    assert "asks to release" not in facts(page)
    page.fill("#close_matter", "all is settled")
    follow(page, "text=Ask to close the whole matter")
    assert "sven asks to close the whole matter" in facts(page)
    site.sign_in(page, "stella")
    page.goto(address)
    follow(page, "button:text-is('Close the matter')")
    assert page.locator("h1 .state").inner_text() == "ended"
    page.goto(f"{site.url}/holds")
    assert "Case 9" not in facts(page)
    page.goto(f"{site.url}/holds?all=yes")
    assert "Case 9" in facts(page)

    place(site, page, "Case 10", "collection", "archive", "file")
    assert "Each image of the collection is held" in facts(page)
    assert page.locator(".pictures > li").count() == 22
    page.fill("#review_on", "2020-01-01")
    page.fill("#review_hold", "still needed")
    follow(page, "button:text-is('It is still needed')")
    assert "the day of the review, 2020-01-01, is over" in alert(page)


def test_a_reviewer_sees_holds_and_places_none(site: Site, page: Any, people: Logins) -> None:
    site.sign_in(page, "ben")
    page.goto(f"{site.url}/holds")
    assert page.locator("text=Place a hold").count() == 0
    place(site, page, "Case 11", "collection", "archive", "file")
    assert "permission denied for function place_hold" in alert(page)
    assert page.goto(f"{site.url}/holds/9999").status == 404
    assert page.goto(f"{site.url}/plans/9999").status == 404
    page.goto(f"{site.url}/plans/new")
    page.fill("#name", "x" * 1_100_000)
    page.fill("#destination", "/x")
    page.fill("#reason", "x")
    follow(page, "main button.main")
    assert "what was sent is larger than 1 MB" in alert(page)
