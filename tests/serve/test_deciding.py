"""People decide pairs by keyboard, take decisions back, and share one queue."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from access.logins import Logins
from lookalike.database import connect
from serve.browser import follow
from serve.conftest import Site

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture(autouse=True)
def pairs(site: Site) -> Iterator[None]:
    """Six pairs in the queue, and nobody has one in hand."""
    with connect(site.database) as owner:
        owner.execute("SELECT lookalike.draw_sample(6)")
        owner.execute("DELETE FROM lookalike_internal.lease")
    yield


def ask(site: Site, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connect(site.database) as owner:
        return owner.execute(query.encode(), parameters).fetchall()


def decisions(site: Site) -> list[tuple[Any, ...]]:
    return ask(
        site,
        "SELECT decision, decided_by, reason FROM lookalike.review_decision"
        " WHERE undoes IS NULL AND undone_by IS NULL ORDER BY decision_id",
    )


def start(page: Any, site: Site, kind: str = "sample") -> str:
    """Begin to review; return the path of the first case."""
    page.goto(f"{site.url}/queue?kind={kind}")
    page.keyboard.press("j")
    page.wait_for_url(re.compile("/(pair|cluster|case)/"))
    return path_of(page)


def path_of(page: Any) -> str:
    return re.sub(r"^https?://[^/]*|\?.*$", "", page.url)


def leave(page: Any, key: str) -> str:
    """Press a key that opens another page; return the path of it."""
    with page.expect_navigation():
        page.keyboard.press(key)
    return path_of(page)


def no_violation(page: Any) -> None:
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_pairs_by_keyboard_with_undo(site: Site, page: Any, logins: Logins) -> None:
    before = len(decisions(site))
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    first = start(page, site)
    no_violation(page)
    # Without a reason so far, the browser asks for one, and nothing is sent.
    page.keyboard.press("d")
    assert page.evaluate("document.activeElement.id") == "reason"
    assert len(decisions(site)) == before
    page.keyboard.type("the same negative")
    page.keyboard.press("Enter")
    second = leave(page, "d")
    assert second != first and second.startswith("/pair/")
    assert decisions(site)[-1] == ("duplicate", "kim", "the same negative")
    assert "Decided: duplicate" in page.locator(".decided").inner_text()
    # From now on one key is enough: the reason stands below the button.
    assert page.locator(".choice", has_text="Duplicate").first.locator("small").inner_text() == (
        "the same negative"
    )
    third = leave(page, "d")
    assert decisions(site)[before:] == [("duplicate", "kim", "the same negative")] * 2
    # Another decision has reasons of its own; those of this person are offered.
    page.keyboard.press("r")
    page.keyboard.type("another day")
    page.keyboard.press("Escape")
    fourth = leave(page, "n")
    assert decisions(site)[-1] == ("not a duplicate", "kim", "another day")
    offered = page.locator("#reasons option").evaluate_all("all => all.map(o => o.value)")
    assert offered == ["another day", "the same negative"]
    # Undo shows the pair again, and the decision is taken back by a new one.
    assert len({first, second, third, fourth}) == 4
    assert leave(page, "u") == third
    assert decisions(site)[before:] == [("duplicate", "kim", "the same negative")] * 2
    assert "Not a duplicate" in page.locator(".choices").inner_text()
    assert ask(
        site, "SELECT person FROM lookalike_detail.review_lease WHERE image_id_a = %s",
        int(third.split("/")[2]),
    )[0] == ("kim",)  # fmt: skip


def test_the_last_case_can_be_taken_back_too(site: Site, page: Any) -> None:
    """After the last one the queue opens, with the same line."""
    site.enter(page)
    path = start(page, site)
    with connect(site.database) as owner:  # somebody has all others
        while owner.execute("SELECT 1 FROM lookalike.take_case('lee')").fetchone():
            pass
    page.fill("#reason", "seen")
    page.keyboard.press("Enter")
    assert leave(page, "n") == "/queue"
    assert "No other case is left" in page.locator(".notice").inner_text()
    assert leave(page, "u") == path


def test_next_and_previous(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    first = start(page, site)
    second = leave(page, "j")
    third = leave(page, "j")
    assert len({first, second, third}) == 3
    assert leave(page, "k") == second
    assert leave(page, "k") == first
    assert leave(page, "j") == second
    page.goto(f"{site.url}/queue")
    assert page.locator(".mine li").count() == 3
    page.goto(f"{site.url}{second}?kind=sample")
    assert leave(page, "l") == third
    page.goto(f"{site.url}/queue")
    assert page.locator(".mine li").count() == 2


def test_two_people_get_different_cases(
    site: Site, page: Any, chromium: Any, logins: Logins
) -> None:
    for name in ("kim", "lee"):
        logins.add("lookalike_reviewer", name=name)
    other = chromium.new_context().new_page()
    site.sign_in(page, "kim")
    site.sign_in(other, "lee")
    first, second = start(page, site), start(other, site)
    assert first != second
    # Who opens the case of another person is told so.
    other.goto(f"{site.url}{first}")
    assert "kim has this case in hand" in other.locator(".notice").inner_text()
    other.goto(f"{site.url}/queue?kind=sample")
    assert "in hand: kim" in other.locator(".cases").inner_text()
    # What the clock does to a person who went away.
    with connect(site.database) as owner:
        owner.execute("UPDATE lookalike_internal.lease SET ends_at = now() WHERE person = 'kim'")
    other.goto(f"{site.url}{second}?kind=sample")
    assert leave(other, "j") == first
    other.context.close()


def test_a_role_that_only_reads(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_analyst", name="olga")
    site.sign_in(page, "olga")
    page.goto(f"{site.url}/queue?kind=sample")
    assert page.locator("[data-key]").count() == 0
    follow(page, ".cases a >> nth=0")
    assert page.locator("[name=decision]").count() == 0
    assert "Your role reads" in page.locator(".notice").inner_text()
    # The database refuses what a page of another person could send.
    a, b = path_of(page).split("/")[2:]
    csrf = page.locator("[name=csrf]").first.input_value()
    answer = page.request.post(
        f"{site.url}/decide",
        headers={"Origin": site.url},
        form={"csrf": csrf, "image_id_a": a, "image_id_b": b, "decision": "duplicate",
              "reason": "x"},
    )  # fmt: skip
    assert answer.status == 403
    assert "permission denied for function" in answer.text()


def test_without_scripts(site: Site, chromium: Any, logins: Logins) -> None:
    """All of it is forms and links."""
    logins.add("lookalike_reviewer", name="kim")
    page = chromium.new_context(java_script_enabled=False).new_page()
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/queue?kind=sample")
    follow(page, "text=Start reviewing")
    path = path_of(page)
    page.fill("#reason", "seen")
    page.press("#reason", "Enter")
    assert path_of(page) == path  # Enter alone decides nothing
    follow(page, "button:has-text('Not a duplicate')")
    assert path_of(page) != path
    assert decisions(site)[-1] == ("not a duplicate", "kim", "seen")
    follow(page, "text=Undo")
    assert path_of(page) == path
    page.context.close()


def test_what_is_not_there(site: Site, page: Any) -> None:
    site.enter(page)
    for path, said in (
        ("/pair/1/987654", "image 987654 does not exist"),
        ("/pair/3/9876543219876543219", "there is no such number"),
        ("/pair/3/987654321987654321987", "there is no such page"),
        ("/cluster/987654", "cluster 987654 does not exist"),
        ("/case/987654", "image 987654 does not exist"),
        ("/nothing", "there is no such page"),
    ):
        answer = page.goto(f"{site.url}{path}")
        assert answer.status == 404
        assert said in page.locator("[role=alert]").inner_text()


def test_the_queue_is_filtered(site: Site, page: Any) -> None:
    site.enter(page)
    page.goto(f"{site.url}/queue")
    no_violation(page)
    kinds = page.locator("[name=kind] option").evaluate_all("all => all.map(o => o.value)")
    assert {"", "sample"} < set(kinds)
    page.select_option(".filters [name=kind]", "sample")
    follow(page, "text=Show")
    assert set(page.locator(".cases h2").all_inner_texts()) == {"sample"}
    page.goto(f"{site.url}/queue?kind=sample&risk=0.9")
    assert page.locator(".cases li").count() == 0
    page.goto(f"{site.url}/queue?collection=nothing")
    assert page.locator(".cases li").count() == 0


def test_schedule_and_samples(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/schedule")
    no_violation(page)
    follow(page, "text=Complete the review")
    assert "sample" in page.locator(".notice").inner_text()
    page.fill("#remark", "all seen")
    follow(page, "button.main")
    assert "all seen" in page.locator("table").inner_text()
    assert "kim" in page.locator("table").inner_text()
    assert "100" in page.locator("table").inner_text()
    page.goto(f"{site.url}/samples")
    no_violation(page)
    page.fill("#per_band", "1")
    follow(page, "button.main")
    assert re.search("drawn|nothing left to draw", page.locator(".notice").inner_text())


def test_an_open_page_keeps_its_case(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.clock.install()
    start(page, site)
    with connect(site.database) as owner:
        owner.execute("UPDATE lookalike_internal.lease SET ends_at = now() + interval '1 second'")
    with page.expect_response("**/renew") as answer:
        page.clock.fast_forward("05:00")
    assert answer.value.status == 204
    assert ask(
        site, "SELECT ends_at > now() + interval '10 minutes' FROM lookalike_detail.review_lease"
    ) == [(True,)]


def test_an_image_without_copies(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    ((image,),) = ask(site, "SELECT lookalike.find_path('sheet.png')")
    page.goto(f"{site.url}/case/{image}")
    no_violation(page)
    page.fill("#reason", "the only sheet")
    page.keyboard.press("Enter")
    leave(page, "e")
    assert decisions(site)[-1] == ("keep", "kim", "the only sheet")
    assert leave(page, "u") == f"/case/{image}"


def test_the_keys_are_listed(site: Site, page: Any) -> None:
    site.enter(page)
    path = start(page, site)
    page.keyboard.press("?")
    assert "not a duplicate" in page.locator("#keys").inner_text()
    no_violation(page)
    page.keyboard.press("d")  # a list that is open takes no keys
    page.keyboard.press("Escape")
    assert path_of(page) == path
    assert not page.locator("#keys").is_visible()
