"""A cluster is shown with its tree, and decided by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.logins import Logins
from command import run_command
from lookalike.database import connect
from lookalike.serve.cluster import grow
from serve.browser import follow
from serve.conftest import Site
from serve.test_deciding import ask, decisions, leave, no_violation, path_of


@pytest.fixture
def cluster(site: Site) -> Iterator[int]:
    """A cluster with the most images; nobody has a case in hand."""
    with connect(site.database) as owner:
        owner.execute("DELETE FROM lookalike_internal.lease")
        row = owner.execute(
            "SELECT cluster_id FROM lookalike.cluster_fact ORDER BY images DESC, cluster_id"
        ).fetchone()
    assert row is not None
    yield row[0]


def members(site: Site, cluster: int) -> dict[int, tuple[str, bool]]:
    return {
        row[0]: (row[1], row[2])
        for row in ask(
            site,
            "SELECT image_id, path, is_master FROM lookalike.image_fact WHERE cluster_id = %s",
            cluster,
        )
    }


def choose(page: Any, image: int) -> None:
    page.check(f"[name=image][value='{image}']")


def test_the_tree_and_the_members(site: Site, page: Any, cluster: int) -> None:
    site.enter(page)
    page.goto(f"{site.url}/cluster/{cluster}")
    no_violation(page)
    known = members(site, cluster)
    shown = page.locator("[name=image]").evaluate_all("all => all.map(o => Number(o.value))")
    assert set(shown) == known.keys()
    # The tree is that of the view: under each image are those that were made from it.
    tree = dict(
        ask(
            site,
            "SELECT image_id, parent_image_id FROM lookalike.lineage WHERE cluster_id = %s",
            cluster,
        )
    )
    found = page.locator(".tree a").evaluate_all(
        """all => all.map(a => {
            const number = link => Number(link.getAttribute("href").split("/")[2]);
            const above = a.closest("ul").closest("li")?.querySelector("a");
            return [number(a), above ? number(above) : null];
        })"""
    )
    assert {image: parent for image, parent in found} == tree
    assert page.locator(".tree .flag").count() == 1


def test_keys_decide_about_the_chosen_image(
    site: Site, page: Any, cluster: int, logins: Logins
) -> None:
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/cluster/{cluster}")
    no_violation(page)
    known = members(site, cluster)
    copy = next(image for image, (_, is_master) in known.items() if not is_master)
    choose(page, copy)
    page.keyboard.press("r")
    page.keyboard.type("the best print")
    page.keyboard.press("Enter")
    assert leave(page, "e") == f"/cluster/{cluster}"
    assert decisions(site)[-1] == ("keep", "kim", "the best print")
    assert "keep kim" in page.locator("li", has=page.locator(f"[value='{copy}']")).inner_text()
    assert leave(page, "u") == f"/cluster/{cluster}"
    assert "keep" not in {decision for decision, _, _ in decisions(site)}
    # Only stewards declare the original; a reviewer is told so.
    assert page.locator("[data-key=o]").count() == 0
    assert "Stewards declare the original" in page.locator(".choices").inner_text()
    # Not a duplicate: the pair with the original.
    choose(page, copy)
    master = next(image for image, (_, is_master) in known.items() if is_master)
    assert leave(page, "n") == f"/pair/{min(copy, master)}/{max(copy, master)}"


def test_the_original_by_key(site: Site, page: Any, cluster: int, logins: Logins) -> None:
    logins.add("lookalike_steward", name="stella")
    site.sign_in(page, "stella")
    page.goto(f"{site.url}/cluster/{cluster}")
    role = "SELECT role FROM lookalike_detail.image_role WHERE image_id = %s"
    copy = next(i for i, (_, is_master) in members(site, cluster).items() if not is_master)
    choose(page, copy)
    leave(page, "o")
    assert ask(site, role, copy) == [("preservation master",)]
    assert "preservation master" in page.locator(".decided").inner_text()
    leave(page, "u")
    assert ask(site, role, copy) == []


def test_decisions_are_brought_up_to_date(
    site: Site, page: Any, cluster: int, logins: Logins
) -> None:
    known = members(site, cluster)
    copy = next(image for image, (_, is_master) in known.items() if not is_master)
    master = next(image for image, (_, is_master) in known.items() if is_master)
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/pair/{copy}/{master}")  # the lower number first, whatever is asked
    assert path_of(page) == f"/pair/{min(copy, master)}/{max(copy, master)}"
    page.fill("#reason", "two negatives")
    follow(page, "button:has-text('Not a duplicate')")
    ((number,),) = ask(site, "SELECT max(decision_id) FROM lookalike.review_decision")
    page.goto(f"{site.url}/queue")
    said = page.locator(".behind").inner_text()
    assert re.search(r"\d+ decisions? (is|are) not yet in clusters", said)
    assert "lookalike cluster" in said
    follow(page, "text=Bring up to date")
    assert "Somebody with the role of the loader runs: lookalike cluster" in (
        page.locator("main").inner_text()
    )
    # The owner may run the stages.
    page.context.clear_cookies()
    site.enter(page)
    page.goto(f"{site.url}/queue")
    follow(page, "text=Bring up to date")
    assert page.locator(".behind").count() == 0
    apart = ask(
        site,
        "SELECT count(DISTINCT coalesce(cluster_id, -image_id)) FROM lookalike.image_fact"
        " WHERE image_id = ANY (%s)",
        [copy, master],
    )
    assert apart == [(2,)]
    # A decision that is taken back lets the two be proven again.
    address = f"{site.url}/pair/{min(copy, master)}/{max(copy, master)}?decided={number}"
    page.goto(address)
    assert page.locator(".decided").count() == 0  # another person decided
    page.context.clear_cookies()
    site.sign_in(page, "kim")
    page.goto(address)
    leave(page, "u")
    page.context.clear_cookies()
    site.enter(page)
    page.goto(f"{site.url}/queue")
    assert "lookalike prove" in page.locator(".behind").inner_text()
    follow(page, "text=Bring up to date")
    assert "Brought up to date: proofs, " in page.locator(".note").inner_text()
    assert page.locator(".behind").count() == 0


def test_conflicts_and_records(
    site: Site, page: Any, cluster: int, logins: Logins, tmp_path: Path
) -> None:
    """Two entries that disagree, of two records, about the images of one cluster."""
    known = members(site, cluster)
    one, other = sorted(known)[:2]
    catalogue = tmp_path / "cards.csv"
    catalogue.write_text(
        "id,file,creator,rights_statement\n"
        f"C-1,{known[one][0]},Ada Lens,http://rightsstatements.org/vocab/InC/1.0/\n"
        f"C-2,{known[other][0]},Zoe Film,http://rightsstatements.org/vocab/NoC-US/1.0/\n"
    )
    run_command(site.database, "import", catalogue)
    logins.add("lookalike_reviewer", name="kim")
    site.sign_in(page, "kim")
    page.goto(f"{site.url}/pair/{one}/{other}")
    no_violation(page)
    differing = page.locator("tr.differs th").all_inner_texts()
    assert {text.split(" differs")[0] for text in differing} >= {"creator", "rights statement"}
    assert "rights" in page.locator(".conflicts").inner_text()
    page.goto(f"{site.url}/cluster/{cluster}")
    no_violation(page)
    assert "other record" in page.locator(".why").inner_text()
    page.fill("#reason", "one negative, two cards")
    follow(page, "button:has-text('Same record') >> nth=0")
    assert "other record" not in page.locator("main").inner_text()
    page.fill("#reason", "the rights of the print")
    page.keyboard.press("Enter")
    leave(page, "s")
    assert decisions(site)[-1] == ("rights settled", "kim", "the rights of the print")
    assert ask(
        site,
        "SELECT bool_and(is_settled) FROM lookalike_detail.rights_conflict"
        " WHERE image_id = ANY (%s) AND is_conflict",
        list(known),
    ) == [(True,)]


def test_a_long_chain_of_copies_stays_readable() -> None:
    """No image is lost, and no list lies more than twenty deep."""
    chain = [{"image_id": n, "parent_image_id": n - 1 if n else None} for n in range(200)]

    def walk(nodes: list[dict[str, Any]], depth: int) -> Iterator[tuple[int, int]]:
        for node in nodes:
            yield node["image_id"], depth
            yield from walk(node["made"], depth + 1)

    found = dict(walk(grow(chain), 0))
    assert found.keys() == set(range(200))
    assert max(found.values()) == 20
