"""Each case can be closed on its page, the whole of a decision can be taken back, and a page that
takes too long says so."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from psycopg import errors

from access.logins import Logins
from command import run_command
from lookalike.database import connect
from lookalike.serve import cases, limits, refresher
from serve.accessible import check_accessible
from serve.browser import follow
from serve.conftest import Site
from serve.test_deciding import ask, decisions, leave, path_of


@pytest.fixture(autouse=True)
def nobody(site: Site) -> Iterator[None]:
    """Nobody has a case in hand."""
    with connect(site.database) as owner:
        owner.execute("DELETE FROM lookalike_internal.lease")
    yield


def path_like(site: Site, pattern: str) -> str:
    ((path,),) = ask(site, "SELECT path FROM lookalike_detail.image WHERE path LIKE %s", pattern)
    return str(path)


def cluster_of(site: Site, path: str) -> int:
    ((cluster,),) = ask(
        site, "SELECT cluster_id FROM lookalike_detail.duplicate_image WHERE path = %s", path
    )
    return int(cluster)


def test_all_that_wait_are_taken_back_at_once(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    cluster = cluster_of(site, "coffee/coffee.png")
    waiting = "SELECT count(*) FROM lookalike_detail.image_to_review WHERE cluster_id = %s"
    ((before,),) = ask(site, waiting, cluster)
    assert before > 1
    page.goto(f"{site.url}/cluster/{cluster}")
    page.fill("#reason", "an old set")
    follow(page, "button:has-text('Keep all that wait')")
    assert decisions(site) == [("keep", "kim", "an old set")] * before
    assert f"Decided: keep, {before} images" in page.locator(".decided").inner_text()
    check_accessible(page)
    assert leave(page, "u") == f"/cluster/{cluster}"
    assert decisions(site) == []
    assert ask(site, waiting, cluster) == [(before,)]
    # What is taken back stays taken back: the address of before offers nothing.
    page.go_back()
    page.reload()
    assert page.locator(".decided").count() == 0


def test_a_decision_about_records_is_taken_back(
    site: Site, page: Any, logins: Logins, tmp_path: Path
) -> None:
    catalogue = tmp_path / "cards.csv"
    catalogue.write_text(
        f"id,file\nC-1,rocket/rocket.png\nC-2,{path_like(site, 'rocket/% mirror%')}\n",
        encoding="utf-8",
    )
    run_command(site.database, "import", catalogue)
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    cluster = cluster_of(site, "rocket/rocket.png")
    for decision in ("Same record", "Not the same record"):
        page.goto(f"{site.url}/cluster/{cluster}")
        assert "other record" in page.locator(".why").inner_text()
        page.fill("#reason", decision)
        follow(page, f"button:text-is('{decision}') >> nth=0")
        assert "other record" not in page.locator("main").inner_text()
        assert f"Decided: {decision.lower()}" in page.locator(".decided").inner_text()
        assert leave(page, "u") == f"/cluster/{cluster}"
        assert "other record" in page.locator(".why").inner_text()
    assert ask(
        site,
        "SELECT count(*) FROM lookalike_detail.same_record_decision"
        " WHERE undoes IS NULL AND undone_by IS NULL",
    ) == [(0,)]


def test_a_rendition_is_refused_and_confirmed(
    site: Site, page: Any, logins: Logins, tmp_path: Path
) -> None:
    crop = path_like(site, "chelsea/% crop%")
    catalogue = tmp_path / "publications.csv"
    catalogue.write_text(
        "id,file,published_in,edition\n"
        'P-1,chelsea/chelsea.png,Daily Cat,"Front page, crop over 3 columns"\n'
        'P-2,chelsea/chelsea.png,Weekly Cat,"Front page, crop over 2 columns"\n',
        encoding="utf-8",
    )
    run_command(site.database, "import", catalogue)
    queued = "SELECT count(*) FROM lookalike.review_queue WHERE kind = 'possible rendition'"
    assert ask(site, queued) == [(2,)]
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/queue?kind=possible+rendition")
    page.keyboard.press("j")
    page.wait_for_url("**/cluster/**")
    check_accessible(page)
    forms = page.locator("form[aria-label^='What was published']")
    assert forms.count() == 2
    assert "Daily Cat" in forms.first.inner_text()
    assert crop in forms.first.inner_text()
    forms.first.locator("[name=reason]").fill("compared with the page")
    with page.expect_navigation():
        forms.first.locator("text=It is not").click()
    assert ask(site, queued) == [(1,)]
    assert forms.count() == 1
    forms.locator("[name=reason]").fill("the very crop")
    with page.expect_navigation():
        forms.locator("text=It is what was published").click()
    assert ask(site, queued) == [(0,)]
    assert forms.count() == 0
    assert ask(
        site,
        "SELECT external_id, fidelity, rendition_path FROM lookalike_detail.publication"
        " WHERE external_id LIKE 'P-%%' ORDER BY external_id",
    ) == [("P-1", "source only", None), ("P-2", "exact", crop)]


def test_kinds_without_pictures_name_their_commands(site: Site, page: Any) -> None:
    """A plan that waits has a page; images that are not compared have a command."""
    with connect(site.database) as owner:
        owner.execute(
            "INSERT INTO lookalike_internal.unmatched_image (image_id)"
            " SELECT w.image_id FROM lookalike_detail.image_to_review w ON CONFLICT DO NOTHING"
        )
        site.enter(page)
        page.goto(f"{site.url}/queue?kind=not+compared")
        said = page.locator(".cases li").inner_text()
        owner.execute("DELETE FROM lookalike_internal.unmatched_image")
    assert "lookalike match && lookalike classify" in said


def test_a_count_ends_somewhere(site: Site, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "_COUNTED", 1)
    site.enter(page)
    page.goto(f"{site.url}/queue")
    assert "cluster to review (1 and more)" in page.locator(
        ".filters [name=kind] option"
    ).all_inner_texts()  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("STATEMENT_SECONDS", "took the database longer than 2 seconds"),
        ("LOCK_SECONDS", "waited 2 seconds for other work on the archive"),
    ],
)
def test_what_takes_too_long_is_said(
    site: Site, page: Any, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    monkeypatch.setattr(limits, limit, 2.0)  # less would stop what is only slow
    site.enter(page)
    with connect(site.database) as owner, owner.transaction():
        owner.execute("LOCK TABLE lookalike_internal.lease IN ACCESS EXCLUSIVE MODE")
        answer = page.goto(f"{site.url}/queue")
    assert answer.status == 503
    alert = page.locator("[role=alert]").inner_text()
    assert f"page /queue {said}" in alert
    assert "Nothing was changed here." in alert
    monkeypatch.undo()
    site.enter(page)
    assert page.goto(f"{site.url}/queue").status == 200


def test_long_work_has_no_limit(site: Site) -> None:
    def found(connection: Any) -> list[str]:
        return [
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in (
                "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
            )
        ]  # fmt: skip

    with connect(site.database) as connection:
        limits.limit(connection)
        assert found(connection) == ["30s", "10s", "1min"]
        with limits.without_limits(connection):
            assert found(connection) == ["0", "10s", "0"]
        assert found(connection) == ["30s", "10s", "1min"]


def test_a_refresh_that_meets_another_comes_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does one after an error that nobody expected: it ends no other."""
    answers: list[object] = [False, ZeroDivisionError(), True]
    monkeypatch.setattr(refresher, "_PAUSE_SECONDS", 0.0)

    def refresh(_: object) -> bool:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    monkeypatch.setattr(refresher, "_refresh", refresh)

    async def ask(times: int) -> None:
        one = refresher.Refresher()
        for _ in range(times):
            await one.ask(site.people)  # type: ignore[arg-type]  # nothing is done with it here
            while one._person is not None or not one._task.done():  # type: ignore[union-attr]
                await asyncio.sleep(0)
        await one.close()

    with ThreadPoolExecutor(1) as thread:  # the browser has the loop of this one
        thread.submit(asyncio.run, ask(2)).result()
    assert answers == []


def test_a_pair_takes_one_key(site: Site, page: Any, logins: Logins) -> None:
    """A hundred pairs in ten minutes: two hundred keys are the most that this allows."""
    with connect(site.database) as owner:
        owner.execute(
            "INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes,"
            "   has_same_pixels, phash_distance, phash_256_distance, relation, is_accepted, run_id)"
            " SELECT a.image_id, b.image_id, false, false, 9, 60, '', false,"
            "   (SELECT max(r.run_id) FROM lookalike_internal.run r)"
            " FROM lookalike_internal.image a JOIN lookalike_internal.image b"
            "   ON a.image_id < b.image_id AND a.pixel_digest <> b.pixel_digest"
            " ON CONFLICT DO NOTHING"
        )
        while True:  # a refresh after decisions of another test may be at work
            with suppress(errors.ObjectInUse):
                owner.execute("CALL lookalike.refresh_facts(true)")
                break
    before = len(decisions(site))
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/queue?kind=possible+pair")
    seen = {leave(page, "j")}
    start = ["j", "r", *"other pictures", "Enter"]  # the reason once; then it stands at the button
    for key in start[1:]:
        page.keyboard.press(key)
    pairs = ["n"] * 12
    for key in pairs:
        seen.add(leave(page, key))
    assert len(decisions(site)) - before == len(pairs)
    assert len(seen) == len(pairs) + 1
    assert path_of(page).startswith("/pair/")
    assert len(start) + 100 * len(pairs) / (len(seen) - 1) <= 200
